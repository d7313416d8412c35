"""Which files belong to this title, and are they what they should be?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.inspector.box import Summary
from desktop_app.ui.inspector.cover_words import said
from desktop_app.ui.widgets import Button, EmptyState, PlainLabel
from desktop_app.ui.widgets.lines import Cell, Line, LinesView, Run

if TYPE_CHECKING:
    from desktop_app.services.assets import Asset, ProductionFile, Resource
    from desktop_app.services.cover_choice import Contest


class AssetsPage(QWidget):
    """First the list from the record, then size, pixels and checksum from the files.

    Covers are measured by themselves. Production files are fetched when a person says so.
    """

    def __init__(self, covers: CoverPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LinesView("Files of this title", (1,), covers)
        self.none = EmptyState()
        self._known: dict[str, Line] = {}
        self._covers: list[Line] = []
        self._files: list[Line] = []
        self.summary = Summary()
        self.choose = Button("Choose the cover…")
        self._band = self._above()
        self.told = PlainLabel("", "caption", wrap=True)
        self.fetch = Button("Fetch the files")
        self._foot = self._below()
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
        column.addWidget(self._foot)
        self._band.hide()
        self._foot.hide()

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

    def _below(self) -> QWidget:
        """What is to be fetched, under the list."""
        now = theme.current()
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(now.px(16), now.px(8), now.px(16), now.px(8))
        row.setSpacing(now.px(12))
        row.addWidget(self.told, 1)
        row.addWidget(self.fetch)
        return foot

    def wait(self) -> None:
        """Another title: nothing of the last one stays."""
        self._known = {}
        self._covers, self._files = [], []
        self._band.hide()
        self._foot.hide()
        self.lines.set_lines(())
        self.none.say("", "Reading the list of files…")
        self._stack.setCurrentIndex(1)

    def show_resources(self, resources: Sequence[Resource]) -> None:
        """What the record lists; the files are still being measured."""
        self._covers = [self._known.get(each.url) or _listed(each) for each in resources]
        self._put()

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
        self._covers = [self._known.get(line.key, line) for line in self._covers]
        self._put()

    def show_production(self, files: Sequence[ProductionFile], *, fetching: bool = False) -> None:
        """The production files as they were last fetched, and what can be done about them."""
        self._files = [_produced(each, fetching=fetching) for each in files]
        self._foot.setVisible(bool(files))
        lacking = sum(not each.fetched for each in files)
        if fetching:
            self.told.setText("The files are being fetched. You can go on meanwhile.")
        elif lacking:
            self.told.setText(
                f"{wording.counted(lacking, 'production file')} not fetched: what names "
                f"{'it' if lacking == 1 else 'them'} by checksum cannot go."
            )
        else:
            self.told.setText("The production files are here as they were when fetched.")
        self.fetch.setText("Fetch the files" if lacking else "Fetch the files again")
        self.fetch.setEnabled(not fetching and any(each.url for each in files))
        self._put()

    def _put(self) -> None:
        self.lines.set_lines([*self._covers, *self._files])
        self._stack.setCurrentIndex(0 if self._covers or self._files else 1)
        self.none.say("No files.", "The source lists no cover and no production file.")


def _listed(each: Resource) -> Line:
    name = wording.one_line(each.filename or each.caption or each.resource) or "Unnamed file"
    if each.linked:
        facts = "Measuring the file…"
    else:
        facts = "Not linked to this product; it belongs to the work."
    return _line(each.url, name, facts, each.approval, picture=each.url if each.linked else "")


def _produced(each: ProductionFile, *, fetching: bool) -> Line:
    facts = each.facts
    name = wording.one_line(each.filename) or each.number or "Unnamed file"
    kind = each.variant.replace("_", " ").capitalize() or "Production file"
    if facts.problem:
        return _line(each.url, name, facts.problem, each.approval, pair="removed")
    size = wording.size(facts.bytes or each.told_bytes)
    if not each.fetched:
        state = "Fetching…" if fetching else "Not fetched yet"
        return _line(each.url, name, f"{kind} · {size} · {state}", each.approval)
    checksum = f"sha-256 {facts.sha256[:4]}…{facts.sha256[-2:]}"
    words = f"{kind} · {size} · {facts.content_type}"
    line = _line(each.url, name, words, each.approval, checksum=checksum)
    return Line(line.cells, line.spoken, facts.sha256, facts.sha256, facts.sha256, each.url)


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
