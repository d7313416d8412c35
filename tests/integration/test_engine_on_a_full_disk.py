"""What cannot be recorded is not sent, and what was sent is recorded when there is room again."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.engine import Engine, lanes
from desktop_app.records.errors import DiskFullError
from desktop_app.records.parcel import Outcome, Parcel, Receipt
from desktop_app.store.ledger import Ledger
from tests.support_sending import (
    FLOWS,
    SOON,
    Answer,
    Far,
    ended,
    many,
    open_ledger,
    plan_item,
    plan_of,
    submitted,
    take,
    until,
)

_MOST = 2**31 - 2


async def fill_disk(ledger: Ledger) -> None:
    """SQLite takes no further page, as on a full disk."""
    await ledger.db.awrite(
        lambda conn: conn.execute(
            f"PRAGMA max_page_count = {conn.execute('PRAGMA page_count').fetchone()[0]}"
        )
    )


async def make_room(ledger: Ledger) -> None:
    await ledger.db.awrite(lambda conn: conn.execute(f"PRAGMA max_page_count = {_MOST}"))


async def use_up_free_pages(ledger: Ledger) -> None:
    """Fill the pages that are there, a row at a time, until nothing more fits."""
    await fill_disk(ledger)
    for size in (2000, 200, 20):
        while True:
            try:
                await ledger.db.awrite(
                    lambda conn, size=size: conn.execute(
                        "INSERT INTO change (kind, id) VALUES ('job', ?)", ("x" * size,)
                    )
                )
            except DiskFullError:
                break


async def test_a_plan_that_cannot_be_recorded_is_no_job(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        await ledger.save_plan(many("p", 400))
        await fill_disk(ledger)
        with pytest.raises(DiskFullError, match="disk is full"):
            await ledger.submit("p")
        assert await ledger.jobs() == []
        await make_room(ledger)
        assert (await ledger.job(await ledger.submit("p"))).account["waiting"] == 400


async def test_the_engine_sends_nothing_it_cannot_record(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far()
        job = await submitted(ledger, many("p", 40))
        await use_up_free_pages(ledger)
        engine = Engine(ledger, far.open, lanes(FLOWS), SOON)
        with pytest.raises(DiskFullError):
            await engine.run_once(job)
        assert far.log == []
        assert (await ledger.job(job)).account == {"selected": 40, "waiting": 40}
        await make_room(ledger)
        engine.start()
        assert await ended(ledger, job) == {"selected": 40, "delivered": 40}
        await engine.stop()
        assert engine.trouble == ""


async def test_results_wait_for_room_and_are_not_lost(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        big = Receipt(Outcome.DELIVERED, 200, response=b"y" * 60_000)

        def take_with_a_long_answer(far: Far, parcel: Parcel) -> Answer:
            take(far, parcel)
            return big

        far = Far(take_with_a_long_answer)
        engine = Engine(ledger, far.open, lanes(FLOWS), SOON)
        job = await submitted(ledger, plan_of("p", [plan_item(f"product:{n}") for n in range(8)]))
        # Room for the intents, none for the answers.
        await ledger.db.awrite(
            lambda conn: conn.execute(
                f"PRAGMA max_page_count = {conn.execute('PRAGMA page_count').fetchone()[0] + 12}"
            )
        )
        engine.start()

        async def in_trouble() -> bool:
            return bool(engine.trouble)

        await until(in_trouble, ledger)
        assert "disk is full" in engine.trouble
        assert (await ledger.job(job)).account == {"selected": 8, "sending": 8}
        await make_room(ledger)
        assert await ended(ledger, job) == {"selected": 8, "delivered": 8}
        await engine.stop()
        assert set(far.taken.values()) == {1}
        assert len(far.log) == 8
