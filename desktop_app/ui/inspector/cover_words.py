"""How do several front covers read beside each other? No widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop_app.ui import wording

if TYPE_CHECKING:
    from desktop_app.services.cover_choice import Contest, CoverCandidate

_SHORT = 12
_DATE, _PIXELS, _SIZE, _KIND, _HASH, _APPROVAL = (
    "Date", "Pixels", "Size", "Type", "SHA-256", "Approval",
)  # fmt: skip
_READ: dict[str, Callable[[CoverCandidate], str]] = {
    _DATE: lambda each: wording.moment_long(each.created) if each.created else "not told",
    _PIXELS: lambda each: (
        f"{wording.number(each.width)} × {wording.number(each.height)}" if each.width else "unknown"
    ),
    _SIZE: lambda each: wording.size(each.bytes) if each.bytes else "unknown",
    _KIND: lambda each: each.content_type or "unknown",
    _HASH: lambda each: f"{each.sha256[:_SHORT]}…" if each.sha256 else "unknown",
    _APPROVAL: lambda each: each.approval[:1].upper() + each.approval[1:],
}
FACTS = frozenset({_HASH})
"""What a person may want to select with the mouse."""
_IN_WORDS = {_DATE: "date", _PIXELS: "pixels", _SIZE: "size", _KIND: "type", _APPROVAL: "approval"}


def facts_of(each: CoverCandidate, contest: Contest) -> list[tuple[str, str, bool]]:
    """(label, value, whether the others say otherwise), the standing first where there is one."""
    rows = []
    if each.resource == contest.used:
        rows.append(("Now", "In use, by choice", False))
    if each.problem:
        rows.append(("File", each.problem, True))
    for label, read in _READ.items():
        values = {read(one) for one in contest.candidates}
        last = label == _DATE and newest(contest.candidates) == each.resource
        value = f"{read(each)}, the newest" if last else read(each)
        rows.append((label, value, len(values) > 1))
    return rows


def newest(candidates: Sequence[CoverCandidate]) -> str:
    """The resource with the latest date; "" where dates are missing or the same."""
    dates = [each.created for each in candidates]
    if not all(dates) or len(set(dates)) < len(dates):
        return ""
    return max(candidates, key=lambda each: each.created).resource


def differences(candidates: Sequence[CoverCandidate]) -> str:
    """One sentence on what to look at."""
    hashes = {each.sha256 for each in candidates}
    if "" in hashes:
        return "Not every file could be looked at; that one cannot be chosen."
    if len(hashes) == 1:
        return "The files are the same, byte for byte; they differ in what is said of them."
    other = [
        word
        for label, word in _IN_WORDS.items()
        if len({_READ[label](each) for each in candidates}) > 1
    ]
    same = [word for word in _IN_WORDS.values() if word not in other]
    words = f"The files differ, and so do {_listed(other)}." if other else "The files differ."
    return f"{words} The same: {_listed(same)}." if same else words


def why_open(name: str, contest: Contest) -> str:
    """Why a person is asked."""
    count = wording.number(len(contest.candidates))
    words = f"{count} front covers are linked to {wording.one_line(name)}."
    if contest.used and contest.choice is not None:
        return f"{words} {said(contest)}"
    if contest.choice is not None and contest.ended:
        return (
            f"{words} The choice made {wording.at_moment(contest.choice.at)} does not hold any "
            f"more: {contest.ended}."
        )
    return f"{words} None is sent until you say which one is meant."


def said(contest: Contest) -> str:
    """What was chosen, by whom, when and why; "" without a choice that holds."""
    choice = contest.choice
    if choice is None or not contest.used:
        return ""
    name = (choice.chosen.filename if choice.chosen else "") or choice.resource
    by = f" by {choice.who}" if choice.who else ""
    reason = wording.one_line(choice.reason).rstrip(".")
    return f"{name} was chosen{by} {wording.at_moment(choice.at)}: {reason}."


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
