"""A list that shows no destination reviews for none: what is not seen is not sent along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.ui.review.sheet import ReviewSheet
from desktop_app.ui.titles.model import FLOWS
from tests.gui.support_full_window import at_the_window, filled
from tests.support_window import Person, shut


@pytest.fixture
def person(qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    someone = at_the_window(filled(tmp_path, 30))
    yield someone
    shut(someone)


def reviewed(person: Person) -> ReviewSheet:
    first = person.window.titles.model.row_at(0)
    assert first is not None
    person.window.desk.review([first.id])
    person.quiet()
    return next(each for each in person.window.findChildren(ReviewSheet) if each.isVisible())


def test_no_column_of_a_destination_reviews_for_none(person: Person) -> None:
    view, model = person.window.titles.view, person.window.titles.model
    shown = view.flows_on_show()
    sheet = reviewed(person)
    assert [flow.name for flow in sheet._flows] == shown
    sheet.reject()
    person.quiet()
    for section in range(FLOWS, model.columnCount()):
        view.setColumnHidden(section, True)
    sheet = reviewed(person)
    assert sheet._draft is not None
    assert not sheet._draft.plan.flows
    assert not sheet._draft.plan.items
    assert not sheet.controls.primary.isEnabled()
    sheet._add("gardners")
    person.quiet()
    assert list(sheet._draft.plan.flows) == ["gardners"]
