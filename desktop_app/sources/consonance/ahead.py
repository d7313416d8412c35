"""What is asked for while the last answer is still being stored? The next one, and no more.

The questions of a reading depend on the numbers in the answer before, which are known as soon as
it is parsed. So the server, the process that takes answers apart and the store work side by side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.sources.consonance.answers import Fault
from desktop_app.sources.consonance.convert import Taken
from desktop_app.sources.consonance.progress import Reading

SLICE = 100
"""Works in one SourcePage, however many an answer holds."""

Faults = Mapping[int, Sequence[Fault]]
Take = Callable[[Sequence[Any], int, int, Faults], Awaitable[Taken]]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: its works, None when a record spoiled them all; its faults by the place of the
    work; and what it said of no work. ``first`` is the first slice, already being taken."""

    works: Sequence[Any] | None
    faults: Faults
    general: tuple[str, ...] = ()
    first: asyncio.Task[Taken] | None = None


class Ahead:
    """Asks ``ask(after)`` for answers, one in advance of the reader. Closed in any case."""

    def __init__(self, ask: Callable[[int], Awaitable[Given]], take: Take) -> None:
        self._ask = ask
        self._take = take
        self._tasks: set[asyncio.Task[Any]] = set()
        self._line: asyncio.Queue[Given | BaseException] | None = None

    def begin(self, after: int) -> None:
        """Ask for what comes after a work, and so on, unless that is under way."""
        if self._line is None:
            self._line = asyncio.Queue(1)
            self._task(self._go(after, self._line))

    async def next(self, after: int) -> Given:
        """The answer after a work; raises what asking for it raised."""
        if self._line is None:
            return await self._ask(after)
        found = await self._line.get()
        if isinstance(found, BaseException):
            self._line = None
            raise found
        if found.works is None:
            self._line = None  # the reader finds its own way past this one
        return found

    def start(self, works: Sequence[Any], start: int, faults: Faults) -> asyncio.Task[Taken] | None:
        """Begin to take the slice that begins there, if there is one."""
        if start >= len(works):
            return None
        return self._task(self._take(works, start, start + SLICE, faults))

    async def aclose(self) -> None:
        """Stop asking and taking."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _go(self, after: int, line: asyncio.Queue[Given | BaseException]) -> None:
        scout = Reading(after)
        going = True
        while going:
            try:
                found = await self._ask(scout.after)
            except Exception as fault:  # noqa: BLE001 - the reader raises it
                await line.put(fault)
                return
            going = bool(found.works)
            if found.works:
                scout.look_at(found.works)
                going = scout.turn()
                first = self.start(found.works, 0, found.faults)
                found = Given(found.works, found.faults, found.general, first)
            await line.put(found)

    def _task(self, work: Awaitable[Any]) -> asyncio.Task[Any]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
