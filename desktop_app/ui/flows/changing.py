"""What follows when a flow was changed? Lists follow at once, and are judged anew meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop_app.records.errors import ColophonError
from desktop_app.records.progress import Progress, Report
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.shell.refresh_words import progress_words

if TYPE_CHECKING:
    from desktop_app.app import App

T = TypeVar("T")


class Changing(QObject):
    """Carries out one change at a time. It outlives a sheet that is closed meanwhile: ``parent``
    is the window's."""

    started = Signal()
    ended = Signal()
    judging = Signal(str)
    """How far the lists are judged by the new settings; "" when they are."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._judging: Operation | None = None
        self.busy = False

    def run(
        self,
        name: str,
        work: Coroutine[Any, Any, T],
        done: Callable[[T], None],
        failed: Callable[[ColophonError], None],
        owner: QObject,
    ) -> None:
        """Change something; ``done`` and ``failed`` are only called while ``owner`` is there."""
        self.busy = True
        self.started.emit()
        operation = self._desk.ask(name, work, done, failed=failed, owner=owner)
        # Not by its result: a sheet that was closed meanwhile hears none, but the list follows.
        operation.ended.connect(self._ended)

    def _ended(self) -> None:
        self.busy = False
        self.followed()
        self.ended.emit()

    def followed(self) -> None:
        """The services go by other settings: columns at once, their cells in the background."""
        self._desk.flows_changed.emit()
        if self._judging is not None:
            self._judging.cancel()
        app = self._desk.app
        self._judging = self._desk.ask(
            "Compare by the new settings",
            lambda report: _judge(app, report),
            failed=lambda error: self._desk.notice.emit(error.sentence()),
            progress=self._tell,
            owner=self,
        )
        self._judging.ended.connect(self._judged)

    def _tell(self, progress: Progress) -> None:
        self.judging.emit(progress_words(progress))

    def _judged(self) -> None:
        if self.sender() is self._judging:
            self._judging = None
            self.judging.emit("")


async def _judge(app: App, report: Report) -> None:
    await app.standing.refresh(report=report)
