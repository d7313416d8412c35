"""What is asked of the catalogue, and the shapes of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.records.title import Title

FACETS = ("imprint", "status", "month", "form")
"""What a list of titles can be narrowed by. ``month`` is that of publication, "2026-11"."""

SORTS = ("publication_date", "title", "imprint", "form", "status", "price", "isbn")
"""Orders of a list. Titles without the value come first in a rising order. The price is the lowest
in pounds or, where there is none, in the first other currency."""

STANDING_SORT = "standing:"
"""Before a flow's name: the order of its cells, most urgent first in a rising order."""

NO_VALUE = ""
"""The facet value of titles that have none."""

TENTHS = 10_000
"""Amounts are compared as whole numbers of ten-thousandths; finer parts are cut off."""


@dataclass(frozen=True, slots=True)
class Place:
    """What ``changed:NAME`` may name: a flow, by its own name or by its destination's."""

    flow: str
    destination: str


@dataclass(frozen=True, slots=True)
class Query:
    """Everything narrows: a title must satisfy all parts that are given.

    ``text`` is what a person typed: words (each the beginning of a word of title, subtitle,
    contributors, imprint or series), an ISBN or a part of one, phrases in quotes, and fields
    (``imprint:Pavilion``; records/asked.py tells what they mean, ``places`` what
    ``changed:NAME`` may name). ``facets`` maps a name of ``FACETS`` to the values of which one
    must hold. ``standing`` holds verdict words of which one must hold for at least one flow.
    ``ids`` limits the answer to these title ids.
    """

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    standing: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    sort: str = "publication_date"
    descending: bool = True
    places: tuple[Place, ...] = ()


Cursor = tuple[str, int]
"""Sort value and row of the last title of a page: the next page begins after it."""


@dataclass(frozen=True, slots=True)
class Page:
    """``total`` is exact. ``cursor`` is None when nothing follows."""

    titles: tuple[Title, ...]
    total: int
    cursor: Cursor | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value with the number of titles that choosing it would show."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class PasteReport:
    """What became of a pasted list of ISBNs.

    ``found`` are title ids in the list's order, each once; ``missing`` and ``twice`` are
    ISBN-13; ``invalid`` are entries as pasted, and ``reasons`` says for each what is wrong with
    it ("The check digit is wrong: it should be 8."). ``asked`` counts the entries, repeats too.
    """

    found: tuple[str, ...]
    missing: tuple[str, ...]
    twice: tuple[str, ...]
    invalid: tuple[str, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the catalogue is. ``last_complete`` is an ISO time in UTC, or None when the
    source was never read to its end; ``partial_done`` counts the titles of a reading that
    stopped early (0 when none did), ``partial_total`` how many are expected, if known."""

    last_complete: str | None
    partial_done: int = 0
    partial_total: int | None = None
