"""What is said while titles are read, and when that stops."""

from __future__ import annotations

from desktop_app.records.errors import SourceBusyError, SourceUnreachableError
from desktop_app.records.progress import Progress
from desktop_app.records.query import Freshness
from desktop_app.ui.shell.refresh_words import (
    Quarters,
    loaded_words,
    offline_words,
    partial_words,
    progress_words,
)

AWAY = SourceUnreachableError("house.example refused the connection.", not_done="Nothing.")


def test_a_screen_reader_hears_the_start_and_each_quarter_only() -> None:
    quarters = Quarters()
    told = [quarters.tell(Progress("Reading titles", done, 1_200)) for done in range(0, 1_201, 10)]
    heard = [each for each in told if each]
    assert [each.partition(":")[0] for each in heard] == ["Reading titles", "25 %", "50 %", "75 %"]
    assert heard[1] == "25 %: 300 of 1,200."


def test_a_reading_that_goes_on_does_not_tell_quarters_it_has_passed() -> None:
    quarters = Quarters()
    assert quarters.tell(Progress("Reading titles", 700, 1_200)) == "Reading titles: 700 of 1,200."
    assert quarters.tell(Progress("Reading titles", 710, 1_200)) == ""
    assert quarters.tell(Progress("Reading titles", 1_190, 1_200)).startswith("75 %")


def test_a_pause_is_told_in_whole_seconds() -> None:
    pause = Progress("Consonance asked Colophon to wait", 400, None, wait=11.2)
    assert progress_words(pause) == "Consonance asked Colophon to wait 12 s (400 so far)"
    assert Quarters().tell(pause).endswith("12 s (400 so far).")


def test_a_partial_reading_says_how_far_it_came_and_that_it_stays() -> None:
    fresh = Freshness(None, 400, 1_204)
    assert partial_words(AWAY, fresh).startswith(
        "Loaded 400 of 1,204 titles. Consonance stopped answering. What was loaded stays."
    )
    assert loaded_words(Freshness(None, 400)) == "Loaded 400 titles so far."
    assert loaded_words(Freshness(None)) == partial_words(AWAY, None) == ""


def test_offline_says_what_can_be_done_and_a_busy_server_is_not_offline() -> None:
    assert offline_words(AWAY, Freshness(None)).startswith("Offline. You can prepare sends;")
    busy = SourceBusyError("house.example is asked too often just now (429).")
    assert "Offline" not in offline_words(busy, Freshness(None))
