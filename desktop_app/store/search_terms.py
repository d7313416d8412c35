"""What does a typed text ask for? Words, and numbers that may be (part of) an ISBN. Pure.

Nothing a person types is syntax: quotes, stars, NEAR( and per cent signs are separators like any
other punctuation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.records import isbn
from desktop_app.store.folding import words

_MAX_TEXT = 400
_MAX_WORDS = 24
_FRAGMENT = 4
"""So many digits in a row may be met anywhere in an ISBN; fewer only at its beginning."""


@dataclass(frozen=True, slots=True)
class Number:
    """Digits that an ISBN may contain; ``match`` finds them as words of a title instead."""

    digits: str
    match: str

    @property
    def inner(self) -> bool:
        """Whether the digits may stand anywhere in the ISBN."""
        return len(self.digits) >= _FRAGMENT


@dataclass(frozen=True, slots=True)
class Terms:
    """All words and all numbers must be found. ``match`` is the full-text expression of the
    words, or "". ``nothing`` says that the text holds no letter or digit at all."""

    match: str = ""
    numbers: tuple[Number, ...] = ()
    nothing: bool = False


def terms(text: str) -> Terms:
    """Read what was typed; an empty text asks for nothing and finds everything."""
    text = text[:_MAX_TEXT]
    if not text.strip():
        return Terms()
    whole = _number(text)
    if whole:
        return Terms(numbers=(whole,))
    plain: list[str] = []
    numbers: list[Number] = []
    for part in text.split():
        number = _number(part)
        if number is not None and number.inner:
            numbers.append(number)
        else:
            plain += words(part)
    if not plain and not numbers:
        return Terms(nothing=True)
    return Terms(_match(plain), tuple(numbers[:_MAX_WORDS]))


def _number(text: str) -> Number | None:
    digits = isbn.normalise(text)
    if isbn.valid10(digits):
        digits = isbn.to13(digits)
    digits = digits.removesuffix("X")
    return Number(digits, _match(words(text))) if digits else None


def _match(found: Sequence[str]) -> str:
    unique = dict.fromkeys(found)
    return " AND ".join(f'"{word}"*' for word in list(unique)[:_MAX_WORDS])
