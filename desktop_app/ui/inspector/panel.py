"""How do the sides of one title and one destination stay together? One read, shown at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Flow
from desktop_app.records.payload import Problem, Severity
from desktop_app.records.title import Title
from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.flows.offer import offer_settings
from desktop_app.ui.history.view_model import flow_words
from desktop_app.ui.inspector.assets import AssetsPage
from desktop_app.ui.inspector.beside_sheet import offer_beside
from desktop_app.ui.inspector.cover_desk import CoverDesk
from desktop_app.ui.inspector.file_desk import FileDesk
from desktop_app.ui.inspector.foot import Foot
from desktop_app.ui.inspector.header import Header
from desktop_app.ui.inspector.offer import fields_changed, what_goes
from desktop_app.ui.inspector.pages import ChangesPage, PreviewPage, ProblemsPage
from desktop_app.ui.inspector.seen import Seen, look
from desktop_app.ui.inspector.selection_desk import SelectionDesk
from desktop_app.ui.inspector.sending import Sending
from desktop_app.ui.inspector.sends import SendsPage
from desktop_app.ui.inspector.source import SourcePage
from desktop_app.ui.operation import Operation
from desktop_app.ui.widgets import Banner, Chip, EmptyState, PlainLabel, hairline
from desktop_app.ui.widgets.scrolled import scrolled
from desktop_app.ui.widgets.tabs import Tabs
from desktop_app.ui.widgets.two_sides import TwoSides

if TYPE_CHECKING:
    from desktop_app.services.source_view import SourceView

NAMES = ("Preview", "Changes", "Problems", "Assets", "History", "Source")
PREVIEW, CHANGES, PROBLEMS, ASSETS, HISTORY, SOURCE = range(6)
_SETTLE = 40
_REPEAT = 0.1
"""Seconds; a key that is held down comes again within 0.04."""
_REREAD = 350
_LEAST_SIDE = 150
_LOW = 340


class Inspector(QWidget):
    """``show_title`` follows the cursor of the list; ``flow_changed`` tells the list back."""

    flow_changed = Signal(str)
    titles_wanted = Signal(list, str)
    """Some of the ticked titles are to be shown in the list, and why."""

    def __init__(self, desk: Desk, covers: CoverPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self._desk = desk
        self._title: Title | None = None
        self._flow: Flow | None = desk.flows[0] if desk.flows else None
        self._ticked: tuple[str, ...] = ()
        self._seen: Seen | None = None
        self._read: Operation | None = None
        self._stale: set[int] = set()
        self._stepped = 0.0
        self.header = Header(covers)
        self.picker = Chip("", menu=True)
        self.taken = PlainLabel("", "caption")
        self.tabs = Tabs(NAMES)
        self.preview = PreviewPage()
        self.selection = SelectionDesk(desk, self.preview.selection)
        self.changes = ChangesPage(covers)
        self.problems = ProblemsPage()
        self.assets = AssetsPage(covers)
        self.sends = SendsPage()
        self.source = SourcePage()
        self.banner = Banner()
        self._foot = Foot()
        self.words, self.button = self._foot.words, self._foot.button
        self.empty = EmptyState()
        self.sending = Sending(desk, self._foot, self.banner, self._load, self)
        self.cover_desk = CoverDesk(
            desk, covers, self.assets, self.banner, lambda: self._title, self._load, self
        )
        self.file_desk = FileDesk(desk, self.assets, lambda: self._title, self._load, self)
        self._settle = _timer(self, _SETTLE, self._load)
        self._reread = _timer(self, _REREAD, self._load)
        self._later = _timer(self, 0, self._take_side)
        self._lay_out()
        self._wire()
        self._show_nothing()

    # -- layout --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        now = theme.current()
        self._pages = QStackedWidget()
        sides = (self.preview, self.changes, self.problems, self.assets, self.sends, self.source)
        for page in sides:
            self._pages.addWidget(page)
        self._whole = QStackedWidget()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._picker_row())
        tabs = QHBoxLayout()
        tabs.setContentsMargins(now.px(11), 0, now.px(4), 0)
        tabs.addWidget(self.tabs)
        column.addLayout(tabs)
        column.addWidget(hairline())
        column.addWidget(self.banner)
        column.addWidget(self._pages, 1)
        # With large text a side stays readable, and all but what sends is scrolled.
        self._pages.setMinimumHeight(now.px(_LEAST_SIDE))
        whole = QWidget()
        outside = QVBoxLayout(whole)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addWidget(scrolled(inner), 1)
        outside.addWidget(hairline())
        outside.addWidget(self._foot)
        self._whole.addWidget(whole)
        self._whole.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._whole)

    def _picker_row(self) -> TwoSides:
        now = theme.current()
        row = TwoSides(now.px(8))
        row.setContentsMargins(now.px(16), now.px(8), now.px(16), now.px(2))
        row.addWidget(PlainLabel("for", "quiet"))
        row.addWidget(self.picker)
        row.addStretch()
        row.addWidget(self.taken)
        return row

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.picker.clicked.connect(self._pick)
        self.sends.opened.connect(self._desk.history_wanted)
        self.problems.linked.connect(self._show_field)
        self.problems.choose.clicked.connect(self.cover_desk.open)
        self.preview.selection.titles_wanted.connect(self.titles_wanted)
        self._desk.changed.connect(self._reread.start)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.header.set_short(event.size().height() < theme.current().px(_LOW))

    # -- what is shown -------------------------------------------------------------------------

    @property
    def title(self) -> Title | None:
        return self._title

    @property
    def flow(self) -> Flow | None:
        return self._flow

    def show_title(self, title: Title | None, flow: str) -> None:
        """Follow the cursor; without a flow the destination stays as it was."""
        chosen = self._desk.flow(flow) or self._flow
        same = title is not None and self._title is not None and title == self._title
        if same and chosen == self._flow:
            return
        other = title is None or self._title is None or title.id != self._title.id
        self._title, self._flow = title, chosen
        self.selection.ask(self._ticked, chosen)
        if title is None:
            self._show_nothing()
            return
        self._whole.setCurrentIndex(0)
        self.header.show_title(title)
        self._show_picker()
        if other:
            self.sending.wait()
            self.banner.hide()
            self.assets.wait()
            self.source.wait()
        self._soon()

    def _soon(self) -> None:
        """Read at once after a single step; while a key repeats, only where it comes to rest."""
        now = time.monotonic()
        repeats = now - self._stepped < _REPEAT
        self._stepped = now
        if repeats:
            self._settle.start()
        else:
            self._load()

    def set_ticked(self, ticked: Sequence[str]) -> None:
        """While titles are ticked the toolbar has the one primary button."""
        self._ticked = tuple(ticked)
        self.selection.ask(self._ticked, self._flow)
        self.preview.set_ticked(len(self._ticked))
        self._decide()

    def _show_nothing(self) -> None:
        self._seen = None
        self.empty.say("No title chosen", "Choose a title to see what its destinations receive.")
        self._whole.setCurrentIndex(1)

    def _show_picker(self) -> None:
        flow = self._flow
        self.picker.setText(_named(flow) if flow else "No destination")
        self.picker.setAccessibleName(f"Destination: {self.picker.text()}")

    def _pick(self) -> None:
        menu = QMenu(self.picker)
        menu.setAccessibleName("Destination")
        for flow in self._desk.flows:
            action = menu.addAction(_named(flow).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(flow == self._flow)
            action.triggered.connect(partial(self._choose, flow))
        if self._title is not None and self._flow is not None:
            offer_beside(menu, self._desk, self._title, self._flow, self)
        offer_settings(menu, self._desk, self._flow)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.picker.mapToGlobal(QPoint(0, self.picker.height() + 2)))

    def _choose(self, flow: Flow, _checked: bool = False) -> None:
        self.flow_changed.emit(flow.name)
        self.show_title(self._title, flow.name)

    # -- reading -------------------------------------------------------------------------------

    def _load(self) -> None:
        title, flow = self._title, self._flow
        if title is None or flow is None:
            self._look_closer()
            return
        if self._read is not None:
            self._read.cancel()
        self._read = self._desk.ask(
            "Preview",
            look(self._desk.app, title, flow),
            self._take,
            failed=self._failed,
            owner=self,
        )

    def _take(self, seen: Seen) -> None:
        now = self._title, self._flow
        if now[0] is None or now[0].id != seen.title.id or now[1] != seen.flow:
            return
        self._read = None
        if seen == self._seen:
            # Something moved, but nothing that is shown here, unless the source told it.
            if self.tabs.currentIndex() == SOURCE:
                self._look_closer()
            return
        self._seen = seen
        self.header.show_record(seen.document, seen.source, seen.today)
        self._stale = {PREVIEW, CHANGES, PROBLEMS, HISTORY}
        # What is looked at first; the rest after whatever else the window has to do.
        self._later.start()

    def _take_side(self) -> None:
        self._fill(self.tabs.currentIndex())
        QTimer.singleShot(0, self, self._take_rest)

    def _take_rest(self) -> None:
        if self._seen is None:
            return
        self._show_counts(self._seen)
        self._decide()
        self._look_closer()

    def _fill(self, side: int) -> None:
        """Show what was read on one side; a side that nobody turns to costs nothing."""
        seen = self._seen
        if seen is None or side not in self._stale:
            return
        self._stale.discard(side)
        if side == PREVIEW:
            self.preview.show_previews(seen.previews, seen.flow, seen.whole)
        elif side == CHANGES:
            self.changes.show_previews(seen.previews, seen.flow)
        elif side == PROBLEMS:
            address = self._desk.app.profile.consonance_url
            found = seen.problems
            self.problems.show_problems(seen.title, tuple(found), address, found)
        else:
            self.sends.show_items(seen.items, self._desk.destination)

    def _show_counts(self, seen: Seen) -> None:
        changes = fields_changed(seen.previews)
        known = any(preview.baseline for preview in seen.previews)
        self.tabs.set_count(CHANGES, changes if known else 0)
        stops = sum(problem.stops for problem in seen.problems)
        warnings = sum(each.severity is Severity.WARNING for each in seen.problems)
        self.tabs.set_count(PROBLEMS, stops + warnings, "removed" if stops else "changed")
        taken = [each.baseline.taken_at for each in seen.previews if each.baseline]
        self.taken.setText(f"last taken {wording.moment(max(taken))}" if taken else "never taken")

    def _failed(self, error: ColophonError) -> None:
        self._read = None
        self.banner.say(
            error.sentence(), [("Try again", self._load)], pair="removed", icon="warning"
        )

    def _look_closer(self) -> None:
        """What costs more is only done for who looks at it."""
        title, side = self._title, self.tabs.currentIndex()
        if title is not None and side == ASSETS:
            self._measure(title)
        elif title is not None and side == SOURCE:
            self._desk.ask("Read the source", self._desk.app.look_up.source(title.id),
                           partial(self._take_source, title.id), failed=self._failed,
                           owner=self)  # fmt: skip

    def _take_source(self, title: str, seen: SourceView) -> None:
        if self._title is not None and self._title.id == title:
            self.source.show_view(seen)

    def _measure(self, title: Title) -> None:
        assets = self._desk.app.assets
        self._desk.ask("List files", assets.resources(title.id), self.assets.show_resources,
                       failed=self._failed, owner=self)  # fmt: skip
        self._desk.ask("Measure files", assets.facts(title.id), self.assets.show_facts,
                       failed=self._failed, owner=self)  # fmt: skip
        self.cover_desk.look(title)
        self.file_desk.look(title)

    def _turn(self, index: int) -> None:
        self._fill(index)
        self._pages.setCurrentIndex(index)
        self._look_closer()

    def show_tab(self, index: int) -> None:
        """Turn to a side and give it the focus."""
        self.tabs.setCurrentIndex(index)
        self.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_field(self, problem: Problem) -> None:
        """From a problem to the field that it is about, or to the choice that answers it."""
        if CoverDesk.about(problem):
            self.cover_desk.open()
            return
        self.tabs.setCurrentIndex(PREVIEW)
        self.preview.show_fields()
        lines = self.preview.lines
        for row, line in enumerate(lines.lines):
            if problem.field and problem.field in line.copy.split("\t"):
                lines.setCurrentIndex(lines.model().index(row, 0))
                break
        lines.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- sending -------------------------------------------------------------------------------

    def _decide(self) -> None:
        seen = self._seen
        if seen is not None and self._title is not None and self._title.id == seen.title.id:
            self.sending.decide(self._title, seen, len(self._ticked))

    def summary(self) -> str:
        """What a screen reader is told after the cursor moved."""
        return what_goes(self._seen.previews, self._seen.flow) if self._seen else ""


def _named(flow: Flow) -> str:
    return flow_words(flow.name, {flow.name: flow})


def _timer(parent: QWidget, milliseconds: int, call: Any) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(call)
    return timer
