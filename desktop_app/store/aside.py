"""What becomes of a database file that is damaged, or that lies where nothing can be written?

A file is never deleted here: it is renamed with the time, or copied for reading.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.records.errors import ANOTHER_HOME, StoreError

_PARTS = ("", "-wal")
_LEFT = ("-wal", "", "-shm")
"""The log first: beside an empty new file of the old name SQLite would delete it."""


def exists(path: Path) -> bool:
    """Whether there is anything of a database, if only its log."""
    return any(Path(f"{path}{part}").exists() for part in _PARTS)


def set_aside(path: Path) -> Path:
    """Rename a database with its log, and forget its mark; returns the new name of the file.

    Raises StoreError when the folder cannot be written.
    """
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    target = next(each for each in _names(path, stamp) if not each.exists())
    try:
        for part in _LEFT:
            each = Path(f"{path}{part}")
            if each.exists():
                each.rename(f"{target}{part}")
        mark_of(path).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"The damaged file {path} cannot be set aside: {error.strerror or error}.",
            not_done="It was left where it is.",
            next_step="Make the folder writable, and try again.",
            command=ANOTHER_HOME,
        ) from error
    return target


def _names(path: Path, stamp: str) -> Iterator[Path]:
    yield path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    number = 2
    while True:
        yield path.with_name(f"{path.stem}.damaged-{stamp}-{number}{path.suffix}")
        number += 1


def copy_to(path: Path, folder: Path) -> Path:
    """Copy a database with its log into a private folder; returns the copy, which may be absent.

    A database in WAL mode on a read-only disk cannot be opened where it lies, and opened as
    immutable it would show what it was before its last commits. Raises StoreError.
    """
    try:
        for part in _PARTS:
            each = Path(f"{path}{part}")
            if each.exists():
                shutil.copyfile(each, folder / each.name)
                (folder / each.name).chmod(0o600)
    except OSError as error:
        raise StoreError(
            f"The file {path} cannot be read: {error.strerror or error}.",
            not_done="Nothing was read.",
            next_step="Make room in the folder for temporary files, or make the home writable.",
        ) from error
    return folder / path.name


def may_write(folder: Path) -> bool:
    """Whether files can be made in a folder, or in the nearest one above it that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def mark_of(path: Path) -> Path:
    """Where it is noted that reading met damage, for the next start."""
    return path.with_name(f"{path.name}.damaged")


def mark(path: Path) -> None:
    """Note that reading met damage. Where even that cannot be written, the next reading will."""
    try:
        mark_of(path).touch(mode=0o600)
    except OSError:
        return


def sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file's pages; reads all of it."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False
