"""How does a request wait for its run without asking the database again and again?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from desktop_app.companions.gateway.store import Run


class Waiters:
    """Requests of one event loop that wait for a key's run to become final."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._by_key: dict[str, set[asyncio.Future[Run]]] = {}

    @contextmanager
    def expect(self, key: str) -> Iterator[asyncio.Future[Run]]:
        """A future for the final run. Enter before the event is kept, so that none is missed."""
        future: asyncio.Future[Run] = self._loop.create_future()
        self._by_key.setdefault(key, set()).add(future)
        try:
            yield future
        finally:
            future.cancel()
            waiting = self._by_key.get(key)
            if waiting is not None:
                waiting.discard(future)
                if not waiting:
                    del self._by_key[key]

    def settled(self, runs: Sequence[Run]) -> None:
        """Answer whoever waits. From any thread."""
        try:
            self._loop.call_soon_threadsafe(self._answer, runs)
        except RuntimeError:
            # The loop has ended: nobody waits any more, and the results are on disk.
            return

    def _answer(self, runs: Sequence[Run]) -> None:
        for run in runs:
            for future in self._by_key.get(run.key, ()):
                if not future.done():
                    future.set_result(run)
