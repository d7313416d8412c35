"""The sides of one title and destination: Preview, Changes, Problems. Each is shown previews."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_app.records.cover import CHOICE_RULE
from desktop_app.records.flow import Flow, Style
from desktop_app.records.manifest import MANIFEST_ONLY, files_of
from desktop_app.records.payload import Problem, Severity
from desktop_app.records.title import Title
from desktop_app.services.pages import work_page
from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.inspector import fields
from desktop_app.ui.inspector.box import Summary
from desktop_app.ui.inspector.selection_page import SelectionPage
from desktop_app.ui.inspector.since import change_words
from desktop_app.ui.widgets import Button, Chip, EmptyState, Kind, PlainLabel, hairline
from desktop_app.ui.widgets.heads import ColumnHeads
from desktop_app.ui.widgets.lines import LinesView

if TYPE_CHECKING:
    from desktop_app.services.review import Preview
    from desktop_app.services.whole_message import Part

_BYTES_SHOWN = 200_000


class PreviewPage(QWidget):
    """What would go: field by field with source and rule, or the bytes; and what would go of all
    ticked titles together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._previews: tuple[Preview, ...] = ()
        self._fields = Chip("Fields", checkable=True)
        self._bytes = Chip("Bytes", checkable=True)
        self.ticked = Chip("", checkable=True)
        self.ticked.hide()
        self.selection = SelectionPage()
        self._size = PlainLabel("", "caption")
        self._group = QButtonGroup(self)
        for chip in (self._fields, self._bytes, self.ticked):
            self._group.addButton(chip)
        self._fields.setChecked(True)
        self.lines = LinesView("Fields that would be sent", (40, 60))
        self._text = QPlainTextEdit()
        self._text.setObjectName("bytes")
        self._text.setReadOnly(True)
        self._text.setAccessibleName("Bytes that would be sent")
        self._text.setFont(theme.current().font("mono", family="mono"))
        self._lay_out()
        self._group.buttonClicked.connect(lambda _: self._turn())

    def _lay_out(self) -> None:
        now = theme.current()
        top = QHBoxLayout()
        top.setContentsMargins(now.px(16), now.px(10), now.px(16), now.px(6))
        top.setSpacing(now.px(8))
        top.addWidget(self._fields)
        top.addWidget(self._bytes)
        top.addWidget(self.ticked)
        top.addStretch(1)
        top.addWidget(self._size)
        bytes_page = QWidget()
        inner = QVBoxLayout(bytes_page)
        inner.setContentsMargins(now.px(16), 0, now.px(16), now.px(8))
        inner.addWidget(self._text)
        row = QHBoxLayout()
        self._note = PlainLabel("", "caption", wrap=True)
        copy = Button("Copy bytes", Kind.PLAIN, icon="copy")
        copy.clicked.connect(self._copy)
        row.addWidget(self._note, 1)
        row.addWidget(copy)
        inner.addLayout(row)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._fields_page())
        self._stack.addWidget(bytes_page)
        self._stack.addWidget(self.selection)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        self.files = PlainLabel("", "caption", wrap=True)
        self.files.setContentsMargins(now.px(16), 0, now.px(16), now.px(8))
        self.files.hide()
        column.addWidget(self.files)
        column.addLayout(self._stack, 1)

    def show_previews(
        self, previews: Sequence[Preview], flow: Flow, whole: Sequence[Sequence[Part]] = ()
    ) -> None:
        self._previews = tuple(previews)
        words = _files_words(previews, flow)
        self.files.setText(words)
        self.lines.set_lines(fields.preview_lines(previews, whole))
        count = sum(len(preview.payload.rows) for preview in previews)
        size = sum(len(preview.payload.data) for preview in previews)
        self._size.setText(f"{wording.counted(count, 'field')} · {wording.size(size)}")
        self._turn()

    def _fields_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        heads = ColumnHeads((), self.lines)
        heads.set_names(("Will send", "Value · source → rule"))
        column.addWidget(heads)
        column.addWidget(self.lines, 1)
        return page

    def set_ticked(self, count: int) -> None:
        """How many titles are ticked: what several have in common can be looked at."""
        self.ticked.setText(f"{wording.number(count)} ticked")
        self.ticked.setAccessibleName(f"All {wording.number(count)} ticked titles together")
        self.ticked.setVisible(count > 1)
        if count < 2 and self.ticked.isChecked():
            self._fields.setChecked(True)
            self._turn()

    def show_fields(self) -> None:
        """Back to the one title."""
        if self.ticked.isChecked():
            self._fields.setChecked(True)
            self._turn()

    def _turn(self) -> None:
        as_bytes, together = self._bytes.isChecked(), self.ticked.isChecked()
        self._stack.setCurrentIndex(2 if together else 1 if as_bytes else 0)
        self._size.setVisible(not together)
        self.files.setVisible(bool(self.files.text()) and not together)
        if as_bytes:
            text = "\n\n".join(_readable(preview.payload.data) for preview in self._previews)
            if text[:_BYTES_SHOWN] != self._text.toPlainText():
                self._text.setPlainText(text[:_BYTES_SHOWN])
            hashes = ", ".join(preview.payload.sha256[:12] for preview in self._previews)
            self._note.setText(
                f"Indented for reading; it goes on one line. sha-256 {hashes}… "
                "Event id, time and signature are set when sent."
            )

    def _copy(self) -> None:
        data = b"\n".join(preview.payload.data for preview in self._previews)
        QApplication.clipboard().setText(data.decode("utf-8", "replace"))


def _files_words(previews: Sequence[Preview], flow: Flow) -> str:
    """How the files of a manifest go, or that they do not; "" where there are none."""
    named = [each for preview in previews for each in files_of(preview.payload.data)]
    if not named:
        return ""
    if flow.style is Style.WEBHOOK:
        return MANIFEST_ONLY
    ahead = ", ".join(
        f"{each.name} ({wording.size(each.bytes)})" if each.bytes else each.name
        for each in named
        if each.sha256
    )
    return f"Sent ahead of it, by hash: {ahead}." if ahead else ""


class ChangesPage(QWidget):
    """Payload against what the destination last took."""

    def __init__(self, covers: CoverPictures | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._previews: tuple[Preview, ...] = ()
        self.summary = Summary()
        self.lines = LinesView("Changes", (28, 36, 36), covers)
        self._heads = ColumnHeads((), self.lines)
        self._every = Button("", Kind.LINK, size="caption")
        self._every.clicked.connect(self._turn)
        self._all = False
        self._names: tuple[str, ...] = ()
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, now.px(10), 0, 0)
        column.setSpacing(0)
        box = QHBoxLayout()
        box.setContentsMargins(now.px(16), 0, now.px(16), 0)
        box.addWidget(self.summary)
        column.addLayout(box)
        column.addSpacing(now.px(4))
        column.addWidget(self._heads)
        column.addWidget(self.lines, 1)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(now.px(14), 0, now.px(16), 0)
        foot.addWidget(self._every)
        foot.addStretch(1)
        column.addWidget(hairline())
        column.addWidget(self._foot)

    def show_previews(self, previews: Sequence[Preview], flow: Flow) -> None:
        self._previews = tuple(previews)
        self._names = ("Field", f"At {flow.destination}", "Will send")
        self.summary.say(*change_words(previews, flow))
        self._fill()

    def _turn(self) -> None:
        self._all = not self._all
        self._fill()

    def _fill(self) -> None:
        same = fields.count_same(self._previews)
        self._every.setText(
            "Show only changes" if self._all else f"Show {wording.counted(same, 'unchanged field')}"
        )
        self._foot.setVisible(bool(same))
        lines = fields.change_lines(self._previews, only_changes=not self._all)
        self.lines.set_lines(lines)
        self._heads.set_names(self._names if lines else ())


class ProblemsPage(QWidget):
    """Everything the rules found, all at once, with what helps."""

    linked = Signal(object)
    """A Problem was opened: show its field in the preview."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title: Title | None = None
        self._problems: tuple[Problem, ...] = ()
        self._places = fields.NO_PLACES
        self.summary = Summary()
        self.lines = LinesView("Problems", (1,))
        self.lines.opened.connect(self.linked)
        self.none = EmptyState()
        self._copy = Button("Copy problems", Kind.PLAIN, icon="copy")
        self._copy.setToolTip("As text by owner, for a mail")
        self._copy.clicked.connect(self._to_clipboard)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.lines)
        self._stack.addWidget(self.none)
        now = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, now.px(10), 0, 0)
        box = QHBoxLayout()
        box.setContentsMargins(now.px(16), 0, now.px(16), 0)
        box.addWidget(self.summary)
        column.addLayout(box)
        column.addLayout(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(now.px(8), 0, now.px(16), now.px(6))
        self._page = ""
        self.open_page = Button("Open in Consonance ↗", Kind.PLAIN)
        self.open_page.setAccessibleName("Open the work in Consonance, in the browser")
        self.open_page.clicked.connect(self._open)
        self.open_page.hide()
        self.choose = Button("Choose the cover…")
        self.choose.hide()
        foot.addWidget(self._copy)
        foot.addWidget(self.open_page)
        foot.addStretch(1)
        foot.addWidget(self.choose)
        column.addLayout(foot)

    def show_problems(
        self,
        title: Title,
        problems: Sequence[Problem],
        address: str = "",
        places: fields.Places = fields.NO_PLACES,
    ) -> None:
        """``address`` is where the profile reads Consonance: the work's page stands beside it."""
        self._title, self._problems, self._places = title, tuple(problems), places
        self._page = work_page(title.work, address)
        self.open_page.setVisible(bool(self._page and problems))
        self.open_page.setToolTip(f"Opens {self._page} in the browser")
        found = [each for each in problems if not each.confirmed]
        self.summary.say(*problem_words(problems))
        self.summary.setVisible(bool(problems))
        self.lines.set_lines(fields.problem_lines(sorted(problems, key=_urgency), places))
        self._stack.setCurrentIndex(0 if problems else 1)
        self._copy.setEnabled(bool(found))
        asked = [each for each in problems if each.rule == CHOICE_RULE and "Choose" in each.fix]
        self.choose.setVisible(bool(asked))
        again = any(each.severity is Severity.NOTE for each in asked)
        self.choose.setText("Choose again…" if again else "Choose the cover…")
        self.none.say("No problems found.", "The recipient may still find something.")

    def _to_clipboard(self) -> None:
        if self._title is not None:
            name = wording.one_line(self._title.title)
            text = fields.problems_for_mail(
                name, self._title.isbn, self._problems, self._page, self._places
            )
            QApplication.clipboard().setText(text)

    def _open(self) -> None:
        if self._page:
            QDesktopServices.openUrl(QUrl(self._page))


def problem_words(problems: Sequence[Problem]) -> tuple[str, str]:
    """Whether it may go, and what else there is to know, counted."""
    stops = sum(each.stops for each in problems)
    rest = [each for each in problems if not each.stops]
    warnings = sum(each.severity is Severity.WARNING for each in rest)
    unknown = [bool(each.confirmed) for each in rest if each.severity is Severity.UNKNOWN]
    confirmed, open_ = sum(unknown), unknown.count(False)
    said = []
    if warnings:
        said.append(f"{wording.counted(warnings, 'warning')} to look at.")
    if open_:
        said.append(f"{wording.counted(open_, 'check')} cannot be made here.")
    if confirmed:
        verb = "is" if confirmed == 1 else "are"
        said.append(f"{wording.counted(confirmed, 'check')} not made here {verb} confirmed.")
    strong = f"{wording.counted(stops, 'problem')} in the way of a send." if stops else ""
    return strong or "Nothing is in the way of a send.", " ".join(said)


def _urgency(problem: Problem) -> tuple[int, bool]:
    order = (Severity.BLOCKER, Severity.WARNING, Severity.UNKNOWN, Severity.NOTE)
    return (order.index(problem.severity), bool(problem.confirmed))


def _readable(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except ValueError:
        return text
