"""Rows of the list and lines of the inspector: painted once, measured once, in their columns."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QFontMetrics, QPixmap
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.desk import Desk
from desktop_app.ui.titles.model import DATE, TITLE
from desktop_app.ui.titles.room import TitlesRoom
from desktop_app.ui.widgets.heads import ColumnHeads
from desktop_app.ui.widgets.labels import broken, elided
from desktop_app.ui.widgets.lines import Cell, Line, LinesView, Run
from tests.gui.conftest import quiet


def test_rows_that_say_the_same_keep_their_object_and_their_picture(
    qtbot: QtBot, room: TitlesRoom, desk: Desk
) -> None:
    before = [room.model.row_at(row) for row in range(20)]
    room.view.grab()
    kept = len(room.view.cells._kept)
    assert kept >= 10
    with qtbot.waitSignal(room.model.answered):
        room.model.reload()
    quiet(qtbot, desk)
    assert all(room.model.row_at(row) is before[row] for row in range(20))
    room.view.grab()
    assert len(room.view.cells._kept) == kept


def test_a_tick_changes_the_picture_of_its_row_alone(
    qtbot: QtBot, room: TitlesRoom, desk: Desk
) -> None:
    room.view.grab()
    kept = len(room.view.cells._kept)
    room.view.show_row(3)
    qtbot.wait(20)
    room.view.grab()
    room.view.toggle_current()
    room.view.grab()
    # The row that lost the cursor, the one that got it, and that one ticked.
    assert len(room.view.cells._kept) <= kept + 3


def test_the_title_column_stays_readable_beside_wide_ones(
    qtbot: QtBot, room: TitlesRoom, desk: Desk
) -> None:
    least = theme.current().size("column_title_min")
    room.resize(460, 400)
    qtbot.waitUntil(lambda: room.view.header.sectionSize(TITLE) == least)
    assert room.view.horizontalScrollBar().maximum() > 0
    room.resize(1200, 400)
    qtbot.waitUntil(lambda: room.view.header.sectionSize(TITLE) > least)
    assert room.view.horizontalScrollBar().maximum() == 0
    assert room.view.header.sectionSize(DATE) == theme.current().size("column_date")


def test_the_form_stays_whole_beside_a_long_author(light: theme.Theme) -> None:
    metrics = QFontMetrics(light.font("caption"))
    author, form = "Łukasz Kaya, Ayesha Błaszczykowska and others", " · Paperback"
    width = metrics.horizontalAdvance("Łukasz Kaya" + form)
    cut = elided(author, form, metrics, width)
    assert cut.endswith("…" + form)
    assert cut.startswith("Łuka")
    assert metrics.horizontalAdvance(cut) <= width
    assert elided("", "Paperback", metrics, width) == "Paperback"
    assert elided("Ana", form, metrics, width) == "Ana" + form
    assert elided(author, form, metrics, 40).endswith("…")


def test_a_long_reason_goes_on_over_two_lines_in_whole_words(light: theme.Theme) -> None:
    metrics = QFontMetrics(light.font("text"))
    text = "Sales rights are not set: neither the work nor the product says where"
    first, rest = broken(text, metrics, metrics.horizontalAdvance(text) * 2 // 3)
    assert f"{first} {rest}" == text
    assert rest
    assert broken(text, metrics, metrics.horizontalAdvance(text)) == (text, "")
    assert broken("x" * 90, metrics, 40) == ("x" * 90, "")


def _line(text: str) -> Line:
    return Line((Cell(((Run("Field"),),)), Cell(((Run(text),),))), text)


def test_lines_are_measured_once_and_again_where_they_wrap_otherwise(
    qtbot: QtBot, light: theme.Theme
) -> None:
    view = LinesView("Lines", (1, 2))
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    long = "a value that is far too long for one line of this narrow column " * 3
    view.set_lines([_line("short"), _line(long)])
    short, tall = (view.visualRect(view.model().index(row, 0)).height() for row in (0, 1))
    assert tall > short
    measured = len(view._lines_delegate._heights)
    view.set_lines([_line("short"), _line(long), _line("short")])
    assert len(view._lines_delegate._heights) == measured
    view.resize(1200, 300)
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(1, 0)).height() < tall)


def test_heads_stand_over_the_columns_of_their_lines(qtbot: QtBot, light: theme.Theme) -> None:
    view = LinesView("Lines", (28, 36, 36))
    qtbot.addWidget(view)
    view.resize(400, 300)
    heads = ColumnHeads(("Field", "Before", "After"), view)
    heads.set_names(("Field", "At Gardners", "Will send"))
    assert heads.accessibleName() == "Field, At Gardners, Will send"
    picture = QPixmap(400, heads.sizeHint().height())
    heads.resize(picture.size())
    heads.render(picture, QPoint(0, 0))
    image = picture.toImage()
    paper = image.pixelColor(2, 2)
    for left, _ in view.columns(view.viewport().width()):
        inked = [
            x
            for x in range(left, left + 30)
            for y in range(4, image.height() - 4)
            if image.pixelColor(x, y) != paper
        ]
        assert inked
        assert min(inked) - left <= 3
