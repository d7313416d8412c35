"""What was reviewed and has not left is held, with the reason, once its title is another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.engine import Engine, Policy, lanes
from desktop_app.records.errors import PlanStaleError, UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.job import Item, Job
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.state import State
from desktop_app.records.title import SourceKind
from desktop_app.services.send import Send
from tests.support_desk import FLOWS, Desk, desk, title
from tests.support_sending import SOON, Far, answers, until

LATER = datetime.now(UTC) + timedelta(days=400)
NEVER_AGAIN = Policy(delays=(3000.0, 3000.0), shortest=3000.0, chance=lambda: 1.0)


@dataclass
class Office:
    here: Desk
    far: Far
    engine: Engine
    send: Send

    async def submitted(self, *numbers: int, flow: str = "gardners", **options: Any) -> Job:
        plan = await self.here.review.plan([f"product:{each}" for each in numbers], [flow])
        return await self.send.submit(plan.id, **options)

    async def items(self, job: Job) -> list[Item]:
        return await self.here.ledger.items(job.number)

    async def item(self, job: Job) -> Item:
        [found] = await self.items(job)
        return found

    def on(self, flows: tuple[Flow, ...]) -> Send:
        """As a new start with other settings."""
        self.here.use(flows)
        self.engine = Engine(self.here.ledger, self.far.open, lanes(flows), SOON)
        self.send = Send(self.here.ledger, self.engine, self.here.review, self.here.profile)
        return self.send


@asynccontextmanager
async def office(
    folder: Path, far: Far | None = None, policy: Policy = SOON
) -> AsyncIterator[Office]:
    async with desk(folder) as here:
        await here.put(title(1), title(2))
        there = far or Far()
        engine = Engine(here.ledger, there.open, lanes(here.profile.flows), policy)
        made = Office(here, there, engine, Send(here.ledger, engine, here.review, here.profile))
        try:
            yield made
        finally:
            await made.engine.stop()


def dearer(number: int) -> Any:
    prices = [dict(each) for each in title(number).document["prices"]]
    return title(number, prices=[{**prices[0], "amount": "16.99"}, *prices[1:]])


async def by_time(made: Office) -> Job:
    return await made.submitted(1, 2, not_before=LATER)


async def by_a_person(made: Office) -> Job:
    job = await made.submitted(1, 2)
    return await made.send.pause(job.number)


async def by_a_pause(made: Office) -> Job:
    await made.send.pause_flow("gardners")
    return await made.submitted(1, 2)


async def by_undo(made: Office) -> Job:
    return await made.submitted(1, 2, undo_seconds=3600)


async def by_nothing(made: Office) -> Job:
    return await made.submitted(1, 2)


@pytest.mark.parametrize("held", [by_time, by_a_person, by_a_pause, by_undo, by_nothing])
async def test_what_changed_is_held_with_the_reason_and_the_rest_goes(
    tmp_path: Path, held: Callable[[Office], Awaitable[Job]]
) -> None:
    async with office(tmp_path) as made:
        job = await held(made)
        assert await made.send.hold_outdated() == ""
        await made.here.put(dearer(1))
        told = await made.send.hold_outdated()
        assert told.startswith("1 item that waited is held")
        first, second = await made.items(job)
        assert first.state is State.HELD
        assert first.reason == ("the title has changed since it was reviewed: price GBP +13 %"), (
            first.reason
        )
        assert not second.reason.startswith("the title has changed")
        assert await made.send.hold_outdated() == "", "told once"

        await made.send.release(job.number)
        made.engine.start()
        await until(lambda: made.far.held.get("product:2"), made.here.ledger)
        assert "product:1" not in made.far.held
        with pytest.raises(PlanStaleError, match=r"product:1 for gardners: .*price GBP \+13 %"):
            await made.send.release(job.number)
        with pytest.raises(PlanStaleError, match="price GBP"):
            await made.send.retry(job.number)
        with pytest.raises(PlanStaleError, match="price GBP"):
            await made.send.release(job.number, [first.id])
        assert "product:1" not in made.far.held
        assert (await made.here.ledger.verify()).ok


async def test_it_can_be_cancelled_or_reviewed_anew(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        job = await by_time(made)
        await made.here.put(dearer(1), dearer(2))
        assert (await made.send.hold_outdated()).startswith("2 items that waited are held")
        made.engine.start()
        anew = await made.submitted(1)
        await made.send.wait(anew.number, 20)
        assert (await made.item(anew)).state is State.DELIVERED
        assert b"16.99" in made.far.held["product:1"]
        first, second = await made.items(job)
        assert (first.state, second.state) == (State.SUPERSEDED, State.HELD)
        done = await made.send.cancel(job.number)
        assert done.account == {"selected": 2, "superseded": 1, "cancelled": 1}


async def test_what_is_again_as_reviewed_waits_for_a_persons_word(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        job = await made.submitted(1)
        await made.here.put(dearer(1))
        await made.send.hold_outdated()
        await made.here.put(title(1))
        assert await made.send.hold_outdated() == ""
        item = await made.item(job)
        assert (item.state, item.reason.split(";")[0]) == (
            State.HELD, "the title is again as it was reviewed",
        )  # fmt: skip
        made.engine.start()
        await made.send.release(job.number)
        assert (await made.send.wait(job.number, 20)).account == {"selected": 1, "delivered": 1}


async def test_what_is_not_approved_any_more_or_gone_is_held(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        job = await made.submitted(1, 2)
        await made.here.catalogue.begin_round({})
        await made.here.put(title(1, allowOnixExports=False))
        await made.here.catalogue.hide_vanished(SourceKind.CONSONANCE)
        await made.send.recover()
        first, second = await made.items(job)
        assert "not approved for ONIX" in first.reason
        assert second.reason == "the title is not in the catalogue any more"
        assert {first.state, second.state} == {State.HELD}


async def test_an_unsent_attempt_that_waits_to_be_tried_again_is_held(tmp_path: Path) -> None:
    away = Receipt(Outcome.UNSENT, None, "Nothing answers there.")
    async with office(tmp_path, Far(answers(away)), NEVER_AGAIN) as made:
        job = await made.submitted(1)
        await made.engine.run_once(job.number)
        assert (await made.item(job)).state is State.RETRYING
        await made.here.put(dearer(1))
        await made.send.hold_outdated()
        item = await made.item(job)
        assert (item.state, item.due_at) == (State.HELD, "")
        assert "price GBP" in item.reason


async def test_what_may_have_left_is_never_touched(tmp_path: Path) -> None:
    doubt = Receipt(Outcome.AMBIGUOUS, 500, "It broke.")
    async with office(tmp_path, Far(answers(doubt), answers(doubt)), NEVER_AGAIN) as made:
        job = await made.submitted(1)
        await made.engine.run_once(job.number)
        before = await made.item(job)
        assert before.state is State.RETRYING
        await made.here.put(dearer(1))
        assert await made.send.hold_outdated() == ""
        assert await made.item(job) == before


async def test_what_waits_behind_an_earlier_item_does_not_take_the_lead(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        first = await made.submitted(1)
        await made.here.ledger.move_open("gardners", "product:1", State.NOT_CONFIRMED)
        await made.here.put(dearer(1))
        second = await made.submitted(1)
        assert (await made.item(second)).reason == "an earlier item is open"
        await made.here.put(title(1, fullTitle="Another name"))
        assert await made.send.hold_outdated()
        behind = await made.item(second)
        assert "the title has changed" in behind.reason
        made.engine.start()
        await made.send.confirm((await made.item(first)).id, False, "not there")
        after = await made.item(second)
        assert (after.state, after.reason) == (State.HELD, behind.reason)
        assert made.far.held == {}


async def test_a_flow_that_is_gone_says_so_and_goes_on_when_it_is_back(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        now = await made.submitted(1)
        timed = await made.submitted(2, not_before=LATER)
        send = made.on(tuple(each for each in FLOWS if each.name != "gardners"))
        await send.recover()
        why = "the flow gardners is not in the settings any more"
        for job in (now, timed):
            item = await made.item(job)
            assert (item.state, item.reason) == (State.HELD, why)
        with pytest.raises(UsageError, match="not in the settings any more"):
            await send.resume_flow("gardners")
        off = tuple(replace(each, enabled=each.name != "gardners") for each in FLOWS)
        await made.on(off).recover()
        await made.on(FLOWS).recover()
        assert (await made.item(now)).state is State.WAITING
        assert (await made.item(timed)).reason == "waits until the time set"
        assert await made.send.pauses() == []


async def test_a_flow_that_is_switched_off_says_so(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        job = await made.submitted(1)
        off = tuple(replace(each, enabled=each.name != "gardners") for each in FLOWS)
        await made.on(off).recover()
        assert (await made.item(job)).reason == "the flow gardners is switched off"
        with pytest.raises(UsageError, match="The flow gardners is switched off"):
            await made.send.release(job.number)
        assert (await made.item(job)).reason == "the flow gardners is switched off"


async def test_a_persons_pause_outlives_a_change_of_settings(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        await made.submitted(1)
        await made.send.pause_flow("gardners")
        await made.on(FLOWS[1:]).recover()
        await made.on(FLOWS).recover()
        assert [each.cause for each in await made.send.pauses()] == ["paused by a person"]
