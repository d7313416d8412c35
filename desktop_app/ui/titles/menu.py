"""What can be done with one row? Its context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMenu

from desktop_app.ui.flows.offer import offer_settings

if TYPE_CHECKING:
    from desktop_app.services.sync import SyncReport
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
    menu.addAction("Refresh this title").triggered.connect(lambda: _refresh(desk, shown))
    menu.addAction("Show in the inspector").triggered.connect(view.opened.emit)
    offer_settings(menu, desk, desk.flow(view.current_flow()))
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


def _refresh(desk: Desk, shown: Shown) -> None:
    """Read this one title anew, and say what came of it in the status bar."""
    desk.ask(
        "Refresh this title",
        desk.app.refresh_titles([shown.id]),
        lambda report: desk.notice.emit(_refreshed(shown.name, report)),
    )


def _refreshed(name: str, report: SyncReport) -> str:
    if report.skipped:
        return f"{name} could not be read: {report.skipped[0].reason}"
    if report.words:
        return report.words[0]
    return f"{name}: {'read again' if report.changed else 'nothing has changed'}."
