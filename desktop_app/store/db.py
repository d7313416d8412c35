"""How are SQLite files read and written? One writer thread that groups commits, several readers.

A write is a function of a connection. It runs inside a savepoint of a transaction that it may
share with up to 499 other writes, and its future resolves after the commit. Nothing that was
acknowledged is lost by a crash; with ``durable`` not by a power cut either.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from desktop_app.records.errors import ANOTHER_HOME, DamagedError, StoreError
from desktop_app.records.halt import Halt
from desktop_app.store.aside import mark
from desktop_app.store.faults import read_only_error, store_error
from desktop_app.store.folding import folded
from desktop_app.store.migrate import migrate
from desktop_app.store.readers import Readers
from desktop_app.store.writer import Writer

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

_READERS = 3
_BUSY_MS = 10_000


class Database:
    """One SQLite file in WAL mode.

    Parameters
    ----------
    path
        The file; made with mode 0600 in a folder of mode 0700 when it is missing.
    migrations
        A folder under ``store/migrations``, or a path of one.
    durable
        True: every commit survives a power cut (``synchronous=FULL``). False: the last commits
        may be lost then, never the file's order (``NORMAL``); for what can be fetched again.
    writable
        False in a process that does not hold the home's lock: ``write`` raises StoreError and
        this process never checkpoints.
    halt
        Why nothing is written, where that is not another process: what ``write`` then raises.

    Where reading or writing meets damage, that is marked beside the file for the next start, and
    ``harm`` is the error until then.
    """

    def __init__(
        self,
        path: Path,
        migrations: str | Path,
        *,
        durable: bool,
        writable: bool = True,
        halt: Halt | None = None,
    ) -> None:
        self.path = path
        self.writable = writable and halt is None
        self.harm: DamagedError | None = None
        self._halt = halt
        self._closed = False
        self._latest: dict[Hashable, Future[object]] = {}
        try:
            _make_private(path)
            connection = _connect(path, durable=durable, checkpoints=self.writable)
            try:
                migrate(connection, migrations, path)
                self._readers = Readers([_reader(path) for _ in range(_READERS)], path)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise store_error(error, path) from error
        self._writer = Writer(connection, path)

    def write(self, work: Work[T]) -> Future[T]:
        """Run ``work`` in the writer thread; the future resolves after the commit.

        ``work`` must not commit or roll back, and may be called a second time when a
        transaction it shared was lost. Its own exceptions roll back its own statements only.
        The future raises DiskFullError or StoreError when SQLite failed.
        """
        if self._halt is not None:
            return _failed(self._halt.error("Nothing was written."))
        if not self.writable:
            return _failed(read_only_error(self.path))
        return self._watched(self._writer.submit(work))

    def read(self, work: Work[T], *, supersedes: Hashable | None = None) -> Future[T]:
        """Run ``work`` on a read-only connection in a reader thread.

        Cancelling the future interrupts a running query. ``supersedes`` names a line of
        questions of which only the newest matters: an older one of the same name that is not
        answered yet is cancelled.
        """
        future = self._watched(self._readers.submit(work))
        if supersedes is not None:
            older = self._latest.pop(supersedes, None)
            if older is not None:
                older.cancel()
            self._latest[supersedes] = future  # type: ignore[assignment]
        return future

    async def awrite(self, work: Work[T]) -> T:
        """``write`` for coroutines. Cancelled while it waits in line, it is not done at all."""
        return await asyncio.wrap_future(self.write(work))

    async def aread(self, work: Work[T]) -> T:
        """``read`` for coroutines; cancelling the task interrupts the query."""
        return await asyncio.wrap_future(self.read(work))

    def on_commit(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` in the writer thread after commits that added to ``change``.

        At most ten times a second, and always once after the last such commit.
        """
        self._writer.listeners.append(listener)

    def close(self) -> None:
        """Finish the writes in line, then close every connection. May be called twice."""
        if self._closed:
            return
        self._closed = True
        self._readers.close()
        self._writer.close(optimize=self.writable)

    def _watched(self, future: Future[T]) -> Future[T]:
        if self._halt is None:
            future.add_done_callback(self._mark)
        return future

    def _mark(self, future: Future[T]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if isinstance(error, DamagedError):
            self.harm = error
            mark(self.path)


def _failed(error: StoreError) -> Future[T]:
    future: Future[T] = Future()
    future.set_exception(error)
    return future


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
        os.close(os.open(path, flags, 0o600))
    except OSError as error:
        raise StoreError(
            f"The file {path} cannot be opened: {error.strerror or error}.",
            not_done="Nothing was read or written.",
            next_step="Make the folder writable, and try again.",
            command=ANOTHER_HOME,
        ) from error


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -16000")
    return connection


def _connect(path: Path, *, durable: bool, checkpoints: bool) -> sqlite3.Connection:
    connection = _open(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    # Two processes that checkpoint at once can damage a WAL file in SQLite before 3.51.3.
    connection.execute(f"PRAGMA wal_autocheckpoint = {1000 if checkpoints else 0}")
    connection.execute("PRAGMA journal_size_limit = 67108864")
    return connection


def _reader(path: Path) -> sqlite3.Connection:
    connection = _open(path)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA query_only = ON")
    connection.create_function("folded", 1, folded, deterministic=True)
    return connection
