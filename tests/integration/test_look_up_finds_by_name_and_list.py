"""Naming titles and pasting lists of ISBNs, on a real catalogue."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.query import Query
from desktop_app.records.title import SourceKind, Title
from desktop_app.services.look_up import LookUp
from desktop_app.services.pasted import entries
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingTable
from tests.support_desk import isbn, title
from tests.support_records import GARDNERS, record


@pytest.fixture
async def catalogue(tmp_path: Path) -> AsyncIterator[Catalogue]:
    db = Database(tmp_path / "catalogue.sqlite", "catalogue", durable=False)
    made = Catalogue(db)
    shared = {"isbn": {"isbn13": isbn(3)}}
    await made.put_page(
        [title(1), title(2), title(3), title(4, **shared), title(5, work={"id": "1"}),
         record(title(6).document | {"id": None}, title="onix:REF-6"),
         title(8, isbn={"isbn13": "979-8-88645-174-0"}), title(9)]
    )  # fmt: skip
    yield made
    db.close()


@pytest.fixture
def look_up(catalogue: Catalogue) -> LookUp:
    return LookUp(catalogue, StandingTable(catalogue.db), (GARDNERS,))


def ids(found: list[Title]) -> list[str]:
    return [each.id for each in found]


# -- resolve ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("product:2", ["product:2"]),
        ("  product:2 ", ["product:2"]),
        ("onix:REF-6", ["onix:REF-6"]),
        ("work:1", ["product:1", "product:5"]),
        (isbn(1), ["product:1"]),
        (f"ISBN {isbn(1)[:3]}-{isbn(1)[3:]}", ["product:1"]),
        (isbn(3), ["product:3", "product:4"]),
        ("9798886451740", ["product:8"]),
    ],
)
async def test_a_name_leads_to_its_titles(look_up: LookUp, named: str, found: list[str]) -> None:
    assert ids(await look_up.resolve(named)) == found


async def test_an_isbn_10_leads_to_its_title(look_up: LookUp, catalogue: Catalogue) -> None:
    await catalogue.put_page([title(20, isbn={"isbn13": "9780804429573"})])
    assert ids(await look_up.resolve("0-8044-2957-X")) == ["product:20"]


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("product:99", "There is no title product:99"),
        ("work:99", "There is no title work:99"),
        ("9780141439518", "There is no title 9780141439518"),
        ("9780141439517", "The check digit is wrong: it should be 8."),
        ("97801414", "this one has 8"),
        ("Emma", "This is not an ISBN."),
        ("", "There is no title"),
    ],
)
async def test_a_name_that_means_nothing_here_says_why(
    look_up: LookUp, named: str, words: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        await look_up.resolve(named)
    assert words in caught.value.sentence()


async def test_a_title_that_vanished_is_told_apart_from_one_that_never_was(
    look_up: LookUp, catalogue: Catalogue
) -> None:
    await catalogue.begin_round({})
    await catalogue.put_page([title(1), title(2)])
    await catalogue.hide_vanished(SourceKind.CONSONANCE)
    with pytest.raises(NotFoundError, match=r"product:9 is no longer in Consonance"):
        await look_up.resolve("product:9")
    assert (await look_up.record("product:9")).id == "product:9"
    assert await look_up.total() == 3  # an ONIX title is not Consonance's to miss
    assert ids(await look_up.titles(["product:9", "product:2", "product:1"])) == [
        "product:2",
        "product:1",
    ]
    await catalogue.put_page([title(9)])
    assert ids(await look_up.resolve("product:9")) == ["product:9"]


# -- pasted lists ----------------------------------------------------------------------------------


async def test_a_pasted_list_is_accounted_for_entry_by_entry(look_up: LookUp) -> None:
    wrong = isbn(2)[:12] + str((int(isbn(2)[12]) + 1) % 10)
    text = "\n".join(
        [
            "ISBN-13",
            isbn(2),
            f"{isbn(1)[:3]}-{isbn(1)[3:]}  Title 1, paperback",
            "0141439513",
            "978-0-14-143951-8",
            wrong,
            isbn(3),
            "to be announced",
            isbn(2),
        ]
    )
    report = await look_up.pasted(text)
    assert report is not None
    assert report.found == ("product:2", "product:1", "product:3", "product:4")
    assert report.missing == ("9780141439518",)
    assert set(report.twice) == {isbn(2), "9780141439518"}
    assert report.invalid == ("paperback", wrong, "to be announced")
    assert report.reasons[wrong].startswith("The check digit is wrong")
    assert report.reasons["to be announced"] == "This is not an ISBN."
    assert report.asked == 9


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("9780141439518\n9781911390220", 2),
        ("9780141439518, 9781911390220; 0141439513", 3),
        ("9780141439518 9781911390220", 2),
        ("9780141439518\tEmma\r\n9781911390220\tAtlas\r\n", 2),
        ("EAN\n9780141439518", 1),
        ("978-0-14-143951-8 Emma (paperback)\n978-1-911390-22-0 Atlas 2nd ed.", 2),
    ],
)
def test_a_text_with_several_numbers_is_a_list(text: str, numbers: int) -> None:
    found = entries(text)
    assert found is not None
    assert sum(sum(sign.isdigit() for sign in each) in (10, 13) for each in found) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "harbour atlas",
        "9780141439518",
        "978-0-14-143951-8",
        "one\ntwo",
        "1984 and 2001",
        "\n\n",
        "9780141439518\n\n",
    ],
)
def test_other_text_is_no_list(text: str) -> None:
    assert entries(text) is None


async def test_a_list_that_is_too_long_is_refused_before_it_is_looked_up(look_up: LookUp) -> None:
    with pytest.raises(UsageError, match="at most 50000"):
        await look_up.pasted(f"{isbn(1)}\n" * 50_001)
    assert await look_up.pasted("harbour") is None


# -- stopping --------------------------------------------------------------------------------------


async def test_a_search_nobody_waits_for_is_stopped_in_the_database(catalogue: Catalogue) -> None:
    started, ended = threading.Event(), threading.Event()

    def slow(connection: sqlite3.Connection) -> int:
        started.set()
        try:
            row = connection.execute(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
                " SELECT count(*) FROM n"
            ).fetchone()
        finally:
            ended.set()
        return int(row[0])

    task = asyncio.create_task(catalogue.db.aread(slow))
    assert await asyncio.to_thread(started.wait, 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 20)
    assert await catalogue.count(Query()) == 8
