"""What does the review sheet say about a plan? Rows, cells, chips and sentences, no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.records.flow import Flow
from desktop_app.records.payload import Difference, Problem, Severity
from desktop_app.records.plan import Action, Plan, PlanItem
from desktop_app.records.state import State
from desktop_app.records.title import Title
from desktop_app.services.changes import largest
from desktop_app.ui import wording
from desktop_app.ui.looks import of_action
from desktop_app.ui.review.row_words import (
    Kind,
    RowAction,
    kind_of,
    row_action,
    row_words,
    short,
    tips,
)
from desktop_app.ui.states import Look

_WORDS_SHOWN = 3


LOOKS = {
    Kind.HELD: Look("question", "held", "not_confirmed"),
    Kind.BLOCKED: Look("blocked", "blocked", "blocked"),
    Kind.UPDATE: of_action(Action.UPDATE),
    Kind.NEW: of_action(Action.NEW),
    Kind.SKIP: Look("equals", "skip", "neutral"),
}
_STAYS = {Kind.SKIP: "unchanged", Kind.BLOCKED: "blocked", Kind.HELD: "held"}
_CHIP_ORDER = (Kind.UPDATE, Kind.NEW, Kind.SKIP, Kind.BLOCKED, Kind.HELD)


@dataclass(frozen=True, slots=True)
class Cell:
    """One destination of one row. ``count`` is the number of items behind it."""

    kind: Kind
    look: Look
    count: int
    tip: str


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
    """All that the sheet draws. The account: ``selected`` is the sum over ``chips``;
    ``unanswered`` is how many items wait for an answer to one of the questions."""

    rows: tuple[ReviewRow, ...]
    sentence: str
    chips: tuple[AccountChip, ...]
    selected: int
    sendable: int
    titles_going: int
    largest_title: str
    largest_words: str
    questions: tuple[OpenQuestion, ...]
    unanswered: int


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
        sentence=_sentence(len(plan.titles) - len(out), len(flows), counted),
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
        unanswered=sum(1 for item in counted if any(_is_open(each) for each in item.problems)),
    )


def primary_words(view: ReviewView, mode: str, target: str, until: str = "") -> str:
    """The one primary button: verb, count and target. ``mode`` is send, dry_run or hold."""
    if mode == "dry_run":
        return f"Dry run of {view.selected}"
    if mode == "hold":
        return f"Hold {view.sendable} for {target} until {until}"
    return f"Send {view.sendable} to {target}"


def counts_words(view: ReviewView, mode: str) -> str:
    """What the number on the button counts, and what becomes of the rest: they add up."""
    total, going = view.selected, view.sendable
    if not total:
        return "Nothing is ticked that could go."
    dry = mode == "dry_run"
    begin = f"A dry run looks at all {wording.number(total)} and sends nothing: " if dry else ""
    goes = "would go" if dry else "goes" if going == 1 else "go"
    head = f"{begin}{wording.number(going)} of {wording.counted(total, 'item')} {goes}"
    stay = [
        f"{wording.number(chip.count)} {_STAYS[chip.kind]}"
        for chip in view.chips
        if chip.kind in _STAYS
    ]
    if not stay:
        return f"{head}."
    rest = total - going
    stays = "would stay" if dry else "stays" if rest == 1 else "stay"
    return f"{head}; {wording.number(rest)} {stays}: {', '.join(stay)}."


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
    words = row_words(items, flows)
    return ReviewRow(
        title=title_id,
        name=_name(title, title_id),
        form=" · ".join(filter(None, (title.isbn, title.form_label))) if title else "",
        cover_url=title.cover_url if title else "",
        sendable=sendable,
        ticked=bool(sendable) and title_id not in out,
        cells=tuple(_cell([each for each in items if each.flow == flow.name]) for flow in flows),
        words=short(words),
        full_words="; ".join(words),
        action=row_action(title, items, consonance_url),
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
    return Cell(kind, look, len(items), "; ".join(dict.fromkeys(tips(items))))


def _sentence(titles: int, flows: int, counted: Sequence[PlanItem]) -> str:
    some, places = wording.counted(titles, "title"), wording.counted(flows, "destination")
    items = len(counted)
    pairs = {(title, item.flow) for item in counted for title in item.titles}
    if titles * flows == items == len(pairs):
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
            if _is_open(problem):
                counts[item.flow, problem.rule] += 1
                messages.setdefault((item.flow, problem.rule), problem.message)
    return tuple(
        OpenQuestion(flow, names.get(flow, flow), rule, messages[flow, rule], counts[flow, rule])
        for flow, rule in counts
    )


def _is_open(problem: Problem) -> bool:
    return problem.stops and problem.severity is Severity.UNKNOWN


def _name(title: Title | None, fallback: str) -> str:
    return title.title if title and title.title else fallback
