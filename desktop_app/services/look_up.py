"""Finding titles: by words, numbers, filters, names, or a pasted list. Reads the catalogue only."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.records import isbn
from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.gathered import Gathered, WorkRow
from desktop_app.records.query import (
    FACETS,
    Cursor,
    FacetValue,
    Freshness,
    Page,
    PasteReport,
    Place,
    Query,
)
from desktop_app.records.title import Record, Title, Verdict
from desktop_app.services.pasted import entries
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.standing import StandingTable

if TYPE_CHECKING:
    from desktop_app.records.asked import Clause
    from desktop_app.services.completion import Offers
    from desktop_app.services.source_view import SourceView

__all__ = ["Freshness", "LookUp", "Page", "PasteReport", "Query"]

_MOST_PASTED = 50_000


class LookUp:
    """What lists, inspector and command line read. Every method may raise StoreError.

    ``flows`` are the profile's; titles carry their standing for the enabled ones.
    """

    def __init__(
        self, catalogue: Catalogue, standing: StandingTable, flows: Sequence[Flow]
    ) -> None:
        self._catalogue = catalogue
        self._standing = standing
        self._flows: tuple[str, ...] = ()
        self._places: tuple[Place, ...] = ()
        self.set_flows(flows)

    def set_flows(self, flows: Sequence[Flow]) -> None:
        """After the settings changed."""
        enabled = [flow for flow in flows if flow.enabled]
        self._flows = tuple(flow.name for flow in enabled)
        self._places = tuple(Place(flow.name, flow.destination) for flow in enabled)

    def understand(self, text: str) -> tuple[Clause, ...]:
        """What a typed text asks for; raises QueryError. Reads nothing: which imprints, statuses
        and forms there are shows when it is searched."""
        from desktop_app.store.query_parse import parse

        return parse(text, self._places)

    def _placed(self, query: Query) -> Query:
        return replace(query, places=self._places)

    async def search(self, query: Query, limit: int = 100, after: Cursor | None = None) -> Page:
        """One page of titles and the exact total; raises QueryError for a text that cannot be
        understood, UsageError for an unknown facet or order. Cancelling the task stops the search
        in the database."""
        return await self._catalogue.search(self._placed(query), self._flows, limit, after)

    async def ids(self, query: Query) -> array[int]:
        """Row numbers of all hits in order, to be given to ``rows``."""
        return await self._catalogue.ids(self._placed(query))

    async def gathered(self, query: Query) -> Gathered:
        """Row numbers of all hits by work, in the order of the query."""
        return await self._catalogue.gathered(self._placed(query))

    async def works(self, groups: Sequence[Sequence[int]]) -> list[WorkRow]:
        """What a list says of works, each given by the row numbers of its titles."""
        return await self._catalogue.works(groups)

    async def count(self, query: Query) -> int:
        """The exact number of hits."""
        return await self._catalogue.count(self._placed(query))

    async def isbns(self, query: Query) -> list[str]:
        """The ISBNs of all hits in order; "" where a title has none."""
        return await self._catalogue.isbns(self._placed(query))

    async def offers(self, query: Query, cursor: int) -> Offers:
        """What the query's text could go on with at the cursor."""
        from desktop_app.services.completion import Completion

        return await Completion(self._catalogue, self._places).offers(query, cursor)

    async def rows(self, rowids: Sequence[int]) -> list[Title]:
        """Titles by row number, in this order."""
        return await self._catalogue.rows(rowids, self._flows)

    async def facets(
        self, query: Query, names: Sequence[str] = FACETS
    ) -> dict[str, list[FacetValue]]:
        """Values to narrow by, with counts under the query; a facet is not narrowed by itself."""
        return await self._catalogue.facets(self._placed(query), names)

    async def title(self, title_id: str) -> Title:
        """One title by its id; raises NotFoundError when it is not on show."""
        found = await self.titles([title_id])
        if not found:
            raise await self._missing(title_id)
        return found[0]

    async def titles(self, title_ids: Sequence[str]) -> list[Title]:
        """Titles by id, in this order; those that are not on show are left out."""
        return await self._catalogue.titles(title_ids, self._flows)

    async def record(self, title_id: str) -> Record:
        """The record as its source gave it; raises NotFoundError."""
        return await self._catalogue.record(title_id)

    async def source(self, title_id: str) -> SourceView:
        """Everything its source told of a title, in people's words; raises NotFoundError."""
        from desktop_app.services.source_view import view

        return view(await self._catalogue.whole(title_id))

    async def resolve(self, ident: str) -> list[Title]:
        """The titles that a name means: an ISBN in any punctuation, ``product:N``,
        ``work:N`` (all its products) or ``onix:REFERENCE``.

        Raises NotFoundError, which says why when an ISBN cannot be one.
        """
        ident = ident.strip()
        if ident.startswith(("product:", "onix:")):
            return [await self.title(ident)]
        if ident.startswith("work:"):
            found = await self._catalogue.titles_of_work(ident, self._flows)
        else:
            plain = isbn.to13(ident) or isbn.normalise(ident)
            found = await self._catalogue.titles_by_isbn13(plain, self._flows) if plain else []
        if not found:
            raise await self._missing(ident)
        return found

    async def pasted(self, text: str) -> PasteReport | None:
        """What became of a pasted list of ISBNs; None when the text is no such list.

        Raises UsageError for more than 50,000 entries.
        """
        listed = entries(text)
        if listed is None:
            return None
        if len(listed) > _MOST_PASTED:
            raise UsageError(
                f"The list has {len(listed)} entries; at most {_MOST_PASTED} can be looked up.",
                not_done="Nothing was looked up.",
                next_step="Paste it in parts.",
            )
        reasons = {each: fault for each in listed if (fault := isbn.fault(each))}
        asked = Counter(isbn.to13(each) for each in listed if each not in reasons)
        owners = await self._catalogue.isbn_owners(list(asked))
        found = dict.fromkeys(title for each in asked for title in owners.get(each, ()))
        return PasteReport(
            found=tuple(found),
            missing=tuple(each for each in asked if each not in owners),
            twice=tuple(each for each, times in asked.items() if times > 1),
            invalid=tuple(reasons),
            reasons=reasons,
            asked=len(listed),
        )

    async def counts(self) -> dict[Verdict, int]:
        """For each verdict the number of titles with at least one such cell."""
        return await self._standing.counts()

    async def total(self) -> int:
        """How many titles are on show in all."""
        return await self._catalogue.count(Query())

    async def freshness(self) -> Freshness:
        """When the source was last read to its end, and how far a stopped reading came."""
        state = await self._catalogue.state()
        begun = json.loads(state.get("round", "null")) or {}
        return Freshness(
            last_complete=state.get("last_complete"),
            partial_done=int(begun.get("read", 0)),
            partial_total=begun.get("expected"),
        )

    async def _missing(self, ident: str) -> NotFoundError:
        if await self._catalogue.records([ident], gone=True):
            return NotFoundError(
                f"{ident} is no longer in Consonance.",
                next_step="Its history is kept. Refresh if it has come back.",
            )
        number = not ident.startswith(("product:", "work:", "onix:"))
        reason = isbn.fault(ident) if number else ""
        return NotFoundError(
            f"There is no title {ident[:80]} in the catalogue.",
            not_done=reason,
            next_step="Refresh, or search for it by words.",
        )
