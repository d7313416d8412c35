"""What does the history room say about jobs, items and attempts? Words and order, no widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.records.flow import Flow
from desktop_app.records.format_words import format_words
from desktop_app.records.job import Attempt, Item, Job
from desktop_app.records.parcel import Outcome
from desktop_app.records.state import WORDS, JobState, State
from desktop_app.records.subject import milestone_of
from desktop_app.ui import states, wording
from desktop_app.ui.states import Look

When = Callable[[str], str]
"""Turns an ISO instant in UTC into the words of this computer's locale."""

# What needs a person first, then what sorts itself out, then what is done.
STATE_ORDER = (
    State.NOT_CONFIRMED,
    State.REFUSED,
    State.FAILED,
    State.BLOCKED,
    State.DELIVERED_WITH_ERRORS,
    State.HELD,
    State.RETRYING,
    State.SENDING,
    State.WAITING,
    State.ACCEPTED,
    State.DELIVERED,
    State.HANDED_OVER,
    State.UNCHANGED,
    State.SUPERSEDED,
    State.CANCELLED,
    State.PREPARED,
)
_SETTLED = (State.DELIVERED, State.DELIVERED_WITH_ERRORS, State.HANDED_OVER, State.UNCHANGED)
_OUTCOMES: Mapping[str, tuple[str, str, str]] = {
    Outcome.UNSENT: ("retry", "Never left", "changed"),
    Outcome.BUSY: ("clock", "Busy", "changed"),
    Outcome.AMBIGUOUS: ("question", "No clear answer", "not_confirmed"),
    Outcome.ACCEPTED: ("arrow", "Accepted", "changed"),
    Outcome.DELIVERED: ("tick", "Delivered", "added"),
    Outcome.DELIVERED_WITH_ERRORS: ("warning", "Delivered with errors", "removed"),
    Outcome.REFUSED: ("cross", "Refused", "removed"),
    Outcome.HANDED_OVER: ("arrow", "Handed over", "neutral"),
    Outcome.NOT_UNDERSTOOD: ("question", "Answer not understood", "not_confirmed"),
    Outcome.WEB_PAGE: ("question", "A web page answered", "not_confirmed"),
    Outcome.SIGN_IN: ("lock", "Sign-in not accepted", "removed"),
    Outcome.FLOW_GONE: ("cross", "Flow not known there", "removed"),
    Outcome.REDIRECTED: ("cross", "Sent elsewhere, not followed", "removed"),
    Outcome.TLS: ("lock", "Certificate not accepted", "removed"),
    Outcome.TOO_LARGE: ("cross", "Too large", "removed"),
    Outcome.NO_FILE: ("file", "File not here as previewed", "removed"),
    Outcome.DUPLICATE: ("equals", "Known there already", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A look, and the state and number behind it where it stands for a state."""

    look: Look
    state: State | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job in the list on the left."""

    number: int
    head: str
    when: str
    tags: tuple[Tag, ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item in the middle."""

    id: int
    name: str
    second: str
    look: Look
    note: str
    spoken: str


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One exchange on the right."""

    number: int
    when: str
    look: Look
    message: str


def flow_words(name: str, flows: Mapping[str, Flow]) -> str:
    """*destination · format*; a flow that settings no longer know keeps its name."""
    flow = flows.get(name)
    if flow is None:
        return name
    return f"{flow.destination} · {format_words(flow.format)}"


def job_head(job: Job, flows: Mapping[str, Flow]) -> str:
    """One flow with its format; several by their destinations."""
    if len(job.flows) == 1:
        return flow_words(job.flows[0], flows)
    names = [flows[name].destination if name in flows else name for name in job.flows]
    return ", ".join(names) or "No destination"


def account_tags(account: Mapping[str, int], *, short: bool = False) -> tuple[Tag, ...]:
    """The addends of an account, what needs a person first. ``short`` leaves the word of what
    went well to the icon and the colour."""
    tags = []
    for state in STATE_ORDER:
        count = account.get(state.value, 0)
        if not count:
            continue
        words = f"{wording.number(count)} {state_words(state)}"
        if short and state in (State.DELIVERED, State.UNCHANGED, State.BLOCKED):
            words = wording.number(count)
        tags.append(Tag(replace(states.of_state(state), word=words), state, count))
    return tuple(tags)


def state_words(state: State) -> str:
    """The state's word inside a line: "not confirmed", "accepted by xConnector"."""
    words = WORDS[state]
    return words[:1].lower() + words[1:]


def account_spoken(account: Mapping[str, int]) -> str:
    """The account as one sentence that adds up, for a screen reader and for copying."""
    parts = " + ".join(tag.look.word for tag in account_tags(account))
    return f"{account.get('selected', 0)} = {parts or '0'}"


def job_row(job: Job, flows: Mapping[str, Flow], when: When) -> JobRow:
    """A job as the list shows it."""
    tags = account_tags(job.account, short=True)
    if job.dry_run:
        tags = (Tag(Look("eye", "Dry run", "neutral")), *tags)
    elif job.state in (JobState.RUNNING, JobState.HELD) and job.account.get("selected"):
        tags = (progress_tag(job), *(tag for tag in tags if not _is_moving(tag)))
    head = job_head(job, flows)
    spoken = f"Job {job.number}, {head}, {when(job.submitted)}: {account_spoken(job.account)}"
    return JobRow(job.number, head, f"#{job.number} · {when(job.submitted)}", tags, spoken)


def progress_tag(job: Job) -> Tag:
    """ "Sending 14 of 20", or "Held 20"."""
    selected = job.account.get("selected", 0)
    if job.state is JobState.HELD:
        held = job.account.get(State.HELD.value, 0)
        return Tag(Look("hold", f"Held {held}", "changed"), State.HELD, held)
    return Tag(Look("arrow", f"Sending {done_count(job)} of {selected}", "changed"))


def done_count(job: Job) -> int:
    """How many items of a job have come to an end."""
    return sum(job.account.get(state.value, 0) for state in State if not _moving(state))


def _moving(state: State) -> bool:
    return state in (
        State.PREPARED,
        State.HELD,
        State.WAITING,
        State.SENDING,
        State.RETRYING,
        State.ACCEPTED,
    )


def _is_moving(tag: Tag) -> bool:
    return tag.state is not None and _moving(tag.state)


def item_row(item: Item, flows: Mapping[str, Flow], when: When, *, several: bool) -> ItemRow:
    """An item as the list shows it; ``several`` names the destination when the job has more."""
    name = item.title or item.subject
    second = item.isbn or item.subject
    milestone = milestone_words(item.subject)
    if milestone:
        # What tells its rows apart comes first: the end is cut where there is no room.
        second = f"{milestone} · {second}"
    if several:
        destination = flows[item.flow].destination if item.flow in flows else item.flow
        second = f"{second} · {destination}"
    look = states.of_state(item.state)
    note = item_note(item, when)
    return ItemRow(item.id, name, second, look, note, f"{name}, {second}: {look.word}. {note}")


def milestone_words(subject: str) -> str:
    """ "Publication date"; "" for what is no milestone."""
    name = milestone_of(subject).replace("_", " ")
    return f"{name[:1].upper()}{name[1:]}"


def item_note(item: Item, when: When) -> str:
    """The quiet words after the state: the time, or the reason."""
    if item.state is State.RETRYING and item.due_at:
        return f"again at {when(item.due_at)} · {item.attempts} so far"
    if item.state in _SETTLED:
        return when(item.updated_at)
    if item.state is State.HELD and item.due_at:
        return f"{item.reason} · until {when(item.due_at)}" if item.reason else when(item.due_at)
    return item.reason or when(item.updated_at)


def attempt_row(attempt: Attempt, when: When) -> AttemptRow:
    """One exchange: what came back, with the status where there was one."""
    icon, words, pair = _OUTCOMES.get(
        attempt.outcome, ("", attempt.outcome.replace("_", " "), "neutral")
    )
    if attempt.http_status and attempt.outcome not in (Outcome.DELIVERED, Outcome.ACCEPTED):
        words = f"{words} ({attempt.http_status})"
    if not attempt.ended:
        icon, words, pair = "arrow", "Under way", "changed"
    look = Look(icon, words, pair)
    return AttemptRow(attempt.number, when(attempt.started), look, attempt.message)


def more_words(shown: int, total: int) -> str:
    """The line under a list that holds more than it shows, or ""."""
    return f"{total - shown} more" if total > shown else ""


def copy_text(item: Item, flows: Mapping[str, Flow], attempts: Sequence[Attempt]) -> str:
    """Everything about one item as plain text; never a key, a token or a header."""
    lines = [
        f"{item.title or item.subject} ({item.isbn or item.subject})",
        f"{flow_words(item.flow, flows)}, job {item.job}, item {item.id}",
        f"State: {WORDS[item.state]}. {item.reason}".rstrip(),
        f"Subject: {item.subject}",
        f"Idempotency key: {item.key or 'none yet'}",
        f"Run: {item.run or 'none'}",
        f"Receipt: {item.receipt or 'none'}",
        f"Payload sha-256: {item.payload_sha256}",
    ]
    for each in attempts:
        status = each.http_status or "no status"
        lines.append(
            f"Attempt {each.number}: {each.started} to {each.ended or 'now'}, "
            f"{status}, {each.outcome}. {each.message}".rstrip()
        )
    return "\n".join(lines)
