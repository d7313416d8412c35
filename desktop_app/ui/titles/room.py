"""How do search, chips, ticks and the list work together? The room keeps the one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError, QueryError
from desktop_app.records.query import FacetValue, Query
from desktop_app.services import typed_filters
from desktop_app.ui import wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.pace import Pace
from desktop_app.ui.titles import nothing, pasted
from desktop_app.ui.titles.columns import add_arranging, columns_menu
from desktop_app.ui.titles.export import Exports
from desktop_app.ui.titles.filters import Filters
from desktop_app.ui.titles.header import known_sort
from desktop_app.ui.titles.menu import title_menu
from desktop_app.ui.titles.ticks import Ticks
from desktop_app.ui.titles.view import TitlesView
from desktop_app.ui.titles.works_model import WorksModel, some
from desktop_app.ui.widgets import Banner, EmptyState, hairline
from desktop_app.ui.widgets.announce import announce
from desktop_app.ui.widgets.notices import Act

_NONE_TICKED = ("-",)


class TitlesRoom(QWidget):
    """The list with its chips. ``focused`` names the title and flow under the cursor."""

    focused = Signal(object, str)
    """(records.Title or None, flow name or "")"""
    opened = Signal()
    ticked_changed = Signal(int, int)
    """(ticked, of these not shown)"""
    refresh_wanted = Signal()
    reworded = Signal(str)
    """The words of the search are now these, by something done here."""
    faulted = Signal(str)
    """What is wrong with the words of the search, or "" when nothing is."""
    asked = Signal(object)
    """The records.Query that the list is asked for."""

    def __init__(self, desk: Desk, covers: CoverPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listPane")
        self._desk = desk
        self._total = 0
        self._text = ""
        self._pasted: tuple[str, ...] = ()
        self.ticks = Ticks(self)
        self.model = WorksModel(desk, self.ticks, self)
        self.view = TitlesView(self.model, covers, self)
        self.filters = Filters(self)
        self.banner = Banner(self)
        self.report = Banner(self)
        self.empty = EmptyState(self)
        self.exports = Exports(desk, self)
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(30)
        self._loading = False
        self._pace = Pace(self)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self._body = QStackedLayout()
        self._body.addWidget(self.view)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.report)
        column.addWidget(self.filters)
        column.addWidget(hairline())
        column.addLayout(self._body, 1)

    def _wire(self) -> None:
        self.model.answered.connect(self._answered)
        self.model.failed.connect(self._failed)
        self.model.settled.connect(self._pace.end)
        self._pace.due.connect(self._read_again)
        self.filters.changed.connect(self.search)
        self.filters.wanted.connect(self._offer_facet)
        self.filters.untyped.connect(self._untype)
        self.filters.works.toggled.connect(self._turn_by_work)
        self.filters.more_wanted.connect(self._offer_more)
        self.filters.columns_wanted.connect(lambda place: columns_menu(self.view).popup(place))
        self.view.header.sorted_by.connect(lambda name, down: self.search())
        self.view.header.tick_all.connect(self.tick_all)
        self.view.focused.connect(self._tell_focus)
        self.view.opened.connect(self.opened)
        self.view.menu_wanted.connect(self._offer_menu)
        self.ticks.changed.connect(self._recount.start)
        self.model.dataChanged.connect(lambda *_: self.tell_focus())
        self._recount.timeout.connect(self._count_ticks)

    # -- the query -----------------------------------------------------------------------------

    def query(self) -> Query:
        """What words, chips and sort ask for."""
        name, descending = self.view.header.sort
        ids = self._pasted
        if self.filters.only_ticked:
            ids = self.ticks.ids or _NONE_TICKED
        return Query(
            text=self._text,
            facets=dict(self.filters.facets),
            standing=self.filters.standing,
            ids=ids,
            sort=name,
            descending=descending,
        )

    def search(self) -> None:
        """Ask again with what is chosen now."""
        query = self.query()
        self.filters.set_typed(typed_filters.typed(query.text))
        self.model.set_query(query)
        kept = bool(query.text.strip() or query.facets or query.standing)
        self.filters.set_savable(kept and not query.ids)
        self.asked.emit(query)

    def apply(self, query: Query) -> None:
        """Show what a kept search asks for, order and all."""
        self._text = query.text
        self._leave_paste()
        self.reworded.emit(query.text)
        self.filters.choose(query.facets, query.standing)
        if known_sort(self.model, query.sort):
            self.view.header.set_sort(query.sort, query.descending)
        self.search()
        if self.filters.unnamed:
            self._desk.ask(
                "Name filters",
                self._desk.app.look_up.facets(Query(), self.filters.unnamed),
                self.filters.learn,
                failed=self._failed,
                owner=self,
            )

    def set_text(self, text: str) -> None:
        """The words of the search box."""
        if text != self._text or self._pasted:
            self._text = text
            self._leave_paste()
            self.search()

    def resume(self, other: TitlesRoom) -> None:
        """Take over words, chips, ticks and list of a room that this one replaces."""
        self.ticks.set(other.ticks.ids, on=True)
        self._text, self._pasted = other._text, other._pasted
        self.filters.resume(other.filters)

    def paste(self, text: str) -> None:
        """A pasted list of ISBNs: show what is found and report the rest."""
        self._desk.ask(
            "Look up pasted list",
            self._desk.app.look_up.pasted(text),
            lambda report: self._take_paste(text, report),
            failed=self._failed,
            owner=self,
        )

    def _take_paste(self, text: str, report: object) -> None:
        if report is None:
            self.set_text(wording.one_line(text))
            return
        self._text = ""
        self._pasted = tuple(report.found) or _NONE_TICKED  # type: ignore[attr-defined]
        pasted.tell(self.report, report, self.show_all)  # type: ignore[arg-type]
        self.search()

    def _leave_paste(self) -> None:
        self._pasted = ()
        self.report.hide()

    def show_all(self) -> None:
        """No words, no chips, no pasted list."""
        self._text = ""
        self._leave_paste()
        self.filters.clear()
        self.reworded.emit("")

    def show_standing(self, verdict: str) -> None:
        """From the sidebar: only titles that stand so at some destination; "" for all."""
        self._text = ""
        self._leave_paste()
        self.reworded.emit("")
        self.filters.facets = {}
        self.filters.only_ticked = False
        self.filters.set_standing((verdict,) if verdict else ())

    def show_titles(self, ids: Sequence[str], words: str) -> None:
        """Show just these titles, and say why."""
        self._text = ""
        self.filters.facets, self.filters.only_ticked = {}, False
        self.reworded.emit("")
        self._pasted = tuple(ids) or _NONE_TICKED
        acts: list[Act] = [("Show all titles", self.show_all)]
        self.report.say(words, acts, pair="neutral", icon="titles", closable=False)
        self.filters.set_standing(())

    def show_title(self, title_id: str, flow: str) -> None:
        """Show one title from elsewhere in the window."""
        self.show_titles([title_id], "Showing one title.")
        if flow:
            QTimer.singleShot(0, lambda: self.view.show_row(int(self.model.by_work), flow))

    def set_total(self, total: int) -> None:
        """How many titles the catalogue has."""
        self._total = total
        self._show_count()

    # -- answers -------------------------------------------------------------------------------

    def _answered(self, found: int) -> None:
        if self.model.query.text == self._text:
            self.faulted.emit("")
        self._show_count()
        announce(self.view, wording.counted(found, "title"))
        if found:
            self._body.setCurrentWidget(self.view)
        elif self.narrowed:
            where = self.filters.words() if self.filters.active else ""
            self.empty.say("No titles match", nothing.match(self._text, where), self._ways_out())
            self._body.setCurrentWidget(self.empty)
            self.focused.emit(None, "")
        else:
            self.focused.emit(None, "")
            self._say_empty()
        self._recount.start()

    def set_loading(self, loading: bool) -> None:
        """A refresh runs: an empty catalogue is being filled."""
        self._loading = loading
        if not self.model.total and not self.narrowed:
            self._say_empty()

    def _say_empty(self) -> None:
        nothing.say_none(self.empty, self._desk, self.refresh_wanted.emit, loading=self._loading)
        self._body.setCurrentWidget(self.empty)

    def changed_below(self) -> None:
        """The store moved: read the rows on show again."""
        self._pace.nudge()

    def _read_again(self) -> None:
        self._pace.begin()
        if not self.model.reload():
            self._pace.nudge()

    @property
    def narrowed(self) -> bool:
        """Whether words, chips or a pasted list leave titles out."""
        return bool(self._text or self.filters.active or self._pasted)

    def _ways_out(self) -> list[Act]:
        acts: list[Act] = []
        if self.filters.active:
            acts.append(("Clear filters", self.filters.clear))
        if self._text or not acts:
            acts.append(("Show all titles", self.show_all))
        return acts

    def _failed(self, error: ColophonError) -> None:
        if isinstance(error, QueryError):
            self.filters.set_savable(False)
            still = nothing.still_shown(self.model.query, self.model.total)
            self.faulted.emit(f"{error.hint()} {still}")
            return
        self.banner.say(
            error.sentence(), [("Try again", self.search)], pair="removed", icon="warning"
        )

    def _untype(self, facet: str) -> None:
        self._text = typed_filters.without(self._text, facet)
        self.reworded.emit(self._text)
        self.search()

    def _show_count(self) -> None:
        self.filters.set_count(self.model.total, max(self._total, self.model.total))

    # -- ticks ---------------------------------------------------------------------------------

    def tick_all(self) -> None:
        """Tick every title shown; when all are, take all ticks off."""
        everything = bool(len(self.ticks)) and self._shown_ticks >= self.model.total
        if everything:
            self.ticks.clear()
        else:
            self.model.tick_all()

    _shown_ticks = 0

    def _count_ticks(self) -> None:
        """How many ticked titles the present query shows; asked of the store, not the screen."""
        ticked = len(self.ticks)
        query = replace(self.model.query, ids=self.ticks.ids)
        if not ticked or not self.narrowed:
            self._take_ticks(ticked, ticked)
            return
        if self._pasted and not self.filters.only_ticked:
            both = tuple(set(self._pasted) & set(self.ticks.ids))
            query = replace(query, ids=both or _NONE_TICKED)
        self._desk.ask(
            "Count selected titles",
            self._desk.app.look_up.search(query, limit=1),
            lambda page: self._take_ticks(ticked, page.total),
            failed=self._failed,
            owner=self,
        )

    def _take_ticks(self, ticked: int, shown: int) -> None:
        if ticked != len(self.ticks):
            return
        self._shown_ticks = shown
        self.view.header.set_check(some(shown, self.model.total))
        if not ticked and self.filters.only_ticked:
            self.filters.set_only_ticked(False)
        self.ticked_changed.emit(ticked, ticked - shown)

    # -- cursor and menus ----------------------------------------------------------------------

    def _tell_focus(self, row: int, flow: str) -> None:
        shown, number = self.model.row_at(row), self.model.work_number(row)
        if number >= 0:
            shown = self.model.first_of(number)
        self.focused.emit(shown.title if shown is not None else None, flow)

    def current(self) -> tuple[str, ...]:
        """What is meant while nothing is ticked: the title with the cursor, or all titles of the
        work with it that the search finds."""
        row = self.view.currentIndex().row()
        work = (
            self.model.works.get(number) if (number := self.model.work_number(row)) >= 0 else None
        )
        shown = self.model.row_at(row)
        return work.titles if work else (shown.id,) if shown else ()

    def set_by_work(self, on: bool) -> None:
        """Gather titles under their works, or not; the next search shows it."""
        self.model.by_work = on
        blocked = self.filters.works.blockSignals(True)
        self.filters.works.setChecked(on)
        self.filters.works.blockSignals(blocked)

    def _turn_by_work(self, on: bool) -> None:
        self.model.by_work = on
        self.search()

    def tell_focus(self) -> None:
        if self.view.currentIndex().isValid():
            self._tell_focus(self.view.currentIndex().row(), self.view.current_flow())

    def _offer_menu(self, row: int, place: QPoint) -> None:
        shown = self.model.row_at(row)
        if shown is not None:
            menu: QMenu = title_menu(self._desk, shown, self.ticks, self.view)
            menu.addSeparator()
            self.exports.add_to(menu)
            menu.popup(place)

    def _offer_more(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAccessibleName("More actions")
        if self.filters.works.isHidden():
            add_arranging(menu, self.view, self.filters.works)
        if self.model.gathering is not None:
            for word, on in (("Expand all works", True), ("Collapse all works", False)):
                menu.addAction(word).triggered.connect(partial(self.model.set_all_open, on))
            menu.addSeparator()
        self.exports.add_to(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _offer_facet(self, name: str) -> None:
        rest = replace(self.query(), text=typed_filters.without(self._text, name))
        self._desk.ask(
            "Count titles by facet",
            self._desk.app.look_up.facets(rest, (name,)),
            lambda facets: self._take_facet(name, facets),
            failed=self._failed,
            owner=self,
        )

    def _take_facet(self, name: str, facets: Mapping[str, Sequence[FacetValue]]) -> None:
        values = facets.get(name, ())
        self.filters.offer(name, values, typed_filters.named(self._text, name, values))
