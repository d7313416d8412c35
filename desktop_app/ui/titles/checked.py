"""What did the rules find in the selected titles? Grouped, most serious first, on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QApplication, QMenu, QProgressBar, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.progress import Progress, Report
from desktop_app.records.title import Title
from desktop_app.services.severities import rule_name
from desktop_app.ui import looks, theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.titles.found import Group, for_mail, groups, owners, to_name, totals
from desktop_app.ui.widgets import Button, EmptyState, PlainLabel
from desktop_app.ui.widgets.lines import Cell, Line, LinesView, Run

if TYPE_CHECKING:
    from desktop_app.app import App


class CheckSheet(Sheet):
    """Checks as it opens. ``titles_wanted`` asks the list to show one group's titles."""

    titles_wanted = Signal(list, str)

    def __init__(self, desk: Desk, titles: Sequence[str], parent: QWidget) -> None:
        super().__init__("Check", parent, wanted=QSize(720, 520))
        self._desk = desk
        self._titles = list(titles)
        self._groups: list[Group] = []
        now = theme.current()
        self._head = PlainLabel("", "strong", wrap=True)
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Checking titles")
        self.lines = LinesView("Findings by rule", (78, 22))
        self._none = EmptyState()
        self._none.hide()
        margin = now.px(20)
        self.body.setContentsMargins(0, margin, 0, now.px(8))
        self.body.setSpacing(now.px(10))
        for widget in (self._head, self._bar):
            widget.setContentsMargins(margin, 0, margin, 0)
            self.body.addWidget(widget)
        self.body.addWidget(self.lines, 1)
        self.body.addWidget(self._none, 1)
        self.copy = Button("Copy problems", icon="copy")
        self.copy.setToolTip("As text for a mail: by owner, or those of one owner")
        self.copy.clicked.connect(self._offer_owners)
        close = Button("Close")
        close.clicked.connect(self.accept)
        self.footer.addWidget(PlainLabel("Enter on a line shows its titles.", "caption"))
        self.footer.addStretch(1)
        self.footer.addWidget(self.copy)
        self.footer.addWidget(close)
        self.lines.opened.connect(self._open)
        self.set_default(close)
        self._work: Operation | None = None
        self.finished.connect(self._stop)
        self._check()

    def _check(self) -> None:
        flows = [flow.name for flow in self._desk.flows]
        self._head.setText(f"Checking {wording.counted(len(self._titles), 'title')}…")
        self.copy.setEnabled(False)
        app = self._desk.app
        self._work = self._desk.ask(
            "Check titles",
            lambda report: _look(app, self._titles, flows, report),
            self._take,
            failed=self._failed,
            progress=self._progress,
            owner=self,
        )

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _progress(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)

    def _take(self, checked: Checked) -> None:
        self._work = None
        self._groups = list(checked.groups)
        self._bar.hide()
        destinations = wording.counted(len(self._desk.flows), "destination")
        titles = wording.counted(len(self._titles) - checked.gone, "title")
        gone = f" {checked.gone} of those ticked are not in the catalogue any more."
        self._head.setText(
            f"{titles} checked for {destinations}: {checked.totals}.{gone if checked.gone else ''}"
        )
        self.lines.set_lines([self._line(group) for group in self._groups])
        self.copy.setEnabled(bool(self._groups))
        self.lines.setVisible(bool(self._groups))
        self._none.setVisible(not self._groups)
        self._none.say("No problems found.", "The recipients may still find something.")
        self.lines.setFocus()

    def _line(self, group: Group) -> Line:
        look = looks.of_severity(group.severity)
        places = ", ".join(self._desk.destination(name) for name in group.flows)
        paragraphs = [(Run(group.heading, weight=500),)]
        if group.for_example:
            paragraphs.append((Run(group.for_example, "ink2", "caption"),))
        fix = (Run(wording.one_line(group.example.fix), "ink2", "caption"),)
        where = (Run(f"{rule_name(group.rule)} · {places} · {group.owner}", "ink2", "small"),)
        count = wording.counted(len(group.titles), "title")
        cells = (
            Cell((*paragraphs, fix, where), look=look),
            Cell(((Run(count, weight=600),), (Run("Show", "accent", "caption", 600),))),
        )
        spoken = f"{look.word}, {count}: {group.heading} {places}, {group.owner}"
        return Line(cells, spoken, spoken, key=group)

    def _failed(self, error: ColophonError) -> None:
        self._bar.hide()
        self._head.setText(error.sentence())

    def _open(self, group: Group) -> None:
        words = f"Showing {wording.counted(len(group.titles), 'title')}: {group.heading}"
        self.titles_wanted.emit(list(group.titles), wording.one_line(words))
        self.accept()

    def _offer_owners(self) -> None:
        menu = QMenu(self.copy)
        menu.setAccessibleName("Whose problems")
        menu.addAction("All, by owner").triggered.connect(partial(self._to_clipboard, ""))
        menu.addSeparator()
        for owner, count in owners(self._groups).items():
            action = menu.addAction(f"{owner}: {wording.counted(count, 'problem')}")
            action.triggered.connect(partial(self._to_clipboard, owner))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.copy.mapToGlobal(QPoint(0, self.copy.height() + 2)))

    def _to_clipboard(self, owner: str, _checked: bool = False) -> None:
        """Names are read when somebody wants them."""
        self._desk.ask(
            "Name titles",
            self._desk.app.look_up.titles(to_name(self._groups, owner)),
            partial(self._copy, owner),
            failed=self._failed,
            owner=self,
        )

    def _copy(self, owner: str, titles: Sequence[Title]) -> None:
        named = {title.id: title for title in titles}
        address = self._desk.app.profile.consonance_url
        text = for_mail(self._groups, named, self._desk.destination, address, owner)
        QApplication.clipboard().setText(text)
        self._desk.notice.emit(f"Problems copied: {owner or 'all, by owner'}.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the sheet shows; ``gone`` titles are not in the catalogue any more."""

    groups: Sequence[Group]
    totals: str
    gone: int


async def _look(app: App, titles: Sequence[str], flows: Sequence[str], report: Report) -> Checked:
    """Check; runs on the core loop. Raises StoreError."""
    found = await app.survey.findings(titles, flows, report)
    gathered = groups(found)
    return Checked(gathered, totals(gathered), len(found.gone))
