"""Does the table that follows what moves end where a table made anew would? After any history."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.document import content_hash
from desktop_app.records.flow import Audience, Environment, Flow
from desktop_app.records.state import OPEN, State
from desktop_app.records.title import SourceKind, Verdict
from desktop_app.services.standing import StandingService
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingRow, StandingTable
from tests.support_desk import Desk, desk, isbn, title
from tests.support_records import ERP, GARDNERS, INGRAM, LAUNCH, SHOP, TODAY, record

STEPS = 125
SEEDS = range(4)
"""Four histories of 125 steps."""
TITLES = range(1, 10)
ENDS = (State.DELIVERED, State.DELIVERED_WITH_ERRORS, State.HANDED_OVER, State.REFUSED,
        State.FAILED, State.CANCELLED, State.SUPERSEDED)  # fmt: skip
OUTCOMES = (*ENDS, *sorted(OPEN))
KNOWN_FLOWS = (GARDNERS, ERP, INGRAM, SHOP, LAUNCH)

Row = tuple[Any, ...]


class History:
    """A house that lives; ``log`` says what happened to it, for whoever reads a failure."""

    def __init__(self, here: Desk, folder: Path, seed: int) -> None:
        self.here = here
        self.dice = random.Random(seed)
        self.log: list[str] = []
        self.flows: list[Flow] = [GARDNERS, LAUNCH]
        self._folder = folder
        self._documents: dict[int, dict[str, Any]] = {}
        self._gone: set[int] = set()
        self._what: list[Callable[[], Awaitable[str]]] = [
            self.change_some, self.change_some, self.mend, self.mend, self.vanish, self.come_back,
            self.send, self.send, self.send, self.settle, self.settle, self.move_flows,
            self.confirm, self.time_passes, self.time_passes, self.look_again, self.import_file,
            self.many_at_once,
        ]  # fmt: skip

    async def begin(self) -> None:
        self.here.use(self.flows, Environment.PRODUCTION)
        await self.here.put(*(title(number) for number in TITLES))
        await self.here.standing.refresh()

    async def step(self) -> None:
        self.log.append(await self.dice.choice(self._what)())
        # Now and then two things happen before anybody looks.
        if self.dice.random() < 0.3:
            self.log.append(await self.dice.choice(self._what)())
        await self.here.standing.refresh()

    # -- records -----------------------------------------------------------------------------------

    async def change_some(self) -> str:
        number = self.dice.choice([each for each in TITLES if each not in self._gone])
        self._documents.setdefault(number, {}).update(self._change())
        await self._put([number])
        return f"changed {number}: {self._documents[number]}"

    async def mend(self) -> str:
        number = self.dice.choice([each for each in TITLES if each not in self._gone])
        self._documents.pop(number, None)
        await self._put([number])
        return f"mended {number}"

    def _change(self) -> dict[str, Any]:
        dice = self.dice
        day = (TODAY + timedelta(days=dice.randint(-40, 60))).isoformat()
        text = {"id": "77", "externalText": "Words.", "fromDate": day, "productIds": ["1"],
                "onixContentAudienceCodes": ["00"]}  # fmt: skip
        price = {"amount": f"{dice.randint(5, 20)}.99", "currencyCode": dice.choice(("GBP", "EUR")),
                 "onixPriceTypeCode": "02", "onixPriceTypeQualifierCode": "05",
                 "effectiveFrom": dice.choice((None, day)), "effectiveTo": None}  # fmt: skip
        changes: tuple[dict[str, Any], ...] = (
            {"isbn": {"isbn13": isbn(dice.choice(TITLES))}},
            {"isbn": dice.choice((None, {"isbn13": "9780000000000"}))},
            {"isbn": dice.choice(({"isbn13": "9780141439518"}, {"isbn10": "0141439513"}))},
            {"prices": [price]},
            {"prices": [price | {"effectiveFrom": None, "effectiveTo": day}]},
            {"publicationDate": dice.choice((None, day))},
            {"plannedPublicationDate": dice.choice((None, day))},
            {"allowOnixExports": dice.choice((True, False, None))},
            {"onixPublishingStatusCode": dice.choice(("02", "04", "08", None))},
            {"fullTitle": dice.choice(("Harbour", "Atlas", "TBC"))},
            {"marketingTexts": [text]},
            {"work": {"id": str(dice.choice(TITLES)), "season": dice.choice(("Spring", "Autumn"))}},
        )
        return dice.choice(changes)

    async def _put(self, numbers: list[int]) -> None:
        made = [title(number, **self._documents.get(number, {})) for number in numbers]
        await self.here.put(*made)

    async def vanish(self) -> str:
        self._gone = set(self.dice.sample(TITLES, self.dice.randint(0, 3)))
        await self.here.catalogue.begin_round({})
        await self._put([number for number in TITLES if number not in self._gone])
        hidden = await self.here.catalogue.hide_vanished(SourceKind.CONSONANCE)
        if self.dice.random() < 0.5:  # else the program died before it got there
            await self.here.table.drop(hidden)
        return f"vanished {hidden}"

    async def come_back(self) -> str:
        back, self._gone = sorted(self._gone), set()
        await self._put(back)
        return f"back {back}"

    async def import_file(self) -> str:
        number = self.dice.choice(TITLES)
        document = title(number).document | {"id": None, "fullTitle": f"From a file {number}"}
        await self.here.put(record(document, title=f"onix:REF-{number}"))
        return f"imported onix:REF-{number}"

    async def many_at_once(self) -> str:
        """More than the catalogue tells one by one."""
        await self.here.put(*(title(number) for number in range(1_000, 1_600)))
        await self.here.catalogue.begin_round({})
        await self._put([number for number in TITLES if number not in self._gone])
        await self.here.catalogue.hide_vanished(SourceKind.CONSONANCE)
        return "many came and went"

    # -- sends -------------------------------------------------------------------------------------

    async def send(self) -> str:
        flows = [each.name for each in self.flows if each.enabled]
        shown = await self.here.catalogue.title_ids()
        if not flows or not shown:
            return "nothing to send"
        chosen = self.dice.sample(shown, min(len(shown), self.dice.randint(1, 3)))
        to = self.dice.sample(flows, self.dice.randint(1, len(flows)))
        outcome = self.dice.choice(OUTCOMES)
        reasons = {"9": "seen", "12": "seen"} if self.dice.random() < 0.7 else {}
        plan = await self.here.review.plan(chosen, to, overrides=reasons)
        await self.here.send(plan, outcome)
        return f"sent {chosen} to {to} with {reasons or 'nothing'}: {outcome}; {plan.account}"

    async def settle(self) -> str:
        def read(conn: sqlite3.Connection) -> list[tuple[str, str]]:
            rows = conn.execute("SELECT flow, subject FROM item WHERE lead = 1 ORDER BY id")
            return [(row[0], row[1]) for row in rows]

        leading = await self.here.ledger.db.aread(read)
        if not leading:
            return "nothing to settle"
        flow, subject = self.dice.choice(leading)
        outcome = self.dice.choice(OUTCOMES)
        await self.here.ledger.move_open(flow, subject, outcome)
        return f"settled {subject} for {flow}: {outcome}"

    # -- settings and time -------------------------------------------------------------------------

    async def move_flows(self) -> str:
        some = self.dice.sample(KNOWN_FLOWS, self.dice.choice((0, 2, 3, 4, 5)))
        self.flows = [self._turned(flow) for flow in some]
        self.here.use(self.flows, Environment.PRODUCTION)
        return f"flows {[(each.name, each.enabled, each.market) for each in self.flows]}"

    def _turned(self, flow: Flow) -> Flow:
        market = self.dice.choice((flow.market, flow.market, "WORLD", "EU"))
        audience = self.dice.choice((flow.audience, flow.audience, *Audience))
        return replace(flow, market=market, audience=audience, enabled=self.dice.random() < 0.85)

    async def confirm(self) -> str:
        enabled = [each.name for each in self.flows if each.enabled]
        if not enabled:
            return "no flow to confirm for"
        flow, rule = self.dice.choice(enabled), self.dice.choice(("2", "9", "12", "6"))
        kind = self.dice.choice(tuple(SourceKind))
        await self.here.review.confirm_rule(flow, rule, kind, "looked at it")
        return f"confirmed {rule} of {kind} for {flow}"

    async def time_passes(self) -> str:
        self.here.now += timedelta(days=self.dice.choice((0, 1, 1, 2, 9, 30, -1, -20)))
        self.here.use(self.flows, Environment.PRODUCTION)
        return f"today is {self.here.now.date()}"

    async def look_again(self) -> str:
        """Named titles and flows are judged whether they moved or not."""
        shown = await self.here.catalogue.title_ids()
        enabled = [each.name for each in self.flows if each.enabled]
        titles = self.dice.sample(shown, self.dice.randint(0, len(shown)))
        flows = self.dice.choice((None, self.dice.sample(enabled, min(1, len(enabled)))))
        await self.here.standing.refresh(titles, flows)
        return f"looked again at {titles} for {flows or 'all'}"

    # -- the reference -----------------------------------------------------------------------------

    async def from_scratch(self) -> tuple[list[Row], list[tuple[str, int]]]:
        """The table as a copy of the file gets it when nothing is remembered."""
        path = self._folder / "copy.sqlite"
        for each in self._folder.glob("copy.sqlite*"):
            each.unlink()

        source = sqlite3.connect(self.here.catalogue_db.path)
        source.execute("VACUUM INTO ?", (str(path),))
        source.close()
        db = Database(path, "catalogue", durable=False)
        try:
            catalogue, table = Catalogue(db), StandingTable(db)
            service = StandingService(
                catalogue, table, self.here.ledger, self.here.profile, now=lambda: self.here.now
            )
            await service.from_scratch()
            return await held(table, db)
        finally:
            db.close()


async def held(table: StandingTable, db: Database) -> tuple[list[Row], list[tuple[str, int]]]:
    """Every row, and for every title on show the verdicts that lists filter by."""

    def masks(connection: sqlite3.Connection) -> list[tuple[str, int]]:
        sql = "SELECT title.id, list.verdicts FROM list JOIN title USING (pid) ORDER BY title.id"
        return [(row[0], row[1]) for row in connection.execute(sql)]

    return [_plain(row) for row in await table.all_rows()], await db.aread(masks)


def _plain(row: StandingRow) -> Row:
    return (row.flow, row.subject, row.title, row.verdict.value, row.count, row.baseline,
            row.payload_sha256, row.baseline_sha256, row.rule_version, row.valid_until)  # fmt: skip


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", SEEDS)
async def test_following_ends_where_starting_anew_does(tmp_path: Path, seed: int) -> None:
    met: Counter[Verdict] = Counter()
    async with desk(tmp_path, environment=Environment.PRODUCTION) as here:
        history = History(here, tmp_path, seed)
        await history.begin()
        for _ in range(STEPS):
            await history.step()
            rows, masks = await held(here.table, here.catalogue_db)
            wanted, wanted_masks = await history.from_scratch()
            last = "\n".join(history.log[-6:])
            assert rows == wanted, f"after {len(history.log)} events:\n{last}"
            assert masks == wanted_masks, f"after {len(history.log)} events:\n{last}"
            met.update(Verdict(row[3]) for row in rows)
            await _counted(here, rows)
    # A history in which nothing happens would prove nothing.
    assert len(met) >= len(Verdict) - 2, met


async def _counted(here: Desk, rows: list[Row]) -> None:
    """Cells and counts are what the rows say: the first of a title's subjects in the order."""
    cells: dict[tuple[str, str], Verdict] = {}
    order = list(Verdict).index
    for row in rows:
        key, verdict = (row[2], row[0]), Verdict(row[3])
        cells[key] = min(cells.get(key, verdict), verdict, key=order)
    shown = await here.table.for_titles(await here.catalogue.title_ids())
    assert {(t, f): cell.state for t, of in shown.items() for f, cell in of.items()} == cells
    per_verdict = {
        verdict: len({title_id for (title_id, _), each in cells.items() if each is verdict})
        for verdict in Verdict
    }
    assert await here.table.counts() == per_verdict


async def test_what_did_not_move_is_not_judged_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put(*(title(number) for number in range(1, 41)))
        assert await here.standing.refresh() == 40
        assert await here.standing.refresh() == 0
        await here.put(title(7, fullTitle="Another"))
        assert await here.standing.refresh() == 1
        await here.send(await here.review.plan(["product:3", "product:4"], ["gardners"]))
        assert await here.standing.refresh() == 2
        here.now += timedelta(days=1)
        assert await here.standing.refresh() == 0


async def test_a_date_that_comes_moves_the_verdict_by_itself(tmp_path: Path) -> None:
    later = date(2026, 12, 1)
    price = {"amount": "9.99", "currencyCode": "GBP", "onixPriceTypeCode": "02",
             "onixPriceTypeQualifierCode": "05", "effectiveTo": None,
             "effectiveFrom": later.isoformat()}  # fmt: skip
    async with desk(tmp_path, flows=(GARDNERS,)) as here:
        dated = title(1, prices=[price], publicationDate="2026-01-05")
        await here.put(dated, title(2))
        await here.standing.refresh()
        cell = (await here.table.for_titles(["product:1"]))["product:1"]["gardners"]
        assert cell.state is Verdict.BLOCKED
        here.now += timedelta(days=(later - TODAY).days)
        assert await here.standing.refresh() == 1
        cell = (await here.table.for_titles(["product:1"]))["product:1"]["gardners"]
        assert cell.state is Verdict.NEVER


async def verdict(here: Desk, number: int) -> Verdict:
    name = f"product:{number}"
    return (await here.table.for_titles([name]))[name]["gardners"].state


async def test_a_shared_isbn_counts_also_where_one_gives_it_with_ten_digits(tmp_path: Path) -> None:
    async with desk(tmp_path, flows=(GARDNERS,)) as here:
        await here.put(title(1, isbn={"isbn13": "9780141439518"}), title(2))
        await here.standing.refresh()
        assert await verdict(here, 1) is Verdict.NEVER
        # The one that was there first is judged again, though nothing of its own has moved.
        await here.put(title(2, isbn={"isbn10": "0141439513"}))
        await here.standing.refresh()
        assert await verdict(here, 1) is Verdict.BLOCKED
        await here.put(title(2))
        await here.standing.refresh()
        assert await verdict(here, 1) is Verdict.NEVER


async def test_a_work_told_in_two_ways_is_the_last_one_for_all_its_products(tmp_path: Path) -> None:
    async with desk(tmp_path, flows=(GARDNERS,)) as here:
        one, two = (title(n, work={"id": "1", "subtitle": f"As {n} says"}) for n in (1, 2))
        await here.put(one, two)
        first, second = await here.catalogue.records([one.id, two.id])
        assert first.document["work"]["subtitle"] == "As 2 says"
        for each in (first, second):
            assert each.content_hash == content_hash(each.document)
        # The same page again moves nothing but the product whose text was not kept.
        assert (await here.catalogue.put_page([two])).changed == 0


async def test_a_clock_that_ran_back_is_followed_too(tmp_path: Path) -> None:
    later = date(2026, 12, 1)
    price = {"amount": "9.99", "currencyCode": "GBP", "onixPriceTypeCode": "02",
             "onixPriceTypeQualifierCode": "05", "effectiveTo": None,
             "effectiveFrom": later.isoformat()}  # fmt: skip
    async with desk(tmp_path, flows=(GARDNERS,)) as here:
        here.now += timedelta(days=30)
        await here.put(title(1, prices=[price], publicationDate="2026-01-05"))
        await here.standing.refresh()
        assert await verdict(here, 1) is Verdict.NEVER
        here.now -= timedelta(days=30)
        await here.standing.refresh()
        assert await verdict(here, 1) is Verdict.BLOCKED


async def test_following_shows_what_a_send_moved_without_being_asked(tmp_path: Path) -> None:
    async with desk(tmp_path, flows=(GARDNERS,)) as here:
        await here.put(title(1))
        await here.standing.refresh()
        seen = asyncio.Event()
        loop = asyncio.get_running_loop()
        here.catalogue_db.on_commit(lambda: _tell(loop, seen))
        here.standing.start()
        await here.send(await here.review.plan(["product:1"], ["gardners"]))
        async with asyncio.timeout(20):
            while True:
                cell = (await here.table.for_titles(["product:1"]))["product:1"]["gardners"]
                if cell.state is Verdict.SAME:
                    break
                await seen.wait()
                seen.clear()


def _tell(loop: asyncio.AbstractEventLoop, seen: asyncio.Event) -> None:
    loop.call_soon_threadsafe(seen.set)
