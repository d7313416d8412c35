"""What version 0.1 wrote is opened, proved and finished by the version that runs these tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop_app.engine import Engine, lanes
from desktop_app.records.query import Query
from desktop_app.records.state import JobState
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from tests.support_records import ERP, GARDNERS
from tests.support_sending import SOON, Far, open_ledger

HOME = Path(__file__).parents[1] / "fixtures" / "home_0_1"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("catalogue.sqlite", "ledger.sqlite"):
        shutil.copyfile(HOME / name, tmp_path / name)
    return tmp_path


async def test_the_catalogue_is_searched(home: Path) -> None:
    db = Database(home / "catalogue.sqlite", "catalogue", durable=False)
    try:
        catalogue = Catalogue(db)
        assert (await catalogue.search(Query())).total == 6
        found = await catalogue.search(Query(text="renamed"))
        assert [each.id for each in found.titles] == ["product:1"]
    finally:
        db.close()


async def test_history_verifies_and_says_what_it_said(home: Path) -> None:
    async with open_ledger(home) as ledger:
        report = await ledger.verify()
        assert report.ok, report.words
        assert report.rows > 10
        jobs = await ledger.jobs(limit=10)
        assert [each.dry_run for each in jobs] == [False, True, False, False, False]
        for job in jobs:
            items = await ledger.items(job.number, limit=100)
            assert len(items) == job.account["selected"]
            assert sum(n for state, n in job.account.items() if state != "selected") == len(items)
        assert jobs[3].account == {"selected": 2, "not_confirmed": 2}
        assert jobs[2].account == {"selected": 3, "delivered": 1, "refused": 1, "unchanged": 1}
        taken = await ledger.baseline("product:1", "gardners")
        assert taken is not None
        assert "Title 1, renamed" in {row.value for row in taken.rows}
        plan = await ledger.plan(jobs[0].plan)
        assert plan.account["prepared"] == 4


async def test_what_was_in_line_is_finished(home: Path) -> None:
    async with open_ledger(home) as ledger:
        job = (await ledger.jobs(limit=1))[0]
        assert job.state is JobState.RUNNING
        engine = Engine(ledger, Far().open, lanes((GARDNERS, ERP)), SOON)
        await engine.run_once(job.number)
        await engine.stop()
        assert (await ledger.job(job.number)).account == {"selected": 4, "delivered": 4}
        assert (await ledger.verify()).ok
