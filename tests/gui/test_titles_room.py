"""Search, chips, ticks and keys in the list, on a real catalogue."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.records.flow import Environment
from desktop_app.records.query import Query
from desktop_app.settings.profiles import DEMO_FLOWS, Profile
from desktop_app.ui import theme
from desktop_app.ui.desk import Desk
from desktop_app.ui.titles.columns import columns_menu
from desktop_app.ui.titles.model import COVER, DATE, FLOWS, TICK, TITLE
from desktop_app.ui.titles.room import TitlesRoom
from tests.gui.support_shelf import Shelf, isbn13


def search(qtbot: QtBot, room: TitlesRoom, text: str) -> None:
    with qtbot.waitSignal(room.model.answered):
        room.set_text(text)


def settle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.wait(80)
    qtbot.waitUntil(lambda: not desk.operations.running)


def heads(room: TitlesRoom) -> list[str]:
    """The destinations over the list."""
    return [
        str(room.model.headerData(section, Qt.Orientation.Horizontal))
        for section in range(FLOWS, room.model.columnCount())
        if not room.view.isColumnHidden(section)
    ]


def test_the_list_shows_all_titles_and_one_column_a_destination(room: TitlesRoom) -> None:
    assert room.model.rowCount() == 300
    assert heads(room) == ["Gardners", "ERP", "Ingram", "DAM"]
    assert room.filters.count.text() == "300 titles"


def test_the_demo_has_every_purpose_and_the_list_the_columns_that_are_chosen(
    qtbot: QtBot, room: TitlesRoom
) -> None:
    assert {flow.purpose for flow in room.model.flows} == set(range(1, 8))
    menu = columns_menu(room.view)
    offered = {each.text(): each for each in menu.actions() if each.isCheckable()}
    printer = offered["Printer · print orders"]
    assert not printer.isChecked()
    assert offered["DAM · assets"].isChecked()
    printer.trigger()
    offered["Ingram · item JSON"].trigger()
    assert heads(room) == ["Gardners", "ERP", "DAM", "Printer"]
    assert room.view.flows_on_show() == ["gardners", "erp", "dam", "printer"]
    qtbot.addWidget(menu)


def test_only_the_demo_has_destinations_without_a_column() -> None:
    assert {each.name for each in DEMO_FLOWS} > Profile("demo").aside
    assert Profile("house", Environment.PRODUCTION, flows=DEMO_FLOWS).aside == frozenset()


def test_a_destination_without_a_column_is_still_looked_at(room: TitlesRoom) -> None:
    room.view.show_row(2, "printer")
    assert room.view.current_flow() == "printer"


def test_words_narrow_the_list_and_the_count_is_said(qtbot: QtBot, room: TitlesRoom) -> None:
    room.set_total(300)
    search(qtbot, room, "harbour")
    found = room.model.total
    assert 0 < found < 300
    assert "harbour" in room.model.row_at(0).name.lower()  # type: ignore[union-attr]
    assert room.filters.count.text() == f"{found} of 300"
    assert room.filters.count.accessibleName() == f"{found} of 300 shown"


def test_an_isbn_with_hyphens_finds_its_title(qtbot: QtBot, room: TitlesRoom) -> None:
    thirteen = isbn13(17)
    search(qtbot, room, f"{thirteen[:3]}-{thirteen[3:7]}-{thirteen[7:12]}-{thirteen[12]}")
    assert room.model.total == 1
    assert room.model.row_at(0).id == "product:17"  # type: ignore[union-attr]


def test_nothing_found_says_so_and_offers_a_way_out(qtbot: QtBot, room: TitlesRoom) -> None:
    search(qtbot, room, "zzzz")
    assert room.model.total == 0
    assert room.empty.isVisible()
    assert "zzzz" in room.empty.accessibleName()


def test_any_row_can_be_jumped_to(qtbot: QtBot, room: TitlesRoom, desk: Desk) -> None:
    settle(qtbot, desk)
    assert room.model.row_at(290) is None
    qtbot.waitUntil(lambda: room.model.row_at(290) is not None)
    dates = [room.model.row_at(row) for row in (0, 290)]
    assert dates[0].title.publication_date > dates[1].title.publication_date  # type: ignore


def test_rows_of_an_older_search_are_dropped(qtbot: QtBot, room: TitlesRoom) -> None:
    for text in ("h", "ha", "har", "salt"):
        room.set_text(text)
    qtbot.waitUntil(lambda: room.model.total not in (0, 300) and room.model.row_at(0) is not None)
    qtbot.wait(100)
    assert "salt" in room.model.row_at(0).name.lower()  # type: ignore[union-attr]


def test_ticks_survive_searches_and_the_hidden_ones_are_counted(
    qtbot: QtBot, room: TitlesRoom, desk: Desk
) -> None:
    told: list[tuple[int, int]] = []
    room.ticked_changed.connect(lambda ticked, hidden: told.append((ticked, hidden)))
    room.model.tick_range(0, 7, True)
    chosen = room.ticks.ids
    search(qtbot, room, isbn13(17))
    settle(qtbot, desk)
    shown = 1 if "product:17" in chosen else 0
    assert told[-1] == (8, 8 - shown)
    with qtbot.waitSignal(room.model.answered):
        room.show_all()
    assert room.ticks.ids == chosen


def test_only_the_ticked_titles_can_be_shown(qtbot: QtBot, room: TitlesRoom) -> None:
    room.model.tick_range(0, 2, True)
    with qtbot.waitSignal(room.model.answered):
        room.filters.set_only_ticked(True)
    assert room.model.total == 3


def test_ticking_all_ticks_rows_that_were_never_read(
    qtbot: QtBot, room: TitlesRoom, desk: Desk
) -> None:
    settle(qtbot, desk)
    room.tick_all()
    qtbot.waitUntil(lambda: len(room.ticks) == 300)
    settle(qtbot, desk)
    room.tick_all()
    assert len(room.ticks) == 0


def test_a_standing_from_the_sidebar_narrows_the_list(qtbot: QtBot, room: TitlesRoom) -> None:
    with qtbot.waitSignal(room.model.answered):
        room.show_standing("blocked")
    assert room.model.total == 300
    with qtbot.waitSignal(room.model.answered):
        room.show_standing("refused")
    assert room.model.total == 0


def test_a_facet_menu_offers_values_with_counts(qtbot: QtBot, room: TitlesRoom) -> None:
    room.filters.wanted.emit("form")
    qtbot.waitUntil(lambda: bool(room.findChildren(QMenu)))
    menu = room.findChildren(QMenu)[0]
    actions = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert set(actions) == {"Paperback", "Hardback", "Ebook"}
    count = int(actions["Ebook"].text().partition("\t")[2])
    with qtbot.waitSignal(room.model.answered):
        actions["Ebook"].trigger()
    assert room.model.total == count
    assert room.filters.facets == {"form": ("DG",)}


def test_a_pasted_list_is_reported(qtbot: QtBot, room: TitlesRoom) -> None:
    known, unknown = isbn13(3), isbn13(9999)
    with qtbot.waitSignal(room.model.answered):
        room.paste(f"{known}\n{known}\n{unknown}\n9781911390221\n")
    assert room.model.total == 1
    words = room.report.words
    assert f"Not found: {unknown}." in words
    assert f"Twice in the list: {known}." in words
    assert "Not an ISBN: 9781911390221." in words


def test_the_order_turns_with_a_click_on_the_column(qtbot: QtBot, room: TitlesRoom) -> None:
    with qtbot.waitSignal(room.model.answered):
        room.view.header.sort_on(TITLE)
    first = room.model.row_at(0).name  # type: ignore[union-attr]
    with qtbot.waitSignal(room.model.answered):
        room.view.header.sort_on(TITLE)
    assert room.model.row_at(0).name > first  # type: ignore[union-attr]


def test_space_ticks_and_arrows_move_to_a_destination(qtbot: QtBot, room: TitlesRoom) -> None:
    view = room.view
    view.setFocus()
    view.show_row(0)
    focused: list[tuple[str, str]] = []
    room.focused.connect(lambda title, flow: focused.append((title.id, flow)))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert len(room.ticks) == 1
    qtbot.keyClick(view, Qt.Key.Key_Down)
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: bool(focused))
    assert view.currentIndex().row() == 1
    assert focused[-1] == (room.model.row_at(1).id, "ingram")  # type: ignore[union-attr]
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert len(room.ticks) == 2
    with qtbot.waitSignal(room.opened):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_delete_does_nothing_in_the_list(qtbot: QtBot, room: TitlesRoom) -> None:
    room.view.setFocus()
    qtbot.keyClick(room.view, Qt.Key.Key_Delete)
    assert room.model.total == 300


def test_a_click_on_a_cell_names_title_and_destination(qtbot: QtBot, room: TitlesRoom) -> None:
    view = room.view
    focused: list[tuple[str, str]] = []
    room.focused.connect(lambda title, flow: focused.append((title.id, flow)))
    cell = view.visualRect(room.model.index(2, FLOWS + 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    qtbot.waitUntil(lambda: bool(focused))
    assert focused[-1] == (room.model.row_at(2).id, "erp")  # type: ignore[union-attr]


def test_a_click_on_the_box_ticks_and_shift_ticks_the_range(qtbot: QtBot, room: TitlesRoom) -> None:
    view = room.view

    def box(row: int) -> QPoint:
        return view.visualRect(room.model.index(row, TICK)).center()

    left, shift = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(view.viewport(), left, pos=box(1))
    qtbot.mouseClick(view.viewport(), left, shift, pos=box(4))
    assert len(room.ticks) == 4


def test_cells_have_words_for_screen_readers(room: TitlesRoom) -> None:
    model = room.model
    text = Qt.ItemDataRole.AccessibleTextRole
    shown = model.row_at(0)
    assert shown is not None
    assert shown.isbn in model.data(model.index(0, TITLE), text)
    said = {model.data(model.index(row, FLOWS), text) for row in range(12)}
    assert "Never sent to Gardners." in said
    assert any("in the way of sending to Gardners" in words for words in said)
    assert any("changed since Gardners took it" in words for words in said)
    interface = QAccessible.queryAccessibleInterface(room.view)
    assert interface.text(QAccessible.Text.Name).startswith("Titles and how they stand")


def test_names_that_look_like_markup_stay_text(
    qtbot: QtBot, room: TitlesRoom, shelf: Shelf
) -> None:
    shown = room.model.row_at(0)
    assert shown is not None
    from desktop_app.ui.titles.shown import show

    evil = replace(shown.title, title="<b>Bold</b>\n<img src=x>\x00")
    made = show(evil, shelf.profile.flows, __import__("datetime").datetime.now().astimezone())
    assert made.name == "<b>Bold</b> <img src=x>"
    from desktop_app.ui.widgets import plain

    assert plain(made.name) == "&lt;b>Bold&lt;/b> &lt;img src=x>"


def test_the_place_is_kept_when_the_store_moves(qtbot: QtBot, room: TitlesRoom, desk: Desk) -> None:
    room.view.show_row(5, "erp")
    resets: list[None] = []
    room.model.modelReset.connect(lambda: resets.append(None))
    with qtbot.waitSignal(room.model.answered):
        desk.changed.emit()
        room.changed_below()
    settle(qtbot, desk)
    assert resets == []
    assert room.view.currentIndex().row() == 5
    assert room.view.current_flow() == "erp"


@pytest.mark.parametrize("column", [TITLE, DATE, COVER])
def test_a_dark_list_is_painted_dark(room: TitlesRoom, column: int) -> None:
    from desktop_app.ui.tokens import Scheme

    theme.current().set_override(Scheme.DARK)
    picture = room.view.viewport().grab().toImage()
    place = room.view.visualRect(room.model.index(1, column))
    found = QColor(picture.pixel(place.left() + 1, place.top() + 2))
    assert found == theme.current().colour("surface")
    theme.current().set_override(Scheme.LIGHT)


def test_a_query_for_everything_is_the_default(room: TitlesRoom) -> None:
    assert room.query() == Query()


def test_a_range_is_ticked_and_no_more_before_the_order_of_all_titles_is_here(
    qtbot: QtBot, room: TitlesRoom, desk: Desk
) -> None:
    search(qtbot, room, "-zzzz")
    room.model.tick_range(20, 219, True)
    room.set_text("another search that comes before the answer")
    settle(qtbot, desk)
    assert len(room.ticks) == 200
