"""How are the rooms arranged? The main window places them and passes on what each asks for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.title import Title
from desktop_app.ui import states, theme
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.flows.in_window import FlowsInWindow
from desktop_app.ui.shell.ahead import ready_rooms
from desktop_app.ui.shell.arrangement import Arrangement, styled
from desktop_app.ui.shell.bindings import bind_keys
from desktop_app.ui.shell.halted import Halted
from desktop_app.ui.shell.kept_views import KeptViews
from desktop_app.ui.shell.opening import Opening
from desktop_app.ui.shell.paused import PausedFlows
from desktop_app.ui.shell.places import Place
from desktop_app.ui.shell.pulse import Beat, Pulse
from desktop_app.ui.shell.refresh_words import progress_words
from desktop_app.ui.shell.refreshing import Refreshing
from desktop_app.ui.shell.sidebar import HISTORY, TITLES, Sidebar
from desktop_app.ui.shell.status import StatusBar
from desktop_app.ui.shell.strip import EnvironmentStrip
from desktop_app.ui.shell.toolbar import Toolbar
from desktop_app.ui.titles.completing import Completing
from desktop_app.ui.titles.room import TitlesRoom
from desktop_app.ui.tokens import Scheme

if TYPE_CHECKING:
    from desktop_app.ui.history.room import HistoryRoom
    from desktop_app.ui.inspector.panel import Inspector
    from desktop_app.ui.jobs.dock import JobsDock


class MainWindow(QMainWindow):
    """Arranges strip, toolbar, sidebar, rooms, inspector, dock and status bar."""

    close_wanted = Signal()
    """A person wants to leave; start.py shuts down in order."""
    profile_wanted = Signal(str)
    """Another profile is to be opened in place of this one."""
    painted = Signal()
    """The first rows of the catalogue are on the screen."""

    def __init__(self, desk: Desk, covers: CoverPictures) -> None:
        super().__init__()
        self.desk = desk
        self.covers = covers
        self._may_close = False
        self.scale = theme.current().px(100) / 100
        """The font scale that this window was laid out at."""
        self._history: HistoryRoom | None = None
        self._dock: JobsDock | None = None
        self._inspector: Inspector | None = None
        self._tab = 0
        self.strip = EnvironmentStrip(desk.app.profile)
        self.toolbar = Toolbar()
        self.sidebar = Sidebar()
        self.titles = TitlesRoom(desk, covers)
        self.paused = PausedFlows(desk)
        self.status = StatusBar()
        self.pulse = Pulse(desk, self)
        self.refreshing = Refreshing(desk, self.titles.banner, self)
        self.halted = Halted(desk, self.refreshing.start)
        self.views = KeptViews(self)
        self.opening = Opening(self)
        self.destinations = FlowsInWindow(self)
        self._lay_out()
        self._wire_rooms()
        self._wire_frame()
        bind_keys(self)

    # -- arrangement ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        now = theme.current()
        self.setWindowTitle(f"Colophon · {self.strip.word} · {self.desk.app.profile.name}")
        self.resize(now.fixed("window_width"), now.fixed("window_height"))
        # Larger text asks for more room, but never for more than a small laptop has.
        least = QSize(now.size("window_min_width"), now.size("window_min_height"))
        most = QSize(now.fixed("window_width"), now.fixed("window_height"))
        self.setMinimumSize(least.boundedTo(most).boundedTo(self.screen().availableSize()))
        above = (self.strip, self.toolbar, self.halted, self.paused)
        self._place = Arrangement(above, self.sidebar, self.titles, self.status)
        self.split, self.rooms = self._place.split, self._place.rooms
        self.setCentralWidget(self._place)
        QWidget.setTabOrder(self.toolbar.search, self.titles.view)

    @property
    def history(self) -> HistoryRoom:
        """The History room, built when it is first wanted."""
        if self._history is None:
            from desktop_app.ui.history.room import HistoryRoom

            self._history = HistoryRoom(self.desk, self.covers)
            styled(self._history)
            self._history.titles_wanted.connect(lambda: self.go(TITLES))
            self.rooms.addWidget(self._history)
        return self._history

    @property
    def dock(self) -> JobsDock:
        """The jobs dock, built after the first rows are on the screen."""
        if self._dock is None:
            from desktop_app.ui.jobs.dock import JobsDock

            self._dock = JobsDock(self.desk)
            self._dock.counted.connect(self.status.set_jobs)
            self._dock.wants_to_be_seen.connect(self._dock.show)
            self._place.add_dock(self._dock)
        return self._dock

    @property
    def inspector(self) -> Inspector:
        """The inspector, built after the first rows are on the screen."""
        if self._inspector is None:
            from desktop_app.ui.inspector.panel import Inspector

            self._inspector = Inspector(self.desk, self.covers)
            styled(self._inspector)
            self._place.side.fill(self._inspector)
            self._inspector.flow_changed.connect(self.titles.view.show_flow)
            self.titles.focused.connect(self._inspector.show_title)
            self._inspector.titles_wanted.connect(self.titles.show_titles)
            self._inspector.set_ticked(self.titles.ticks.ids)
            if 0 <= self._tab < self._inspector.tabs.count():
                self._inspector.tabs.setCurrentIndex(self._tab)
            self.titles.tell_focus()
        return self._inspector

    @property
    def tab(self) -> int:
        """The side of the inspector that is shown, or will be."""
        return self._tab if self._inspector is None else self._inspector.tabs.currentIndex()

    @tab.setter
    def tab(self, number: int) -> None:
        self._tab = number
        if self._inspector is not None and 0 <= number < self._inspector.tabs.count():
            self._inspector.tabs.setCurrentIndex(number)

    # -- wiring --------------------------------------------------------------------------------

    def _wire_rooms(self) -> None:
        titles, desk = self.titles, self.desk
        titles.focused.connect(self._say_cell)
        titles.opened.connect(self.focus_inspector)
        titles.ticked_changed.connect(self._show_ticks)
        titles.view.legend_wanted.connect(self.opening.legend)
        titles.reworded.connect(self._reword)
        titles.refresh_wanted.connect(self.refreshing.start)
        titles.model.answered.connect(self._answered)
        desk.changed.connect(titles.changed_below)
        desk.review_wanted.connect(self.opening.review)
        desk.title_wanted.connect(self._show_title)
        desk.history_wanted.connect(self._show_history)
        desk.connect_wanted.connect(self.opening.connect_dialog)
        desk.job_submitted.connect(self._show_job)
        desk.notice.connect(self.status.say)
        desk.operations.failed.connect(self._show_failure)

    def _wire_frame(self) -> None:
        bar = self.toolbar
        completing = Completing(self.desk, bar.search, self.titles.query)
        bar.fault_waits = lambda: completing.open
        self.titles.faulted.connect(bar.set_fault)
        bar.search.searched.connect(self._search)
        bar.search.pasted.connect(self._paste)
        bar.search.left.connect(self.titles.view.setFocus)
        bar.refresh.connect(self.refreshing.start)
        bar.cancel_refresh.connect(self.refreshing.stop)
        bar.clear_ticks.connect(self.titles.ticks.clear)
        bar.show_ticks.connect(lambda: self.titles.filters.set_only_ticked(True))
        bar.check.connect(self.check)
        bar.review.connect(self.review)
        self.sidebar.chosen.connect(self.go)
        self.sidebar.named.connect(self.status.say)
        self.strip.clicked.connect(self.opening.profiles)
        self.opening.profile_wanted.connect(self.profile_wanted)
        self.halted.reopen_wanted.connect(self.profile_wanted)
        self.pulse.beat.connect(self._show_beat)
        self.status.jobs_wanted.connect(self.toggle_jobs)
        self.status.cancel.connect(self.refreshing.stop)
        self.refreshing.running_changed.connect(self._show_refreshing)
        self.refreshing.online.connect(self.status.set_online)
        self.refreshing.progressed.connect(
            lambda p: self.status.progress(progress_words(p), p.done, p.total)
        )
        self.refreshing.finished.connect(lambda _: self.titles.search())
        self.refreshing.refreshed.connect(self.titles.search)
        self.refreshing.capabilities_wanted.connect(self.opening.capabilities)

    # -- what is shown -------------------------------------------------------------------------

    def begin(self) -> None:
        """Read the first rows; called just before the window is shown, so that they may be there
        when it is painted for the first time."""
        self.titles.search()
        self.titles.view.setFocus()

    def resume(self, other: MainWindow) -> None:
        """Take over what a person had chosen in a window that this one replaces."""
        self.titles.resume(other.titles)
        self.setGeometry(other.geometry())
        self.toolbar.search.setText(other.toolbar.search.text())
        if self.pulse.last is None and other.pulse.last is not None:
            self._show_beat(other.pulse.last)

    def go(self, place: Place) -> None:
        """Show a room, a saved view, or Titles narrowed to one standing."""
        leaves_view = bool(self.sidebar.selected.view)
        self.sidebar.select(place)
        if place.room == "history":
            self.rooms.setCurrentWidget(self.history)
            self.history.setFocus()
            return
        self.rooms.setCurrentWidget(self.split)
        if place.view:
            self.views.apply(place.view)
        elif place.verdict or self.titles.filters.standing or leaves_view:
            self.titles.show_standing(place.verdict)
        self.titles.view.setFocus()

    def _answered(self, found: int) -> None:
        if self._dock is None:
            QTimer.singleShot(0, self._after_first_rows)

    def _after_first_rows(self) -> None:
        if self._dock is None:
            self.painted.emit()
            self.opening.watch_drops()
            self.pulse.read()
            self.views.read()
            self.inspector.show()
            self.dock.show()
            self.paused.read()
            self.desk.ask("Make ready", ready_rooms(), self._build_ahead, owner=self)

    def _build_ahead(self, _ready: None) -> None:
        """History is built while nobody waits for it."""
        self.history.hide()

    def _show_beat(self, beat: Beat) -> None:
        self.sidebar.set_counts(beat.total, beat.counts)
        self.titles.set_total(beat.total)
        self.status.set_age(beat.age())
        self.refreshing.set_freshness(beat.freshness)

    def _show_ticks(self, ticked: int, hidden: int) -> None:
        self.toolbar.set_ticked(ticked, hidden)
        if self._inspector is not None:
            self._inspector.set_ticked(self.titles.ticks.ids)

    def _show_refreshing(self, running: bool) -> None:
        self.toolbar.set_running(running)
        self.titles.set_loading(running)
        if not running:
            self.status.end_progress()
            self.pulse.read()

    def _show_failure(self, _operation: object, error: ColophonError) -> None:
        self.show_error(error)

    def show_error(self, error: ColophonError) -> None:
        """An error that no view of its own shows."""
        self.titles.banner.say(error.sentence(), pair="removed", icon="warning")

    def say_recovered(self, words: str) -> None:
        """What the engine did about sends that an earlier run left open; "" says nothing."""
        if words:
            self.titles.banner.say(
                words, [("Show", partial(self.go, HISTORY))], pair="neutral", icon="history"
            )

    def _search(self, text: str) -> None:
        if self.rooms.currentWidget() is not self.split:
            self.go(TITLES)
            self.toolbar.search.setFocus()
        self.titles.set_text(text)

    def _paste(self, text: str) -> None:
        self._reword("")
        self.rooms.setCurrentWidget(self.split)
        self.titles.paste(text)

    def _reword(self, text: str) -> None:
        """Other words in the search box, without asking for them again."""
        blocked = self.toolbar.search.blockSignals(True)
        self.toolbar.search.setText(text)
        self.toolbar.search.blockSignals(blocked)
        self.toolbar.search.update()

    def focus_inspector(self) -> None:
        """Go to the inspector."""
        self.inspector.tabs.setFocus()

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.search.selectAll()

    def _say_cell(self, title: Title | None, flow: str) -> None:
        """What hovering tells, for those who do not hover."""
        chosen = self.desk.flow(flow)
        if title is not None and chosen is not None and not self.refreshing.running:
            standing = title.standing.get(flow)
            self.status.say(states.standing_sentence(standing, chosen.destination))

    def _show_title(self, title_id: str, flow: str) -> None:
        self.sidebar.select(TITLES)
        self.rooms.setCurrentWidget(self.split)
        self.titles.show_title(title_id, flow)

    def _show_history(self, job: int, item: int) -> None:
        self.go(HISTORY)
        self.history.show_job(job, item)

    def _show_job(self, number: int) -> None:
        self.dock.show()
        self.pulse.read()

    def toggle_jobs(self) -> None:
        """Show or hide the dock."""
        self.dock.setVisible(not self.dock.isVisible())
        if self.dock.isVisible():
            self.dock.setFocus()

    # -- what a person wants -------------------------------------------------------------------

    def selection(self) -> list[str]:
        """The ticked titles, or what is under the cursor."""
        if len(self.titles.ticks):
            return list(self.titles.ticks.ids)
        return list(self.titles.current())

    def review(self, *, dry_run: bool = False) -> None:
        """The review sheet for the selection; with ``dry_run`` that is what it offers first."""
        chosen = self.selection()
        if chosen:
            self.opening.review(chosen, [], dry_run=dry_run)

    def check(self) -> None:
        """What the rules find in the selection."""
        chosen = self.selection()
        if chosen:
            self.opening.check(chosen)

    def turn_scheme(self) -> None:
        """As the system, light, dark, and round again."""
        now = theme.current()
        order: list[Scheme | None] = [None, Scheme.LIGHT, Scheme.DARK]
        following = order[(order.index(now.override) + 1) % len(order)]
        now.set_override(following)
        names = {None: "Light or dark as the system", Scheme.LIGHT: "Light", Scheme.DARK: "Dark"}
        self.status.say(names[following])

    # -- closing -------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        running = self.pulse.last.running if self.pulse.last else ()
        if not running:
            self.close_wanted.emit()
            return
        self.opening.closing(running, self.close_wanted.emit)

    def let_close(self) -> None:
        """From now on a close closes."""
        self._may_close = True
