"""What does each destination get, and by which rules? All flows of the profile, and one of them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Flow
from desktop_app.ui import theme
from desktop_app.ui.desk import Desk
from desktop_app.ui.flows import words
from desktop_app.ui.flows.changing import Changing
from desktop_app.ui.flows.drafts import Drafts
from desktop_app.ui.flows.form import FlowForm
from desktop_app.ui.flows.mapping_acts import MappingActs
from desktop_app.ui.flows.mapping_page import MappingPage
from desktop_app.ui.flows.rules_page import RulesPage
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Banner, Button, EmptyState, Kind, PlainLabel, hairline
from desktop_app.ui.widgets.announce import announce
from desktop_app.ui.widgets.lines import LinesView
from desktop_app.ui.widgets.notices import Act
from desktop_app.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.services.flow_settings import Changed, OnixTables

_TITLE = "Destinations"
_TABS = ("Settings", "Rules", "Mapping")
SETTINGS, RULES, MAPPING = range(3)


class FlowsSheet(Sheet):
    """``titles_wanted`` asks the list to show titles that another mapping would change."""

    titles_wanted = Signal(list, str)

    def __init__(
        self, desk: Desk, changing: Changing, parent: QWidget | None, flow: str = ""
    ) -> None:
        super().__init__(_TITLE, parent, wanted=QSize(1060, 680))
        self._desk = desk
        self._changing = changing
        self._settings = desk.app.flow_settings
        self._fixed = self._settings.fixed()
        self._drafts = Drafts()
        self._titles = 0
        self._faults: dict[str, str] = {}
        self._ends: dict[str, tuple[str, ...]] = {}
        self._name = flow
        self.banner = Banner()
        self.flows = LinesView("Destinations of this profile", (72, 28))
        self.flows.marks_current = True
        self.name = PlainLabel("", wrap=True)
        self.state = PlainLabel("", wrap=True)
        self.route = PlainLabel("", "caption", wrap=True, selectable=True)
        self.switch = Button("Switch on…")
        self.tabs = Tabs(_TABS)
        self.tabs.setAccessibleName("Sides of a destination")
        self.form = FlowForm(self.tabs)
        self.rules = RulesPage()
        self.mapping = MappingPage()
        self.mappings = MappingActs(desk, changing, self.mapping, self)
        self.none = EmptyState()
        self.judging = PlainLabel("", "caption")
        self.revert = Button("Undo edits")
        self.save = Button("Save changes", Kind.PRIMARY)
        self.close_button = Button("Close")
        self._lay_out()
        self._wire()
        self._show_flows()
        self._desk.ask("Read destinations", _read(desk.app), self._take, owner=self)
        self._desk.ask("Ask where flows end", self._settings.ends(), self._take_ends, owner=self)

    def _lay_out(self) -> None:
        now = theme.current()
        head = QVBoxLayout()
        head.setContentsMargins(now.px(24), now.px(18), now.px(24), now.px(10))
        title = PlainLabel(_TITLE)
        title.setStyleSheet(f"font-size: {now.size('sheet_title')}px; font-weight: 600")
        head.addWidget(title)
        profile = self._desk.app.profile.name
        told = self._fixed or f"What each destination of {profile} gets. Nothing is sent from here."
        head.addWidget(PlainLabel(told, "quiet", wrap=True))
        self.body.addLayout(head)
        self.body.addWidget(self.banner)
        self.body.addWidget(hairline())
        columns = QHBoxLayout()
        columns.setSpacing(0)
        columns.addWidget(self.flows, 10)
        columns.addWidget(hairline(upright=True))
        self._one = self._side()
        columns.addWidget(self._one, 23)
        columns.addWidget(self.none, 23)
        self.body.addLayout(columns, 1)
        self.footer.addWidget(self.judging)
        self.footer.addStretch(1)
        for button in (self.revert, self.save, self.close_button):
            self.footer.addWidget(button)
        self.none.hide()

    def _side(self) -> QWidget:
        now = theme.current()
        side = QWidget()
        said = QVBoxLayout()
        said.setSpacing(now.px(3))
        self.name.setStyleSheet(f"font-size: {now.size('sheet_title')}px; font-weight: 600")
        for label in (self.name, self.state, self.route):
            said.addWidget(label)
        top = QHBoxLayout()
        top.setContentsMargins(now.px(20), now.px(14), now.px(20), now.px(6))
        top.setSpacing(now.px(16))
        top.addLayout(said, 1)
        top.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignTop)
        bar = QHBoxLayout()
        bar.setContentsMargins(now.px(15), 0, now.px(12), 0)
        bar.addWidget(self.tabs)
        self._pages = QStackedWidget()
        # Each page scrolls by itself; what they would rather have is not asked for.
        self._pages.setMinimumHeight(now.px(200))
        for page in (self.form, self.rules, self.mapping):
            self._pages.addWidget(page)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(bar)
        column.addWidget(hairline())
        column.addWidget(self._pages, 1)
        return side

    def _wire(self) -> None:
        self.flows.selectionModel().currentChanged.connect(lambda *_: self._choose())
        self.flows.opened.connect(lambda _: self.tabs.setFocus())
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.form.edited.connect(self._edited)
        self.rules.weighed.connect(self._weighed)
        self.mappings.said.connect(self._say)
        self.mappings.failed.connect(self._failed)
        self.mappings.titles_wanted.connect(self._show_titles)
        self.switch.clicked.connect(self._switch)
        self.save.clicked.connect(self._save)
        self.revert.clicked.connect(self._revert)
        self.close_button.clicked.connect(self.reject)
        self._changing.judging.connect(self.judging.setText)
        self._changing.started.connect(self._show_buttons)
        self._changing.ended.connect(self._followed)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def flow(self) -> Flow | None:
        """The flow that is shown, as the settings have it."""
        return next((each for each in self._settings.flows() if each.name == self._name), None)

    def _take(self, read: tuple[int, dict[str, str], OnixTables]) -> None:
        self._titles, self._faults, self._drafts.tables = read
        self._show_one()

    def _take_ends(self, ends: dict[str, tuple[str, ...]]) -> None:
        self._ends = ends
        self._show_head()

    def _show_flows(self) -> None:
        """The list, and the flow under its cursor."""
        self._show_list()
        there = bool(self.flows.lines)
        self.none.setVisible(not there)
        self._one.setVisible(there)
        self.none.say(
            "No destination yet",
            "Connect an xConnector: what it offers stands here.",
            [("Connect…", self._to_connection)],
        )
        self._choose()

    def _show_list(self) -> None:
        """The cursor stays on the flow that is shown, or goes to the first."""
        ordered = words.in_order(self._settings.flows())
        names = [each.name for each in ordered]
        chosen = self.flows.selectionModel()
        blocked = chosen.blockSignals(True)
        self.flows.set_lines(words.flow_lines(ordered, self._drafts.edited))
        row = names.index(self._name) if self._name in names else 0
        self.flows.setCurrentIndex(self.flows.model().index(row, 0))
        chosen.blockSignals(blocked)
        self.flows.viewport().update()

    def _to_connection(self) -> None:
        self.accept()
        self._desk.connect_wanted.emit()

    def _choose(self) -> None:
        index = self.flows.currentIndex()
        if index.isValid() and self.flows.key_at(index) != self._name:
            self._name = str(self.flows.key_at(index))
            self.banner.hide()
        self._show_one()

    def _show_one(self) -> None:
        flow = self.flow
        if flow is None:
            return
        self._show_head()
        fixed = self._fixed
        self.form.show_groups(self._drafts.groups(flow), self._drafts.typed(flow.name), fixed)
        self.rules.show_rules(self._drafts.rules(flow), fixed)
        self._show_buttons()
        self.mappings.read(flow, fixed)

    def _show_head(self) -> None:
        flow = self.flow
        if flow is None:
            return
        fault = self._faults.get(flow.format, "")
        self.name.setText(words.named(flow))
        self.state.setText(words.state_words(flow, fault, self._titles))
        self.route.setText(words.route_words(flow, self._desk.app.profile, self._ends))
        self.switch.setText("Switch off" if flow.enabled else "Switch on…")
        self.switch.setAccessibleName(f"{self.switch.text()} {words.named(flow)}")

    def _show_buttons(self) -> None:
        edited, free = self._name in self._drafts.edited, not self._changing.busy
        self.switch.setEnabled(free and not self._fixed)
        self.save.setEnabled(edited and free)
        self.revert.setEnabled(edited and free)
        self.set_default(self.save if edited else None)

    # -- editing -------------------------------------------------------------------------------

    def _edited(self) -> None:
        was = self._name in self._drafts.edited
        self._drafts.type(self._name, self.form.changed())
        self._marked(was)

    def _weighed(self, said: str) -> None:
        flow = self.flow
        if flow is not None:
            was = self._name in self._drafts.edited
            self._drafts.weigh(flow, said)
            self.rules.show_rules(self._drafts.rules(flow), self._fixed)
            self._marked(was)

    def _marked(self, was: bool) -> None:
        """The line says whether something is not saved yet; the cursor stays in the field."""
        if was != (self._name in self._drafts.edited):
            self._show_list()
        self._show_buttons()

    def _revert(self) -> None:
        self._drafts.forget(self._name)
        self._show_flows()
        self.tabs.setFocus()

    def _save(self) -> None:
        flow = self.flow
        if flow is None:
            return
        made, faults = self._drafts.made(flow)
        if faults:
            self.tabs.setCurrentIndex(SETTINGS)
            self.form.show_faults(faults)
            told = faults.get("", "Nothing was saved: what cannot be is marked at its field.")
            self._say(told, pair="removed", icon="warning")
            return
        self._put(made, f"{words.named(made)} is saved.")

    # -- switching on and off ------------------------------------------------------------------

    def _switch(self) -> None:
        flow = self.flow
        if flow is None:
            return
        if flow.enabled:
            self._put(self._drafts.switched(flow, on=False), f"{words.named(flow)} is off.")
            return
        yes: Act = ("Switch on", partial(self._switch_on, flow.name))
        acts: list[Act] = [yes, ("Leave it off", self._leave_off)]
        self._say(words.question(flow, self._titles), acts)
        self.banner.focus_first()

    def _switch_on(self, name: str) -> None:
        flow = self.flow
        if flow is not None and flow.name == name:
            said = f"{words.named(flow)} is on. Nothing was sent."
            self._put(self._drafts.switched(flow, on=True), said)
        self.switch.setFocus()

    def _leave_off(self) -> None:
        self.banner.hide()
        self.switch.setFocus()

    # -- changing ------------------------------------------------------------------------------

    def _put(self, flow: Flow, said: str) -> None:
        self._changing.run(
            "Change a destination",
            self._settings.put(flow),
            partial(self._changed, said),
            self._failed,
            self,
        )

    def _changed(self, said: str, changed: Changed) -> None:
        self._drafts.saved(changed.after)
        acts: list[Act] = [("Undo", partial(self._undo, changed))]
        self._say(f"{said} {changed.held}".strip(), acts)

    def _undo(self, changed: Changed) -> None:
        said = f"{words.named(changed.before)} is as it was before."
        self._changing.run(
            "Undo a change",
            self._settings.put_back(changed),
            lambda back: self._say(f"{said} {back.held}".strip()),
            self._failed,
            self,
        )
        self.flows.setFocus()

    def _followed(self) -> None:
        """Whatever was changed: what the settings have now is shown."""
        self._show_flows()
        self._desk.ask("Read destinations", _read(self._desk.app), self._take, owner=self)

    def _failed(self, error: ColophonError) -> None:
        self._say(error.sentence(), pair="removed", icon="warning")

    def _say(
        self, told: str, acts: list[Act] | None = None, *, pair: str = "neutral", icon: str = "note"
    ) -> None:
        self.banner.say(told, acts or [], pair=pair, icon=icon)
        announce(self, told)

    def _show_titles(self, ids: list[str], told: str) -> None:
        self.titles_wanted.emit(ids, told)
        self.accept()

    # -- closing -------------------------------------------------------------------------------

    def reject(self) -> None:
        """Esc and Close. What was typed and not saved is asked about once."""
        edited = self._drafts.edited
        if not edited or not self.isVisible():
            super().reject()
            return
        places = [words.named(each) for each in self._settings.flows() if each.name in edited]
        acts: list[Act] = [("Discard and close", self.accept), ("Stay", self._stay)]
        self._say(f"Not saved yet: {', '.join(places)}.", acts, pair="changed", icon="warning")
        self.banner.focus_first()

    def _stay(self) -> None:
        self.banner.hide()
        self.flows.setFocus()


async def _read(app: App) -> tuple[int, dict[str, str], OnixTables]:
    """What the settings alone do not tell; runs on the core loop."""
    from desktop_app.services.flow_settings import onix_tables

    settings = app.flow_settings
    faults = await asyncio.to_thread(settings.faults)
    return await settings.titles(), faults, await asyncio.to_thread(onix_tables)
