"""The check sheet at the window: groups, what a click shows, what is copied for whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.ui.inspector.beside_sheet import BesideSheet
from desktop_app.ui.titles.checked import CheckSheet
from tests.gui.support_full_window import at_the_window, filled, menu_action, pick
from tests.support_window import KEY, Person, shut

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    here = at_the_window(filled(tmp_path / "home", 30))
    yield here
    shut(here)


def checked(person: Person) -> CheckSheet:
    person.window.check()
    person.until(lambda: isinstance(QApplication.activeModalWidget(), CheckSheet))
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, CheckSheet)
    person.until(lambda: sheet.lines.lines)
    return sheet


def test_a_group_leads_to_its_titles_and_problems_are_copied_by_owner(person: Person) -> None:
    room = person.window.titles
    room.model.tick_range(0, room.model.total - 1, True)
    sheet = checked(person)
    found = [line.key for line in sheet.lines.lines]
    assert any(len(group.titles) > 1 for group in found)

    person.click(sheet.copy)
    assert menu_action(person, "All, by owner").isEnabled()
    owner = found[0].owner
    count = sum(group.owner == owner for group in found)
    QApplication.clipboard().clear()
    pick(person, f"{owner}: {count} problem{'' if count == 1 else 's'}")
    person.until(lambda: QApplication.clipboard().text(), why="the names were not read")
    text = QApplication.clipboard().text()
    assert text.startswith(f"{owner}:\n- ")
    assert found[0].heading in text
    assert all(f"    {each}\n" not in text for each in found[0].titles), "a name, not an id"
    assert not any(f"\n{group.owner}:" in text for group in found if group.owner != owner)

    group = min(found, key=lambda each: len(each.titles))
    row = found.index(group)
    sheet.lines.setFocus()
    sheet.lines.setCurrentIndex(sheet.lines.model().index(row, 0))
    person.press(KEY.Key_Return)
    person.until(lambda: QApplication.activeModalWidget() is None)
    person.until(lambda: room.model.total == len(group.titles))


def test_one_title_stands_beside_itself_at_another_destination(person: Person) -> None:
    room, inspector = person.window.titles, person.window.inspector
    room.view.show_row(0, "gardners")
    person.until(lambda: inspector.title is not None and inspector.preview.lines.lines)
    person.click(inspector.picker)
    pick(person, "Side by side with ERP…")
    person.until(lambda: isinstance(QApplication.activeModalWidget(), BesideSheet))
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, BesideSheet)
    person.until(lambda: sheet.lines.lines)
    spoken = [line.spoken for line in sheet.lines.lines]
    assert "market differs: Gardners UK, ERP WORLD" in spoken
    # The ERP is of the house, so it gets what the trade does not.
    assert any("in-house" in each and "Gardners nothing" in each for each in spoken)
    differ = [" differs: " in each for each in spoken]
    assert differ == sorted(differ, reverse=True)
    assert sheet.words.text() == (
        f"{sum(differ)} fields differ; {differ.count(False)} fields are the same at both."
    )
    person.press(KEY.Key_Escape)
    person.until(lambda: QApplication.activeModalWidget() is None)
