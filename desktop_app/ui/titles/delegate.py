"""How is a cell of the list painted? Straight from the ready row, no widget, no model role."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui import theme
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.titles.model import COVER, DATE, FLOWS, TICK, TITLE, TitlesModel
from desktop_app.ui.titles.shown import Shown
from desktop_app.ui.widgets.check_box import paint_check
from desktop_app.ui.widgets.labels import paint_elided
from desktop_app.ui.widgets.tags import paint_look, paint_ring

Index = QModelIndex | QPersistentModelIndex


class TitleDelegate(QStyledItemDelegate):
    """Paints all columns of the titles list. ``hovered`` is the row under the pointer or -1."""

    def __init__(
        self, model: TitlesModel, covers: CoverPictures, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._covers = covers
        self.hovered = -1
        self.compact = False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        now = theme.current()
        return QSize(now.size("column_flow"), now.size("row_compact" if self.compact else "row"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        where: QRect = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(where, now.colour("sel"))
        elif index.row() == self.hovered:
            painter.fillRect(where, now.colour("hover"))
        painter.setPen(now.colour("line"))
        painter.drawLine(where.bottomLeft(), where.bottomRight())
        shown = self._model.row_at(index.row())
        if shown is None:
            self._paint_skeleton(painter, where, index.column())
            return
        focus = bool(state & QStyle.StateFlag.State_HasFocus)
        self._paint_cell(painter, where, index.column(), shown, focus)

    def _paint_cell(
        self, painter: QPainter, where: QRect, column: int, shown: Shown, focus: bool
    ) -> None:
        if column >= FLOWS:
            look = shown.looks[column - FLOWS]
            left = where.left() + theme.current().px(8)
            room = where.width() - theme.current().px(9)
            box = paint_look(painter, look, left, where.center().y(), room)
            if focus:
                paint_ring(painter, box)
        elif column == TITLE:
            self._paint_lines(painter, where, shown.name, shown.by_line, strong=True, focus=focus)
        elif column == DATE:
            self._paint_lines(painter, where, shown.date, shown.isbn, strong=False, focus=focus)
        elif column == COVER:
            self._paint_cover(painter, where, shown)
        elif column == TICK:
            ticked = shown.id in self._model.ticks
            check = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            paint_check(painter, where.center() + QPoint(0, 1), check, focus=focus)

    def _paint_lines(
        self, painter: QPainter, where: QRect, upper: str, lower: str, *, strong: bool, focus: bool
    ) -> None:
        now = theme.current()
        inside = where.adjusted(now.px(8), 0, -now.px(3), -1)
        if focus:
            paint_ring(painter, where.adjusted(6, 6, -6, -6))
        weight = 600 if strong else 400
        if self.compact:
            paint_elided(painter, upper, inside, weight=weight)
            return
        middle = inside.center().y()
        above = QRect(inside.left(), middle - now.px(17), inside.width(), now.px(18))
        below = QRect(inside.left(), middle + now.px(1), inside.width(), now.px(16))
        paint_elided(painter, upper, above, weight=weight)
        paint_elided(painter, lower, below, colour="ink2", size="caption")

    def _paint_cover(self, painter: QPainter, where: QRect, shown: Shown) -> None:
        now = theme.current()
        height = min(now.size("cover_height"), where.height() - now.px(8))
        width = round(now.size("cover_width") * height / now.size("cover_height"))
        left = where.left() + (where.width() - width) // 2
        top = where.top() + (where.height() - 1 - height) // 2
        self._covers.paint(painter, shown.title.cover_url, QSize(width, height), left, top)

    def _paint_skeleton(self, painter: QPainter, where: QRect, column: int) -> None:
        now = theme.current()
        if column == TICK:
            return
        width = {COVER: now.px(24), TITLE: where.width() * 2 // 3, DATE: now.px(80)}
        bar = QRect(
            where.left() + now.px(8), where.center().y() - now.px(5),
            width.get(column, now.px(48)), now.px(10),
        )  # fmt: skip
        painter.fillRect(bar, now.colour("mut"))
