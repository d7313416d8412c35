"""Is it certain which product this is, and are its words real ones? Rules 1 and 11."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from desktop_app.records import isbn
from desktop_app.rules.checks.case import (
    EDITORIAL,
    PRODUCTION,
    Case,
    Finding,
    listed,
    unknown,
    warning,
)
from desktop_app.rules.mapping.paths import ABSENT
from desktop_app.rules.mapping.transforms import TRANSFORMS, text

_STAND_INS = frozenset(
    {
        "dummy",
        "forthcoming title",
        "lorem ipsum",
        "na",
        "no author",
        "no authors",
        "no isbn",
        "none",
        "not applicable",
        "not available",
        "not known",
        "null",
        "placeholder",
        "tba",
        "tbc",
        "tbd",
        "test",
        "title to follow",
        "to be advised",
        "to be announced",
        "to be confirmed",
        "to be decided",
        "to follow",
        "undefined",
        "unknown",
        "unknown author",
        "untitled",
        "xxx",
    }
)
_LONGEST = max(map(len, _STAND_INS)) + 12
_SPACE = re.compile(r"[\W_]+")
PROSE = frozenset(each.words for each in TRANSFORMS.values() if each.prose)
_FIELD = "isbn.isbn13"


def isbn_is_sound(case: Case) -> Iterator[Finding]:
    """Rule 1: an ISBN-13 is there, its check digit is right, and no other product has it."""
    given = case.value(_FIELD)
    if given is ABSENT:
        yield unknown(
            _FIELD,
            "This source does not give an ISBN-13.",
            "Look the ISBN up in Consonance and confirm it.",
            PRODUCTION,
        )
        return
    found = text(given)
    if not isinstance(found, str):
        yield Finding(
            _FIELD,
            "No ISBN-13 is assigned.",
            "Assign an ISBN to the product in Consonance.",
            PRODUCTION,
        )
        return
    plain = isbn.normalise(found)
    if not isbn.valid13(plain):
        why = isbn.fault(found) or "An ISBN of 13 digits is needed."
        yield Finding(
            _FIELD,
            f"The ISBN {_short(found)} is not a valid ISBN-13. {why}",
            "Correct the ISBN in Consonance.",
            PRODUCTION,
        )
        return
    yield from _owners(case, plain)


def _owners(case: Case, plain: str) -> Iterator[Finding]:
    others = [each for each in case.facts.isbn_owners.get(plain, ()) if each != case.record.id]
    alike = [each for each in others if _kind(each) == _kind(case.record.id)]
    if alike:
        yield Finding(
            _FIELD,
            f"The ISBN {plain} is also on {listed(alike)}.",
            "Give each product an ISBN of its own in Consonance.",
            PRODUCTION,
        )
    elif others:
        yield warning(
            _FIELD,
            f"The ISBN {plain} also came from another source, as {listed(others)}.",
            "Send one of the two, or the destination holds the book twice.",
            PRODUCTION,
        )


def _kind(title: str) -> str:
    return title.partition(":")[0]


def no_stand_ins(case: Case) -> Iterator[Finding]:
    """Rule 11: no value stands in for one that is not known yet."""
    for row in case.payload.rows:
        if row.rule in PROSE and is_stand_in(row.value):
            yield Finding(
                row.source.partition(" by ")[0],
                f"{row.target} says “{_short(row.value)}”, which stands in for a real value.",
                "Enter the real value in Consonance, or leave the field empty.",
                EDITORIAL,
            )


def is_stand_in(value: str) -> bool:
    """Whether a text only holds the place of one: "TBC", "[N/A]", "No authors" …"""
    return bool(value) and len(value) <= _LONGEST and _stands_in(value)


@lru_cache(maxsize=4_096)
def _stands_in(value: str) -> bool:
    if value.isdecimal():
        return False
    plain = _SPACE.sub(" ", value.casefold()).strip()
    if not plain:
        return True
    squeezed = plain.replace(" ", "")
    return plain in _STAND_INS or squeezed in {"na", "tba", "tbc", "tbd"} or set(squeezed) == {"x"}


def _short(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"
