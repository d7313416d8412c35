"""What does one rule look at, and how does it say what it found?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from desktop_app.records.flow import Flow
from desktop_app.records.payload import Facts, Payload, Severity
from desktop_app.records.subject import milestone_of
from desktop_app.records.title import Record
from desktop_app.rules.mapping import paths
from desktop_app.rules.mapping.transforms import code

EDITORIAL = "Editorial"
PRODUCTION = "Production"
SALES = "Sales"
RIGHTS = "Rights"
MARKETING = "Marketing"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Finding:
    """``severity`` None means the weight of the rule for the flow's purpose; ``to_fetch`` as in
    ``Problem``."""

    field: str
    message: str
    fix: str
    owner: str
    severity: Severity | None = None
    to_fetch: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One payload with all that rules may know about it."""

    record: Record
    flow: Flow
    payload: Payload
    facts: Facts

    @property
    def document(self) -> Mapping[str, Any]:
        return self.record.document

    @property
    def today(self) -> date:
        return self.facts.today

    @property
    def milestone(self) -> str:
        return milestone_of(self.payload.subject)

    def value(self, path: str) -> Any:
        """The value at a source path: ABSENT when the source cannot tell, None for none."""
        return paths.value(self.document, path)

    def code(self, path: str) -> str | None:
        """A code; "" when there is none, None when the source cannot tell."""
        found = self.value(path)
        if found is paths.ABSENT:
            return None
        plain = code(found)
        return plain if isinstance(plain, str) else ""

    def list_of(self, path: str) -> list[Mapping[str, Any]] | None:
        """The objects of a list, empty for null, None when the source cannot tell."""
        found = paths.entries(self.document, paths.steps(path))
        return None if isinstance(found, paths.Absent) else found or []

    def values(self, path: str) -> list[Any]:
        """The entries of a list of plain values; empty when there are none or nobody can tell."""
        found = self.value(path)
        return list(found) if isinstance(found, list | tuple) else []


Rule: TypeAlias = Callable[[Case], Iterable[Finding]]


def unknown(field: str, message: str, fix: str, owner: str) -> Finding:
    """The source cannot give what the rule has to look at."""
    return Finding(field, message, fix, owner, Severity.UNKNOWN)


def warning(field: str, message: str, fix: str, owner: str) -> Finding:
    """Lighter than the rule's own weight."""
    return Finding(field, message, fix, owner, Severity.WARNING)


def day(moment: date) -> str:
    """A date as people write it: "2 Sep 2027"."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def listed(words: Iterable[str], most: int = 4) -> str:
    """A few words with commas and *and*; the rest is counted."""
    found = list(words)
    if len(found) > most:
        return f"{', '.join(found[:most])} and {len(found) - most} more"
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
