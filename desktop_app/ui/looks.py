"""Which icon, word and colours do findings, changes, plans and jobs have? For sheets and rooms.

Apart from states.py, because the list paints before any of these records is needed.
"""

from __future__ import annotations

from desktop_app.records.job import Job
from desktop_app.records.payload import Change, Severity
from desktop_app.records.plan import Action
from desktop_app.records.state import JobState
from desktop_app.ui.states import Look

_JOB: dict[JobState, tuple[str, str, str]] = {
    JobState.RUNNING: ("arrow", "Sending", "changed"),
    JobState.HELD: ("hold", "Held", "changed"),
    JobState.COMPLETED: ("tick", "Completed", "added"),
    JobState.COMPLETED_WITH_ERRORS: ("warning", "Completed with errors", "changed"),
    JobState.FAILED: ("cross", "Failed", "removed"),
    JobState.CANCELLED: ("minus", "Cancelled", "neutral"),
}
_CHANGE: dict[Change, tuple[str, str, str]] = {
    Change.ADDED: ("plus", "Added", "added"),
    Change.CHANGED: ("changed", "Changed", "changed"),
    Change.REMOVED: ("minus", "Removed", "removed"),
    Change.SAME: ("equals", "Same", "same"),
}
_SEVERITY: dict[Severity, tuple[str, str, str]] = {
    Severity.BLOCKER: ("blocked", "Blocker", "blocked"),
    Severity.WARNING: ("warning", "Warning", "changed"),
    Severity.NOTE: ("note", "Note", "neutral"),
    Severity.UNKNOWN: ("question", "Cannot be checked here", "neutral"),
}


def of_job(job: Job) -> Look:
    """A job's own state; a dry run says so."""
    icon, word, pair = _JOB[job.state]
    return Look(icon, f"Dry run · {word.lower()}" if job.dry_run else word, pair)


def of_change(change: Change) -> Look:
    return Look(*_CHANGE[change])


def of_severity(severity: Severity) -> Look:
    return Look(*_SEVERITY[severity])


def of_action(action: Action) -> Look:
    """What a prepared item of a plan will do at its destination."""
    if action is Action.NEW:
        return Look("plus", "new", "added")
    return Look("changed", "update", "changed")
