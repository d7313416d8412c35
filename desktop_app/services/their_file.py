"""Does a destination really have what we believe it has? Its own file beside ours, title by title.

Nothing is written: neither to the catalogue nor to the history.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop_app.records import isbn
from desktop_app.records.comparison import Comparison, Held, NotCompared, TitleHeld
from desktop_app.records.errors import UsageError
from desktop_app.records.flow import FORMATS, Flow
from desktop_app.records.onix import RELEASES
from desktop_app.records.progress import Progress, Report, silent
from desktop_app.records.title import Title
from desktop_app.records.wire import plain
from desktop_app.services import said, their_sides, their_table
from desktop_app.services.facts import Clock, FactsGatherer, utc_now
from desktop_app.services.their_sides import Here, Noted, Taken, Theirs, by_elements
from desktop_app.settings.profiles import Profile
from desktop_app.store import flow_facts
from desktop_app.store.catalogue import Catalogue

if TYPE_CHECKING:
    from desktop_app.store.ledger import Ledger

T = TypeVar("T")
_CHUNK = 50
_WORDS = "Comparing with their file"


class TheirFile:
    """Every method may raise StoreError. ``now`` is a clock in UTC, for tests."""

    def __init__(
        self, catalogue: Catalogue, ledger: Ledger, profile: Profile, *, now: Clock = utc_now
    ) -> None:
        self._catalogue = catalogue
        self._ledger = ledger
        self._profile = profile
        self._gatherer = FactsGatherer(catalogue, ledger, profile, now)

    def flows(self) -> list[Flow]:
        """The flows whose destinations can be checked so."""
        return [each for each in self._profile.flows if comparable(each)]

    async def compare(
        self, path: Path, flow: str, selected: Sequence[str] = (), report: Report = silent
    ) -> Comparison:
        """Each title of their file, and each of ours that they should have and do not.

        Ours are what they ever took as far as this computer knows, and ``selected``. Raises
        NotFoundError for an unknown flow, UsageError for one that is not about titles,
        SourceFileError for a file that cannot be read; cancelling ends it between two titles.
        """
        chosen = self._profile.flow(flow)
        if not comparable(chosen):
            raise UsageError(
                f"{chosen.name} sends {chosen.format}: no file of titles can be set beside it.",
                not_done="Nothing was compared.",
                next_step="Choose a flow of title metadata.",
            )
        if chosen.format in RELEASES:
            # Who shows what differs needs the words of its codes at once.
            await asyncio.to_thread(said.ready)
        run = _Run(self._catalogue, self._ledger, self._gatherer, chosen, path, report)
        return await run.all(selected)


def comparable(flow: Flow) -> bool:
    """Whether a flow sends what titles are: metadata, one payload for one product."""
    return flow.purpose == 1 and FORMATS[flow.format][1] == "product"


class _Run:
    """One comparison on its way."""

    def __init__(
        self,
        catalogue: Catalogue,
        ledger: Ledger,
        gatherer: FactsGatherer,
        flow: Flow,
        path: Path,
        report: Report,
    ) -> None:
        self._catalogue, self._ledger, self._gatherer = catalogue, ledger, gatherer
        self._flow, self._path, self._report = flow, path, report
        self._noted = Noted()
        self._titles: list[TitleHeld] = []
        self._left: list[NotCompared] = []
        self._met: set[str] = set()
        self._columns: dict[str, str] = {}
        self._unread: list[str] = []
        self._read = 0
        self._total: int | None = None

    async def all(self, selected: Sequence[str]) -> Comparison:
        # One thread for all of it: a parser stays with the thread that began it.
        pool = ThreadPoolExecutor(1, "their-file")
        try:
            xml = await _in(pool, lambda: their_table.looks_like_xml(self._path))
            source = _Chunks(pool, self._xml() if xml else self._table())
            async with aclosing(source.all()) as chunks:
                async for chunk in chunks:
                    await self._take(chunk, pool)
                    self._report(Progress(_WORDS, self._read, self._total))
        finally:
            pool.shutdown(wait=False)
        await self._missing(selected)
        self._report(Progress(_WORDS, self._read, self._read))
        return Comparison(
            file=self._path.name,
            flow=self._flow.name,
            destination=self._flow.destination,
            kind="onix" if xml else "csv",
            read=self._read,
            titles=tuple(self._titles),
            left=tuple(self._left),
            columns=tuple(self._columns.items()),
            unread=tuple(self._all_unread()),
        )

    # -- reading -------------------------------------------------------------------------------

    def _xml(self) -> Iterator[Theirs]:
        from desktop_app.rules.compare.pieces import Defaults
        from desktop_app.sources.onix.products import products

        if not by_elements(self._flow):
            yield from self._records()
            return
        for each in products(self._path):
            self._read += 1
            if each.refused:
                self._left.append(NotCompared(each.name, each.refused))
                continue
            known = Defaults(each.known.price_type, each.known.currency, each.known.language)
            yield Theirs(each.isbn, each.title, each.reference or each.name, each.data, known)

    def _records(self) -> Iterator[Theirs]:
        from desktop_app.sources import onix

        file = onix.read(self._path, silent)
        for record in file:
            self._read += 1
            number = record.document.get("isbn") or {}
            name = record.id.partition(":")[2]
            yield Theirs(
                isbn.to13(str(number.get("isbn13") or "")),
                str(record.document.get("fullTitle") or ""),
                name,
                record=record,
            )
        self._read += len(file.skipped)
        self._left += [NotCompared(each.id, each.reason) for each in file.skipped]

    def _table(self) -> Iterator[Theirs]:
        from desktop_app.rules.compare import headings

        table = their_table.read(self._path)
        places = headings.meant(table.headings, self._own_targets())
        self._columns = {table.headings[place]: name for place, name in places.items()}
        self._unread = [
            each or f"column {place + 1}"
            for place, each in enumerate(table.headings)
            if place not in places
        ]
        if headings.ISBN not in places.values():
            raise UsageError(
                f"{plain(self._path.name, 120)} has no column of ISBNs.",
                not_done="Nothing was compared.",
                next_step="Give the column of ISBNs the heading ISBN.",
            )
        self._total = len(table.rows)
        self._set_dates(table, places)
        for line, cells in table.rows:
            self._read += 1
            named = {name: cells[place] for place, name in places.items()}
            number = isbn.to13(named[headings.ISBN])
            if number:
                yield Theirs(number, named.get("title", ""), f"line {line}", cells=named)
            else:
                why = (
                    isbn.fault(named[headings.ISBN]) if named[headings.ISBN] else "It has no ISBN."
                )
                shown = plain(named[headings.ISBN], 40)
                self._left.append(NotCompared(f"line {line} {shown}".strip(), why))

    def _own_targets(self) -> set[str]:
        from desktop_app.rules.mapping.table import table_of

        if by_elements(self._flow):
            return set()
        return set(table_of(self._flow).columns)

    def _set_dates(self, table: their_table.Table, places: dict[int, str]) -> None:
        """Dates such as 03/04/2026 are read only where the column itself shows how."""
        from desktop_app.rules.compare import headings

        for place, name in list(places.items()):
            if name != headings.DATE:
                continue
            cells = [each[place] for _, each in table.rows]
            self._noted.day_first = headings.day_first(cells)
            if self._noted.day_first is None and any(map(headings.slashed, cells)):
                del places[place]
                heading = table.headings[place]
                self._columns.pop(heading, None)
                self._unread.append(f"{heading} (its dates can be read two ways)")

    def _all_unread(self) -> Iterator[str]:
        from desktop_app.rules.compare import headings

        yield from self._unread
        told = self._noted.spoken | {headings.ISBN}
        if self._titles:
            for heading, name in self._columns.items():
                if name not in told:
                    yield f"{heading} (this flow does not send it)"
        for each in sorted(self._noted.untold):
            yield f"{their_sides.label(each)} (such a file does not tell it)"

    # -- comparing -----------------------------------------------------------------------------

    async def _take(self, chunk: Sequence[Theirs], pool: ThreadPoolExecutor) -> None:
        owners = await self._catalogue.isbn_owners([each.isbn for each in chunk if each.isbn])
        wanted = [self._candidates(each, owners) for each in chunk]
        ids = list(dict.fromkeys(one for each in wanted for one in each))
        here = await self._here(ids)

        def work() -> list[TitleHeld | NotCompared]:
            pairs = zip(chunk, wanted, strict=True)
            return [self._one(each, meant, here) for each, meant in pairs]

        for made in await _in(pool, work):
            if isinstance(made, NotCompared):
                self._left.append(made)
            else:
                self._titles.append(made)

    def _candidates(self, theirs: Theirs, owners: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Which titles may be meant: by ISBN, or by the reference that we gave."""
        if theirs.isbn:
            return owners.get(theirs.isbn, ())
        start = self._flow.onix.reference
        number = theirs.name.removeprefix(start) if theirs.name.startswith(start) else ""
        return (f"product:{number}",) if number else (f"onix:{theirs.name}",)

    async def _here(self, ids: Sequence[str]) -> dict[str, Here]:
        stored = await self._catalogue.stored(ids)
        known = await self._gatherer.known(stored, [self._flow], {})
        taken = await self._taken([each.id for each in stored])
        names = {each.id: each for each in await self._catalogue.titles(ids)}
        made = {}
        for each in stored:
            shown = names.get(each.id)
            made[each.id] = Here(
                each.record(),
                shown.title if shown else each.id,
                shown.isbn if shown else "",
                known.covers.get(each.id),
                taken.get(each.id),
            )
            await asyncio.sleep(0)
        return made

    async def _taken(self, ids: Sequence[str]) -> dict[str, Taken]:
        def read(conn: sqlite3.Connection) -> dict[str, Taken]:
            return flow_facts.taken(conn, self._flow.name, ids)

        return await self._ledger.db.aread(read)

    def _one(
        self, theirs: Theirs, candidates: Sequence[str], here: dict[str, Here]
    ) -> TitleHeld | NotCompared:
        found = [here[each] for each in candidates if each in here]
        if not found:
            return TitleHeld(
                Held.UNKNOWN_HERE, "", theirs.isbn, plain(theirs.title, 200), place=theirs.name
            )
        # An ISBN of several titles: the one that they took is meant, else the first.
        ours = next((each for each in found if each.taken), found[0])
        name = plain(theirs.name, 120)
        if ours.record.id in self._met:
            return NotCompared(name, f"{ours.name} is in their file twice; the first was compared.")
        self._met.add(ours.record.id)
        try:
            return their_sides.compare(theirs, ours, self._flow, self._noted)
        except ValueError:
            return NotCompared(name, "Its elements could not be taken apart.")

    # -- what they do not have -----------------------------------------------------------------

    async def _missing(self, selected: Sequence[str]) -> None:
        def read(conn: sqlite3.Connection) -> list[str]:
            return flow_facts.ever_taken(conn, self._flow.name)

        ever = await self._ledger.db.aread(read)
        wanted = [each for each in dict.fromkeys((*selected, *ever)) if each not in self._met]
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            taken = await self._taken(part)
            shown = {each.id: each for each in await self._catalogue.titles(part)}
            self._titles += [_missing_one(each, shown.get(each), taken.get(each)) for each in part]


def _missing_one(title_id: str, shown: Title | None, taken: Taken | None) -> TitleHeld:
    return TitleHeld(
        held=Held.MISSING_THERE,
        id=title_id,
        isbn=shown.isbn if shown else "",
        title=shown.title if shown else f"{title_id}, not in the catalogue any more",
        sent_at=their_sides.when(taken),
        as_sent=False if taken else None,
    )


class _Chunks(Generic[T]):
    """An iterator that is drawn from in another thread, some at a time, and closed there."""

    def __init__(self, pool: ThreadPoolExecutor, source: Iterator[T]) -> None:
        self._pool = pool
        self._source = source

    async def all(self) -> AsyncGenerator[list[T], None]:
        try:
            while chunk := await _in(self._pool, lambda: list(islice(self._source, _CHUNK))):
                yield chunk
        finally:
            close = getattr(self._source, "close", None)
            if close is not None:
                await _in(self._pool, close)


async def _in(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, work)
