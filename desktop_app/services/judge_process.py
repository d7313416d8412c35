"""How are thousands of titles judged without holding the window? By a process of their own.

Rules are pure, so what is judged there is the same. The process lives as long as one large batch;
when it cannot start or dies, the reason is logged and the caller judges by itself.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)


class ProcessLostError(Exception):
    """The process cannot be used: judge here instead. Never leaves the services."""


class JudgeProcess:
    """One process for one batch, used as ``async with``. Entering never fails."""

    task = "Titles are judged"
    """What it does, for the log."""
    polite = 5
    """How far it stands back behind other processes (``os.nice``)."""

    def __init__(self) -> None:
        self.numbers = count()
        self._pool: ProcessPoolExecutor | None = None
        self._lost = False

    def _begin(self) -> Callable[[int], None]:
        """What the process does first; what it imports, it has at hand."""
        from desktop_app.services import judge_worker

        return judge_worker.begin

    async def __aenter__(self) -> JudgeProcess:
        try:
            # Starting a process takes some milliseconds, which the loop has better use for.
            self._pool = await asyncio.to_thread(_pool, self._begin(), self.polite)
        except (BrokenExecutor, OSError, ImportError, NotImplementedError) as error:
            self._lose(error)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    @property
    def lost(self) -> bool:
        """Whether it could not be started, or died."""
        return self._lost

    def end(self) -> None:
        """What it is at is at most one slice; nobody waits for that."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` there; raises ProcessLostError, and whatever ``work`` raises."""
        from concurrent.futures.process import BrokenProcessPool

        pool = self._pool
        if pool is None:
            raise ProcessLostError
        try:
            future: Future[T] = pool.submit(work, *args, **kwargs)
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if self._lost and not (task and task.cancelling()):
                # Another slice lost the process, and this one stood in line for it.
                raise ProcessLostError from error
            raise
        except (BrokenProcessPool, OSError, pickle.PicklingError) as error:
            self._lose(error)
            raise ProcessLostError from error

    def _lose(self, error: BaseException) -> None:
        """Give the process up; said once, however many slices were on their way."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
        if not self._lost:
            self._lost = True
            _log.warning(
                "%s in this process, because the other one was lost: %s: %s",
                self.task,
                type(error).__name__,
                error,
            )


def _pool(begin: Callable[[int], None], polite: int) -> Any:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(
        max_workers=1,
        # The parent has threads and Qt, neither of which survives a fork.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=begin,
        initargs=(polite,),
    )
    pool.submit(int)  # the first task starts the process
    return pool
