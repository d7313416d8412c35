"""How SQLite is used here: one writer thread that groups commits, and readers beside it.

Every write is a callable that gets the connection; up to 500 of them share one transaction, each in
a savepoint of its own, and every caller is answered after the commit. Readers have connections
that cannot write. After any exception nothing goes on in the broken transaction: a full disk makes
SQLite roll back silently, and the next statement would otherwise be kept alone.
"""

from __future__ import annotations

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from desktop_app.records.errors import DiskFullError, StoreError

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Listener = Callable[[], None]

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_GROUP = 500
_READERS = 3
_WAKE_EVERY = 0.1
_PAGES_BEFORE_CHECKPOINT = 1000


class Database:
    """One file with its writer and readers.

    ``durable`` waits for the disk at each commit (history); otherwise the last commits may be lost
    with the power, never the file (a cache that can be fetched again). ``writable`` False opens a
    file that another process writes; a write then raises StoreError.
    """

    def __init__(
        self, path: Path, migrations: str, *, durable: bool, writable: bool = True
    ) -> None:
        self.path = path
        self._durable = durable
        self._writable = writable
        self._jobs: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._listeners: list[Listener] = []
        self._local = threading.local()
        self._open_readers: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._closed = False
        with _sentences(path):
            self._prepare(migrations)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix=f"read-{path.stem}")
        self._waker = _Waker(self._tell)
        self._writer = threading.Thread(target=self._write_loop, name=f"write-{path.stem}")
        self._writer.daemon = True
        self._writer.start()

    # -------------------------------------------------------------- for callers

    def write(self, work: Work[T]) -> Future[T]:
        """Run the callable in the writer's next transaction; resolves after its commit.

        The future raises what the callable raised, or StoreError or DiskFullError.
        """
        answer: Future[T] = Future()
        if self._closed or not self._writable:
            answer.set_exception(StoreError("This file is open for reading only here."))
        else:
            self._jobs.put((work, answer))
        return answer

    def read(self, work: Work[T]) -> Future[T]:
        """Run the callable on a connection that cannot write, in a reader thread."""
        return self._readers.submit(self._read, work)

    async def awrite(self, work: Work[T]) -> T:
        """``write`` for a coroutine."""
        return await asyncio.wrap_future(self.write(work))

    async def aread(self, work: Work[T]) -> T:
        """``read`` for a coroutine."""
        return await asyncio.wrap_future(self.read(work))

    def on_commit(self, listener: Listener) -> None:
        """Call the listener after commits, at most ten times a second, never on the GUI thread."""
        self._listeners.append(listener)

    def interrupt(self) -> None:
        """Stop the reads that are under way; their futures raise StoreError."""
        with self._guard:
            for connection in self._open_readers:
                connection.interrupt()

    def close(self) -> None:
        """Finish what waits to be written, then close every connection."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._writer.join()
        self._waker.close()
        self._readers.shutdown(wait=True)
        with self._guard:
            for connection in self._open_readers:
                connection.close()

    # -------------------------------------------------------------- opening

    def _prepare(self, migrations: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.path.exists():
            # SQLite would create the file with the umask's mode; history is for its owner alone.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        if not self._writable:
            return
        connection = self._connect()
        try:
            migrate(connection, MIGRATIONS / migrations)
        finally:
            connection.close()

    def _connect(self, *, reader: bool = False) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, timeout=10
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        if reader:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_BEFORE_CHECKPOINT}")
        return connection

    # -------------------------------------------------------------- reading

    def _read(self, work: Work[T]) -> T:
        with _sentences(self.path):
            connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._connect(reader=True)
                self._local.connection = connection
                with self._guard:
                    self._open_readers.append(connection)
            return work(connection)

    # -------------------------------------------------------------- writing

    def _write_loop(self) -> None:
        connection = self._connect() if self._writable else None
        stopping = False
        while not stopping:
            group, stopping = self._next_group()
            if group and connection is not None:
                self._commit_group(connection, group)
        if connection is not None:
            connection.close()

    def _next_group(self) -> tuple[list[tuple[Work[Any], Future[Any]]], bool]:
        group = []
        first = self._jobs.get()
        while first is not None:
            group.append(first)
            if len(group) >= _GROUP or self._jobs.empty():
                return group, False
            first = self._jobs.get()
        return group, True

    def _commit_group(
        self, connection: sqlite3.Connection, group: list[tuple[Work[Any], Future[Any]]]
    ) -> None:
        answers: list[tuple[Future[Any], Any, BaseException | None]] = []
        try:
            connection.execute("BEGIN IMMEDIATE")
            for work, answer in group:
                if answer.set_running_or_notify_cancel():
                    answers.append((answer, *_in_savepoint(connection, work)))
            connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - every caller of the group is told
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            known = isinstance(error, sqlite3.Error)
            trouble = store_error(self.path, error) if known else error
            for _, answer in group:
                if not answer.done():
                    answer.set_exception(trouble)
            return
        for answer, value, trouble_in_work in answers:
            if trouble_in_work is None:
                answer.set_result(value)
            else:
                answer.set_exception(trouble_in_work)
        self._waker.wake()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


def migrate(connection: sqlite3.Connection, folder: Path) -> None:
    """Apply the numbered files above ``user_version``, each in one transaction with its number."""
    done = connection.execute("PRAGMA user_version").fetchone()[0]
    steps = sorted(folder.glob("[0-9]*.sql"))
    newest = int(steps[-1].name.split("_")[0]) if steps else 0
    if done > newest:
        raise StoreError(
            "This data was written by a newer Colophon.",
            not_done="Nothing was opened or changed.",
            next_step="Install the newer Colophon, or use another home.",
        )
    for step in steps:
        number = int(step.name.split("_")[0])
        if number > done:
            script = step.read_text(encoding="utf-8")
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\n;PRAGMA user_version = {number};\nCOMMIT;"
            )


def store_error(path: Path, error: BaseException) -> StoreError:
    """The error as a sentence: disk full, or what SQLite says."""
    if getattr(error, "sqlite_errorname", "").startswith("SQLITE_FULL"):
        return DiskFullError(
            "The disk is full.",
            not_done="Nothing was recorded, so nothing more is sent.",
            next_step="Free some space; Colophon goes on by itself.",
        )
    return StoreError(
        f"{path.name} cannot be used: {error}.",
        not_done="Nothing was changed.",
        next_step="If it stays so, move the file away and start again, or restore a safety copy.",
    )


def _in_savepoint(
    connection: sqlite3.Connection, work: Work[Any]
) -> tuple[Any, BaseException | None]:
    connection.execute("SAVEPOINT one")
    try:
        value = work(connection)
    except Exception as error:
        # A full disk has already undone the whole transaction: nobody of the group was kept.
        if not connection.in_transaction:
            raise
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        return None, error
    connection.execute("RELEASE one")
    return value, None


class _sentences:  # noqa: N801 - reads as a phrase where it is used
    """Turns SQLite's errors into StoreError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise store_error(self._path, error) from error


class _Waker:
    """Tells listeners of commits: at once, then at most every tenth of a second, the last kept."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell = tell
        self._event = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._loop, name="wake", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        self._event.set()

    def close(self) -> None:
        self._closed = True
        self._event.set()
        self._thread.join()

    def _loop(self) -> None:
        while True:
            self._event.wait()
            if self._closed:
                return
            self._event.clear()
            self._tell()
            threading.Event().wait(_WAKE_EVERY)
