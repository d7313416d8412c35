"""What did the rules find in the selected titles? Grouped, most serious first, on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.records.payload import Problem, Severity
from desktop_app.records.progress import Progress
from desktop_app.ui import looks, theme, wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Button, EmptyState, PlainLabel
from desktop_app.ui.widgets.lines import Cell, Line, LinesView, Run

if TYPE_CHECKING:
    from desktop_app.services.review import Preview

_ORDER = (Severity.BLOCKER, Severity.WARNING, Severity.UNKNOWN, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Group:
    """One rule's findings: which titles, for which destinations, and one of them as example."""

    severity: Severity
    rule: str
    example: Problem
    titles: tuple[str, ...]
    flows: tuple[str, ...]


def groups(previews: Sequence[Preview]) -> list[Group]:
    """Findings by rule, the most serious and most frequent first; confirmed ones are left out."""
    found: dict[tuple[Severity, str, str], list[tuple[Preview, Problem]]] = {}
    for preview in previews:
        for problem in preview.problems:
            if not problem.confirmed:
                key = problem.severity, problem.rule, problem.field
                found.setdefault(key, []).append((preview, problem))
    made = [
        Group(
            severity,
            rule,
            hits[0][1],
            tuple(dict.fromkeys(preview.title for preview, _ in hits)),
            tuple(dict.fromkeys(preview.flow for preview, _ in hits)),
        )
        for (severity, rule, _), hits in found.items()
    ]
    return sorted(made, key=lambda each: (_ORDER.index(each.severity), -len(each.titles)))


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
        self._copy = Button("Copy findings", icon="copy")
        self._copy.clicked.connect(self._to_clipboard)
        close = Button("Close")
        close.clicked.connect(self.accept)
        self.footer.addWidget(PlainLabel("Enter on a line shows its titles.", "caption"))
        self.footer.addStretch(1)
        self.footer.addWidget(self._copy)
        self.footer.addWidget(close)
        self.lines.opened.connect(self._open)
        self.set_default(close)
        self._work: Operation | None = None
        self.finished.connect(self._stop)
        self._check()

    def _check(self) -> None:
        flows = [flow.name for flow in self._desk.flows]
        self._head.setText(f"Checking {wording.counted(len(self._titles), 'title')}…")
        self._copy.setEnabled(False)
        review = self._desk.app.review
        self._work = self._desk.ask(
            "Check titles",
            lambda report: review.check(self._titles, flows, report),
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

    def _take(self, previews: Sequence[Preview]) -> None:
        self._work = None
        self._groups = groups(previews)
        self._bar.hide()
        destinations = wording.counted(len(self._desk.flows), "destination")
        titles = wording.counted(len(self._titles), "title")
        self._head.setText(f"{titles} checked for {destinations}: {_totals(self._groups)}.")
        self.lines.set_lines([self._line(group) for group in self._groups])
        self._copy.setEnabled(bool(self._groups))
        self.lines.setVisible(bool(self._groups))
        self._none.setVisible(not self._groups)
        self._none.say("No problems found.", "The recipients may still find something.")
        self.lines.setFocus()

    def _line(self, group: Group) -> Line:
        look = looks.of_severity(group.severity)
        places = ", ".join(self._desk.destination(name) for name in group.flows)
        example = (Run(wording.one_line(group.example.message), weight=500),)
        fix = (Run(wording.one_line(group.example.fix), "ink2", "caption"),)
        where = (Run(f"rule {group.rule} · {places}", "ink2", "small"),)
        count = wording.counted(len(group.titles), "title")
        cells = (
            Cell((example, fix, where), look=look),
            Cell(((Run(count, weight=600),), (Run("Show", "accent", "caption", 600),))),
        )
        spoken = f"{look.word}, {count}: {group.example.message} {places}"
        return Line(cells, spoken, spoken, key=group)

    def _failed(self, error: ColophonError) -> None:
        self._bar.hide()
        self._head.setText(error.sentence())

    def _open(self, group: Group) -> None:
        words = f"Showing {wording.counted(len(group.titles), 'title')}: {group.example.message}"
        self.titles_wanted.emit(list(group.titles), wording.one_line(words))
        self.accept()

    def _to_clipboard(self) -> None:
        QApplication.clipboard().setText("\n".join(line.spoken for line in self.lines.lines))


def _totals(found: Sequence[Group]) -> str:
    """ "3 titles blocked, 5 with warnings"."""
    parts = []
    for severity, words in ((Severity.BLOCKER, "blocked"), (Severity.WARNING, "with warnings")):
        titles = {title for group in found if group.severity is severity for title in group.titles}
        if titles:
            parts.append(f"{wording.counted(len(titles), 'title')} {words}")
    return ", ".join(parts) or "nothing in the way"
