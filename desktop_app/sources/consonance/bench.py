"""What runs in the process that takes answers apart? Parsing, checking and writing down, that is
all: it imports no network, no database and no window, and is told everything it needs.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from desktop_app.records import strict_json
from desktop_app.records.aside import Aside
from desktop_app.records.title import Record, SourceKind
from desktop_app.records.written import Unread, Written
from desktop_app.sources import Skipped
from desktop_app.sources.consonance.answers import Fault
from desktop_app.sources.consonance.convert import Taken, take_work
from desktop_app.sources.elsewhere import Shown

_CHUNK = 25
"""Records that are unpacked at once: what is short enough to hold the interpreter for."""

_Row: TypeAlias = tuple[str, str, str, Aside | None, str, str, Any]
"""A record on its way to the other process."""

_works: dict[int, list[Any]] = {}
"""Answers that are not yet taken whole, by their number."""


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to know of an answer before its works are taken: their numbers as they were
    told, and the answer without them."""

    stubs: tuple[Any, ...]
    rest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Packed:
    """What came of some works; ``chunks`` are pickled rows of records."""

    chunks: tuple[bytes, ...]
    skipped: tuple[Skipped, ...]
    named: bool


def ready() -> bool:
    """Whether this process is there; asked, so that it is before there is work."""
    return True


def look(number: int, body: bytes, root: str) -> Look | None:
    """Parse an answer and keep its works; None when it is not plainly an answer with works."""
    try:
        parsed = strict_json.parse(body, bounded=False)
    except strict_json.NotJsonError:
        return None
    data = parsed.get("data") if isinstance(parsed, dict) else None
    works = data.get(root) if isinstance(data, dict) else None
    if not isinstance(works, list):
        return None
    _works[number] = works
    return Look(
        tuple(map(_stub, works)),
        {name: each for name, each in parsed.items() if name != "data"},
    )


def take(
    number: int, start: int, end: int, faults: Mapping[int, Sequence[Fault]], shown: Shown | None
) -> Packed:
    """Take some works of an answer; raises KeyError when this process never saw it."""
    works = _works[number]
    taken = take_all(works, start, end, faults)
    if end >= len(works):
        del _works[number]
    rows = [_row(each, shown) for each in taken.records]
    chunks = tuple(
        pickle.dumps(rows[place : place + _CHUNK], pickle.HIGHEST_PROTOCOL)
        for place in range(0, len(rows), _CHUNK)
    )
    return Packed(chunks, tuple(taken.skipped), taken.named)


def take_all(
    works: Sequence[Any], start: int, end: int, faults: Mapping[int, Sequence[Fault]]
) -> Taken:
    """The works between two places; ``faults`` by the place of their work."""
    taken = Taken()
    for place, raw in enumerate(works[start:end], start):
        take_work(raw, faults.get(place, ()), taken)
    return taken


def records(chunk: bytes) -> list[Record]:
    """The records of one chunk, with documents that are parsed when somebody looks."""
    rows: list[_Row] = pickle.loads(chunk)  # noqa: S301 - our own process
    return [_record(*row) for row in rows]


def _row(record: Record, shown: Shown | None) -> _Row:
    texts = record.written
    assert texts is not None
    made = shown(record) if shown else texts.shown
    told = (texts.product, texts.work, made)
    return record.id, record.work, record.content_hash, record.aside, *told


def _record(
    id_: str, work: str, mark: str, aside: Aside | None, product: str, of_work: str, shown: Any
) -> Record:
    texts = Written(product, of_work, shown)
    return Record(id_, work, SourceKind.CONSONANCE, Unread(texts), mark, aside, texts)


def _stub(work: Any) -> Any:
    if not isinstance(work, dict):
        return None
    return {"id": work["id"]} if "id" in work else {}
