"""How are fields, changes and problems listed? Rows of wrapped text in columns, one delegate.

A row is made of cells, a cell of paragraphs, a paragraph of runs in token colours. Rows are
selectable by keys, can be copied and have a name for screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.states import Look
from desktop_app.ui.widgets.labels import plain
from desktop_app.ui.widgets.tags import look_size, paint_look

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_GAP = 12
_PAD = 7
_LAYOUTS_KEPT = 512
_SAFE = 2
"""Pixels that measured text must leave free to be taken for one line."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. ``pair`` gives it a state's colours; ``family`` sans or mono."""

    text: str
    colour: str = "ink"
    size: str = "text"
    weight: int = 400
    family: str = "sans"
    pair: str = ""
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs under each other, after a tag or beside a picture if there is one."""

    paragraphs: tuple[tuple[Run, ...], ...] = ()
    look: Look | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``copy`` is what Ctrl+C takes; ``value`` what Ctrl+Shift+C takes; ``key`` is
    handed back when the row is opened."""

    cells: tuple[Cell, ...]
    spoken: str
    copy: str = ""
    value: str = ""
    tip: str = ""
    key: Any = field(default=None, compare=False)


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:  # type: ignore[override]
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # type: ignore[override]
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole and line.tip:
            return plain(line.tip)
        return None

    def set(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()


class LinesView(QListView):
    """``shares`` are the relative widths of the columns; ``opened`` gives a line's key."""

    opened = Signal(object)

    def __init__(
        self,
        name: str,
        shares: Sequence[float],
        covers: CoverPictures | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._rows = _Lines(self)
        self._lines_delegate = _LineDelegate(tuple(shares), covers, self)
        self.marks_current = False
        """Whether the current line is marked while the focus is elsewhere, too: it says what is
        shown beside the list."""
        self.setAccessibleName(name)
        self.setModel(self._rows)
        self.setItemDelegate(self._lines_delegate)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setUniformItemSizes(False)
        self.activated.connect(lambda index: self.opened.emit(self.key_at(index)))
        theme.current().changed.connect(self._relayout)
        if covers is not None:
            covers.arrived.connect(self.viewport().update)

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._rows.lines

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other rows; the place is kept when they are the same in number."""
        if tuple(lines) == self._rows.lines:
            return
        place = self.verticalScrollBar().value() if len(lines) == len(self.lines) else 0
        self._rows.set(lines)
        self.verticalScrollBar().setValue(place)

    def key_at(self, index: QModelIndex) -> Any:
        """The key of the line at an index of this view."""
        return self._rows.lines[index.row()].key

    def columns(self, width: int) -> list[tuple[int, int]]:
        """Left edge and width of each column where the lines have ``width`` pixels."""
        return self._lines_delegate.places(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        copy = event.matches(QKeySequence.StandardKey.Copy)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if copy or (event.key() == Qt.Key.Key_C and control and shift):
            if self.currentIndex().isValid():
                line = self._rows.lines[self.currentIndex().row()]
                text = line.copy or line.spoken if copy else line.value or line.copy
                QGuiApplication.clipboard().setText(text)
            return
        super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """A list may get small before words beside it are cut."""
        return QSize(80, 24)

    def _relayout(self) -> None:
        self._lines_delegate.forget()
        self._rows.layoutChanged.emit()


class _LineDelegate(QStyledItemDelegate):
    def __init__(
        self, shares: tuple[float, ...], covers: CoverPictures | None, view: LinesView
    ) -> None:
        super().__init__(view)
        self._shares = shares
        self._covers = covers
        self._view = view
        self._heights: dict[int, int] = {}
        self._measured: tuple[tuple[Line, ...], int] = ((), 0)

    def forget(self) -> None:
        """Other fonts or sizes: measure again."""
        self._heights.clear()
        _layout.cache_clear()
        _measures.cache_clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines, width = self._view.lines, self._view.viewport().width()
        if self._measured[0] is not lines or self._measured[1] != width:
            self._measured = lines, width
            self._heights.clear()
        row = index.row()
        height = self._heights.get(row)
        if height is None:
            height = self._heights[row] = self._height(lines[row].cells, width)
        return QSize(width, height)

    def _height(self, cells: tuple[Cell, ...], width: int) -> int:
        tallest = max(
            (
                self._cell_height(cell, place[1])
                for cell, place in zip(cells, self.places(width), strict=False)
            ),
            default=0,
        )
        return tallest + 2 * theme.current().px(_PAD) + 1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        where: QRect = option.rect
        state = option.state
        marked = self._view.hasFocus() or self._view.marks_current
        if state & QStyle.StateFlag.State_Selected and marked:
            painter.fillRect(where, now.colour("sel"))
            if self._view.marks_current and self._view.hasFocus():
                painter.fillRect(where.left(), where.top(), now.px(3), where.height(),
                                 now.colour("accent"))  # fmt: skip
        painter.setPen(now.colour("line"))
        edge = now.px(16)
        painter.drawLine(where.left() + edge, where.bottom(), where.right() - edge, where.bottom())
        line = self._view.lines[index.row()]
        top = where.top() + now.px(_PAD)
        for cell, (left, width) in zip(line.cells, self.places(where.width()), strict=False):
            self._paint_cell(painter, cell, where.left() + left, top, width)

    def places(self, width: int) -> list[tuple[int, int]]:
        now = theme.current()
        room = width - 2 * now.px(16) - now.px(_GAP) * (len(self._shares) - 1)
        whole = sum(self._shares)
        places, left = [], now.px(16)
        for share in self._shares:
            part = int(room * share / whole)
            places.append((left, part))
            left += part + now.px(_GAP)
        return places

    def _indent(self, cell: Cell) -> int:
        now = theme.current()
        return now.size("cover_width") + now.px(8) if cell.picture else 0

    def _cell_height(self, cell: Cell, width: int) -> int:
        now = theme.current()
        height = now.px(4) + look_size(cell.look).height() if cell.look else 0
        room = width - self._indent(cell)
        for paragraph in cell.paragraphs:
            height += _one_line(paragraph, room) or _height(_lay_out(paragraph, room))
        return max(height, now.size("cover_height") if cell.picture else 0)

    def _paint_cell(self, painter: QPainter, cell: Cell, left: int, top: int, width: int) -> None:
        now = theme.current()
        if cell.picture and self._covers is not None:
            box = QSize(now.size("cover_width"), now.size("cover_height"))
            self._covers.paint(painter, cell.picture, box, left, top)
            left, width = left + self._indent(cell), width - self._indent(cell)
        if cell.look:
            size = look_size(cell.look)
            paint_look(painter, cell.look, left, top + size.height() // 2, width)
            top += size.height() + now.px(4)
        y = float(top)
        for paragraph in cell.paragraphs:
            layout = _lay_out(paragraph, width)
            layout.draw(painter, QPointF(left, y))
            y += layout.boundingRect().height()


def _height(layout: QTextLayout) -> int:
    return round(layout.boundingRect().height())


def _one_line(runs: tuple[Run, ...], width: int) -> int:
    """The height of what plainly fits on one line, or 0: laying out all hundred lines of a title
    to know their heights would hold the window."""
    if not runs or not all(run.text.isascii() and run.text.isprintable() for run in runs):
        return 0
    now = theme.current()
    fonts = {(run.size, run.weight, run.family) for run in runs}
    if len(fonts) != 1:
        return 0
    (font,) = fonts
    metrics, height = _measures(font, now.scheme.value, now.zoom)
    wide = metrics.horizontalAdvance("".join(run.text for run in runs))
    return height if wide < width - _SAFE else 0


@lru_cache
def _measures(font: tuple[str, int, str], _scheme: str, _zoom: float) -> tuple[QFontMetricsF, int]:
    """What text in a font measures, and how tall one line of it is laid out."""
    size, weight, family = font
    line = _lay_out((Run("Hxg", size=size, weight=weight, family=family),), 10_000)
    return QFontMetricsF(theme.current().font(*font)), _height(line)


def _lay_out(runs: tuple[Run, ...], width: int) -> QTextLayout:
    now = theme.current()
    return _layout(runs, width, now.scheme.value, now.zoom)


@lru_cache(maxsize=_LAYOUTS_KEPT)
def _layout(runs: tuple[Run, ...], width: int, _scheme: str, _zoom: float) -> QTextLayout:
    """Kept, because a list measures and paints the same paragraphs again and again."""
    now = theme.current()
    first = runs[0] if runs else Run("")
    layout = QTextLayout("".join(run.text for run in runs))
    layout.setFont(now.font(first.size, first.weight, first.family))
    layout.setCacheEnabled(True)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(_formats(runs))
    layout.beginLayout()
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 20))
        line.setPosition(QPointF(0, y))
        y += line.height() + 1
    layout.endLayout()
    return layout


def _formats(runs: Sequence[Run]) -> list[QTextLayout.FormatRange]:
    now = theme.current()
    ranges, start = [], 0
    for run in runs:
        form = QTextCharFormat()
        form.setFont(now.font(run.size, run.weight, run.family))
        form.setForeground(now.colour(f"{run.pair}.ink" if run.pair else run.colour))
        if run.pair:
            form.setBackground(now.colour(f"{run.pair}.back"))
        if run.strike:
            form.setFontStrikeOut(True)
        one = QTextLayout.FormatRange()
        # Qt counts UTF-16 units, Python code points.
        length = len(run.text.encode("utf-16-le")) // 2
        one.start, one.length, one.format = start, length, form
        ranges.append(one)
        start += length
    return ranges
