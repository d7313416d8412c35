"""How heavy is what a rule finds? The table of the purposes, and what a flow says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from desktop_app.records.flow import OFF, Flow
from desktop_app.records.payload import Problem, Severity
from desktop_app.rules.checks.case import Finding

STARRED = frozenset({"1", "2", "4", "6", "8", "9", "11", "12", "14", "16", "17"})
"""Rules that may be a warning for some flow, but never less, and never overridden when false."""

MILESTONE_RULE = "milestone"
FORM_RULE = "format"
FIXED = frozenset({FORM_RULE, MILESTONE_RULE, "18"})
"""Without these a payload would be wrong in itself, or not what a person saw."""

_B, _W = Severity.BLOCKER, Severity.WARNING
COLUMNS: Mapping[int, Mapping[str, Severity]] = {
    1: {
        "1": _B,
        "2": _B,
        "3": _B,
        "4": _B,
        "5": _W,
        "6": _B,
        "7": _W,
        "8": _B,
        "9": _B,
        "10": _W,
        "11": _B,
        "12": _W,
        "13": _W,
        FORM_RULE: _B,
        "18": _B,
    },
    2: {FORM_RULE: _B, "18": _B},
    3: {
        "1": _B,
        "2": _W,
        "3": _W,
        "9": _B,
        "12": _B,
        "13": _W,
        "17": _B,
        FORM_RULE: _B,
        "18": _B,
    },
    4: {"5": _B, FORM_RULE: _B, "18": _B},
    5: {
        "1": _B,
        "2": _W,
        "3": _B,
        "4": _W,
        "5": _B,
        "12": _W,
        "14": _B,
        "15": _B,
        "16": _B,
        "17": _B,
        FORM_RULE: _B,
        "18": _B,
    },
    6: {FORM_RULE: _B, "18": _B},
    7: {"9": _B, MILESTONE_RULE: _B, "18": _B},
}
"""Purpose to rule to the usual weight of what the rule finds wrong there."""

_ORDER = (Severity.BLOCKER, Severity.WARNING, Severity.NOTE, Severity.UNKNOWN)
_LIGHTNESS = {Severity.BLOCKER.value: 0, Severity.WARNING.value: 1, Severity.NOTE.value: 2, OFF: 3}


def choices(purpose: int, rule: str) -> tuple[str, ...]:
    """The weights that a flow of this purpose may give a rule; none where it has no say."""
    if rule in FIXED or rule not in COLUMNS.get(purpose, {}):
        return ()
    every = tuple(_LIGHTNESS)
    return every[:2] if rule in STARRED else every


@lru_cache(maxsize=2_000)
def weight(flow: Flow, rule: str) -> str:
    """A severity or ``off``: what the flow says where it may say it, else the usual one."""
    said = dict(flow.severities).get(rule, "")
    if said in choices(flow.purpose, rule):
        return said
    return COLUMNS[flow.purpose][rule].value


@lru_cache(maxsize=500)
def rules_of(flow: Flow) -> tuple[str, ...]:
    """The rules that look at payloads of this flow: those of its purpose that are not off."""
    return tuple(each for each in COLUMNS.get(flow.purpose, {}) if weight(flow, each) != OFF)


def problem(
    rule: str, finding: Finding, flow: Flow, confirmed: Mapping[str, str]
) -> Problem | None:
    """The finding as a problem, with the weight it has here and a person's word, if any."""
    severity = _severity(rule, finding, flow)
    if severity is None:
        return None
    return Problem(
        rule=rule,
        severity=severity,
        field=finding.field,
        message=finding.message,
        fix=finding.fix,
        owner=finding.owner,
        starred=rule in STARRED,
        confirmed=confirmed.get(rule, "") if severity is Severity.UNKNOWN else "",
        to_fetch=finding.to_fetch,
    )


def _severity(rule: str, finding: Finding, flow: Flow) -> Severity | None:
    """None for a rule that is off. A finding lighter or heavier than its rule keeps its own
    weight, unless the flow wants less of it; what a starred rule stops, it stops."""
    here = weight(flow, rule)
    own = finding.severity
    if here == OFF:
        return None
    if own is None:
        return Severity(here)
    fixed = own in (Severity.UNKNOWN, Severity.NOTE) or rule in STARRED
    if fixed or rule not in dict(flow.severities):
        return own
    return own if _LIGHTNESS[own.value] >= _LIGHTNESS[here] else Severity(here)


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Blockers first, then warnings and notes, what cannot be checked last."""
    return tuple(sorted(problems, key=lambda each: _ORDER.index(each.severity)))
