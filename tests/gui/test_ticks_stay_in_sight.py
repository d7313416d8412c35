"""More destinations than the list is wide: ticks, covers and titles stay, and answer the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.desk import Desk
from desktop_app.ui.titles.model import COVER, FLOWS, TICK, TITLE
from desktop_app.ui.titles.room import TitlesRoom
from tests.gui.conftest import quiet

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def narrow(qtbot: QtBot, desk: Desk, room: TitlesRoom) -> int:
    """The list at its narrowest, with the cursor at the last destination on show."""
    room.resize(420, 500)
    quiet(qtbot, desk)
    room.view.show_row(2, room.view.flows_on_show()[-1])
    quiet(qtbot, desk)
    return room.view.horizontalScrollBar().value()


def test_ticks_and_titles_stay_and_are_clicked_where_they_are_seen(
    qtbot: QtBot, desk: Desk, room: TitlesRoom
) -> None:
    assert narrow(qtbot, desk, room) > 0
    view, model = room.view, room.model
    assert [view.visualRect(model.index(3, each)).left() for each in (TICK, COVER, TITLE)] == [
        view.header.sectionPosition(each) for each in (TICK, COVER, TITLE)
    ]
    QTest.mouseClick(view.viewport(), LEFT, NONE, view.visualRect(model.index(3, TICK)).center())
    shown = model.row_at(3)
    assert shown is not None
    assert list(room.ticks.ids) == [shown.id]
    QTest.mouseClick(view.header.viewport(), LEFT, NONE, QPoint(10, 10))
    quiet(qtbot, desk)
    assert len(room.ticks) == model.total, "the tick for all is where it is seen"
    assert view.header.sort == ("publication_date", True), "nothing under it was clicked"


def test_a_destination_without_a_column_scrolls_nothing(
    qtbot: QtBot, desk: Desk, room: TitlesRoom
) -> None:
    scrolled = narrow(qtbot, desk, room)
    room.view.show_flow("printer")
    quiet(qtbot, desk)
    assert room.view.current_flow() == "printer"
    assert room.view.horizontalScrollBar().value() == scrolled
    room.view.show_row(60, "crm")
    seen = room.view.viewport().rect()
    assert seen.intersects(room.view.visualRect(room.model.index(60, TITLE)))


def test_a_cell_is_never_under_the_columns_that_stay(
    qtbot: QtBot, desk: Desk, room: TitlesRoom
) -> None:
    scrolled = narrow(qtbot, desk, room)
    view, model = room.view, room.model
    view.show_flow(desk.flows[0].name)
    cell = view.visualRect(model.index(2, FLOWS))
    assert cell.left() >= view.header.kept_edge
    assert view.horizontalScrollBar().value() < scrolled
    before = view.horizontalScrollBar().value()
    view.setCurrentIndex(model.index(5, TITLE))
    assert view.horizontalScrollBar().value() == before, "titles are in sight already"


def test_in_a_narrow_list_the_filters_stand_beside_each_other(
    qtbot: QtBot, desk: Desk, room: TitlesRoom
) -> None:
    narrow(qtbot, desk, room)
    chips = list(room.filters._chips.values())
    assert len({chip.y() for chip in chips}) == 1
    assert room.filters.columns.y() > chips[0].y()
    room.resize(900, 500)
    quiet(qtbot, desk)
    assert room.filters.columns.y() == chips[0].y()
