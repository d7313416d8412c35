"""How does an ONIX file get into the catalogue? Whole, in one transaction, or not at all."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.records.errors import Cancelled
from desktop_app.records.progress import Progress, Report
from desktop_app.records.title import Record
from desktop_app.sources import Skipped
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.catalogue_write import PutResult

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """``left_out`` counts the elements of the file that Colophon does not keep."""

    read: int
    put: PutResult
    skipped: tuple[Skipped, ...]
    left_out: Mapping[str, int]


@dataclass(slots=True)
class _Reading:
    """One pass over the file; the transaction may be repeated, so each pass counts anew."""

    read: int = 0
    skipped: tuple[Skipped, ...] = ()
    left_out: Counter[str] = field(default_factory=Counter)


async def import_file(catalogue: Catalogue, path: Path, report: Report) -> Taken:
    """Read and store the file. Raises SourceFileError and StoreError; then nothing was taken.

    Cancelling the task rolls the whole import back.
    """
    loop = asyncio.get_running_loop()
    stop = threading.Event()
    passes: list[_Reading] = []

    def tell(progress: Progress) -> None:
        loop.call_soon_threadsafe(report, progress)

    def records() -> Iterator[Record]:
        passes.append(_Reading())
        return _records(path, tell, stop, passes[-1])

    writing = asyncio.ensure_future(catalogue.put_all(records))
    try:
        put = await asyncio.shield(writing)
    except asyncio.CancelledError:
        stop.set()
        # The writer stops at the next record; who cancelled may count on nothing being there.
        await asyncio.wait({writing})
        if not writing.cancelled() and writing.exception() is None:
            _log.info("The import of %s had ended before it was cancelled.", path.name)
        raise
    last = passes[-1]
    return Taken(last.read, put, last.skipped, dict(last.left_out))


def _records(
    path: Path, report: Report, stop: threading.Event, reading: _Reading
) -> Iterator[Record]:
    from desktop_app.sources import onix

    file = onix.read(path, report)
    for record in file:
        if stop.is_set():
            raise Cancelled("The import was stopped.", not_done="Nothing was taken.")
        reading.read += 1
        yield record
    reading.left_out = Counter(file.left_out)
    reading.skipped = tuple(file.skipped)
