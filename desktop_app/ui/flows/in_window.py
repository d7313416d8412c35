"""Where do destinations meet the window? The sheet over it, and the list that follows changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from desktop_app.ui.titles.columns import column_menu
from desktop_app.ui.titles.header import known_sort

if TYPE_CHECKING:
    from desktop_app.ui.flows.changing import Changing
    from desktop_app.ui.flows.sheet import FlowsSheet
    from desktop_app.ui.main_window import MainWindow


class FlowsInWindow(QObject):
    """Opens the sheet when it is wanted; columns and sides follow what is changed in it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._changing: Changing | None = None
        window.desk.flow_wanted.connect(self.open)
        window.desk.flows_changed.connect(self._follow)
        window.titles.view.header.menu_wanted.connect(self._offer)

    def open(self, flow: str = "") -> FlowsSheet:
        """The destinations, at this flow, or at the one whose cell has the cursor."""
        from desktop_app.ui.flows.changing import Changing
        from desktop_app.ui.flows.sheet import FlowsSheet

        window = self._window
        if self._changing is None:
            self._changing = Changing(window.desk, self)
            self._changing.judging.connect(self._tell)
        at = flow or window.titles.view.current_flow()
        sheet = FlowsSheet(window.desk, self._changing, window, at)
        sheet.titles_wanted.connect(window.titles.show_titles)
        sheet.open()
        return sheet

    def _offer(self, section: int, place: QPoint) -> None:
        column_menu(self._window.titles.view, section, self._window.desk).popup(place)

    def _tell(self, words: str) -> None:
        window = self._window
        if words:
            window.status.say(words)
        else:
            window.pulse.read()
            window.titles.changed_below()

    def _follow(self) -> None:
        window = self._window
        flows = window.desk.flows
        titles = window.titles
        titles.view.set_flows(flows)
        if not known_sort(titles.model, titles.view.header.sort[0]):
            # The order was that of a destination that is off now.
            titles.view.header.set_sort("publication_date", True)
            titles.search()
        shown = window.inspector.flow
        here = [each.name for each in flows]
        if here:
            name = shown.name if shown is not None and shown.name in here else here[0]
            window.inspector.show_title(window.inspector.title, name)
        window.paused.read()
