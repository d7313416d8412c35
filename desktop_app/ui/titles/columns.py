"""Which columns are on show? A menu of destinations, and the height of the rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMenu

from desktop_app.records.format_words import format_words
from desktop_app.ui.flows.offer import offer_settings
from desktop_app.ui.titles.model import DATE, FLOWS, NAMES, OPTIONAL, TITLE, TitlesModel

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.titles.view import TitlesView


def columns_menu(view: TitlesView) -> QMenu:
    """The menu; a column that is off keeps its standing in filters and counts."""
    menu = QMenu(view)
    menu.setAccessibleName("Columns")
    model = view.model()
    flows = model.flows if isinstance(model, TitlesModel) else ()
    for section, name in [(each, NAMES[each]) for each in (DATE, *OPTIONAL)] + [
        (FLOWS + number, f"{flow.destination} · {format_words(flow.format)}")
        for number, flow in enumerate(flows)
    ]:
        action = menu.addAction(name.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(not view.isColumnHidden(section))
        action.toggled.connect(partial(_show, view, section))
    menu.addSeparator()
    compact = menu.addAction("Compact rows")
    compact.setCheckable(True)
    compact.setChecked(view.cells.compact)
    compact.toggled.connect(view.set_compact)
    menu.addAction("Widths of a fresh window").triggered.connect(
        lambda _=False: view.reset_columns()
    )
    menu.addSeparator()
    menu.addAction("What the marks mean").triggered.connect(view.legend_wanted.emit)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def add_arranging(menu: QMenu, view: TitlesView, works: QAbstractButton) -> None:
    """What arranges the list, where it has no chips of its own; ``works`` is the hidden one."""
    by_work = menu.addAction(works.text())
    by_work.setCheckable(True)
    by_work.setChecked(works.isChecked())
    by_work.triggered.connect(lambda _=False: works.click())
    columns = columns_menu(view)
    columns.setTitle(columns.accessibleName())
    menu.addMenu(columns)
    menu.addSeparator()


def _show(view: TitlesView, section: int, on: bool) -> None:
    view.setColumnHidden(section, not on)
    view.fit_title()


def column_menu(view: TitlesView, section: int, desk: Desk) -> QMenu:
    """What can be done with one column, and with the destination that it is about."""
    menu = QMenu(view)
    model = view.model()
    name = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
    menu.setAccessibleName(f"Column {name}")
    plain = name.replace("&", "&&")
    menu.addAction(f"Sort by {plain}").triggered.connect(lambda: view.header.sort_on(section))
    hide = menu.addAction(f"Hide {plain}")
    hide.setEnabled(section != TITLE)
    hide.triggered.connect(lambda: _show(view, section, False))
    if section >= FLOWS and isinstance(model, TitlesModel):
        menu.addSeparator()
        offer_settings(menu, desk, model.flows[section - FLOWS])
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
