"""What does a mapping say, and what would another one do? Lines for the lists of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from desktop_app.records.format_words import format_words
from desktop_app.records.title import Title, Verdict
from desktop_app.ui import looks, states, wording
from desktop_app.ui.states import Look
from desktop_app.ui.widgets.lines import Cell, Line, Run

if TYPE_CHECKING:
    from desktop_app.records.payload import FieldDifference
    from desktop_app.rules.mapping.in_words import RowInWords
    from desktop_app.rules.mapping.own_check import Finding
    from desktop_app.services.flow_settings import MappingInForce, Taken
    from desktop_app.services.mapping_change import Example, FlowChange, MappingChange, RowChange

_OWN = Look("star", "own", "neutral")
_LONG = 160
_VERDICTS = {each.value: states.of_verdict(each).word.lower() for each in Verdict}


def in_force_words(found: MappingInForce) -> str:
    """Which mapping it is, and since when."""
    kind = format_words(found.format)
    if found.fault:
        return (
            f"Your own mapping of {kind} cannot be used: {found.fault}. The rows below are those "
            "of the format."
        )
    rows = wording.counted(len(found.rows), "row")
    if found.own is None:
        return f"{kind} as it comes: {rows}, version {found.version}."
    own = sum(each.own for each in found.rows)
    since = wording.moment(found.own.since) if found.own.since else ""
    when = f", in use since {since}" if since else ""
    return f"Your own mapping of {kind}{when}: {rows}, {own} of them own, version {found.version}."


def row_lines(rows: Iterable[RowInWords], text: str) -> list[Line]:
    """Target ← source and how, those that hold every word of ``text``."""
    wanted = text.casefold().split()
    made = []
    for each in rows:
        own = "own" if each.own else ""
        said = f"{each.part} {each.target} {each.words} {each.source} {own}".casefold()
        if all(word in said for word in wanted):
            made.append(_row_line(each))
    return made


def _row_line(each: RowInWords) -> Line:
    part = f"{each.part}: " if each.part else ""
    target = (Run(f"{part}{each.target}", size="caption", family="mono", weight=600),)
    cells = (
        Cell((target,)),
        Cell(((Run("← ", "ink3"), Run(wording.one_line(each.words))),)),
        Cell(look=_OWN) if each.own else Cell(),
    )
    own = ", own row" if each.own else ""
    spoken = f"{part}{each.target} from {wording.one_line(each.words)}{own}"
    copy = f"{part}{each.target}\t{wording.one_line(each.words)}"
    return Line(cells, spoken, copy, value=each.source, key=each)


# -- a file that is looked at ----------------------------------------------------------------------


def finding_lines(found: Iterable[Finding], file: str) -> list[Line]:
    """Where it is, what is wrong and what to do: everything at once."""
    return [_finding_line(each, wording.one_line(file)) for each in found]


def _finding_line(each: Finding, file: str) -> Line:
    look = (
        Look("cross", "Error", "removed") if each.fatal else Look("note", "Look again", "changed")
    )
    row = f"row {wording.one_line(each.row)}" if each.row else "the whole file"
    message = wording.one_line(each.message)
    told = f"{message[:1].upper()}{message[1:]}."
    remedy = in_window(each.remedy)
    cells = (
        Cell(((Run(f"{file}, {row}", "ink2", "caption"),),), look=look),
        Cell(((Run(told),), (Run(remedy, "ink2", "caption"),))),
    )
    spoken = f"{look.word}: {file}, {row}: {told} {remedy}"
    return Line(cells, spoken, spoken)


_BY_COMMAND = {
    "colophon mapping explain FORMAT": "The side Mapping",
    "is set with colophon flows add --set": "stands on the side Settings",
}
"""What the command line is told to do, and where the window shows the same."""


def in_window(remedy: str) -> str:
    """What to do, for who is at the window."""
    for command, here in _BY_COMMAND.items():
        remedy = remedy.replace(command, here)
    return wording.one_line(remedy)


def refusal(found: Iterable[Finding], file: str) -> str:
    """How much stands in the way of using a file."""
    wrong = sum(each.fatal for each in found)
    name = wording.one_line(file)
    return f"{name} cannot be used: {wording.counted(wrong, 'error')}. The mapping in force stays."


# -- what it would do ------------------------------------------------------------------------------


def verdict(change: MappingChange) -> str:
    """The sentence that a person decides by."""
    return "It is what is in force already." if change.same else change.words


def change_lines(change: MappingChange) -> list[Line]:
    """A line for each row that differs."""
    return [_change_line(each) for each in change.rows]


def _change_line(each: RowChange) -> Line:
    look = looks.of_change(each.state)
    part = f"{each.part}: " if each.part else ""
    told = [each.before, each.after]
    paragraphs = [(Run(wording.one_line(words)),) for words in told if words]
    if len(paragraphs) == 2:
        paragraphs = [
            (Run(wording.one_line(each.before), "ink2", strike=True),),
            (Run(wording.one_line(each.after)),),
        ]
    name = (Run(f"{part}{each.target}", size="caption", family="mono", weight=600),)
    spoken = f"{look.word}: {part}{each.target}: {' becomes '.join(filter(None, told))}"
    return Line((Cell((name,), look=look), Cell(tuple(paragraphs))), spoken, spoken)


def place_lines(change: MappingChange) -> list[Line]:
    """A line for each destination: how many titles change, and how they stand afterwards."""
    return [_place_line(each) for each in change.flows]


def _place_line(each: FlowChange) -> Line:
    titles = wording.counted(each.titles, "title")
    verb = "changes" if each.titles == 1 else "change"
    then = ", ".join(
        f"{wording.number(count)} {_VERDICTS.get(state, state)}"
        for state, count in each.after.items()
    )
    on = wording.counted(each.on_its_way, "title")
    late = f"{on} on the way: compared when settled." if each.on_its_way else ""
    paragraphs = [(Run(f"{titles} {verb}", weight=500),), (Run(f"Then {then or 'none'}.", "ink2"),)]
    if late:
        paragraphs.append((Run(late, "ink2", "caption"),))
    name = wording.one_line(each.destination)
    cells = (
        Cell(((Run(name, weight=600),), (Run(f"flow {each.flow}", "ink2", "caption"),))),
        Cell(tuple(paragraphs)),
    )
    spoken = f"{name}: {titles} {verb}. Then {then or 'none'}. {late}".strip()
    return Line(cells, spoken, spoken)


def example_lines(
    change: MappingChange, titles: Mapping[str, Title], destination: Callable[[str], str]
) -> list[Line]:
    """The first titles that change, each with the fields that would be others."""
    return [_example_line(each, titles.get(each.title), destination) for each in change.examples]


def _example_line(each: Example, title: Title | None, destination: Callable[[str], str]) -> Line:
    name = wording.one_line(title.title) if title else each.title
    number = wording.isbn(title.isbn) if title else ""
    place = wording.one_line(destination(each.flow))
    about = " · ".join(filter(None, (number, place)))
    fields = [_field_runs(field) for field in each.fields]
    said = "; ".join(
        f"{field.target}: {_short(field.before)} becomes {_short(field.after)}"
        for field in each.fields
    )
    cells = (
        Cell(((Run(name, weight=600),), (Run(about, "ink2", "caption"),))),
        Cell(tuple(fields)),
    )
    return Line(cells, f"{name}, {about}: {said}", f"{name}\t{number}\t{said}", key=each.title)


def _field_runs(field: FieldDifference) -> tuple[Run, ...]:
    return (
        Run(f"{field.target}  ", "ink2", "caption", family="mono"),
        Run(_short(field.before), "ink2"),
        Run(" → ", "ink3"),
        Run(_short(field.after)),
    )


def _short(value: str) -> str:
    line = wording.one_line(value) or "–"
    return line if len(line) <= _LONG else f"{line[:_LONG]}…"


def taken_words(taken: Taken) -> str:
    """What is in use now, what was kept where, and what is held by it."""
    kind = format_words(taken.format)
    now = f"Your own mapping of {kind} is in use." if taken.own else f"{kind} is as it comes again."
    kept = f" The mapping in use before is kept in {taken.kept}." if taken.kept else ""
    return f"{now}{kept} {taken.held}".strip()


def told_back(taken: Taken) -> str:
    """After an undo."""
    kind = format_words(taken.format)
    if taken.kept is None:
        return f"{kind} is as it comes again."
    return f"Your own mapping of {kind} from before is in use again."
