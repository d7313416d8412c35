"""Which files belong to this title, and are they what they should be?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.inspector.box import Summary
from desktop_app.ui.inspector.cover_words import said
from desktop_app.ui.widgets import Button, EmptyState
from desktop_app.ui.widgets.lines import Cell, Line, LinesView, Run

if TYPE_CHECKING:
    from desktop_app.services.assets import Asset, Resource
    from desktop_app.services.cover_choice import Contest


class AssetsPage(QWidget):
    """First the list from the record, then size, pixels and checksum from the files."""

    def __init__(self, covers: CoverPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LinesView("Files of this title", (1,), covers)
        self.none = EmptyState()
        self._known: dict[str, Line] = {}
        self.summary = Summary()
        self.choose = Button("Choose the cover…")
        self._band = self._above()
        held = QWidget()
        self._stack = QStackedLayout(held)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.lines)
        self._stack.addWidget(self.none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._band)
        column.addWidget(held, 1)
        self._band.hide()

    def _above(self) -> QWidget:
        """What there is to choose, above the list."""
        now = theme.current()
        band = QWidget()
        column = QVBoxLayout(band)
        column.setContentsMargins(now.px(16), now.px(10), now.px(16), now.px(6))
        column.setSpacing(now.px(8))
        column.addWidget(self.summary)
        column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        return band

    def wait(self) -> None:
        """Another title: nothing of the last one stays."""
        self._known = {}
        self._band.hide()
        self.lines.set_lines(())
        self.none.say("", "Reading the list of files…")
        self._stack.setCurrentIndex(1)

    def show_resources(self, resources: Sequence[Resource]) -> None:
        """What the record lists; the files are still being measured."""
        self.lines.set_lines([self._known.get(each.url) or _listed(each) for each in resources])
        self._stack.setCurrentIndex(0 if resources else 1)
        self.none.say("No files.", "The source lists no supporting resource for this title.")

    def show_contest(self, contest: Contest) -> None:
        """Whether a person has to choose, or has chosen; nothing where one cover is clear."""
        several = len(contest.candidates) > 1
        self._band.setVisible(several)
        if not several:
            return
        count = wording.number(len(contest.candidates))
        if contest.used:
            self.summary.say(said(contest), f"There are {count} front covers.")
            self.choose.setText("Choose again…")
            return
        words = "None is sent until one is chosen."
        if contest.choice is not None and contest.ended:
            words = f"The earlier choice does not hold any more: {contest.ended}. {words}"
        self.summary.say(f"{count} front covers are linked to this product.", words)
        self.choose.setText("Choose the cover…")

    def show_facts(self, assets: Sequence[Asset]) -> None:
        """The same files with what a download of each showed; others keep their line."""
        self._known = {each.url: _measured(each) for each in assets}
        self.lines.set_lines([self._known.get(line.key, line) for line in self.lines.lines])


def _listed(each: Resource) -> Line:
    name = wording.one_line(each.filename or each.caption or each.resource) or "Unnamed file"
    if each.linked:
        facts = "Measuring the file…"
    else:
        facts = "Not linked to this product; it belongs to the work."
    return _line(each.url, name, facts, each.approval, picture=each.url if each.linked else "")


def _measured(each: Asset) -> Line:
    facts = each.facts
    name = wording.one_line(each.filename) or each.resource
    if facts.problem:
        return _line(each.url, name, facts.problem, each.approval, pair="removed")
    size = f"{wording.number(facts.width)} × {wording.number(facts.height)} pixels"
    words = f"{size} · {wording.size(facts.bytes)} · {facts.content_type}"
    checksum = f"sha-256 {facts.sha256[:4]}…{facts.sha256[-2:]}"
    line = _line(each.url, name, words, each.approval, picture=each.url, checksum=checksum)
    return Line(line.cells, line.spoken, facts.sha256, facts.sha256, facts.sha256, each.url)


def _line(
    url: str,
    name: str,
    facts: str,
    approval: str,
    *,
    picture: str = "",
    checksum: str = "",
    pair: str = "",
) -> Line:
    paragraphs = [
        (Run(name, weight=500),),
        (Run(facts, "ink2", "caption", pair=pair),),
    ]
    if checksum:
        paragraphs.append((Run(checksum, "ink2", "small", family="mono"),))
    paragraphs.append((Run(approval[:1].upper() + approval[1:], "ink2", "caption"),))
    cell = Cell(tuple(paragraphs), picture=picture)
    spoken = " ".join(filter(None, (f"{name}.", f"{facts.rstrip('.')}.", checksum, approval)))
    return Line((cell,), spoken, name, tip=url, key=url)
