"""Consonance is away, stops half-way, asks to wait or refuses the key: what the window says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from desktop_app.settings.secrets import CONSONANCE, remember_for_session
from desktop_app.ui.connect.capabilities import CapabilitiesSheet
from desktop_app.ui.connect.dialog import ConnectDialog
from tests.support_house import NAME, House, came
from tests.support_window import CONTROL, KEY, SHIFT, Person, shut


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


class Heard(QObject):
    """What a screen reader is told of the refresh."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.words: list[str] = []
        person.window.refreshing.announced.connect(self.words.append)


def read_whole(person: Person) -> None:
    """The first reading, which begins by itself, to its end."""
    person.until(lambda: not person.window.refreshing.running, 90)
    person.quiet()


def strip(person: Person) -> str:
    return person.window.titles.banner.words


@pytest.fixture
def person(house: House) -> Iterator[Person]:
    """Someone who has read 40 titles, with the server gone since."""
    with house.serving("--titles", "40"):
        someone = came(house)
        someone.until(lambda: someone.window.titles.model.total)
        read_whole(someone)
    yield someone
    shut(someone)


def test_offline_shows_since_when_the_catalogue_is_and_tries_again(
    house: House, person: Person
) -> None:
    assert person.window.titles.model.total > 30
    person.press(KEY.Key_F5)
    person.until(lambda: strip(person).startswith("Offline. Showing the catalogue from "))
    assert re.search(r"from \d\d:\d\d\. You can prepare sends; they are held", strip(person))
    assert person.window.status.online.text() == "Offline"
    with house.serving("--titles", "40"):
        person.session.desk.app.network.forget()
        person.click("Try again")
        person.until(lambda: person.window.status.online.text() == "Online")
        read_whole(person)
        assert strip(person) == ""


def test_a_field_that_is_gone_is_told_once_and_opens_the_page(house: House, person: Person) -> None:
    with house.serving("--titles", "40", "--schema", "public+lack:Work.workType"):
        person.session.desk.app.network.forget()
        person.press(KEY.Key_F5)
        person.until(lambda: "no longer has" in strip(person))
        read_whole(person)
        assert strip(person) == (
            "Consonance no longer has field workType. 1 mapping rule and 1 check are affected."
        )
        person.click("Open")
        person.until(lambda: isinstance(person.top, CapabilitiesSheet))
        person.until(lambda: person.says("Over GraphQL"))
        person.press(KEY.Key_Escape)
        person.until(lambda: person.top is person.window)
        person.press(KEY.Key_F5)
        person.until(lambda: person.window.refreshing.running)
        read_whole(person)
        assert strip(person) == ""
    with house.serving("--titles", "40"):
        person.session.desk.app.network.forget()
        person.press(KEY.Key_G, CONTROL | SHIFT)
        person.until(lambda: isinstance(person.top, CapabilitiesSheet))
        person.until(lambda: person.has_button("Ask again"))
        person.click("Ask again")
        person.until(lambda: person.says("as of") and person.has_button("Ask again"))
        person.press(KEY.Key_Escape)
        person.until(lambda: person.top is person.window)


def test_a_key_that_is_refused_is_asked_for_once(house: House, person: Person) -> None:
    with house.serving("--titles", "40"):
        remember_for_session(NAME, CONSONANCE, "not-the-key")
        person.session.desk.app.network.forget()
        person.press(KEY.Key_F5)
        person.until(lambda: "did not accept the key" in strip(person))
        assert person.window.titles.model.total > 30
        person.click("Update key…")
        person.until(lambda: isinstance(person.top, ConnectDialog))


def test_a_reading_that_stops_half_way_goes_on_from_there(house: House) -> None:
    with house.serving("--titles", "700") as sandbox:
        sandbox.faults("latency=0.4")
        person = came(house)
        heard = Heard(person)
        try:
            person.until(lambda: person.window.titles.model.total > 0, 60)
            assert person.has_button("Cancel")
            sandbox.faults("status=500")
            person.until(lambda: strip(person), 60)
            loaded = person.window.titles.model.total
            told = re.match(r"Loaded (\d+) titles so far\.", strip(person))
            assert told
            assert int(told[1]) == loaded
            assert "What was loaded stays." in strip(person)
            assert 0 < loaded < 700
            sandbox.faults("")
            person.click("Continue")
            person.until(lambda: person.window.refreshing.running)
            read_whole(person)
            assert person.window.titles.model.total == 700
            assert strip(person) == ""
            assert "new" in heard.words[-1]
            begun = [each for each in heard.words if each.startswith("Reading titles")]
            assert begun[0] == "Reading titles from Consonance."
            assert begun[1:] == [f"Reading titles from Consonance: {loaded}."]
        finally:
            shut(person)


def test_a_reading_that_a_person_stops_can_go_on_also_in_the_next_window(house: House) -> None:
    with house.serving("--titles", "700") as sandbox:
        sandbox.faults("latency=0.4")
        person = came(house)
        try:
            person.until(lambda: person.window.titles.model.total > 0, 60)
            person.click("Cancel")
            person.until(lambda: "You stopped the reading" in strip(person))
            assert person.has_button("Continue")
        finally:
            shut(person)
        sandbox.faults("")
        person = came(house)
        try:
            person.until(lambda: "The last reading stopped before its end." in strip(person))
            person.click("Continue")
            person.until(lambda: person.window.titles.model.total == 700, 60)
            read_whole(person)
            assert strip(person) == ""
        finally:
            shut(person)


def test_a_pause_that_consonance_asks_for_is_counted_down(house: House) -> None:
    with house.serving("--titles", "40") as sandbox:
        sandbox.faults("status=429@first 3")
        person = came(house)
        try:
            person.until(
                lambda: (
                    "Consonance asked Colophon to wait 1 s" in person.window.status.notice.text()
                )
            )
            read_whole(person)
            assert person.window.titles.model.total == 40
        finally:
            shut(person)
