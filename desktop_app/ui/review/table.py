"""How are the rows of a plan drawn and ticked? One row a title, one cell a destination."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.review.view_model import Cell, ReviewRow
from desktop_app.ui.widgets.check_box import paint_check
from desktop_app.ui.widgets.labels import paint_elided, paint_two_lines, plain
from desktop_app.ui.widgets.tags import paint_look

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_FIRST_FLOW = 2
_PAD = 20
_LEAST_HIGH = 150


class ReviewModel(QAbstractTableModel):
    """Columns: tick, title, one for each flow, words, action."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ReviewRow, ...] = ()
        self._heads: tuple[str, ...] = ()

    def show_rows(self, rows: Sequence[ReviewRow], destinations: Sequence[str]) -> None:
        """Show other rows; where only their content changed, the view keeps its place."""
        same = len(rows) == len(self._rows) and tuple(destinations) == self._heads
        if not same:
            self.beginResetModel()
        self._rows, self._heads = tuple(rows), tuple(destinations)
        if not same:
            self.endResetModel()
        elif rows:
            end = self.index(len(rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), end)

    @property
    def flows(self) -> int:
        return len(self._heads)

    def row(self, index: Index) -> ReviewRow:
        return self._rows[index.row()]

    def cell(self, index: Index) -> Cell | None:
        """The cell of a flow's column; None elsewhere and where the flow has no subject."""
        position = index.column() - _FIRST_FLOW
        if 0 <= position < self.flows:
            return self._rows[index.row()].cells[position]
        return None

    def is_flow(self, column: int) -> bool:
        return 0 <= column - _FIRST_FLOW < self.flows

    @property
    def words_column(self) -> int:
        return _FIRST_FLOW + self.flows

    @property
    def action_column(self) -> int:
        return self.words_column + 1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else _FIRST_FLOW + self.flows + 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 1:
            return "Title"
        if self.is_flow(section):
            return self._heads[section - _FIRST_FLOW]
        return "What changes, or what is in the way" if section == self.words_column else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == ROW:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken(index)
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            row = self._rows[index.row()]
            if row.sendable:
                return Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _spoken(self, index: Index) -> str:
        row = self._rows[index.row()]
        column = index.column()
        if column == 0:
            tick = "ticked" if row.ticked else "not ticked"
            return f"{row.name}: {tick if row.sendable else 'nothing to send'}"
        if column == 1:
            return f"{row.name}, {row.form}".rstrip(", ")
        if self.is_flow(column):
            cell = self.cell(index)
            said = f"{cell.look.word}. {cell.tip}".rstrip(". ") if cell else "not for this title"
            return f"{self._heads[column - _FIRST_FLOW]}: {said}"
        if column == self.words_column:
            return row.full_words
        return row.action.label if row.action else ""


class _Delegate(QStyledItemDelegate):
    """Draws every cell; the table has no widgets in it."""

    def __init__(self, model: ReviewModel, covers: CoverPictures, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._covers = covers

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.current().size("row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        area = QRect(option.rect)
        view = option.widget
        selected = (
            isinstance(view, QTableView)
            and view.hasFocus()
            and view.currentIndex().row() == index.row()
        )
        painter.fillRect(area, now.colour("sel" if selected else "surface"))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, now.colour("line"))
        self._content(painter, area.adjusted(0, 0, 0, -1), index)

    def _content(self, painter: QPainter, area: QRect, index: Index) -> None:
        model, now = self._model, theme.current()
        row = model.row(index)
        column = index.column()
        if column == 0:
            if row.sendable:
                state = Qt.CheckState.Checked if row.ticked else Qt.CheckState.Unchecked
                paint_check(painter, QPoint(now.px(_PAD + 8), area.center().y()), state)
        elif column == 1:
            self._title(painter, area, row)
        elif model.is_flow(column):
            cell = model.cell(index)
            if cell is not None:
                paint_look(painter, cell.look, area.left(), area.center().y(), area.width() - 6)
            else:
                paint_elided(painter, "–", area, colour="ink3")
        else:
            self._words(painter, area, index)
            if column == model.action_column and row.action is not None:
                where = action_rect(area, row.action.label)
                paint_elided(painter, row.action.label, where, colour="accent", weight=600)

    def _words(self, painter: QPainter, area: QRect, index: Index) -> None:
        """The words run on to where the action begins: both columns paint their part of them."""
        now, row = theme.current(), self._model.row(index)
        whole = QRect(area)
        view = self.parent()
        if isinstance(view, QTableView):
            words = self._model.index(index.row(), self._model.words_column)
            last = view.visualRect(self._model.index(index.row(), self._model.action_column))
            end = action_rect(last, row.action.label).left() if row.action else last.right()
            whole.setLeft(view.visualRect(words).left())
            whole.setRight(end - now.px(_PAD))
        painter.save()
        painter.setClipRect(area)
        colour = "ink" if row.sendable or row.action else "ink2"
        paint_two_lines(painter, row.words, whole.adjusted(0, 0, -now.px(8), 0), colour=colour)
        painter.restore()

    def _title(self, painter: QPainter, area: QRect, row: ReviewRow) -> None:
        now = theme.current()
        box = QSize(now.size("cover_width"), now.size("cover_height"))
        top = area.top() + (area.height() - box.height()) // 2
        self._covers.paint(painter, row.cover_url, box, area.left(), top)
        left = area.left() + box.width() + now.px(12)
        room = area.right() - left - now.px(8)
        middle = area.center().y()
        half = now.px(18)
        ink = "ink" if row.ticked or not row.sendable else "ink3"
        paint_elided(
            painter, row.name, QRect(left, middle - half, room, half), colour=ink, weight=600
        )
        paint_elided(
            painter, row.form, QRect(left, middle, room, half), colour="ink2", size="caption"
        )


def action_rect(area: QRect, label: str) -> QRect:
    """Where the action's words are in its column: at the right edge."""
    from PySide6.QtGui import QFontMetrics

    now = theme.current()
    width = QFontMetrics(now.font("text", 600)).horizontalAdvance(label) + 1
    right = area.right() - now.px(_PAD)
    return QRect(right - width, area.top(), width, area.height())


def least_title() -> int:
    """The width of a title's column in which its ISBN is whole: titles of one name differ in it."""
    from PySide6.QtGui import QFontMetrics

    now = theme.current()
    isbn = QFontMetrics(now.font("caption")).horizontalAdvance(f"{'0' * 13} · …") + 1
    return now.size("cover_width") + now.px(12 + 8) + isbn


class _Header(QHeaderView):
    """Column heads that start where the words below them start."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        now = theme.current()
        painter.fillRect(rect, now.colour("raised"))
        for edge in (rect.top(), rect.bottom()):
            painter.fillRect(rect.left(), edge, rect.width(), 1, now.colour("line"))
        model = self.model()
        words = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        left = now.size("cover_width") + now.px(12) if section == 1 else 0
        place = rect.adjusted(left, 0, -now.px(6), 0)
        paint_elided(painter, words, place, colour="ink3", size="small", weight=600)


class ReviewTable(QTableView):
    """Space ticks, Enter does the row's action, a click on the words does it too."""

    ticked = Signal(str)
    """A title id whose tick a person turned."""
    acted = Signal(object)
    """A ReviewRow whose action was pressed."""
    inspected = Signal(object)
    """A ReviewRow that was double-clicked."""

    def __init__(self, covers: CoverPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ReviewModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self.rows, covers, self))
        self.setAccessibleName("Titles and destinations of this send")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(_Header(self))
        self.rows.modelReset.connect(self._layout_columns)
        covers.arrived.connect(self.viewport().update)
        theme.current().changed.connect(self._layout_columns)
        self._layout_columns()

    def _layout_columns(self) -> None:
        now = theme.current()
        self.setMinimumHeight(now.px(_LEAST_HIGH))
        header = self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(now.size("row"))
        header.setFixedHeight(now.size("header"))
        flows = self.rows.flows
        if not self.rows.columnCount():
            return
        tick, action, least = now.px(50), now.px(124), least_title()
        wide = self.viewport().width()
        # In a narrow window the destinations give way first, then the words.
        room = wide - tick - action - least - now.px(110)
        flow = max(now.px(72), min(now.px(96), room // max(flows, 1)))
        spare = wide - tick - action - flows * flow - now.px(220)
        title = max(least, min(now.px(264), spare))
        words = max(now.px(110), wide - tick - title - flows * flow - action)
        for column, width in enumerate((tick, title, *(flow,) * flows, words, action)):
            self.setColumnWidth(column, width)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._layout_columns()

    def current(self) -> ReviewRow | None:
        """The row the keyboard is on."""
        index = self.currentIndex()
        return self.rows.row(index) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current()
        if row is not None and event.key() == Qt.Key.Key_Space:
            if row.sendable:
                self.ticked.emit(row.title)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if row is not None and row.action is not None:
                self.acted.emit(row)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            return
        row = self.rows.row(index)
        if index.column() == 0 and row.sendable:
            self.ticked.emit(row.title)
        elif self._on_action(event.position().toPoint(), index):
            self.acted.emit(row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() not in (0, self.rows.action_column):
            self.inspected.emit(self.rows.row(index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        index = self.indexAt(where)
        hand = index.isValid() and (index.column() == 0 or self._on_action(where, index))
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        super().mouseMoveEvent(event)

    def _on_action(self, where: QPoint, index: Index) -> bool:
        row = self.rows.row(index)
        if index.column() != self.rows.action_column or row.action is None:
            return False
        return action_rect(self.visualRect(index), row.action.label).contains(where)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            words = self.rows.data(index, Qt.ItemDataRole.ToolTipRole) if index.isValid() else ""
            QToolTip.showText(event.globalPos(), plain(str(words or "")), self)
            return True
        return super().viewportEvent(event)
