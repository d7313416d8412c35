"""What can this Consonance give, and what does a loss touch? One sheet, missing ones first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError, SourceSignInError
from desktop_app.records.progress import Progress
from desktop_app.ui import theme, wording
from desktop_app.ui.connect.capability_lines import found, grouped
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Banner, Button, EmptyState, PlainLabel
from desktop_app.ui.widgets.announce import announce
from desktop_app.ui.widgets.lines import LinesView
from desktop_app.ui.widgets.notices import Act
from desktop_app.ui.widgets.search_box import SheetSearchBox

if TYPE_CHECKING:
    from desktop_app.services.capabilities import Account, Capability

_TITLE = "What this Consonance can give"
_GRAPHQL = "GraphQL"


class CapabilitiesSheet(Sheet):
    """Shows at once what is remembered; asks by itself only when nothing is."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(_TITLE, parent, wanted=QSize(900, 640))
        self._desk = desk
        self._account: Account | None = None
        self._asking: Operation | None = None
        self._whole: set[str] = set()
        self._as_of = PlainLabel("", "quiet", wrap=True)
        self._words = PlainLabel("", "caption", wrap=True, selectable=True)
        self.banner = Banner()
        self.search = SheetSearchBox("Find a field, a destination or a rule…")
        self._count = PlainLabel("", "caption")
        self._bar = QProgressBar()
        self.lines = LinesView("Capabilities, missing ones first", (14, 24, 62))
        self._none = EmptyState()
        self._copy = Button("Copy as text", icon="copy")
        self._again = Button("Ask again", icon="refresh")
        self._cancel = Button("Cancel")
        self._close = Button("Close")
        self._build()
        self._wire()
        self._desk.ask(
            "What Consonance told last",
            self._recall(),
            self._recalled,
            failed=self._failed,
            owner=self,
        )

    def _build(self) -> None:
        now = theme.current()
        side = now.px(24)
        edge = QHBoxLayout()
        edge.setContentsMargins(now.px(8), 0, now.px(8), 0)
        edge.addWidget(self.lines)
        head = QVBoxLayout()
        head.setContentsMargins(side, now.px(20), side, now.px(10))
        head.setSpacing(now.px(4))
        title = PlainLabel(_TITLE)
        title.setStyleSheet(f"font-size: {now.size('sheet_title')}px; font-weight: 600")
        finding = QHBoxLayout()
        finding.setSpacing(now.px(12))
        finding.addWidget(self.search, 1)
        finding.addWidget(self._count)
        for label in (title, self._as_of, self._words):
            head.addWidget(label)
        head.addSpacing(now.px(6))
        head.addLayout(finding)
        head.addWidget(self._bar)
        self.body.addWidget(self.banner)
        self.body.addLayout(head)
        self.body.addLayout(edge, 1)
        self.body.addWidget(self._none, 1)
        hint = PlainLabel("Enter on a line shows every missing field.", "caption")
        for widget in (self._copy, hint):
            self.footer.addWidget(widget)
        self.footer.addStretch(1)
        for button in (self._again, self._cancel, self._close):
            self.footer.addWidget(button)
        for widget in (self._words, self._count):
            widget.hide()
        self._bar.hide()
        self._cancel.hide()
        self.lines.hide()
        self._copy.setEnabled(False)
        self._none.say("Looking up what Consonance told last")

    def _wire(self) -> None:
        self.search.searched.connect(lambda _: self._show_lines())
        self.search.left.connect(self.lines.setFocus)
        self.lines.opened.connect(self._turn)
        self._copy.clicked.connect(self._to_clipboard)
        self._again.clicked.connect(self.ask)
        self._cancel.clicked.connect(self._stop)
        self._close.clicked.connect(self.accept)
        self.finished.connect(self._stop)
        self.search.setFocus()

    # -- what is remembered, and asking ----------------------------------------------------------

    async def _recall(self) -> Account | None:
        return await asyncio.to_thread(self._desk.app.capabilities.remembered)

    def _recalled(self, account: Account | None) -> None:
        if account is None:
            self.ask()
        elif self._account is None:
            self._take(account)

    def ask(self) -> None:
        """Ask Consonance itself, now."""
        if self._asking is not None:
            return
        self.banner.hide()
        self._asking = self._desk.ask(
            "Ask what Consonance can give",
            self._desk.app.capabilities.ask,
            self._answered,
            failed=self._failed,
            progress=self._progress,
            owner=self,
        )
        self._asking.ended.connect(self._ended)
        self._show_asking(True)

    def _stop(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    def _show_asking(self, asking: bool) -> None:
        had_focus = self._again.hasFocus() or self._cancel.hasFocus()
        self._bar.setVisible(asking)
        self._bar.setRange(0, 0)
        self._again.setVisible(not asking)
        self._cancel.setVisible(asking)
        if had_focus:
            (self._cancel if asking else self._again).setFocus()
        if asking:
            self._say("Asking Consonance…")

    def _progress(self, progress: Progress) -> None:
        if self._asking is not None:
            self._bar.setRange(0, progress.total or 0)
            self._bar.setValue(progress.done)
            self._say(f"{progress.words}…")

    def _say(self, words: str) -> None:
        self._bar.setAccessibleName(words)
        if self._account is None:
            self._none.say(words)
        self._as_of.setText(f"{self._known()} {words}".strip())

    def _ended(self) -> None:
        self._asking = None
        self._show_asking(False)
        self._as_of.setText(self._known())
        if self._account is None and self.banner.isHidden():
            self._none.say(
                "Consonance was not asked",
                "Nothing is known yet of what it can give.",
                [("Ask now", self.ask)],
            )

    def _answered(self, account: Account) -> None:
        self._take(account)
        if account.stale:
            words = f"{account.stale} Shown is what it said {wording.at_moment(account.learned)}."
            self._refused(words, icon="offline", pair="changed")
        announce(self, self._known())

    def _failed(self, error: ColophonError) -> None:
        self._refused(error.sentence(), key=isinstance(error, SourceSignInError))
        if self._account is None:
            self._none.say("Nothing is known yet of what this Consonance can give")

    def _refused(
        self, words: str, *, icon: str = "warning", pair: str = "removed", key: bool = False
    ) -> None:
        acts: list[Act] = [("Try again", self.ask)]
        if key:
            acts.insert(0, ("Update key…", self._to_connection))
        self.banner.say(words, acts, pair=pair, icon=icon)
        announce(self, words)

    def _to_connection(self) -> None:
        self.accept()
        self._desk.connect_wanted.emit()

    # -- what is shown ---------------------------------------------------------------------------

    def _take(self, account: Account) -> None:
        self._account = account
        self._as_of.setText(self._known())
        older = account.interface != _GRAPHQL
        self._words.setText(wording.one_line(" ".join(account.words)) if older else "")
        self._words.setVisible(bool(self._words.text()))
        self._copy.setEnabled(True)
        self._show_lines()

    def _known(self) -> str:
        """ "Over GraphQL, as of 09:41: 7 missing, 1 in part, 22 there." """
        if self._account is None:
            return ""
        from desktop_app.services.capability_words import summary

        when = f", as of {wording.moment(self._account.learned)}" if self._account.learned else ""
        return f"Over {self._account.interface}{when}: {summary(self._account)}"

    def _show_lines(self) -> None:
        if self._account is None:
            return
        items = found(self._account, self.search.text(), self._desk.destination)
        place = self.lines.currentIndex().row()
        self.lines.set_lines(grouped(items, self._desk.destination, self._whole))
        self.lines.setVisible(bool(items))
        self._none.setVisible(not items)
        self._none.say("Nothing fits", "Try a shorter word.", [("Show all", self.search.clear)])
        searched = bool(self.search.text().strip())
        self._count.setText(f"{len(items)} of {len(self._account.items)}")
        self._count.setVisible(searched)
        if items:
            row = min(max(place, 0), self.lines.model().rowCount() - 1)
            self.lines.setCurrentIndex(self.lines.model().index(row, 0))
        if searched:
            announce(self.lines, wording.counted(len(items), "capability", "capabilities"))

    def _turn(self, item: Capability | None) -> None:
        """Every field of a line, or the first few again; a head has none."""
        if item is None:
            return
        self._whole ^= {item.name}
        self._show_lines()

    def _to_clipboard(self) -> None:
        if self._account is not None:
            from desktop_app.services.capability_words import as_text

            QApplication.clipboard().setText(as_text(self._account, self._desk.destination))
            self._desk.notice.emit("Copied what Consonance can give.")
