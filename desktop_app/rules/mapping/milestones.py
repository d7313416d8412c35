"""Which milestones can a record have for a flow, and which of them are reached?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_app.records.flow import Flow
from desktop_app.records.subject import milestone_subject
from desktop_app.records.title import Record
from desktop_app.rules.mapping.paths import ABSENT, value
from desktop_app.rules.mapping.table import Milestone, table


def candidates(record: Record, flow: Flow) -> tuple[str, ...]:
    """Every subject that the record could have for the flow, reached or not."""
    if flow.subject_kind != "milestone":
        return (record.id,)
    return tuple(
        milestone_subject(record.id, each.name)
        for each in table(flow.format, flow.audience).milestones.values()
        if value(record.document, each.path) is not ABSENT
    )


def possible(title_id: str, flow: Flow) -> tuple[str, ...]:
    """Every subject that a title could ever have for the flow, whatever its record says."""
    if flow.subject_kind != "milestone":
        return (title_id,)
    names = table(flow.format, flow.audience).milestones
    return tuple(milestone_subject(title_id, each) for each in names)


def subjects(record: Record, flow: Flow) -> tuple[str, ...]:
    """What the record is handed off as: itself, or the milestones that it has reached."""
    if flow.subject_kind != "milestone":
        return (record.id,)
    return tuple(
        milestone_subject(record.id, each.name)
        for each in table(flow.format, flow.audience).milestones.values()
        if reached(each, record.document)
    )


def reached(milestone: Milestone, document: Mapping[str, Any]) -> bool:
    """Whether its value is there, or is true where it is a yes or a no."""
    found = value(document, milestone.path)
    if milestone.needs_true:
        return found is True
    return found is not ABSENT and found not in (None, "")
