"""A process of its own judges many titles: the same results, whatever becomes of the process."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import multiprocessing.spawn
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from desktop_app.records.progress import Progress
from desktop_app.records.standing import StandingRow
from desktop_app.records.state import State
from desktop_app.services import judging
from desktop_app.services.judge_process import JudgeProcess, ProcessLostError
from desktop_app.services.review import Preview
from tests.support_desk import Desk, desk, title

TITLES = 60
IDS = [f"product:{number}" for number in range(1, TITLES + 1)]
FLOWS = ["gardners", "erp", "launch"]


@pytest.fixture
async def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Small slices, some of them taken, changed since, refused, or on their way."""
    monkeypatch.setattr(judging, "SLICE", 8)
    monkeypatch.setattr(judging, "MANY", 1_000)
    async with desk(tmp_path) as opened:
        await opened.put(*(title(number) for number in range(1, TITLES + 1)))
        for place, state in enumerate((State.DELIVERED, State.REFUSED, State.NOT_CONFIRMED)):
            plan = await opened.review.plan(IDS[place * 12 : place * 12 + 12], FLOWS)
            await opened.send(plan, state)
        await opened.put(*(title(n, fullTitle=f"Moved {n}") for n in range(1, TITLES, 3)))
        await opened.put(title(5, isbn={"isbn13": "9780000000000"}), title(6, prices=None))
        await opened.put(title(7, isbn=title(8).document["isbn"]))
        yield opened
    await gone()


async def gone() -> None:
    """Every process that this test started has ended."""
    async with asyncio.timeout(20):
        while multiprocessing.active_children():
            await asyncio.sleep(0.01)


def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MANY", 10)


async def rows(here: Desk) -> Sequence[StandingRow]:
    return await here.table.all_rows()


async def test_previews_are_the_same_here_and_there(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: tuple[Preview, ...] = await here.review.check(IDS, FLOWS, previewed={IDS[0]: "other"})
    apart(monkeypatch)
    after = await here.review.check(IDS, FLOWS, previewed={IDS[0]: "other"})
    assert len(before) == TITLES * 6
    assert after == before
    assert any(each.baseline and each.baseline.rows for each in after)
    assert any(each.difference.known and each.difference.count for each in after)
    assert any(problem.rule == "18" for problem in after[0].problems)


async def test_plans_are_the_same_here_and_there(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await here.review.plan(IDS, FLOWS)
    apart(monkeypatch)
    after = await here.review.plan(IDS, FLOWS)
    assert after.items == before.items
    assert await here.review.moved(before) == ()


async def test_the_standing_is_the_same_here_and_there(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.standing.from_scratch()
    before = await rows(here)
    apart(monkeypatch)
    seen: list[Progress] = []
    assert await here.standing.from_scratch(seen.append) >= TITLES
    assert await rows(here) == before
    assert [each.done for each in seen] == sorted(each.done for each in seen)
    assert seen[-1].done == seen[-1].total == TITLES
    await gone()


async def test_a_killed_process_costs_nothing_but_time_and_a_line_in_the_log(
    here: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await here.standing.from_scratch()
    before = await rows(here)
    apart(monkeypatch)
    killed: list[int] = []

    def kill(_: Progress) -> None:
        for child in multiprocessing.active_children():
            if not killed and child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)
                killed.append(child.pid)

    with caplog.at_level(logging.WARNING):
        await here.standing.from_scratch(kill)
    assert killed
    assert await rows(here) == before
    lines = [each.message for each in caplog.records if "judged in this process" in each.message]
    assert len(lines) == 1
    assert "BrokenProcessPool" in lines[0]


async def test_a_process_that_cannot_start_is_said_once_and_done_without(
    here: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = await here.review.check(IDS, FLOWS)
    apart(monkeypatch)
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", b"/nowhere/python")
    with caplog.at_level(logging.WARNING):
        assert await here.review.check(IDS, FLOWS) == before
    assert len([each for each in caplog.records if "other one was lost" in each.message]) == 1


async def test_cancelling_ends_the_process_and_the_next_refresh_makes_it_whole(
    here: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.standing.from_scratch()
    before = await rows(here)
    apart(monkeypatch)
    begun = asyncio.Event()
    task = asyncio.create_task(here.standing.from_scratch(lambda _: begun.set()))
    async with asyncio.timeout(20):
        await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await gone()
    await here.standing.from_scratch()
    assert await rows(here) == before


async def test_it_knows_rules_and_records_only_and_stands_back(here: Desk) -> None:
    async with JudgeProcess() as process:
        loaded = await process.call(eval, "sorted(__import__('sys').modules)")
        nice = await process.call(os.getpriority, os.PRIO_PROCESS, 0)
    ours = {name for name in loaded if name.startswith("desktop_app.")}
    rooms = {name.split(".")[1] for name in ours}
    assert rooms == {"records", "rules", "services"}
    assert {name for name in ours if ".services." in name} == {
        "desktop_app.services.judge_worker",
        "desktop_app.services.judged",
        "desktop_app.services.worker_manners",
    }
    for heavy in ("sqlite3", "PySide6", "httpx", "asyncio", "lxml"):
        assert heavy not in loaded
    assert nice > os.getpriority(os.PRIO_PROCESS, 0)


async def test_an_error_of_the_work_is_the_callers_and_the_process_goes_on() -> None:
    async with JudgeProcess() as process:
        with pytest.raises(ZeroDivisionError):
            await process.call(eval, "1 / 0")
        assert await process.call(eval, "1 + 1") == 2
    with pytest.raises(ProcessLostError):
        await process.call(eval, "1")


PARENT = """
    import asyncio, os, time
    from desktop_app.services.judge_process import JudgeProcess

    async def main():
        async with JudgeProcess() as process:
            print(await process.call(os.getpid), flush=True)
            await process.call(time.sleep, 600)

    if __name__ == "__main__":
        asyncio.run(main())
"""


def test_it_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(textwrap.dedent(PARENT))
    root = Path(__file__).resolve().parents[2]
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip
    with parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline()) != parent.pid
        parent.kill()
        # The pipe ends when nobody holds it any more, the busy child included.
        rest, _ = parent.communicate(timeout=20)
    assert rest == ""
