"""Who writes? One thread, which takes what waits in line into one transaction and commits once."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from desktop_app.records.errors import StoreError
from desktop_app.store.faults import closed_error, replaced_error, store_error

T = TypeVar("T")

_GROUP = 500
_NOTIFY_EVERY = 0.1
_log = logging.getLogger(__name__)


class _TransactionLostError(Exception):
    """SQLite rolled everything back: nothing of the group is kept, and nobody was told so."""


class _Job:
    __slots__ = ("error", "future", "result", "work")

    def __init__(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def resolve(self) -> None:
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)

    def fail(self, error: BaseException) -> None:
        self.error = error
        self.future.set_exception(error)


class Writer:
    """Owns the only connection that writes."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.listeners: list[Callable[[], None]] = []
        self._connection = connection
        self._path = path
        self._file = _identity(path)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._open = True
        self._seen = self._last_change()
        self._told = self._seen
        self._told_at = 0.0
        self._thread = threading.Thread(target=self._run, name=f"write {path.name}", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Put ``work`` in line."""
        job = _Job(work)
        with self._gate:
            if self._open:
                self._jobs.put(job)
                return job.future
        job.fail(closed_error(self._path))
        return job.future

    def close(self, *, optimize: bool) -> None:
        """Do what is in line, then close the connection."""
        with self._gate:
            self._open = False
            self._jobs.put(None)
        self._thread.join()
        try:
            if optimize:
                self._connection.execute("PRAGMA optimize")
        except sqlite3.Error as error:
            _log.warning("%s was closed without optimising: %s", self._path.name, error)
        finally:
            self._connection.close()

    # -- the thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        going = True
        while going:
            group: list[_Job] = []
            try:
                job = self._jobs.get(timeout=self._patience())
            except queue.Empty:
                self._notify()
                continue
            while job is not None:
                if job.future.set_running_or_notify_cancel():
                    group.append(job)
                if len(group) >= _GROUP:
                    break
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
            going = job is not None
            if group:
                self._do(group)
            self._notify(final=not going)

    def _patience(self) -> float | None:
        """Seconds until listeners may be told what they have not been told yet."""
        if self._seen == self._told:
            return None
        return max(0.0, self._told_at + _NOTIFY_EVERY - time.monotonic())

    def _do(self, group: list[_Job]) -> None:
        if _identity(self._path) != self._file:
            for job in group:
                job.fail(replaced_error(self._path))
            return
        try:
            self._commit(group)
        except (_TransactionLostError, sqlite3.Error) as error:
            self._roll_back()
            if len(group) == 1:
                group[0].fail(self._translated(group[0].error or error.__cause__ or error))
                return
            # One write of many used up the disk: each gets a transaction of its own.
            for job in group:
                job.result = job.error = None
                self._do([job])
            return
        for job in group:
            job.resolve()

    def _commit(self, group: list[_Job]) -> None:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        for job in group:
            self._attempt(job)
        seen = self._last_change()
        connection.execute("COMMIT")
        self._seen = seen

    def _attempt(self, job: _Job) -> None:
        connection = self._connection
        connection.execute("SAVEPOINT job")
        try:
            job.result = job.work(connection)
        except BaseException as error:
            # The error belongs to whoever waits for this job.
            job.error = self._translated(error)
            if _spoils(error) or not connection.in_transaction:
                raise _TransactionLostError from error
            connection.execute("ROLLBACK TO job")
        if not connection.in_transaction:
            raise _TransactionLostError
        connection.execute("RELEASE job")

    def _translated(self, error: BaseException) -> BaseException:
        if isinstance(error, sqlite3.Error):
            mapped = store_error(error, self._path)
            mapped.__cause__ = error
            return mapped
        if isinstance(error, _TransactionLostError):
            return StoreError(f"A step ended the transaction of {self._path.name} it shared.")
        return error

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _last_change(self) -> int:
        row = self._connection.execute("SELECT max(seq) FROM change").fetchone()
        return int(row[0] or 0)

    def _notify(self, *, final: bool = False) -> None:
        now = time.monotonic()
        if self._seen == self._told or (now - self._told_at < _NOTIFY_EVERY and not final):
            return
        self._told, self._told_at = self._seen, now
        for listener in tuple(self.listeners):
            try:
                listener()
            except Exception:  # noqa: BLE001 - a view's fault must not stop the writer
                _log.exception("A listener of %s failed", self._path.name)


def _spoils(error: BaseException) -> bool:
    # After a full disk or a failing one, SQLite may have rolled back more than the savepoint.
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.IntegrityError
    )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
