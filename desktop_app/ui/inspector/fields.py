"""How do payload rows, changes and problems read? As lines; no widgets, no services."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop_app.records.payload import Change, Difference, FieldDifference, Problem, Row
from desktop_app.records.subject import milestone_of
from desktop_app.services.changes import distance, field_label
from desktop_app.services.said import NOTHING, Values, is_picture, said
from desktop_app.services.severities import rule_name
from desktop_app.services.whole_message import Part, no_value, origin
from desktop_app.ui import looks, wording
from desktop_app.ui.widgets.lines import Cell, Line, Run

if TYPE_CHECKING:
    from desktop_app.services.review import Preview

_LONG = 60
_AROUND = 4
_SHOWN = 600
_MOST_PAIRS = 250_000
"""Words times words: aligning more would hold the window."""

Opcode = tuple[str, int, int, int, int]
Places = Mapping[Problem, str]
"""For how many milestones a finding holds, in words (``ui/findings.py``)."""
NO_PLACES: Places = {}


def section(preview: Preview, several: bool) -> list[Line]:
    """A heading over the lines of one subject, when a title leads to several."""
    if not several:
        return []
    name = milestone_of(preview.subject).replace("_", " ").capitalize() or preview.subject
    run = Run(name, "ink", "caption", 600)
    return [Line((Cell(((run,),)), Cell()), name)]


def preview_lines(previews: Sequence[Preview], whole: Sequence[Sequence[Part]] = ()) -> list[Line]:
    """Target, value, source and rule of every row that would go; ``whole`` are the parts of each
    message where it says more than its rows."""
    lines: list[Line] = []
    for number, preview in enumerate(previews):
        lines += section(preview, len(previews) > 1)
        parts = whole[number] if whole else (Part("", preview.payload.rows),)
        for part in parts:
            lines += _heading(part.heading)
            values = {row.target: row.value for row in part.rows}
            lines += [_preview_line(row, values) for row in part.rows]
    return lines


def _heading(words: str) -> list[Line]:
    run = Run(words, "ink", "caption", 600)
    return [Line((Cell(((run,),)), Cell()), words)] if words else []


def _preview_line(row: Row, values: Values) -> Line:
    value = _cut(in_words(said(row.target, row.value, values)))
    source, rule = origin(row)
    whence = (
        Run(_breakable(source), "ink2", "small", family="mono"),
        Run(" → ".join(("", rule)) if source and rule else rule, "ink2", "small"),
    )
    missing = no_value(row)
    if row.target[:1].isupper():
        # A path of ONIX elements is long: its place is called as in Changes, the path is the tip.
        name = field_label(row.target)
        target = Run(f"{name[:1].upper()}{name[1:]}", "ink", "text")
    else:
        target = Run(_breakable(row.target), "ink", "small", family="mono")
    cells = (
        Cell(((target,),)),
        Cell(((Run(value, "ink", "text", 600) if value else Run(missing, "ink3"),), whence)),
    )
    spoken = f"{row.target}: {value or missing}, from {source or rule}"
    if source:
        spoken += f", rule {row.rule or 'as it is'}"
    copy = f"{row.target}\t{row.value}\t{row.source}\t{row.rule}"
    tip = " → ".join(filter(None, (source, row.rule)))
    return Line(cells, spoken, copy, row.value, tip=f"{row.target}\n{tip}")


def change_lines(previews: Sequence[Preview], *, only_changes: bool) -> list[Line]:
    """Field, at the destination, will send. Changed ones first, then in the payload's order."""
    lines: list[Line] = []
    for preview in previews:
        difference = preview.difference
        if difference is None:
            continue
        fields = [each for each in difference.fields if _tells(each)]
        if not only_changes:
            fields += [each for each in difference.fields if each.state is Change.SAME]
        if fields:
            lines += [_widen(line) for line in section(preview, len(previews) > 1)]
        before = {each.target: each.before for each in difference.fields}
        after = {each.target: each.after for each in difference.fields}
        lines += [_change_line(each, difference, before, after) for each in fields]
    return lines


def count_same(previews: Sequence[Preview]) -> int:
    """How many fields the destination already holds as they would be sent."""
    found = [each.difference.fields for each in previews if each.difference is not None]
    return sum(field.state is Change.SAME for fields in found for field in fields)


def _tells(each: FieldDifference) -> bool:
    """Whether a reader learns anything: nothing that becomes nothing is no change to them."""
    return each.state is not Change.SAME and bool(each.before or each.after)


def _widen(line: Line) -> Line:
    return Line((*line.cells, Cell()), line.spoken)


def _change_line(
    each: FieldDifference, difference: Difference, before: Values, after: Values
) -> Line:
    look = looks.of_change(each.state)
    label = field_label(each.target)
    if each.target.endswith(".description") and _code_of(each.target) in after:
        label += ", in words"
    name = Cell(((Run(label[:1].upper() + label[1:], "ink2"),),))
    if each.state is Change.SAME:
        value = in_words(said(each.target, each.after, after))
        same = Run(f"= Same. {value}", "ink2", "caption")
        cells = (name, Cell(((same,),)), Cell())
    else:
        old, new = sides(each, before, after)
        cells = (
            name,
            Cell((old,), picture=_picture(each.target, each.before)),
            Cell((new, *_note(each)), picture=_picture(each.target, each.after)),
        )
    told = [in_words(said(each.target, *side)) or "nothing" for side in _sides(each, before, after)]
    spoken = f"{label}, {look.word}: {told[0]} becomes {told[1]}"
    copy = f"{each.target}\t{each.before}\t{each.after}\t{look.word}"
    tip = "" if difference.known else "\nWhat the destination holds is not known."
    return Line(cells, spoken, copy, each.after, tip=each.target + tip)


def _code_of(target: str) -> str:
    return f"{target.removesuffix('.description')}.code"


def _sides(each: FieldDifference, before: Values, after: Values) -> Iterator[tuple[str, Values]]:
    yield each.before, before
    yield each.after, after


def sides(
    each: FieldDifference, before: Values = NOTHING, after: Values = NOTHING
) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both values of a field; in long text only the words that differ are marked.

    ``before`` and ``after`` are all values of either side: a code is told with its label.
    """
    if each.state is Change.CHANGED and max(len(each.before), len(each.after)) > _LONG:
        return _word_sides(each.before, each.after)
    old = in_words(said(each.target, each.before, before))
    new = in_words(said(each.target, each.after, after))
    left = (Run(old, pair="removed", strike=True),) if old else _nothing()
    right = (Run(new, weight=600, pair="added"),) if new else _nothing()
    return left, right


def _picture(target: str, value: str) -> str:
    return value if is_picture(target, value) else ""


def in_words(value: str) -> str:
    """A date as people write it, all else as it stands; what is too long, cut."""
    try:
        return wording.day(date.fromisoformat(value)) if len(value) == 10 else _cut(value)
    except ValueError:
        return _cut(value)


def _nothing() -> tuple[Run, ...]:
    return (Run("nothing", "ink3", "caption"),)


def _word_sides(before: str, after: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    old, new = re.findall(r"\s*\S+", before), re.findall(r"\s*\S+", after)
    left: list[Run] = []
    right: list[Run] = []
    for tag, a, b, c, d in opcodes(old, new):
        if tag == "equal":
            left.append(Run(_middle(old[a:b], a == 0, b == len(old)), "ink2", "caption"))
            right.append(Run(_middle(new[c:d], c == 0, d == len(new)), "ink2", "caption"))
            continue
        if a < b:
            text = _cut("".join(old[a:b]))
            left += [_space(a), Run(text, size="caption", pair="removed", strike=True)]
        if c < d:
            text = _cut("".join(new[c:d]))
            right += [_space(c), Run(text, size="caption", weight=600, pair="added")]
    return tuple(left), tuple(right)


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """As ``difflib``, but what is too much to align word by word counts as replaced whole."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    found: list[Opcode] = [("equal", 0, head, 0, head)] if head else []
    if len(left) * len(right) > _MOST_PAIRS:
        found.append(("replace", head, head + len(left), head, head + len(right)))
    else:
        matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
        found += [
            (tag, a + head, b + head, c + head, d + head)
            for tag, a, b, c, d in matcher.get_opcodes()
        ]
    if tail:
        found.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
    return found


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    return next(
        (place for place, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _middle(words: Sequence[str], first: bool, last: bool) -> str:
    """Words that are the same: only a few beside a change, an ellipsis for the rest."""
    head = [] if first else list(words[:_AROUND])
    tail = [] if last else list(words[-_AROUND:])
    if len(words) <= len(head) + len(tail):
        return "".join(words)
    return ("".join(head) + " … " if head else "… ") + "".join(tail).lstrip()


def _space(position: int) -> Run:
    """The space before a marked word is not marked itself."""
    return Run(" " if position else "", size="caption")


@lru_cache(maxsize=4_096)
def _breakable(path: str) -> str:
    """A path may be broken after a dot, not only where the room ends."""
    return re.sub(r"([.\[])", "\\1\u200b", path)


def _note(each: FieldDifference) -> tuple[tuple[Run, ...], ...]:
    """The size of the change where it is money or a date: "+15 %", "3 weeks later"."""
    words = distance(each)
    return ((Run(words, "ink2", "caption"),),) if words else ()


def problem_lines(problems: Sequence[Problem], places: Places = NO_PLACES) -> list[Line]:
    """Most serious first; every line says what is wrong and what helps."""
    return [_problem_line(problem, places.get(problem, "")) for problem in problems]


def _problem_line(problem: Problem, place: str) -> Line:
    look = looks.of_severity(problem.severity)
    head: tuple[Run, ...] = (
        Run(problem.message, "ink", "text", 400 if problem.confirmed else 500),
    )
    if place:
        head += (Run(f" {_sentence(place)}", "ink2"),)
    hint = f"Confirmed: {problem.confirmed}" if problem.confirmed else problem.fix
    owner = f" · {problem.owner}" if problem.owner else ""
    where = (
        Run(problem.field, "ink2", "small", family="mono"),
        Run(f" · {rule_name(problem.rule)}{owner}", "ink2", "small"),
    )
    paragraphs = [head] + ([(Run(hint, "ink2", "caption"),)] if hint else []) + [where]
    said = " ".join(filter(None, (problem.message, _sentence(place), hint)))
    spoken = f"{look.word}: {said} Field {problem.field}, {rule_name(problem.rule)}"
    text = problem_text(problem, place)
    return Line((Cell(tuple(paragraphs), look=look),), spoken, text, key=problem)


def problem_text(problem: Problem, place: str = "") -> str:
    """One problem for a mail."""
    word = looks.of_severity(problem.severity).word
    said = " ".join(filter(None, (problem.message, _sentence(place), problem.fix)))
    return f"{word}, {problem.field}: {said}"


def _sentence(place: str) -> str:
    return f"{place[:1].upper()}{place[1:]}." if place else ""


def problems_for_mail(
    name: str, isbn: str, problems: Sequence[Problem], page: str = "", places: Places = NO_PLACES
) -> str:
    """All problems of a title as text, by owner: chasing people is the job."""
    owners: dict[str, list[Problem]] = {}
    for problem in problems:
        owners.setdefault(problem.owner or "Anyone", []).append(problem)
    blocks = ["\n".join(filter(None, (f"{name} ({isbn})", page)))]
    for owner, found in owners.items():
        blocks.append(
            "\n".join(
                [f"{owner}:", *(f"- {problem_text(each, places.get(each, ''))}" for each in found)]
            )
        )
    return "\n\n".join(blocks) + "\n"


def _cut(text: str) -> str:
    """Long or many-lined remote text on one paragraph."""
    flat = wording.one_line(text[: _SHOWN * 2])
    return f"{flat[:_SHOWN]}…" if len(flat) > _SHOWN else flat
