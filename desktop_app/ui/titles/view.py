"""How does a person move in the list? Rows of one height, ticks, cells that name a destination."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop_app.records.flow import Flow
from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.titles.by_work import products
from desktop_app.ui.titles.header import TitlesHeader, default_width
from desktop_app.ui.titles.model import COVER, FLOWS, TICK, TITLE
from desktop_app.ui.titles.rows import Column, Mood, RowPainter
from desktop_app.ui.titles.work_rows import WorkLook, WorkPainter
from desktop_app.ui.titles.works_model import WorksModel, some
from desktop_app.ui.widgets.viewport import give_viewport


class TitlesView(QTableView):
    """The list. ``focused`` tells the title's row and the flow's name under the cursor, or ""."""

    focused = Signal(int, str)
    opened = Signal()
    """Enter or D: the inspector is wanted."""
    legend_wanted = Signal()
    menu_wanted = Signal(int, QPoint)
    """(row, place on the screen)"""

    def __init__(
        self, model: WorksModel, covers: CoverPictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._anchor = -1
        self._keep: str = ""
        self._keep_column = -1
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._tell)
        self.header = TitlesHeader(self)
        self.cells = RowPainter(covers)
        self._work_rows = WorkPainter()
        self._hovered = -1
        give_viewport(self)
        self._settle()
        self.setModel(model)
        self.setHorizontalHeader(self.header)
        self.reset_columns()
        for section in range(model.columnCount()):
            self.setColumnHidden(section, model.is_aside(section))
        covers.arrived.connect(self.viewport().update)
        model.ticks.changed.connect(self.viewport().update)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        theme.current().changed.connect(self.apply_heights)

    def _settle(self) -> None:
        self.setAccessibleName("Titles and how they stand at each destination")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.apply_heights()

    def apply_heights(self) -> None:
        """One height for all rows: asking each row would never end."""
        name = "row_compact" if getattr(self, "cells", None) and self.cells.compact else "row"
        self.verticalHeader().setDefaultSectionSize(theme.current().size(name))

    def set_compact(self, compact: bool) -> None:
        self.cells.compact = compact
        self.apply_heights()
        self.viewport().update()

    def reset_columns(self) -> None:
        """The widths of a fresh window."""
        self.header.setMinimumSectionSize(theme.current().px(24))
        self.header.setStretchLastSection(False)
        for section in range(self._model.columnCount()):
            self.setColumnWidth(section, default_width(self._model, section))
        for section in range(self._model.columnCount()):
            fixed = section in (TICK, TICK + 1)
            mode = QHeaderView.ResizeMode.Fixed if fixed else QHeaderView.ResizeMode.Interactive
            stretch = section == TITLE
            self.header.setSectionResizeMode(
                section, QHeaderView.ResizeMode.Stretch if stretch else mode
            )

    def set_flows(self, flows: Sequence[Flow]) -> None:
        """Other destinations: those that stay keep their widths, new ones are shown."""
        model = self._model
        kept = {
            model.column_key(each): (self.columnWidth(each), self.isColumnHidden(each))
            for each in range(model.columnCount())
        }
        model.set_flows(flows)
        self.reset_columns()
        for section in range(model.columnCount()):
            width, hidden = kept.get(model.column_key(section), (0, False))
            self.setColumnHidden(section, hidden)
            if width and not hidden:
                self.setColumnWidth(section, width)
        self.fit_title()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_title()

    def fit_title(self) -> None:
        """The title takes what is left, but stays readable: then the list scrolls sideways."""
        header = self.header
        # With large text one destination stays beside the title.
        share = max(self.viewport().width() * 2 // 5, theme.current().fixed("column_title_min"))
        least = min(theme.current().size("column_title_min"), share)
        others = sum(
            header.sectionSize(each)
            for each in range(header.count())
            if each != TITLE and not header.isSectionHidden(each)
        )
        if self.viewport().width() - others >= least:
            header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        elif header.sectionResizeMode(TITLE) is QHeaderView.ResizeMode.Stretch:
            header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(TITLE, least)

    def current_flow(self) -> str:
        """The flow whose cell has the cursor, or ""."""
        column = self.currentIndex().column()
        return self._model.flows[column - FLOWS].name if column >= FLOWS else ""

    def flows_on_show(self) -> list[str]:
        """The flows that have a column now."""
        numbered = enumerate(self._model.flows, FLOWS)
        return [flow.name for section, flow in numbered if not self.isColumnHidden(section)]

    def show_row(self, row: int, flow: str = "") -> None:
        """Put the cursor on a row, in the column of a flow if one is named."""
        names = [each.name for each in self._model.flows]
        column = (
            FLOWS + names.index(flow) if flow in names else max(self.currentIndex().column(), 0)
        )
        if column < FLOWS and not flow:
            column = TITLE
        self.setCurrentIndex(self._model.index(row, column))

    def show_flow(self, flow: str) -> None:
        """Put the cursor into the column of a flow, in the same row."""
        self.show_row(self.currentIndex().row(), flow)

    def toggle_current(self) -> None:
        """Tick or untick the row under the cursor."""
        row = self.currentIndex().row()
        shown, number = self._model.row_at(row), self._model.work_number(row)
        if number >= 0:
            self._anchor = row
            self._model.tick_work(number)
        elif shown is not None:
            self._anchor = row
            self._model.ticks.toggle(shown.id)

    def _unfold(self, key: int) -> bool:
        """Right opens a work or goes to its first title, Left closes it; from the first column of
        a title Left goes up to its work. False when the key is for the columns."""
        index = self.currentIndex()
        number = self._model.work_number(index.row())
        right = key == Qt.Key.Key_Right
        if number < 0:
            above = self._model.work_above(index.row())
            if right or above < 0 or index.column() > TITLE:
                return False
            self.setCurrentIndex(self._model.index(above, TITLE))
        elif right and self._model.is_open(number):
            self.setCurrentIndex(self._model.index(index.row() + 1, TITLE))
        else:
            self._model.set_open(number, right)
        return True

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.viewport().update()
        self._later.start()

    # -- the columns that stay when the list is scrolled sideways ------------------------------

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()
            self.header.viewport().update()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Never under the columns that stay; these are in sight already."""
        if self.isColumnHidden(index.column()):  # Qt would go nowhere; its row is wanted
            index = self._model.index(index.row(), TITLE)
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if index.column() <= TITLE:
            bar.setValue(before)
            return
        hidden = self.header.kept_edge - self.header.sectionViewportPosition(index.column())
        if hidden > 0:
            bar.setValue(bar.value() - hidden)

    def indexAt(self, place: QPoint) -> QModelIndex:
        return super().indexAt(QPoint(self.header.unscrolled(place.x()), place.y()))

    def visualRect(self, index: QModelIndex) -> QRect:  # type: ignore[override]
        rect = super().visualRect(index)
        return rect.translated(self.header.offset(), 0) if 0 <= index.column() <= TITLE else rect

    def paintEvent(self, event: QPaintEvent) -> None:
        """All rows in one go; no delegate is asked for a cell."""
        painter = QPainter(self.viewport())
        kept, right = self.header.kept_edge, self.viewport().width()
        tall = self.viewport().height()
        if not kept:
            self._paint_rows(painter, event.rect(), self._columns(stay=False))
        else:
            painter.setClipRect(kept, 0, right - kept, tall)
            self._paint_rows(painter, event.rect(), self._columns(stay=False))
            painter.setClipRect(0, 0, kept, tall)
            self._paint_rows(painter, event.rect(), self._columns(stay=True))
            painter.fillRect(kept - 1, 0, 1, tall, theme.current().colour("line2"))
        painter.end()

    def _paint_rows(self, painter: QPainter, where: QRect, columns: list[Column]) -> None:
        height = self.verticalHeader().defaultSectionSize()
        scrolled = self.verticalScrollBar().value()
        size = QSize(self.viewport().width(), height)
        first = (scrolled + where.top()) // height
        last = min((scrolled + where.bottom()) // height + 1, self._model.rowCount())
        for row in range(first, last):
            number = self._model.work_number(row)
            top = row * height - scrolled
            if number >= 0:
                look, mood = self._work_look(number), self._mood(row, "")
                self._work_rows.paint(painter, top, size, look, self._columns(stay=True), mood)
                continue
            shown = self._model.row_at(row)
            mood = self._mood(row, shown.id if shown is not None else "")
            self.cells.paint(painter, top, size, shown, columns, mood)

    def _work_look(self, number: int) -> WorkLook:
        work, is_open = self._model.works.get(number), self._model.is_open(number)
        if work is None:
            return WorkLook("", "", Qt.CheckState.Unchecked, is_open)
        people = wording.one_line(work.contributors)
        about = f"{products(work)} · {people}" if people else products(work)
        check = some(self._model.ticked_of(work), len(work.titles))
        return WorkLook(wording.one_line(work.name) or "Untitled", about, check, is_open)

    def _columns(self, *, stay: bool) -> list[Column]:
        """Where they are; with ``stay`` as if nothing were scrolled sideways."""
        header = self.header
        sections = (header.logicalIndex(place) for place in range(header.count()))
        left = header.sectionPosition if stay else header.sectionViewportPosition
        return [
            Column(each, left(each), header.sectionSize(each))
            for each in sections
            if not header.isSectionHidden(each)
        ]

    def _mood(self, row: int, title: str) -> Mood:
        current = self.currentIndex()
        here = current.row() == row
        focus = current.column() if here and self.hasFocus() else -1
        part = self._model.gathering is not None
        return Mood(here, row == self._hovered, title in self._model.ticks, focus, part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and plain and self._unfold(key):
            return
        if key == Qt.Key.Key_Space and plain:
            self.toggle_current()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_D) and plain:
            self.opened.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain:
            self.show_row(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        elif key == Qt.Key.Key_Menu or (
            key == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            place = self.visualRect(self.currentIndex()).bottomLeft()
            self._offer_menu(self.currentIndex().row(), self.viewport().mapToGlobal(place))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if (
            index.isValid()
            and index.column() == TICK
            and event.button() is Qt.MouseButton.LeftButton
        ):
            self._tick(index.row(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return
        number = self._model.work_number(index.row())
        if number >= 0 and index.column() == COVER and event.button() is Qt.MouseButton.LeftButton:
            self._model.set_open(number, not self._model.is_open(number))
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.indexAt(event.pos()).row()
        if row >= 0:
            self._offer_menu(row, event.globalPos())

    def _offer_menu(self, row: int, place: QPoint) -> None:
        if row >= 0:
            self.menu_wanted.emit(row, place)

    def _tick(self, row: int, ranged: bool) -> None:
        shown, number = self._model.row_at(row), self._model.work_number(row)
        if number >= 0 and not (ranged and self._anchor >= 0):
            self._model.tick_work(number)
            self._anchor = row
            return
        if shown is None and number < 0:
            return
        if ranged and self._anchor >= 0:
            on = shown is None or shown.id not in self._model.ticks
            self._model.tick_range(min(row, self._anchor), max(row, self._anchor), on)
        elif shown is not None:
            self._model.ticks.toggle(shown.id)
        self._anchor = row

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    def _remember(self) -> None:
        shown = self._model.row_at(self.currentIndex().row())
        self._keep = shown.id if shown is not None else self._keep
        self._keep_column = self.currentIndex().column()

    def _restore(self) -> None:
        """After another search: stay on the title if it is near the top, else on the first."""
        self._anchor = -1
        if not self._model.total or not self._model.rowCount():
            return
        row = next(
            (
                number
                for number in range(min(self._model.rowCount(), 100))
                if (shown := self._model.row_at(number)) is not None and shown.id == self._keep
            ),
            int(self._model.work_number(0) >= 0 and self._model.is_open(0)),
        )
        column = self._keep_column if self._keep_column >= 0 else FLOWS
        column = min(column, self._model.columnCount() - 1)
        self.setCurrentIndex(self._model.index(row, column))

    def _tell(self) -> None:
        self.focused.emit(self.currentIndex().row(), self.current_flow())
