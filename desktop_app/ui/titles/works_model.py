"""Which rows has the list when titles are gathered by work? The same windows, works between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt

from desktop_app.records.gathered import Gathered, WorkRow
from desktop_app.records.query import Query
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.titles import by_work
from desktop_app.ui.titles.model import TICK, TITLE, TitlesModel
from desktop_app.ui.titles.shown import Shown
from desktop_app.ui.titles.ticks import Ticks
from desktop_app.ui.widgets.labels import plain

_ROOT = QModelIndex()
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.CheckStateRole,
)


class WorksModel(TitlesModel):
    """``by_work`` says how the next search is shown, ``gathering`` how the present one is."""

    def __init__(self, desk: Desk, ticks: Ticks, parent: QObject | None = None) -> None:
        super().__init__(desk, ticks, parent)
        self.by_work = False
        self.gathering: by_work.Gathering | None = None
        self.works = by_work.WorkRows(desk, self._group, self._arrived, self)

    # -- rows ----------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex = _ROOT) -> int:  # type: ignore[override]
        if parent.isValid() or self._loading or self.gathering is None:
            return super().rowCount(parent)
        return self.gathering.rows

    def _position(self, row: int) -> int:
        return row if self.gathering is None else self.gathering.at(row)[1]

    def _row_of(self, position: int) -> int:
        return position if self.gathering is None else self.gathering.row_of(position)

    def work_number(self, row: int) -> int:
        """The number of the work whose row this is, or -1."""
        if self._loading or self.gathering is None or not 0 <= row < self.gathering.rows:
            return -1
        number, position = self.gathering.at(row)
        return number if position < 0 else -1

    def work_above(self, row: int) -> int:
        """The row of the work that a title's row belongs to, or -1."""
        if self._loading or self.gathering is None or not 0 <= row < self.gathering.rows:
            return -1
        return self.gathering.top(self.gathering.at(row)[0])

    def first_of(self, number: int) -> Shown | None:
        """The first title of a work, if it is here."""
        return self._at(self.gathering.starts[number]) if self.gathering else None

    def is_open(self, number: int) -> bool:
        """Whether a work's titles have rows."""
        return self.gathering is not None and self.gathering.is_open(number)

    def set_open(self, number: int, on: bool) -> None:
        """Show or hide the titles of a work."""
        gathering = self.gathering
        if gathering is None or gathering.is_open(number) == on:
            return
        top, many = gathering.top(number), len(gathering.members(number))
        if on:
            self.beginInsertRows(_ROOT, top + 1, top + many)
            gathering.set_open([number], True)
            self.endInsertRows()
        else:
            self.beginRemoveRows(_ROOT, top + 1, top + many)
            gathering.set_open([number], False)
            self.endRemoveRows()

    def set_all_open(self, on: bool, _checked: bool = False) -> None:
        """Show or hide the titles of all works."""
        if self.gathering is not None:
            self.beginResetModel()
            self.gathering.set_open(range(self.gathering.works), on)
            self.endResetModel()

    # -- searching -----------------------------------------------------------------------------

    def _ask_for(self, generation: int, query: Query) -> Operation:
        if not self.by_work:
            return super()._ask_for(generation, query)
        return self._desk.ask(
            "Gather titles by work",
            self._desk.app.look_up.gathered(query),
            lambda found: self._take_gathered(generation, found),
            failed=self._fail,
            owner=self,
        )

    def _take_gathered(self, generation: int, found: Gathered) -> None:
        if generation != self._generation:
            return
        self._search = None
        self._answered_query = self.query
        self._skeleton.stop()
        old = self.gathering
        same = old is not None and old.starts == found.starts and self._ids == found.rows
        if same and not self._loading:
            self.works.renew()
            self._refresh_blocks()
        else:
            self._gather(found)
        self.answered.emit(self.total)
        self.settled.emit()

    def _gather(self, found: Gathered) -> None:
        self.beginResetModel()
        self._empty((), len(found.rows))
        self.gathering = by_work.Gathering(found.starts)
        self._ids = found.rows
        self.endResetModel()

    def _empty(self, rows: tuple[Shown, ...], total: int) -> None:
        super()._empty(rows, total)
        self.gathering = None
        self.works.clear()

    def _stays(self, rows: tuple[Shown, ...], total: int) -> bool:
        return self.gathering is None and super()._stays(rows, total)

    def _group(self, number: int) -> list[int]:
        members = self.gathering.members(number) if self.gathering else range(0)
        return self._ids[members.start : members.stop].tolist()

    def _arrived(self, numbers: Sequence[int]) -> None:
        last = self.columnCount() - 1
        for number in numbers:
            if self.gathering is not None:
                row = self.gathering.top(number)
                self.dataChanged.emit(self.index(row, 0), self.index(row, last))

    # -- words ---------------------------------------------------------------------------------

    def data(self, index: QModelIndex, role: int = 0) -> Any:  # type: ignore[override]
        number = self.work_number(index.row())
        if number < 0:
            return super().data(index, role)
        work = self.works.get(number)
        if work is None or role not in _ROLES:
            return None
        ticked = self.ticked_of(work)
        column = index.column()
        if role == Qt.ItemDataRole.CheckStateRole:
            return some(ticked, len(work.titles)) if column == TICK else None
        if role == Qt.ItemDataRole.DisplayRole:
            return wording.one_line(work.name) if column == TITLE else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return by_work.tick_hint(work) if column == TICK else None
        return plain(by_work.said(work, self.is_open(number), ticked))

    # -- ticks ---------------------------------------------------------------------------------

    def ticked_of(self, work: WorkRow) -> int:
        """How many of a work's titles are ticked."""
        return sum(title in self.ticks for title in work.titles)

    def tick_range(self, first: int, last: int, on: bool) -> None:
        """A work's row stands for all of its titles."""
        if self.gathering is not None:
            first, last = self.gathering.positions(first, last)
        super().tick_range(first, last, on)

    def tick_work(self, number: int) -> None:
        """Tick all titles of a work that the search finds; when all are, untick them."""
        work = self.works.get(number)
        if work is not None:
            self.ticks.set(work.titles, self.ticked_of(work) < len(work.titles))


def some(ticked: int, total: int) -> Qt.CheckState:
    """The state of a box that stands for several titles."""
    if not ticked:
        return Qt.CheckState.Unchecked
    return Qt.CheckState.Checked if ticked >= total else Qt.CheckState.PartiallyChecked
