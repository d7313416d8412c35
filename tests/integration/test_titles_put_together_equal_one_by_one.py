"""A page of new titles is written a table at a time; the catalogue is as if each came alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop_app.records.title import Record
from desktop_app.sources.consonance.convert import Taken, take_work
from desktop_app.store import catalogue_write
from desktop_app.store.db import Database
from tests.support_graphql import product, work

_TABLES = (
    "title", "product_document", "work", "list", "facet_value", "words", "price", "product_aside",
    "work_aside", "seen", "find", "find_isbn",
)  # fmt: skip


def records(name: str, numbers: Sequence[int]) -> list[Record]:
    into = Taken()
    for number in numbers:
        pair = [product(number * 10 + n, fullTitle=f"{name} {number}.{n}") for n in (1, 2)]
        take_work(work(number, *pair), (), into)
    assert not into.skipped
    return into.records


def contents(file: Path, pages: Sequence[Sequence[Record]]) -> dict[str, list[Any]]:
    db = Database(file, "catalogue", durable=False)
    for page in pages:
        db.write(lambda connection, page=page: catalogue_write.put(connection, page)).result()
    db.close()
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO find (find) VALUES ('integrity-check')")
        connection.execute("INSERT INTO find_isbn (find_isbn) VALUES ('integrity-check')")
        # Rows get their numbers in the order in which they come, so order tells something too.
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in _TABLES}


def bare(page: Sequence[Record]) -> list[Record]:
    """As a source gives them that wrote no texts."""
    return [replace(each, written=None) for each in page]


def test_new_titles(tmp_path: Path) -> None:
    page = records("Sea", range(1, 30))
    together = contents(tmp_path / "together.sqlite", [page])
    assert len(together["title"]) == 58
    assert together == contents(tmp_path / "singly.sqlite", [[each] for each in page])
    assert together == contents(tmp_path / "bare.sqlite", [bare(page)])


def test_new_titles_among_changed_and_equal_ones(tmp_path: Path) -> None:
    before = records("Sea", range(2, 20, 2))
    after = sorted(
        [*records("Shore", range(2, 12, 2)), *records("Sea", range(12, 20, 2)),
         *records("Isle", range(1, 20, 2))],
        key=lambda each: each.id,
    )  # fmt: skip
    together = contents(tmp_path / "together.sqlite", [before, after])
    singly = contents(tmp_path / "singly.sqlite", [before, *([each] for each in after)])
    assert len(together["title"]) == 38
    assert together == singly


def test_a_text_that_no_database_holds_survives(tmp_path: Path) -> None:
    odd = Taken()
    take_work(work(1, product(11, fullTitle="Half \ud83d of a sign")), (), odd)
    both = [contents(tmp_path / f"{n}.sqlite", [p]) for n, p in
            enumerate([odd.records, bare(odd.records)])]  # fmt: skip
    assert both[0] == both[1]
    assert "\\ud83d" in both[0]["product_document"][0][1]
