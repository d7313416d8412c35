"""Searches are kept, counted, applied, moved, renamed, removed and brought back, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.shell.places import PlaceButton
from desktop_app.ui.tokens import Scheme
from tests.gui.support_full_window import at_the_window, filled, menu_action, pick
from tests.support_window import CONTROL, KEY, SHIFT, Person, shut


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return filled(tmp_path, 300)


@pytest.fixture
def person(qapp: QApplication, home: Home) -> Iterator[Person]:
    theme.current().set_override(Scheme.LIGHT)
    someone = at_the_window(home)
    yield someone
    shut(someone)


def lines(person: Person) -> list[str]:
    """What the views in the sidebar say: name and number."""
    return [each.accessibleName() for each in person.window.sidebar.views.buttons]


def here(person: Person) -> str:
    """The place that the sidebar marks."""
    found = person.window.sidebar.findChildren(PlaceButton)
    return ", ".join(each.place.name for each in found if each.isChecked() and each.isVisible())


def search(person: Person, words: str) -> int:
    person.press(KEY.Key_F, CONTROL)
    person.press(KEY.Key_A, CONTROL)
    person.paste(words)
    person.quiet()
    return person.window.titles.model.total


def save(person: Person, name: str, button: str = "Save view") -> None:
    person.click("Save view…")
    person.until(lambda: person.top is not person.window)
    person.press(KEY.Key_A, CONTROL)
    person.type(name)
    person.until(lambda: person.has_button(button))
    person.press(KEY.Key_Return)
    person.until(lambda: person.top is person.window)
    person.quiet()


def test_a_search_is_kept_counted_and_applied_again(person: Person) -> None:
    assert not person.has_button("Save view…")
    found = search(person, "harbour")
    save(person, "Harbours")
    assert lines(person) == [f"Harbours, {found}"]
    assert here(person) == "Harbours"
    person.click("Titles")
    person.quiet()
    assert here(person) == "Titles"
    assert person.window.titles.model.total == 300
    assert person.window.toolbar.search.text() == ""
    person.window.sidebar.views.buttons[0].setFocus()
    person.press(KEY.Key_Return)
    person.quiet()
    assert person.window.titles.model.total == found
    assert person.window.toolbar.search.text() == "harbour"
    assert here(person) == "Harbours"


def test_filters_and_order_are_kept_with_their_words(person: Person, home: Home) -> None:
    person.click("Form")
    pick(person, "Paperback")
    person.quiet()
    paperbacks = person.window.titles.model.total
    person.window.titles.view.header.sort_on(2)
    person.quiet()
    person.click("Save view…")
    person.until(lambda: person.top is not person.window)
    name = person.top.focusWidget()
    assert isinstance(name, QLineEdit)
    assert name.text() == "Paperback"
    person.press(KEY.Key_Return)
    person.until(lambda: person.top is person.window)
    shut(person)
    again = at_the_window(home)
    try:
        again.until(lambda: lines(again) == [f"Paperback, {paperbacks}"])
        again.click(again.window.sidebar.views.buttons[0])
        again.quiet()
        assert again.window.titles.filters.words() == "Form: Paperback"
        assert again.window.titles.view.header.sort == ("title", False)
        assert again.window.titles.model.total == paperbacks
    finally:
        shut(again)
        person.left = True


def test_the_same_name_says_so_and_replaces(person: Person) -> None:
    search(person, "harbour")
    save(person, "Mine")
    found = search(person, "salt")
    person.click("Save view…")
    person.until(lambda: person.top is not person.window)
    person.press(KEY.Key_A, CONTROL)
    person.type("mine")
    told = "There is a view “Mine” already. It is replaced by this one."
    assert person.says(told)
    assert person.field("Name").accessibleDescription() == told
    assert person.button("Replace view").text() == "Replace view"
    person.press(KEY.Key_Return)
    person.until(lambda: person.top is person.window)
    assert lines(person) == [f"mine, {found}"]


def test_views_move_are_renamed_removed_and_brought_back_by_keys(person: Person) -> None:
    for words in ("harbour", "salt", "rain"):
        search(person, words)
        save(person, words.capitalize())
    names = [line.split(",")[0] for line in lines(person)]
    assert names == ["Harbour", "Salt", "Rain"]
    buttons = person.window.sidebar.views.buttons
    buttons[2].setFocus()
    person.press(KEY.Key_F10, SHIFT)
    assert not menu_action(person, "Move down").isEnabled()
    pick(person, "Move up")
    person.quiet()
    assert [line.split(",")[0] for line in lines(person)] == ["Harbour", "Rain", "Salt"]
    assert person.window.focusWidget().accessibleName().startswith("Rain")
    person.press(KEY.Key_Menu)
    pick(person, "Rename…")
    person.until(lambda: person.top is not person.window)
    person.type("Salt")
    assert person.says("There is a view “Salt” already. Choose another name.")
    assert not person.has_button("Rename view")
    person.type(" water")
    person.press(KEY.Key_Return)
    person.until(lambda: person.top is person.window)
    person.quiet()
    assert [line.split(",")[0] for line in lines(person)] == ["Harbour", "Salt water", "Salt"]
    person.press(KEY.Key_Menu)
    pick(person, "Remove")
    person.until(lambda: person.says("The view “Salt water” was removed."))
    assert [line.split(",")[0] for line in lines(person)] == ["Harbour", "Salt"]
    person.click("Undo")
    person.quiet()
    assert [line.split(",")[0] for line in lines(person)] == ["Harbour", "Salt water", "Salt"]
    assert not person.says("was removed")


def test_a_view_that_cannot_be_counted_says_why(person: Person, home: Home) -> None:
    search(person, "changed:gardners")
    save(person, "For Gardners")
    file = home.views("demo")
    file.write_text(file.read_text().replace("gardners", "elsewhere"))
    person.window.views.read()
    button = person.window.sidebar.views.buttons[0]
    person.until(lambda: button.accessibleName() == "For Gardners, cannot be counted")
    assert "no destination “elsewhere”" in button.accessibleDescription()
    assert button.toolTip() == button.accessibleDescription()
    person.press(KEY.Key_T, CONTROL)
    button.setFocus()
    assert "elsewhere" in person.window.status.notice.text()


def test_a_file_that_cannot_be_read_is_said_and_left(person: Person, home: Home) -> None:
    home.views("demo").write_text("{")
    person.window.views.read()
    person.until(lambda: person.says("They cannot be read."))
    assert "left as it is" in person.window.status.notice.text()
    assert home.views("demo").read_text() == "{"
