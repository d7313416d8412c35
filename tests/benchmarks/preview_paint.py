"""From a key in the list of titles to the fields of that title's preview on the screen."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_app.ui.screenshots import settle
from desktop_app.ui.session import Session
from desktop_app.ui.start import open_session
from tests.benchmarks.homes import home_with
from tests.benchmarks.keystroke import Painted, until
from tests.benchmarks.report import Finding, p95

_STEPS = 60
_LIMIT = 50.0


def run(folder: Path, titles: int) -> list[Finding]:
    """Median and p95 of steps down the list, each with the window at rest before it."""
    home = home_with(folder / f"home-{titles}", titles)
    session = open_session(home, "demo")
    try:
        session.begin()
        settle(session)
        times = _stepped(session)
    finally:
        session.end()
    middle = sorted(times)[len(times) // 2]
    what = "preview: key to paint, one title"
    return [
        Finding(f"{what}, median", middle, "ms", _LIMIT),
        Finding(f"{what}, p95", p95(times), "ms", _LIMIT),
    ]


def _stepped(session: Session) -> list[float]:
    """Milliseconds from each key to the end of the paint that shows another title's fields."""
    window = session.window
    lines = window.inspector.preview.lines
    paints = Painted(lines.viewport())
    resets: list[int] = []
    lines.model().modelReset.connect(lambda: resets.append(1))
    view = window.titles.view
    view.setFocus()
    view.show_row(0, session.desk.flows[0].name)
    settle(session)
    times = []
    for _ in range(_STEPS):
        resets.clear()
        started = time.perf_counter()
        QTest.keyClick(view, Qt.Key.Key_Down)
        until(session.app, lambda: bool(resets))
        before = paints.count
        until(session.app, lambda before=before: paints.count > before)
        times.append((time.perf_counter() - started) * 1000)
        settle(session, 2)
    return times
