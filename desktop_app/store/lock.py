"""One process writes to a home: a lock file that the operating system frees when it dies."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from desktop_app.records.errors import HomeBusyError


class HomeLock:
    """The right to write to one home."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path, mode=0o600)

    def acquire(self, patience: float = 0) -> None:
        """Take the lock, waiting at most ``patience`` seconds; raises HomeBusyError."""
        try:
            self._lock.acquire(timeout=patience)
        except Timeout as error:
            raise HomeBusyError(
                "Colophon is open here.",
                not_done="Nothing was changed.",
                next_step="Close the other window or command, or wait with --wait-lock SECONDS.",
            ) from error

    def release(self) -> None:
        """Give the lock back; safe to call when it is not held."""
        self._lock.release()
