"""Is a pasted text a list of ISBNs, and which? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop_app.records import isbn

_ENTRIES = re.compile(r"[\r\n,;|\t]+")
_DIGITS = re.compile(r"(?<![\w])[\dXx](?:[^\w\r\n]*[\dXx]){8,}(?![\w])")
_HEADING = re.compile(r"^\W*(?:e?isbns?(?:[- ]?1[03])?|ean|gtin)\W*$", re.IGNORECASE)
_LENGTHS = (10, 13)


def entries(text: str) -> list[str] | None:
    """What stands in a pasted list, one entry for each number, or None for any other text.

    A list has at least two numbers of the length of an ISBN, or one in more than one line.
    An entry that is no number is kept as it is, so that it can be reported.
    """
    found = [each for line in _ENTRIES.split(text) for each in _line(line.strip())]
    numbers = sum(is_number(each) for each in found)
    lines = text.strip().count("\n")
    return found if numbers > 1 or (numbers and lines) else None


def is_number(entry: str) -> bool:
    """Whether it has the length of an ISBN; its check digit may be wrong."""
    return len(isbn.normalise(entry)) in _LENGTHS


def _line(line: str) -> Iterator[str]:
    if not line or _HEADING.match(line):
        return
    if is_number(line):
        yield line
        return
    pieces = line.split()
    if all(is_number(piece) for piece in pieces):
        yield from pieces
        return
    # "9780141439518 Emma": the number counts, the words beside it do not.
    numbers = [found for found in _DIGITS.findall(line) if is_number(found)]
    yield from numbers or (line,)
