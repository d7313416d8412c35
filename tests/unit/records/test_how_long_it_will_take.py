"""The time left is that of this run's speed, told in words a person would use."""

from __future__ import annotations

import pytest

from desktop_app.records.progress import Pace, Progress, left_words


def test_what_an_earlier_run_did_says_nothing_about_the_speed_of_this_one() -> None:
    pace = Pace(500, 100.0)
    assert pace.left(600, 1000, 110.0) == pytest.approx(40.0)


def test_nobody_can_tell_at_first_or_without_a_total() -> None:
    pace = Pace(0, 0.0)
    assert pace.left(10, 100, 0.5) is None
    assert pace.left(0, 100, 5.0) is None
    assert pace.left(10, None, 5.0) is None
    assert pace.left(120, 100, 5.0) == 0.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (3, "a few seconds left"),
        (31, "about 30 seconds left"),
        (58, "about 1 minute left"),
        (150, "about 2 minutes left"),
        (7300, "about 2 hours left"),
    ],
)
def test_the_words(seconds: float | None, words: str) -> None:
    assert left_words(Progress("Reading", 1, 2, seconds)) == words
