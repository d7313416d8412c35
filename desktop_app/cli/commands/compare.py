"""The command that sets a destination's own file beside what it should have."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop_app.cli.codes import EMPTY, OK, WARNINGS
from desktop_app.cli.output import Output
from desktop_app.cli.session import idents_from, opened, titles_of
from desktop_app.records.comparison import Comparison, FieldHeld, Held, TitleHeld
from desktop_app.services import their_report

_SHOWN = 20


async def compare(arguments: argparse.Namespace, output: Output) -> int:
    """What they have, title by title; 1 when anything differs or is missing there."""
    async with opened(arguments, output, write=False) as app:
        idents = idents_from(arguments)
        selected = [each.id for each in await titles_of(app, idents)] if idents else []
        found = await app.their_file.compare(
            Path(arguments.file), arguments.flow, selected, output.progress
        )
        if arguments.to:
            await their_report.to_file(found, Path(arguments.to))
    if output.style == "jsonl":
        output.listing([_title(each) for each in found.titles], [])
    else:
        output.one(_document(found), "\n".join(_words(found)))
    for each in found.unread:
        output.say(f"Not read: {each}")
    for left in found.left[:_SHOWN]:
        output.say(f"Not compared: {left.name}. {left.reason}")
    if len(found.left) > _SHOWN:
        output.say(f"{len(found.left) - _SHOWN} more were not compared.")
    counts = found.counts
    if counts[Held.DIFFERS] or counts[Held.MISSING_THERE] or counts[Held.UNKNOWN_HERE]:
        return WARNINGS
    return EMPTY if arguments.fail_if_empty and not found.titles else OK


def _document(found: Comparison) -> dict[str, Any]:
    return {
        "flow": found.flow,
        "file": found.file,
        "kind": found.kind,
        "read": found.read,
        "counts": found.counts,
        "fields": dict(found.fields),
        "columns": dict(found.columns),
        "not_read": list(found.unread),
        "not_compared": [{"id": each.name, "reason": each.reason} for each in found.left],
        "items": [_title(each) for each in found.titles],
        "total": len(found.titles),
    }


def _title(each: TitleHeld) -> dict[str, Any]:
    return {
        "id": each.id or None,
        "isbn": each.isbn,
        "title": each.title,
        "state": each.held.value,
        "as_sent": each.as_sent,
        "baseline": each.sent_at or None,
        "place": each.place,
        "fields": [_field(one) for one in each.fields],
        "more": each.more,
    }


def _field(one: FieldHeld) -> dict[str, Any]:
    return {
        "target": one.target,
        "label": one.label,
        "theirs": one.theirs,
        "ours": one.ours,
        "sent": one.sent,
    }


def _words(found: Comparison) -> Iterator[str]:
    for each in found.titles:
        if each.held is Held.SAME:
            continue
        word = their_report.WORDS[each.held]
        yield f"{word:<14} {each.isbn or '-':<13}  {each.title}"
        for one in each.fields:
            sent = "not known" if one.sent is None else one.sent or "–"
            yield (
                f"    {one.label}: theirs {one.theirs or '–'} | now {one.ours or '–'} "
                f"| last sent {sent}"
            )
    counts = found.counts
    said = ", ".join(f"{counts[each]} {their_report.WORDS[each]}" for each in Held)
    yield f"{found.read} records in {found.file}: {said}, {len(found.left)} not compared"
