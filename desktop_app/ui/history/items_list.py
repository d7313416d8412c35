"""What is in one job? Its items in a stable order, read in pages, narrowed by state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Flow
from desktop_app.records.job import Item
from desktop_app.records.state import State
from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.history.reading import cover_urls
from desktop_app.ui.history.view_model import ItemRow, item_row
from desktop_app.ui.operation import Operation
from desktop_app.ui.widgets.labels import paint_elided
from desktop_app.ui.widgets.tags import paint_look

Index = QModelIndex | QPersistentModelIndex
_PAGE = 200
_ROOT = QModelIndex()


class ItemsModel(QAbstractListModel):
    """The items of one job. Changes arrive in place; the order is that of sending."""

    answered = Signal(int)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.items: list[Item] = []
        self._rows: list[ItemRow] = []
        self._covers: dict[str, str] = {}
        self._job = 0
        self._several = False
        self._states: tuple[State, ...] = ()
        self._more = False
        self._reading: Operation | None = None
        self._again = False

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._rows[index.row()].spoken
        return None

    def row(self, index: Index) -> ItemRow:
        return self._rows[index.row()]

    def cover(self, index: Index) -> str:
        titles = self.items[index.row()].titles
        return self._covers.get(titles[0], "") if titles else ""

    def position(self, item: int) -> int:
        return next((i for i, each in enumerate(self.items) if each.id == item), -1)

    def show_job(self, number: int, *, several: bool) -> None:
        """The items of another job; ``several`` when it has more than one destination."""
        self._several = several
        if number == self._job:
            self.reload()
            return
        self._job = number
        self._states = ()
        self._start_over()

    def narrow(self, states: Sequence[State]) -> None:
        """Only these states; none means all."""
        if tuple(states) != self._states:
            self._states = tuple(states)
            self._start_over()

    def _start_over(self) -> None:
        self.beginResetModel()
        self.items, self._rows, self._more = [], [], False
        self.endResetModel()
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._again = False
        self._read(None)

    def reload(self) -> None:
        """Read the rows on show again, in place."""
        if not self._job:
            return
        if self._reading is not None:
            self._again = True
            return
        self._read(None)

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and self._reading is None

    def fetchMore(self, parent: Index) -> None:
        self._read(self.items[-1].id)

    def _read(self, after: int | None) -> None:
        limit = _PAGE if after is not None else max(_PAGE, len(self.items))
        job = self._job
        self._reading = self._desk.ask(
            "Reading the history",
            self._desk.app.history.items(job, states=self._states, limit=limit, after=after),
            lambda items: self._take(items, job, limit, after),
            failed=self._fail,
            owner=self,
        )

    def _fail(self, error: ColophonError) -> None:
        self._reading = None
        self.failed.emit(error)

    def _take(self, items: Sequence[Item], job: int, limit: int, after: int | None) -> None:
        self._reading = None
        if job != self._job:
            return
        self._more = len(items) >= limit
        if after is not None and items:
            self.beginInsertRows(_ROOT, len(self.items), len(self.items) + len(items) - 1)
            self.items.extend(items)
            self._rows.extend(self._make(items))
            self.endInsertRows()
        elif after is None:
            self._replace(list(items))
        self._want_covers(items)
        self.answered.emit(len(self.items))
        if self._again:
            self._again = False
            self.reload()

    def _replace(self, items: list[Item]) -> None:
        rows = self._make(items)
        if [item.id for item in items] != [item.id for item in self.items]:
            self.beginResetModel()
            self.items, self._rows = items, rows
            self.endResetModel()
            return
        for position, row in enumerate(rows):
            self.items[position] = items[position]
            if row != self._rows[position]:
                self._rows[position] = row
                self.dataChanged.emit(self.index(position), self.index(position))

    def _make(self, items: Sequence[Item]) -> list[ItemRow]:
        flows: Mapping[str, Flow] = {flow.name: flow for flow in self._desk.app.profile.flows}
        return [item_row(item, flows, _when, several=self._several) for item in items]

    def _want_covers(self, items: Sequence[Item]) -> None:
        wanted = {item.titles[0] for item in items if item.titles} - self._covers.keys()
        if wanted:
            self._covers.update(dict.fromkeys(wanted, ""))
            self._desk.ask(
                "Reading covers",
                cover_urls(self._desk.app, sorted(wanted)),
                self._take_covers,
                failed=lambda _: None,
                owner=self,
            )

    def _take_covers(self, found: Mapping[str, str]) -> None:
        self._covers.update(found)
        if self.items:
            self.dataChanged.emit(self.index(0), self.index(len(self.items) - 1))


def _when(instant: str) -> str:
    """To the second on the day itself: attempts follow each other quickly."""
    short = wording.moment(instant)
    return wording.clock(instant, seconds=True) if ":" in short else short


class _Delegate(QStyledItemDelegate):
    def __init__(self, model: ItemsModel, covers: CoverPictures, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._covers = covers

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.current().size("row"))

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
        box = QSize(now.size("cover_width"), now.size("cover_height"))
        top = area.top() + (area.height() - box.height()) // 2
        self._covers.paint(painter, self._model.cover(index), box, area.left() + now.px(14), top)
        left = area.left() + now.px(14) + box.width() + now.px(12)
        wide = area.right() - left
        name = max(now.px(110), min(now.px(300), int(wide * 0.4)))
        middle, half = area.center().y(), now.px(18)
        paint_elided(painter, row.name, QRect(left, middle - half, name, half), weight=600)
        second = QRect(left, middle, name, half)
        paint_elided(painter, row.second, second, colour="ink2", size="caption")
        left += name + now.px(10)
        tag = paint_look(painter, row.look, left, middle, area.right() - left - now.px(8))
        left = max(tag.right() + now.px(12), left + now.px(116))
        note = QRect(left, area.top(), area.right() - left - now.px(12), area.height())
        if note.width() > now.px(30):
            paint_elided(painter, row.note, note, colour="ink2", size="caption")


class ItemsList(QListView):
    """``chosen`` names the item under the cursor. R retries it, D or Enter shows its details."""

    chosen = Signal(int)
    retry_wanted = Signal()
    opened = Signal()

    def __init__(
        self, model: ItemsModel, covers: CoverPictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items = model
        self._wanted = 0
        self.setModel(model)
        self.setItemDelegate(_Delegate(model, covers, self))
        self.setAccessibleName("Items of this job")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.activated.connect(lambda _: self.opened.emit())
        model.answered.connect(self._place)
        covers.arrived.connect(self.viewport().update)
        theme.current().changed.connect(self.doItemsLayout)

    def show_item(self, item: int) -> None:
        """Put the cursor on an item as soon as it has been read; 0 means the first."""
        self._wanted = item
        self._place()

    def _place(self, _: int = 0) -> None:
        position = self._items.position(self._wanted) if self._wanted else -1
        if position >= 0:
            self._wanted = 0
            self.setCurrentIndex(self._items.index(position))
        elif not self.currentIndex().isValid() and self._items.rowCount():
            self.setCurrentIndex(self._items.index(0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(self._items.row(current).id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_R and not event.modifiers():
            self.retry_wanted.emit()
            return
        if event.key() == Qt.Key.Key_D and not event.modifiers():
            self.opened.emit()
            return
        super().keyPressEvent(event)
