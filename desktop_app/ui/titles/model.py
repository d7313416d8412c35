"""Which rows does the list have, and what is in them? A window of rows over a sorted id array.

The first page answers a keystroke; the whole sorted id array follows and lets the scroll bar jump
anywhere. Rows are read in blocks when they come into view and forgotten when there are many.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

from desktop_app.records.errors import ColophonError, QueryError
from desktop_app.records.flow import Flow
from desktop_app.records.query import Query
from desktop_app.records.title import Title
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.titles.shown import Shown, show, spoken
from desktop_app.ui.titles.ticks import Ticks
from desktop_app.ui.widgets.labels import plain

TICK, COVER, TITLE, DATE, IMPRINT, FORM, STATUS, PRICE, FLOWS = range(9)
OPTIONAL = (IMPRINT, FORM, STATUS, PRICE)
"""Columns about the title that a fresh window does not show."""
NAMES = {
    TICK: "Selected", COVER: "Cover", TITLE: "Title", DATE: "Published, ISBN", IMPRINT: "Imprint",
    FORM: "Form", STATUS: "Status", PRICE: "Price",
}  # fmt: skip
PAGE = 100
_BLOCK = 50
_BLOCKS_KEPT = 60
_SKELETON = 12
_ORDER_AFTER = 80
_SKELETON_AFTER = 200
_ROOT = QModelIndex()


class TitlesModel(QAbstractTableModel):
    """The list's rows. Signals tell the room what to say around it."""

    answered = Signal(int)
    """A search was answered with so many titles."""
    settled = Signal()
    """The order of all titles that were found is known, too."""
    failed = Signal(object)
    """A ColophonError: the local catalogue could not be read."""

    def __init__(self, desk: Desk, ticks: Ticks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.ticks = ticks
        self.flows: tuple[Flow, ...] = desk.flows
        self.query = Query()
        self._answered_query = self.query
        self.total = 0
        self._loading = False
        self._ids: array[int] = array("q")
        self._first: tuple[Shown, ...] = ()
        self._blocks: OrderedDict[int, tuple[Shown, ...]] = OrderedDict()
        self._wanted: dict[int, None] = {}
        self._running: dict[int, Operation] = {}
        self._search: Operation | None = None
        self._generation = 0
        self._skeleton = _timer(self, _SKELETON_AFTER, self._show_skeleton)
        self._fetch = _timer(self, 0, self._fetch_wanted)
        self._order = _timer(self, _ORDER_AFTER, self._ask_order)

    @property
    def asking(self) -> bool:
        """Whether the first rows of a query are on their way."""
        return self._search is not None and self._search.running

    # -- what is shown -------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:  # type: ignore[override]
        if parent.isValid():
            return 0
        return _SKELETON if self._loading else self.total

    def columnCount(self, parent: QModelIndex = _ROOT) -> int:  # type: ignore[override]
        return 0 if parent.isValid() else FLOWS + len(self.flows)

    def row_at(self, row: int) -> Shown | None:
        """The row if it is here, else None, and it is fetched."""
        if self._loading or not 0 <= row < self.rowCount():
            return None
        position = self._position(row)
        return self._at(position) if position >= 0 else None

    def _position(self, row: int) -> int:
        """Which of the titles a row shows, or -1 for none."""
        return row

    def _row_of(self, position: int) -> int:
        return position

    def _at(self, row: int) -> Shown | None:
        number, offset = divmod(row, _BLOCK)
        block = self._blocks.get(number)
        if block is not None:
            return block[offset] if offset < len(block) else None
        if row < len(self._first):
            return self._first[row]
        if number not in self._wanted and number not in self._running:
            self._wanted[number] = None
            self._fetch.start()
        return None

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # type: ignore[override]
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.CheckStateRole,
        ):
            return None
        shown = self.row_at(index.row())
        if shown is None:
            return None
        return self._datum(shown, index.column(), role)

    def _datum(self, shown: Shown, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole:
            if column != TICK:
                return None
            ticked = shown.id in self.ticks
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            return self._displayed(shown, column)
        if role == Qt.ItemDataRole.ToolTipRole and column < FLOWS:
            return plain(f"{shown.full_name}\n{shown.by_line}") if column == TITLE else None
        words = spoken(shown, self.flows, column - FLOWS, shown.id in self.ticks)
        if IMPRINT <= column < FLOWS:
            words = f"{NAMES[column]}: {shown.detail(column - IMPRINT) or 'none'}"
        return plain(words) if role == Qt.ItemDataRole.ToolTipRole else words

    def _displayed(self, shown: Shown, column: int) -> str | None:
        if column >= FLOWS:
            return shown.looks[column - FLOWS].word
        if column >= IMPRINT:
            return shown.detail(column - IMPRINT)
        return {TITLE: shown.name, DATE: shown.date}.get(column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if section >= FLOWS:
            return self.flows[section - FLOWS].destination
        return NAMES[section]

    def is_aside(self, section: int) -> bool:
        """Whether a fresh window does not show this column."""
        if section < FLOWS:
            return section in OPTIONAL
        return self.flows[section - FLOWS].name in self._desk.app.profile.aside

    def column_key(self, section: int) -> str:
        """A name of the column that stays the same when destinations come and go."""
        if section >= FLOWS:
            return f"flow:{self.flows[section - FLOWS].name}"
        return NAMES[section]

    # -- searching -----------------------------------------------------------------------------

    def set_query(self, query: Query) -> None:
        """Show what this query finds; an answer to an older one is dropped."""
        self.query = query
        self._run_search()

    def reload(self) -> bool:
        """Read the same query again: something changed below. False while a person's own search
        is under way, which is not thrown away for it."""
        if self.asking:
            return False
        self._run_search()
        return True

    def set_flows(self, flows: Sequence[Flow]) -> None:
        """Other columns, after the settings changed."""
        self.beginResetModel()
        self.flows = now = tuple(flows)
        # What is on show stays, with a cell for each column, until it is read again.
        self._first = tuple(replace(row, flows=now) for row in self._first)
        for number, block in self._blocks.items():
            self._blocks[number] = tuple(replace(row, flows=now) for row in block)
        self.endResetModel()
        self._run_search()

    def _run_search(self) -> None:
        self._generation += 1
        self._order.stop()
        generation, query = self._generation, self.query
        if self._search is not None:
            self._search.cancel()
        if not self.total:
            self._skeleton.start()
        self._search = self._ask_for(generation, query)

    def _ask_for(self, generation: int, query: Query) -> Operation:
        return self._desk.ask(
            "Search",
            self._desk.app.look_up.search(query, limit=PAGE),
            lambda page: self._take_page(generation, page.titles, page.total),
            failed=self._fail,
            owner=self,
        )

    def _take_page(self, generation: int, titles: Sequence[Title], total: int) -> None:
        if generation != self._generation:
            return
        self._search = None
        self._answered_query = self.query
        self._skeleton.stop()
        rows = self._shown(titles)
        if self._stays(rows, total) and not self._loading:
            self._first = rows
            self._refresh_blocks()
        else:
            self._reset(rows, total)
        self.answered.emit(total)
        if total > len(rows):
            self._order.start()
        else:
            self.settled.emit()

    def _ask_order(self) -> None:
        """Which titles follow the first page: not worth asking between two keys."""
        generation = self._generation
        self._desk.ask(
            "Sort titles",
            self._desk.app.look_up.ids(self.query),
            lambda ids: self._take_ids(generation, ids),
            failed=self._fail,
            owner=self,
        )

    def _stays(self, rows: tuple[Shown, ...], total: int) -> bool:
        """Whether the list has these rows already."""
        same = [row.id for row in rows] == [row.id for row in self._first]
        return same and total == self.total

    def _reset(self, rows: tuple[Shown, ...], total: int) -> None:
        self.beginResetModel()
        self._empty(rows, total)
        self.endResetModel()

    def _empty(self, rows: tuple[Shown, ...], total: int) -> None:
        self._loading = False
        self._first, self.total = rows, total
        self._ids = array("q")
        self._blocks.clear()
        self._forget_fetches()

    def _refresh_blocks(self) -> None:
        """The same titles in the same order: keep the place, read the cells again."""
        stale = list(self._blocks)
        for number in stale[:-4]:
            del self._blocks[number]
        self._forget_fetches()
        # What is on show stays until its new cells are here: nothing flickers.
        self._wanted.update(dict.fromkeys(stale[-4:]))
        self._fetch.start()
        if not self.total:
            return
        last = self.index(max(0, self.rowCount() - 1), self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def _take_ids(self, generation: int, ids: array[int]) -> None:
        if generation != self._generation:
            return
        if len(ids) != self.total:
            self.beginResetModel()
            self.total = len(ids)
            self._ids = ids
            self.endResetModel()
        self._ids = ids
        self._fetch.start()
        self.settled.emit()

    def _fail(self, error: ColophonError) -> None:
        self._skeleton.stop()
        if self._loading:
            self._reset((), 0)
        if isinstance(error, QueryError):
            # The rows stay, and so does the query that they answer.
            self.query = self._answered_query
        self.failed.emit(error)

    def _show_skeleton(self) -> None:
        self.beginResetModel()
        self._loading = True
        self.endResetModel()

    # -- blocks --------------------------------------------------------------------------------

    def _fetch_wanted(self) -> None:
        if not self._ids:
            return
        # Only what was asked for last is still on show after a fling of the scroll bar.
        wanted, self._wanted = list(self._wanted)[-4:], {}
        generation = self._generation
        for number in wanted:
            ids = self._ids[number * _BLOCK : (number + 1) * _BLOCK]
            self._running[number] = self._desk.ask(
                "Read titles",
                self._desk.app.look_up.rows(ids),
                partial(self._take_block, generation, number),
                failed=self._fail,
                owner=self,
            )

    def _take_block(self, generation: int, number: int, titles: Sequence[Title]) -> None:
        if generation != self._generation:
            return
        self._running.pop(number, None)
        self._blocks[number] = self._shown(titles)
        while len(self._blocks) > _BLOCKS_KEPT:
            self._blocks.popitem(last=False)
        first = self._row_of(number * _BLOCK)
        last = self._row_of(min(self.total, (number + 1) * _BLOCK) - 1)
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def _forget_fetches(self) -> None:
        self._wanted.clear()
        for operation in self._running.values():
            operation.cancel()
        self._running.clear()

    def _shown(self, titles: Sequence[Title]) -> tuple[Shown, ...]:
        """Ready rows; one that says the same as before stays the same object, picture and all."""
        now = datetime.now().astimezone()
        known = {row.id: row for row in self._first}
        for block in self._blocks.values():
            known.update((row.id, row) for row in block)
        made = []
        for title in titles:
            fresh, old = show(title, self.flows, now), known.get(title.id)
            made.append(old if old is not None and old == fresh else fresh)
        return tuple(made)

    # -- ticks ---------------------------------------------------------------------------------

    def tick_range(self, first: int, last: int, on: bool) -> None:
        """Tick or untick rows ``first`` to ``last`` (both included), read or not."""
        rows = [self._at(row) for row in range(first, last + 1)] if last - first < PAGE else []
        known = [row.id for row in rows if row is not None]
        if rows and len(known) == len(rows):
            self.ticks.set(known, on)
            return
        self._desk.ask(
            "Select titles",
            self._title_ids(self._ids, self._answered_query, first, last),
            lambda ids: self.ticks.set(ids, on),
            owner=self,
        )

    def tick_all(self) -> None:
        """Tick every title that the search finds."""
        if self.total:
            TitlesModel.tick_range(self, 0, self.total - 1, True)

    async def _title_ids(self, known: array[int], query: Query, first: int, last: int) -> list[str]:
        """Of the list as it was when a person asked: it may be another one meanwhile."""
        look_up = self._desk.app.look_up
        found = (known or await look_up.ids(query))[first : last + 1]
        ids: list[str] = []
        for start in range(0, len(found), 500):
            ids += [title.id for title in await look_up.rows(found[start : start + 500])]
        return ids


def _timer(parent: QObject, milliseconds: int, call: Any) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer
