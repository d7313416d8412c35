"""Which jobs are there? The list on the left: newest first, read in pages, updated in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.records.errors import ColophonError
from desktop_app.records.job import Job
from desktop_app.ui import theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.history.view_model import JobRow, job_row
from desktop_app.ui.operation import Operation
from desktop_app.ui.widgets.labels import paint_elided
from desktop_app.ui.widgets.tags import look_size, paint_look

Index = QModelIndex | QPersistentModelIndex
_PAGE = 60
_ROOT = QModelIndex()


class JobsModel(QAbstractListModel):
    """``answered`` after each read; rows keep their place while their content changes."""

    answered = Signal(int)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.jobs: list[Job] = []
        self._rows: list[JobRow] = []
        self._more = True
        self._reading: Operation | None = None
        self._again = False

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.jobs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._rows[index.row()].spoken
        return None

    def row(self, index: Index) -> JobRow:
        return self._rows[index.row()]

    def position(self, number: int) -> int:
        """The row of a job, or -1 while it has not been read."""
        return next((i for i, job in enumerate(self.jobs) if job.number == number), -1)

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and bool(self.jobs) and self._reading is None

    def fetchMore(self, parent: Index) -> None:
        self._read(self.jobs[-1].number)

    def reload(self) -> None:
        """Read what is on show again; a second wish while one is under way waits for it."""
        if self._reading is not None:
            self._again = True
            return
        self._read(None)

    def _read(self, before: int | None) -> None:
        limit = _PAGE if before is not None else max(_PAGE, len(self.jobs))
        self._reading = self._desk.ask(
            "Reading the history",
            self._desk.app.history.jobs(limit=limit, before=before),
            lambda jobs: self._take(jobs, limit, before),
            failed=self._fail,
            owner=self,
        )

    def _fail(self, error: ColophonError) -> None:
        self._reading = None
        self.failed.emit(error)

    def _take(self, jobs: Sequence[Job], limit: int, before: int | None) -> None:
        self._reading = None
        self._more = len(jobs) >= limit
        if before is not None:
            self._append(jobs)
        else:
            self._replace(jobs)
        self.answered.emit(len(self.jobs))
        if self._again:
            self._again = False
            self.reload()

    def _append(self, jobs: Sequence[Job]) -> None:
        if not jobs:
            return
        self.beginInsertRows(_ROOT, len(self.jobs), len(self.jobs) + len(jobs) - 1)
        self.jobs.extend(jobs)
        self._rows.extend(self._row(job) for job in jobs)
        self.endInsertRows()

    def _replace(self, jobs: Sequence[Job]) -> None:
        old = {job.number for job in self.jobs}
        fresh = [job for job in jobs if job.number not in old]
        kept = list(jobs[len(fresh) :])
        in_place = [job.number for job in kept] == [job.number for job in self.jobs][: len(kept)]
        if not in_place or not self.jobs:
            self.beginResetModel()
            self.jobs = list(jobs)
            self._rows = [self._row(job) for job in jobs]
            self.endResetModel()
            return
        if fresh:
            self.beginInsertRows(_ROOT, 0, len(fresh) - 1)
            self.jobs[:0] = fresh
            self._rows[:0] = [self._row(job) for job in fresh]
            self.endInsertRows()
        for position, job in enumerate(kept, start=len(fresh)):
            row = self._row(job)
            if row != self._rows[position]:
                self._rows[position] = row
                self.dataChanged.emit(self.index(position), self.index(position))
            self.jobs[position] = job

    def _row(self, job: Job) -> JobRow:
        flows = {flow.name: flow for flow in self._desk.app.profile.flows}
        return job_row(job, flows, wording.moment)


class _Delegate(QStyledItemDelegate):
    def __init__(self, model: JobsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.current().px(60))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        area = QRect(option.rect)
        view = option.widget
        current = isinstance(view, QListView) and view.currentIndex().row() == index.row()
        painter.fillRect(area, now.colour("sel" if current else "surface"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, now.colour("line"))
        if current and view is not None and view.hasFocus():
            painter.fillRect(
                area.left(), area.top(), now.px(3), area.height(), now.colour("accent")
            )
        row = self._model.row(index)
        inner = area.adjusted(now.px(14), now.px(8), -now.px(14), -now.px(8))
        line = now.px(20)
        width = QFontMetrics(now.font("caption")).horizontalAdvance(row.when) + 2
        head = QRect(inner.left(), inner.top(), inner.width() - width - now.px(8), line)
        paint_elided(painter, row.head, head, weight=600)
        right = QRect(inner.right() - width, inner.top(), width, line)
        paint_elided(painter, row.when, right, colour="ink2", size="caption")
        left, middle = inner.left(), inner.bottom() - line // 2
        for tag in row.tags:
            size = look_size(tag.look)
            if left + size.width() > inner.right():
                break
            paint_look(painter, tag.look, left, middle)
            left += size.width() + now.px(4)


class JobsList(QListView):
    """``chosen`` names the job under the cursor; ``opened`` is Enter or a double click."""

    chosen = Signal(int)
    opened = Signal()

    def __init__(self, model: JobsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(model, self))
        self.setAccessibleName("Jobs")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.activated.connect(lambda _: self.opened.emit())
        theme.current().changed.connect(self.doItemsLayout)

    def show_job(self, number: int) -> bool:
        """Put the cursor on a job; False while it has not been read."""
        position = self._jobs.position(number)
        if position < 0:
            return False
        self.setCurrentIndex(self._jobs.index(position))
        return True

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(self._jobs.row(current).number)
