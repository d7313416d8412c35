"""One title on three sides: their file, what would go now, what last went. Pure, in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from desktop_app import rules
from desktop_app.records.comparison import FieldHeld, Held, TitleHeld
from desktop_app.records.cover import CoverChoice
from desktop_app.records.flow import Flow
from desktop_app.records.lineage import unpack_rows
from desktop_app.records.onix import RELEASES
from desktop_app.records.payload import BaselineKind, Payload, Row
from desktop_app.records.title import Record
from desktop_app.rules.compare import fields, headings, pieces, products

_MOST_FIELDS = 200
Taken = tuple[BaselineKind, str, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Theirs:
    """What their file says of one title: XML, a record, or named cells."""

    isbn: str
    title: str
    name: str
    data: bytes = b""
    known: pieces.Defaults | None = None
    record: Record | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Here:
    """What is known here of the same title. ``taken`` is None while nobody knows."""

    record: Record
    name: str
    isbn: str
    cover: CoverChoice | None
    taken: Taken | None


@dataclass(slots=True)
class Noted:
    """What was met on the way: names of columns that our side ever speaks of, and what their kind
    of file cannot tell."""

    day_first: bool | None = None
    spoken: set[str] = field(default_factory=set)
    untold: set[str] = field(default_factory=set)


def compare(theirs: Theirs, here: Here, flow: Flow, noted: Noted) -> TitleHeld:
    """Where the three differ. Raises ValueError when their XML cannot be taken apart."""
    payload = rules.build(here.record, flow, here.record.id, here.cover)
    sent = here.taken if here.taken and here.taken[0] is not BaselineKind.UNKNOWN else None
    if theirs.data:
        now, before = _by_element(theirs, payload, sent)
    elif theirs.record is not None:
        now, before = _by_value(theirs.record, payload, sent, flow, noted)
    else:
        now, before = _by_column(theirs, payload, sent, noted)
    found = _fields(now, before, sent is not None)
    return TitleHeld(
        held=Held.DIFFERS if found else Held.SAME,
        id=here.record.id,
        isbn=here.isbn or theirs.isbn,
        title=here.name,
        fields=found[:_MOST_FIELDS],
        sent_at=when(here.taken),
        as_sent=None if sent is None else not before,
        place=theirs.name,
        more=max(0, len(found) - _MOST_FIELDS),
    )


def when(taken: Taken | None) -> str:
    if taken is None:
        return ""
    return "unknown" if taken[0] is BaselineKind.UNKNOWN else taken[1]


def _by_element(
    theirs: Theirs, payload: Payload, sent: Taken | None
) -> tuple[products.Found, products.Found]:
    said = pieces.product(theirs.data, theirs.known)
    now = products.differ(said, pieces.product(payload.data))
    if sent is None:
        return now, {}
    if sent[2] == payload.data:
        return now, now
    try:
        return now, products.differ(said, pieces.product(sent[2]))
    except ValueError:
        # What went was of another format then: nothing of it can be set beside an element.
        return now, {"": ("", "")}


def _by_value(
    theirs: Record, payload: Payload, sent: Taken | None, flow: Flow, noted: Noted
) -> tuple[products.Found, products.Found]:
    rows = rules.build(theirs, flow, theirs.id).rows
    noted.untold |= fields.untold(payload.rows, theirs.document)
    now = fields.differ(rows, payload.rows, theirs.document)
    if sent is None:
        return now, {}
    return now, fields.differ(rows, unpack_rows(sent[3]), theirs.document)


def _by_column(
    theirs: Theirs, payload: Payload, sent: Taken | None, noted: Noted
) -> tuple[products.Found, products.Found]:
    now = _columns(theirs, payload.rows, noted)
    return now, (_columns(theirs, unpack_rows(sent[3]), noted) if sent is not None else {})


def _columns(theirs: Theirs, rows: Iterable[Row], noted: Noted) -> products.Found:
    found: products.Found = {}
    known = tuple(rows)
    for name, cell in theirs.cells.items():
        if name == headings.ISBN:
            continue
        said = headings.ours(known, name)
        if said is not None:
            noted.spoken.add(name)
        said = said or ("",)
        if not any(headings.agree(name, cell, each, noted.day_first) for each in said):
            found[name] = (" ".join(cell.split()), " or ".join(dict.fromkeys(said)))
    return found


def _fields(now: products.Found, before: products.Found, known: bool) -> tuple[FieldHeld, ...]:
    return tuple(
        FieldHeld(
            target=target,
            label=label(target),
            theirs=said[0],
            ours=said[1],
            sent=_sent(target, said[0], before) if known else None,
        )
        for target, said in now.items()
    )


def _sent(target: str, theirs: str, before: products.Found) -> str | None:
    """What last went there: as theirs, unless the two differ, at this place or in parts of it."""
    if "" in before:
        return None
    if target in before:
        return before[target][1]
    inside = [said[1] for each, said in before.items() if each.startswith(f"{target}.")]
    if inside:
        return " · ".join(inside)
    above = [said[1] for each, said in before.items() if target.startswith(f"{each}.")]
    return above[0] if above else theirs


def label(target: str) -> str:
    """What people call a place; a column of a table is called by its own name."""
    from desktop_app.rules.compare.words import label as named

    return named(target) if "." in target or "[" in target else target.replace("_", " ")


def by_elements(flow: Flow) -> bool:
    """Whether a flow writes what a file of ONIX can be set beside, element by element."""
    return flow.format in RELEASES
