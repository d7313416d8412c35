"""What could a half-typed search go on with? Fields by their names, values with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.records.asked import ANYWHERE
from desktop_app.records.errors import QueryError
from desktop_app.records.query import FacetValue, Place, Query
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.folding import folded, words
from desktop_app.store.query_parse import FIELDS, MAX_TEXT, STANDINGS, field_of, parse
from desktop_app.store.query_scan import Part, scan

_FACETS = {"imprint": "imprint", "status": "status", "form": "form", "pub": "month"}
_LOOKED_UP = ("contributor", "series")
_MOST = 8
_FIELD_LETTERS = 2

ABOUT = {
    "title": "words of title or subtitle",
    "contributor": "a name",
    "series": "a series",
    "isbn": "digits of it",
    "imprint": "an imprint",
    "status": "forthcoming, active …",
    "form": "paperback, ebook …",
    "pub": "2027, 2027-03, >2027 …",
    "price": "<10, gbp>=12.99 …",
    "changed": "since a destination took it",
    "never": "taken by a destination",
    "same": "as a destination has it",
    "blocked": "by a rule, for a destination",
    "refused": "by a destination",
    "unconfirmed": "by a destination",
    "inflight": "to a destination",
}
"""What stands after each field, in a few words."""


@dataclass(frozen=True, slots=True)
class Offer:
    """``text`` replaces what was typed; ``count`` is the number of titles that it would show, or
    None for a field, of which ``about`` says what it takes."""

    text: str
    label: str
    count: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What may stand from ``start`` to ``end`` of the text, best first."""

    start: int
    end: int
    offers: tuple[Offer, ...]

    def taken(self, text: str, offer: Offer) -> tuple[str, int]:
        """The text with an offer in its place, and where the cursor goes on."""
        gap = "" if offer.text.endswith(":") or text[self.end : self.end + 1] == " " else " "
        put = offer.text + gap
        return text[: self.start] + put + text[self.end :], self.start + len(put)


NOTHING = Offers(0, 0, ())


def being_typed(text: str, cursor: int) -> Part | None:
    """The part of a search in which the cursor stands, up to there; None between two parts."""
    part = None
    for each in scan(text[: min(cursor, MAX_TEXT)]):
        part = each
    if part is None or part.end != cursor or (part.pieces[-1].quoted and not part.pieces[-1].open):
        return None
    return part


def worth_asking(text: str, cursor: int) -> bool:
    """Whether there may be anything to offer: plain words need no answer. Cheap."""
    part = being_typed(text, cursor)
    if part is None:
        return False
    return bool(field_of(part.field) or (not part.field and _fields(part)))


class Completion:
    """Reads the catalogue only; every method may raise StoreError."""

    def __init__(self, catalogue: Catalogue, places: Sequence[Place]) -> None:
        self._catalogue = catalogue
        self._places = tuple(places)

    async def offers(self, query: Query, cursor: int) -> Offers:
        """What the text of a query could go on with at the cursor, under the rest of the query."""
        part = being_typed(query.text, cursor)
        if part is None:
            return NOTHING
        name = field_of(part.field)
        if not name:
            return Offers(_begin(part), part.end, _fields(part))
        piece = part.pieces[-1]
        start = part.end - len(piece.text) - piece.quoted
        rest = self._rest(query, part)
        found = await self._values(name, piece.text, rest)
        return Offers(start, part.end, tuple(found[:_MOST]))

    def _rest(self, query: Query, part: Part) -> Query:
        """The query without the part that is being typed; words alone if the rest is not clear."""
        text = f"{query.text[: part.start]} {query.text[part.end :]}"
        try:
            parse(text, self._places)
        except QueryError:
            text = ""
        return replace(query, text=text.strip(), places=self._places)

    async def _values(self, name: str, typed: str, rest: Query) -> list[Offer]:
        if name in _FACETS:
            facet = _FACETS[name]
            others = {key: value for key, value in rest.facets.items() if key != facet}
            values = await self._catalogue.facets(replace(rest, facets=others), (facet,))
            return _known(name, typed, values[facet])
        if name in STANDINGS:
            return await self._standings(name, typed, rest)
        if name in _LOOKED_UP and words(typed):
            found = await self._catalogue.values(name, typed)
            return [Offer(quoted(value), value, count) for value, count in found]
        return []

    async def _standings(self, name: str, typed: str, rest: Query) -> list[Offer]:
        names = dict.fromkeys(each.destination for each in self._places)
        found = []
        for each in [ANYWHERE, *names] if len(names) > 1 else list(names):
            if f" {folded(typed)}" not in f" {folded(each)}":
                continue
            text = each if each == ANYWHERE else quoted(each)
            asked = replace(rest, text=f"{rest.text} {name}:{text}".strip())
            label = "any destination" if each == ANYWHERE else each
            found.append(Offer(text, label, await self._catalogue.count(asked)))
        return found


def _begin(part: Part) -> int:
    return part.start + part.negated


def _fields(part: Part) -> tuple[Offer, ...]:
    typed = part.pieces[0].text.lower()
    if part.pieces[0].quoted or len(typed) < _FIELD_LETTERS or not typed.isalpha():
        return ()
    return tuple(
        Offer(f"{name}:", f"{name}:", about=ABOUT[name])
        for name in FIELDS
        if name.startswith(typed)
    )


def _known(name: str, typed: str, values: Sequence[FacetValue]) -> list[Offer]:
    begun = folded(typed) if name != "pub" else typed
    found = []
    for each in values:
        if not each.value:
            continue
        label = each.label or each.value
        known = each.value if name == "pub" else f" {folded(label)}"
        fits = known.startswith(begun) if name == "pub" else f" {begun}" in known
        if fits or (typed and each.value.lower().startswith(typed.lower())):
            text = each.value if name == "pub" else quoted(label)
            found.append(Offer(text, label, each.count))
    return found


def quoted(value: str) -> str:
    """A value as it is written: in quotes, so that it is this one and no other."""
    plain = " ".join(value.replace('"', " ").split())
    return f'"{plain}"'
