"""A reading that is killed at any page goes on there; the long run is ``syncs.py``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.services.sync_killpoint import Moment
from tests.faults.syncs import House, Range, Tally, campaign, killing_range
from tests.support_sandbox import Sandbox, running_sandbox

TITLES = 360
"""Four pages of works."""


@pytest.fixture(scope="module")
def shooting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    with killing_range(tmp_path_factory.mktemp("range"), TITLES) as made:
        yield made


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """For tests that take titles away from the server."""
    with running_sandbox(tmp_path_factory.mktemp("small"), "--titles", "200") as started:
        yield started


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path / "tiny", "--titles", "40") as started:
        yield started


def test_a_reading_killed_page_after_page_loses_and_doubles_nothing(shooting: Range) -> None:
    tallies = campaign(shooting, 2)
    assert [each.kills for each in tallies.values()] == [1, 1]
    assert all(each.clean for each in tallies.values()), tallies
    assert all(each.requests for each in tallies.values())


@pytest.mark.parametrize("step", [1_000, -1_000])
def test_a_reading_that_goes_on_at_a_wrong_place_is_caught(shooting: Range, step: int) -> None:
    """Ahead of what is stored, titles are lost; behind it, pages are asked for again."""
    died = shooting.chain.held()
    begun = json.loads(died.state["round"])
    begun["cursor"] = max(0, begun["cursor"] + step)
    tally = Tally()
    true = died.state["round"]
    try:
        _set_round(shooting.chain, json.dumps(begun))
        shooting.resume(tally, shooting.chain.held())
    finally:
        _set_round(shooting.chain, true)
    assert tally.again
    assert bool(tally.lost) is (step > 0)
    assert bool(tally.doubled) or step > 0, "titles that are read again are counted twice"


def _set_round(house: House, text: str) -> None:
    with closing(sqlite3.connect(house.file)) as conn, conn:
        conn.execute("UPDATE state SET value = ? WHERE name = 'round'", (text,))


def test_what_vanishes_between_kill_and_resumption_is_noticed(
    small: Sandbox, tmp_path: Path
) -> None:
    house = House.made(tmp_path / "home", small)
    before = set(house.held_after_sync().rows)
    house.killed(Moment.PAGE_STORED, 1, "--full")
    met = _seen(house)
    assert met
    assert met < before
    gone_early, gone_late = min(met), min(before - met)
    for each in (gone_early, gone_late):
        small.remove_product(each.removeprefix("product:"))
    report = house.sync()
    assert (report["gone"], report["new"], report["vanished"]) == (1, 0, 0)
    assert _hidden(house) == {gone_late}
    # What was met before the kill is as in a reading nobody kills: the next full one sees it.
    assert house.sync("--full")["gone"] == 1
    assert _hidden(house) == {gone_early, gone_late}


@pytest.mark.parametrize("moment", [Moment.VANISHED_HIDDEN, Moment.READING_ENDED])
def test_a_kill_at_the_end_of_a_reading_changes_nothing_of_it(
    small: Sandbox, tmp_path: Path, moment: Moment
) -> None:
    house = House.made(tmp_path / "home", small)
    before = house.held_after_sync()
    gone = max(each for each in before.rows)
    small.remove_product(gone.removeprefix("product:"))
    house.killed(moment, 1, "--full")
    assert not house.held().faults
    ended = moment is Moment.READING_ENDED
    assert (house.held().state["last_complete"] != before.state["last_complete"]) is ended
    report = house.sync()
    assert report["complete"]
    assert _hidden(house) == {gone}
    assert house.held().state["last_complete"] > before.state["last_complete"]


def test_when_half_vanishes_between_kill_and_resumption_a_person_is_asked(
    tiny: Sandbox, tmp_path: Path
) -> None:
    house = House.made(tmp_path / "home", tiny)
    before = sorted(house.held_after_sync().rows)
    house.killed(Moment.PAGE_READ, 1, "--full")
    away = before[: len(before) // 2 + 1]
    for each in away:
        tiny.remove_product(each.removeprefix("product:"))
    report = house.sync()
    assert (report["gone"], report["vanished"]) == (0, len(away))
    assert "more than half, so they were kept" in " ".join(report["words"])
    assert not _hidden(house)
    assert house.sync("--remove-vanished")["removed"] == len(away)
    assert _hidden(house) == set(away)


def _hidden(house: House) -> set[str]:
    return _ids(house, "SELECT id FROM title WHERE gone = 1")


def _seen(house: House) -> set[str]:
    return _ids(house, "SELECT id FROM title JOIN seen USING (pid)")


def _ids(house: House, question: str) -> set[str]:
    with closing(sqlite3.connect(house.file)) as conn:
        return {row[0] for row in conn.execute(question)}
