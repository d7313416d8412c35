"""What does a sandbox keep in its home, and how do other processes find the one that runs?"""

from __future__ import annotations

import json
import logging
import os
import random
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from desktop_app.records.errors import HomeBusyError, SettingsError

log = logging.getLogger("colophon.sandbox")

SEED = 7
TITLES = 800
_PORTS = range(21_000, 29_000)
"""Below the ports that systems give to outgoing connections: a remembered one stays free."""
_ENDING_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What makes the invented house, kept from the first start on.

    ``port`` is kept too, because the addresses of covers name it: with another one every title
    would seem changed. ``anchor`` is the day on which dates hang, as ISO text.
    """

    seed: int = SEED
    titles: int = TITLES
    anchor: str = ""
    port: int = 0

    @property
    def day(self) -> date:
        return date.fromisoformat(self.anchor)


class Place:
    """The sandbox's part of a home. Only the holder of the lock writes here."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "sandbox"
        self.runtime_file = home / "run" / "sandbox.json"
        self.gateway_config = self.folder / "gateway.json"
        self.destinations = self.folder / "destinations.sqlite"
        self._plan_file = self.folder / "house.json"
        self._lock = FileLock(self.folder / "sandbox.lock")

    @classmethod
    def find(cls, option: str | None) -> Place:
        """The home named by the option, by ``COLOPHON_HOME``, or the platform's own place.

        Raises SettingsError when it cannot be made.
        """
        named = option or os.environ.get("COLOPHON_HOME")
        if named:
            home = Path(named).expanduser().resolve()
        else:
            import platformdirs

            home = Path(platformdirs.user_data_dir("colophon", appauthor=False))
        place = cls(home)
        try:
            for folder in (home, place.folder, place.runtime_file.parent):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise SettingsError(
                f"The data folder {home} cannot be used: {error.strerror or error}.",
                not_done="The sandbox was not started.",
                next_step="Choose another folder with --home, or make this one writable.",
            ) from error
        return place

    def hold(self) -> None:
        """Take the home for this process. Waits for one that is ending; raises HomeBusyError."""
        until = time.monotonic() + _ENDING_SECONDS
        while True:
            try:
                # One that runs has its file; one that starts or ends has none and is waited for.
                self._lock.acquire(timeout=0.2)
            except Timeout:
                if self.runtime_file.exists() or time.monotonic() > until:
                    raise _busy() from None
            else:
                self.runtime_file.unlink(missing_ok=True)
                return

    def release(self) -> None:
        """Give the home back; other commands no longer find a sandbox here."""
        self.runtime_file.unlink(missing_ok=True)
        self._lock.release()

    def plan(self, seed: int | None, titles: int | None) -> Plan:
        """The kept plan with what was asked for now, completed and kept."""
        known = self._kept()
        made = replace(
            known,
            seed=known.seed if seed is None else seed,
            titles=known.titles if titles is None else titles,
            anchor=known.anchor or datetime.now(UTC).date().isoformat(),
            port=known.port or random.SystemRandom().choice(_PORTS),
        )
        if made != known:
            self.keep(made)
        return made

    def _kept(self) -> Plan:
        if not self._plan_file.exists():
            return Plan()
        try:
            read = json.loads(self._plan_file.read_text(encoding="utf-8"))
            made = Plan(int(read["seed"]), int(read["titles"]), read["anchor"], int(read["port"]))
            date.fromisoformat(made.anchor)
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("%s cannot be read (%s); a new house is made", self._plan_file, error)
            return Plan()
        return made

    def keep(self, plan: Plan) -> None:
        """Remember a plan for the next start."""
        write_private(self._plan_file, asdict(plan))

    def patches_file(self, plan: Plan) -> Path:
        """Where the changes of one house are kept."""
        return self.folder / f"patches-{plan.seed}-{plan.titles}.jsonl"

    def announce(self, document: Mapping[str, Any]) -> None:
        """Tell other processes of this user where the sandbox is, with its keys."""
        write_private(self.runtime_file, document)


def write_private(path: Path, document: Mapping[str, Any]) -> None:
    """Write JSON that only this user may read, whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
    Path(name).replace(path)


def _busy() -> HomeBusyError:
    return HomeBusyError(
        "A sandbox runs for this home already.",
        not_done="A second one was not started.",
        next_step="Use the one that runs, stop it, or name another folder with --home.",
    )
