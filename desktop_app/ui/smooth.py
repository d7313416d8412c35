"""How does the window stay smooth while threads beside it work hard?

Two things of the interpreter itself would hold it for longer than a person fails to notice. Threads
hand the interpreter on only every so often; and when many objects have been made, Python looks
through all there are for rings of garbage, in whichever thread is at work, while all others wait
(measured: 85 to 157 ms once a catalogue has been read). So the threads take turns often, what has
been there for long is left out of the search, and the search itself waits for a quiet moment.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

_TURN_SECONDS = 0.0002
_YOUNG = 2_000
_MIDDLE = 5
_NEVER = 1_000_000
"""How many young and middle searches pass before the next larger one; the whole one never comes
by itself."""
_USUAL = gc.get_threshold()
_USUAL_TURN_SECONDS = sys.getswitchinterval()
_EVERY = 20_000
_LONGEST = 15
"""After so many looks that found the window in use, what is new is searched all the same."""


def be_smooth() -> None:
    """Let Python's threads take turns often, and keep its searches for garbage short."""
    sys.setswitchinterval(_TURN_SECONDS)
    gc.set_threshold(_YOUNG, _MIDDLE, _NEVER)
    # What is there by now (modules, classes, the window) lives as long as the program.
    gc.freeze()


class Tidying(QObject):
    """Looks for rings of garbage when it holds nobody up.

    While ``busy`` says that something runs, never. While a person has another program in front,
    in all there is; in a window that stays in use for minutes, in what came since the last time.
    """

    def __init__(self, app: QApplication, busy: Callable[[], bool]) -> None:
        super().__init__(app)
        self._app = app
        self._busy = busy
        self._put_off = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def end(self) -> None:
        """Give the interpreter back as it was, for a process that goes on without a window."""
        self._timer.stop()
        self.deleteLater()
        gc.set_threshold(*_USUAL)
        sys.setswitchinterval(_USUAL_TURN_SECONDS)
        gc.unfreeze()

    def _look(self) -> None:
        unwatched = self._app.applicationState() is not Qt.ApplicationState.ApplicationActive
        self._put_off += 1
        if self._busy() or not (unwatched or self._put_off >= _LONGEST):
            return
        self._put_off = 0
        if unwatched:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
