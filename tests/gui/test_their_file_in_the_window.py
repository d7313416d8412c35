"""A distributor's file over the list: what a drop would do is said first, then what they have."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from desktop_app.ui import theme
from desktop_app.ui.compare.sheet import CompareSheet
from desktop_app.ui.tokens import Scheme
from tests.gui.support_full_window import at_the_window, filled, pick
from tests.support_window import CONTROL, KEY, Person, shut

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def person(qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    theme.current().set_override(Scheme.LIGHT)
    someone = at_the_window(filled(tmp_path / "home", 300))
    yield someone
    shut(someone)


def their_table(person: Person, path: Path, *, more: str = "") -> Path:
    """Ten titles as the list has them, the third under another name, and a stranger."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["ISBN", "Title", "Publication date", "Discount"])
    for row in range(10):
        shown = person.window.titles.model.row_at(row)
        assert shown is not None
        name = "Another name" if row == 2 else shown.title.title
        rows.writerow([shown.title.isbn, name, shown.title.publication_date, "B"])
    rows.writerow(["9780306406157", "A stranger", "", "B"])
    path.write_text(text.getvalue() + more, encoding="utf-8")
    return path


def dragged(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def enter(person: Person, data: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(person.window.titles, event)
    return event


def drop(person: Person, data: QMimeData) -> QDropEvent:
    event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(person.window.titles, event)
    return event


def report(person: Person) -> CompareSheet:
    person.until(lambda: person.window.findChildren(CompareSheet))
    person.quiet()
    return person.window.findChildren(CompareSheet)[-1]


def test_a_drag_says_what_a_drop_does_and_the_report_tells_what_they_have(
    person: Person, tmp_path: Path
) -> None:
    path = their_table(person, tmp_path / "gardners.csv")
    dropping = person.window.opening.dropping
    assert dropping is not None
    words = dropping.words
    assert enter(person, dragged(path)).isAccepted()
    assert words.isVisible()
    assert words.head.text() == "Drop to check gardners.csv"
    assert "Nothing is imported, changed or sent." in words.more.text()
    QApplication.sendEvent(person.window.titles, QDragLeaveEvent())
    assert not words.isVisible()

    enter(person, dragged(path))
    assert drop(person, dragged(path)).isAccepted()
    sheet = report(person)
    assert not words.isVisible()
    assert sheet.head.text() == (
        "11 records in gardners.csv: 9 the same, 1 differs, 0 missing there, 1 unknown here."
    )
    assert "Not read: Discount" in sheet.caption.text()
    assert [line.key for line in sheet.lines.lines] == [
        person.window.titles.model.row_at(2).id  # type: ignore[union-attr]
    ]
    assert "theirs Another name" in sheet.lines.lines[0].spoken
    assert sheet.show_button.text() == "Show 1 title"
    sheet.show_button.click()
    person.quiet()
    assert person.window.titles.model.total == 1
    assert "1 title, differ" in person.window.titles.report.words


def test_what_cannot_be_compared_is_refused_while_it_is_dragged(
    person: Person, tmp_path: Path
) -> None:
    dropping = person.window.opening.dropping
    assert dropping is not None
    words = dropping.words
    enter(person, dragged(tmp_path / "cover.jpg"))
    assert words.head.text() == "Only ONIX (.xml, .onix) and tables (.csv) can be checked."
    assert not drop(person, dragged(tmp_path / "cover.jpg")).isAccepted()
    enter(person, dragged(tmp_path / "a.csv", tmp_path / "b.csv"))
    assert words.head.text().startswith("One file at a time")
    QApplication.sendEvent(person.window.titles, QEvent(QEvent.Type.DragLeave))
    text = QMimeData()
    text.setText("9781234567890")
    assert not drop(person, text).isAccepted()
    person.quiet()
    assert not person.window.findChildren(CompareSheet)


def test_a_file_is_chosen_from_the_menu_and_leaves_as_a_table(
    person: Person, tmp_path: Path
) -> None:
    path = their_table(person, tmp_path / "theirs.csv")
    person.click("More actions")
    pick(person, "Check against their file…")
    person.until(lambda: person.window.findChildren(QFileDialog))
    field = person.window.findChildren(QFileDialog)[-1].findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    person.press(KEY.Key_A, CONTROL)
    person.paste(str(path))
    person.press(KEY.Key_Return)
    sheet = report(person)
    assert sheet.tabs.count() == 5
    to = tmp_path / "compared.csv"
    sheet.write(to)
    person.quiet()
    rows = list(csv.DictReader(io.StringIO(to.read_text("utf-8-sig"))))
    states = [each["state"] for each in rows]
    assert states.count("same") == 9
    assert states.count("differs") == states.count("unknown here") == 1
    person.press(KEY.Key_Escape)
    person.rest(30)
    assert not any(each.isVisible() for each in person.window.findChildren(CompareSheet))


def test_titles_that_are_ticked_are_missed_and_a_bad_file_gets_a_sentence(
    person: Person, tmp_path: Path
) -> None:
    path = their_table(person, tmp_path / "theirs.csv")
    person.window.titles.model.tick_range(8, 12, True)
    person.window.opening.compare(str(path))
    sheet = report(person)
    assert "3 missing there" in sheet.head.text()
    sheet.tabs.setCurrentIndex(1)
    assert len(sheet.lines.lines) == 3
    assert "Never sent, as far as this computer knows" in sheet.lines.lines[0].spoken
    sheet.reject()
    broken = tmp_path / "broken.xml"
    broken.write_text("<ONIXMessage release='3.0'><Product>")
    person.window.opening.compare(str(broken))
    sheet = report(person)
    assert "broken.xml" in sheet.head.text()
    assert not sheet.save_button.isEnabled()
