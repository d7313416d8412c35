"""Where a slice cannot be handed to the other process, those behind it are judged here."""

from __future__ import annotations

import asyncio
import time

from desktop_app.services.judge_process import JudgeProcess, ProcessLostError


class Nameless:
    """Nobody else can find it by its name."""


Nameless.__qualname__ = "Elsewhere"


async def test_those_in_line_are_told_that_the_process_is_lost() -> None:
    async with JudgeProcess() as process:
        calls = [
            process.call(time.sleep, 0.5),
            process.call(len, Nameless()),  # type: ignore[arg-type]
            *(process.call(len, "abc") for _ in range(8)),
        ]
        found = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(found[1], ProcessLostError)
    assert all(each == 3 or isinstance(each, ProcessLostError) for each in found[2:])


async def test_who_is_stopped_is_stopped() -> None:
    async with JudgeProcess() as process:
        task = asyncio.create_task(process.call(time.sleep, 0.5))
        await asyncio.sleep(0)
        task.cancel()
        [found] = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(found, asyncio.CancelledError)
