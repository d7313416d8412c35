"""Which files are opened, and what becomes of those that are not? Steps, versions, rights."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from desktop_app.records.errors import StoreError
from desktop_app.store.db import Database

PATIENCE = 20


def test_a_file_of_a_newer_colophon_is_refused_and_left_alone(db: Database, tables: Path) -> None:
    db.write(lambda c: c.execute("PRAGMA user_version = 99") and None).result(PATIENCE)
    db.close()
    before = db.path.read_bytes()
    with pytest.raises(StoreError, match="newer Colophon") as caught:
        Database(db.path, tables, durable=False)
    assert caught.value.next_step == "Install the newest Colophon."
    assert db.path.read_bytes() == before


def test_a_step_that_fails_leaves_the_file_at_the_step_before(tmp_path: Path, tables: Path) -> None:
    path = tmp_path / "steps.sqlite"
    Database(path, tables, durable=False).close()
    second = tables / "0002_more.sql"
    second.write_text("CREATE TABLE more (a TEXT);\nCREATE TABLE word (a TEXT);\n")
    with pytest.raises(StoreError, match="already exists"):
        Database(path, tables, durable=False)
    with sqlite3.connect(path) as left:
        assert left.execute("PRAGMA user_version").fetchone()[0] == 1
        assert not left.execute("SELECT 1 FROM sqlite_master WHERE name = 'more'").fetchone()
    second.write_text("CREATE TABLE more (a TEXT);\n")
    Database(path, tables, durable=False).close()
    with sqlite3.connect(path) as left:
        assert left.execute("PRAGMA user_version").fetchone()[0] == 2


def test_what_is_no_database_is_named_and_kept(tmp_path: Path, tables: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear Sir, " * 500)
    with pytest.raises(StoreError, match="damaged"):
        Database(path, tables, durable=False)
    assert path.read_text().startswith("Dear Sir")


def test_files_are_for_their_owner_alone(tmp_path: Path, tables: Path) -> None:
    path = tmp_path / "private" / "words.sqlite"
    Database(path, tables, durable=True).close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_catalogue_opens_as_it_ships(tmp_path: Path) -> None:
    db = Database(tmp_path / "catalogue.sqlite", "catalogue", durable=False)
    mode = db.read(lambda c: c.execute("PRAGMA journal_mode").fetchone()[0]).result(PATIENCE)
    assert mode == "wal"
    db.close()
    db.close()
