"""Who fetches covers? A few threads that serve the newest request first.

A list that is scrolled asks for hundreds of pictures that nobody will see: those that are on
screen were asked for last. The pool of the standard library serves the oldest first and makes
the program wait for its threads at the end, so it does not fit here.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

_THREADS = 4
_WAITING = 400
_PATIENCE = 2.0


class Workers:
    """Threads start with the first request and never keep the program alive."""

    def __init__(self, name: str, threads: int = _THREADS, waiting: int = _WAITING) -> None:
        self._name = name
        self._most = threads
        self._most_waiting = waiting
        self._stack: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._open = True

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Put ``work`` on top. After ``close`` the future is cancelled at once."""
        future: Future[T] = Future()
        dropped: Future[Any] | None = None
        with self._changed:
            if self._open:
                self._stack.append((future, work))
                if len(self._stack) > self._most_waiting:
                    dropped = self._stack.popleft()[0]
                if len(self._threads) < self._most:
                    self._start()
                self._changed.notify()
            else:
                dropped = future
        if dropped is not None:
            _drop(dropped)
        return future

    def stopped(self) -> bool:
        """Whether work under way should end."""
        return not self._open

    def close(self) -> None:
        """Cancel what waits and give what runs a moment to end."""
        with self._changed:
            self._open = False
            left = [future for future, _ in self._stack]
            self._stack.clear()
            self._changed.notify_all()
        for future in left:
            _drop(future)
        ends = time.monotonic() + _PATIENCE
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, ends - time.monotonic()))

    def _start(self) -> None:
        thread = threading.Thread(
            target=self._run, name=f"{self._name} {len(self._threads) + 1}", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._open and not self._stack:
                    self._changed.wait()
                if not self._open:
                    return
                future, work = self._stack.pop()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
                future.set_exception(error)
            else:
                future.set_result(result)
            del future, work


def _drop(future: Future[Any]) -> None:
    future.cancel()
    future.set_running_or_notify_cancel()
