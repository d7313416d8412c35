"""Titles of a search gathered under their works."""

from __future__ import annotations

from array import array
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gathered:
    """``rows`` are the row numbers of all hits, those of one work together: works follow each
    other as the first of their titles do, titles of a work as they do in the list. ``starts``
    says where in ``rows`` each work begins; its last entry is the end."""

    rows: array[int]
    starts: array[int]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """What a list says of a work. ``titles`` are the ids of those that the search finds, ``total``
    how many the work has on show in all."""

    name: str
    contributors: str
    titles: tuple[str, ...]
    total: int
