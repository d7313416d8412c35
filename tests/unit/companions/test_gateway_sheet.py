"""A file of CSV: whatever columns its rows have, every cell stands below the name of its own."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.companions.gateway import sheet

FORM = "item-csv"
FULL = next(csv.reader([sheet.header(FORM)]))
USUAL = next(csv.reader([sheet.header(FORM, rare=False)]))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
NAMES = st.lists(st.sampled_from([*FULL[:3], FULL[-1], "shelf", "a,b", 'q"', "ü"]),
                 min_size=1, max_size=6, unique=True)  # fmt: skip


def line(cells: list[str]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\r\n").writerow(cells)
    return made.getvalue()


def read(text: str) -> tuple[list[str], list[list[str]]]:
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    return head, rows


@st.composite
def row(draw: st.DrawFn) -> tuple[str, str, dict[str, str]]:
    """A row, the columns that come with it, and what it says."""
    told = draw(st.booleans())
    names = draw(NAMES) if told else draw(st.sampled_from([FULL, USUAL]))
    cells = draw(st.lists(TEXTS, min_size=len(names), max_size=len(names)))
    says = dict(zip(names, cells, strict=True))
    return line(cells), line(names).removesuffix("\r\n") if told else "", says


@given(st.lists(row(), min_size=1, max_size=6))
def test_whatever_came_is_read_as_what_it_was(given: list[tuple[str, str, dict[str, str]]]) -> None:
    head, rows = read(sheet.written(FORM, [(text, told) for text, told, _ in given]))
    assert len(set(head)) == len(head)
    assert set(head) == {name for _, _, says in given for name in says} | (
        set(USUAL) if any(not told for _, told, _ in given) else set()
    )
    for cells, (_, _, says) in zip(rows, given, strict=True):
        found = dict(zip(head, cells, strict=True))
        assert {name: cell for name, cell in found.items() if cell} == {
            name: cell for name, cell in says.items() if cell
        }


def test_rows_of_the_format_keep_their_bytes() -> None:
    rows = [line([f"{n}"] * len(USUAL)) for n in range(3)]
    assert sheet.written(FORM, [(each, "") for each in rows]) == (
        sheet.header(FORM, rare=False) + "".join(rows)
    )
    late = line(["9"] * len(FULL))
    assert sheet.written(FORM, [(rows[0], ""), (late, "")]) == (
        sheet.header(FORM) + rows[0].replace("\r\n", ",\r\n") + late
    )
    assert sheet.written(FORM, []) == sheet.header(FORM, rare=False)


def test_cells_that_nobody_named_have_no_name_of_the_format() -> None:
    wide = [f"{n}" for n in range(len(FULL) + 1)]
    head, rows = read(sheet.written(FORM, [(line(wide), ""), (line(["x", "y"]), "id")]))
    assert head == [*USUAL, *(f"unnamed_{n}" for n in range(1, len(wide) + 1))]
    assert rows[0] == [*[""] * len(USUAL), *wide]
    found = dict(zip(head, rows[1], strict=True))
    assert {name: cell for name, cell in found.items() if cell} == {"id": "x", "unnamed_2": "y"}


def test_what_is_no_row_stays_as_it_came() -> None:
    for odd in ("", 'a"b",\r\n"', "1,2\r\n3,4\r\n"):
        assert sheet.written(FORM, [(odd, "")]) == sheet.header(FORM, rare=False) + odd
