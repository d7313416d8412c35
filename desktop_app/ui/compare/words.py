"""How does a comparison read, row by row? No widgets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from desktop_app.records.comparison import Comparison, FieldHeld, Held, TitleHeld
from desktop_app.services.said import NOTHING, said
from desktop_app.ui import wording
from desktop_app.ui.widgets.lines import Cell, Line, Run

LEFT = "left"
TABS: Sequence[tuple[str, Held | str]] = (
    ("Differ", Held.DIFFERS),
    ("Missing there", Held.MISSING_THERE),
    ("Unknown here", Held.UNKNOWN_HERE),
    ("Same", Held.SAME),
    ("Not compared", LEFT),
)
PAIRS = {Held.DIFFERS: "changed", Held.MISSING_THERE: "removed", Held.UNKNOWN_HERE: "not_confirmed"}
HEADS = {
    Held.DIFFERS: ("Title", "Field", "Theirs", "Ours now", "Last sent"),
    LEFT: ("Record", "Why", "", "", ""),
}
OTHER_HEADS = ("Title", "ISBN", "What is known", "", "")
_MOST = 400
_LONGEST = 160
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def sentence(found: Comparison) -> str:
    """What was compared with what, and how it came out."""
    counts = found.counts
    read = wording.counted(found.read, "record")
    same = counts[Held.SAME]
    compared = same + counts[Held.DIFFERS]
    if compared and same == compared and not counts[Held.MISSING_THERE]:
        return f"{read} in {found.file}. All {wording.number(same)} compared are what would go now."
    parts = [
        f"{wording.number(counts[held])} {words}"
        for held, words in (
            (Held.SAME, "the same"),
            (Held.DIFFERS, "differs" if counts[Held.DIFFERS] == 1 else "differ"),
            (Held.MISSING_THERE, "missing there"),
            (Held.UNKNOWN_HERE, "unknown here"),
        )
    ]
    return f"{read} in {found.file}: {', '.join(parts)}."


def detail(found: Comparison) -> str:
    """Which fields differ most, how much of it is only not sent yet, what was not read."""
    told = []
    fields = found.fields[:4]
    if fields:
        listed = ", ".join(f"{name} ({wording.number(count)})" for name, count in fields)
        more = len(found.fields) - len(fields)
        told.append(f"Most often: {listed}{f' and {more} more' if more else ''}.")
    waiting = sum(each.as_sent is True for each in found.of(Held.DIFFERS))
    if waiting:
        one = waiting == 1
        told.append(
            f"{wording.counted(waiting, 'title')} {'is' if one else 'are'} as last sent: "
            f"sending {'it' if one else 'them'} again brings {'it' if one else 'them'} up to date."
        )
    if found.unread:
        listed = ", ".join(found.unread[:3])
        more = len(found.unread) - 3
        told.append(f"Not read: {listed}{f' and {more} more' if more > 0 else ''}.")
    return " ".join(told)


def count(found: Comparison, which: Held | str) -> int:
    return len(found.left) if which == LEFT else found.counts[Held(which)]


def lines(found: Comparison, which: Held | str) -> list[Line]:
    """The rows of one tab; what is too much for a screen is counted in the last one."""
    if which == LEFT:
        made = [
            _line((each.name, each.reason), f"{each.name}: {each.reason}", None)
            for each in found.left[:_MOST]
        ]
        return made + _rest(len(found.left) - len(made), "records")
    titles = list(found.of(Held(which)))
    if which != Held.DIFFERS:
        shown = [_plain(each) for each in titles[:_MOST]]
        return shown + _rest(len(titles) - len(shown), "titles")
    made, told = [], 0
    for each in titles:
        if len(made) >= _MOST:
            break
        made += list(_fields(each))
        told += 1
    return made + _rest(len(titles) - told, "titles")


def _rest(number: int, what: str) -> list[Line]:
    if number <= 0:
        return []
    words = f"{wording.number(number)} more {what} are in the CSV"
    return [_line((words,), words, None)]


def _fields(each: TitleHeld) -> Iterator[Line]:
    for place, one in enumerate(each.fields):
        first = place == 0
        name = _name(each) if first else Cell()
        told = [_cut(said(one.target, value, NOTHING)) for value in (one.theirs, one.ours)]
        sent = _sent(each, one)
        note = _note(one)
        field = (
            (((Run(one.label, weight=500),), (Run(note, "ink2", "small"),)))
            if note
            else ((Run(one.label, weight=500),),)
        )
        cells = (
            name,
            Cell(field),
            Cell(((Run(told[0], pair="changed"),),)),
            Cell(((Run(told[1]),),)),
            Cell(((Run(sent, "ink2"),),)),
        )
        spoken = (
            f"{each.title}, {one.label}: theirs {told[0]}, ours now {told[1]}, last sent {sent}"
        )
        copy = "\t".join((each.isbn, each.title, one.label, one.theirs, one.ours, one.sent or ""))
        yield Line(cells, spoken, copy, one.theirs, one.target, key=each.id)
    if each.more:
        words = f"{wording.counted(each.more, 'more field')} of {each.title}"
        yield _line(("", words), words, each.id)


def _sent(each: TitleHeld, one: FieldHeld) -> str:
    if one.sent is not None:
        return _cut(said(one.target, one.sent, NOTHING))
    return "not known" if each.sent_at else "never sent"


def _note(one: FieldHeld) -> str:
    if one.as_sent:
        return "as last sent"
    return "changed there" if one.sent is not None and one.sent == one.ours else ""


def _plain(each: TitleHeld) -> Line:
    known = _known(each)
    head = Cell((_title(each),))
    cells = (head, Cell(((Run(each.isbn or "none"),),)), Cell(((Run(known, "ink2"),),)))
    spoken = f"{each.title}, ISBN {each.isbn or 'none'}. {known}"
    return Line(cells, spoken, f"{each.isbn}\t{each.title}\t{known}", each.isbn, key=each.id)


def _known(each: TitleHeld) -> str:
    if each.held is Held.UNKNOWN_HERE:
        return f"Their record {each.place}"
    if not each.sent_at:
        return "Never sent, as far as this computer knows"
    if each.sent_at == "unknown":
        return "Nobody knows whether the last send arrived"
    return f"Last taken {wording.moment(each.sent_at)}"


def _name(each: TitleHeld) -> Cell:
    head = _title(each)
    return Cell((head, (Run(each.isbn, "ink2", "small"),)) if each.isbn else (head,))


def _title(each: TitleHeld) -> tuple[Run, ...]:
    return (Run(wording.one_line(each.title)[:_LONGEST] or "No title", weight=600),)


def _line(texts: Sequence[str], spoken: str, key: str | None) -> Line:
    return Line(tuple(Cell(((Run(each),),)) for each in texts), spoken, spoken, key=key)


def _cut(value: str) -> str:
    if not value:
        return "nothing"
    if _DAY.fullmatch(value):
        with suppress(ValueError):
            return wording.day(date.fromisoformat(value))
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
