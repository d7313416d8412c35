"""Another profile, or the same one again: the window never stays where nothing can be done."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.settings.paths import Home
from desktop_app.ui.smooth import Tidying
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
