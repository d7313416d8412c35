"""Who reads? A few threads with read-only connections; a question nobody waits for is stopped."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from pathlib import Path
from typing import Any, TypeVar

from desktop_app.store.faults import closed_error, store_error

T = TypeVar("T")

_LOOK_EVERY = 20_000
"""Steps of SQLite's machine, about a millisecond, between two looks whether anybody waits."""


class _Job:
    __slots__ = ("future", "work")

    def __init__(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        self.work = work
        # The future stays pending while the job runs, so that cancel() still succeeds then.
        self.future: Future[Any] = Future()

    def settle(self, result: Any, error: BaseException | None) -> None:
        try:
            if error is not None:
                self.future.set_exception(error)
            else:
                self.future.set_result(result)
        except InvalidStateError:
            return  # cancelled meanwhile: nobody waits


class _Reader:
    """One thread with one connection."""

    def __init__(
        self, connection: sqlite3.Connection, jobs: queue.SimpleQueue[_Job | None], path: Path
    ) -> None:
        self._connection = connection
        self._jobs = jobs
        self._path = path
        self._gate = threading.Lock()
        self._current: _Job | None = None
        # An interruption that comes between two statements is lost; this look is not.
        connection.set_progress_handler(self._given_up, _LOOK_EVERY)
        self.thread = threading.Thread(target=self._run, name=f"read {path.name}", daemon=True)
        self.thread.start()

    def interrupt(self, job: _Job | None = None) -> None:
        """Stop the running query if it is the job's (or whichever it is)."""
        with self._gate:
            if self._current is not None and job in (None, self._current):
                self._connection.interrupt()

    def _given_up(self) -> bool:
        job = self._current
        return job is not None and job.future.cancelled()

    def close(self) -> None:
        self.thread.join()
        self._connection.close()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            with self._gate:
                if job.future.cancelled():
                    continue
                self._current = job
            result, error = self._answer(job)
            with self._gate:
                self._current = None
            job.settle(result, error)

    def _answer(self, job: _Job) -> tuple[Any, BaseException | None]:
        try:
            # One snapshot for all statements of a question.
            self._connection.execute("BEGIN")
            try:
                return job.work(self._connection), None
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            mapped = store_error(error, self._path)
            mapped.__cause__ = error
            return None, mapped
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the answer
            return None, error


class Readers:
    """A pool: the next free thread takes the next question."""

    def __init__(self, connections: Sequence[sqlite3.Connection], path: Path) -> None:
        self._path = path
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._open = True
        self._readers = [_Reader(each, self._jobs, path) for each in connections]

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Put a question in line; cancelling its future interrupts it."""
        job = _Job(work)
        job.future.add_done_callback(lambda future: self._ended(job, future))
        with self._gate:
            if self._open:
                self._jobs.put(job)
                return job.future
        job.settle(None, closed_error(self._path))
        return job.future

    def close(self) -> None:
        """Stop running queries, fail those in line, and close the connections."""
        with self._gate:
            self._open = False
            self._fail_waiting()
            for _ in self._readers:
                self._jobs.put(None)
        for reader in self._readers:
            while reader.thread.is_alive():
                reader.interrupt()
                reader.thread.join(0.05)
            reader.close()

    def _fail_waiting(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                job.settle(None, closed_error(self._path))

    def _ended(self, job: _Job, future: Future[Any]) -> None:
        if future.cancelled():
            for reader in self._readers:
                reader.interrupt(job)
