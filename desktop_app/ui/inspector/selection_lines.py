"""How does the preview of a selection read? As lines; no widgets, no services."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from desktop_app.services.changes import field_label
from desktop_app.services.said import NOTHING, said
from desktop_app.services.selected import TEXT, VALUES, Field, Selection, Stand, Value
from desktop_app.services.shapes import ANY
from desktop_app.ui import wording
from desktop_app.ui.inspector.fields import in_words
from desktop_app.ui.states import Look
from desktop_app.ui.widgets.lines import Cell, Line, Run

_FEW = 3
_SHORT = 60
_LOOKS = {
    Stand.GOES: Look("tick", "May go", "added"),
    Stand.SAME: Look("equals", "Unchanged", "neutral"),
    Stand.HELD: Look("hold", "Held", "changed"),
    Stand.BLOCKED: Look("blocked", "Blocked", "blocked"),
    Stand.UNCHECKED: Look("question", "Cannot be checked", "neutral"),
    Stand.NO_SUBJECT: Look("minus", "Does not go there", "neutral"),
    Stand.GONE: Look("minus", "Not in the catalogue any more", "neutral"),
}
_MEANS = {
    Stand.GOES: "new, or changed since it was taken",
    Stand.SAME: "taken already as it is now",
    Stand.HELD: "something earlier is on its way, or may have arrived",
    Stand.BLOCKED: "a problem is in the way",
    Stand.UNCHECKED: "a rule cannot be checked here, and nobody confirmed it",
    Stand.NO_SUBJECT: "nothing in it for this destination",
    Stand.GONE: "removed since it was ticked",
}
# One and several titles, in a sentence.
_IN_WORDS = {
    Stand.SAME: ("has not changed", "have not changed"),
    Stand.HELD: ("is held", "are held"),
    Stand.BLOCKED: ("is blocked", "are blocked"),
    Stand.UNCHECKED: ("cannot be checked", "cannot be checked"),
    Stand.NO_SUBJECT: ("does not go there", "do not go there"),
    Stand.GONE: ("is not in the catalogue any more", "are not in the catalogue any more"),
}


@dataclass(frozen=True, slots=True)
class Unfold:
    """Opening the line shows the values of a field, or puts them away."""

    target: str


@dataclass(frozen=True, slots=True)
class Jump:
    """Opening the line leads to the line that says ``to``."""

    to: str


@dataclass(frozen=True, slots=True)
class Show:
    """Opening the line shows these titles in the list, and says why."""

    titles: Callable[[], Sequence[str]]
    words: str


def account(told: Selection, destination: str) -> tuple[str, str]:
    """The strong and the quiet sentence: how many may go, and what becomes of the others."""
    titles = len(told.ids)
    going = len(told.stands.get(Stand.GOES, ()))
    strong = f"{wording.number(going)} of {wording.counted(titles, 'title')} may go to "
    if not going:
        # "0 may go" would sound forbidden where all are there as they are.
        strong = f"None of {wording.counted(titles, 'title')} would go to "
    rest = [
        f"{wording.number(len(told.stands[stand]))} {words[len(told.stands[stand]) != 1]}"
        for stand, words in _IN_WORDS.items()
        if told.stands.get(stand)
    ]
    quiet = [f"{_joined(rest)}."] if rest else []
    if sum(map(len, told.stands.values())) > titles:
        messages = wording.counted(told.messages, "message")
        quiet.append(f"They lead to {messages}, and a title counts wherever one of its own does.")
    return f"{strong}{destination}.", " ".join(quiet)


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def selection_lines(told: Selection, destination: str, unfolded: str = "") -> list[Line]:
    """How the titles stand, in what they differ, what is the same in all of them; the values of
    one field may be ``unfolded``. Where few values differ comes first: an ISBN always does."""
    lines = [_stand_line(told, stand, destination) for stand in Stand if told.stands.get(stand)]
    differing = sorted(told.differing, key=lambda each: each.different)
    alike = told.alike
    same = f"{_fields(len(alike))} the same in all"
    if differing:
        head = f"{_fields(len(differing))} {'differs' if len(differing) == 1 else 'differ'}"
        lines.append(_heading(head, same if alike else ""))
    for field in differing:
        lines.append(_field_line(field, open_=field.target == unfolded))
        if field.target == unfolded:
            lines += _value_lines(told, field)
    if told.more_fields:
        lines.append(_heading(f"And {_fields(told.more_fields, 'more field')} that few have"))
    if alike:
        lines.append(_heading(same))
        lines += [_alike_line(field) for field in alike]
    return lines


def _fields(count: int, word: str = "field") -> str:
    return wording.counted(count, word)


def _heading(words: str, to: str = "") -> Line:
    """Over some lines; ``to`` is another heading, which is far down."""
    link = Cell(((Run(f"{to} ↓", "accent", "caption", 600),),)) if to else Cell()
    spoken = f"{words}; Enter leads to: {to}" if to else words
    key = Jump(to) if to else None
    return Line((Cell(((Run(words, "ink", "caption", 600),),)), link), spoken, key=key)


def _count(titles: int) -> str:
    return wording.counted(titles, "title")


def _stand_line(told: Selection, stand: Stand, destination: str) -> Line:
    look, titles = _LOOKS[stand], told.stands[stand]
    count = _count(len(titles))
    where = f"{look.word.lower()} for {destination}"
    show = Show(partial(told.named, titles), f"Showing {count}: {where}")
    right = ((Run(count, weight=600), *_link()), (Run(_MEANS[stand], "ink2", "caption"),))
    return Line((Cell(look=look), Cell(right)), f"{look.word}: {count}, {_MEANS[stand]}", key=show)


def _link() -> tuple[Run, ...]:
    return Run("  ", size="caption"), Run("Show", "accent", "caption", 600)


def _field_line(field: Field, *, open_: bool) -> Line:
    count = wording.counted(field.different, "different value")
    if field.different == 1:
        # One value in all titles, but not in each of their messages.
        count = "not in every message"
    few = [(_short(field.target, each), len(each.titles)) for each in field.values[:_FEW]]
    if field.without and len(few) < _FEW:
        few.append(("nothing", field.without))
    some = " · ".join(f"{text} ({wording.number(titles)})" for text, titles in few)
    more = " …" if field.different > len(few) else ""
    action = "Fold" if open_ else "Values"
    right = (
        (Run(count, weight=600), Run("  "), Run(action, "accent", "caption", 600)),
        *(() if open_ else ((Run(some + more, "ink2", "caption"),),)),
    )
    spoken = f"{_spoken_name(field.target)}: {count}. {some}"
    copy = "\n".join(_copied(field))
    return Line((_name(field.target), Cell(right)), spoken, copy, tip=field.target,
                key=Unfold(field.target))  # fmt: skip


def _copied(field: Field) -> Iterator[str]:
    """Field, value and number of titles, as a table has them."""
    for each in field.values:
        yield f"{field.target}\t{each.text}{'…' if each.cut else ''}\t{len(each.titles)}"
    if field.more:
        yield f"{field.target}\t({field.more} more values)\t{len(field.rest)}"
    if field.without:
        yield f"{field.target}\t\t{field.without}"


def _value_lines(told: Selection, field: Field) -> Iterator[Line]:
    for each in field.values:
        value = _said(field.target, each)
        yield _value_line(field, value, len(each.titles), partial(told.named, each.titles))
    if field.more:
        words = f"and {wording.counted(field.more, 'more value')}"
        first = f"the first {wording.number(VALUES)} are listed"
        rest = partial(told.named, field.rest)
        yield _value_line(field, words, len(field.rest), rest, f"{words}: {first}")
    if field.without:
        yield _value_line(field, "nothing", field.without, partial(told.without, field.target))


def _value_line(
    field: Field, value: str, titles: int, of: Callable[[], Sequence[str]], long: str = ""
) -> Line:
    count = _count(titles)
    name = _spoken_name(field.target)
    show = Show(of, f"Showing {count}: {name} is {_cut(value)}")
    quiet = "ink3" if value == "nothing" or long else "ink"
    left = Cell(((Run(f"    {count}", "ink2"), *_link()),))
    cells = (left, Cell(((Run(long or value, quiet),),)))
    return Line(cells, f"{count}: {long or value}", f"{field.target}\t{value}\t{titles}", value,
                key=show)  # fmt: skip


def _alike_line(field: Field) -> Line:
    values = ", ".join(_said(field.target, each) for each in field.values)
    spoken = f"{_spoken_name(field.target)}: {values}"
    value = Cell(((Run(values, "ink", "text", 600),),))
    copy = "\n".join(_copied(field))
    return Line((_name(field.target), value), spoken, copy, values, tip=field.target)


def _name(target: str) -> Cell:
    """As in the preview of one title: ONIX by what it is called, all else by its path."""
    if target[:1].isupper():
        name = _spoken_name(target)
        return Cell(((Run(f"{name[:1].upper()}{name[1:]}", "ink", "text"),),))
    path = re.sub(r"([.\[])", "\\1\u200b", target)
    return Cell(((Run(path, "ink", "small", family="mono"),),))


def _spoken_name(target: str) -> str:
    return field_label(target.replace(ANY, ""))


def _said(target: str, value: Value) -> str:
    """A value for people; what was kept of a long one ends in an ellipsis."""
    if value.cut:
        return f"{wording.one_line(value.text)}…"
    return in_words(said(target, value.text, NOTHING))


def _short(target: str, value: Value) -> str:
    return _cut(_said(target, value))


def _cut(text: str) -> str:
    return f"{text[:_SHORT].rstrip()}…" if len(text) > _SHORT else text


assert _SHORT < TEXT, "what was cut is always seen to be"
