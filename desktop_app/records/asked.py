"""What does a typed search ask for, once it is understood? A list of clauses that all must hold."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.records.title import Verdict

ANYWHERE = "any"
"""The place that stands for every destination, as in ``changed:any``."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Words and numbers without a field, as typed: each word begins a word of the title, subtitle,
    contributors, imprint or series; a number may be part of the ISBN instead."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that stand next to each other in the title, subtitle, contributors, imprint or
    series as the list shows them. ``open`` (no closing quote yet): the last one may go on."""

    words: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class InField:
    """Folded words in ``title`` (or subtitle), ``contributor`` or ``series``: each begins a word
    there, or with ``phrase`` they stand next to each other."""

    field: str
    words: tuple[str, ...]
    phrase: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A name as typed. ``whole`` (it was quoted): it is the whole name, not words of it."""

    text: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """``field`` is ``imprint``, ``status`` or ``form``; one of the values must hold."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Published in one of the spans: first and last day as numbers like 20270331."""

    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Money:
    """Some price of the title lies between ``low`` and ``high`` (both included; None: open), in
    ten-thousandths of ``currency``, or of any currency when that is empty."""

    currency: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Digits:
    """The ISBN has these digits."""

    digits: str


@dataclass(frozen=True, slots=True)
class Stands:
    """The title's cell for one of these flows is this verdict; without flows, any cell."""

    verdict: Verdict
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """The title has nothing in ``field``."""

    field: str


Test = Plain | Phrase | InField | Choice | Days | Money | Digits | Stands | Missing


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a search. ``start`` and ``end`` are its place in the text."""

    test: Test
    negated: bool = False
    start: int = 0
    end: int = 0
