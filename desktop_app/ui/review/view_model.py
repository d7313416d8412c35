"""What does the review sheet say about a plan? Rows, cells, chips and sentences, no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from desktop_app.records.flow import Flow
from desktop_app.records.payload import Difference, Problem, Severity
from desktop_app.records.plan import Action, Plan, PlanItem
from desktop_app.records.state import State
from desktop_app.records.title import Title
from desktop_app.ui import wording
from desktop_app.ui.review.changes import difference_words, largest
from desktop_app.ui.states import Look, of_action

_WORDS_SHOWN = 3


class Kind(StrEnum):
    """What becomes of one item, and how it is drawn. The order is the order of urgency."""

    HELD = "held"
    BLOCKED = "blocked"
    UPDATE = "update"
    NEW = "new"
    SKIP = "skip"


LOOKS = {
    Kind.HELD: Look("question", "held", "not_confirmed"),
    Kind.BLOCKED: Look("hand", "blocked", "blocked"),
    Kind.UPDATE: of_action(Action.UPDATE),
    Kind.NEW: of_action(Action.NEW),
    Kind.SKIP: Look("equals", "skip", "neutral"),
}
_CHIP_ORDER = (Kind.UPDATE, Kind.NEW, Kind.SKIP, Kind.BLOCKED, Kind.HELD)


class Help(StrEnum):
    """The action at the end of a row."""

    CONSONANCE = "consonance"
    CHECK = "check"
    PROBLEMS = "problems"


@dataclass(frozen=True, slots=True)
class Cell:
    """One destination of one row. ``count`` is the number of items behind it."""

    kind: Kind
    look: Look
    count: int
    tip: str


@dataclass(frozen=True, slots=True)
class RowAction:
    """What helps: ``label`` is shown, ``url`` is set for a link into Consonance."""

    help: Help
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One title. ``cells`` has one entry a flow, None where the flow has no subject for it."""

    title: str
    name: str
    form: str
    cover_url: str
    sendable: int
    ticked: bool
    cells: tuple[Cell | None, ...]
    words: str
    full_words: str
    action: RowAction | None


@dataclass(frozen=True, slots=True)
class AccountChip:
    """One addend of the account line."""

    kind: Kind
    count: int
    look: Look


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A starred rule that cannot be checked here and keeps items from going."""

    flow: str
    destination: str
    rule: str
    message: str
    items: int


@dataclass(frozen=True, slots=True)
class ReviewView:
    """All that the sheet draws. The account: ``selected`` is the sum over ``chips``."""

    rows: tuple[ReviewRow, ...]
    sentence: str
    chips: tuple[AccountChip, ...]
    selected: int
    sendable: int
    titles_going: int
    largest_title: str
    largest_words: str
    questions: tuple[OpenQuestion, ...]


def kind_of(item: PlanItem) -> Kind:
    """The kind of one plan item; a plan holds prepared, unchanged, blocked and held only."""
    if item.state is State.BLOCKED:
        return Kind.BLOCKED
    if item.state is State.UNCHANGED:
        return Kind.SKIP
    if item.state is State.PREPARED:
        return Kind.UPDATE if item.action is Action.UPDATE else Kind.NEW
    return Kind.HELD


def review_view(
    plan: Plan,
    titles: Mapping[str, Title],
    flows: Sequence[Flow],
    *,
    unticked: Collection[str] = (),
    consonance_url: str = "",
) -> ReviewView:
    """The view of a plan. ``unticked`` are title ids that a person took out: they and the
    items that only they lead to leave the account. ``flows`` in the order of the columns."""
    out = set(unticked)
    by_title = _by_title(plan)
    rows = tuple(
        _row(
            title,
            titles.get(title),
            by_title.get(title, ()),
            flows,
            out=out,
            consonance_url=consonance_url,
        )
        for title in plan.titles
    )
    counted = [item for item in plan.items if not out.issuperset(item.titles)]
    kinds = Counter(kind_of(item) for item in counted)
    going = [item for item in counted if item.state is State.PREPARED]
    biggest = _largest(going, titles)
    return ReviewView(
        rows=rows,
        sentence=_sentence(len(plan.titles) - len(out), len(flows), len(counted)),
        chips=tuple(
            AccountChip(kind, kinds[kind], _chip_look(kind, kinds[kind]))
            for kind in _CHIP_ORDER
            if kinds[kind]
        ),
        selected=len(counted),
        sendable=len(going),
        titles_going=len({item.titles[0] for item in going}),
        largest_title=biggest[0],
        largest_words=biggest[1],
        questions=_questions(counted, flows),
    )


def work_link(work: str, consonance_url: str) -> str:
    """The page of ``work:N`` in Consonance, or "" when the profile has no http(s) host."""
    parts = urlsplit(consonance_url)
    number = work.removeprefix("work:")
    if parts.scheme not in ("http", "https") or not parts.hostname or not number.isdigit():
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}/works/{number}"


def primary_words(view: ReviewView, mode: str, target: str, until: str = "") -> str:
    """The one primary button: verb, count and target. ``mode`` is send, dry_run or hold."""
    if mode == "dry_run":
        return f"Dry run of {view.selected}"
    if mode == "hold":
        return f"Hold {view.sendable} for {target} until {until}"
    return f"Send {view.sendable} to {target}"


def moved_words(before: Plan, after: Plan, titles: Mapping[str, Title]) -> str:
    """What changed between the plan on screen and the one just made, or "" when nothing did."""
    old = {(item.flow, item.subject): _mark(item) for item in before.items}
    moved = [item for item in after.items if old.get((item.flow, item.subject)) != _mark(item)]
    if not moved:
        return ""
    names = dict.fromkeys(_name(titles.get(item.titles[0]), item.titles[0]) for item in moved)
    listed = ", ".join(list(names)[:_WORDS_SHOWN])
    more = f" and {len(names) - _WORDS_SHOWN} more" if len(names) > _WORDS_SHOWN else ""
    return f"This has moved since you looked: {listed}{more}. Nothing was sent. Review it again."


def _mark(item: PlanItem) -> tuple[State, str]:
    return item.state, item.payload.sha256


def _by_title(plan: Plan) -> dict[str, tuple[PlanItem, ...]]:
    found: dict[str, list[PlanItem]] = {}
    for item in plan.items:
        for title in item.titles:
            found.setdefault(title, []).append(item)
    return {title: tuple(items) for title, items in found.items()}


def _row(
    title_id: str,
    title: Title | None,
    items: Sequence[PlanItem],
    flows: Sequence[Flow],
    *,
    out: Collection[str],
    consonance_url: str,
) -> ReviewRow:
    sendable = sum(1 for item in items if item.state is State.PREPARED)
    words = _row_words(items, flows)
    return ReviewRow(
        title=title_id,
        name=_name(title, title_id),
        form=title.form_label if title else "",
        cover_url=title.cover_url if title else "",
        sendable=sendable,
        ticked=bool(sendable) and title_id not in out,
        cells=tuple(_cell([each for each in items if each.flow == flow.name]) for flow in flows),
        words=_short(words),
        full_words="; ".join(words),
        action=_action(title, items, consonance_url),
    )


def _cell(items: Sequence[PlanItem]) -> Cell | None:
    if not items:
        return None
    kinds = [kind_of(item) for item in items]
    kind = next(each for each in Kind if each in kinds)
    count = kinds.count(kind)
    look = LOOKS[kind]
    if len(items) > 1:
        look = replace(look, word=f"{count} {look.word}")
    return Cell(kind, look, len(items), "; ".join(dict.fromkeys(_tips(items))))


def _tips(items: Iterable[PlanItem]) -> Iterable[str]:
    for item in items:
        if item.state is State.BLOCKED:
            yield from (problem.message for problem in item.problems if problem.stops)
        elif item.state is State.PREPARED and item.difference and item.difference.known:
            yield from difference_words(item.difference)
        elif item.reason:
            yield item.reason


def _row_words(items: Sequence[PlanItem], flows: Sequence[Flow]) -> list[str]:
    """Reasons before changes, changes before silence; a destination is named where only
    some of them are meant."""
    words = _stops(items)
    words += _held(items, flows)
    if not words:
        words += _changes(items, flows)
    return words or ["nothing changed"]


def _stops(items: Sequence[PlanItem]) -> list[str]:
    blocked = [item for item in items if item.state is State.BLOCKED]
    found = [problem for item in blocked for problem in item.problems if problem.stops]
    # What was found wrong comes before what nobody could look at.
    found.sort(key=lambda problem: problem.severity is Severity.UNKNOWN)
    messages = list(dict.fromkeys(problem.message for problem in found))
    return messages or [item.reason for item in blocked[:1] if item.reason]


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
    merged: dict[str, set[str]] = {}
    for item in updated:
        for each in difference_words(item.difference or Difference(False, ())):
            merged.setdefault(each, set()).add(item.flow)
    every = {item.flow for item in updated}
    only = next(iter(every)) if len(every) == 1 else ""
    if several and only:
        words.append(f"{_destination(only, flows)}: {', '.join(merged)}" if merged else "")
    else:
        words += list(merged)
    if new and len(new) == len({item.flow for item in items}):
        words.append("first time everywhere" if several else "first time")
    elif new:
        words.append(f"first time at {', '.join(_destination(name, flows) for name in new)}")
    return [each for each in words if each]


def _destination(name: str, flows: Sequence[Flow]) -> str:
    return next((flow.destination for flow in flows if flow.name == name), name)


def _short(words: Sequence[str]) -> str:
    shown = ", ".join(words[:_WORDS_SHOWN])
    rest = len(words) - _WORDS_SHOWN
    return f"{shown} and {rest} more" if rest > 0 else shown


def _action(title: Title | None, items: Sequence[PlanItem], url: str) -> RowAction | None:
    kinds = {kind_of(item) for item in items}
    if Kind.HELD in kinds and any(_unconfirmed(item) for item in items):
        return RowAction(Help.CHECK, "Check now")
    if Kind.BLOCKED not in kinds:
        return None
    found = [problem for item in items for problem in item.problems if problem.stops]
    link = work_link(title.work, url) if title else ""
    if link and any(_mended_in_consonance(problem) for problem in found):
        return RowAction(Help.CONSONANCE, "Consonance ↗", link)
    return RowAction(Help.PROBLEMS, "Problems")


def _mended_in_consonance(problem: Problem) -> bool:
    return problem.severity is Severity.BLOCKER


def _unconfirmed(item: PlanItem) -> bool:
    return item.state is not State.PREPARED and "confirm" in item.reason.lower()


def _sentence(titles: int, flows: int, items: int) -> str:
    some, places = wording.counted(titles, "title"), wording.counted(flows, "destination")
    if titles * flows == items:
        return f"{some} × {places} = {wording.number(items)}"
    # A flow may have no subject for a title, or several: then no product says the number.
    return f"{some}, {places}: {wording.counted(items, 'item')}"


def _chip_look(kind: Kind, count: int) -> Look:
    words = {Kind.UPDATE: "will update", Kind.SKIP: "unchanged, skipped"}
    word = words.get(kind, LOOKS[kind].word)
    return replace(LOOKS[kind], word=f"{wording.number(count)} {word}")


def _largest(going: Sequence[PlanItem], titles: Mapping[str, Title]) -> tuple[str, str]:
    by_title: dict[str, list[Difference]] = {}
    for item in going:
        if item.action is Action.UPDATE and item.difference:
            by_title.setdefault(item.titles[0], []).append(item.difference)
    found = [(title, largest(each)) for title, each in by_title.items()]
    weighed = [(title, each) for title, each in found if each is not None]
    if not weighed:
        return "", ""
    title, heaviest = max(weighed, key=lambda pair: pair[1].weight)
    words = heaviest.words[:2]
    return _name(titles.get(title), title), " and ".join(words)


def _questions(items: Sequence[PlanItem], flows: Sequence[Flow]) -> tuple[OpenQuestion, ...]:
    names = {flow.name: flow.destination for flow in flows}
    counts: Counter[tuple[str, str]] = Counter()
    messages: dict[tuple[str, str], str] = {}
    for item in items:
        for problem in item.problems:
            if problem.stops and problem.severity is Severity.UNKNOWN:
                counts[item.flow, problem.rule] += 1
                messages.setdefault((item.flow, problem.rule), problem.message)
    return tuple(
        OpenQuestion(flow, names.get(flow, flow), rule, messages[flow, rule], counts[flow, rule])
        for flow, rule in counts
    )


def _name(title: Title | None, fallback: str) -> str:
    return title.title if title and title.title else fallback
