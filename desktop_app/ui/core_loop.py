"""Where does everything asynchronous below the window run? On one plain loop in its own thread.

The GUI thread hands coroutines over and never waits: it gets a future, an awaitable for its own
loop, or a callback through a queued signal (see operation.py).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class CoreLoop:
    """One asyncio loop in one thread. Start it once, close it last."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="colophon-core", daemon=True)

    def start(self) -> None:
        """Start the thread; returns when the loop takes work."""
        self._thread.start()
        self._ready.wait()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine on the core loop. Cancelling the future cancels the task.

        After ``close`` nothing runs any more: the future is cancelled from the start.
        """
        if self._loop.is_closed():
            work.close()
            never: Future[T] = Future()
            never.cancel()
            never.set_running_or_notify_cancel()
            return never
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def ask(self, work: Coroutine[Any, Any, T]) -> T:
        """Await a coroutine of the core loop from another loop, such as the GUI's."""
        return await asyncio.wrap_future(self.submit(work))

    def close(self, timeout: float = 10.0) -> None:
        """Cancel what still runs, stop the loop and join the thread. ``timeout`` in seconds."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(self._ready.set)
        try:
            self._loop.run_forever()
        finally:
            self._drain()
            self._loop.close()

    def _drain(self) -> None:
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())


class ToGui(QObject):
    """Calls back on the GUI thread whatever any other thread hands it, in order."""

    _called = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._called.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        """Run ``call`` on the GUI thread as soon as it is free. Safe from every thread."""
        try:
            self._called.emit(call)
        except RuntimeError:
            return  # the window is gone, so nobody waits for this any more

    def _call(self, call: Callable[[], None]) -> None:
        call()
