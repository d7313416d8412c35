"""How many of what, how old, what runs? One small reading after each change, for all counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.records.state import JobState, State
from desktop_app.records.title import Verdict
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.pace import Pace

if TYPE_CHECKING:
    from desktop_app.records.job import Job
    from desktop_app.records.query import Freshness

_AGE_SECONDS = 30
_JOBS = 50
_NEEDS_PERSON = (State.NOT_CONFIRMED, State.REFUSED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Beat:
    """What the frame shows. ``counts`` are titles by verdict."""

    total: int
    counts: Mapping[Verdict, int]
    freshness: Freshness
    jobs: tuple[Job, ...]

    @property
    def running(self) -> tuple[Job, ...]:
        """Jobs that still have something to do by themselves."""
        return tuple(job for job in self.jobs if job.state is JobState.RUNNING)

    @property
    def needing(self) -> int:
        """Jobs in which something waits for a person."""
        return sum(1 for job in self.jobs if job.account.get(State.NOT_CONFIRMED.value))

    def age(self) -> str:
        """ "Catalogue 4 minutes old"."""
        age = wording.age(self.freshness.last_complete)
        if age:
            return f"Catalogue {age} old"
        return "Catalogue not complete" if self.total else "Catalogue empty"


class Pulse(QObject):
    """``beat`` fires after the store moved, at most four times a second, and each half minute."""

    beat = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading: Operation | None = None
        self._again = False
        self.last: Beat | None = None
        self._pace = Pace(self)
        self._pace.due.connect(self.read)
        self._slow = QTimer(self)
        self._slow.setInterval(_AGE_SECONDS * 1000)
        self._slow.timeout.connect(self.read)
        self._slow.start()
        desk.changed.connect(self._pace.nudge)

    def read(self) -> None:
        """Read now, or once more after the reading that is under way."""
        if self._reading is not None:
            self._again = True
            return
        self._pace.begin()
        self._reading = self._desk.ask("Count", self._gather(), self._take, owner=self)
        self._reading.ended.connect(self._ended)

    async def _gather(self) -> Beat:
        app = self._desk.app
        counts = await app.look_up.counts()
        total = await app.look_up.total()
        freshness = await app.look_up.freshness()
        jobs = await app.history.jobs(limit=_JOBS)
        return Beat(total, counts, freshness, tuple(jobs))

    def _take(self, beat: Beat) -> None:
        self.last = beat
        self.beat.emit(beat)

    def _ended(self) -> None:
        self._reading = None
        self._pace.end()
        if self._again:
            self._again = False
            self._pace.nudge()
