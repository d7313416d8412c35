"""May the window close now? Not before a person said what becomes of jobs that run."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.job import Job
from desktop_app.records.state import State
from desktop_app.ui import theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Button, Kind, PlainLabel

_OPEN = (State.HELD, State.WAITING, State.SENDING, State.RETRYING, State.ACCEPTED)


class ClosingSheet(Sheet):
    """Finish the current item and keep the rest, cancel the rest, or stay."""

    def __init__(
        self, desk: Desk, jobs: Sequence[Job], close: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__("Close while jobs run?", parent, wanted=QSize(560, 200))
        self._desk = desk
        self._jobs = tuple(jobs)
        self._close = close
        now = theme.current()
        left = sum(job.account.get(state.value, 0) for job in jobs for state in _OPEN)
        head = PlainLabel("Close while jobs run?", "strong")
        words = PlainLabel(
            f"{wording.counted(len(jobs), 'job')} with {wording.counted(left, 'item')} still to "
            "go. What is kept goes on when Colophon is opened again; nothing is sent twice.",
            "quiet",
            wrap=True,
        )
        self._error = PlainLabel("", "error", wrap=True)
        self._error.hide()
        self.keep = Button("Finish current item and keep the rest", Kind.PRIMARY)
        self.cancel_rest = Button("Cancel rest")
        self.stay = Button("Stay")
        margin = now.px(20)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(now.px(10))
        for label in (head, words, self._error):
            self.body.addWidget(label)
        self.body.addStretch(1)
        self.footer.addStretch(1)
        for button in (self.stay, self.cancel_rest, self.keep):
            self.footer.addWidget(button)
        self.keep.clicked.connect(self._keep)
        self.cancel_rest.clicked.connect(self._cancel)
        self.stay.clicked.connect(self.reject)
        self.set_default(self.keep)

    def _keep(self) -> None:
        self.accept()
        self._close()

    def _cancel(self) -> None:
        self.cancel_rest.setEnabled(False)
        self._desk.ask(
            "Cancel the rest", self._cancel_jobs(), lambda _: self._keep(),
            failed=self._failed, owner=self,
        )  # fmt: skip

    async def _cancel_jobs(self) -> None:
        for job in self._jobs:
            await self._desk.app.send.cancel(job.number)

    def _failed(self, error: ColophonError) -> None:
        self.cancel_rest.setEnabled(True)
        self._error.setText(error.sentence())
        self._error.show()
