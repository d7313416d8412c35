"""A window's small batches are judged in a process that stays for a while: the same results, and
nothing left behind."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from desktop_app.services import judging
from desktop_app.services.kept_process import KeptProcess
from tests.support_desk import desk, title

TITLES = 30
IDS = [f"product:{number}" for number in range(1, TITLES + 1)]


async def gone() -> None:
    async with asyncio.timeout(20):
        while multiprocessing.active_children():
            await asyncio.sleep(0.01)


async def test_batches_share_one_and_it_ends_when_nobody_wants_it() -> None:
    kept = KeptProcess(0.3)
    async with kept.use() as first, kept.use() as second:
        assert first is second
        mine = await first.call(os.getpid)
        assert mine != os.getpid()
    async with kept.use() as again:
        assert await again.call(os.getpid) == mine
    await gone()
    assert not kept.there
    async with kept.use() as other:
        assert await other.call(os.getpid) != mine
    kept.let_go()
    await gone()


async def test_one_that_died_is_replaced() -> None:
    kept = KeptProcess()
    async with kept.use() as process:
        number = await process.call(os.getpid)
        os.kill(number, signal.SIGKILL)
        with pytest.raises(judging.ProcessLostError):
            await process.call(os.getpid)
    async with kept.use() as process:
        assert await process.call(os.getpid) != number
    kept.let_go()
    await gone()


async def test_a_window_judges_more_than_a_few_titles_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk(tmp_path) as here:
        await here.put(*(title(number) for number in range(1, TITLES + 1)))
        before = await here.review.check(IDS, ["gardners", "erp"])
        assert not multiprocessing.active_children(), "a command judges so few by itself"
        here.review.keep_ready()
        assert await here.review.check(IDS, ["gardners", "erp"]) == before
        (process,) = multiprocessing.active_children()
        assert await here.review.check(IDS[:5], ["gardners"]) == before[: 5 * 2 : 2]
        assert await here.review.check(IDS, ["gardners", "erp"]) == before
        assert [each.pid for each in multiprocessing.active_children()] == [process.pid]
        monkeypatch.setattr(judging.Judge, "_here", None)
        assert await here.review.check(IDS, ["gardners", "erp"]) == before
        monkeypatch.undo()
        here.review.let_go()
        await gone()
        assert await here.review.check(IDS, ["gardners", "erp"]) == before


async def test_one_that_is_let_go_while_it_starts_does_not_stay() -> None:
    kept = KeptProcess()
    using = kept.use()
    starting = asyncio.create_task(using.__aenter__())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    kept.let_go()
    process = await starting
    with pytest.raises(judging.ProcessLostError):
        await process.call(os.getpid)
    await using.__aexit__(None, None, None)
    kept.let_go()
    await gone()
