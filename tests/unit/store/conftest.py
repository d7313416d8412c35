"""A small database of words with the steps that make it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.store.db import Database


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "steps"
    folder.mkdir()
    (folder / "0001_words.sql").write_text(
        "CREATE TABLE word (text TEXT PRIMARY KEY, blob BLOB);\n"
        "CREATE TABLE change (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,"
        " id TEXT NOT NULL);\n"
    )
    return folder


@pytest.fixture
def db(tmp_path: Path, tables: Path) -> Iterator[Database]:
    made = Database(tmp_path / "words.sqlite", tables, durable=False)
    yield made
    made.close()
