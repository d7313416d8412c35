"""What does one rule look at, and how does it say what it found?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from desktop_app.records.flow import Flow
from desktop_app.records.payload import Facts, Payload, Problem, Severity
from desktop_app.records.subject import milestone_of
from desktop_app.records.title import Record
from desktop_app.rules.mapping import paths
from desktop_app.rules.mapping.transforms import code

EDITORIAL = "Editorial"
PRODUCTION = "Production"
SALES = "Sales"
RIGHTS = "Rights"
MARKETING = "Marketing"

STARRED = frozenset({"1", "2", "4", "6", "8", "9", "11", "12", "14", "16", "17"})
"""Rules that may be a warning for some flow, but never off, and never overridden when false."""

MILESTONE_RULE = "milestone"
FORM_RULE = "format"

COLUMNS: Mapping[int, Mapping[str, Severity]] = {
    1: {
        "1": Severity.BLOCKER,
        "2": Severity.BLOCKER,
        "3": Severity.BLOCKER,
        "4": Severity.BLOCKER,
        "6": Severity.BLOCKER,
        "8": Severity.BLOCKER,
        "9": Severity.BLOCKER,
        "11": Severity.BLOCKER,
        "12": Severity.WARNING,
        FORM_RULE: Severity.BLOCKER,
        "18": Severity.BLOCKER,
    },
    2: {FORM_RULE: Severity.BLOCKER, "18": Severity.BLOCKER},
    3: {
        "1": Severity.BLOCKER,
        "2": Severity.WARNING,
        "3": Severity.WARNING,
        "9": Severity.BLOCKER,
        "12": Severity.BLOCKER,
        "17": Severity.BLOCKER,
        FORM_RULE: Severity.BLOCKER,
        "18": Severity.BLOCKER,
    },
    4: {"5": Severity.BLOCKER, FORM_RULE: Severity.BLOCKER, "18": Severity.BLOCKER},
    5: {
        "1": Severity.BLOCKER,
        "2": Severity.WARNING,
        "3": Severity.BLOCKER,
        "4": Severity.WARNING,
        "5": Severity.BLOCKER,
        "12": Severity.WARNING,
        "14": Severity.BLOCKER,
        "15": Severity.BLOCKER,
        "16": Severity.BLOCKER,
        "17": Severity.BLOCKER,
        FORM_RULE: Severity.BLOCKER,
        "18": Severity.BLOCKER,
    },
    6: {FORM_RULE: Severity.BLOCKER, "18": Severity.BLOCKER},
    7: {"9": Severity.BLOCKER, MILESTONE_RULE: Severity.BLOCKER, "18": Severity.BLOCKER},
}
"""Purpose to rule to the weight of what the rule finds wrong there."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Finding:
    """``severity`` None means the weight of the rule for the flow's purpose."""

    field: str
    message: str
    fix: str
    owner: str
    severity: Severity | None = None


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


Rule: TypeAlias = Callable[[Case], Iterable[Finding]]


def unknown(field: str, message: str, fix: str, owner: str) -> Finding:
    """The source cannot give what the rule has to look at."""
    return Finding(field, message, fix, owner, Severity.UNKNOWN)


def warning(field: str, message: str, fix: str, owner: str) -> Finding:
    """Lighter than the rule's own weight."""
    return Finding(field, message, fix, owner, Severity.WARNING)


def problem(rule: str, finding: Finding, case: Case) -> Problem:
    """The finding as a problem, with the weight of the purpose and a person's word, if any."""
    severity = finding.severity or COLUMNS[case.flow.purpose][rule]
    asked = severity is Severity.UNKNOWN
    return Problem(
        rule=rule,
        severity=severity,
        field=finding.field,
        message=finding.message,
        fix=finding.fix,
        owner=finding.owner,
        starred=rule in STARRED,
        confirmed=case.facts.overrides.get(rule, "") if asked else "",
    )


def day(moment: date) -> str:
    """A date as people write it: "2 Sep 2027"."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def listed(words: Iterable[str], most: int = 4) -> str:
    """A few words with commas and *and*; the rest is counted."""
    found = list(words)
    if len(found) > most:
        return f"{', '.join(found[:most])} and {len(found) - most} more"
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
