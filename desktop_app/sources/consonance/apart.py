"""Where are large answers taken apart? In processes of their own, from the second large one on.

The first is taken here while those start. When one is lost, the answer is parsed again
here: its bytes are kept until it is taken whole. What comes of an answer is the same either way.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from desktop_app.records import strict_json
from desktop_app.sources.consonance import bench
from desktop_app.sources.consonance.answers import Fault
from desktop_app.sources.consonance.convert import Taken, take_work
from desktop_app.sources.elsewhere import Elsewhere, LostError, Shown

LARGE = 400_000
"""Bytes from which an answer is large. A process of its own costs as much as taking two of these
apart."""

_SEVERAL = 2
_CORES = 4
"""With so many cores there are several processes, and answers go to them in turn."""


class Stubs(list[Any]):
    """Works of which only the numbers are here; the rest is elsewhere."""

    def __init__(self, stubs: Sequence[Any], number: int, body: bytes, root: str) -> None:
        super().__init__(stubs)
        self.number = number
        self.body = body
        self.root = root


class Apart:
    """For one reading. ``place`` makes a process when there is need, ``shown`` is what the store
    wants beside each record."""

    def __init__(
        self, place: Callable[[], Elsewhere] | None, shown: Shown | None, large: int = LARGE
    ) -> None:
        self.busy = False
        """Whether answers are large, so that it pays to ask for the next one early."""
        self._make = place
        self._shown = shown
        self._large = large
        self._places: list[Elsewhere] = []
        self._starting: asyncio.Task[None] | None = None
        self._numbers = count()

    async def parse(self, body: bytes, root: str) -> Any:
        """An answer from bytes; raises NotJsonError. Its works may be ``Stubs``."""
        if self._make is not None and len(body) >= self._large:
            self.busy = True
            if self._starting is not None:
                found = await self._look(body, root)
                if found is not None:
                    return found
            else:
                self._starting = asyncio.create_task(self._start(self._make))
        return await asyncio.to_thread(strict_json.parse, body, bounded=False)

    async def take(
        self, works: Sequence[Any], start: int, end: int, faults: Mapping[int, Sequence[Fault]]
    ) -> Taken:
        """Records of the works between two places; ``faults`` by the place of their work."""
        if isinstance(works, Stubs):
            try:
                return await self._take(works, start, end, faults)
            except LostError:
                parsed = await asyncio.to_thread(strict_json.parse, works.body, bounded=False)
                works = parsed["data"][works.root]
        taken = Taken()
        for place, raw in enumerate(works[start:end], start):
            take_work(raw, faults.get(place, ()), taken)
            await asyncio.sleep(0)
        return taken

    async def aclose(self) -> None:
        """Let the processes go; nobody waits for what it is at."""
        starting, self._starting = self._starting, None
        if starting is not None:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        places, self._places = self._places, []
        for place in places:
            await place.__aexit__(None, None, None)

    async def _start(self, make: Callable[[], Elsewhere]) -> None:
        self._places = [make() for _ in range(_SEVERAL if (os.cpu_count() or 1) >= _CORES else 1)]
        for place in self._places:
            await place.__aenter__()
        try:
            await asyncio.gather(*(place.call(bench.ready) for place in self._places))
        except LostError:
            self._make = None

    async def _look(self, body: bytes, root: str) -> Any:
        number = next(self._numbers)
        try:
            look = await self._call(number, bench.look, number, body, root)
        except LostError:
            return None
        if look is None:
            return None
        return {**look.rest, "data": {root: Stubs(look.stubs, number, body, root)}}

    async def _take(
        self, works: Stubs, start: int, end: int, faults: Mapping[int, Sequence[Fault]]
    ) -> Taken:
        mine = {place: each for place, each in faults.items() if start <= place < end}
        number = works.number
        packed = await self._call(number, bench.take, number, start, end, mine, self._shown)
        taken = Taken(skipped=list(packed.skipped), named=packed.named)
        for chunk in packed.chunks:
            taken.records += bench.records(chunk)
            await asyncio.sleep(0)
        return taken

    async def _call(self, number: int, work: Callable[..., Any], *args: Any) -> Any:
        """Do something with an answer, always where it is; raises LostError."""
        if self._starting is not None:
            # Shielded: whoever waits may be cancelled, and the start is still wanted.
            await asyncio.shield(self._starting)
        if not self._places or self._make is None:
            raise LostError
        try:
            return await self._places[number % len(self._places)].call(work, *args)
        except LostError:
            self._make = None
            raise
