"""What does the number of titles cost? Keys, start, memory and news, size by size.

A house that is two hundred times as large may cost more to read once; it may not cost more to use.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from desktop_app.services.standing import StandingService
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import demo_profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.ledger import Ledger
from desktop_app.store.standing import StandingTable
from tests.benchmarks import keystroke, reading, start
from tests.benchmarks.homes import home_with
from tests.benchmarks.report import Finding
from tests.gui.support_shelf import generated

SIZES = (1_000, 10_000, 100_000, 200_000)
_SMALL = 300
_NEWS = 100
_ROUNDS = 5
_MEMORY_LIMIT = 1.6
_NEWS_LIMIT = 3.0
_MOST_READ = 10_000
"""Larger readings than this take many minutes of the sandbox; ``--titles`` asks for them."""

_WINDOW = """
import os, sys
from pathlib import Path
from desktop_app.settings.paths import Home
from desktop_app.ui.screenshots import settle
from desktop_app.ui.start import open_session

session = open_session(Home(Path(sys.argv[1])), "demo")
session.begin()
settle(session)
titles = session.window.titles
for share in (1.0, 0.5, 0.25, 0.0):
    bar = titles.view.verticalScrollBar()
    bar.setValue(int(bar.maximum() * share))
    settle(session)
session.window.toolbar.search.setText("harbour")
settle(session)
told = [line for line in open("/proc/self/status") if line.startswith("VmRSS")]
print(int(told[0].split()[1]), flush=True)
os._exit(0)
"""


def run(folder: Path, sizes: Sequence[int] = SIZES) -> list[Finding]:
    """The curve; each line holds by itself."""
    findings: list[Finding] = []
    small = _memory(folder, _SMALL)
    few = _news(folder, sizes[0])
    for titles in sizes:
        findings += keystroke.run(folder, titles)
        findings += start.run(folder, titles)
        findings.append(
            Finding(
                f"memory of the window, {titles:,} : {_SMALL} products",
                _memory(folder, titles), "MB", _MEMORY_LIMIT, small,
            )
        )  # fmt: skip
        findings.append(
            Finding(
                f"{_NEWS} changed titles stored and judged, {titles:,} : {sizes[0]:,}",
                _news(folder, titles), "ms", _NEWS_LIMIT, few,
            )
        )  # fmt: skip
        if titles <= _MOST_READ:
            findings += reading.run(folder, titles)
    return findings


def _memory(folder: Path, titles: int) -> float:
    """Megabytes that a window holds after it was scrolled from end to end and searched."""
    home = home_with(folder / f"home-{titles}", titles)
    done = subprocess.run(
        [sys.executable, "-c", _WINDOW, str(home.root)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    return int(done.stdout.split()[-1]) / 1024


def _news(folder: Path, titles: int) -> float:
    """Milliseconds from records that changed to their new standing, the median of some rounds."""
    home = home_with(folder / f"home-{titles}", titles)
    return asyncio.run(_rounds(home, titles))


async def _rounds(home: Home, titles: int) -> float:
    catalogue_db = Database(home.catalogue("demo"), "catalogue", durable=False)
    ledger_db = Database(home.ledger("demo"), "ledger", durable=True)
    catalogue = Catalogue(catalogue_db)
    try:
        service = StandingService(
            catalogue, StandingTable(catalogue_db), Ledger(ledger_db), demo_profile()
        )
        await service.refresh()
        spent = []
        for each in range(_ROUNDS):
            changed = generated(_NEWS, seed=1_000 + each)
            began = time.perf_counter()
            await catalogue.put_page(changed)
            await service.refresh()
            spent.append((time.perf_counter() - began) * 1000)
    finally:
        ledger_db.close()
        catalogue_db.close()
    return sorted(spent)[len(spent) // 2]
