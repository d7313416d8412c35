"""Does the window say what is so? Names of lists, ISBNs that stay whole, letters as they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QTextLayout
from PySide6.QtWidgets import QApplication

from desktop_app.records.title import Verdict
from desktop_app.ui import states, theme
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.history.item_pane import breakable
from desktop_app.ui.review.table import ReviewTable
from desktop_app.ui.review.view_model import ReviewRow
from desktop_app.ui.shell.places import PlaceButton
from desktop_app.ui.shell.sidebar import GROUPS, Sidebar
from tests.gui.support_full_window import at_the_window, filled
from tests.support_window import shut

if TYPE_CHECKING:
    from desktop_app.services.covers import Covers


def glyphs(text: str) -> list[int]:
    """Which glyphs the window's font draws for these letters."""
    layout = QTextLayout(text, theme.current().font())
    layout.beginLayout()
    layout.createLine().setLineWidth(1_000)
    layout.endLayout()
    return [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]


@pytest.mark.parametrize("value", ["198x129", "9x2", "A->B", "1:2", "(=>)"])
def test_a_value_is_drawn_letter_by_letter_as_it_is_sent(qapp: QApplication, value: str) -> None:
    assert glyphs(value) == [glyph for letter in value for glyph in glyphs(letter)]


def test_a_list_is_called_by_what_holds_for_all_of_its_titles(qapp: QApplication) -> None:
    """A title that Gardners has and the ERP has not stands there: "never sent" would be false."""
    bar = Sidebar()
    try:
        never = next(
            each
            for each in bar.findChildren(PlaceButton)
            if each.place.verdict == Verdict.NEVER.value
        )
        bar.set_counts(3, {Verdict.NEVER: 2})
        assert never.accessibleName() == "Yet to send, 2"
        assert "at least one destination has never been sent" in never.toolTip()
        assert "without a column count as well" in never.accessibleDescription()
    finally:
        bar.deleteLater()


def test_the_chip_and_the_sidebar_call_a_list_the_same() -> None:
    for _, places in GROUPS:
        for place in places:
            if place.verdict:
                assert place.name == states.of_list(Verdict(place.verdict))


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_the_isbn_of_a_reviewed_title_is_whole_beside_ten_destinations(
    qapp: QApplication, zoom: float
) -> None:
    """Editions of one work have one name: only the ISBN tells them apart."""
    now = theme.current()
    now.set_zoom(zoom)
    table = ReviewTable(CoverPictures(lambda: cast("Covers", None)))
    try:
        form = "9781900206860 · Paperback"
        row = ReviewRow("product:1", "Almanac", form, "", 0, False, (None,) * 10, "", "", None)
        table.resize(1_240, 300)
        table.rows.show_rows([row], [f"Destination {each}" for each in range(10)])
        room = table.columnWidth(1) - now.size("cover_width") - now.px(20)
        metrics = QFontMetrics(now.font("caption"))
        shown = metrics.elidedText(form, Qt.TextElideMode.ElideRight, room)
        assert shown.startswith("9781900206860")
    finally:
        table.deleteLater()
        now.set_zoom(1.0)


def test_nothing_that_was_sent_makes_its_pane_wider(qapp: QApplication) -> None:
    text = f'{{"title_without_prefix":"A, B","sha256":"{"0f" * 32}"}}'
    broken = breakable(text)
    assert broken.replace("\u200b", "") == text
    assert max(map(len, broken.replace(" ", "\u200b").split("\u200b"))) <= 17


def test_larger_text_for_a_while_takes_nothing_from_the_list(
    tmp_path: Path, qapp: QApplication
) -> None:
    """The inspector grows with its text; going back, its room is the list's again."""
    person = at_the_window(filled(tmp_path, 5))
    try:
        person.window.split.setSizes([650, 461])
        person.quiet()
        before = person.window.split.sizes()
        for zoom in (2.0, 1.0):
            theme.current().set_zoom(zoom)
            person.until(lambda zoom=zoom: bool(person.window.scale == zoom))  # type: ignore[misc]
            person.until(lambda: person.window.titles.model.total)
            person.quiet()
        assert person.window.split.sizes() == before
    finally:
        theme.current().set_zoom(1.0)
        person.quiet()
        shut(person)
