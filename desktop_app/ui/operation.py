"""How does the window ask for anything that takes time?

By a named operation: it runs on the core loop, can be cancelled, tells its progress, and ends on
the GUI thread with a result, with an error in plain sentences, or quietly when cancelled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from desktop_app.records.errors import Cancelled, ColophonError
from desktop_app.records.progress import Progress, Report
from desktop_app.ui.core_loop import CoreLoop, ToGui

T = TypeVar("T")
log = logging.getLogger(__name__)


class Operation(QObject):
    """One running piece of work. All signals arrive on the GUI thread."""

    progress = Signal(object)
    """A records.Progress."""
    done = Signal(object)
    """The result."""
    failed = Signal(object)
    """A ColophonError with its sentences."""
    ended = Signal()
    """Always last, also after a cancel."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.running = True
        self.last: Progress | None = None
        self._future: Future[Any] | None = None

    def cancel(self) -> None:
        """Ask it to stop; ``ended`` follows, ``done`` and ``failed`` do not."""
        if self._future is not None and self.running:
            self._future.cancel()


class Operations(QObject):
    """Starts operations and knows which are running. One for the window."""

    changed = Signal()
    """An operation started or ended."""
    failed = Signal(object, object)
    """(Operation, ColophonError) of those for which nobody else shows the error."""

    def __init__(self, loop: CoreLoop, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loop = loop
        self._gui = ToGui(self)
        self._running: list[Operation] = []

    @property
    def running(self) -> tuple[Operation, ...]:
        return tuple(self._running)

    def start(
        self,
        name: str,
        work: Coroutine[Any, Any, T] | Callable[[Report], Coroutine[Any, Any, T]],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[ColophonError], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
        owner: QObject | None = None,
    ) -> Operation:
        """Run ``work`` on the core loop.

        ``work`` is a coroutine, or a function that takes a ``Report`` and makes one. When
        ``owner`` has been deleted meanwhile, nothing is called back. Without ``failed`` the
        error goes to ``Operations.failed``, so that none is lost.
        """
        operation = Operation(name, self)
        self._running.append(operation)
        coroutine = work if isinstance(work, Coroutine) else work(self._reporter(operation))
        if progress is not None:
            operation.progress.connect(_guarded(progress, owner))
        future = self._loop.submit(coroutine)
        operation._future = future
        future.add_done_callback(
            lambda f: self._gui.post(lambda: self._finish(operation, f, done, failed, owner))
        )
        self.changed.emit()
        return operation

    async def run(self, name: str, work: Coroutine[Any, Any, T]) -> T:
        """The same for window code that awaits on the GUI loop; errors are raised there."""
        gui = asyncio.get_running_loop()
        result: asyncio.Future[T] = gui.create_future()
        operation = self.start(name, work, done=result.set_result, failed=result.set_exception)
        operation.ended.connect(lambda: result.done() or result.cancel())
        try:
            return await result
        except asyncio.CancelledError:
            operation.cancel()
            raise

    def cancel_all(self) -> None:
        for operation in self.running:
            operation.cancel()

    def _reporter(self, operation: Operation) -> Report:
        def tell(progress: Progress) -> None:
            self._gui.post(lambda: show(progress))

        def show(progress: Progress) -> None:
            # What was cancelled may still clean up, and tell of it, when nobody listens any more.
            if operation.running:
                operation.last = progress
                operation.progress.emit(progress)

        return tell

    def _finish(
        self,
        operation: Operation,
        future: Future[Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[ColophonError], None] | None,
        owner: QObject | None,
    ) -> None:
        operation.running = False
        self._running.remove(operation)
        alive = owner is None or shiboken6.isValid(owner)
        try:
            result = future.result()
        except (CancelledError, asyncio.CancelledError, Cancelled):
            pass
        except ColophonError as error:
            self._fail(operation, error, failed if alive else None)
        except Exception as error:
            log.error("%s failed", operation.name, exc_info=error)
            self._fail(operation, _unforeseen(operation, error), failed if alive else None)
        else:
            if alive:
                operation.done.emit(result)
                if done is not None:
                    done(result)
        operation.ended.emit()
        operation.deleteLater()
        self.changed.emit()

    def _fail(
        self,
        operation: Operation,
        error: ColophonError,
        failed: Callable[[ColophonError], None] | None,
    ) -> None:
        operation.failed.emit(error)
        if failed is not None:
            failed(error)
        else:
            self.failed.emit(operation, error)


def _guarded(call: Callable[[Progress], None], owner: QObject | None) -> Callable[[object], None]:
    def guarded(progress: object) -> None:
        if isinstance(progress, Progress) and (owner is None or shiboken6.isValid(owner)):
            call(progress)

    return guarded


def _unforeseen(operation: Operation, error: Exception) -> ColophonError:
    return ColophonError(
        f"{operation.name} stopped at something Colophon did not expect: {error}".rstrip(": "),
        not_done="It was not finished.",
        next_step="Try again; if it stays, the log file in the home folder has the details.",
    )
