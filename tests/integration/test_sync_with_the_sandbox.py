"""The catalogue against `colophon sandbox` in its own process: everything, then only what moved."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.errors import (
    ColophonError,
    SourceAnswerError,
    SourceSignInError,
    SourceUnreachableError,
    UsageError,
)
from desktop_app.records.progress import Progress
from desktop_app.records.query import Query
from tests.support_sandbox import Sandbox, running_sandbox
from tests.support_sync import Shelf, shelf


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Where the number of titles says nothing."""
    with running_sandbox(tmp_path_factory.mktemp("small"), "--titles", "150") as started:
        yield started


@pytest.fixture
async def few(tmp_path: Path, small: Sandbox) -> AsyncIterator[Shelf]:
    small.faults("")
    async with shelf(tmp_path, small.consonance["url"], small.consonance["key"]) as made:
        yield made
    small.faults("")


@pytest.fixture
async def opened(tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[Shelf]:
    sandbox.faults("")
    async with shelf(tmp_path, sandbox.consonance["url"], sandbox.consonance["key"]) as made:
        yield made
    sandbox.faults("")


def first_product(sandbox: Sandbox) -> dict[str, Any]:
    works = sandbox.graphql(
        "{ works { id products { id prices { amount currencyCode onixPriceTypeCode "
        "onixPriceTypeQualifierCode } } } }"
    )["works"]
    return next(one for each in works for one in each["products"] if one["prices"])


async def test_all_titles_are_read_and_a_second_reading_changes_nothing(opened: Shelf) -> None:
    told: list[Progress] = []
    report = await opened.read(report=told.append)
    assert report.complete
    assert report.skipped == ()
    assert report.words == ()
    assert report.read == report.new == await opened.count() >= 700
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert told[-1].done == report.read
    before = await opened.contents()
    again = await opened.read(full=True)
    assert (again.read, again.new, again.changed, again.gone) == (report.read, 0, 0, 0)
    assert told[-1].total is None, "nobody knew how many there would be"
    little = await opened.read()
    assert (little.new, little.changed, little.gone) == (0, 0, 0)
    assert await opened.contents() == before
    page = await opened.catalogue.search(Query(text="the"))
    assert page.total > 0


async def test_one_price_changes_one_title_to_the_exact_decimal(few: Shelf, small: Sandbox) -> None:
    await few.read()
    before = await few.contents()
    product = first_product(small)
    prices = product["prices"]
    small.patch_product(product["id"], {"prices": [{**prices[0], "amount": 1234.1}, *prices[1:]]})
    report = await few.read()
    title = f"product:{product['id']}"
    assert (report.new, report.changed) == (0, 1)
    assert (await few.document(title))["prices"][0]["amount"] == "1234.10"
    small.patch_product(product["id"], {"prices": prices})
    assert (await few.read()).changed == 1
    assert await few.contents() == before


async def test_a_work_that_changes_changes_all_its_titles(few: Shelf, small: Sandbox) -> None:
    await few.read()
    works = small.graphql("{ works { id season products { id } } }")["works"]
    work = max(works, key=lambda each: len(each["products"]))
    assert len(work["products"]) > 1
    small.patch_work(work["id"], {"season": "Never"})
    report = await few.read()
    small.patch_work(work["id"], {"season": work["season"]})
    assert report.changed == len(work["products"])


async def test_a_cancelled_reading_keeps_its_pages_and_goes_on(
    opened: Shelf, sandbox: Sandbox
) -> None:
    reached = asyncio.Event()

    def report(progress: Progress) -> None:
        if progress.done:
            reached.set()

    sandbox.faults("latency=0.1")
    running = asyncio.create_task(opened.read(report=report))
    await asyncio.wait_for(reached.wait(), 30)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    kept = await opened.count()
    assert 0 < kept < 700
    assert not opened.sync.running
    sandbox.faults("")
    told: list[Progress] = []
    whole = await opened.read(report=told.append)
    assert told[0].done == kept
    assert whole.complete
    assert whole.read == whole.new == await opened.count() >= 700


async def test_a_killed_reading_goes_on_where_it_was(
    tmp_path: Path, sandbox: Sandbox, opened: Shelf
) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    url, key = opened.url, opened.key
    sandbox.faults("latency=0.1")
    command = [sys.executable, "-m", "tests.support_sync", str(folder / "x"), url]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(key + "\n")
        process.stdin.flush()
        done = 0
        while done < 100:
            done = int(await asyncio.to_thread(process.stdout.readline))
    finally:
        process.kill()
        process.wait(20)
    sandbox.faults("")
    async with shelf(folder, url, key) as again:
        assert done <= await again.count() < 700
        told: list[Progress] = []
        whole = await again.read(report=told.append)
        assert told[0].done >= done
        assert whole.complete
        assert whole.read == await again.count() >= 700


BUSY = " reports a fault of its own (503), after several attempts."
FAULTS = [
    ("status=503", SourceUnreachableError, BUSY),
    ("status=500", SourceUnreachableError, BUSY.replace("503", "500")),
    (
        "status=429",
        SourceUnreachableError,
        " is asked too often just now (429), after several attempts.",
    ),
    ("status=404", SourceAnswerError, " there is no Consonance at this address (404)."),
    ("status=400", SourceAnswerError, " refused the question (400). It says: Asked to answer 400"),
    ("reset", SourceUnreachableError, "broke off before the answer was whole."),
    ("truncate", SourceUnreachableError, "broke off before the answer was whole."),
    ("html", SourceAnswerError, "A web page answered at "),
    ("expired-key", SourceSignInError, " did not accept the key (401)."),
]


@pytest.mark.parametrize(("spec", "kind", "sentence"), FAULTS, ids=[each[0] for each in FAULTS])
async def test_each_fault_gets_a_sentence_and_loses_nothing(
    few: Shelf, small: Sandbox, spec: str, kind: type[ColophonError], sentence: str
) -> None:
    await few.read()
    before = await few.contents()
    small.faults(spec)
    with pytest.raises(kind) as raised:
        await few.read(full=True)
    assert sentence in raised.value.message
    assert raised.value.not_done
    assert raised.value.next_step
    assert few.key not in raised.value.sentence()
    small.faults("")
    assert await few.contents() == before
    report = await few.read()
    assert (report.complete, report.changed, report.gone) == (True, 0, 0)


@pytest.mark.parametrize("spec", ["status=503@first 1", "reset@first 1", "truncate@every 3"])
async def test_a_fault_that_passes_is_not_noticed(few: Shelf, small: Sandbox, spec: str) -> None:
    small.faults(spec)
    report = await few.read()
    assert report.complete
    assert report.read == await few.count() > 0


async def test_a_slow_server_is_told_from_a_dead_one(few: Shelf, small: Sandbox) -> None:
    few.options["deadline"] = 0.3
    small.faults("latency=5")
    with pytest.raises(SourceUnreachableError, match="did not finish its answer within"):
        await few.read()


async def test_single_titles_are_as_in_the_reading(few: Shelf) -> None:
    await few.read()
    ids = (await few.catalogue.title_ids())[::17]
    source = few.source()
    page = await source.fetch(ids)
    await source.aclose()
    held = await few.contents()
    assert {each.id: each.content_hash for each in page.records} == {
        each: held[each] for each in ids
    }


async def test_one_title_is_read_again_without_the_rest(few: Shelf, small: Sandbox) -> None:
    await few.read()
    first, second = (await few.catalogue.title_ids())[:2]
    for title in (first, second):
        small.patch_product(title.removeprefix("product:"), {"subtitle": "Read again"})
    report = await few.sync.again([first])
    assert (report.read, report.changed, report.words) == (1, 1, ())
    assert (await few.document(first))["subtitle"] == "Read again"
    assert (await few.document(second))["subtitle"] != "Read again"
    missing = await few.sync.again(["product:999999"])
    assert "no longer in Consonance" in missing.words[0]
    with pytest.raises(UsageError, match="ONIX file"):
        await few.sync.again(["onix:A"])
