"""How does what the source told read? As lines; no widgets, no services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.services.source_row import IN_HOUSE, NEVER_SENT, Given, Row, Sort
from desktop_app.ui import wording
from desktop_app.ui.states import Look
from desktop_app.ui.widgets.lines import Cell, Line, Run

if TYPE_CHECKING:
    from desktop_app.services.source_view import SourceView

_SHOWN = 600
_MARKS = {
    NEVER_SENT: Look("lock", "Never leaves the house", "changed"),
    IN_HOUSE: Look("lock", "In-house flows only", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """``empty`` is how many rows that fit have nothing in them, on show or not."""

    lines: tuple[Line, ...]
    shown: int
    empty: int


def told(seen: SourceView, words: str = "", *, empty: bool = False) -> Told:
    """The rows that hold all of the words, in label, path or value; ``empty`` ones if wanted."""
    wanted = words.casefold().split()
    lines: list[Line] = []
    shown = 0
    nothing = 0
    for group in seen.groups:
        found: list[Line] = []
        for row in group.rows:
            kept, lost = _flat(row, wanted, empty, group.title, 0)
            found += kept
            nothing += lost
        if found:
            lines += [_heading(group.title), *found]
            shown += sum(bool(line.copy) for line in found)
    return Told(tuple(lines), shown, nothing)


def _flat(row: Row, wanted: list[str], empty: bool, over: str, deep: int) -> tuple[list[Line], int]:
    """A row and what is under it as lines, and how many of them are empty."""
    if not row.rows:
        if not _holds(row, wanted, over):
            return [], 0
        holds = row.given is Given.VALUE
        return [_line(row, deep)] if empty or holds else [], int(not holds)
    entries = row.path.endswith("[]") and not _is_entry(row)
    found: list[Line] = []
    nothing = 0
    inner = f"{over} {row.label} {row.value}"
    for each in row.rows:
        lines, lost = _flat(each, wanted, empty, inner, deep if entries else deep + 1)
        if lines and each.rows and entries:
            lines = [_entry(row, each, deep), *lines[1:]]
        found += lines
        nothing += lost
    if found and not entries:
        found = [_owner(row, deep), *found]
    return found, nothing


def _is_entry(row: Row) -> bool:
    return row.label.isdigit()


def _holds(row: Row, wanted: Iterable[str], over: str) -> bool:
    text = f"{over} {row.label} {row.path} {row.value}".casefold()
    return all(each in text for each in wanted)


def _heading(title: str) -> Line:
    return Line((Cell(((Run(title, "ink", "text", 600),),)), Cell()), title)


def _entry(owner: Row, row: Row, deep: int) -> Line:
    """The head of one entry of a list: "Prices 2 of 3", and what it is about."""
    count = len(owner.rows)
    name = f"{owner.label} {row.label} of {count}" if count > 1 else owner.label
    return _head(name, row, deep)


def _owner(row: Row, deep: int) -> Line:
    return _head(row.label, row, deep)


def _head(name: str, row: Row, deep: int) -> Line:
    value = _cut(row.value)
    left = Cell(((Run(_indent(deep) + name, "ink2", "caption", 600),),))
    right = Cell(((Run(value, "ink", "text", 600),),) if value else (), look=_MARKS.get(row.mark))
    return Line((left, right), f"{name}: {value}" if value else name)


def _line(row: Row, deep: int) -> Line:
    value = written(row)
    left = Cell(((Run(_indent(deep) + row.label, "ink2"),),))
    paragraphs = [_value(row, value), (Run(_breakable(row.path), "ink3", "small", family="mono"),)]
    look = _MARKS.get(row.mark) if row.given is Given.VALUE else None
    said = value if row.given is Given.VALUE else _nothing(row.given)
    spoken = f"{row.label}: {said}, {row.path}" + (f", {look.word}" if look else "")
    copy = f"{row.label}\t{value}\t{row.path}"
    return Line((left, Cell(tuple(paragraphs), look=look)), spoken, copy, value, tip=_tip(value))


def _value(row: Row, value: str) -> tuple[Run, ...]:
    if row.given is not Given.VALUE:
        return (Run(_nothing(row.given), "ink3", "caption"),)
    return (Run(_cut(value), "ink", "text", 500),)


def _nothing(given: Given) -> str:
    return "none" if given is Given.NONE else "unknown: the source did not tell"


def written(row: Row) -> str:
    """The value as a person writes it."""
    if row.given is not Given.VALUE:
        return ""
    if row.sort is Sort.DAY:
        return wording.day(date.fromisoformat(row.value))
    if row.sort is Sort.MOMENT:
        return wording.moment_long(row.value)
    if row.sort is Sort.BYTES:
        return wording.size(int(row.value))
    return row.value


def paths(lines: Iterable[Line]) -> Iterator[str]:
    """The paths that are on show."""
    for line in lines:
        if line.copy:
            yield line.copy.rpartition("\t")[2]


def _indent(deep: int) -> str:
    return "\u2003" * deep


def _breakable(path: str) -> str:
    return re.sub(r"([.\[])", "\\1\u200b", path)


def _tip(value: str) -> str:
    return value[: _SHOWN * 4] if len(value) > _SHOWN else ""


def _cut(text: str) -> str:
    flat = wording.one_line(text[: _SHOWN * 2])
    return f"{flat[:_SHOWN]}…" if len(flat) > _SHOWN else flat
