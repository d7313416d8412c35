"""How is a value found in a record's document, and how is the place named?

A path is the GraphQL names joined by dots (``work.imprint.name``). A list is walked by the row
that names it, and shows in a source as ``prices[].amount``. A key that is absent means that the
source cannot tell; null, at the end or on the way, means that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Final, TypeAlias

Steps: TypeAlias = tuple[str, ...]

_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


class Absent(Enum):
    """The type of the one value that stands for *the source cannot tell*."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@lru_cache(maxsize=1_000)
def steps(path: str) -> Steps:
    """The names of a path in order; raises ValueError when it is not a path."""
    if not _PATH.fullmatch(path):
        raise ValueError(f"{path!r} is not a source path")
    return tuple(path.split("."))


def step(found: Any, name: str) -> Any:
    """The value one name further on, as ``read`` goes."""
    # An exact dict is by far the usual case, and the cheapest to recognise.
    if type(found) is dict:
        return found.get(name, ABSENT)
    if found is None:
        return None
    return found.get(name, ABSENT) if isinstance(found, Mapping) else ABSENT


def read(document: Mapping[str, Any], names: Steps) -> Any:
    """The value at the path: ABSENT when the source cannot tell, None when there is none."""
    found: Any = document
    for name in names:
        found = step(found, name)
    return found


def value(document: Mapping[str, Any], path: str) -> Any:
    """``read`` for a path as text, for checks that look at one value."""
    return read(document, _names(path))


@lru_cache(maxsize=1_000)
def _names(path: str) -> Steps:
    return tuple(path.split("."))


def entries(document: Mapping[str, Any], names: Steps) -> list[Mapping[str, Any]] | Absent | None:
    """The objects of a list; what is not an object in it is left out. None for null."""
    found = read(document, names)
    if found is None or found is ABSENT:
        return found
    if not isinstance(found, list | tuple):
        return ABSENT
    return [each for each in found if type(each) is dict or isinstance(each, Mapping)]


def named_in(source: str) -> tuple[str, ...]:
    """Every path that a row's source names, the one of its value first.

    ``titlePrefix + titleWithoutPrefix`` names two; ``prices[].amount by currencyCode`` names
    ``prices[].amount`` and ``prices[].currencyCode``, because the entry is found by the latter.
    """
    named: list[str] = []
    for part in source.split(" + "):
        path, _, keys = part.partition(" by ")
        if path:
            named.append(path)
        root = path.rpartition("[]")[0]
        named += [f"{root}[].{key}" for key in keys.split(", ") if key]
    return tuple(dict.fromkeys(named))
