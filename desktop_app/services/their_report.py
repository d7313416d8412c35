"""How does a comparison leave as a table? One row for each field that differs, none without."""

from __future__ import annotations

import asyncio
import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

from desktop_app.records.comparison import Comparison, Held, TitleHeld
from desktop_app.records.errors import ColophonError
from desktop_app.services.report import safe

COLUMNS = (
    "state", "isbn", "title", "id", "field", "target", "theirs", "ours_now", "last_sent",
    "as_sent", "last_taken", "place",
)  # fmt: skip
WORDS = {
    Held.SAME: "same",
    Held.DIFFERS: "differs",
    Held.MISSING_THERE: "missing there",
    Held.UNKNOWN_HERE: "unknown here",
}


def csv_bytes(comparison: Comparison) -> bytes:
    """Every title in at least one row, then what was not compared, then columns nobody knows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(comparison):
        writer.writerow([safe(each) for each in row])
    # A mark at the beginning, or spreadsheets take UTF-8 for something else.
    return text.getvalue().encode("utf-8-sig", "replace")


async def to_file(comparison: Comparison, path: Path) -> None:
    """Written whole or not at all; raises ColophonError when it cannot be."""
    try:
        await asyncio.to_thread(_replace, path, comparison)
    except OSError as error:
        raise ColophonError(
            f"{path.name} could not be written: {error.strerror or error}.",
            not_done="No file was changed.",
            next_step="Choose another folder, or make room on the disk.",
        ) from error


def _replace(path: Path, comparison: Comparison) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("wb") as file:
            file.write(csv_bytes(comparison))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _rows(comparison: Comparison) -> Iterator[list[str]]:
    for each in comparison.titles:
        yield from _title(each)
    for left in comparison.left:
        yield ["not compared", "", left.name, "", left.reason, *[""] * 7]
    for name in comparison.unread:
        yield ["not read", "", "", "", name, *[""] * 7]


def _title(each: TitleHeld) -> Iterator[list[str]]:
    head = [WORDS[each.held], each.isbn, each.title, each.id]
    as_sent = {True: "yes", False: "no", None: ""}[each.as_sent]
    tail = [each.sent_at, each.place]
    for field in each.fields:
        values = [field.label, field.target, field.theirs, field.ours]
        sent = "not known" if field.sent is None else field.sent
        yield [*head, *values, sent, "yes" if field.as_sent else "no", *tail]
    if each.more:
        yield [*head, f"{each.more} more fields differ", *[""] * 5, *tail]
    if not each.fields:
        yield [*head, *[""] * 5, as_sent, *tail]
