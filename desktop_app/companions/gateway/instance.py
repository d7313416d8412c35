"""How is it made sure that one gateway at a time writes to a store?"""

from __future__ import annotations

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL

from desktop_app.records.errors import HomeBusyError

_ADVISORY = 0x436F6C6F
"""Number of the PostgreSQL advisory lock; the store's database sets the scope."""


class InstanceLock:
    """A lock that the operating system or the database server frees when the process dies.

    SQLite: a file beside the database. PostgreSQL: an advisory lock on a connection of its own.
    Other databases have no lock here; their start must be guarded by whoever runs the service.
    """

    def __init__(self, url: URL) -> None:
        backend = url.get_backend_name()
        self._file = FileLock(f"{url.database}.lock") if backend == "sqlite" else None
        self._advisory = backend == "postgresql"
        self._connection: Connection | None = None

    def acquire(self, engine: Engine) -> None:
        """Raises HomeBusyError when another gateway holds the store."""
        if self._file is not None:
            try:
                self._file.acquire(timeout=0)
            except Timeout:
                raise _busy() from None
        if self._advisory:
            # Autocommit, so that the connection does not keep a transaction open for days.
            connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not connection.scalar(
                text("SELECT pg_try_advisory_lock(:number)"), {"number": _ADVISORY}
            ):
                connection.close()
                raise _busy()
            self._connection = connection

    def release(self) -> None:
        if self._file is not None:
            self._file.release()
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _busy() -> HomeBusyError:
    return HomeBusyError(
        "Another gateway uses this database.",
        not_done="This one was not started.",
        next_step="Stop the other one, or name another database.",
    )
