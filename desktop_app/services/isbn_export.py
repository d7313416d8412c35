"""How do the titles of a search leave as a list of ISBNs? As text, or in a file written whole."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from desktop_app.records.errors import ColophonError
from desktop_app.records.progress import Progress, Report, silent
from desktop_app.records.query import Query
from desktop_app.records.title import Title
from desktop_app.services import isbn_list
from desktop_app.services.look_up import LookUp

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Exported:
    """How many titles there are in all, and how many of them have no ISBN."""

    titles: int
    without: int


async def as_text(look_up: LookUp, query: Query) -> tuple[str, Exported]:
    """One ISBN a line, in the order of the list."""
    found = await look_up.isbns(query)
    return isbn_list.lines(found), Exported(len(found), sum(not each for each in found))


async def to_file(look_up: LookUp, query: Query, path: Path, report: Report = silent) -> Exported:
    """A table with one row a title, those without an ISBN too. A file of that name is replaced
    when all of it is written, not before; raises ColophonError when it cannot be."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        try:
            exported = await _write(look_up, query, temporary, report)
            await asyncio.to_thread(os.replace, temporary, path)
        finally:
            await asyncio.to_thread(temporary.unlink, True)
    except OSError as error:
        raise ColophonError(
            f"{path.name} could not be written: {error.strerror or error}.",
            not_done="No file was changed.",
            next_step="Choose another folder, or make room on the disk.",
        ) from error
    return exported


async def _write(look_up: LookUp, query: Query, path: Path, report: Report) -> Exported:
    total = without = 0
    await asyncio.to_thread(path.write_bytes, isbn_list.head())
    ids = await look_up.ids(query)
    async for titles in _chunks(look_up, ids.tolist()):
        await asyncio.to_thread(_append, path, titles)
        total += len(titles)
        without += sum(not each.isbn for each in titles)
        report(Progress("Writing ISBNs", total, len(ids)))
    await asyncio.to_thread(_settle, path)
    return Exported(total, without)


async def _chunks(look_up: LookUp, ids: list[int]) -> AsyncIterator[list[Title]]:
    for start in range(0, len(ids), _CHUNK):
        yield await look_up.rows(ids[start : start + _CHUNK])


def _append(path: Path, titles: list[Title]) -> None:
    with path.open("ab") as file:
        file.write(isbn_list.rows(titles))


def _settle(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
