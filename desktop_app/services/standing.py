"""How does every title stand at every destination? Kept up to date by what moved, not by all.

The table is derived: from records, flows, rules, the ledger and the date. ``refresh`` without
arguments reads what changed in each of these since the last time and judges only that again; a
test holds that it ends where ``from_scratch`` does.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Flow
from desktop_app.records.progress import Progress, Report, silent
from desktop_app.records.standing import StandingRow
from desktop_app.services.cover_shown import cover_shown
from desktop_app.services.facts import Clock, FactsGatherer, Hashes, utc_now
from desktop_app.services.judging import Judge, Part
from desktop_app.services.touched import FileNews, Marks, Touched, Watch
from desktop_app.settings.profiles import Profile
from desktop_app.store import ledger_covers
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.standing import StandingTable

if TYPE_CHECKING:
    from desktop_app.store.ledger import Ledger

_log = logging.getLogger(__name__)
_LOOK_AGAIN = 900.0
"""Seconds after which the date is looked at, when nothing else happened."""
_LOOK_FOR_FILES = 5.0


class StandingService:
    """Keeps the standing of one profile. ``now`` is a clock in UTC, for tests.

    One recomputation runs at a time; every method may raise StoreError.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        table: StandingTable,
        ledger: Ledger,
        profile: Profile,
        *,
        now: Clock = utc_now,
        hashes: Hashes | None = None,
        files: FileNews | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._table = table
        self._ledger = ledger
        self._flows = [flow for flow in profile.flows if flow.enabled]
        self._gatherer = FactsGatherer(catalogue, ledger, profile, now, hashes)
        self._judge = Judge(self._gatherer)
        self._watch = Watch(catalogue, table, ledger, self._flows, self._gatherer, files)
        self._one_at_a_time = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None
        self._settings = self._judged_by = 0

    def use(self, profile: Profile) -> None:
        """After the settings changed: a refresh under way ends early, the next one judges what
        the change touches."""
        # The watch reads the same list.
        self._flows[:] = [flow for flow in profile.flows if flow.enabled]
        self._gatherer.use(profile)
        self._settings += 1

    async def refresh(
        self,
        title_ids: Sequence[str] | None = None,
        flows: Sequence[str] | None = None,
        report: Report = silent,
    ) -> int:
        """Bring the table up to date; returns how many titles were judged.

        Without arguments: what records, ledger, flows, rules and the date have moved since the
        last time. With titles or flows: these, whether they moved or not.
        """
        async with self._one_at_a_time:
            self._judged_by = self._settings
            if title_ids is not None or flows is not None:
                return await self._named(title_ids, flows, report)
            marks, touched = await self._watch.since(self._gatherer.today())
            done = await self._carry_out(touched, marks, report)
            await self._remember(marks, marks)
            return done

    async def from_scratch(self, report: Report = silent) -> int:
        """Forget the table and judge every title on show for every enabled flow."""
        async with self._one_at_a_time:
            self._judged_by = self._settings
            await self._table.drop()
            marks, _ = await self._watch.since(self._gatherer.today())
            marks.shared.clear()
            everything = Touched(everywhere=set(await self._catalogue.title_ids()))
            done = await self._carry_out(everything, marks, report)
            await self._remember(marks, marks)
            return done

    def start(self) -> None:
        """Follow the ledger: what a send moves shows without being asked for."""
        if self._following is None:
            self._judge.keep()
            self._following = asyncio.get_running_loop().create_task(self._follow())

    async def stop(self) -> None:
        """Stop following; what is not judged yet is judged at the next refresh."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
            self._following = None
        self._judge.let_go()

    async def _follow(self) -> None:
        woken = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._ledger.db.on_commit(lambda: _wake(loop, woken))
        while True:
            woken.clear()
            try:
                await self.refresh()
            except ColophonError as error:
                _log.warning("The standing could not be brought up to date: %s", error.sentence())
            await self._something(woken)

    async def _something(self, woken: asyncio.Event) -> None:
        """Until the ledger moved, a file came, or the date may have changed.

        Another process may fetch files, so they are looked for.
        """
        until = time.monotonic() + _LOOK_AGAIN
        while time.monotonic() < until:
            try:
                await asyncio.wait_for(woken.wait(), _LOOK_FOR_FILES)
            except TimeoutError:
                if not await self._watch.came():
                    continue
            return

    async def _named(
        self, title_ids: Sequence[str] | None, flows: Sequence[str] | None, report: Report
    ) -> int:
        titles = await self._catalogue.title_ids() if title_ids is None else title_ids
        names = None if flows is None else set(flows)
        touched = Touched()
        for title in titles:
            touched.add(title, names)
        marks = await self._watch.read()
        done = await self._carry_out(touched, marks, report)
        await self._remember(marks, Marks(shared=marks.shared))
        return done

    async def _remember(self, marks: Marks, followed: Marks) -> None:
        """How far it came; by settings that are others meanwhile it came nowhere, for what was
        judged may be by either."""
        if self._judged_by != self._settings:
            followed = Marks(flows=dict.fromkeys(marks.flows or (), ""), shared=marks.shared)
        await self._watch.remember(followed)

    async def _carry_out(self, touched: Touched, marks: Marks, report: Report) -> int:
        """Judge what is touched, then those that share an ISBN with it and were not."""
        if touched.gone_flows:
            await self._table.drop(flows=sorted(touched.gone_flows))
        total, done = len(touched), 0
        neighbours: set[str] = set()
        for names, titles in touched.batches([flow.name for flow in self._flows]):
            flows = [flow for flow in self._flows if flow.name in names]
            async with aclosing(self._batch(titles, flows, marks, neighbours)) as batch:
                async for met in batch:
                    done += met
                    report(Progress("Comparing with destinations", done, total))
                    if self._judged_by != self._settings:
                        return done
        left = sorted(neighbours - touched.everywhere)
        if left:
            async with aclosing(self._batch(left, self._flows, marks, set())) as batch:
                async for met in batch:
                    done += met
        return done

    async def _batch(
        self,
        titles: Sequence[str],
        flows: Sequence[Flow],
        marks: Marks,
        neighbours: set[str],
    ) -> AsyncGenerator[int, None]:
        confirmed = await self._gatherer.confirmations()
        names = [flow.name for flow in flows]
        parts = self._judge.standings(self._catalogue.stored, titles, flows, confirmed)
        async with aclosing(parts):
            async for part in parts:
                _share(part, marks, neighbours)
                await self._table.replace(part.asked, names, part.judged)
                await self._show_covers(part)
                yield len(part.asked)

    async def _show_covers(self, part: Part[StandingRow]) -> None:
        """Lists know no choices: where a person made one, its picture is put in here."""
        titles = await self._ledger.db.aread(
            lambda conn: ledger_covers.chosen_once(conn, part.asked)
        )
        if not titles:
            return
        choices = part.known.covers
        await self._table.show_covers(
            [
                (cover_shown(each.record().document, choices.get(each.id)), each.id,
                 each.content_hash)
                for each in part.records
                if each.id in titles
            ]
        )  # fmt: skip


def _share(part: Part[StandingRow], marks: Marks, neighbours: set[str]) -> None:
    """Remember who shares an ISBN, for their verdicts hang on each other."""
    for record in part.records:
        owners = part.known.owners.get(record.isbn, ())
        others = [each for each in owners if each != record.id]
        if others:
            marks.shared.add(record.id)
            neighbours.update(others)
        else:
            marks.shared.discard(record.id)


def _wake(loop: asyncio.AbstractEventLoop, woken: asyncio.Event) -> None:
    try:
        loop.call_soon_threadsafe(woken.set)
    except RuntimeError:
        # The loop was closed between the commit and this call.
        _log.debug("The ledger moved after its followers had gone.")
