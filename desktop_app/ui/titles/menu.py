"""What can be done with one row? Its context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMenu

if TYPE_CHECKING:
    from desktop_app.ui.desk import Desk
    from desktop_app.ui.titles.shown import Shown
    from desktop_app.ui.titles.ticks import Ticks
    from desktop_app.ui.titles.view import TitlesView


def title_menu(desk: Desk, shown: Shown, ticks: Ticks, view: TitlesView) -> QMenu:
    """Tick, review, look at, copy. Nothing here sends by itself."""
    menu = QMenu(view)
    menu.setAccessibleName(f"Actions for {shown.name}")
    ticked = shown.id in ticks
    menu.addAction("Unselect" if ticked else "Select").triggered.connect(
        lambda: ticks.toggle(shown.id)
    )
    menu.addAction("Review this title…").triggered.connect(lambda: desk.review([shown.id]))
    menu.addAction("Show in the inspector").triggered.connect(view.opened.emit)
    menu.addSeparator()
    clipboard = QApplication.clipboard()
    for word, text in (
        ("Copy ISBN", shown.title.isbn),
        ("Copy title", shown.name),
        ("Copy row", f"{shown.name}\t{shown.by_line}\t{shown.date}\t{shown.isbn}"),
    ):
        action = menu.addAction(word)
        action.setEnabled(bool(text))
        action.triggered.connect(lambda _=False, text=text: clipboard.setText(text))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
