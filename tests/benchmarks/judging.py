"""Every title judged for every flow from scratch: how fast, and how long the window stands still.

As in the window: Qt on the main thread, the services on a loop in a thread of their own. Once with
the rules in that thread, once with the rules in a process of their own.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from desktop_app.services import judging
from desktop_app.services.standing import StandingService
from desktop_app.settings.profiles import demo_profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.ledger import Ledger
from desktop_app.store.standing import StandingTable
from tests.benchmarks.gaps import GapMeter
from tests.benchmarks.report import Finding
from tests.gui.support_shelf import open_shelf

_LIMIT = 50.0
_NEVER = 10**9
_ANY = float("inf")


def run(folder: Path, titles: int) -> list[Finding]:
    """Titles a second, and the longest gap of a 10 ms timer meanwhile."""
    home = folder / f"judging-{titles}"
    home.mkdir()
    open_shelf(home, titles, standing=False).close()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    idle = _with_gaps(app, asyncio.sleep(2))[1]
    many = judging.MANY
    judging.MANY = _NEVER
    try:
        inside, inside_gap = _with_gaps(app, _from_scratch(home))
    finally:
        judging.MANY = many
    apart, apart_gap = _with_gaps(app, _from_scratch(home))
    return [
        Finding("longest GUI gap: nothing to do", idle, "ms", _LIMIT),
        Finding(f"{titles:,} titles judged in this process, gap", inside_gap, "ms", _ANY),
        Finding(f"{titles:,} titles judged in another process, gap", apart_gap, "ms", _LIMIT),
        Finding(
            "titles × 4 flows a second, another process : this one",
            titles / apart, "/s", 1.0, titles / inside, at_least=True,
        ),
    ]  # fmt: skip


def _with_gaps(app: QApplication, work: Coroutine[Any, Any, None]) -> tuple[float, float]:
    """Seconds that the work took on a loop in a thread, and the longest gap in milliseconds."""
    core = threading.Thread(target=lambda: asyncio.run(work))
    with GapMeter() as meter:
        began = time.perf_counter()
        core.start()
        while core.is_alive():
            app.processEvents()
            core.join(0.001)
        seconds = time.perf_counter() - began
    return seconds, meter.longest


async def _from_scratch(home: Path) -> None:
    catalogue_db = Database(home / "catalogue.sqlite", "catalogue", durable=False)
    ledger_db = Database(home / "ledger.sqlite", "ledger", durable=True)
    try:
        table = StandingTable(catalogue_db)
        service = StandingService(Catalogue(catalogue_db), table, Ledger(ledger_db), demo_profile())
        await service.from_scratch()
    finally:
        ledger_db.close()
        catalogue_db.close()
