"""What stands over the columns? A tick for all, names, the sort arrow, the destinations."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop_app.records.query import STANDING_SORT
from desktop_app.ui import icons, theme
from desktop_app.ui.titles.model import (
    COVER,
    DATE,
    FLOWS,
    FORM,
    IMPRINT,
    PRICE,
    STATUS,
    TICK,
    TITLE,
    TitlesModel,
)
from desktop_app.ui.widgets.check_box import paint_check
from desktop_app.ui.widgets.labels import paint_elided
from desktop_app.ui.widgets.viewport import give_viewport

_SORTS = {
    TITLE: "title", DATE: "publication_date", IMPRINT: "imprint", FORM: "form",
    STATUS: "status", PRICE: "price",
}  # fmt: skip


def sort_name(model: TitlesModel, section: int) -> str:
    """The order that a column gives, or "" for one that gives none."""
    if section >= FLOWS:
        return f"{STANDING_SORT}{model.flows[section - FLOWS].name}"
    return _SORTS.get(section, "")


def known_sort(model: TitlesModel, name: str) -> bool:
    """Whether some column of the list gives this order."""
    return any(sort_name(model, section) == name for section in range(model.columnCount()))


class TitlesHeader(QHeaderView):
    """``sorted_by`` tells the column's sort name and whether it runs downwards."""

    tick_all = Signal()
    sorted_by = Signal(str, bool)
    menu_wanted = Signal(int, QPoint)
    """(section, place on the screen)"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._sort = ("publication_date", True)
        self._check = Qt.CheckState.Unchecked
        give_viewport(self)
        self.setAccessibleName("Columns of the titles list")
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)

    @property
    def sort(self) -> tuple[str, bool]:
        return self._sort

    def set_sort(self, name: str, descending: bool) -> None:
        """Show the arrow; the room asks for the order."""
        self._sort = (name, descending)
        self.viewport().update()

    def set_check(self, state: Qt.CheckState) -> None:
        self._check = state
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(100, theme.current().size("header"))

    # -- ticks, covers and titles stay when the list is scrolled sideways ----------------------

    @property
    def kept_edge(self) -> int:
        """Where the columns that stay end while others are scrolled under them, else 0."""
        if not self.offset():
            return 0
        return self.sectionPosition(TITLE) + self.sectionSize(TITLE)

    def unscrolled(self, x: int) -> int:
        """A place over the columns that stay, as if these were scrolled too."""
        return x - self.offset() if 0 <= x < self.kept_edge else x

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.kept_edge:
            return
        painter = QPainter(self.viewport())
        height = self.viewport().height()
        for section in (TICK, COVER, TITLE):
            place = QRect(self.sectionPosition(section), 0, self.sectionSize(section), height)
            self.paintSection(painter, place, section)
        painter.fillRect(self.kept_edge - 1, 0, 1, height, theme.current().colour("line2"))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The edges of columns that are scrolled under others are not there to be dragged."""
        if event.position().x() >= self.kept_edge:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= self.kept_edge or event.buttons():
            super().mouseMoveEvent(event)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        section = self.logicalIndexAt(self.unscrolled(round(event.position().x())))
        if section == TICK:
            self.tick_all.emit()
        elif event.button() is not Qt.MouseButton.LeftButton:
            return
        elif section >= TITLE and self.cursor().shape() is not Qt.CursorShape.SplitHCursor:
            self.sort_on(section)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        section = self.logicalIndexAt(self.unscrolled(event.pos().x()))
        if section >= TITLE:
            self.menu_wanted.emit(section, event.globalPos())

    def sort_on(self, section: int) -> None:
        """Sort by a column; the same column again turns the order round."""
        name = self._sort_name(section)
        descending = not self._sort[1] if self._sort[0] == name else section == DATE
        self.set_sort(name, descending)
        self.sorted_by.emit(name, descending)

    def _sort_name(self, section: int) -> str:
        model = self.model()
        return sort_name(model, section) if isinstance(model, TitlesModel) else ""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        now = theme.current()
        painter.save()
        painter.fillRect(rect, now.colour("raised"))
        painter.setPen(now.colour("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if logicalIndex == TICK:
            paint_check(painter, rect.center() + QPoint(0, 1), self._check)
        elif logicalIndex != COVER:
            self._paint_name(painter, rect, logicalIndex)
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRect, section: int) -> None:
        now = theme.current()
        model = self.model()
        name = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        inside = rect.adjusted(now.px(8), 0, -now.px(4), 0)
        paint_elided(painter, name, inside, colour="ink3", size="small", weight=600)
        if self._sort_name(section) == self._sort[0]:
            painter.setFont(now.font("small", 600))
            width = painter.fontMetrics().horizontalAdvance(name)
            side = now.size("icon_small")
            arrow = "down" if self._sort[1] else "up"
            x = inside.left() + width + now.px(2)
            icons.paint(
                painter, arrow, now.colour("ink3"), x, rect.center().y() - side / 2 + 1, side
            )


_WIDE = {IMPRINT: 120, FORM: 110, STATUS: 110, PRICE: 84}


def default_width(model: TitlesModel, section: int) -> int:
    """The width of a column before a person changes it; a destination's name fits in."""
    now = theme.current()
    names = {TICK: "column_tick", TITLE: "column_title", DATE: "column_date"}
    if section == COVER:
        return now.size("cover_width") + now.px(6)
    if section in names:
        return now.size(names[section])
    if section < FLOWS:
        return now.px(_WIDE[section])
    name = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
    wide = QFontMetrics(now.font("small", 600)).horizontalAdvance(name) + now.px(14)
    return min(max(now.size("column_flow"), wide), now.size("column_flow_max"))
