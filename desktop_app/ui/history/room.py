"""When did this go there, and what did they get? Jobs, one job's items, one item."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.records.errors import ColophonError
from desktop_app.records.job import Job
from desktop_app.records.state import State
from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.history.account_bar import AccountBar
from desktop_app.ui.history.acting import Acting
from desktop_app.ui.history.item_pane import ItemPane
from desktop_app.ui.history.items_list import ItemsList, ItemsModel
from desktop_app.ui.history.jobs_list import JobsList, JobsModel
from desktop_app.ui.history.reading import ItemWhole, whole_item, write_file
from desktop_app.ui.history.sheets import BytesSheet
from desktop_app.ui.operation import Operation
from desktop_app.ui.widgets import Banner, EmptyState, PlainLabel, hairline

_ROOM = 1060
"""Pixels that are left beside a narrow sidebar in the smallest window with large text."""


class HistoryRoom(QWidget):
    """The room in the window. ``show_job`` brings a job and an item into view."""

    titles_wanted = Signal()
    """Nothing was sent yet: the person wants to see how a send works."""

    def __init__(self, desk: Desk, covers: CoverPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyRoom")
        self._desk = desk
        self._item = 0
        self._job: Job | None = None
        self._wanted: tuple[int, int] = (0, 0)
        self._stale = True
        self._reading: Operation | None = None
        self.jobs = JobsModel(desk, self)
        self.jobs_list = JobsList(self.jobs)
        self.items = ItemsModel(desk, self)
        self.items_list = ItemsList(self.items, covers)
        self.account = AccountBar()
        self.pane = ItemPane(desk)
        self.banner = Banner()
        self.empty = EmptyState()
        self.no_items = EmptyState()
        self._acting = Acting(desk, self)
        self._pages = QStackedWidget()
        self._middle = QStackedWidget()
        self._build()
        self._wire()

    def _build(self) -> None:
        now = theme.current()
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        head = QHBoxLayout()
        head.setContentsMargins(now.px(14), 0, now.px(14), 0)
        head.addWidget(PlainLabel("Jobs", "strong"))
        head.addStretch(1)
        self._how_many = PlainLabel("", "caption")
        head.addWidget(self._how_many)
        self._middle.addWidget(self.items_list)
        self._middle.addWidget(self.no_items)
        panes = (_pane(head, self.jobs_list), _pane(self.account, self._middle), self.pane)
        shares = ((150, 2), (220, 4), (270, 3))
        for position, (pane, (least, stretch)) in enumerate(zip(panes, shares, strict=True)):
            # All three fit a small laptop, however large the text.
            pane.setMinimumWidth(min(now.px(least), round(least / 640 * _ROOM)))
            self.splitter.addWidget(pane)
            self.splitter.setStretchFactor(position, stretch)
        self.splitter.setSizes([now.px(292), now.px(476), now.px(344)])
        self._pages.addWidget(self.splitter)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._pages, 1)

    def _wire(self) -> None:
        self._desk.changed.connect(self._changed)
        self.jobs.answered.connect(self._jobs_answered)
        self.jobs.failed.connect(self._failed)
        self.jobs_list.chosen.connect(self._choose_job)
        self.jobs_list.opened.connect(self.items_list.setFocus)
        self.items.answered.connect(self._items_answered)
        self.items.failed.connect(self._failed)
        self.items_list.chosen.connect(self._choose_item)
        self.items_list.opened.connect(self.pane.setFocus)
        self.items_list.retry_wanted.connect(self._retry)
        self.account.narrowed.connect(self.items.narrow)
        self.account.report_wanted.connect(self._report)
        self.pane.wanted.connect(self._acting.act)
        self.pane.bytes_wanted.connect(lambda whole: BytesSheet(whole, self.window()).open())

    # What the window asks for

    def show_job(self, number: int, item: int = 0) -> None:
        """Bring a job into view, and one of its items."""
        self._wanted = (number, item)
        if not self._go_to_wanted():
            self.jobs.reload()

    def refresh(self) -> None:
        """Read again what is on show; called when the room comes into view."""
        self._stale = False
        self.jobs.reload()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self.refresh()

    def _changed(self) -> None:
        if not self.isVisible():
            self._stale = True
            return
        self.jobs.reload()
        self.items.reload()
        if self._item:
            self._read_item()

    # Jobs

    def _jobs_answered(self, count: int) -> None:
        self.banner.hide()
        if not count:
            self.empty.say(
                "Nothing has been sent from this computer yet",
                "What you send is kept here: each job, each title, its answer and its bytes.",
                [("See how a send works", self.titles_wanted.emit)],
            )
            self._pages.setCurrentIndex(1)
            return
        self._pages.setCurrentIndex(0)
        more = "+" if self.jobs.canFetchMore(self.jobs_list.rootIndex()) else ""
        self._how_many.setText(f"{wording.number(count)}{more}")
        if not self._go_to_wanted() and not self.jobs_list.currentIndex().isValid():
            self.jobs_list.setCurrentIndex(self.jobs.index(0))
        self._show_account()

    def _go_to_wanted(self) -> bool:
        number, item = self._wanted
        if not number or not self.jobs_list.show_job(number):
            return False
        self._wanted = (0, 0)
        if item:
            self.items_list.show_item(item)
        return True

    def _choose_job(self, number: int) -> None:
        position = self.jobs.position(number)
        job = self.jobs.jobs[position]
        other = self._job is None or self._job.number != number
        self._job = job
        if other:
            self._item = 0
            self.pane.clear()
            self.account.clear_states()
        self.items.show_job(number, several=len(job.flows) > 1)
        self._show_account()

    def _show_account(self) -> None:
        position = self.jobs.position(self._job.number) if self._job else -1
        if position >= 0:
            self._job = self.jobs.jobs[position]
            self.account.show_job(self._job)

    # Items

    def _items_answered(self, count: int) -> None:
        if count:
            self._middle.setCurrentIndex(0)
            return
        chosen = self.account.states
        words = "No item of this job is in that state now." if chosen else "This job has no items."
        acts = [("Clear", self._clear_states)] if chosen else []
        self.no_items.say("", words, acts)
        self._middle.setCurrentIndex(1)

    def _clear_states(self) -> None:
        self.account.clear_states()
        self.items.narrow(())

    def _choose_item(self, item: int) -> None:
        self._item = item
        self._read_item()

    def _read_item(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._desk.ask(
            "Reading one item",
            whole_item(self._desk.app, self._item),
            self._show_item,
            failed=lambda error: self.pane.clear(error.sentence()),
            owner=self,
        )

    def _show_item(self, whole: ItemWhole) -> None:
        self._reading = None
        if whole.item.id == self._item:
            self.pane.show_item(whole, dry_run=bool(self._job and self._job.dry_run))

    def _retry(self) -> None:
        position = self.items.position(self._item)
        if position < 0:
            return
        item = self.items.items[position]
        if item.state in (State.RETRYING, State.HELD):
            self._desk.ask("Retrying", self._desk.app.send.retry(item.job, (item.id,)))

    def _failed(self, error: ColophonError) -> None:
        acts = [("Try again", self.refresh)]
        self.banner.say(error.sentence(), acts, pair="removed", icon="warning")

    # The report

    def _report(self) -> None:
        if self._job is None:
            return
        dialog = QFileDialog(self, f"Report of job {self._job.number}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Table (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(f"colophon-job-{self._job.number}.csv")
        dialog.fileSelected.connect(partial(self.export, self._job.number))
        dialog.open()

    def export(self, job: int, path: str) -> None:
        """Write the report of a job to a file and say where."""
        self._desk.ask(
            "Writing the report",
            write_file(self._desk.app, job, path),
            lambda size: self._desk.notice.emit(f"Report written: {path}, {wording.size(size)}."),
            failed=self._failed,
            owner=self,
        )


def _pane(head: QHBoxLayout | QWidget, body: QWidget) -> QWidget:
    now = theme.current()
    pane = QWidget()
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    top = head if isinstance(head, QWidget) else QWidget()
    if isinstance(head, QHBoxLayout):
        top.setLayout(head)
    top.setFixedHeight(now.px(44))
    column.addWidget(top)
    column.addWidget(hairline())
    column.addWidget(body, 1)
    return pane
