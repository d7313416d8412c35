"""A person at the window: keys and clicks only, counted, with the longest gap of the GUI thread."""

from __future__ import annotations

import contextlib
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from desktop_app.settings.paths import Home
from desktop_app.ui import start
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.session import Session

KEY, PLAIN = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_PERIOD = 10
LIMIT = 100.0
"""Milliseconds that the GUI thread may be away on a machine that others may use as well; what is
promised (50) is measured by ``python -m tests.benchmarks gaps``."""
_TOO_CROWDED = 1.5
_ALIVE = 2_000.0
_THREADS = Path("/proc/self/task")


class GapMeter:
    """A 10 ms timer on the GUI thread that keeps its longest period, in milliseconds.

    ``longest`` is what a person feels. ``crowding`` is how many times slower than alone this
    process ran meanwhile, because the machine gave its cores to other programs: 1.0 where
    nobody else wanted them, and where the system does not tell (only Linux does).
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = 0.0
        self._before = (0, 0)
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_PERIOD)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.longest = 0.0
        self._before = _ran_and_queued()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @property
    def crowding(self) -> float:
        ran, queued = (
            max(0, now - then) for now, then in zip(_ran_and_queued(), self._before, strict=True)
        )
        return 1.0 + queued / ran if ran else 1.0

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now


def _ran_and_queued() -> tuple[int, int]:
    """Nanoseconds that all threads of this process have run, and have waited for a core."""
    ran = queued = 0
    for stat in _THREADS.glob("*/schedstat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            on_core, waiting, *_ = stat.read_text(encoding="ascii").split()
            ran, queued = ran + int(on_core), queued + int(waiting)
    return ran, queued


@dataclass
class Step:
    """What one step took. ``gap`` is the longest period in milliseconds.

    ``limit`` grows with the square of how crowded the machine was: the GUI thread waits for a
    core of its own, and for the thread that has Python's lock, which waits for one as well. On
    a machine of our own it is the limit itself; where others take more than a third of the
    cores nothing finer can be told than that the window stayed alive.
    """

    name: str
    clicks: int = 0
    keys: int = 0
    seconds: float = 0.0
    gap: float = 0.0
    crowding: float = 1.0
    watched: bool = True

    @property
    def limit(self) -> float:
        return LIMIT * self.crowding**2 if self.crowding < _TOO_CROWDED else _ALIVE

    def line(self) -> str:
        return (
            f"{self.name:<56} {self.clicks:>2} clicks {self.keys:>3} keys {self.seconds:>5.1f} s  "
            f"longest gap {self.gap:>4.0f} ms, machine crowded x{self.crowding:.1f}"
        )


def opened(home: Home, profile: str = "") -> Person:
    """The window as a person finds it a moment after starting the program."""
    session = start.open_session(home, profile or None)
    person = Person(session)
    session.begin()
    session.window.resize(1280, 800)
    person.until(QApplication.activeWindow)
    person.quiet()
    return person


def shut(person: Person) -> None:
    """Close in order, also after a failure in the middle."""
    if isValid(person.window):
        person.picture("at-the-end")
    if not person.left:
        person.session.end()
    # A window that lives on would be styled, and could be asked for, in every later test.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(person.window), "the window outlives its session"


class Person:
    """Acts on whatever is on the screen, found by the words that stand there."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.left = False
        session.stop = self._leave
        self.steps: list[Step] = []
        self._step = Step("before the first step")
        self.meter = GapMeter()

    def _leave(self) -> None:
        self.left = True

    @property
    def window(self) -> MainWindow:
        return self.session.window

    @contextmanager
    def step(self, name: str, *, watched: bool = True) -> Iterator[Step]:
        """Count what happens in it; kept in ``steps``. A window that opens or closes in it is
        not ``watched``: there is nothing to answer a person yet, or any more."""
        self._step = step = Step(name, watched=watched)
        began = time.monotonic()
        self.meter.start()
        yield step
        self.meter.stop()
        step.seconds = time.monotonic() - began
        step.gap, step.crowding = self.meter.longest, self.meter.crowding
        self.steps.append(step)

    # -- waiting -------------------------------------------------------------------------------

    def until(self, look: Callable[[], object], seconds: float = 30.0, why: str = "") -> None:
        """Let the window work until there is something to see."""
        end = time.monotonic() + seconds
        while not look():
            assert time.monotonic() < end, why or f"it did not happen: {self.said()}"
            QTest.qWait(5)

    def rest(self, milliseconds: int) -> None:
        QTest.qWait(milliseconds)

    def quiet(self) -> None:
        """Until nothing is being read for the screen."""
        self.rest(80)
        self.until(lambda: not self.session.desk.operations.running)
        self.rest(20)

    # -- looking -------------------------------------------------------------------------------

    @property
    def top(self) -> QWidget:
        """The sheet on top, or the window."""
        sheets = [each for each in self.window.findChildren(QDialog) if each.isVisible()]
        return sheets[-1] if sheets else self.window

    def button(self, words: str) -> QAbstractButton:
        """The enabled button that says this, or begins with it, on what is on top."""
        shown = [
            each
            for each in self.top.findChildren(QAbstractButton)
            if each.isVisible() and each.isEnabled()
        ]
        for fits in (str.__eq__, str.startswith):
            for each in shown:
                if fits(each.text(), words) or fits(each.accessibleName(), words):
                    return each
        raise AssertionError(f"no button {words!r} among {[each.text() for each in shown]}")

    def has_button(self, words: str) -> bool:
        try:
            return bool(self.button(words))
        except AssertionError:
            return False

    def field(self, name: str) -> QWidget:
        """The input with this label."""
        for each in self.top.findChildren(QWidget):
            if each.accessibleName() == name and each.isVisible() and not isinstance(each, QLabel):
                return each
        raise AssertionError(f"no field {name!r}")

    def has_field(self, name: str) -> bool:
        try:
            return bool(self.field(name))
        except AssertionError:
            return False

    def said(self, where: QWidget | None = None) -> str:
        """All words on labels that are on the screen."""
        place = where or self.top
        labels = (each for each in place.findChildren(QLabel) if each.isVisible())
        return " | ".join(each.text() for each in labels if each.text())

    def says(self, words: str) -> bool:
        return words in self.said()

    # -- acting --------------------------------------------------------------------------------

    def click(self, what: str | QWidget) -> None:
        widget = self.button(what) if isinstance(what, str) else what
        self._step.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_cell(self, view: QAbstractItemView, row: int, column: int = 0) -> None:
        place = view.visualRect(view.model().index(row, column)).center()
        self._step.clicks += 1
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, PLAIN, place)

    def click_tab(self, tabs: QTabBar, index: int) -> None:
        self._step.clicks += 1
        place: QPoint = tabs.tabRect(index).center()
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, PLAIN, place)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        """One key, to whatever has the focus."""
        self._step.keys += 1
        QTest.keyClick(self._focus(), key, modifiers)

    def type(self, words: str) -> None:
        for letter in words:
            self._step.keys += 1
            QTest.keyClicks(self._focus(), letter)

    def paste(self, words: str) -> None:
        """What was copied elsewhere."""
        QApplication.clipboard().setText(words)
        self.press(KEY.Key_V, CONTROL)

    def fill(self, name: str, words: str) -> None:
        """Click into a field, once it is there, and paste over what stands in it."""
        self.until(lambda: self.has_field(name), 5, f"no field {name!r}")
        self.click(self.field(name))
        self.press(KEY.Key_A, CONTROL)
        self.paste(words)

    def _focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        # A sheet that opened or closed hands over the keyboard a moment later; there is no
        # window manager here that would do it after a popup.
        if QApplication.activeWindow() is not self.top:
            self.rest(50)
            self.top.activateWindow()
        self.until(lambda: QApplication.activeWindow() is self.top, 5, "no window has the keyboard")
        top, found = self.top, QApplication.focusWidget()
        if found is not None and isValid(found) and (found is top or top.isAncestorOf(found)):
            return found
        return top.focusWidget() or top

    # -- pictures ------------------------------------------------------------------------------

    def picture(self, name: str) -> None:
        """Keep what is on the screen, when COLOPHON_PICTURES names a folder."""
        folder = os.environ.get("COLOPHON_PICTURES")
        if not folder:
            return
        from desktop_app.ui.screenshots import picture

        Path(folder).mkdir(parents=True, exist_ok=True)
        picture(self.window).save(str(Path(folder) / f"{name}.png"))
