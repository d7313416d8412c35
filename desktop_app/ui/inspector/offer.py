"""May this title go with one click, and what does the end of the inspector say? Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.records.flow import NEVER_RESENT_ALONE, Environment, Flow, SafeMode
from desktop_app.records.payload import Severity
from desktop_app.records.title import Standing, Verdict
from desktop_app.ui import wording

if TYPE_CHECKING:
    from desktop_app.services.review import Preview
    from desktop_app.settings.profiles import Profile

_ONE_CLICK_PURPOSES = frozenset({1, 2, 3, 7}) - NEVER_RESENT_ALONE
_WAITING = {
    Verdict.IN_FLIGHT: "is on its way to {}.",
    Verdict.NOT_CONFIRMED: "may have arrived at {}: check before it is sent again.",
}


class Way(StrEnum):
    """SEND is the routine one-click send; REVIEW leads to the sheet; NONE has no button."""

    SEND = "send"
    REVIEW = "review"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Offer:
    """The button's words and the sentence beside it."""

    way: Way
    button: str
    words: str


def offer(
    profile: Profile,
    flow: Flow,
    previews: Sequence[Preview],
    standing: Standing | None,
    ticked: int,
) -> Offer:
    """Decide for one title and one destination.

    ``ticked`` titles make the toolbar's button the primary one, so this one steps back.
    """
    review = Offer(Way.REVIEW, "Review this title…", "")
    if not previews:
        return Offer(Way.NONE, "", f"This title does not go to {flow.destination}.")
    if profile.safe_mode is SafeMode.READ_ONLY:
        return Offer(Way.REVIEW, review.button, "This profile is read-only: nothing is sent.")
    problem = _in_the_way(previews) or _open(standing, flow)
    if problem:
        return Offer(Way.REVIEW, review.button, problem)
    words = what_goes(previews, flow)
    routine = flow.purpose in _ONE_CLICK_PURPOSES and not ticked and not _asks(profile)
    if routine and any(to_send(preview) for preview in previews):
        return Offer(Way.SEND, f"Send 1 to {flow.destination}", words)
    return Offer(Way.REVIEW, review.button, words)


def _asks(profile: Profile) -> bool:
    """Whether the profile's safe mode wants the sheet before every send."""
    if profile.safe_mode is SafeMode.CONFIRM_AND_TYPE:
        return True
    production = profile.environment is Environment.PRODUCTION
    return production and profile.safe_mode is not SafeMode.DIRECT


def _open(standing: Standing | None, flow: Flow) -> str:
    if standing is None or standing.state not in _WAITING:
        return ""
    return "It " + _WAITING[standing.state].format(flow.destination)


def to_send(preview: Preview) -> bool:
    """Whether this payload differs from what the destination holds as far as we know."""
    baseline = preview.baseline
    return baseline is None or baseline.sha256 != preview.payload.sha256


def fields_changed(previews: Sequence[Preview]) -> int:
    """How many fields of all payloads differ from what the destination holds."""
    found = [preview.difference for preview in previews if preview.difference is not None]
    return sum(difference.count for difference in found)


def what_goes(previews: Sequence[Preview], flow: Flow) -> str:
    """ "3 changes since 12 Nov", "Never sent to Gardners", "Nothing has changed since 12 Nov"."""
    taken = [preview.baseline for preview in previews if preview.baseline is not None]
    if not taken:
        return f"Never sent to {flow.destination}."
    since = wording.moment(max(baseline.taken_at for baseline in taken))
    changes = fields_changed(previews)
    if not any(to_send(preview) for preview in previews):
        return f"Nothing has changed since {since}. Sending is not needed."
    if not all(preview.difference and preview.difference.known for preview in previews):
        return f"What {flow.destination} holds is not known: everything counts as new."
    return f"{wording.counted(changes, 'change')} since {since}."


def _in_the_way(previews: Sequence[Preview]) -> str:
    # What all milestones of a title have in common is one thing to mend.
    problems = {problem for preview in previews for problem in preview.problems}
    stops = sum(problem.stops for problem in problems)
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    if stops:
        return f"{wording.counted(stops, 'problem')} in the way of a send."
    if warnings:
        return f"{wording.counted(warnings, 'warning')}: look before it goes."
    return ""
