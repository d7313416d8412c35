"""Stops, pauses and doubts hold whatever else happens: a crash, a newer item, an undo time."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.payload import BaselineKind
from desktop_app.records.settlement import Settled, Settlement
from desktop_app.records.state import State
from desktop_app.store import flow_facts
from desktop_app.store.ledger import Ledger
from desktop_app.store.ledger_clock import LedgerClock
from tests.support_sending import many, open_ledger, plan_item, plan_of, submitted, wrap

DOUBT = Settlement(State.NOT_CONFIRMED, "", Receipt(Outcome.AMBIGUOUS), ambiguous=True)
DONE = Settlement(State.DELIVERED, "", Receipt(Outcome.DELIVERED, 200))


class Time:
    def __init__(self) -> None:
        self.seconds = 1_795_521_600.0
        self.clock = LedgerClock(lambda: self.seconds, lambda: self.seconds)


async def settled(ledger: Ledger, settlement: Settlement) -> None:
    leases = await ledger.claim("gardners", 100, wrap)
    await ledger.settle([Settled(each, settlement, ledger.now()) for each in leases])


async def states(ledger: Ledger, job: int) -> list[State]:
    return [each.state for each in await ledger.items(job)]


async def kind(ledger: Ledger) -> BaselineKind | None:
    found = await ledger.baseline("product:1", "gardners")
    return found.kind if found else None


async def test_cancelling_what_waits_behind_a_doubt_does_not_end_the_doubt(
    tmp_path: Path,
) -> None:
    async with open_ledger(tmp_path) as ledger:
        await submitted(ledger, many("a", 1, price="1.00"))
        await settled(ledger, DONE)
        await submitted(ledger, many("b", 1, price="2.00"))
        await settled(ledger, DOUBT)
        waiting = await submitted(ledger, many("c", 1, price="3.00"))
        await ledger.cancel(waiting)
        assert await states(ledger, waiting) == [State.CANCELLED]
        assert await kind(ledger) is BaselineKind.UNKNOWN


async def test_a_pause_holds_what_is_in_its_undo_time(tmp_path: Path) -> None:
    time = Time()
    async with open_ledger(tmp_path, time.clock) as ledger:
        job = await submitted(ledger, many("p", 2), undo_seconds=5)
        await ledger.pause(job)
        time.seconds += 60
        assert await ledger.claim("gardners", 9, wrap) == []
        await ledger.release(job)
        assert len(await ledger.claim("gardners", 9, wrap)) == 2


async def test_a_pause_that_ends_early_still_keeps_the_time_that_was_set(tmp_path: Path) -> None:
    time = Time()
    async with open_ledger(tmp_path, time.clock) as ledger:
        job = await submitted(ledger, many("p", 1), not_before="2026-11-24T13:00:00.000Z")
        await ledger.pause(job)
        await ledger.release(job)
        assert await ledger.claim("gardners", 9, wrap) == []
        await ledger.pause(job)
        time.seconds += 7200
        assert await ledger.claim("gardners", 9, wrap) == []
        await ledger.release(job)
        assert len(await ledger.claim("gardners", 9, wrap)) == 1


@pytest.mark.parametrize("asked", [{"gardners"}, set()])
async def test_a_stop_survives_a_crash(tmp_path: Path, asked: Collection[str]) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 1))
        await ledger.claim("gardners", 1, wrap)
        await ledger.cancel(job)
        report = await ledger.recover(asked)
        assert await states(ledger, job) == [State.NOT_CONFIRMED]
        assert (report.asked_again, report.not_confirmed) == (0, 1)
        assert await kind(ledger) is BaselineKind.UNKNOWN
        assert await ledger.claim("gardners", 1, wrap) == []


async def test_a_pause_survives_a_crash(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 1))
        await ledger.claim("gardners", 1, wrap)
        await ledger.pause(job)
        await ledger.recover({"gardners"})
        assert await states(ledger, job) == [State.HELD]
        assert await ledger.claim("gardners", 1, wrap) == []
        await ledger.release(job)
        assert [each.ambiguous for each in await ledger.claim("gardners", 1, wrap)] == [True]


@pytest.mark.parametrize("outcome", [DONE, DOUBT])
async def test_a_dry_run_behind_an_open_item_never_goes(
    tmp_path: Path, outcome: Settlement
) -> None:
    async with open_ledger(tmp_path) as ledger:
        first = await submitted(ledger, many("a", 1, price="1.00"))
        leases = await ledger.claim("gardners", 1, wrap)
        held = plan_of("b", [plan_item("product:1", price="2.00", state=State.HELD)])
        dry = await submitted(ledger, held, dry_run=True)
        assert (await ledger.job(dry)).account == {"selected": 1, "held": 1}
        await ledger.settle([Settled(each, outcome, ledger.now()) for each in leases])
        if outcome is DOUBT:
            item = (await ledger.items(first))[0].id
            await ledger.confirm(item, arrived=False, note="lost")
        assert await ledger.claim("gardners", 9, wrap) == []
        assert await ledger.next_due("gardners") is None
        lines = await ledger.db.aread(
            lambda conn: flow_facts.lines(conn, "gardners", ["product:1"])
        )
        assert "product:1" not in lines, "nothing is in flight"
        real = await submitted(ledger, many("c", 1, price="3.00"))
        assert await states(ledger, real) == [State.WAITING]
        await ledger.cancel(dry)
        await ledger.release(dry)
        await ledger.retry(dry)
        assert (await ledger.job(dry)).account == {"selected": 1, "held": 1}
        assert [each.job for each in await ledger.claim("gardners", 9, wrap)] == [real]
        assert (await ledger.verify()).ok
