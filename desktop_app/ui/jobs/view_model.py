"""Which jobs does the dock show, in which words, and what can be done with each? No widgets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.records.flow import Flow
from desktop_app.records.job import Job
from desktop_app.records.state import JobState, State
from desktop_app.ui import wording
from desktop_app.ui.history.view_model import (
    account_spoken,
    account_tags,
    done_count,
    job_head,
)
from desktop_app.ui.looks import of_job
from desktop_app.ui.states import Look

_NEEDS = (State.NOT_CONFIRMED, State.REFUSED, State.FAILED)


class JobAct(StrEnum):
    """What a person can do with a job from the dock."""

    UNDO = "undo"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    RETRY = "retry"
    CHECK = "check"
    SHOW = "show"


ACT_WORDS: Mapping[JobAct, str] = {
    JobAct.UNDO: "Undo",
    JobAct.PAUSE: "Pause",
    JobAct.RESUME: "Resume",
    JobAct.STOP: "Stop",
    JobAct.RETRY: "Retry",
    JobAct.CHECK: "Check now",
    JobAct.SHOW: "Show",
}


@dataclass(frozen=True, slots=True)
class DockRow:
    """One line. ``done`` of ``total`` is None when there is nothing to wait for; ``words``
    stand in the place of the bar then."""

    number: int
    head: str
    look: Look
    aside: str
    done: int | None
    total: int
    words: str
    right: str
    acts: tuple[JobAct, ...]
    spoken: str


def needs_person(job: Job) -> bool:
    """Whether something of this job will not sort itself out."""
    return not job.dry_run and any(job.account.get(state.value, 0) for state in _NEEDS)


def is_active(job: Job) -> bool:
    return not job.dry_run and job.state in (JobState.RUNNING, JobState.HELD)


def dock_jobs(jobs: Sequence[Job], mine: Collection[int], hidden: Collection[int]) -> list[Job]:
    """What is under way, what needs a person, and what was sent since the window opened."""
    return [
        job
        for job in jobs
        if job.number not in hidden and (is_active(job) or needs_person(job) or job.number in mine)
    ]


def dock_row(
    job: Job, flows: Mapping[str, Flow], when: Callable[[str], str], undo_left: int = 0
) -> DockRow:
    """``undo_left`` is how many seconds a send of this window can still be taken back."""
    selected = job.account.get("selected", 0)
    head = f"{when(job.submitted)} · {job_head(job, flows)}"
    right = wording.counted(selected, "item")
    spoken = f"Job {job.number}, {head}: {account_spoken(job.account)}"
    if undo_left > 0 and job.account.get(State.HELD.value, 0):
        look = Look("undo", f"Sends in {undo_left} s", "changed")
        words = "Nothing has left this computer yet."
        return DockRow(
            job.number, head, look, "", None, selected, words, right, (JobAct.UNDO,), spoken
        )
    if is_active(job):
        return _active(job, head, right, spoken)
    return _ended(job, head, right, spoken, flows)


def _active(job: Job, head: str, right: str, spoken: str) -> DockRow:
    selected, done = job.account.get("selected", 0), done_count(job)
    held = job.state is JobState.HELD
    retrying = job.account.get(State.RETRYING.value, 0)
    aside = f"{wording.number(done)} of {wording.number(selected)}"
    if retrying and not held:
        aside += f", {wording.number(retrying)} will be tried again"
    acts = (JobAct.RESUME, JobAct.STOP) if held else (JobAct.PAUSE, JobAct.STOP)
    return DockRow(job.number, head, of_job(job), aside, done, selected, "", right, acts, spoken)


def _ended(job: Job, head: str, right: str, spoken: str, flows: Mapping[str, Flow]) -> DockRow:
    tags = account_tags(job.account)
    lost = job.account.get(State.NOT_CONFIRMED.value, 0)
    failed = job.account.get(State.FAILED.value, 0)
    if job.dry_run:
        return DockRow(
            job.number,
            head,
            Look("eye", "Dry run", "neutral"),
            " + ".join(tag.look.word for tag in tags),
            None,
            0,
            "Nothing was sent.",
            right,
            (JobAct.SHOW,),
            spoken,
        )
    first = tags[0].look if tags else of_job(job)
    rest = " + ".join(tag.look.word for tag in tags[1:])
    words = ""
    acts: tuple[JobAct, ...] = (JobAct.SHOW,)
    if lost:
        words = "It may have arrived. Nothing is resent before a person has looked there."
        if any(name in flows and flows[name].can_be_asked for name in job.flows):
            words = "It may have arrived. Nothing is resent before a check."
            acts = (JobAct.CHECK, JobAct.SHOW)
    elif failed:
        words = "It never arrived."
        acts = (JobAct.RETRY, JobAct.SHOW)
    elif job.account.get(State.REFUSED.value, 0):
        words = "The destination named what it will not take."
    return DockRow(job.number, head, first, rest, None, 0, words, right, acts, spoken)
