"""Titles gathered under their works: folded, ticked at either level, kept, all by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.titles.model import COVER, TICK, TITLE
from desktop_app.ui.tokens import Scheme
from tests.gui.support_full_window import at_the_window, filled, pick
from tests.support_window import CONTROL, KEY, Person, shut

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return filled(tmp_path, 300)


@pytest.fixture
def person(qapp: QApplication, home: Home) -> Iterator[Person]:
    theme.current().set_override(Scheme.LIGHT)
    someone = at_the_window(home)
    someone.click("By work")
    someone.quiet()
    yield someone
    shut(someone)


def said(person: Person, row: int) -> str:
    model = person.window.titles.model
    person.until(lambda: model.data(model.index(row, TITLE), ACCESSIBLE))
    return str(model.data(model.index(row, TITLE), ACCESSIBLE))


def ids(person: Person, rows: range) -> list[str]:
    model = person.window.titles.model
    person.until(lambda: all(model.row_at(row) is not None for row in rows))
    return [model.row_at(row).id for row in rows]  # type: ignore[union-attr]


def test_titles_stand_under_their_work_in_the_order_of_the_list(person: Person) -> None:
    model = person.window.titles.model
    assert model.total == 300
    assert model.gathering is not None
    assert model.rowCount() == 300 + model.gathering.works
    assert said(person, 0).startswith("work ")
    assert said(person, 0).endswith("products, expanded")
    first, second = (model.row_at(row) for row in (1, 2))
    assert first is not None
    assert second is not None
    assert first.title.work == second.title.work
    assert first.title.publication_date >= second.title.publication_date  # type: ignore[operator]
    assert person.window.titles.filters.count.text() == "300 titles"


def test_left_and_right_fold_and_space_ticks_a_work(person: Person) -> None:
    view, model = person.window.titles.view, person.window.titles.model
    two = ids(person, range(1, 3))
    person.press(KEY.Key_T, CONTROL)
    view.show_row(0)
    person.press(KEY.Key_Home)
    rows = model.rowCount()
    person.press(KEY.Key_Left)
    assert model.rowCount() == rows - 2
    assert said(person, 0).endswith("collapsed")
    person.press(KEY.Key_Space)
    assert set(person.window.titles.ticks.ids) == set(two)
    person.press(KEY.Key_Right)
    assert model.rowCount() == rows
    person.press(KEY.Key_Right)
    assert view.currentIndex().row() == 1
    person.press(KEY.Key_Space)
    assert person.window.titles.ticks.ids == (two[1],)
    box = model.data(model.index(0, TICK), Qt.ItemDataRole.CheckStateRole)
    assert box is Qt.CheckState.PartiallyChecked
    person.press(KEY.Key_Left)
    assert view.currentIndex().row() == 0
    person.press(KEY.Key_Space)
    person.quiet()
    assert set(person.window.titles.ticks.ids) == set(two)
    assert person.has_button("Review 2 titles…")


def test_a_work_ticks_only_what_the_search_finds_and_says_so(person: Person) -> None:
    person.click("Form")
    pick(person, "Paperback")
    person.quiet()
    model = person.window.titles.model
    texts = {row: said(person, row) for row in range(30) if model.work_number(row) >= 0}
    row = next(row for row, text in texts.items() if "1 of 2 products" in text)
    person.click_cell(person.window.titles.view, row, TICK)
    assert len(person.window.titles.ticks) == 1
    hint = model.data(model.index(row, TICK), Qt.ItemDataRole.ToolTipRole)
    assert hint == "Selects the one product of this work that the search finds."


def test_a_click_on_the_arrow_folds_and_all_fold_from_the_overflow(person: Person) -> None:
    view, model = person.window.titles.view, person.window.titles.model
    rows = model.rowCount()
    person.click_cell(view, 0, COVER)
    assert model.rowCount() == rows - 2
    person.click("More actions")
    pick(person, "Collapse all works")
    assert model.gathering is not None
    assert model.rowCount() == model.gathering.works
    person.click("More actions")
    pick(person, "Expand all works")
    assert model.rowCount() == rows


def test_with_nothing_ticked_a_work_means_its_titles(person: Person) -> None:
    two = ids(person, range(1, 3))
    person.window.titles.view.show_row(0)
    person.until(lambda: said(person, 0))
    assert person.window.selection() == two
    person.quiet()
    assert person.window.inspector.title is not None
    assert person.window.inspector.title.id == two[0]


def test_all_titles_are_ticked_folded_or_not(person: Person) -> None:
    person.click("More actions")
    pick(person, "Collapse all works")
    person.press(KEY.Key_T, CONTROL)
    person.press(KEY.Key_A, CONTROL)
    person.quiet()
    assert len(person.window.titles.ticks) == 300


def test_the_toggle_is_remembered_with_the_columns(person: Person, home: Home) -> None:
    person.session.close()
    person.until(lambda: person.left)
    again = at_the_window(home)
    try:
        assert again.window.titles.filters.works.isChecked()
        assert again.window.titles.model.gathering is not None
        again.click("By work")
        again.quiet()
        assert again.window.titles.model.rowCount() == 300
    finally:
        shut(again)
