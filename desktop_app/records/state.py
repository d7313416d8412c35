"""The states of an item: one enum, these names in code and JSON, these words on screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum


class State(StrEnum):
    """Where one payload of a plan or job is now."""

    PREPARED = "prepared"
    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    RETRYING = "retrying"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    DELIVERED_WITH_ERRORS = "delivered_with_errors"
    REFUSED = "refused"
    NOT_CONFIRMED = "not_confirmed"
    FAILED = "failed"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


OPEN = frozenset(
    {
        State.HELD,
        State.WAITING,
        State.SENDING,
        State.RETRYING,
        State.ACCEPTED,
        State.NOT_CONFIRMED,
    }
)
"""At most one item of these states may lead for a subject and flow."""

UNSENT = frozenset({State.PREPARED, State.HELD, State.WAITING})
"""No byte of these has left this computer."""

ARRIVED = frozenset({State.DELIVERED, State.DELIVERED_WITH_ERRORS, State.HANDED_OVER})

WORDS: Mapping[State, str] = {
    State.PREPARED: "Prepared",
    State.HELD: "Held",
    State.WAITING: "Waiting",
    State.SENDING: "Sending",
    State.RETRYING: "Retrying",
    State.ACCEPTED: "Accepted by xConnector",
    State.HANDED_OVER: "Handed over",
    State.DELIVERED: "Delivered",
    State.DELIVERED_WITH_ERRORS: "Delivered with errors",
    State.REFUSED: "Refused",
    State.NOT_CONFIRMED: "Not confirmed",
    State.FAILED: "Failed",
    State.UNCHANGED: "Skipped, no changes",
    State.BLOCKED: "Blocked",
    State.SUPERSEDED: "Superseded",
    State.CANCELLED: "Cancelled",
}


class JobState(StrEnum):
    """The state of a whole job, derived from its items."""

    RUNNING = "running"
    HELD = "held"
    COMPLETED = "completed"
    COMPLETED_WITH_ERRORS = "completed_with_errors"
    FAILED = "failed"
    CANCELLED = "cancelled"


def account(states: Iterable[State]) -> dict[str, int]:
    """Count items by state. ``selected`` is their number and always the sum of the rest."""
    counts = Counter(states)
    total = sum(counts.values())
    return {"selected": total} | {state.value: counts[state] for state in State if counts[state]}


def job_state(counts: Mapping[str, int]) -> JobState:
    """Derive a job's state from its account; not confirmed counts as ended here."""

    def n(*states: State) -> int:
        return sum(counts.get(state.value, 0) for state in states)

    open_now = n(State.HELD, State.WAITING, State.SENDING, State.RETRYING, State.ACCEPTED)
    if open_now + n(State.PREPARED):
        return JobState.HELD if open_now == n(State.HELD) and open_now else JobState.RUNNING
    cancelled = n(State.CANCELLED)
    if cancelled and counts.get("selected", 0) == cancelled:
        return JobState.CANCELLED
    arrived = n(*ARRIVED, State.UNCHANGED)
    if n(State.FAILED, State.REFUSED) and not arrived:
        return JobState.FAILED
    trouble = n(
        State.BLOCKED,
        State.REFUSED,
        State.FAILED,
        State.NOT_CONFIRMED,
        State.DELIVERED_WITH_ERRORS,
    )
    return JobState.COMPLETED_WITH_ERRORS if trouble else JobState.COMPLETED
