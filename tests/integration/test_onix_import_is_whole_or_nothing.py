"""Does an ONIX file reach the catalogue whole, and a broken one not at all?"""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import onixcheck
import pytest

from desktop_app.records.errors import SourceFileError
from desktop_app.records.payload import Severity
from desktop_app.records.progress import Progress
from desktop_app.records.query import Query
from desktop_app.records.state import State
from desktop_app.services.sync import Sync
from desktop_app.sources import Source
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingTable
from tests.support_desk import Desk, desk

FILES = Path(__file__).parents[1] / "fixtures" / "onix"
SHIPPED = Path(onixcheck.__file__).parent / "data"
SAMPLE = FILES / "onix30-reference.xml"


async def nobody() -> Source:
    raise AssertionError("a file needs no server")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    db = Database(tmp_path / "catalogue.sqlite", "catalogue", durable=False)
    yield Catalogue(db)
    db.close()


@pytest.fixture
def sync(catalogue: Catalogue) -> Sync:
    return Sync(catalogue, nobody, StandingTable(catalogue.db))


def generated(path: Path, count: int, cut: int = 0) -> Path:
    """The first product of the sample, many times under names of its own."""
    text = SAMPLE.read_text(encoding="utf-8")
    begins, ends = text.index("  <Product>"), text.index("</Product>") + len("</Product>\n")
    product = text[begins:ends]
    with path.open("w", encoding="utf-8") as file:
        file.write(text[:begins])
        for number in range(count):
            file.write(product.replace("pavilion-9781911390220", f"title-{number}"))
        file.write("</ONIXMessage>\n")
        file.truncate(file.tell() - cut if cut else None)
    return path


async def test_titles_of_a_file_are_found_and_counted(sync: Sync, catalogue: Catalogue) -> None:
    told: list[Progress] = []
    report = await sync.import_onix(SAMPLE, told.append)
    assert (report.read, report.new, report.changed, report.skipped) == (2, 2, 0, ())
    assert report.left_out["RelatedMaterial"] == 1
    assert told[-1].done == 2
    for words in ("harbour", "nunez", "9781911390220", "lost places", "pavilion"):
        page = await catalogue.search(Query(text=words))
        assert "onix:pavilion-9781911390220" in [each.id for each in page.titles]
    atlas = (await catalogue.titles(["onix:pavilion-9781911390220"]))[0]
    assert atlas.publication_date == date(2027, 10, 12)
    assert atlas.cover_url == "https://img.example.org/atlas.jpg"
    assert [(str(each.amount), each.currency) for each in atlas.prices] == [
        ("14.90", "GBP"),
        ("19.95", "USD"),
    ]
    again = await sync.import_onix(SAMPLE)
    assert (again.read, again.new, again.changed) == (2, 0, 0)


async def test_a_file_cut_in_its_last_line_leaves_nothing_behind(
    sync: Sync, catalogue: Catalogue, tmp_path: Path
) -> None:
    await sync.import_onix(FILES / "notices.xml")
    before = await catalogue.count(Query())
    path = generated(tmp_path / "cut.xml", 2_500, cut=20)
    with pytest.raises(SourceFileError, match="cut off"):
        await sync.import_onix(path)
    assert await catalogue.count(Query()) == before == 1
    assert not sync.running


async def test_a_cancelled_import_leaves_nothing_behind(
    sync: Sync, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = generated(tmp_path / "many.xml", 3_000)
    begun = asyncio.Event()

    def report(progress: Progress) -> None:
        if progress.done:
            begun.set()

    task = asyncio.create_task(sync.import_onix(path, report))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await catalogue.count(Query()) == 0
    assert (await sync.import_onix(SAMPLE)).new == 2


async def test_the_samples_that_others_ship_are_read_or_refused_by_name(sync: Sync) -> None:
    outcomes: dict[str, str] = {}
    for path in sorted(SHIPPED.glob("*.xml")):
        try:
            report = await sync.import_onix(path)
            outcomes[path.name] = f"{report.read} read, {len(report.skipped)} skipped"
        except SourceFileError as error:
            outcomes[path.name] = error.message
    assert len(outcomes) > 8
    for name, outcome in outcomes.items():
        if "2.1" in name or "onix2_" in name:
            assert "is ONIX 2.1" in outcome
        elif name == "invalid_onix_root.xml":
            assert "not an ONIX message" in outcome
        else:
            assert outcome == "1 read, 0 skipped", name


async def test_approval_of_a_file_is_unknown_and_not_false(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        sync = Sync(opened.catalogue, nobody, opened.table, now=lambda: opened.now)
        await sync.import_onix(SAMPLE)
        found = await problems(opened)
    assert found["2"] == {Severity.UNKNOWN}
    assert found["12"] == {Severity.UNKNOWN}
    assert not any(Severity.BLOCKER in each for each in found.values())


async def test_one_confirmation_lets_titles_of_files_go_and_is_kept(tmp_path: Path) -> None:
    title = "onix:pavilion-9781911390220"
    async with desk(tmp_path) as opened:
        sync = Sync(opened.catalogue, nobody, opened.table, now=lambda: opened.now)
        await sync.import_onix(SAMPLE)
        blocked = (await opened.review.plan([title], ["gardners"])).items[0]
        assert blocked.state is State.BLOCKED
        asked = {each.rule for each in blocked.problems if each.severity is Severity.UNKNOWN}
        reasons = dict.fromkeys(sorted(asked), "seen on the sheet of the publisher")
        plan = await opened.review.plan([title], ["gardners"], overrides=reasons)
        assert plan.items[0].state is State.PREPARED
        await opened.send(plan)
        again = await opened.review.plan([title], ["gardners"])
        assert again.items[0].state is State.UNCHANGED


async def problems(opened: Desk) -> dict[str, set[Severity]]:
    checked = await opened.review.check(["onix:pavilion-9781911390220"], ["gardners"])
    found: dict[str, set[Severity]] = {}
    for each in checked[0].problems:
        found.setdefault(each.rule, set()).add(each.severity)
    return found


MEASURED = """
import asyncio, resource, sys
from pathlib import Path
from desktop_app.services.sync import Sync
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingTable

async def main():
    db = Database(Path(sys.argv[2]), "catalogue", durable=False)
    sync = Sync(Catalogue(db), None, StandingTable(db))
    report = await sync.import_onix(Path(sys.argv[1]))
    db.close()
    print(report.read, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

asyncio.run(main())
"""


def peak(folder: Path, count: int) -> tuple[int, int]:
    """Records read and the most memory (KiB) of a process that imports a file of that many."""
    path = generated(folder / f"{count}.xml", count)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path), str(folder / f"{count}.sqlite")],
        capture_output=True,
        text=True,
        check=True,
    )
    read, memory = done.stdout.split()
    return int(read), int(memory)


def test_five_thousand_records_need_hardly_more_memory_than_five_hundred(tmp_path: Path) -> None:
    few, base = peak(tmp_path, 500)
    many, memory = peak(tmp_path, 5_000)
    assert (few, many) == (500, 5_000)
    assert memory < base + 48 * 1024, f"{base} KiB for 500, {memory} KiB for 5,000"
    with sqlite3.connect(tmp_path / "5000.sqlite") as found:
        assert found.execute("SELECT count(*) FROM title").fetchone() == (5_000,)
