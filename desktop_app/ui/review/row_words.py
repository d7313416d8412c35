"""What is said at the end of a row: what changes, what is in the way, and what helps?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.records.flow import Flow
from desktop_app.records.payload import Difference, Problem, Severity
from desktop_app.records.plan import Action, PlanItem
from desktop_app.records.state import State
from desktop_app.records.title import Title
from desktop_app.services.changes import difference_words, without_echoes
from desktop_app.services.pages import work_page

_WORDS_SHOWN = 3


class Kind(StrEnum):
    """What becomes of one item, and how it is drawn. The order is the order of urgency."""

    HELD = "held"
    BLOCKED = "blocked"
    UPDATE = "update"
    NEW = "new"
    SKIP = "skip"


class Help(StrEnum):
    """The action at the end of a row."""

    CONSONANCE = "consonance"
    CHECK = "check"
    PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class RowAction:
    """What helps: ``label`` is shown, ``url`` is set for a link into Consonance."""

    help: Help
    label: str
    url: str = ""


def kind_of(item: PlanItem) -> Kind:
    """The kind of one plan item; a plan holds prepared, unchanged, blocked and held only."""
    if item.state is State.BLOCKED:
        return Kind.BLOCKED
    if item.state is State.UNCHANGED:
        return Kind.SKIP
    if item.state is State.PREPARED:
        return Kind.UPDATE if item.action is Action.UPDATE else Kind.NEW
    return Kind.HELD


def tips(items: Iterable[PlanItem]) -> Iterable[str]:
    """What a cell says when one looks closer: every reason, every changed field."""
    for item in items:
        if item.state is State.BLOCKED:
            yield from (problem.message for problem in item.problems if problem.stops)
        elif item.state is State.PREPARED and item.difference and item.difference.known:
            yield from difference_words(item.difference)
        elif item.reason:
            yield item.reason


def row_words(items: Sequence[PlanItem], flows: Sequence[Flow]) -> list[str]:
    """Reasons before changes, changes before silence; a destination is named where only
    some of them are meant. What goes is told too where something else is in the way."""
    words = _stops(items, flows)
    words += _held(items, flows)
    words += _changes(items, flows)
    return words or ["nothing changed"]


def _stops(items: Sequence[PlanItem], flows: Sequence[Flow]) -> list[str]:
    blocked = [item for item in items if item.state is State.BLOCKED]
    found = [(each, item.flow) for item in blocked for each in item.problems if each.stops]
    # What was found wrong comes before what nobody could look at.
    found.sort(key=lambda pair: pair[0].severity is Severity.UNKNOWN)
    where: dict[str, set[str]] = {}
    for problem, flow in found:
        where.setdefault(problem.message, set()).add(flow)
    every = {item.flow for item in blocked}
    # One reason for all that is blocked needs no names: the cells of the row show them.
    return [
        message if names == every else f"{_destinations(names, flows)}: {message}"
        for message, names in where.items()
    ] or [item.reason for item in blocked[:1] if item.reason]


def _held(items: Sequence[PlanItem], flows: Sequence[Flow]) -> list[str]:
    names = {flow.name: flow.destination for flow in flows}
    return [
        f"{names.get(item.flow, item.flow)}: {item.reason}"
        for item in items
        if kind_of(item) is Kind.HELD
    ]


def _changes(items: Sequence[PlanItem], flows: Sequence[Flow]) -> list[str]:
    going = [item for item in items if item.state is State.PREPARED]
    new = {item.flow for item in going if item.action is Action.NEW}
    updated = [item for item in going if item.action is Action.UPDATE and item.difference]
    several = len(flows) > 1
    words: list[str] = []
    told = without_echoes(
        each
        for item in updated
        for each in difference_words(item.difference or Difference(False, ()))
    )
    every = {item.flow for item in updated}
    only = next(iter(every)) if len(every) == 1 else ""
    if several and only:
        words.append(f"{_destination(only, flows)}: {', '.join(told)}" if told else "")
    else:
        words += told
    if new and len(new) == len({item.flow for item in items}):
        words.append("first time everywhere" if several else "first time")
    elif new:
        words.append(f"first time at {_destinations(new, flows)}")
    return [each for each in words if each]


def _destinations(names: Collection[str], flows: Sequence[Flow]) -> str:
    """Named in the order of their columns."""
    shown = [flow.name for flow in flows if flow.name in names]
    return ", ".join(_destination(name, flows) for name in shown or sorted(names))


def _destination(name: str, flows: Sequence[Flow]) -> str:
    return next((flow.destination for flow in flows if flow.name == name), name)


def short(words: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    parts = list(words[:_WORDS_SHOWN])
    for place, before in enumerate(parts[:-1], 1):
        if before.endswith("."):
            parts[place] = f"{parts[place][:1].upper()}{parts[place][1:]}"
    shown = "".join(
        part + ("" if last else " " if part.endswith(".") else ", ")
        for part, last in zip(parts, [*[False] * (len(parts) - 1), True], strict=True)
    )
    rest = len(words) - _WORDS_SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown


def row_action(title: Title | None, items: Sequence[PlanItem], url: str) -> RowAction | None:
    """The action that helps with this row, or None where nothing is in the way."""
    kinds = {kind_of(item) for item in items}
    if Kind.HELD in kinds and any(_unconfirmed(item) for item in items):
        return RowAction(Help.CHECK, "Check now")
    if Kind.BLOCKED not in kinds:
        return None
    found = [problem for item in items for problem in item.problems if problem.stops]
    link = work_page(title.work, url) if title else ""
    if link and any(_mended_in_consonance(problem) for problem in found):
        return RowAction(Help.CONSONANCE, "Consonance ↗", link)
    return RowAction(Help.PROBLEMS, "Problems")


def _mended_in_consonance(problem: Problem) -> bool:
    return problem.severity is Severity.BLOCKER


def _unconfirmed(item: PlanItem) -> bool:
    return item.state is not State.PREPARED and "confirm" in item.reason.lower()
