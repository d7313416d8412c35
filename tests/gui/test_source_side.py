"""The Source side: found by words, empty fields on demand, paths and values for the clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.records.title import Record
from desktop_app.services.source_view import view
from desktop_app.ui import theme
from desktop_app.ui.inspector.source import SourcePage
from tests.support_records import document, record


@pytest.fixture
def page(qtbot: QtBot, light: theme.Theme) -> SourcePage:
    made = SourcePage()
    qtbot.addWidget(made)
    made.resize(420, 600)
    made.show()
    made.show_view(view(title()))
    return made


def title() -> Record:
    return record(document(subtitle=None, fullTitle="<b>Bold</b> & plain"))


def copies(page: SourcePage) -> list[str]:
    return [line.copy for line in page.lines.lines if line.copy]


def choose(page: SourcePage, path: str) -> None:
    row = next(row for row, line in enumerate(page.lines.lines) if line.copy.endswith(f"\t{path}"))
    page.lines.setCurrentIndex(page.lines.model().index(row, 0))


def test_typing_narrows_to_fields_that_fit(qtbot: QtBot, page: SourcePage) -> None:
    everything = len(copies(page))
    qtbot.keyClicks(page.filter, "gbp amount")
    qtbot.waitUntil(lambda: len(copies(page)) < everything)
    assert copies(page) == ["Amount\t14.99\tprices[].amount"]
    page.filter.clear()
    qtbot.waitUntil(lambda: len(copies(page)) == everything)


def test_what_no_field_has_is_said(qtbot: QtBot, page: SourcePage) -> None:
    qtbot.keyClicks(page.filter, "zebra")
    qtbot.waitUntil(lambda: not copies(page))
    assert page.none.isVisibleTo(page)


def test_empty_fields_are_counted_and_shown_on_demand(qtbot: QtBot, page: SourcePage) -> None:
    assert not any(each.endswith("\tsubtitle") for each in copies(page))
    count = int(page.empty.text().split()[0])
    before = len(copies(page))
    qtbot.mouseClick(page.empty, Qt.MouseButton.LeftButton)
    assert len(copies(page)) == before + count
    assert "Subtitle\t\tsubtitle" in copies(page)


def test_path_and_value_go_to_the_clipboard_as_plain_text(qtbot: QtBot, page: SourcePage) -> None:
    choose(page, "fullTitle")
    qtbot.mouseClick(page._path, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "fullTitle"
    qtbot.mouseClick(page._value, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "<b>Bold</b> & plain"


def test_another_title_leaves_nothing_of_the_last(page: SourcePage) -> None:
    page.wait()
    assert page.lines.lines == ()
    assert not page._path.isEnabled()
    page.show_view(view(title()))
    assert copies(page)
