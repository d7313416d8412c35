"""What did the rules find in many titles? By rule and field, with the titles of each, and no more.

Pure, and folded as ``selected`` is: where the cases are judged, slice by slice.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from desktop_app.records.payload import Problem, Severity
from desktop_app.services.judged import Judged
from desktop_app.services.selected import Titles
from desktop_app.services.shapes import shape

KINDS = 2_000
"""Rules times fields that are kept; there are some hundred."""


class Kind(NamedTuple):
    """What findings have to share to be told together; ``field`` without its ids."""

    severity: Severity
    rule: str
    field: str


@dataclass(slots=True)
class Sum:
    """Findings of one kind: the first of them, whether all say the same, where they are."""

    example: Problem
    alike: bool = True
    titles: list[str] = field(default_factory=list)
    flows: dict[str, None] = field(default_factory=dict)


Found = dict[Kind, Sum]


def findings_of(judged: Sequence[Judged]) -> list[Found]:
    """The fold of these cases, for ``Judge.folded``; what a person confirmed is left out."""
    found: Found = {}
    for each in judged:
        for problem in each.problems:
            if not problem.confirmed:
                kind = Kind(problem.severity, problem.rule, shape(problem.field))
                _take(found.setdefault(kind, Sum(problem)), problem, each)
    return [found]


def _take(known: Sum, problem: Problem, judged: Judged) -> None:
    known.alike = known.alike and problem.message == known.example.message
    known.flows[judged.flow.name] = None
    if not known.titles or known.titles[-1] != judged.record.id:
        known.titles.append(judged.record.id)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's findings at one field. ``alike`` says whether all of them say the same."""

    kind: Kind
    example: Problem
    alike: bool
    titles: Titles
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """In the order in which they were met. ``ids`` are the titles asked about, ``gone`` those of
    them that the catalogue does not hold any more; ``more`` kinds are left out."""

    ids: tuple[str, ...]
    found: tuple[Finding, ...]
    gone: Titles = ()
    more: int = 0

    def named(self, titles: Titles) -> list[str]:
        """The ids of titles."""
        return [self.ids[place] for place in titles]


@dataclass(slots=True)
class _Known:
    example: Problem
    alike: bool
    titles: array[int]
    flows: dict[str, None]


class Tally:
    """Takes what was found, slice by slice, in order."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._places = {name: place for place, name in enumerate(dict.fromkeys(titles))}
        self._met: set[int] = set()
        self._known: dict[Kind, _Known] = {}
        self._others: set[int] = set()

    def meet(self, titles: Iterable[str]) -> None:
        """Records were found for these titles."""
        self._met.update(self._places[each] for each in titles)

    def add(self, part: Found) -> None:
        """The next slice."""
        for kind, found in part.items():
            known = self._known.get(kind)
            if known is None and len(self._known) < KINDS:
                known = self._known[kind] = _Known(found.example, True, array("I"), {})
            if known is None:
                self._others.add(hash(kind))
                continue
            same = known.example.message == found.example.message
            known.alike = known.alike and found.alike and same
            known.flows.update(found.flows)
            for title in found.titles:
                place = self._places[title]
                if not known.titles or known.titles[-1] != place:
                    known.titles.append(place)

    def told(self) -> Findings:
        """What came out."""
        return Findings(
            tuple(self._places),
            tuple(
                Finding(kind, each.example, each.alike, each.titles, tuple(each.flows))
                for kind, each in self._known.items()
            ),
            tuple(place for place in self._places.values() if place not in self._met),
            len(self._others),
        )
