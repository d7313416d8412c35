"""A search that a person gave a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.records.query import Query


@dataclass(frozen=True, slots=True)
class SavedView:
    """What narrows the list and how it is sorted, under a name that is one line of text. The
    fields are those of ``records.query.Query``; places and ids are not kept."""

    name: str
    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standing: tuple[str, ...] = ()
    sort: str = "publication_date"
    descending: bool = True

    @classmethod
    def of(cls, name: str, query: Query) -> SavedView:
        """What a query asks for, to be kept."""
        return cls(
            name, query.text, dict(query.facets), query.standing, query.sort, query.descending
        )

    def query(self) -> Query:
        """The search itself."""
        return Query(
            text=self.text,
            facets=dict(self.facets),
            standing=self.standing,
            sort=self.sort,
            descending=self.descending,
        )
