"""How does a database file get its tables? Numbered .sql files, each in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from desktop_app.records.errors import StoreError

_FOLDER = Path(__file__).resolve().parent / "migrations"

_CHANGE = """
CREATE TABLE IF NOT EXISTS change (
    seq  INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id   TEXT NOT NULL
)
"""
"""Every database has it: the commit that changes state writes what changed, in order."""


def migrate(connection: sqlite3.Connection, migrations: str | Path, path: Path) -> int:
    """Bring the file to the newest version and return that version.

    ``migrations`` names a folder under ``store/migrations`` (or is a folder itself) of files
    ``0001_words.sql``; ``PRAGMA user_version`` holds the number of the last one applied.
    Raises StoreError when the file was written by a newer Colophon.
    """
    folder = migrations if isinstance(migrations, Path) else _FOLDER / migrations
    steps = sorted((int(file.name[:4]), file) for file in folder.glob("[0-9]*.sql"))
    newest = steps[-1][0] if steps else 0
    version = _version(connection)
    if version > newest:
        raise StoreError(
            f"The file {path.name} was written by a newer Colophon.",
            not_done="It was not opened.",
            next_step="Install the newest Colophon.",
        )
    for number, file in steps:
        if number > version:
            _apply(connection, number, file.read_text(encoding="utf-8"))
    if version < newest or not steps:
        connection.execute(_CHANGE)
    return newest


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _apply(connection: sqlite3.Connection, number: int, script: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been quicker; inside the transaction the answer is firm.
        if _version(connection) < number:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    # executescript would commit the transaction around it, so statements go one by one.
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
    if held.strip():
        yield held
