"""The longest gap of a 10 ms timer on the GUI thread while the window works for real.

A real sandbox and gateway, a full synchronisation, words typed while it runs, then a send of two
hundred with the list in use.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtTest import QTest

from desktop_app.records.title import Verdict
from desktop_app.settings.paths import Home
from desktop_app.ui.screenshots import settle
from desktop_app.ui.session import Session
from desktop_app.ui.start import open_session
from tests.benchmarks.report import Finding
from tests.support_sandbox import running_sandbox

_LIMIT = 50.0
_PATIENCE = 120.0


class GapMeter:
    """The longest time between two ticks of a 10 ms timer, in milliseconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setInterval(10)
        self._timer.timeout.connect(self._tick)

    def __enter__(self) -> GapMeter:
        self.longest = 0.0
        self._clock.start()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._tick()
        self._timer.stop()

    def _tick(self) -> None:
        self.longest = max(self.longest, self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()


def run(folder: Path) -> list[Finding]:
    """Idle first, so that the machine's own noise is known."""
    home = Home(folder / "gaps")
    home.make()
    with running_sandbox(home.root):
        session = open_session(home, "demo")
        try:
            session.begin()
            settle(session)
            return [
                _measured("idle window", session, lambda: _for(session, 3.0)),
                _measured("full synchronisation", session, lambda: _sync(session)),
                _measured("search, key by key", session, lambda: _search(session)),
                _measured("send of 200 items", session, lambda: _send(session)),
            ]
        finally:
            session.end()


def _measured(name: str, session: Session, work: Callable[[], None]) -> Finding:
    with GapMeter() as meter:
        work()
    return Finding(f"longest GUI gap: {name}", meter.longest, "ms", _LIMIT)


def _for(session: Session, seconds: float) -> None:
    end = time.monotonic() + seconds
    _until(session, lambda: time.monotonic() > end)


def _until(session: Session, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end, "it took too long"
        session.app.processEvents()
        QTest.qWait(1)


def _sync(session: Session) -> None:
    window = session.window
    window.refreshing.start()
    _until(session, lambda: window.refreshing.running)
    _until(session, lambda: not window.refreshing.running)
    assert window.titles.model.total >= 700


def _search(session: Session) -> None:
    box = session.window.toolbar.search
    for word in ("harbour", "atlas", "9781915", "the sea"):
        box.clear()
        for sign in word:
            QTest.keyClick(box, sign)
            _for(session, 0.08)
    box.clear()
    settle(session)


def _send(session: Session) -> None:
    desk = session.desk
    app = session.opened
    flow = desk.flows[0].name

    async def submit() -> int:
        ids = []
        for title in await app.look_up.titles(await _all(app)):
            if title.standing[flow].state is Verdict.NEVER:
                ids.append(title.id)
        plan = await app.review.plan(ids[:200], [flow])
        assert plan.account["prepared"] == 200, plan.account
        return (await app.send.submit(plan.id, confirm=200)).number

    done: list[object] = []

    async def carried() -> None:
        job = await app.send.wait(await submit(), _PATIENCE)
        done.append(job.account)

    desk.ask("Send", carried())
    view = session.window.titles.view
    while not done:
        view.verticalScrollBar().setValue((view.verticalScrollBar().value() + 7) % 300)
        _for(session, 0.05)
    # One of the sandbox's traps is taken with a complaint.
    account = dict(done[0])  # type: ignore[call-overload]
    taken = account.get("delivered", 0) + account.get("delivered_with_errors", 0)
    assert taken == account["selected"] == 200, account


async def _all(app: object) -> list[str]:
    from desktop_app.app import App
    from desktop_app.records.query import Query

    assert isinstance(app, App)
    page = await app.look_up.search(Query(), limit=2_000)
    return [each.id for each in page.titles]
