"""How do saved views live in the window? Counted after changes, applied, kept, and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.records.errors import ColophonError
from desktop_app.records.query import Query
from desktop_app.ui import wording
from desktop_app.ui.shell.places import Place
from desktop_app.ui.shell.sidebar import GROUPS, TITLES
from desktop_app.ui.shell.views_list import place_of

if TYPE_CHECKING:
    from desktop_app.records.saved_view import SavedView
    from desktop_app.services.saved_views import Counted
    from desktop_app.ui.main_window import MainWindow
    from desktop_app.ui.operation import Operation

_MILLISECONDS = 1_000


class KeptViews(QObject):
    """Between the sidebar, the titles room and the services."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._desk = window.desk
        self._views: tuple[SavedView, ...] = ()
        self._reading: Operation | None = None
        self._again = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_MILLISECONDS)
        self._soon.timeout.connect(self.read)
        lines = window.sidebar.views
        lines.rename_wanted.connect(self._rename)
        lines.move_wanted.connect(self._move)
        lines.remove_wanted.connect(self._remove)
        lines.told.connect(window.desk.notice)
        window.titles.asked.connect(self._mark)
        window.titles.filters.save_wanted.connect(self.save)
        window.pulse.beat.connect(lambda _beat: self.nudge())

    # -- counting ------------------------------------------------------------------------------

    def nudge(self) -> None:
        """The store moved: count again in a moment, whatever moves until then."""
        if not self._soon.isActive():
            self._soon.start()

    def read(self) -> None:
        """Count now, or once more after the counting that is under way."""
        if self._reading is not None:
            self._again = True
            return
        self._reading = self._desk.ask(
            "Count saved views",
            self._desk.app.views.counted(),
            self._take,
            failed=self._unread,
            owner=self,
        )
        self._reading.ended.connect(self._ended)

    def _ended(self) -> None:
        self._reading = None
        if self._again:
            self._again = False
            self.nudge()

    def _take(self, counted: Counted) -> None:
        self._views = counted.views
        self._window.sidebar.set_views(counted)

    def _unread(self, error: ColophonError) -> None:
        words = "They cannot be read."
        self._window.sidebar.views.show_fault(words, error.sentence())
        self._desk.notice.emit(error.sentence())

    def _changed(self, counted: Counted) -> None:
        """An answer to a change is newer than a counting that is under way."""
        if self._reading is not None:
            self._reading.cancel()
            self._again = True
        self._take(counted)
        self._mark(self._window.titles.query())

    def _find(self, name: str) -> SavedView | None:
        return next((each for each in self._views if each.name == name), None)

    # -- applying ------------------------------------------------------------------------------

    def apply(self, name: str) -> None:
        """Show what a view asks for."""
        view = self._find(name)
        if view is not None:
            self._window.titles.apply(view.query())

    def _mark(self, query: Query) -> None:
        """The sidebar says what the list shows, however it came to show that."""
        if self._window.rooms.currentWidget() is self._window.split:
            self._window.sidebar.select(self._place(query))

    def _place(self, query: Query) -> Place:
        if query.ids:
            return TITLES
        for view in self._views:
            if (view.text, dict(view.facets), view.standing) == (
                query.text, dict(query.facets), query.standing
            ):  # fmt: skip
                return place_of(view.name)
        for _, places in GROUPS:
            for place in places:
                if place.verdict and query.standing == (place.verdict,):
                    return place
        return TITLES

    # -- changing ------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask for a name and keep the present search under it."""
        from desktop_app.ui.titles.view_sheet import ViewSheet

        query, window = self._window.titles.query(), self._window
        views = self._desk.app.views
        words = "It keeps the words, filters and order. Its number in the sidebar stays up to date."
        sheet = ViewSheet(
            self._desk, "Save view", words, self._suggested(query),
            [each.name for each in self._views], lambda name: views.put(name, query),
            window, replaces=True,
        )  # fmt: skip
        sheet.kept.connect(self._saved)
        sheet.open()

    def _suggested(self, query: Query) -> str:
        active = self._place(query).view
        return active or wording.one_line(query.text) or self._window.titles.filters.values()

    def _saved(self, name: str, counted: Counted) -> None:
        self._changed(counted)
        self._desk.notice.emit(f"The view “{wording.one_line(name)}” is in the sidebar.")

    def _rename(self, name: str) -> None:
        from desktop_app.ui.titles.view_sheet import ViewSheet

        views = self._desk.app.views
        others = [each.name for each in self._views if each.name != name]
        sheet = ViewSheet(
            self._desk, "Rename view", f"“{wording.one_line(name)}” keeps its place.", name, others,
            lambda to: views.rename(name, to), self._window, replaces=False,
        )  # fmt: skip
        sheet.kept.connect(self._renamed)
        sheet.open()

    def _renamed(self, name: str, counted: Counted) -> None:
        self._changed(counted)
        self._window.sidebar.views.focus_view(name)

    def _move(self, name: str, by: int) -> None:
        self._desk.ask("Move view", self._desk.app.views.move(name, by), self._changed, owner=self)
        self._window.sidebar.views.focus_view(name)

    def _remove(self, name: str) -> None:
        view = self._find(name)
        if view is None:
            return
        place = self._views.index(view)
        self._desk.ask(
            "Remove view",
            self._desk.app.views.remove(name),
            lambda counted: self._removed(view, place, counted),
            owner=self,
        )

    def _removed(self, view: SavedView, place: int, counted: Counted) -> None:
        self._changed(counted)
        words = f"The view “{wording.one_line(view.name)}” was removed. No title was touched."
        self._window.titles.banner.say(
            words, [("Undo", lambda: self._bring_back(view, place))], pair="neutral", icon="star"
        )
        self._window.sidebar.views.focus_view(
            counted.views[min(place, len(counted.views) - 1)].name if counted.views else ""
        )

    def _bring_back(self, view: SavedView, place: int) -> None:
        self._window.titles.banner.hide()
        self._desk.ask(
            "Bring view back",
            self._desk.app.views.bring_back(view, place),
            lambda counted: self._renamed(view.name, counted),
            owner=self,
        )
