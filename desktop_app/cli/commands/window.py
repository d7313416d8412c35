"""Opening the window, and the main job on the demo where there is no display."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Protocol

from desktop_app.cli.output import Output
from desktop_app.cli.sending import account_words
from desktop_app.cli.session import home_of, opened
from desktop_app.records.errors import ColophonError
from desktop_app.records.query import Query
from desktop_app.records.title import Verdict
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import DEMO, Settings

_DEMO_TITLES, _DEMO_FLOW = 20, "gardners"
_GOES = frozenset({Verdict.NEVER, Verdict.CHANGED, Verdict.SAME})


class Windows(Protocol):
    """What the command line asks of the window, which it may not import."""

    def open(self, home: Home, profile: str, *, demo: bool) -> int:
        """Stay until the window is closed; returns the exit code."""
        ...

    def pictures(self, home: Path, profile: str, folder: Path) -> list[Path]:
        """Pictures of the window without a display; raises subprocess.CalledProcessError."""
        ...


def open_window(arguments: argparse.Namespace, output: Output) -> int:
    """The window on the last used profile, or the demo."""
    home = home_of(arguments)
    settings = Settings.load(home)
    name = DEMO if arguments.demo else settings.profile(arguments.profile).name
    if not _display():
        raise ColophonError(
            "There is no display to open the window on.",
            not_done="Nothing was started.",
            next_step="The commands need none: colophon --help lists them.",
        )
    windows: Windows = arguments.windows
    output.say(f"Opening the window on the profile {name}.")
    try:
        return windows.open(home, name, demo=arguments.demo)
    except ImportError as error:
        raise ColophonError(
            f"What the window needs cannot be loaded: {error}.",
            not_done="The window was not opened.",
            next_step="Install the missing library. The commands need none of it.",
        ) from error


def _display() -> bool:
    """Whether a window can open here, seen or for a test."""
    if sys.platform in {"win32", "darwin"}:
        return True
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(each) for each in named)


async def demo_run(arguments: argparse.Namespace, output: Output) -> int:
    """Sync, search, plan, send 20, show the account, and save pictures of the window."""
    arguments.profile = DEMO
    started = time.monotonic()
    async with opened(arguments, output, write=True) as app:
        await app.online()
        report = await app.refresh(full=False, report=output.progress)
        output.say(f"sync: {report.read} titles read, {report.new} new, {report.changed} changed")
        query = Query(sort="title", descending=False)
        page = await app.look_up.search(query, limit=1_000)
        output.say(f"search: {page.total} titles; the first is {page.titles[0].title}")
        ready = sorted(
            (each for each in page.titles if each.standing[_DEMO_FLOW].state in _GOES),
            key=lambda each: each.standing[_DEMO_FLOW].state is Verdict.SAME,
        )
        plan = await app.review.plan([each.id for each in ready[:_DEMO_TITLES]], [_DEMO_FLOW])
        output.say(f"plan {plan.id}: {plan.account}")
        job = await app.send.submit(plan.id)
        app.engine.start()
        job = await app.send.wait(job.number, 120)
        await app.engine.stop()
        output.say(f"job {job.number}: {account_words(job.account)}")
        output.say(f"main job done in {time.monotonic() - started:.1f} s")
    if arguments.screenshots:
        _pictures(arguments, output)
    return 0


def _pictures(arguments: argparse.Namespace, output: Output) -> None:
    windows: Windows = arguments.windows
    folder = Path(arguments.screenshots)
    try:
        pictures = windows.pictures(home_of(arguments).root, DEMO, folder)
    except subprocess.CalledProcessError as error:
        raise ColophonError(
            f"The pictures could not be taken (exit {error.returncode}).",
            not_done="The job itself is done and kept.",
            next_step="The lines above say why; run the demo again to try once more.",
        ) from error
    for picture in pictures:
        output.say(f"picture: {picture}")
