"""The preview of a selection as lines: how titles stand, which fields are alike, which differ."""

from __future__ import annotations

import pytest

from desktop_app.records.payload import Row
from desktop_app.services.selected import Gathering, Selection, Slice, Stand
from desktop_app.ui.inspector.selection_lines import (
    Jump,
    Show,
    Unfold,
    account,
    selection_lines,
)


def told(stands: list[Stand], rows: list[dict[str, str]], *, gone: int = 0) -> Selection:
    """Title 1 stands as the first and has the first rows, and so on."""
    ids = [f"product:{number}" for number in range(1, len(rows) + 1)]
    gathering = Gathering("gardners", [*ids, *(f"gone:{n}" for n in range(gone))])
    gathering.meet(ids)
    part = Slice()
    for name, stand, given in zip(ids, stands, rows, strict=True):
        if stand is not Stand.NO_SUBJECT:
            lines = [Row(target, value, "", "") for target, value in given.items()]
            part.add((name, name, stand), lines)
    gathering.add(part)
    return gathering.told()


def test_every_title_is_in_the_account() -> None:
    stands = [Stand.GOES, Stand.GOES, Stand.SAME, Stand.HELD, Stand.BLOCKED, Stand.BLOCKED,
              Stand.UNCHECKED, Stand.NO_SUBJECT]  # fmt: skip
    found = told(stands, [{}] * 8, gone=1)
    assert account(found, "Gardners") == (
        "2 of 9 titles may go to Gardners.",
        "1 has not changed, 1 is held, 2 are blocked, 1 cannot be checked, 1 does not go there and "
        "1 is not in the catalogue any more.",
    )
    spoken = [line.spoken for line in selection_lines(found, "Gardners")]
    assert [each.split(",")[0] for each in spoken] == [
        "May go: 2 titles", "Held: 1 title", "Unchanged: 1 title", "Blocked: 2 titles",
        "Cannot be checked: 1 title", "Does not go there: 1 title",
        "Not in the catalogue any more: 1 title",
    ]  # fmt: skip


def test_nothing_else_is_said_where_all_may_go() -> None:
    assert account(told([Stand.SAME] * 2, [{}] * 2), "ERP")[0] == (
        "None of 2 titles would go to ERP."
    )
    assert account(told([Stand.GOES] * 2, [{}] * 2), "ERP") == ("2 of 2 titles may go to ERP.", "")


def test_a_title_with_messages_that_stand_differently_counts_for_each() -> None:
    gathering = Gathering("launch", ["product:1"])
    part = Slice()
    part.add(("product:1", "a", Stand.GOES), [])
    part.add(("product:1", "b", Stand.BLOCKED), [])
    gathering.add(part)
    strong, quiet = account(gathering.told(), "Launch")
    assert strong == "1 of 1 title may go to Launch."
    assert quiet == (
        "1 is blocked. They lead to 2 messages, and a title counts wherever one of its own does."
    )


FOUR = told(
    [Stand.GOES] * 4,
    [
        {"isbn": "1", "market": "UK", "publication_date": "2027-09-02", "note": "A"},
        {"isbn": "2", "market": "UK", "publication_date": "2027-09-02"},
        {"isbn": "3", "market": "UK", "publication_date": "2027-10-12"},
        {"isbn": "4", "market": "UK", "publication_date": "2027-09-02", "note": ""},
    ],
)


def test_few_differences_come_before_many_and_both_before_what_is_the_same() -> None:
    lines = selection_lines(FOUR, "Gardners")
    assert [line.spoken for line in lines[1:]] == [
        "3 fields differ; Enter leads to: 1 field the same in all",
        "publication date: 2 different values. 2 Sept 2027 (3) · 12 Oct 2027 (1)",
        "note: 2 different values. A (1) · nothing (3)",
        "isbn: 4 different values. 1 (1) · 2 (1) · 3 (1)",
        "1 field the same in all",
        "market: UK",
    ]
    assert lines[1].key == Jump("1 field the same in all")
    assert lines[2].key == Unfold("publication_date")
    assert lines[-1].key is None
    assert lines[2].copy == "publication_date\t2027-09-02\t3\npublication_date\t2027-10-12\t1"


def test_an_unfolded_field_has_a_line_for_each_value_and_one_for_none() -> None:
    lines = selection_lines(FOUR, "Gardners", "note")
    place = next(row for row, line in enumerate(lines) if line.key == Unfold("note"))
    with_a, without = lines[place + 1 : place + 3]
    assert isinstance(with_a.key, Show)
    assert isinstance(without.key, Show)
    assert with_a.spoken == "1 title: A"
    assert list(with_a.key.titles()) == ["product:1"]
    assert with_a.key.words == "Showing 1 title: note is A"
    assert without.spoken == "3 titles: nothing"
    assert list(without.key.titles()) == ["product:2", "product:3", "product:4"]
    assert lines[place + 3].key == Unfold("isbn"), "nothing else is unfolded"


@pytest.mark.parametrize("count", [412, 1_100])
def test_what_is_beyond_the_bound_is_one_line(count: int) -> None:
    found = told([Stand.GOES] * count, [{"isbn": str(number)} for number in range(count)])
    lines = selection_lines(found, "Gardners", "isbn")
    assert len(lines) == 1 + 1 + 1 + 100 + 1
    more = f"and {count - 100:,} more values: the first 100 are listed"
    assert lines[-1].spoken == f"{count - 100:,} titles: {more}"
    assert isinstance(lines[-1].key, Show)
    assert len(lines[-1].key.titles()) == count - 100


def test_long_and_foreign_text_stays_one_plain_line() -> None:
    long = "<b>Rain</b>\n" * 100
    found = told([Stand.GOES] * 2, [{"text": long + "a"}, {"text": long + "b"}])
    lines = selection_lines(found, "Gardners", "text")
    values = [line for line in lines if isinstance(line.key, Show)][1:]
    assert len(values) == 2
    assert all("\n" not in each.spoken and each.spoken.endswith("…") for each in values)
    assert all("\n" not in each.key.words for each in values)
