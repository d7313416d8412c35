"""ISBNs of the ticked or found titles: to the clipboard, and into a table that is never half."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from desktop_app.ui import theme
from desktop_app.ui.tokens import Scheme
from tests.gui.support_full_window import at_the_window, filled, pick
from tests.support_window import CONTROL, KEY, SHIFT, Person, shut


@pytest.fixture
def person(qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    theme.current().set_override(Scheme.LIGHT)
    someone = at_the_window(filled(tmp_path / "home", 300))
    yield someone
    shut(someone)


def search(person: Person, words: str) -> int:
    person.press(KEY.Key_F, CONTROL)
    person.type(words)
    person.quiet()
    person.press(KEY.Key_Return)
    return person.window.titles.model.total


def name_file(person: Person, path: Path) -> None:
    """Type a path into the dialog that is open and press Enter."""
    person.until(lambda: person.window.findChildren(QFileDialog))
    dialog = person.window.findChildren(QFileDialog)[-1]
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    person.press(KEY.Key_A, CONTROL)
    person.paste(str(path))
    person.press(KEY.Key_Return)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_all_that_a_search_finds_is_copied_from_the_overflow(person: Person) -> None:
    found = search(person, "harbour")
    person.click("More actions")
    pick(person, f"Copy ISBNs of all {found} titles found")
    person.quiet()
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == found
    first = person.window.titles.model.row_at(0)
    assert first is not None
    assert lines[0] == first.title.isbn
    assert person.window.status.notice.text() == f"{found} ISBNs copied."


def test_ticked_titles_go_first_and_the_action_says_so(person: Person) -> None:
    person.press(KEY.Key_Space)
    person.press(KEY.Key_Down)
    person.press(KEY.Key_Space)
    wanted = {person.window.titles.model.row_at(row).title.isbn for row in (0, 1)}  # type: ignore
    search(person, "zzzz")
    person.click("More actions")
    pick(person, "Copy ISBNs of 2 selected titles")
    person.quiet()
    assert set(QApplication.clipboard().text().split()) == wanted


def test_a_table_is_written_from_the_menu_of_a_row(person: Person, tmp_path: Path) -> None:
    found = search(person, "harbour")
    person.press(KEY.Key_F10, SHIFT)
    pick(person, f"Save ISBNs of all {found} titles found as CSV…")
    target = tmp_path / "isbns.csv"
    name_file(person, target)
    person.until(target.exists)
    person.until(lambda: person.says(f"{found} titles written to {target}."))
    rows = table(target)
    assert len(rows) == found
    assert all("harbour" in row["title"].lower() for row in rows)
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".new")] == []


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(
    person: Person, tmp_path: Path
) -> None:
    room = person.window.titles
    target = tmp_path / "gone" / "isbns.csv"
    room.exports.write(room.query(), target)
    person.until(lambda: person.says("isbns.csv could not be written"))
    assert "No file was changed." in room.banner.words
