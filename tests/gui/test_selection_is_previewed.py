"""All ticked titles in one preview: how they stand, what differs, what is the same; by keys and
clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_app.ui.inspector.panel import Inspector
from desktop_app.ui.inspector.selection_lines import Show, Unfold
from desktop_app.ui.inspector.selection_page import SelectionPage
from desktop_app.ui.widgets.lines import Line
from tests.gui.support_full_window import at_the_window, filled, pick
from tests.support_window import CONTROL, KEY, PLAIN, Person, shut

pytestmark = pytest.mark.usefixtures("qapp")
COUNT = 30


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    here = at_the_window(filled(tmp_path / "home", COUNT))
    yield here
    shut(here)


def inspector(person: Person) -> Inspector:
    return person.window.inspector


def page(person: Person) -> SelectionPage:
    return inspector(person).preview.selection


def tick(person: Person, count: int) -> None:
    """By keys: Space ticks, Down goes on."""
    view = person.window.titles.view
    view.setFocus()
    view.show_row(0, "gardners")
    for _ in range(count):
        person.press(KEY.Key_Space)
        person.press(KEY.Key_Down)
    person.until(lambda: inspector(person).preview.ticked.text() == f"{count} ticked")


def turn_to(person: Person) -> None:
    person.click(inspector(person).preview.ticked)
    person.until(lambda: page(person).lines.lines)


def row_of(person: Person, key: object) -> int:
    return next(row for row, line in enumerate(page(person).lines.lines) if line.key == key)


def click_line(person: Person, row: int) -> None:
    lines = page(person).lines
    index = lines.model().index(row, 0)
    lines.scrollTo(index)
    place = lines.visualRect(index).center()
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, PLAIN, place)


def shows(person: Person, words: str) -> Line:
    found = page(person).lines.lines
    return next(line for line in found if isinstance(line.key, Show) and words in line.spoken)


def test_one_ticked_title_has_no_company(person: Person) -> None:
    assert inspector(person).preview.ticked.isHidden()
    tick(person, 1)
    assert inspector(person).preview.ticked.isHidden()


def test_ticked_titles_are_counted_and_their_fields_compared(person: Person) -> None:
    tick(person, 5)
    turn_to(person)
    spoken = [line.spoken for line in page(person).lines.lines]
    assert page(person).summary.strong.text().endswith("of 5 titles may go to Gardners.")
    heads = ("May go", "Unchanged", "Held", "Blocked", "Cannot be checked")
    parts = [each.split(": ") for each in spoken]
    stands = [int(part[1].split()[0]) for part in parts if part[0] in heads]
    assert sum(stands) == 5
    differ = next(row for row, each in enumerate(spoken) if "fields differ; Enter" in each)
    same = next(
        row
        for row, each in enumerate(spoken)
        if each.endswith("the same in all") and ";" not in each
    )
    click_line(person, differ)
    assert page(person).lines.currentIndex().row() == same
    assert "market: UK" in spoken, "the flow has one market, so all have it in common"
    assert any(each.startswith("ISBN: 5 different values.") for each in spoken)


def test_values_are_unfolded_by_enter_and_lead_to_their_titles(person: Person) -> None:
    tick(person, 5)
    turn_to(person)
    lines = page(person).lines
    key = next(line.key for line in lines.lines if isinstance(line.key, Unfold)
               and line.key.target == "isbn13")  # fmt: skip
    lines.setFocus()
    lines.setCurrentIndex(lines.model().index(row_of(person, key), 0))
    person.press(KEY.Key_Return)
    row = row_of(person, key)
    values = lines.lines[row + 1 : row + 6]
    assert all(
        isinstance(each.key, Show) and each.spoken.startswith("1 title: ") for each in values
    )
    assert lines.currentIndex().row() == row

    for _ in range(3):
        person.press(KEY.Key_Down)
    wanted = values[2].value
    person.press(KEY.Key_Return)
    model = person.window.titles.model
    person.until(lambda: model.total == 1)
    shown = model.row_at(0)
    assert shown is not None
    assert shown.title.isbn == wanted
    assert person.window.titles.report.isVisible()
    assert len(person.window.titles.ticks) == 5, "ticks stay"
    # What was looked at together stays on show beside the fewer titles.
    person.quiet()
    assert page(person).isVisible()
    assert page(person).lines.lines


def test_a_click_shows_who_stands_so_and_a_second_folds(person: Person) -> None:
    tick(person, 6)
    turn_to(person)
    lines = page(person).lines
    first = lines.lines[0]
    assert isinstance(first.key, Show)
    key = next(line.key for line in lines.lines if isinstance(line.key, Unfold))
    before = len(lines.lines)
    click_line(person, row_of(person, key))
    assert len(lines.lines) > before
    click_line(person, row_of(person, key))
    assert len(lines.lines) == before
    count = len(first.key.titles())
    click_line(person, 0)
    person.until(lambda: person.window.titles.model.total == count)


def test_it_follows_ticks_and_the_destination(person: Person) -> None:
    tick(person, 3)
    turn_to(person)
    person.window.titles.view.setFocus()
    person.press(KEY.Key_Space)
    person.until(lambda: " of 4 titles " in page(person).summary.strong.text())
    person.click(inspector(person).picker)
    pick(person, "Ingram · item JSON")
    person.until(lambda: "may go to Ingram" in page(person).summary.strong.text())
    person.window.titles.ticks.clear()
    person.until(inspector(person).preview.ticked.isHidden)
    assert inspector(person).preview.lines.isVisible(), "back to the one title"


def test_it_is_reached_and_turned_to_by_keys_alone(person: Person) -> None:
    tick(person, 2)
    person.press(KEY.Key_1, CONTROL)
    person.press(KEY.Key_Tab)
    for _ in range(2):
        person.press(KEY.Key_Right)
    assert inspector(person).preview.ticked.hasFocus()
    person.until(lambda: page(person).lines.lines)
    assert page(person).lines.accessibleName()


def test_thousands_are_looked_at_behind_the_window_and_can_be_stopped(tmp_path: Path) -> None:
    person = at_the_window(filled(tmp_path / "home", 1_500))
    try:
        room = person.window.titles
        room.tick_all()
        person.until(lambda: inspector(person).preview.ticked.text() == "1,500 ticked")
        with person.step("1,500 titles are looked at") as step:
            person.click(inspector(person).preview.ticked)
            person.until(lambda: page(person)._bar.value() >= 100, why="progress is told")
            person.press(KEY.Key_Down)
            person.click(page(person).cancel)
        assert page(person).summary.strong.text().startswith("Stopped after ")
        assert not page(person).cancel.isVisible()
        assert step.gap <= step.limit, step.line()
        with person.step("and again, to the end") as step:
            person.click(page(person).again)
            person.until(lambda: page(person).lines.lines, 240)
        assert step.gap <= step.limit, step.line()
        assert " of 1,500 titles may go" in page(person).summary.strong.text()
        with person.step("values of a field") as step:
            key = next(each.key for each in page(person).lines.lines
                       if isinstance(each.key, Unfold) and each.key.target == "isbn13")  # fmt: skip
            click_line(person, row_of(person, key))
        assert step.gap <= step.limit, step.line()
        more = shows(person, "and 1,400 more values")
        page(person).titles_wanted.emit(list(more.key.titles()), more.key.words)
        person.until(lambda: room.model.total == 1_400)
    finally:
        shut(person)


def test_place_of_a_click_is_in_sight(person: Person) -> None:
    tick(person, 4)
    turn_to(person)
    lines = page(person).lines
    last = max(r for r, line in enumerate(lines.lines) if isinstance(line.key, Unfold))
    key = lines.lines[last].key
    click_line(person, last)
    place = lines.visualRect(lines.model().index(row_of(person, key), 0)).topLeft()
    assert lines.viewport().rect().contains(place + QPoint(1, 1))
