"""What does a typed search mean? Text in, clauses out, or an error that says what would be right.

    harbour -rain "lost at sea" imprint:Pavilion pub:2027-03 status:forthcoming price:<10
    changed:gardners never:erp contributor:okafor series:"sea season" title:salt isbn:97819

Pure. Which imprints there are only the catalogue knows; which destinations, the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from desktop_app.records import isbn
from desktop_app.records.asked import (
    ANYWHERE,
    Choice,
    Clause,
    Days,
    Digits,
    InField,
    Missing,
    Phrase,
    Plain,
    Stands,
    Test,
    Value,
)
from desktop_app.records.errors import QueryError
from desktop_app.records.query import Place
from desktop_app.records.title import Verdict
from desktop_app.store.folding import folded, words
from desktop_app.store.query_scan import Part, Piece, scan
from desktop_app.store.query_values import AMOUNTS, DATES, days, money

MAX_TEXT = 400
_MAX_CLAUSES = 40
_NONE = "none"

STANDINGS = {
    "changed": Verdict.CHANGED,
    "never": Verdict.NEVER,
    "same": Verdict.SAME,
    "blocked": Verdict.BLOCKED,
    "refused": Verdict.REFUSED,
    "unconfirmed": Verdict.NOT_CONFIRMED,
    "inflight": Verdict.IN_FLIGHT,
}
"""Fields whose value is a destination."""

FIELDS = (
    "title", "contributor", "series", "isbn", "imprint", "status", "form", "pub", "price",
    *STANDINGS,
)  # fmt: skip
"""Fields as they are offered."""

_ALIASES = {
    "author": "contributor", "by": "contributor", "published": "pub", "date": "pub",
    "format": "form", "ean": "isbn",
}  # fmt: skip
_NO_COMMAS = ("title", "contributor", "series", "price", "isbn")
"""A comma in their values does not part two values."""


def parse(text: str, places: Sequence[Place] = ()) -> tuple[Clause, ...]:
    """The clauses of a search, plain words first joined into one. Raises QueryError."""
    return _parse(text[:MAX_TEXT], tuple(places))


@lru_cache(maxsize=256)
def _parse(text: str, places: tuple[Place, ...]) -> tuple[Clause, ...]:
    plain: list[str] = []
    clauses: list[Clause] = []
    for part in scan(text):
        name = field_of(part.field)
        if not name and not part.pieces[0].quoted and not part.negated:
            plain.append(text[part.start : part.end])
            _only_words(part)
            continue
        test = _test(part, name, places)
        if test is not None:
            clauses.append(Clause(test, part.negated, part.start, part.end))
    if len(clauses) > _MAX_CLAUSES:
        raise QueryError(f"A search has {_MAX_CLAUSES} parts at most.", next_step="Use fewer.")
    typed = " ".join(plain)
    words_first = (Clause(Plain(typed), False, 0, len(text)),) if typed else ()
    return (*words_first, *clauses)


def field_of(name: str) -> str:
    """The field that a typed name means, or ""."""
    lower = name.lower()
    lower = _ALIASES.get(lower, lower)
    return lower if lower in FIELDS else ""


def _only_words(part: Part) -> None:
    """A name with a colon that is no field: words, if nothing follows the colon directly."""
    if not part.field or not part.text():
        return
    from difflib import get_close_matches

    near = get_close_matches(part.field.lower(), (*FIELDS, *_ALIASES), 1, 0.7)
    meant = f"Did you mean {field_of(near[0])}:? " if near else ""
    raise QueryError(
        f"There is no field {part.field}.",
        next_step=f"{meant}Fields are {', '.join(FIELDS)}; to find the words themselves, put them "
        "in quotes.",
        start=part.start,
        end=part.end,
    )


def _test(part: Part, name: str, places: Sequence[Place]) -> Test | None:
    """What a part asks for; None if it has nothing to look for, as ``-""`` has."""
    if not name:
        _only_words(part)
        piece = part.pieces[0]
        if piece.quoted:
            found = tuple(words(piece.text))
            return Phrase(found, piece.open) if found else None
        return Plain(piece.text)
    if not any(piece.text for piece in part.pieces):
        raise _wrong(part, f"{name}: needs a value directly after the colon", name)
    if _is_none(part) and name not in ("title", *STANDINGS):
        return Missing(name)
    try:
        return _READERS.get(name, _standing(name, places))(part)
    except ValueError as error:
        raise _wrong(part, f"In {name}: {error}", name) from error


def _is_none(part: Part) -> bool:
    piece = part.pieces[0]
    return len(part.pieces) == 1 and not piece.quoted and piece.text.lower() == _NONE


def _wrong(part: Part, message: str, name: str) -> QueryError:
    return QueryError(
        f"{message}.", next_step=f"Write {example(name)}.", start=part.start, end=part.end
    )


def example(name: str) -> str:
    """How a field is written."""
    if name in STANDINGS:
        return f"{name}:{ANYWHERE}, or a destination after the colon"
    shown = {
        "pub": DATES,
        "price": AMOUNTS,
        "status": "status:forthcoming, or a code as status:02",
        "form": "form:paperback, or a code as form:BC",
        "imprint": 'imprint:Pavilion, or imprint:"Quay & Sons" where there are spaces',
        "isbn": "isbn:97819, any digits of it",
    }
    return shown.get(name, f'{name}:word, or {name}:"several words"')


# -- readers of values -----------------------------------------------------------------------------


def _in_field(name: str) -> Callable[[Part], Test]:
    def read(part: Part) -> Test:
        piece = part.pieces[0]
        phrase = piece.quoted and len(part.pieces) == 1
        found = tuple(words(" ".join(each.text for each in part.pieces)))
        if not found:
            raise ValueError(f"“{part.text()}” has no letter or digit")
        return InField(name, found, phrase, piece.open)

    return read


def _choice(name: str) -> Callable[[Part], Test]:
    def read(part: Part) -> Test:
        values = [
            Value(each.text, each.quoted and not each.open) for each in part.pieces if each.text
        ]
        return Choice(name, tuple(values))

    return read


def _pub(part: Part) -> Test:
    return Days(tuple(days(each.text) for each in _given(part)))


def _price(part: Part) -> Test:
    if len(part.pieces) > 1:
        raise ValueError(f"“{part.text()}” has a comma; decimals stand after a point")
    return money(part.text())


def _isbn(part: Part) -> Test:
    digits = isbn.normalise(part.text())
    if isbn.valid10(digits):
        digits = isbn.to13(digits)
    digits = digits.removesuffix("X")
    if not digits:
        raise ValueError(f"“{part.text()}” is no part of an ISBN")
    return Digits(digits)


def _given(part: Part) -> list[Piece]:
    return [each for each in part.pieces if each.text]


def _standing(name: str, places: Sequence[Place]) -> Callable[[Part], Test]:
    def read(part: Part) -> Test:
        flows: dict[str, None] = {}
        for each in _given(part):
            if each.text.lower() == ANYWHERE and not each.quoted:
                return Stands(STANDINGS[name])
            flows |= dict.fromkeys(_flows(each, places))
        return Stands(STANDINGS[name], tuple(flows))

    return read


def _flows(piece: Piece, places: Sequence[Place]) -> list[str]:
    """The flows of a destination by its whole name or, failing that, by how its words begin."""
    wanted = folded(piece.text)
    exact = [each.flow for each in places if wanted in (folded(each.destination), each.flow)]
    exact += [each.flow for each in places if piece.text.lower() == each.flow.lower()]
    if exact:
        return exact
    begun = [
        each.flow
        for each in places
        if wanted and f" {wanted}" in f" {folded(each.destination)} {folded(each.flow)}"
    ]
    if piece.quoted and not piece.open:
        begun = []
    if not begun:
        named = ", ".join(dict.fromkeys(each.destination for each in places)) or "none"
        raise ValueError(f"there is no destination “{piece.text}”; there are: {named}")
    return begun


_READERS: dict[str, Callable[[Part], Test]] = {
    **{name: _in_field(name) for name in ("title", "contributor", "series")},
    **{name: _choice(name) for name in ("imprint", "status", "form")},
    "pub": _pub,
    "price": _price,
    "isbn": _isbn,
}
