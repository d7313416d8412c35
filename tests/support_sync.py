"""A real catalogue that is read into from a Consonance."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop_app.records.progress import Report, silent
from desktop_app.records.query import Query
from desktop_app.services.reading_process import APART
from desktop_app.services.sync import Sync, SyncReport
from desktop_app.sources import Source
from desktop_app.sources.consonance import ConsonanceSource
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingTable
from tests.support_graphql import KEY, Consonance, Works, consonance

QUICK: dict[str, Any] = {"pause": 0.001, "attempts": 2, "deadline": 20.0}


class Shelf:
    """``url``, ``key`` and ``options`` can be changed between readings, and so can ``now``."""

    def __init__(self, file: Path, url: str, key: str, options: dict[str, Any]) -> None:
        self.url, self.key, self.options = url, key, QUICK | options
        self.now: datetime | None = None
        self.db = Database(file, "catalogue", durable=False)
        self.catalogue = Catalogue(self.db)
        self.sync = Sync(self.catalogue, self._source, StandingTable(self.db), now=self._clock)

    def _clock(self) -> datetime:
        return self.now or datetime.now(UTC)

    async def _source(self) -> Source:
        return self.source()

    def source(self) -> ConsonanceSource:
        return ConsonanceSource(self.url, self.key, **(APART | self.options))

    async def read(self, *, full: bool = False, report: Report = silent) -> SyncReport:
        return await self.sync.run(full=full, report=report)

    async def count(self) -> int:
        return await self.catalogue.count(Query())

    async def contents(self) -> dict[str, str]:
        """Each title on show with the hash of its record."""
        records = await self.catalogue.records(await self.catalogue.title_ids())
        return {each.id: each.content_hash for each in records}

    async def document(self, title: str) -> Any:
        return (await self.catalogue.record(title)).document


@asynccontextmanager
async def shelf(folder: Path, url: str, key: str, **options: Any) -> AsyncIterator[Shelf]:
    opened = Shelf(folder / "catalogue.sqlite", url, key, options)
    try:
        yield opened
    finally:
        opened.db.close()


@asynccontextmanager
async def reading(
    folder: Path, house: Works, options: Mapping[str, Any] | None = None, **served: Any
) -> AsyncIterator[tuple[Consonance, Shelf]]:
    async with (
        consonance(house, **served) as server,
        shelf(folder, server.url, KEY, **(options or {})) as opened,
    ):
        yield server, opened


async def _read_and_tell(file: Path, url: str, key: str) -> None:
    async with shelf(file.parent, url, key) as opened:
        await opened.read(report=lambda progress: print(progress.done, flush=True))


if __name__ == "__main__":
    import asyncio
    import sys

    asyncio.run(_read_and_tell(Path(sys.argv[1]), sys.argv[2], sys.stdin.readline().strip()))
