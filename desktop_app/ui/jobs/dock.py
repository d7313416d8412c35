"""What is being sent right now? A quiet dock at the bottom that never blocks anything."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from time import monotonic
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.records.job import Job
from desktop_app.ui import keys, theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.jobs.line import JobLine
from desktop_app.ui.jobs.view_model import (
    DockRow,
    JobAct,
    dock_jobs,
    dock_row,
    is_active,
    needs_person,
)
from desktop_app.ui.operation import Operation
from desktop_app.ui.review.draft import UNDO_SECONDS
from desktop_app.ui.widgets import Button, Kind, PlainLabel, hairline
from desktop_app.ui.widgets.key_cap import KeyCap

_READ = 60
_LINES_SEEN = 3


class JobsDock(QWidget):
    """``counted`` tells (running, needing a person) for the status bar; the window decides
    where the dock stands. It shows itself when something is sent from here."""

    counted = Signal(int, int)
    wants_to_be_seen = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobsDock")
        self.setAccessibleName("Jobs")
        self._desk = desk
        self._jobs: list[Job] = []
        self._mine: dict[int, float] = {}
        self._hidden: set[int] = set()
        self._lines: dict[int, JobLine] = {}
        self._reading: Operation | None = None
        self._again = False
        self._build()
        self._tick = QTimer(self)
        self._tick.setInterval(200)
        self._tick.timeout.connect(self._countdown)
        desk.changed.connect(self.reload)
        desk.job_submitted.connect(self.submitted)
        self.reload()

    def _build(self) -> None:
        now = theme.current()
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(now.px(12), 0, now.px(12), 0)
        row.setSpacing(now.px(12))
        self._empty = PlainLabel("Nothing is being sent.", "caption")
        row.addWidget(PlainLabel("Jobs", "strong"))
        row.addWidget(self._empty)
        row.addStretch(1)
        self._clear = Button("Clear finished", Kind.PLAIN)
        self._clear.clicked.connect(self._hide_finished)
        row.addWidget(self._clear)
        row.addWidget(KeyCap(keys.of("jobs").sequences[0]))
        head.setFixedHeight(now.px(32))
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._rows)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(hairline())
        outer.addWidget(head)
        self._under = hairline()
        outer.addWidget(self._under)
        outer.addWidget(self._scroll, 1)
        self._fit()

    def _fit(self) -> None:
        now = theme.current()
        seen = min(len(self._lines), _LINES_SEEN)
        for part in (self._under, self._scroll):
            part.setVisible(bool(seen))
        self.setFixedHeight(now.px(32) + 1 + (seen * now.px(38) + 1 if seen else 0))

    # Reading

    def submitted(self, number: int) -> None:
        """A job was submitted in this window: its undo time runs now."""
        self._mine[number] = monotonic()
        self._tick.start()
        self.wants_to_be_seen.emit()
        self.reload()

    def reload(self) -> None:
        """Read the newest jobs again; a wish while one is under way waits for it."""
        if self._reading is not None:
            self._again = True
            return
        self._reading = self._desk.ask(
            "Reading the jobs",
            self._desk.app.history.jobs(limit=_READ),
            self._take,
            failed=lambda error: self._desk.notice.emit(error.message),
            owner=self,
        )
        self._reading.ended.connect(self._read_ended)

    def _read_ended(self) -> None:
        self._reading = None
        if self._again:
            self._again = False
            self.reload()

    def _take(self, jobs: Sequence[Job]) -> None:
        self._jobs = list(jobs)
        self._show()
        running = sum(1 for job in jobs if is_active(job))
        self.counted.emit(running, sum(1 for job in jobs if needs_person(job)))

    # Showing

    def _undo_left(self, job: Job) -> int:
        began = self._mine.get(job.number)
        if began is None or job.dry_run:
            return 0
        left = UNDO_SECONDS - (monotonic() - began)
        return int(left) + 1 if left > 0 else 0

    def _countdown(self) -> None:
        self._show()
        now = monotonic()
        if not any(now - began < UNDO_SECONDS + 1 for began in self._mine.values()):
            self._tick.stop()

    def _show(self) -> None:
        flows = {flow.name: flow for flow in self._desk.app.profile.flows}
        shown = dock_jobs(self._jobs, self._mine, self._hidden)
        rows = [dock_row(job, flows, wording.moment, self._undo_left(job)) for job in shown]
        if [row.number for row in rows] != list(self._lines):
            self._rebuild(rows)
        for row in rows:
            self._lines[row.number].show_row(row)
        self._empty.setVisible(not rows)
        self._clear.setVisible(any(not is_active(job) for job in shown))

    def _rebuild(self, rows: Sequence[DockRow]) -> None:
        wanted = {row.number for row in rows}
        for number in [each for each in self._lines if each not in wanted]:
            line = self._lines.pop(number)
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        lines: dict[int, JobLine] = {}
        for position, row in enumerate(rows):
            line = self._lines.get(row.number) or self._line()
            if self._rows.indexOf(line) != position:
                self._rows.insertWidget(position, line)
            lines[row.number] = line
        self._lines = lines
        self._fit()

    def _line(self) -> JobLine:
        line = JobLine()
        line.wanted.connect(self._act)
        return line

    def _hide_finished(self) -> None:
        active = {job.number for job in self._jobs if is_active(job)}
        self._hidden |= {job.number for job in self._jobs} - active
        self._show()

    # Acting

    def _act(self, act: JobAct, number: int) -> None:
        send = self._desk.app.send
        if act is JobAct.SHOW:
            self._desk.history_wanted.emit(number, 0)
            return
        if act is JobAct.UNDO:
            self._mine.pop(number, None)
        calls: dict[JobAct, Callable[[], Coroutine[Any, Any, Any]]] = {
            JobAct.UNDO: lambda: send.undo(number),
            JobAct.PAUSE: lambda: send.pause(number),
            JobAct.RESUME: lambda: send.release(number),
            JobAct.STOP: lambda: send.cancel(number),
            JobAct.RETRY: lambda: send.retry(number),
            JobAct.CHECK: lambda: self._check(number),
        }
        self._mine.setdefault(number, 0.0)
        self._desk.ask(f"{act.value.capitalize()} job {number}", calls[act](), owner=self)

    async def _check(self, number: int) -> None:
        from desktop_app.records.state import State

        app = self._desk.app
        for item in await app.history.items(number, states=(State.NOT_CONFIRMED,), limit=1000):
            await app.send.check_at_destination(item.id)
