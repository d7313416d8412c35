"""Fields, saved views, orders and ISBNs on the command line, over a catalogue of this home."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from desktop_app.records.query import Query
from desktop_app.records.saved_view import SavedView
from desktop_app.records.title import SourceKind, Title
from desktop_app.services.isbn_list import COLUMNS, csv_bytes
from desktop_app.settings.paths import Home
from desktop_app.settings.views import ViewsFile
from tests.gui.support_shelf import open_shelf
from tests.support_command_line import call, document


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("home")
    folder = Home(root).profile_dir("demo")
    folder.mkdir(parents=True)
    open_shelf(folder, 60).close()
    return root


def test_a_search_by_fields_gives_the_titles_that_have_them(home: Path) -> None:
    found = document(home, "titles", "search", "form:paperback price:<1000 -harbour")
    assert 0 < found["total"] < 60
    assert {each["form"] for each in found["items"]} == {"BC"}
    assert not any("harbour" in each["title"].lower() for each in found["items"])


def test_a_minus_sign_at_the_beginning_needs_two_before_it(home: Path) -> None:
    without = document(home, "titles", "search", "--", "-harbour")["total"]
    with_it = document(home, "titles", "search", "harbour")["total"]
    assert with_it > 0
    assert without + with_it == 60


def test_a_search_that_means_nothing_ends_with_a_sentence(home: Path) -> None:
    done = call(home, "titles", "search", "imprnt:Pavilion")
    assert done.code == 2
    assert "Did you mean imprint:?" in done.err
    assert "Nothing was searched." in done.err
    unknown = call(home, "titles", "search", "status:postponed")
    assert unknown.code == 2
    assert "No title has the status “postponed”. " in unknown.err.replace(
        "Nothing was searched. ", ""
    )


def test_a_saved_view_is_used_by_name_and_narrowed(home: Path) -> None:
    file = ViewsFile(Home(home).views("demo"))
    file.put(SavedView.of("Paperbacks", Query("form:paperback", sort="title", descending=False)))
    kept = document(home, "titles", "search", "--view", "paperbacks")
    assert kept["total"] == document(home, "titles", "search", "form:paperback")["total"]
    names = [each["title"].lower() for each in kept["items"]]
    assert names == sorted(names)
    fewer = document(home, "titles", "search", "--view", "Paperbacks", "harbour")
    assert 0 < fewer["total"] < kept["total"]
    missing = call(home, "titles", "search", "--view", "Hardbacks")
    assert missing.code == 2
    assert "There are: Paperbacks." in missing.err


def test_any_column_gives_the_order(home: Path) -> None:
    for sort, column in (("isbn", "isbn"), ("title", "title"), ("imprint", "imprint")):
        items = document(home, "titles", "search", "--sort", sort)["items"]
        values = [each[column].lower() for each in items]
        assert values == sorted(values)
    fallen = document(home, "titles", "search", "--sort", "isbn", "--descending")["items"]
    assert [each["isbn"] for each in fallen] == sorted(
        (each["isbn"] for each in fallen), reverse=True
    )
    assert call(home, "titles", "search", "--sort", "colour").code == 2


def test_isbns_come_one_a_line_all_of_them(home: Path) -> None:
    done = call(home, "titles", "search", "--isbns")
    lines = done.text.splitlines()
    assert len(lines) == 60
    assert all(len(line) == 13 and line.isdigit() for line in lines)
    assert call(home, "titles", "search", "--isbns", "--limit", "3").text.splitlines() == lines[:3]
    found = document(home, "titles", "search", "--isbns")
    assert [each["isbn"] for each in found["items"]] == lines
    nothing = call(home, "--fail-if-empty", "titles", "search", "zzz", "--isbns")
    assert nothing.code == 6
    assert nothing.out == b""


def test_a_table_of_titles_runs_nothing_in_a_spreadsheet() -> None:
    title = Title(
        "product:1", "work:1", "9781911000013", '=HYPERLINK("http://x","y")', "", "@ana",
        "-Quay", "", "", "", "", "", date(2027, 3, 1), source=SourceKind.CONSONANCE,
    )  # fmt: skip
    rows = list(csv.reader(io.StringIO(csv_bytes([title]).decode("utf-8-sig"))))
    assert rows[0] == list(COLUMNS)
    assert rows[1][0] == "9781911000013"
    assert rows[1][1].startswith("'=")
    assert rows[1][2:4] == ["'@ana", "'-Quay"]
    assert rows[1][4:] == ["2027-03-01", "product:1"]
