"""Text twice as large on a small laptop (1280 × 800): all of it fits, or is scrolled, and all that
can be pressed is reached by keys."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QMenu,
    QScrollArea,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.shell.sidebar import HISTORY, TITLES
from desktop_app.ui.widgets import Button
from desktop_app.ui.widgets.two_sides import TwoSides
from tests.gui.support_full_window import at_the_window, filled
from tests.support_window import CONTROL, KEY, Person, shut

WIDTH, HEIGHT = 1280, 800
SHEETS: dict[str, Callable[[MainWindow], None]] = {
    "connect": lambda window: window.opening.connect_dialog(),
    "capabilities": lambda window: window.opening.capabilities(),
    "keys": lambda window: window.opening.keys(),
    "legend": lambda window: window.opening.legend(),
    "open a plan": lambda window: window.opening.open_plan(),
    "check": lambda window: window.check(),
    "review": lambda window: window.review(),
    "save view": lambda window: window.titles.filters.save_wanted.emit(),
}


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Person]:
    made = at_the_window(filled(tmp_path_factory.mktemp("home"), 40))
    theme.current().set_zoom(2.0)
    made.rest(200)
    made.until(lambda: made.window.titles.model.total)
    made.window.resize(WIDTH, HEIGHT)
    made.quiet()
    try:
        yield made
    finally:
        theme.current().set_zoom(1.0)
        made.rest(100)
        shut(made)


def seen_of(widget: QWidget, top: QWidget) -> tuple[int, int]:
    """How much of a widget sticks out of ``top`` at the left and at the right, in pixels."""
    left = widget.mapTo(top, QPoint(0, 0)).x()
    return max(-left, 0), max(left + widget.width() - top.width(), 0)


def pressable(top: QWidget) -> list[QWidget]:
    """What can be pressed or typed into; what only the list's own keys reach is its business."""
    found = [*top.findChildren(QAbstractButton), *top.findChildren(QLineEdit)]
    return [
        each
        for each in found
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def scrolled_away(widget: QWidget, top: QWidget) -> bool:
    """Whether a scroll area between them hides it for now: keys bring it into view."""
    each = widget.parentWidget()
    while each is not None and each is not top:
        if isinstance(each, QAbstractScrollArea):
            return True
        each = each.parentWidget()
    return False


def test_the_window_is_not_made_larger_than_the_screen(person: Person) -> None:
    window = person.window
    assert (window.width(), window.height()) == (WIDTH, HEIGHT)
    assert window.minimumSizeHint().width() <= WIDTH
    assert window.minimumSizeHint().height() <= HEIGHT
    assert window.minimumSize().width() <= WIDTH


@pytest.mark.parametrize("ticked", [0, 8])
def test_nothing_of_the_titles_room_is_cut_off_at_the_side(person: Person, ticked: int) -> None:
    window = person.window
    window.titles.ticks.clear()
    if ticked:
        window.titles.model.tick_range(0, ticked - 1, True)
    person.quiet()
    person.picture(f"titles-200-{ticked}")
    cut = {
        (each.accessibleName() or type(each).__name__): seen_of(each, window)
        for each in pressable(window)
        if not scrolled_away(each, window) and seen_of(each, window) != (0, 0)
    }
    assert cut == {}
    window.titles.ticks.clear()


def test_neighbours_in_the_toolbar_do_not_cover_each_other(person: Person) -> None:
    window = person.window
    window.titles.model.tick_range(0, 7, True)
    person.quiet()
    shown = [each for each in pressable(window.toolbar) if each.parentWidget() is window.toolbar]
    shown.sort(key=lambda each: each.x())
    assert len(shown) >= 5
    for one, other in itertools.pairwise(shown):
        assert one.geometry().right() < other.geometry().left(), other.accessibleName()
    for each in shown:
        if isinstance(each, Button):
            assert each.width() >= each.plain_width(), "its words are cut"
    window.titles.ticks.clear()


def test_the_places_keep_their_counts_and_say_their_names_when_the_focus_comes(
    person: Person,
) -> None:
    sidebar = person.window.sidebar
    assert sidebar.width() < theme.current().size("sidebar")
    button = sidebar._buttons[2]
    assert button.toolTip().startswith("Blocked. ")
    person.window.activateWindow()
    person.window.titles.view.setFocus()
    person.until(person.window.isActiveWindow)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert "Blocked" in person.window.status.notice.text()


def test_what_has_no_chip_is_in_the_menu_of_more_actions(person: Person) -> None:
    filters = person.window.titles.filters
    assert filters.works.isHidden()
    person.window.activateWindow()
    filters.more.setFocus()
    person.press(KEY.Key_Space)
    person.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [each.text() for each in menu.actions()]
    assert words[:2] == ["By work", "Columns"]
    assert menu.actions()[1].menu() is not None
    menu.close()


def test_the_side_of_the_inspector_comes_into_view_by_keys(person: Person) -> None:
    inspector = person.window.inspector
    inspector.taken.setText("last taken 29 Sept 2026")
    person.press(KEY.Key_3, CONTROL)
    inspector.problems.lines.setFocus(Qt.FocusReason.TabFocusReason)
    person.rest(50)
    area = inspector.findChild(QScrollArea)
    inner = area.widget() if area is not None else None
    assert area is not None
    assert inner is not None
    assert not inspector.button.visibleRegion().isEmpty(), "what sends stays in sight"
    assert inner.width() <= area.viewport().width(), "nothing to scroll sideways for"
    assert inspector.tabs.height() >= theme.current().px(30)


def test_history_fits_beside_the_places(person: Person) -> None:
    person.window.go(HISTORY)
    person.quiet()
    room = person.window.history
    assert room.minimumSizeHint().width() <= room.width()
    person.window.go(TITLES)


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_fits_and_all_of_it_is_reached_by_tab(person: Person, name: str) -> None:
    window = person.window
    window.titles.view.show_row(0)
    person.quiet()
    SHEETS[name](window)
    person.until(lambda: person.top is not window, why=f"no sheet for {name}")
    person.quiet()
    sheet = person.top
    person.picture(f"sheet-200-{name.replace(' ', '-')}")
    try:
        assert sheet.width() <= WIDTH
        assert sheet.height() <= HEIGHT
        cut = {
            (each.accessibleName() or type(each).__name__): seen_of(each, sheet)
            for each in pressable(sheet)
            if seen_of(each, sheet) != (0, 0)
        }
        assert cut == {}
        wanted = {each for each in pressable(sheet) if each.isVisible()}
        assert wanted - _by_tab(person, len(wanted) + 12) == set()
    finally:
        person.press(KEY.Key_Escape)
        person.rest(30)
        if person.top is not window:
            person.press(KEY.Key_Escape)
        person.quiet()


def _by_tab(person: Person, steps: int) -> set[QWidget]:
    """What Tab comes by. Radio buttons of one group are one stop: arrows choose among them."""
    met: set[QWidget] = set()
    for _ in range(steps):
        found = QApplication.focusWidget()
        if found is not None:
            met.add(found)
            group = found.group() if isinstance(found, QAbstractButton) else None
            met.update(group.buttons() if group is not None else ())
        person.press(KEY.Key_Tab)
    return met


def test_words_at_both_ends_go_on_in_further_lines(qapp: QApplication) -> None:
    box = QWidget()
    row = TwoSides(8, box)
    left, right = Button("On the left"), Button("On the right")
    row.addWidget(left)
    row.addStretch()
    row.addWidget(right)
    wide = left.sizeHint().width() + right.sizeHint().width() + 8
    assert row.heightForWidth(wide) == left.sizeHint().height()
    assert row.heightForWidth(wide - 1) == 2 * left.sizeHint().height() + 8
    box.resize(2 * wide, 40)
    box.show()
    assert left.x() == 0
    assert right.geometry().right() == box.width() - 1
    box.resize(wide - 10, 90)
    assert right.y() > left.geometry().bottom()
    assert right.geometry().right() == box.width() - 1
    box.close()
