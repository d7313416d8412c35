"""What does a record lead to for a flow? Itself, its milestones, or entries of a list of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.records.flow import Flow
from desktop_app.records.subject import milestone_subject
from desktop_app.records.title import Record
from desktop_app.rules.mapping.paths import ABSENT, value
from desktop_app.rules.mapping.selectors import context
from desktop_app.rules.mapping.table import Milestone, Table, table_of


def candidates(record: Record, flow: Flow) -> tuple[str, ...]:
    """Every subject that the record could have for the flow, reached or not."""
    known = table_of(flow)
    if _of_titles(known):
        return (record.id,)
    milestones = (
        milestone_subject(record.id, each.name)
        for each in known.milestones.values()
        if value(record.document, each.path) is not ABSENT
    )
    return (*milestones, *_listed(known, record, flow, now=False))


def possible(title_id: str, flow: Flow) -> tuple[str, ...]:
    """Every subject about the title alone that it could ever have, whatever its record says."""
    known = table_of(flow)
    if _of_titles(known):
        return (title_id,)
    return tuple(milestone_subject(title_id, each) for each in known.milestones)


def shared(flow: Flow) -> bool:
    """Whether several titles may lead to one subject, so that only records tell which."""
    return table_of(flow).scope is not None


def subjects(record: Record, flow: Flow) -> tuple[str, ...]:
    """What the record is handed off as now: itself, or what it has reached or holds."""
    known = table_of(flow)
    if _of_titles(known):
        return (record.id,)
    milestones = (
        milestone_subject(record.id, each.name)
        for each in known.milestones.values()
        if reached(each, record.document)
    )
    return (*milestones, *_listed(known, record, flow, now=True))


def reached(milestone: Milestone, document: Mapping[str, Any]) -> bool:
    """Whether its value is there, or is true where it is a yes or a no."""
    found = value(document, milestone.path)
    if milestone.needs_true:
        return found is True
    return found is not ABSENT and found not in (None, "")


def _of_titles(known: Table) -> bool:
    return not known.milestones and known.scope is None and not known.apart


def _listed(known: Table, record: Record, flow: Flow, *, now: bool) -> Iterator[str]:
    if known.scope is None:
        return
    seen = context(record.document, flow)
    for subject, _ in known.scope.subjects(record.document, seen, now=now):
        yield subject
