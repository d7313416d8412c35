"""A search that cannot be understood says so under the box; chips and typed fields agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.ui import theme
from desktop_app.ui.tokens import Scheme
from desktop_app.ui.widgets.chip import Chip
from tests.gui.support_full_window import at_the_window, filled, menu_action, pick
from tests.support_window import CONTROL, KEY, Person, shut


@pytest.fixture
def person(qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    theme.current().set_override(Scheme.LIGHT)
    someone = at_the_window(filled(tmp_path, 300))
    yield someone
    shut(someone)


def search(person: Person, words: str) -> int:
    person.press(KEY.Key_F, CONTROL)
    person.press(KEY.Key_A, CONTROL)
    person.type(words)
    person.quiet()
    return person.window.titles.model.total


def chip(person: Person, begins: str) -> Chip:
    button = person.button(begins)
    assert isinstance(button, Chip)
    return button


def test_a_fault_is_said_under_the_box_and_the_list_stays(person: Person) -> None:
    found = search(person, "harbour")
    box, fault = person.window.toolbar.search, person.window.toolbar.fault
    search(person, "harbour imprit:quay")
    assert not fault.isVisible(), "a person who types is not interrupted"
    person.until(fault.isVisible)
    assert "There is no field imprit. Did you mean imprint:?" in fault.text()
    assert f"The list still shows the {found} titles that “harbour” found." in fault.text()
    assert box.accessibleDescription() == fault.text()
    assert box.property("bad") is True
    assert fault.mapToGlobal(fault.rect().topLeft()).y() >= box.mapToGlobal(
        box.rect().bottomLeft()
    ).y()  # fmt: skip
    assert person.window.titles.model.total == found
    assert not person.window.titles.banner.words
    assert not person.has_button("Save view…")
    person.window.desk.changed.emit()
    person.rest(300)
    person.quiet()
    assert fault.isVisible(), "what moves below does not make the search right"
    person.press(KEY.Key_A, CONTROL)
    person.type("salt")
    person.quiet()
    assert not fault.isVisible()
    assert box.accessibleDescription() == ""
    assert box.property("bad") is False
    assert person.window.titles.model.total not in (0, found)


def test_a_typed_field_fills_its_chip_and_the_cross_takes_it_from_the_text(person: Person) -> None:
    found = search(person, 'salt imprint:"Quay"')
    imprint = chip(person, "Imprint: Quay")
    imprint.setFocus()
    person.press(KEY.Key_Delete)
    person.quiet()
    assert person.window.toolbar.search.text() == "salt"
    assert chip(person, "Imprint").text() == "Imprint"
    assert person.window.titles.model.total > found


def test_another_choice_in_the_menu_takes_the_place_of_what_is_typed(person: Person) -> None:
    search(person, "salt imprint:Quay")
    quay = person.window.titles.model.total
    person.click("Imprint: Quay")
    assert menu_action(person, "Quay").isChecked()
    assert not menu_action(person, "Pavilion").isChecked()
    pick(person, "Pavilion")
    person.quiet()
    assert person.window.toolbar.search.text() == "salt"
    assert chip(person, "Imprint: ").text() == "Imprint: Quay + 1"
    assert person.window.titles.model.total > quay


def test_a_field_is_completed_by_keys(person: Person) -> None:
    search(person, "imprint:p")
    person.rest(80)
    person.quiet()
    person.press(KEY.Key_Tab)
    person.quiet()
    assert person.window.toolbar.search.text() == 'imprint:"Pavilion" '
    assert chip(person, "Imprint: Pavilion").text() == "Imprint: Pavilion"
    assert 0 < person.window.titles.model.total < 300
