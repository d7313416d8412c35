"""Is the milestone true, and is what a person saw still what Consonance says? Rule 18 too."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.rules.checks.case import EDITORIAL, Case, Finding, unknown
from desktop_app.rules.mapping.compiled import about
from desktop_app.rules.mapping.milestones import candidates, reached
from desktop_app.rules.mapping.paths import ABSENT
from desktop_app.rules.mapping.table import table_of


def milestone_is_reached(case: Case) -> Iterator[Finding]:
    """A milestone goes once it is true; when it was told before, its withdrawal goes too."""
    known = table_of(case.flow)
    if about(known, case.payload.subject):
        yield from _still_listed(case)
        return
    milestone = known.milestones.get(case.milestone)
    if milestone is None:
        yield Finding("", f"{case.payload.subject} is no milestone of this format.", "", EDITORIAL)
        return
    if case.value(milestone.path) is ABSENT:
        yield unknown(
            milestone.path,
            f"This source does not give {milestone.label.lower()}.",
            "Connect a Consonance that has the field.",
            EDITORIAL,
        )
    elif not reached(milestone, case.document) and case.facts.baseline is None:
        yield Finding(
            milestone.path,
            f"This milestone is not reached: {milestone.label.lower()}.",
            f"Send it once {milestone.label.lower()} is set in Consonance.",
            EDITORIAL,
        )


def _still_listed(case: Case) -> Iterator[Finding]:
    """A to-do goes while it is on the list; without its date its calendar entry is cancelled."""
    if case.payload.subject not in candidates(case.record, case.flow):
        yield Finding(
            "work.toDos", "This to-do is not on the list any more.", "Refresh first.", EDITORIAL
        )


def still_as_previewed(case: Case) -> Iterator[Finding]:
    """Rule 18: the record is the one that a person looked at."""
    seen = case.facts.previewed_hash
    if seen and seen != case.record.content_hash:
        yield Finding(
            "",
            "The data has changed in Consonance since it was looked at.",
            "Look at the preview again, then send.",
            EDITORIAL,
        )
