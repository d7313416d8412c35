"""A send killed anywhere loses nothing and doubles nothing; the long run is ``kills.py``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_app.engine.killpoint import Boundary
from tests.faults.kills import Range, Tally, killing_range

ITEMS = 60


@pytest.fixture(scope="module")
def shooting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    with killing_range(tmp_path_factory.mktemp("range")) as made:
        yield made


@pytest.mark.parametrize("boundary", list(Boundary))
def test_a_kill_at_a_boundary_loses_and_doubles_nothing(
    shooting: Range, boundary: Boundary
) -> None:
    tally = Tally()
    for passing in (1, 37):
        shooting.kill(boundary, passing, tally, "right", ITEMS)
    assert tally.kills == 2
    assert tally.clean, tally


def test_an_engine_that_writes_the_result_before_the_send_is_caught(shooting: Range) -> None:
    tally = Tally()
    shooting.kill(Boundary.RESULT_STORED, 20, tally, "early", ITEMS)
    assert tally.false
    assert tally.lost


def test_an_engine_that_makes_a_new_key_for_each_attempt_is_caught(shooting: Range) -> None:
    tally = Tally()
    shooting.kill(Boundary.ANSWER_READ, 20, tally, "rekeyed", ITEMS)
    assert tally.doubled
