"""Opening the window, and the main job on the demo where there is no display."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from desktop_app.cli.output import Output
from desktop_app.cli.session import home_of, opened
from desktop_app.records.query import Query
from desktop_app.records.state import WORDS, State
from desktop_app.records.title import Title, Verdict
from desktop_app.settings.profiles import DEMO, Settings

_DEMO_TITLES = 20


def open_window(arguments: argparse.Namespace, output: Output) -> int:
    """The window on the last used profile, or the demo."""
    home = home_of(arguments)
    settings = Settings.load(home)
    name = DEMO if arguments.demo else settings.profile(arguments.profile).name
    from desktop_app.ui.start import run

    output.say(f"Opening the window on the profile {name}.")
    return run(home, name)


async def demo_run(arguments: argparse.Namespace, output: Output) -> int:
    """Sync, search, plan, send 20, show the account, and save pictures of the window."""
    arguments.profile = DEMO
    started = time.monotonic()
    async with opened(arguments, write=True) as app:
        await app.online()
        report = await app.refresh(full=False, report=output.progress)
        output.say(f"sync: {report.read} titles read, {report.new} new, {report.changed} changed")
        page = await app.look_up.search(Query(text="", sort="title", descending=False), limit=200)
        output.say(f"search: {page.total} titles; the first is {page.titles[0].title}")
        ready = [
            each.id
            for each in page.titles
            if each.standing["gardners"].state is not Verdict.BLOCKED
        ]
        plan = await app.review.plan(ready[:_DEMO_TITLES], ["gardners"])
        output.say(f"plan {plan.id}: {plan.account}")
        job = await app.send.submit(plan.id)
        app.engine.start()
        job = await app.send.wait(job.number, 120)
        await app.engine.stop()
        words = ", ".join(
            f"{count} {WORDS[State(name)].lower()}"
            for name, count in job.account.items()
            if name != "selected"
        )
        output.say(f"job {job.number}: {job.account['selected']} selected = {words}")
        output.say(f"main job done in {time.monotonic() - started:.1f} s")
    if arguments.screenshots:
        _pictures(home_of(arguments), Path(arguments.screenshots), output)
    return 0


def _blocked(title: Title) -> bool:
    return title.standing["gardners"].state is Verdict.BLOCKED


def _pictures(home: object, folder: Path, output: Output) -> None:
    """Pictures are taken by a process of their own: Qt wants the main thread and its own loop."""
    import subprocess

    from desktop_app.settings.paths import Home

    assert isinstance(home, Home)
    command = [sys.executable, "-m", "desktop_app.ui.screenshots"]
    for scale in ("1", "2"):
        done = subprocess.run(  # noqa: S603 - our own program, our own arguments
            [*command, "--home", str(home.root), "--to", str(folder), "--scale", scale],
            check=False,
        )
        if done.returncode:
            output.say(f"the pictures at scale {scale} could not be taken")
    for picture in sorted(folder.glob("*.png")):
        output.say(f"picture: {picture}")
