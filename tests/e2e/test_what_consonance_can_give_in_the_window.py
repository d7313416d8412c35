"""A person looks up what this Consonance can give, by keys and clicks, on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from desktop_app.ui.connect.capabilities import CapabilitiesSheet
from tests.support_house import NAME, House
from tests.support_window import CONTROL, KEY, SHIFT, Person, opened, shut

DRIFTED = "public+lack:Product.allowOnixExports,lack:Work.workType"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def person(house: House) -> Iterator[Person]:
    with house.serving("--titles", "40", "--schema", DRIFTED):
        came = opened(house.home, NAME)
        came.quiet()
        yield came
        shut(came)


def page(person: Person) -> CapabilitiesSheet:
    """The sheet, once it shows lines and nothing is being asked."""
    person.until(lambda: isinstance(person.top, CapabilitiesSheet))
    sheet = person.top
    assert isinstance(sheet, CapabilitiesSheet)
    person.until(lambda: sheet.lines.lines and person.has_button("Ask again"))
    return sheet


def by_key(person: Person) -> CapabilitiesSheet:
    person.press(KEY.Key_G, CONTROL | SHIFT)
    return page(person)


def test_what_is_missing_stands_first_with_what_it_touches(person: Person) -> None:
    person.press(KEY.Key_F, CONTROL)
    sheet = by_key(person)
    head, first = sheet.lines.lines[:2]
    assert head.spoken.startswith("Missing, ")
    assert "This Consonance gives nothing of it" in head.spoken
    assert first.spoken.startswith("Missing: Approval for ONIX.")
    assert "ERP (item JSON): nothing or less in in_house.approved_for_onix." in first.spoken
    assert "Cannot be checked as a whole for Gardners, ERP" in first.spoken
    assert sheet.lines.lines[-1].spoken.startswith("There: ")
    assert "Over GraphQL, as of " in person.said()
    assert person.field("Find a field, a destination or a rule").hasFocus()
    person.press(KEY.Key_Escape)
    person.until(lambda: person.top is person.window)
    assert person.window.focusWidget() is person.window.toolbar.search


def test_words_narrow_the_page_and_enter_shows_every_field(person: Person) -> None:
    sheet = by_key(person)
    person.type("workt")
    person.until(lambda: len(sheet.lines.lines) == 1)
    assert person.says("1 of ")
    person.press(KEY.Key_Down)
    person.press(KEY.Key_Return)
    person.until(lambda: "Missing: work.workType" in sheet.lines.lines[0].spoken)
    person.click(sheet.search)
    person.press(KEY.Key_Escape)
    person.until(lambda: len(sheet.lines.lines) > 20)
    assert isinstance(person.top, CapabilitiesSheet)
    person.type("nothing like it")
    person.until(lambda: person.has_button("Show all"))
    assert person.says("Nothing fits")
    person.click("Show all")
    person.until(lambda: len(sheet.lines.lines) > 20)
    person.click("Copy as text")
    copied = QApplication.clipboard().text().splitlines()
    assert copied[0].startswith("What this Consonance can give over GraphQL:")
    assert copied[1].startswith("Missing: Approval for ONIX.")


def test_it_is_reached_from_the_connection_and_from_the_menu(person: Person) -> None:
    person.click(person.window.strip)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [each.text() for each in menu.actions()]
    assert "What this Consonance can give…" in names
    person.press(KEY.Key_Escape)
    person.window.opening.connect_dialog()
    person.quiet()
    person.click("What this Consonance can give")
    page(person)
    person.press(KEY.Key_Escape)
    person.until(lambda: not isinstance(person.top, CapabilitiesSheet))
    assert person.says("Connect to Consonance")
    person.until(lambda: person.button("What this Consonance can give").hasFocus())


def test_asking_can_be_cancelled_and_what_was_known_stays(house: House) -> None:
    with house.serving("--titles", "40", "--schema", DRIFTED) as sandbox:
        person = opened(house.home, NAME)
        try:
            person.quiet()
            sheet = by_key(person)
            before = [each.spoken for each in sheet.lines.lines]
            sandbox.faults("latency=30")
            person.click("Ask again")
            person.until(lambda: person.says("Asking what it can give…"))
            person.click("Cancel")
            person.until(lambda: person.has_button("Ask again"))
            assert [each.spoken for each in sheet.lines.lines] == before
            assert person.session.desk.app.capabilities.remembered() is not None
        finally:
            shut(person)


def test_when_consonance_is_away_the_page_says_so_and_shows_what_it_said(house: House) -> None:
    with house.serving("--titles", "40", "--schema", DRIFTED):
        person = opened(house.home, NAME)
        person.quiet()
        by_key(person)
    try:
        sheet = person.top
        assert isinstance(sheet, CapabilitiesSheet)
        person.click("Ask again")
        person.until(lambda: sheet.banner.words)
        assert "Shown is what it said at " in sheet.banner.words
        assert len(sheet.lines.lines) > 20
        with house.serving("--titles", "40", "--schema", "rest4"):
            person.click("Try again")
            person.until(lambda: sheet.banner.words and person.has_button("Ask again"))
    finally:
        shut(person)


def test_the_older_interface_is_told_on_the_same_page(house: House) -> None:
    with house.serving("--titles", "40", "--schema", "rest4"):
        person = opened(house.home, NAME)
        try:
            person.quiet()
            by_key(person)
            assert person.says("Over REST v4, as of ")
            assert person.says("It tells less: no approval, no contributors")
            person.press(KEY.Key_Escape)
            person.until(lambda: person.top is person.window)
            sheet = by_key(person)
            assert person.says("Over REST v4, as of ")
            assert sheet.lines.lines[1].spoken.startswith("Missing: Approval for ONIX.")
        finally:
            shut(person)
