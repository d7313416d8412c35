"""Safe mode, guards, stale plans, undo and exports: what the services add to ledger and engine."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.engine import Engine, lanes
from desktop_app.records.errors import ConfirmationError, PlanStaleError, UsageError
from desktop_app.records.flow import Environment, Flow, SafeMode
from desktop_app.records.job import Job
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.plan import Plan
from desktop_app.records.state import JobState, State
from desktop_app.services.history import History
from desktop_app.services.report import safe
from desktop_app.services.send import Send
from tests.support_desk import FLOWS, Desk, desk, title
from tests.support_sending import SOON, Far, answers

FINANCE = Flow("finance", 4, "Finance", "item-json", market="UK")


class Office:
    """A desk with an engine and the two services."""

    def __init__(self, here: Desk, far: Far, **profile: Any) -> None:
        self.desk = here
        self.far = far
        self.profile = replace(here.profile, **profile)
        self.engine = Engine(here.ledger, far.open, lanes(here.profile.flows), SOON)
        self.send = Send(here.ledger, self.engine, here.review, self.profile)
        self.history = History(here.ledger)

    async def plan(self, *titles: int, flows: tuple[str, ...] = ("gardners",)) -> Plan:
        return await self.desk.review.plan([f"product:{n}" for n in titles], list(flows))

    async def sent(self, plan: Plan, **options: Any) -> Job:
        job = await self.send.submit(plan.id, **options)
        self.engine.start()
        return await self.send.wait(job.number, 20)


@asynccontextmanager
async def office(
    folder: Path, far: Far | None = None, titles: int = 4, **profile: Any
) -> AsyncIterator[Office]:
    async with desk(folder, flows=(*FLOWS, FINANCE)) as here:
        await here.put(*[title(number) for number in range(1, titles + 1)])
        made = Office(here, far or Far(), **profile)
        try:
            yield made
        finally:
            await made.engine.stop()


async def test_a_plan_is_sent_and_found_again(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        job = await here.sent(await here.plan(1, 2, flows=("gardners", "erp")), note="spring list")
        assert job.account == {"selected": 4, "delivered": 4}
        assert (job.state, job.note) == (JobState.COMPLETED, "spring list")
        item = await here.history.last("product:1", "gardners")
        assert item is not None
        content = await here.history.content(item.id)
        assert content.payload in here.far.bodies[item.key].pop()
        assert [each.flow for each in await here.history.for_title("product:1")] == [
            "erp",
            "gardners",
        ]
        again = await here.sent(await here.plan(1, 2))
        assert again.account == {"selected": 2, "unchanged": 2}
        assert (await here.history.verify()).ok


async def test_a_read_only_profile_sends_nothing(tmp_path: Path) -> None:
    async with office(tmp_path, safe_mode=SafeMode.READ_ONLY) as here:
        plan = await here.plan(1)
        with pytest.raises(UsageError, match="read-only"):
            await here.send.submit(plan.id)
        assert await here.history.jobs() == []
        assert (await here.send.dry_run(plan.id)).dry_run


async def test_production_wants_the_number_of_titles(tmp_path: Path) -> None:
    async with office(tmp_path, environment=Environment.PRODUCTION) as here:
        plan = await here.plan(1, 2, 3, flows=("gardners", "erp"))
        with pytest.raises(ConfirmationError, match="production") as caught:
            await here.send.submit(plan.id)
        assert caught.value.next_step == "Confirm the number of titles: 3."
        assert "--confirm 3" in caught.value.command
        with pytest.raises(ConfirmationError, match="6 is not the number of titles: it is 3"):
            await here.send.submit(plan.id, confirm=6)
        assert await here.history.jobs() == []
        assert (await here.sent(plan, confirm=3)).account["delivered"] == 6


async def test_a_wrong_number_is_refused_even_where_none_is_wanted(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        plan = await here.plan(1)
        with pytest.raises(ConfirmationError):
            await here.send.submit(plan.id, confirm=2)
        assert (await here.send.submit(plan.id, confirm=1)).account["selected"] == 1


async def test_finance_is_guarded(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        with pytest.raises(ConfirmationError, match="rights and royalties"):
            await here.send.submit((await here.plan(1, flows=("finance",))).id)


async def test_a_large_move_of_a_price_is_guarded(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        await here.sent(await here.plan(1))
        prices = [dict(each) for each in title(1).document["prices"]]
        await here.desk.put(title(1, prices=[{**prices[0], "amount": "19.99"}, *prices[1:]]))
        with pytest.raises(ConfirmationError, match=r"price GBP \+33"):
            await here.send.submit((await here.plan(1)).id)
        await here.desk.put(title(1, prices=[{**prices[0], "amount": "16.99"}, *prices[1:]]))
        assert (await here.sent(await here.plan(1))).account == {"selected": 1, "delivered": 1}


async def test_most_of_a_large_imprint_is_guarded_outside_the_demo(tmp_path: Path) -> None:
    async with office(tmp_path, titles=104, environment=Environment.SANDBOX) as here:
        most = await here.plan(*range(1, 54))
        with pytest.raises(ConfirmationError, match="53 of the 104 titles of Pavilion"):
            await here.send.submit(most.id)
        half = await here.plan(*range(1, 53))
        assert (await here.send.submit(half.id)).account["selected"] == 52


async def test_a_stale_plan_names_what_moved_and_sends_nothing(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        plan = await here.plan(1, 2)
        await here.desk.put(title(2, fullTitle="Another name"))
        with pytest.raises(PlanStaleError, match="product:2 for gardners has changed") as caught:
            await here.send.submit(plan.id)
        assert "product:1" not in caught.value.message
        assert await here.history.jobs() == []


async def test_a_plan_is_stale_when_the_destination_took_something_else(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        first, second = await here.plan(1), await here.plan(1)
        await here.sent(first)
        with pytest.raises(PlanStaleError, match="taken something else"):
            await here.send.submit(second.id)


async def test_undo_takes_back_what_has_not_left(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        here.engine.start()
        job = await here.send.submit((await here.plan(1, 2)).id, undo_seconds=60)
        assert (await here.send.wait(job.number, 5)).state is JobState.HELD
        assert (await here.send.undo(job.number)).state is JobState.CANCELLED
        assert here.far.log == []


async def test_a_job_is_paused_and_let_go(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        job = await here.send.submit((await here.plan(1, 2)).id)
        assert (await here.send.pause(job.number)).state is JobState.HELD
        here.engine.start()
        assert (await here.send.wait(job.number, 5)).account == {"selected": 2, "held": 2}
        await here.send.release(job.number)
        assert (await here.send.wait(job.number, 20)).account == {"selected": 2, "delivered": 2}


async def test_a_question_is_put_where_it_can_be_answered(tmp_path: Path) -> None:
    lost = Receipt(Outcome.AMBIGUOUS, 502)
    far = Far(answers(lost), answers(Receipt(Outcome.DELIVERED, 200, remote_id="r-1")))
    async with office(tmp_path, far) as here:
        job = await here.sent(await here.plan(1, flows=("finance",)), confirm=1)
        assert job.account == {"selected": 1, "not_confirmed": 1}
        item = (await here.history.items(job.number))[0].id
        asked = await here.send.check_at_destination(item)
        assert (asked.state, asked.receipt) == (State.DELIVERED, "r-1")
        with pytest.raises(UsageError, match="not waiting for an answer"):
            await here.send.check_at_destination(item)


async def test_waiting_ends_at_the_time_set(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        job = await here.send.submit((await here.plan(1)).id)
        assert (await here.send.wait(job.number, 0.05)).account == {"selected": 1, "waiting": 1}


async def test_a_report_adds_up_and_runs_nothing_in_a_spreadsheet(tmp_path: Path) -> None:
    async with office(tmp_path) as here:
        await here.desk.put(title(1, fullTitle='=HYPERLINK("http://x")\nsecond "line"'))
        job = await here.sent(await here.plan(1, 2, 3))
        data = (await here.history.export(job.number)).decode()
        rows = list(csv.DictReader(io.StringIO(data, newline="")))
        account = {row["state"]: int(row["count"]) for row in rows if row["row"] == "account"}
        assert account == job.account
        items = [row for row in rows if row["row"] == "item"]
        assert len(items) == 3
        assert all(row["isbn"].startswith("978") for row in items)
        assert items[0]["title"].startswith("'=HYPERLINK")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t=1"),
        ("＝1", "'＝1"), ("\0=1", "'=1"), ("plain", "plain"), ("", ""),
    ],
)  # fmt: skip
def test_a_cell_is_never_a_formula(text: str, cell: str) -> None:
    assert safe(text) == cell
