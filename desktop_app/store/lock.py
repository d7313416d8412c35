"""Who may write to a home? One process at a time, held by a lock file."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from desktop_app.records.errors import ANOTHER_HOME, HomeBusyError, ReadOnlyHomeError


class HomeLock:
    """The right to write to one home. The operating system frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(str(path), mode=0o600, thread_local=False)

    @property
    def held(self) -> bool:
        return self._lock.is_locked

    def acquire(self, timeout: float = 0) -> None:
        """Take the lock, waiting at most ``timeout`` seconds.

        Raises HomeBusyError when another process keeps it, ReadOnlyHomeError when the file
        cannot be made.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire(timeout=max(timeout, 0))
        except Timeout as busy:
            raise HomeBusyError(
                "Colophon is open here.",
                not_done="Nothing was written.",
                next_step="Close the other window or command.",
                command="Or wait for it with --wait-lock SECONDS.",
            ) from busy
        except OSError as error:
            raise ReadOnlyHomeError(
                f"The lock file {self._path} cannot be used: {error.strerror or error}.",
                not_done="Nothing was written.",
                next_step="Make the folder writable, and try again.",
                command=ANOTHER_HOME,
            ) from error

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        self._lock.release()
