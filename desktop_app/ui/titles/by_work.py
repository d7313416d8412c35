"""Which rows are works and which are titles? A flat list with a row over each work's titles.

Only sums are kept for all works; what a work is called is read when its row comes into view.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, count
from operator import add, sub

from PySide6.QtCore import QObject, QTimer

from desktop_app.records.errors import ColophonError
from desktop_app.records.gathered import WorkRow
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk

_KEPT = 2_000
_MOST = 60


class Gathering:
    """Rows over positions: a position counts titles, a row counts works as well."""

    def __init__(self, starts: array[int]) -> None:
        self.starts = starts
        self._sizes: array[int] = array("q", map(sub, starts[1:], starts))
        self._shown = self._sizes[:]
        self._closed: set[int] = set()
        self._sum()

    def _sum(self) -> None:
        # Each work has one row more than titles. All of it runs below Python: 100,000 works are
        # summed while a person is at the mouse.
        self._tops: array[int] = array("q", map(add, accumulate(self._shown, initial=0), count()))

    @property
    def rows(self) -> int:
        return self._tops[-1]

    @property
    def works(self) -> int:
        return len(self.starts) - 1

    def at(self, row: int) -> tuple[int, int]:
        """(number of the work, position of the title); the position is -1 on the work's row."""
        number = bisect_right(self._tops, row) - 1
        inside = row - self._tops[number]
        return number, -1 if inside == 0 else self.starts[number] + inside - 1

    def top(self, number: int) -> int:
        """The row of a work."""
        return self._tops[number]

    def row_of(self, position: int) -> int:
        """The row of a title, or of its work while that is closed."""
        number = bisect_right(self.starts, position) - 1
        if number in self._closed:
            return self._tops[number]
        return self._tops[number] + 1 + position - self.starts[number]

    def members(self, number: int) -> range:
        """The positions of a work's titles."""
        return range(self.starts[number], self.starts[number + 1])

    def is_open(self, number: int) -> bool:
        return number not in self._closed

    def set_open(self, numbers: Sequence[int], on: bool) -> None:
        """Show or hide the titles of works."""
        if on:
            self._closed.difference_update(numbers)
        else:
            self._closed.update(numbers)
        if len(numbers) == self.works:
            none = array("q", bytes(self._sizes.itemsize * self.works))
            self._shown = self._sizes[:] if on else none
        else:
            for number in numbers:
                self._shown[number] = self._sizes[number] if on else 0
        self._sum()

    def positions(self, first: int, last: int) -> tuple[int, int]:
        """The positions from row to row; a work's row stands for all of its titles."""
        low, here = self.at(first)
        high, there = self.at(last)
        return (
            self.starts[low] if here < 0 else here,
            self.starts[high + 1] - 1 if there < 0 else there,
        )


class WorkRows(QObject):
    """What is known of works by number; asking for one that is not here fetches it."""

    def __init__(
        self,
        desk: Desk,
        group: Callable[[int], Sequence[int]],
        arrived: Callable[[Sequence[int]], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._group = group
        self._arrived = arrived
        self._known: OrderedDict[int, WorkRow] = OrderedDict()
        self._wanted: dict[int, None] = {}
        self._asked: set[int] = set()
        self._generation = 0
        self._fetch = QTimer(self)
        self._fetch.setSingleShot(True)
        self._fetch.setInterval(0)
        self._fetch.timeout.connect(self._fetch_wanted)

    def get(self, number: int) -> WorkRow | None:
        found = self._known.get(number)
        if found is None and number not in self._asked:
            self._wanted[number] = None
            self._fetch.start()
        return found

    def clear(self) -> None:
        """Another search: its works have other numbers."""
        self._generation += 1
        self._known.clear()
        self._wanted.clear()
        self._asked.clear()

    def renew(self) -> None:
        """Something moved below: what is on show is read again, and stays until then."""
        self._asked.clear()
        self._wanted.update(dict.fromkeys(list(self._known)[-_MOST:]))
        self._fetch.start()

    def _fetch_wanted(self) -> None:
        # After a fling of the scroll bar only the last ones are still on show.
        wanted, self._wanted = list(self._wanted)[-_MOST:], {}
        if not wanted:
            return
        self._asked.update(wanted)
        self._desk.ask(
            "Read works",
            self._desk.app.look_up.works([self._group(number) for number in wanted]),
            partial(self._take, self._generation, wanted),
            failed=self._failed,
            owner=self,
        )

    def _take(self, generation: int, numbers: list[int], rows: Sequence[WorkRow]) -> None:
        if generation != self._generation:
            return
        self._asked.difference_update(numbers)
        self._known.update(zip(numbers, rows, strict=True))
        for number in numbers:
            self._known.move_to_end(number)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        self._arrived(numbers)

    def _failed(self, error: ColophonError) -> None:
        self._asked.clear()
        self._desk.notice.emit(error.sentence())


def products(work: WorkRow) -> str:
    """ "3 products", or "2 of 3 products" where the search leaves some out."""
    found = len(work.titles)
    if found == work.total:
        return wording.counted(found, "product")
    return f"{wording.number(found)} of {wording.counted(work.total, 'product')}"


def said(work: WorkRow, is_open: bool, ticked: int) -> str:
    """What a screen reader says for a work's row."""
    tick = "selected, " if ticked and ticked == len(work.titles) else ""
    if 0 < ticked < len(work.titles):
        tick = f"{ticked} selected, "
    state = "expanded" if is_open else "collapsed"
    return f"{tick}work {wording.one_line(work.name)}, {products(work)}, {state}"


def tick_hint(work: WorkRow) -> str:
    """What the box of a work's row does."""
    found = len(work.titles)
    if found == 1:
        return "Selects the one product of this work that the search finds."
    return f"Selects the {wording.number(found)} products of this work that the search finds."
