"""Which filters does a typed search set by its fields, and how does it read without one? Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from desktop_app.records.query import FacetValue

if TYPE_CHECKING:
    from desktop_app.store.query_scan import Part

# What reads typed words is imported with the first of them: a window starts without.

_FIELDS = {"imprint": "imprint", "status": "status", "form": "form", "month": "pub"}
_NONE = "none"


def typed(text: str) -> dict[str, str]:
    """For each facet that a field of the text narrows, the words of it: "Pavilion, not Quay"."""
    found: dict[str, list[str]] = {}
    for facet in _FIELDS:
        for part in _parts(text, facet, whole=False):
            words = ", ".join(piece.text for piece in part.pieces if piece.text)
            if words:
                found.setdefault(facet, []).append(f"not {words}" if part.negated else words)
    return {facet: ", ".join(words) for facet, words in found.items()}


def without(text: str, facet: str) -> str:
    """The text with all parts taken out that narrow the facet."""
    kept, place = [], 0
    for part in _parts(text, facet):
        kept.append(text[place : part.start].strip())
        place = part.end
    if not place:
        return text
    kept.append(text[place:].strip())
    return " ".join(piece for piece in kept if piece)


def named(text: str, facet: str, values: Sequence[FacetValue]) -> tuple[str, ...]:
    """Which of a facet's values the text asks for, as far as it names them."""
    pieces = [
        piece
        for part in _parts(text, facet, whole=False)
        if not part.negated
        for piece in part.pieces
        if piece.text
    ]
    return tuple(
        each.value
        for each in values
        if any(_is(each, piece.text, facet, whole=piece.quoted) for piece in pieces)
    )


def _parts(text: str, facet: str, *, whole: bool = True) -> Iterator[Part]:
    """The parts that narrow the facet; unless ``whole``, of what is searched for only."""
    if not text:
        return iter(())
    from desktop_app.store.query_parse import MAX_TEXT, field_of
    from desktop_app.store.query_scan import scan

    parts = scan(text if whole else text[:MAX_TEXT])
    return (part for part in parts if field_of(part.field) == _FIELDS[facet])


def _is(value: FacetValue, wanted: str, facet: str, *, whole: bool) -> bool:
    if not value.value:
        return not whole and wanted.lower() == _NONE
    if facet == "month":
        return value.value.startswith(wanted) and len(wanted) in (4, 7)
    from desktop_app.store.folding import folded

    label, asked = folded(value.label or value.value), folded(wanted)
    if wanted.casefold() == value.value.casefold() or label == asked:
        return True
    return not whole and bool(asked) and all(f" {word}" in f" {label}" for word in asked.split())
