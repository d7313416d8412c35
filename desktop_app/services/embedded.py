"""Who serves the demo profile? The sandbox that runs for this home, else one started for a while.

A started one is bound to this process by its standard input: it ends when this process stops it,
or dies, however it dies.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from desktop_app.records.errors import ColophonError, SettingsError
from desktop_app.settings.paths import Home

_STARTS_WITHIN = 60.0
_ENDS_WITHIN = 20.0
_APPEARS_WITHIN = 10.0
_HEALTH_SECONDS = 3.0
_BUSY = 5
_LOOPBACK = "http://127.0.0.1:"


@dataclass(frozen=True, slots=True)
class Found:
    """Addresses and generated keys of the embedded services; they open loopback only."""

    consonance_url: str
    consonance_key: str
    xconnector_url: str
    xconnector_token: str

    def __repr__(self) -> str:
        return f"Found({self.consonance_url}, {self.xconnector_url})"


class Embedded:
    """The demo's services as one process sees them. Nothing here blocks the event loop."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self, home: Home) -> Found:
        """The running sandbox of the home, or one that is started now; may be called again.

        Raises ColophonError when none can be had.
        """
        return await asyncio.to_thread(self._find_or_launch, home)

    async def stop(self) -> None:
        """End what ``start`` started, and wait until it has; a sandbox of others is left alone."""
        process, self._process = self._process, None
        if process is not None:
            await asyncio.to_thread(_end, process)

    def _find_or_launch(self, home: Home) -> Found:
        found = running(home)
        if found is not None:
            return found
        if self._process is not None:
            _end(self._process)  # it no longer answers
            self._process = None
        return self._launch(home)

    def _launch(self, home: Home) -> Found:
        words = home.logs / "sandbox.log"
        said_before = words.stat().st_size if words.exists() else 0
        process = _process(home, words)
        line = _first_line(process)
        if line:
            self._process = process
            return _found(json.loads(line))
        _end(process)
        if process.returncode == _BUSY:
            return _appearing(home)
        raise ColophonError(
            f"The demo's services did not start (exit code {process.returncode}). "
            f"{_last_words(words, said_before)}".strip(),
            not_done="Nothing was read or sent.",
            next_step=f"Look into {words}.",
            command="Or run colophon sandbox to see what it says.",
        )


def running(home: Home) -> Found | None:
    """The sandbox that runs for the home and answers, if there is one."""
    try:
        told = json.loads(home.runtime_file.read_text(encoding="utf-8"))
        return _found(told) if _answers(told) else None
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # None runs, or its file is being replaced or was left by a crash.
        return None
    except OSError as error:
        raise SettingsError(
            f"{home.runtime_file} cannot be read: {error.strerror or error}.",
            not_done="The demo's services were not looked for.",
            next_step="Make the file readable, or delete it.",
        ) from error


def _found(told: Mapping[str, Any]) -> Found:
    consonance, xconnector = told["consonance"], told["xconnector"]
    return Found(consonance["url"], consonance["key"], xconnector["url"], xconnector["token"])


def _answers(told: Mapping[str, Any]) -> bool:
    """Whether it is alive and the one that wrote the file: ports are given to others later."""
    if not str(told["health"]).startswith(_LOOPBACK):
        return False
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(told["health"], timeout=_HEALTH_SECONDS) as answer:
            return bool(json.load(answer).get("instance") == told["instance"])
    except (OSError, ValueError, AttributeError):
        return False


def _appearing(home: Home) -> Found:
    """The sandbox that another process is starting at this moment."""
    until = time.monotonic() + _APPEARS_WITHIN
    while time.monotonic() < until:
        found = running(home)
        if found is not None:
            return found
        threading.Event().wait(0.1)
    raise ColophonError(
        "The sandbox of this home holds its files, but it does not answer.",
        not_done="Nothing was read or sent.",
        next_step="Stop the process named colophon sandbox, then try again.",
    )


def _process(home: Home, words: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "desktop_app", "sandbox", "--home", str(home.root)]
    try:
        with words.open("ab") as stderr:
            return subprocess.Popen(  # noqa: S603 - this program itself
                [*command, "--exit-with-stdin"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                # A Ctrl-C in the terminal is for the command, which still needs its services.
                start_new_session=True,
            )
    except OSError as error:
        raise ColophonError(
            f"The demo's services cannot be started: {error.strerror or error}.",
            not_done="Nothing was read or sent.",
            next_step="Check that this installation and the data folder are whole.",
        ) from error


def _first_line(process: subprocess.Popen[bytes]) -> bytes:
    """What it prints when it listens; nothing when it ended, or was too slow and is ended."""
    late = threading.Timer(_STARTS_WITHIN, process.kill)
    late.start()
    try:
        return _pipe(process.stdout).readline()
    finally:
        late.cancel()


def _end(process: subprocess.Popen[bytes]) -> None:
    _pipe(process.stdin).close()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _pipe(process.stdout).close()


def _pipe(given: IO[bytes] | None) -> IO[bytes]:
    assert given is not None, "the process was started with pipes"
    return given


def _last_words(words: Path, since: int) -> str:
    with words.open("rb") as file:
        file.seek(since)
        lines = file.read(20_000).decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
