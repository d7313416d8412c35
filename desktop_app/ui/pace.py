"""How often is read again what moves below? So often that it takes a small share of the time."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

_MILLISECONDS = 250
_SHARE = 5
"""What takes long is read again only after so many times as long. A house of 200,000 titles that
is judged anew would otherwise be counted and sorted without an end, while a person searches."""

_LONGEST = 5_000


class Pace(QObject):
    """``due`` fires some time after the first ``nudge``, however many follow."""

    due = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_MILLISECONDS)
        self._timer.timeout.connect(self.due)

    @property
    def interval(self) -> int:
        """Milliseconds from a nudge to the next reading."""
        return self._timer.interval()

    def nudge(self) -> None:
        """Something moved."""
        if not self._timer.isActive():
            self._timer.start()

    def begin(self) -> None:
        """It is being read."""
        self._clock.start()

    def end(self) -> None:
        """It was read; how long that took sets the pace."""
        if self._clock.isValid():
            wanted = max(_MILLISECONDS, _SHARE * self._clock.elapsed())
            self._timer.setInterval(min(wanted, _LONGEST))
            self._clock.invalidate()
