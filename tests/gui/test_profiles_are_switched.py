"""Another profile, or the same one again: the window never stays where nothing can be done."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.records.flow import Environment
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Settings
from desktop_app.ui.smooth import Tidying
from desktop_app.ui.titles.model import FLOWS
from tests.gui.support_full_window import at_the_window, filled
from tests.support_window import Person, shut


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return filled(tmp_path, 30)


@pytest.fixture
def person(qapp: QApplication, home: Home) -> Iterator[Person]:
    someone = at_the_window(home)
    yield someone
    shut(someone)


def test_settings_that_cannot_be_written_do_not_keep_a_profile_from_opening(
    person: Person, home: Home
) -> None:
    home.settings_file.with_suffix(".new").mkdir()
    old = person.window
    old.profile_wanted.emit("demo")
    person.until(lambda: person.window is not old)
    person.until(lambda: person.window.titles.model.total)
    person.quiet()
    assert person.window.isEnabled()


def test_a_window_whose_profiles_cannot_be_opened_says_why_and_can_be_closed(
    person: Person, home: Home
) -> None:
    home.settings_file.write_text("this is no table", encoding="utf-8")
    person.window.profile_wanted.emit("another")
    person.until(person.window.isEnabled)
    person.until(lambda: person.says("settings.toml"))
    person.session.close()
    person.until(lambda: person.left)


def test_a_window_that_closed_leaves_nothing_at_work(qapp: QApplication, home: Home) -> None:
    before, found, turn = gc.get_threshold(), qapp.findChildren(Tidying), sys.getswitchinterval()
    someone = at_the_window(home)
    assert gc.get_threshold() != before
    someone.session.close()
    someone.until(lambda: someone.left)
    someone.rest(20)
    assert qapp.findChildren(Tidying) == found == []
    assert (gc.get_threshold(), sys.getswitchinterval()) == (before, turn)
    assert gc.get_freeze_count() == 0


def test_what_one_profile_does_not_show_another_one_shows(person: Person, home: Home) -> None:
    settings = Settings.load(home)
    demo = settings.profile("demo")
    settings.put(replace(demo, name="house", environment=Environment.SANDBOX))
    settings.save()
    assert "launch" not in person.window.titles.view.flows_on_show()

    def switched(name: str) -> list[str]:
        old = person.window
        old.profile_wanted.emit(name)
        person.until(lambda: person.window is not old and person.window.isEnabled())
        person.quiet()
        return person.window.titles.view.flows_on_show()

    assert "launch" in switched("house")
    view = person.window.titles.view
    gardners = [flow.name for flow in person.window.titles.model.flows].index("gardners")
    view.setColumnHidden(FLOWS + gardners, True)
    assert "gardners" in switched("demo")
    assert "gardners" not in switched("house")
