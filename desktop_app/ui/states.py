"""Which icon, word and colours does a state have on screen? One table for every view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_app.records.state import WORDS, State
from desktop_app.records.title import Standing, Verdict
from desktop_app.ui import wording


@dataclass(frozen=True, slots=True)
class Look:
    """``icon`` is a file of resources/icons or "", ``pair`` a state of the token file or ""
    (plain quiet text), ``word`` what is written beside the icon."""

    icon: str
    word: str
    pair: str


_STATE: dict[State, tuple[str, str]] = {
    State.PREPARED: ("file", "neutral"),
    State.HELD: ("hold", "changed"),
    State.WAITING: ("clock", "changed"),
    State.SENDING: ("arrow", "changed"),
    State.RETRYING: ("retry", "changed"),
    State.ACCEPTED: ("arrow", "changed"),
    State.HANDED_OVER: ("arrow", "neutral"),
    State.DELIVERED: ("tick", "added"),
    State.DELIVERED_WITH_ERRORS: ("warning", "changed"),
    State.REFUSED: ("cross", "removed"),
    State.NOT_CONFIRMED: ("question", "not_confirmed"),
    State.FAILED: ("cross", "removed"),
    State.UNCHANGED: ("equals", "neutral"),
    State.BLOCKED: ("blocked", "blocked"),
    State.SUPERSEDED: ("right", "neutral"),
    State.CANCELLED: ("minus", "neutral"),
}
_VERDICT: dict[Verdict, tuple[str, str, str]] = {
    Verdict.IN_FLIGHT: ("arrow", "In flight", "changed"),
    Verdict.NOT_CONFIRMED: ("question", "Not confirmed", "not_confirmed"),
    Verdict.REFUSED: ("cross", "Refused", "removed"),
    Verdict.BLOCKED: ("blocked", "Blocked", "blocked"),
    Verdict.NEVER: ("", "Never sent", ""),
    Verdict.CHANGED: ("changed", "Changed", "changed"),
    Verdict.SAME: ("tick", "Same", "added"),
}


def of_state(state: State, count: int | None = None) -> Look:
    """An item's state, with its count in an account ("Not confirmed 1")."""
    icon, pair = _STATE[state]
    word = WORDS[state]
    return Look(icon, word if count is None else f"{word} {wording.number(count)}", pair)


def of_verdict(verdict: Verdict) -> Look:
    return Look(*_VERDICT[verdict])


def of_list(verdict: Verdict) -> str:
    """What titles are called that stand so at one destination at least, as lists filter them."""
    return "Yet to send" if verdict is Verdict.NEVER else of_verdict(verdict).word


def of_standing(standing: Standing | None, now: datetime) -> Look:
    """A list cell: "✓ 12 Nov" same since, "▲ 3" changed, "never", and a dash for no flow."""
    if standing is None:
        return Look("", wording.DASH, "")
    icon, word, pair = _VERDICT[standing.state]
    when = standing.baseline
    since = wording.moment(when, now=now) if when and when != "unknown" else ""
    match standing.state:
        case Verdict.NEVER:
            word = "never"
        case Verdict.SAME:
            word = since or "same"
        case Verdict.CHANGED | Verdict.BLOCKED:
            word = str(standing.count) if standing.count else word.lower()
        case Verdict.NOT_CONFIRMED:
            word = since or "check"
        case Verdict.IN_FLIGHT:
            word = "sending"
        case Verdict.REFUSED:
            word = "refused"
    return Look(icon, word, pair)


def standing_sentence(standing: Standing | None, destination: str) -> str:
    """The same in a sentence, for tooltips, the status bar and screen readers."""
    if standing is None:
        return f"This title does not go to {destination}."
    when = standing.baseline
    if when == "unknown":
        taken = " What it holds now is not known."
    else:
        taken = f" Last taken {wording.moment_long(when)}." if when else ""
    changes = wording.counted(standing.count, "field")
    problems = wording.counted(standing.count, "problem")
    said = {
        Verdict.IN_FLIGHT: f"On its way to {destination}.",
        Verdict.NOT_CONFIRMED: f"It may have arrived at {destination}; a person must check.",
        Verdict.REFUSED: f"{destination} refused the last send.",
        Verdict.BLOCKED: f"{problems} in the way of sending to {destination}.",
        Verdict.NEVER: f"Never sent to {destination}.",
        Verdict.CHANGED: f"{changes} changed since {destination} took it.",
        Verdict.SAME: f"{destination} holds what Consonance says now.",
    }
    return said[standing.state] + taken
