"""Opens the application for one command and closes it again in order."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.records.errors import HomeBusyError, UsageError
from desktop_app.records.title import Title
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings

if TYPE_CHECKING:
    from desktop_app.app import App

_MAX_STDIN = 4_000_000
_LOOK_EVERY = 0.1
"""Seconds between two looks at a lock that another process holds."""


def home_of(arguments: argparse.Namespace) -> Home:
    return Home.find(arguments.home)


def profile_of(arguments: argparse.Namespace, settings: Settings) -> Profile:
    """The profile the command is about, with a secret from stdin remembered for this process."""
    profile = settings.profile(arguments.profile)
    if arguments.secret_stdin:
        from desktop_app.settings.secrets import remember_for_session

        for kind, secret in secrets_from_stdin():
            remember_for_session(profile.name, kind, secret)
        arguments.secret_stdin = False  # two lines were taken; what follows is something else
    return profile


def secrets_from_stdin() -> list[tuple[str, str]]:
    """Kind and secret from the first two lines: the Consonance key, then the xConnector token.
    An empty line gives none. A terminal does not show what is typed."""
    from desktop_app.settings.secrets import CONSONANCE, XCONNECTOR

    if sys.stdin.isatty():
        from getpass import getpass

        lines = getpass("Consonance key: ").strip(), getpass("xConnector token: ").strip()
    else:
        lines = sys.stdin.readline().strip(), sys.stdin.readline().strip()
    return [pair for pair in zip((CONSONANCE, XCONNECTOR), lines, strict=True) if pair[1]]


@asynccontextmanager
async def opened(
    arguments: argparse.Namespace, output: Output, *, write: bool
) -> AsyncIterator[App]:
    """The application on the profile; a writing command takes the home's lock and says what it
    made of what an earlier one left on its way.

    Raises HomeBusyError when another process writes to this home.
    """
    app = await _open(arguments, output, write=write)
    try:
        _say_halt(app, output)
        if write:
            recovered = await app.start()
            if recovered.words:
                output.say(recovered.words)
        yield app
    finally:
        await app.aclose()


def _say_halt(app: App, output: Output) -> None:
    """What opening the files mended, and what is off."""
    if app.words:
        output.say(app.words)
    if app.halt is not None:
        output.say(" ".join(filter(None, (app.halt.sentence(), app.halt.command))))
        if app.halt.agree:
            output.say(f"{app.halt.agree}: colophon jobs renew")


async def _open(arguments: argparse.Namespace, output: Output, *, write: bool) -> App:
    """Waits for the lock without holding up an interruption."""
    import asyncio

    from desktop_app.app import App

    home = home_of(arguments)
    until = time.monotonic() + arguments.wait_lock
    told = False
    while True:
        # Anew each time: whoever holds the home may be changing them.
        settings = Settings.load(home)
        profile = profile_of(arguments, settings)
        try:
            return App.open(home, settings, profile.name, writable=write)
        except HomeBusyError:
            left = until - time.monotonic()
            if left <= 0:
                raise
            if not told:
                output.say("Colophon is open here; waiting until it is closed.")
                told = True
            await asyncio.sleep(min(_LOOK_EVERY, left))


async def titles_of(app: App, idents: list[str]) -> list[Title]:
    """The titles that the arguments name, in their order, each once.

    Raises NotFoundError naming the first that is not here.
    """
    found: dict[str, Title] = {}
    for ident in idents:
        for title in await app.look_up.resolve(ident):
            found.setdefault(title.id, title)
    return list(found.values())


def idents_from(arguments: argparse.Namespace) -> list[str]:
    """IDs from the arguments and, with ``--ids-from -`` or a file, one a line from there."""
    idents = list(arguments.ids)
    if arguments.ids_from == "-":
        try:
            text = sys.stdin.read(_MAX_STDIN + 1)
        except UnicodeDecodeError as error:
            raise _unreadable("on standard input", error) from error
    elif arguments.ids_from:
        try:
            with Path(arguments.ids_from).open(encoding="utf-8-sig") as file:
                text = file.read(_MAX_STDIN + 1)
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(arguments.ids_from, error) from error
    else:
        text = ""
    if len(text) > _MAX_STDIN:
        raise UsageError("The list of IDs is longer than 4 MB.", not_done="Nothing was done.")
    return idents + [line.strip() for line in text.splitlines() if line.strip()]


def _unreadable(place: str, error: Exception) -> UsageError:
    why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
    return UsageError(
        f"The list of IDs {place} cannot be read: {why}.",
        not_done="Nothing was done.",
        next_step="Give one ID a line.",
    )
