"""A large selection checked, and previewed together, in the background, as the window does it.

Qt on the main thread, the services on a loop in a thread of their own, the rules in a process.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app.records.progress import Progress, Report
from desktop_app.services.survey import Survey
from desktop_app.settings.profiles import demo_profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.ledger import Ledger
from desktop_app.ui.smooth import Tidying, be_smooth
from tests.benchmarks.gaps import GapMeter
from tests.benchmarks.report import Finding
from tests.gui.support_shelf import open_shelf

_LIMIT = 50.0
_ANY = float("inf")

Ask = Callable[[Survey, list[str], str, Report], Awaitable[None]]


def run(folder: Path, titles: int) -> list[Finding]:
    """Titles a second for one flow, the first sign of progress, and the longest gap meanwhile."""
    home = folder / f"checking-{titles}"
    home.mkdir()
    open_shelf(home, titles, standing=False).close()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    be_smooth()  # as the window is while it stands
    tidying = Tidying(app, lambda: True)
    try:
        return _measured(app, home, titles)
    finally:
        tidying.end()


def _measured(app: QApplication, home: Path, titles: int) -> list[Finding]:
    idle = _gap_of(app, threading.Thread(target=time.sleep, args=(2,)))
    return [
        Finding("longest GUI gap: nothing to do", idle, "ms", _LIMIT),
        *_asked(app, home, titles, "check", _check),
        *_asked(app, home, titles, "preview", _preview),
    ]


def _asked(app: QApplication, home: Path, titles: int, name: str, ask: Ask) -> Iterator[Finding]:
    told: list[tuple[float, Progress]] = []
    core = threading.Thread(target=lambda: asyncio.run(_run(home, told, ask)))
    began = time.perf_counter()
    gap = _gap_of(app, core)
    seconds = time.perf_counter() - began
    last = told[-1][1]
    assert last.done == last.total == titles, last
    what = f"{name} of {titles:,} titles in the background"
    yield from [
        Finding(f"{what}, titles a second", titles / seconds, "/s", _ANY),
        Finding(f"{what}, first progress", (told[0][0] - began) * 1000, "ms", _ANY),
        Finding(f"{what}, times that progress is told", len(told), "", 1, at_least=True),
        Finding(f"longest GUI gap: {what}", gap, "ms", _LIMIT),
    ]


def _gap_of(app: QApplication, work: threading.Thread) -> float:
    with GapMeter() as meter:
        work.start()
        while work.is_alive():
            app.processEvents()
            work.join(0.001)
    return meter.longest


async def _check(survey: Survey, ids: list[str], flow: str, report: Report) -> None:
    await survey.findings(ids, [flow], report)


async def _preview(survey: Survey, ids: list[str], flow: str, report: Report) -> None:
    await survey.selection(ids, flow, report)


async def _run(home: Path, told: list[tuple[float, Progress]], ask: Ask) -> None:
    catalogue_db = Database(home / "catalogue.sqlite", "catalogue", durable=False)
    ledger_db = Database(home / "ledger.sqlite", "ledger", durable=True)
    try:
        catalogue, profile = Catalogue(catalogue_db), demo_profile()
        survey = Survey(catalogue, Ledger(ledger_db), profile)
        ids = await catalogue.title_ids()
        flow = profile.flows[0].name
        await ask(survey, ids, flow, lambda each: told.append((time.perf_counter(), each)))
    finally:
        ledger_db.close()
        catalogue_db.close()
