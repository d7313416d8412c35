"""What is said about one item, state by state, and what can a person do with it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.records.flow import Flow
from desktop_app.records.job import Item
from desktop_app.records.state import State
from desktop_app.ui import states
from desktop_app.ui.history.view_model import When, flow_words


class Act(StrEnum):
    """What a person can do with one item."""

    CHECK = "check"
    ARRIVED = "arrived"
    RESEND_LOST = "resend_lost"
    RETRY = "retry"
    RELEASE = "release"
    CANCEL = "cancel"
    RESEND = "resend"
    COPY_RUN = "copy_run"


ACT_WORDS: Mapping[Act, str] = {
    Act.CHECK: "Check at destination",
    Act.ARRIVED: "It arrived",
    Act.RESEND_LOST: "It did not: resend…",
    Act.RETRY: "Retry now",
    Act.RELEASE: "Release",
    Act.CANCEL: "Cancel",
    Act.RESEND: "Resend…",
    Act.COPY_RUN: "Copy run id",
}
_ACTS: Mapping[State, tuple[Act, ...]] = {
    State.NOT_CONFIRMED: (Act.ARRIVED, Act.RESEND_LOST),
    State.HELD: (Act.RELEASE, Act.CANCEL),
    State.WAITING: (Act.CANCEL,),
    State.RETRYING: (Act.RETRY, Act.CANCEL),
    State.ACCEPTED: (Act.CHECK, Act.COPY_RUN),
    State.HANDED_OVER: (Act.ARRIVED, Act.RESEND),
    State.FAILED: (Act.RESEND,),
    State.CANCELLED: (Act.RESEND,),
    State.DELIVERED: (Act.RESEND,),
    State.DELIVERED_WITH_ERRORS: (Act.RESEND,),
    State.UNCHANGED: (Act.RESEND,),
    State.REFUSED: (Act.RESEND,),
}
_NEEDS_A_PERSON = (
    State.NOT_CONFIRMED,
    State.HELD,
    State.REFUSED,
    State.FAILED,
    State.DELIVERED_WITH_ERRORS,
)
# {place} is the destination as the user names it, {at} the time of the last news, {due} the next
# time the engine looks, {tries} the attempts made, {reason} what was said, word for word.
_SENTENCES: Mapping[State, tuple[str, str]] = {
    State.PREPARED: ("Prepared.", "{reason} Nothing was sent."),
    State.HELD: ("Held.", "{reason} {until} Nothing has left this computer."),
    State.WAITING: ("Waiting.", "{reason} It goes as soon as there is room."),
    State.SENDING: ("Sending.", "{reason} Attempt {tries} is under way."),
    State.RETRYING: ("Will be tried again.", "{reason} {next}"),
    State.ACCEPTED: (
        "Accepted by xConnector.",
        "It is safe there; {place} has not confirmed it yet. {reason}",
    ),
    State.HANDED_OVER: (
        "Handed over.",
        "The endpoint took it at {at} and confirms nothing more. {reason}",
    ),
    State.DELIVERED: ("Delivered.", "{place} confirmed at {at} that it applied this. {reason}"),
    State.DELIVERED_WITH_ERRORS: (
        "Delivered with errors.",
        "{place} applied this in part at {at} and named what it did not take. {reason}",
    ),
    State.REFUSED: (
        "Refused.",
        "{place} will not take this as it is. {reason} It is not sent again by itself.",
    ),
    State.NOT_CONFIRMED: (
        "Not confirmed.",
        "The record left this computer and no clear answer came. {reason} {asked} "
        "Nothing is resent before a person has checked.",
    ),
    State.FAILED: ("Failed after {tries} attempts.", "It never arrived. {reason}"),
    State.UNCHANGED: ("Skipped.", "Nothing had changed since {place} last took this."),
    State.BLOCKED: ("Blocked.", "{reason} Nothing was sent."),
    State.SUPERSEDED: ("Superseded.", "Newer data for the same subject went first. {reason}"),
    State.CANCELLED: ("Cancelled.", "It was stopped before any byte left. {reason}"),
}

_TOLD = {State.DELIVERED: "The destination applied it."}
"""Reasons that only say the sentence again."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """The pane on the right. ``pair`` is the state pair of the box round ``sentence``."""

    heading: str
    caption: str
    pair: str
    strong: str
    sentence: str
    acts: tuple[Act, ...]
    urgent: bool = False
    """Whether the first of ``acts`` is what should be done, not only what could be."""


def item_view(
    item: Item, flows: Mapping[str, Flow], when: When, *, dry_run: bool = False
) -> ItemView:
    """The sentence about one item; a dry run has nothing that could be done."""
    flow = flows.get(item.flow)
    strong, sentence = _sentence(item, flow, when)
    return ItemView(
        heading=item.title or item.subject,
        caption=f"{flow_words(item.flow, flows)} · job #{item.job}",
        pair=states.of_state(item.state).pair,
        strong=strong,
        sentence=sentence,
        acts=() if dry_run else acts_for(item, flow),
        urgent=item.state in _NEEDS_A_PERSON,
    )


def acts_for(item: Item, flow: Flow | None) -> tuple[Act, ...]:
    """What can be done in this state; the first one leads. Where a machine
    can find out, it is asked before a person is."""
    acts = _ACTS.get(item.state, ())
    if flow is None or not flow.can_be_asked:
        return tuple(act for act in acts if act is not Act.CHECK)
    return (Act.CHECK, *acts) if item.state is State.NOT_CONFIRMED else acts


def _sentence(item: Item, flow: Flow | None, when: When) -> tuple[str, str]:
    place = flow.destination if flow else item.flow
    asked = (
        f"{place} can be asked by key."
        if flow and flow.can_be_asked
        else f"{place} cannot be asked by key, so it may have arrived."
    )
    values = {
        "place": place,
        "at": when(item.updated_at),
        "reason": "" if item.reason == _TOLD.get(item.state) else full_stop(item.reason),
        "asked": asked,
        "tries": str(item.attempts),
        "until": f"Until {when(item.due_at)}." if item.due_at else "",
        "next": f"The next attempt is at {when(item.due_at)}." if item.due_at else "",
    }
    strong, template = _SENTENCES[item.state]
    if item.state is State.FAILED and item.attempts == 1:
        strong = "Failed after one attempt."
    return strong.format_map(values), " ".join(template.format_map(values).split())


def on_a_word(overrides: Mapping[str, str]) -> str:
    """Which rules could not be checked and were confirmed, each with the reason; "" for none."""
    if not overrides:
        return ""
    words = " ".join(f"Rule {rule}: {full_stop(why)}" for rule, why in overrides.items())
    return f"On a person’s word. {words}"


def full_stop(text: str) -> str:
    """The text as a sentence: begun with a capital and ended, if it was not."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?", "…")) else f"{text}."
