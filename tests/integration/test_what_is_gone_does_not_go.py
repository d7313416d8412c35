"""A title that has vanished, or is not approved any more, goes by no way: plan, resend or retry."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from desktop_app.engine import Engine, lanes
from desktop_app.records.errors import NotFoundError, PlanStaleError
from desktop_app.records.job import Job
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.state import State
from desktop_app.records.title import SourceKind
from desktop_app.services.send import Send
from tests.support_desk import Desk, desk, title
from tests.support_sending import SOON, Far, answers


async def vanish(here: Desk, *left: int) -> None:
    await here.catalogue.begin_round({})
    await here.put(*[title(number) for number in left])
    await here.catalogue.hide_vanished(SourceKind.CONSONANCE)


async def test_a_title_that_is_gone_is_not_planned(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put(title(1), title(2))
        await vanish(here, 1)
        with pytest.raises(NotFoundError, match="product:2"):
            await here.review.plan(["product:1", "product:2"], ["gardners"])
        assert (await here.catalogue.record("product:2")).id == "product:2"


async def test_a_plan_with_a_title_that_is_gone_since_is_stale(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put(title(1), title(2))
        plan = await here.review.plan(["product:1", "product:2"], ["gardners"])
        await vanish(here, 1)
        [moved] = await here.review.moved(plan)
        assert moved == "product:2 for gardners is not in the catalogue any more."


async def test_old_bytes_do_not_go_again_once_the_title_is_not_approved(tmp_path: Path) -> None:
    async with sending(tmp_path, Far()) as (here, send):
        job = await sent(here, send)
        item = (await here.ledger.items(job.number))[0]
        assert (await send.resend([item.id], "lost in their inbox")).account["selected"] == 1
        await send.wait(job.number + 1, 20)
        await here.put(title(1, allowOnixExports=False))
        with pytest.raises(PlanStaleError, match="not approved for ONIX"):
            await send.resend([item.id], "lost again")
        await here.put(title(2))
        await vanish(here, 2)
        with pytest.raises(PlanStaleError, match="not in the catalogue any more"):
            await send.resend([item.id], "lost again")


async def test_what_failed_is_not_tried_again_once_the_title_is_not_approved(
    tmp_path: Path,
) -> None:
    gone = Receipt(Outcome.UNSENT, None, "Nothing answers there.")
    async with sending(tmp_path, Far(answers(gone))) as (here, send):
        job = await sent(here, send)
        assert job.account == {"selected": 1, "failed": 1}
        await here.put(title(1, allowOnixExports=False))
        with pytest.raises(PlanStaleError, match="not approved for ONIX"):
            await send.retry(job.number)
        assert [each.state for each in await here.ledger.items(job.number)] == [State.FAILED]


@asynccontextmanager
async def sending(folder: Path, far: Far) -> AsyncIterator[tuple[Desk, Send]]:
    async with desk(folder) as here:
        await here.put(title(1))
        engine = Engine(here.ledger, far.open, lanes(here.profile.flows), SOON)
        engine.start()
        try:
            yield here, Send(here.ledger, engine, here.review, here.profile)
        finally:
            await engine.stop()


async def sent(here: Desk, send: Send) -> Job:
    plan = await here.review.plan(["product:1"], ["gardners"])
    job = await send.submit(plan.id)
    return await send.wait(job.number, 20)
