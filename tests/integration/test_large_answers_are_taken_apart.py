"""A process of its own takes large answers apart: the same titles, whatever becomes of it."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import multiprocessing.spawn
import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.errors import SourceAnswerError
from desktop_app.records.progress import Progress
from desktop_app.services.reading_process import ReadingProcess
from desktop_app.services.sync import SyncReport
from tests.support_graphql import Works, product, work
from tests.support_sync import reading

CAP = 10
_TABLES = (
    "title", "product_document", "work", "list", "facet_value", "words", "price", "product_aside",
    "work_aside", "find", "find_isbn",
)  # fmt: skip
ALL_APART: dict[str, Any] = {"large": 1}
HERE: dict[str, Any] = {"elsewhere": None}


class Watched(ReadingProcess):
    """Notes what is asked of it."""

    asked: list[str] = []  # noqa: RUF012 - of all there are

    async def call(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.asked.append(work.__name__)
        return await super().call(work, *args, **kwargs)


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    Watched.asked = []


def house(count: int = 60) -> Works:
    """Some works have several products, one has a price that is none, one no products at all."""
    found = {
        number: work(number, *(product(number * 10 + n) for n in range(1 + number % 3)))
        for number in range(1, count + 1)
    }
    found[23]["products"][0]["prices"] = [{"amount": "much", "currencyCode": "GBP"}]
    found[42] = work(42)
    found[42]["products"] = []
    return found


async def gone() -> None:
    """Every process that this test started has ended."""
    async with asyncio.timeout(20):
        while multiprocessing.active_children():
            await asyncio.sleep(0.01)


def contents(folder: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as made:
        return {name: made.execute(f"SELECT * FROM {name}").fetchall() for name in _TABLES}


async def read(
    folder: Path,
    options: dict[str, Any],
    report: Callable[[Progress], None] = lambda _: None,
    answer: Callable[[dict[str, Any]], Any] | None = None,
) -> tuple[SyncReport, dict[str, list[Any]]]:
    folder.mkdir()
    async with reading(folder, house(), options, cap=CAP, answer=answer) as (_, opened):
        told = await opened.read(full=True, report=report)
    await gone()
    return told, contents(folder)


async def test_a_catalogue_is_the_same_here_and_there(tmp_path: Path) -> None:
    here = await read(tmp_path / "here", HERE)
    there = await read(tmp_path / "there", ALL_APART | {"elsewhere": Watched})
    assert there == here
    assert [each.id for each in here[0].skipped] == ["product:230"]
    # The first answer is taken here while the process starts, the third is spoiled by a price that
    # is none and asked for title by title, and the seventh is empty.
    assert (Watched.asked.count("look"), Watched.asked.count("take")) == (6, 4)


async def test_small_answers_never_start_a_process(tmp_path: Path) -> None:
    await read(tmp_path / "there", {"elsewhere": Watched})
    assert Watched.asked == []


async def test_a_killed_process_costs_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here = await read(tmp_path / "here", HERE)
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        for child in multiprocessing.active_children():
            if progress.done > 3 * CAP and not killed and child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)
                killed.append(child.pid)

    with caplog.at_level(logging.WARNING):
        there = await read(tmp_path / "there", ALL_APART, kill)
    assert killed
    assert there == here
    assert ["read in this process" in each.message for each in caplog.records] == [True]


async def test_a_process_that_cannot_start_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = await read(tmp_path / "here", HERE)
    monkeypatch.setattr(multiprocessing.spawn, "_python_exe", b"/nowhere/python")
    with caplog.at_level(logging.WARNING):
        assert await read(tmp_path / "there", ALL_APART) == here
    assert len([each for each in caplog.records if "other one was lost" in each.message]) == 1


async def test_a_page_that_one_record_spoils_is_read_singly_in_the_middle(tmp_path: Path) -> None:
    def spoil(body: dict[str, Any]) -> Any:
        after = (body.get("variables") or {}).get("search", {}).get("after")
        if after == 2 * CAP and "fullTitle" in body["query"]:
            fault = {"message": "Cannot return null for non-nullable", "path": ["works", 3, "id"]}
            return {"data": {"works": None}, "errors": [fault]}
        return None

    here = await read(tmp_path / "here", HERE, answer=spoil)
    assert await read(tmp_path / "there", ALL_APART, answer=spoil) == here


async def test_a_fault_ahead_comes_after_what_was_read_before_it(tmp_path: Path) -> None:
    broken = True

    def refuse(body: dict[str, Any]) -> Any:
        after = (body.get("variables") or {}).get("search", {}).get("after")
        return b"[" if broken and after == 3 * CAP else None

    expected = await read(tmp_path / "here", HERE)
    async with reading(tmp_path, house(), ALL_APART, cap=CAP, answer=refuse) as (server, opened):
        with pytest.raises(SourceAnswerError):
            await opened.read(full=True)
        await gone()
        assert await opened.count() == len([row for row in expected[1]["title"] if row[2] in
                                            {f"work:{n}" for n in range(1, 31)}])  # fmt: skip
        broken = False
        assert (await opened.read(full=True)).read == expected[0].read
        assert {"after": 3 * CAP} in server.pages_asked()
    await gone()
    assert contents(tmp_path) == expected[1]


async def test_cancelling_ends_the_process_and_the_next_reading_goes_on(tmp_path: Path) -> None:
    expected = await read(tmp_path / "here", HERE)
    far = asyncio.Event()

    def stop(progress: Progress) -> None:
        if progress.done > 3 * CAP:
            far.set()

    async with reading(tmp_path, house(), ALL_APART, cap=CAP) as (_, opened):
        task = asyncio.create_task(opened.read(full=True, report=stop))
        await far.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
        await gone()
        assert (await opened.read(full=True)).read == expected[0].read
    await gone()
    assert contents(tmp_path) == expected[1]
