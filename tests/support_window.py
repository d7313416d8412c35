"""A person at the window: keys and clicks only, counted, with the longest gap of the GUI thread."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
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

from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.session import Session

KEY, PLAIN = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_PERIOD = 10
_QUEUE = Path("/proc/self/schedstat")


class GapMeter:
    """A 10 ms timer on the GUI thread that keeps its longest period, in milliseconds.

    ``wall`` is what a person feels. ``own`` leaves out the time in which the thread was ready
    to run and the machine gave its cores to other programs (Linux tells; elsewhere it is equal).
    """

    def __init__(self) -> None:
        self.wall = 0.0
        self.own = 0.0
        self._last = (0.0, 0.0)
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_PERIOD)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.wall = self.own = 0.0
        self._last = (time.perf_counter(), _queued())
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now, queued = time.perf_counter(), _queued()
        wall = now - self._last[0]
        self.wall = max(self.wall, wall * 1000)
        self.own = max(self.own, (wall - (queued - self._last[1])) * 1000)
        self._last = (now, queued)


def _queued() -> float:
    """Seconds this process's main thread has waited for a core so far."""
    try:
        return int(_QUEUE.read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


@dataclass
class Step:
    """What one step took."""

    name: str
    clicks: int = 0
    keys: int = 0
    seconds: float = 0.0
    gap: float = 0.0
    own: float = 0.0

    def line(self) -> str:
        return (
            f"{self.name:<58} {self.clicks:>3} clicks {self.keys:>4} keys "
            f"{self.seconds:>6.1f} s  gap {self.gap:>5.0f} ms (own {self.own:>3.0f})"
        )


class Person:
    """Acts on whatever is on the screen, found by the words that stand there."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.steps: list[Step] = []
        self._step = Step("before the first step")
        self.meter = GapMeter()

    @property
    def window(self) -> MainWindow:
        return self.session.window

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Count what happens in it; kept in ``steps``."""
        self._step = step = Step(name)
        began = time.monotonic()
        self.meter.start()
        yield step
        self.meter.stop()
        step.seconds = time.monotonic() - began
        step.gap, step.own = self.meter.wall, self.meter.own
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
        """Click into a field and paste over what stands in it."""
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
