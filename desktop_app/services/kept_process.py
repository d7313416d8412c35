"""How do small batches stay off a window's threads, when a process costs more than they do? One is
kept for a while after each batch, for the next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from desktop_app.services.judge_process import JudgeProcess

_SECONDS = 20.0
"""For how long it is kept when nobody uses it."""


class KeptProcess:
    """Made by the first batch, shared by those at work at the same time. One for a window."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._process: JudgeProcess | None = None
        self._users = 0
        self._ending: asyncio.TimerHandle | None = None
        self._gate = asyncio.Lock()

    @property
    def there(self) -> bool:
        """Whether a process is kept now."""
        return self._process is not None

    @asynccontextmanager
    async def use(self) -> AsyncGenerator[JudgeProcess, None]:
        """The process; one that was lost is replaced for the next batch."""
        async with self._gate:
            if self._ending is not None:
                self._ending.cancel()
                self._ending = None
            if self._process is None or self._process.lost:
                self._process = made = JudgeProcess()
                await made.__aenter__()
                if self._process is not made:
                    # It was let go while it started.
                    made.end()
            else:
                made = self._process
        self._users += 1
        try:
            yield made
        finally:
            self._users -= 1
            if not self._users:
                loop = asyncio.get_running_loop()
                self._ending = loop.call_later(self._seconds, self.let_go)

    def let_go(self) -> None:
        """End it; who is still at it judges the rest by itself."""
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
        process, self._process = self._process, None
        if process is not None:
            process.end()
