"""What would another mapping do, before it is in use? Counted in the background, then decided."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.format_words import format_words
from desktop_app.records.progress import Progress, Report
from desktop_app.services.own_mappings import Candidate
from desktop_app.ui import theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.flows import mapping_words
from desktop_app.ui.flows.changing import Changing
from desktop_app.ui.operation import Operation
from desktop_app.ui.review.confirm import CountRow
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.shell.refresh_words import Quarters, progress_words
from desktop_app.ui.widgets import Banner, Button, EmptyState, Heading, Kind, PlainLabel, hairline
from desktop_app.ui.widgets.announce import announce
from desktop_app.ui.widgets.lines import Line, LinesView
from desktop_app.ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.records.title import Title
    from desktop_app.rules.mapping.own_check import Finding
    from desktop_app.services.flow_settings import Taken
    from desktop_app.services.mapping_change import MappingChange

    Seen = tuple[Candidate | None, Sequence[Finding], MappingChange | None, dict[str, Title]]

_EXAMPLES = 50
_TABS = ("Destinations", "Rows", "Titles")


class MappingSheet(Sheet):
    """``path`` None is the format as it comes. ``taken`` tells what was taken into use;
    ``titles_wanted`` asks the list to show those that change; ``other_wanted`` another file."""

    taken = Signal(object)
    titles_wanted = Signal(list, str)
    other_wanted = Signal()

    def __init__(
        self,
        desk: Desk,
        changing: Changing,
        form: str,
        path: Path | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__("Another mapping", parent, wanted=QSize(920, 600))
        self._desk = desk
        self._changing = changing
        self._form = form
        self._path = path
        self._work: Operation | None = None
        self._given: Candidate | None = None
        self._change: MappingChange | None = None
        self._titles: dict[str, Title] = {}
        self._errors: list[Line] = []
        self._quarters = Quarters()
        self.head = PlainLabel("", "strong", wrap=True, selectable=True)
        self.caption = PlainLabel("", "quiet", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.banner = Banner()
        self.tabs = Tabs(_TABS)
        self.tabs.setAccessibleName("What it changes")
        self.lines = LinesView("What it changes", (30, 70))
        self.none = EmptyState()
        self.count = CountRow()
        self.show_button = Button("Show titles")
        self.other = Button("Choose another file…")
        self.stop = Button("Stop counting")
        self.close_button = Button("Close")
        self.use = Button("Take into use", Kind.PRIMARY)
        self._lay_out()
        self._wire()
        self._begin()

    @property
    def _name(self) -> str:
        kind = format_words(self._form)
        return wording.one_line(self._path.name)[:80] if self._path else f"{kind} as it comes"

    def _lay_out(self) -> None:
        now = theme.current()
        margin = now.px(20)
        above = QVBoxLayout()
        above.setContentsMargins(margin, margin, margin, now.px(6))
        above.setSpacing(now.px(8))
        title = Heading(self._name, "sheet_title")
        for widget in (title, self.head, self.caption, self.bar):
            above.addWidget(widget)
        self.body.addLayout(above)
        self.body.addWidget(self.banner)
        bar = QHBoxLayout()
        bar.setContentsMargins(now.px(12), 0, now.px(12), 0)
        bar.addWidget(self.tabs)
        self.body.addLayout(bar)
        self.body.addWidget(hairline())
        self.body.addWidget(self.lines, 1)
        self.body.addWidget(self.none, 1)
        counting = QHBoxLayout()
        counting.setContentsMargins(margin, now.px(6), margin, now.px(8))
        counting.addWidget(self.count)
        self.body.addLayout(counting)
        for button in (self.show_button, self.other):
            self.footer.addWidget(button)
        self.footer.addStretch(1)
        for button in (self.stop, self.close_button, self.use):
            self.footer.addWidget(button)

    def _wire(self) -> None:
        self.tabs.currentChanged.connect(self._show_tab)
        self.lines.opened.connect(self._open)
        self.show_button.clicked.connect(self._show_titles)
        self.other.clicked.connect(self._choose_other)
        self.stop.clicked.connect(self._stop)
        self.close_button.clicked.connect(self.reject)
        self.use.clicked.connect(self._take)
        self.count.changed.connect(lambda _: self._may_use())
        self.finished.connect(self._stop)

    # -- counting ------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.head.setText(
            "Looking at the file" if self._path else "Comparing with what is in force"
        )
        self.caption.setText("Nothing is changed or sent by looking.")
        self.bar.setRange(0, 0)
        self._show_report(counting=True)
        app, form, path = self._desk.app, self._form, self._path
        self._work = self._desk.ask(
            "Compare another mapping",
            lambda report: _look(app, form, path, report),
            self._seen,
            failed=self._failed,
            progress=self._progress,
            owner=self,
        )
        self._work.ended.connect(self._ended)
        self.stop.setFocus()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _progress(self, progress: Progress) -> None:
        self.bar.setRange(0, progress.total or 0)
        self.bar.setValue(progress.done)
        self.bar.setAccessibleName(progress_words(progress))
        self.head.setText(f"{progress_words(progress)}…")
        announce(self.bar, self._quarters.tell(progress))

    def _ended(self) -> None:
        """Also after a stop, when neither a result nor an error came."""
        self._work = None
        if self._change is None and not self._errors and self.banner.isHidden():
            self.head.setText("It was not counted to the end. The mapping in force stayed.")
            self._show_report()
            self.none.say("Not counted", "", [("Count again", self._begin)])
            self.close_button.setFocus()

    def _failed(self, error: ColophonError) -> None:
        self.head.setText("The mapping in force stayed as it is.")
        self.banner.say(error.sentence(), pair="removed", icon="warning")
        announce(self, error.sentence())
        self._show_report()
        self.none.say("Nothing to show")
        (self.other if self._path else self.close_button).setFocus()

    def _seen(self, seen: Seen) -> None:
        self._given, found, self._change, self._titles = seen
        wrong = any(each.fatal for each in found)
        self._errors = mapping_words.finding_lines(found, self._name)
        if wrong or self._change is None:
            self.head.setText(mapping_words.refusal(found, self._name))
        else:
            self.head.setText(mapping_words.verdict(self._change))
        announce(self, self.head.text())
        self._show_report()
        if self._change is not None:
            self._show_counts(self._change)
        self._show_tab()
        self._may_use()
        self.lines.setFocus()

    def _show_counts(self, change: MappingChange) -> None:
        places = sum(bool(each.titles) for each in change.flows)
        for place, count in enumerate((places, len(change.rows), change.titles)):
            self.tabs.set_count(place, count)
        if change.titles and not change.same and self._desk.app.mapping_changes.asks_count:
            self.count.ask("This is production.", change.titles, "Type how many titles change.")

    # -- what is shown -------------------------------------------------------------------------

    def _show_report(self, *, counting: bool = False) -> None:
        counted = not counting and self._change is not None
        self.bar.setVisible(counting)
        self.stop.setVisible(counting)
        self.tabs.setVisible(counted)
        self.other.setVisible(not counting and self._path is not None)
        self.show_button.setVisible(counted and bool(self._change and self._change.titles))
        self.use.setVisible(counted)
        listed = counted or (not counting and bool(self._errors))
        self.lines.setVisible(listed)
        self.none.setVisible(not listed)
        if counting:
            self.none.say("")
        if counted and self._change is not None:
            change = self._change
            self.show_button.setText(f"Show {wording.counted(change.titles, 'title')}")
            kind = format_words(self._form)
            self.use.setText("Take into use" if self._path else f"Use {kind} as it comes")
            self.caption.setText(
                "Nothing is sent by taking it into use: titles that change are marked as changed."
            )

    def _show_tab(self) -> None:
        change = self._change
        if change is None:
            self.lines.set_lines(self._errors)
            return
        place = self.tabs.currentIndex()
        made = (
            mapping_words.place_lines(change),
            [*self._errors, *mapping_words.change_lines(change)],
            mapping_words.example_lines(change, self._titles, self._desk.destination),
        )[place]
        self.lines.setAccessibleName(_TABS[place])
        self.lines.set_lines(made)
        self.lines.setVisible(bool(made))
        self.none.setVisible(not made)
        self.none.say("None", "No title changes." if place == 2 else "Nothing differs.")
        more = change.titles - len(change.examples)
        if place == 2 and more > 0:
            self.caption.setText(
                f"The first {len(change.examples)}; {wording.number(more)} more change. "
                "Show them all in the list with the button below."
            )

    def _may_use(self) -> None:
        change = self._change
        self.use.setEnabled(change is not None and not change.same and self.count.right)

    def _open(self, key: object) -> None:
        if isinstance(key, str):
            self._leave([key])

    def _show_titles(self) -> None:
        if self._change is not None:
            self._leave(list(self._change.moved))

    def _leave(self, ids: list[str]) -> None:
        many = wording.counted(len(ids), "title")
        self.titles_wanted.emit(ids, f"{many} that {self._name} would change; it is not in use.")
        self.accept()

    def _choose_other(self) -> None:
        self.reject()
        self.other_wanted.emit()

    # -- taking it into use --------------------------------------------------------------------

    def _take(self) -> None:
        change, given = self._change, self._given
        if change is None or given is None:
            return
        # The number stands on the screen; where production asks for it, it was typed.
        self.use.setEnabled(False)
        self._changing.run(
            "Take a mapping into use",
            self._desk.app.flow_settings.take(change, given, self.count.value),
            self._done,
            self._refused,
            self,
        )

    def _done(self, taken: Taken) -> None:
        self.taken.emit(taken)
        self.accept()

    def _refused(self, error: ColophonError) -> None:
        self.banner.say(error.sentence(), pair="removed", icon="warning")
        announce(self, error.sentence())
        self._may_use()


async def _look(app: App, form: str, path: Path | None, report: Report) -> Seen:
    """Examine the file, then count; runs on the core loop. Raises UsageError, StoreError."""
    found: Sequence[Finding] = ()
    if path is None:
        given = await asyncio.to_thread(app.mapping_changes.may_drop, form)
    else:
        raw, found = await asyncio.to_thread(app.flow_settings.examine, path, form)
        if any(each.fatal for each in found):
            return None, found, None, {}
        given = Candidate(form, raw, path)
    change = await app.mapping_changes.change(given, report, _EXAMPLES)
    titles = await app.look_up.titles([each.title for each in change.examples])
    return given, found, change, {each.id: each for each in titles}
