"""Opens the application for one command and closes it again in order."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from desktop_app.app import App
from desktop_app.records.errors import UsageError
from desktop_app.records.title import Title
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings

_MAX_STDIN = 4_000_000


def home_of(arguments: argparse.Namespace) -> Home:
    return Home.find(arguments.home)


def profile_of(arguments: argparse.Namespace, settings: Settings) -> Profile:
    """The profile the command is about, with a secret from stdin remembered for this process."""
    profile = settings.profile(arguments.profile)
    if arguments.secret_stdin:
        from desktop_app.settings.secrets import remember_for_session

        for kind, secret in secrets_from_stdin():
            remember_for_session(profile.name, kind, secret)
    return profile


def secrets_from_stdin() -> list[tuple[str, str]]:
    """Kind and secret from the first two lines: the Consonance key, then the xConnector token.
    An empty line gives none."""
    from desktop_app.settings.secrets import CONSONANCE, XCONNECTOR

    lines = sys.stdin.readline().strip(), sys.stdin.readline().strip()
    return [pair for pair in zip((CONSONANCE, XCONNECTOR), lines, strict=True) if pair[1]]


@asynccontextmanager
async def opened(arguments: argparse.Namespace, *, write: bool) -> AsyncIterator[App]:
    """The application on the profile; a writing command takes the home's lock.

    Raises HomeBusyError when another process writes to this home.
    """
    home = home_of(arguments)
    settings = Settings.load(home)
    profile = profile_of(arguments, settings)
    app = App.open(home, settings, profile.name, writable=write, patience=arguments.wait_lock)
    try:
        await app.start()
        yield app
    finally:
        await app.aclose()


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
        text = sys.stdin.read(_MAX_STDIN + 1)
    elif arguments.ids_from:
        try:
            text = Path(arguments.ids_from).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"The list {arguments.ids_from} cannot be read: {error}.") from error
    else:
        text = ""
    if len(text) > _MAX_STDIN:
        raise UsageError("The list of IDs is longer than 4 MB.", not_done="Nothing was sent.")
    return idents + [line.strip() for line in text.splitlines() if line.strip()]
