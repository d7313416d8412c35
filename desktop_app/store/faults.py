"""What does a SQLite error mean to a person? Maps error codes to the errors of Colophon."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from desktop_app.records.errors import ANOTHER_HOME, DamagedError, DiskFullError, StoreError

_FULL = sqlite3.SQLITE_FULL
_WRITE_FAILED = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
_MENDED = {
    "catalogue.sqlite": "Close Colophon and open it again, or run colophon sync: the file is set "
    "aside, and the titles are read anew.",
    "ledger.sqlite": "Close Colophon and open it again: nothing is sent, and what can be read of "
    "the history is shown.",
}


def store_error(error: sqlite3.Error, path: Path) -> StoreError:
    """The error to show for ``error`` on the database file ``path``."""
    extended = getattr(error, "sqlite_errorcode", None) or 0
    primary = extended & 0xFF
    if primary == _FULL:
        return DiskFullError(
            f"The disk is full: {path.name} could not be written.",
            not_done=_unrecorded(path),
            next_step="Free some space, then try again.",
        )
    if extended in _WRITE_FAILED:
        return DiskFullError(
            f"The disk refused to write {path.name}: it is full or failing.",
            not_done=_unrecorded(path),
            next_step="Free some space or check the disk, then try again.",
        )
    if primary in _BUSY:
        return StoreError(
            f"Another program holds {path.name}.",
            not_done="Nothing of this step was recorded.",
            next_step="Close the other program and try again.",
        )
    if primary in _DAMAGED:
        return DamagedError(
            f"The file {path} is damaged: {error}.",
            not_done="Nothing of this step was recorded.",
            next_step=_MENDED.get(path.name, "Close Colophon, and keep a copy of the file."),
        )
    if primary in _READ_ONLY:
        return StoreError(
            f"The file {path} cannot be opened or written: {error}.",
            not_done="Nothing of this step was recorded.",
            next_step="Make the folder writable, and try again.",
            command=ANOTHER_HOME,
        )
    return StoreError(
        f"The local database {path.name} answered: {error}.",
        not_done="Nothing of this step was recorded.",
    )


def closed_error(path: Path) -> StoreError:
    """The database was closed before this could be done."""
    return StoreError(f"{path.name} is closed.", not_done="Nothing was read or written.")


def _unrecorded(path: Path) -> str:
    if path.name == "catalogue.sqlite":
        return "What was read before is kept, the rest was not taken."
    return "Nothing of this step was recorded, so nothing of it is sent."


def read_only_error(path: Path) -> StoreError:
    """This process opened the file for reading alone."""
    return StoreError(f"{path.name} was opened for reading only.", not_done="Nothing was written.")


def replaced_error(path: Path) -> StoreError:
    """The file was moved or deleted under an open connection: writes would go into nothing."""
    return StoreError(
        f"The file {path} was moved or deleted while Colophon was open.",
        not_done="Nothing of this step was recorded.",
        next_step="Close Colophon, put the file back, and open it again.",
    )
