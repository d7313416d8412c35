"""The cache of titles: what was read from a source, found again by words, numbers and filters."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.records.errors import NotFoundError
from desktop_app.records.gathered import Gathered, WorkRow
from desktop_app.records.query import FACETS, Cursor, FacetValue, Page, Query
from desktop_app.records.stored import Stored
from desktop_app.records.title import Record, SourceKind, Title
from desktop_app.store import (
    catalogue_read,
    catalogue_search,
    catalogue_values,
    catalogue_works,
)
from desktop_app.store.db import Database

if TYPE_CHECKING:
    from desktop_app.records.payload import Sibling
    from desktop_app.store.catalogue_write import PutResult

# What writes is imported with the first page: a window starts without.

State = Mapping[str, str | None]
StateOf: TypeAlias = "Callable[[PutResult], State]"
"""What to remember, when it depends on what was new."""


class Catalogue:
    """Titles of one profile. Every method may raise StoreError; writes DiskFullError too.

    Cancelling a task that awaits a search interrupts the search.
    """

    def __init__(self, db: Database) -> None:
        self.db = db

    # -- writing -----------------------------------------------------------------------------

    async def put_page(
        self, records: Sequence[Record], state: State | StateOf | None = None
    ) -> PutResult:
        """Store records in one transaction, together with ``state`` (see ``set_state``)."""
        return await self.put_all(lambda: iter(records), state)

    async def put_all(
        self, records: Callable[[], Iterable[Record]], state: State | StateOf | None = None
    ) -> PutResult:
        """Store all that ``records()`` yields, or nothing if it raises.

        ``records`` is called in the writer thread, and again if the transaction must be repeated.
        """

        from desktop_app.store import catalogue_write

        def work(connection: sqlite3.Connection) -> PutResult:
            result = catalogue_write.put(connection, records())
            known = state(result) if callable(state) else state
            catalogue_read.set_state(connection, known or {})
            return result

        return await self.db.awrite(work)

    async def begin_round(self, state: State) -> None:
        """Forget which titles the last full reading met, and note the new one."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM seen")
            catalogue_read.set_state(connection, state)

        await self.db.awrite(work)

    async def mark_seen(self, ids: Sequence[str]) -> None:
        """Titles that the source has but that could not be taken: they are not gone."""
        from desktop_app.store import catalogue_write

        await self.db.awrite(lambda connection: catalogue_write.mark_seen(connection, ids))

    async def vanished(self, source: SourceKind) -> tuple[int, int]:
        """(titles that the last full reading did not meet, titles on show) of this source."""
        from desktop_app.store import catalogue_write

        return await self.db.aread(lambda connection: catalogue_write.vanished(connection, source))

    async def hide_vanished(self, source: SourceKind) -> tuple[str, ...]:
        """Take those titles out of lists and searches; their records are kept."""
        from desktop_app.store import catalogue_write

        return await self.db.awrite(
            lambda connection: catalogue_write.hide_vanished(connection, source)
        )

    async def set_state(self, state: State) -> None:
        """Remember names and values as text; None forgets the name."""
        await self.db.awrite(lambda connection: catalogue_read.set_state(connection, state))

    # -- searching ---------------------------------------------------------------------------

    async def search(
        self,
        query: Query,
        flows: Sequence[str] = (),
        limit: int = 100,
        after: Cursor | None = None,
    ) -> Page:
        """A page of titles with their standing for ``flows``, and the exact total.

        Raises UsageError for an unknown facet or order.
        """
        return await self.db.aread(
            lambda connection: catalogue_search.search(connection, query, flows, limit, after)
        )

    async def count(self, query: Query) -> int:
        """The exact number of titles that a query finds."""
        return await self.db.aread(lambda connection: catalogue_search.count(connection, query))

    async def ids(self, query: Query) -> array[int]:
        """The row numbers of all hits in order, for ``rows``."""
        return await self.db.aread(lambda connection: catalogue_search.ids(connection, query))

    async def gathered(self, query: Query) -> Gathered:
        """All hits by work."""
        return await self.db.aread(lambda connection: catalogue_works.gathered(connection, query))

    async def works(self, groups: Sequence[Sequence[int]]) -> list[WorkRow]:
        """What a list says of works, each given by the row numbers of its titles."""
        return await self.db.aread(lambda connection: catalogue_works.works(connection, groups))

    async def isbns(self, query: Query) -> list[str]:
        """The ISBNs of all hits in order; "" where a title has none."""
        return await self.db.aread(
            lambda connection: catalogue_read.isbns(
                connection, catalogue_search.ids(connection, query)
            )
        )

    async def rows(self, rowids: Sequence[int], flows: Sequence[str] = ()) -> list[Title]:
        """Titles by row number, in this order."""
        return await self.db.aread(
            lambda connection: catalogue_read.titles(connection, rowids, flows)
        )

    async def facets(
        self, query: Query, names: Sequence[str] = FACETS
    ) -> dict[str, list[FacetValue]]:
        """Values of facets with counts under the query. A facet's own choice does not narrow it."""
        return await self.db.aread(
            lambda connection: catalogue_search.facets(connection, query, names)
        )

    async def values(self, field: str, typed: str) -> list[tuple[str, int]]:
        """Names of ``contributor`` or ``series`` that begin so, with how many titles have each;
        a bounded look, for completion."""
        return await self.db.aread(
            lambda connection: catalogue_values.values(connection, field, typed)
        )

    # -- reading -----------------------------------------------------------------------------

    async def record(self, title_id: str) -> Record:
        """The record as its source gave it, also of a title that is gone; raises NotFoundError."""
        found = await self.records([title_id], gone=True)
        if not found:
            raise _unknown(title_id)
        return found[0]

    async def whole(self, title_id: str) -> Record:
        """The record with everything that its source told, which lists and rules do not read;
        also of a title that is gone. Raises NotFoundError."""
        from desktop_app.store import catalogue_aside

        found = await self.db.aread(lambda connection: catalogue_aside.whole(connection, title_id))
        if found is None:
            raise _unknown(title_id)
        return found

    async def records(self, title_ids: Sequence[str], *, gone: bool = False) -> list[Record]:
        """Several records in this order; unknown ids are left out, and without ``gone`` titles
        that are not on show any more: nothing of them may be planned."""
        return await self.db.aread(
            lambda connection: catalogue_read.records(connection, title_ids, gone=gone)
        )

    async def stored(self, title_ids: Sequence[str]) -> list[Stored]:
        """As ``records``, with the documents as text, for whoever parses them elsewhere."""
        return await self.db.aread(lambda connection: catalogue_read.stored(connection, title_ids))

    async def title_ids(self) -> list[str]:
        """All titles on show."""
        return await self.db.aread(catalogue_read.title_ids)

    async def titles(self, title_ids: Sequence[str], flows: Sequence[str] = ()) -> list[Title]:
        """Titles on show by id, in this order; others are left out."""

        def work(connection: sqlite3.Connection) -> list[Title]:
            pids = [pid for each in title_ids for pid in _where(connection, "id", each)]
            return catalogue_read.titles(connection, pids, flows)

        return await self.db.aread(work)

    async def titles_by_isbn13(self, isbn: str, flows: Sequence[str] = ()) -> list[Title]:
        """Titles on show with exactly this ISBN."""
        return await self._titles_where("isbn", isbn, flows)

    async def titles_of_work(self, work: str, flows: Sequence[str] = ()) -> list[Title]:
        """All titles on show of ``work:N``."""
        return await self._titles_where("work", work, flows)

    async def isbn_owners(self, isbns: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Which titles on show carry each ISBN-13; ISBNs nobody carries are left out."""
        return await self.db.aread(lambda connection: catalogue_read.isbn_owners(connection, isbns))

    async def siblings(self, works: Sequence[str]) -> dict[str, tuple[Sibling, ...]]:
        """The products on show of each ``work:N``, with form and prices."""
        return await self.db.aread(lambda connection: catalogue_read.siblings(connection, works))

    async def state(self) -> dict[str, str]:
        """What ``set_state`` and ``put_page`` remembered."""
        return await self.db.aread(catalogue_read.get_state)

    async def changes(self, after: int = 0) -> list[tuple[int, str, str]]:
        """(sequence, kind, id) of what changed since; the id ``*`` means: any of that kind."""

        def work(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
            rows = connection.execute(
                "SELECT seq, kind, id FROM change WHERE seq > ? ORDER BY seq", (after,)
            )
            return [(row[0], row[1], row[2]) for row in rows]

        return await self.db.aread(work)

    async def _titles_where(self, condition: str, value: str, flows: Sequence[str]) -> list[Title]:
        def work(connection: sqlite3.Connection) -> list[Title]:
            return catalogue_read.titles(connection, _where(connection, condition, value), flows)

        return await self.db.aread(work)


def _unknown(title_id: str) -> NotFoundError:
    return NotFoundError(
        f"There is no title {title_id} in the catalogue.", next_step="Refresh first."
    )


_where = catalogue_read.pids_where
