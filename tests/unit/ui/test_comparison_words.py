"""What a distributor holds is read like everything else: dates with the name of their month."""

from __future__ import annotations

import pytest

from desktop_app.records.comparison import Comparison, FieldHeld, Held, TitleHeld
from desktop_app.ui.compare.words import lines


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2027-01-05", "Jan"), ("2027-13-05", "2027-13-05"), ("BC", "BC"), ("", "nothing")],
)
def test_only_what_is_a_date_is_written_as_one(value: str, shown: str) -> None:
    field = FieldHeld("publication_date", "publication date", value, "2028-06-22")
    title = TitleHeld(Held.DIFFERS, "product:1", "9781900203920", "Salt", (field,))
    (line,) = lines(Comparison("a.csv", "gardners", "Gardners", "csv", 1, (title,)), Held.DIFFERS)
    theirs = line.cells[2].paragraphs[0][0].text
    assert shown in theirs
    assert value not in theirs or value in ("2027-13-05", "BC", "")
    assert "Jun" in line.spoken
    assert value in line.copy, "what is copied stays as the file has it"
