"""Titles under their work: the subtitle tells one part from the other, in words and for the ear."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desktop_app.records.title import Title
from desktop_app.ui.titles.shown import Shown, show, spoken

NOW = datetime(2026, 11, 28, tzinfo=UTC)


def part(subtitle: str) -> Shown:
    title = Title(
        "product:1", "work:1", "9781911390220", "The Harbour Atlas", subtitle, "Ann Lee", "", "",
        "BC", "Paperback", "04", "Active", date(2027, 1, 1),
    )  # fmt: skip
    return show(title, (), NOW)


def test_the_subtitle_stands_in_the_place_of_the_author() -> None:
    one, other = part("Part one: North"), part("Part two: South")
    assert (one.about, other.about) == ("Part one: North", "Part two: South")
    assert one.form_after(one.about) == " · Paperback"


def test_without_a_subtitle_the_author_stays() -> None:
    assert part("").about == "Ann Lee"
    assert part("").full_name == "The Harbour Atlas"


def test_a_screen_reader_and_a_tip_say_it() -> None:
    said = spoken(part("Part one: North"), (), -1, False)
    assert said.startswith("The Harbour Atlas: Part one: North, Ann Lee · Paperback")
