"""Which title is this? Cover, serif title, who and what, approval and embargo as far as known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.records.title import SourceKind, Title
from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.states import Look
from desktop_app.ui.widgets import Heading, PlainLabel, StateTag
from desktop_app.ui.widgets.wrap_layout import WrapLayout


class CoverView(QWidget):
    """One cover at the size of a header."""

    def __init__(self, covers: CoverPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._covers = covers
        self._url = ""
        now = theme.current()
        self.setFixedSize(now.size("cover_big_width"), now.size("cover_big_height"))
        self.setAccessibleName("Cover")
        covers.arrived.connect(self.update)

    @property
    def url(self) -> str:
        """The address of what is shown, or ""."""
        return self._url

    def set_url(self, url: str) -> None:
        self._url = url
        self.setAccessibleName("Cover" if url else "No cover to show")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._covers.paint(painter, self._url, QSize(self.width(), self.height()), 0, 0)
        painter.end()


class Header(QWidget):
    """``show_title`` at once from the list's row; ``show_record`` adds what only it knows."""

    def __init__(self, covers: CoverPictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._short = False
        self._status_words = ""
        self._cover = CoverView(covers)
        self._title = Heading()
        self._who = PlainLabel("", "caption", wrap=True, selectable=True)
        self._what = PlainLabel("", "caption", wrap=True, selectable=True)
        self._embargo = StateTag()
        self._approval = StateTag()
        self._status = StateTag()
        now = theme.current()
        words = QVBoxLayout()
        words.setSpacing(now.px(2))
        for label in (self._title, self._who, self._what):
            words.addWidget(label)
        tags = WrapLayout(now.px(6))
        tags.addWidget(self._embargo)
        tags.addWidget(self._approval)
        tags.addWidget(self._status)
        words.addSpacing(now.px(3))
        words.addLayout(tags)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(now.px(16), now.px(14), now.px(16), 0)
        row.setSpacing(now.px(14))
        row.addWidget(self._cover, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_short(self, short: bool) -> None:
        """Where the window is low for its text, the cover and the status give way."""
        if short != self._short:
            self._short = short
            self._cover.setVisible(not short)
            self._show_status()
            self._fit()

    def _show_status(self) -> None:
        shown = bool(self._status_words) and not self._short
        self._status.set_look(Look("", self._status_words, "neutral") if shown else None)

    def _fit(self) -> None:
        # A box layout that is short of room would cut the wrapped lines.
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def show_title(self, title: Title) -> None:
        name = wording.one_line(title.title) or "Untitled"
        if name != self._title.text():
            self._approval.set_look(None)
            self._embargo.set_look(None)
        self._title.setText(name)
        self._who.setText(_joined(title.subtitle, title.contributors))
        self._what.setText(_joined(wording.isbn(title.isbn), title.form_label, title.imprint))
        self._who.setVisible(bool(self._who.text()))
        self._cover.set_url(title.cover_url)
        self._status_words = wording.one_line(title.status_label)
        self._show_status()
        self._fit()

    def show_record(self, document: Mapping[str, Any], source: SourceKind, today: date) -> None:
        """Approval for ONIX: yes, no, or not to be known from this source; an embargo ahead."""
        self._approval.set_look(approval(document, source))
        self._embargo.set_look(embargo(document, today))
        self._fit()


def approval(document: Mapping[str, Any], source: SourceKind) -> Look:
    """Unknown is not false: an absent flag says so."""
    allowed = document.get("allowOnixExports")
    if allowed is True:
        return Look("tick", "Approved for ONIX", "added")
    if allowed is False:
        return Look("cross", "Not approved for ONIX", "changed")
    place = "a file" if source is SourceKind.ONIX else "this Consonance"
    return Look("question", f"Approval unknown: {place} does not say", "neutral")


def embargo(document: Mapping[str, Any], today: date) -> Look | None:
    """From which day the title may be sold, while that lies ahead. A date has no time zone, and
    one that cannot be read is shown as it stands: rule 9 holds the title until it is corrected."""
    given = document.get("salesEmbargoDate")
    if not given:
        return None
    try:
        until = date.fromisoformat(str(given))
    except ValueError:
        return Look("lock", f"Embargo until “{wording.one_line(str(given))[:30]}”", "blocked")
    return Look("lock", f"Embargo until {wording.day(until)}", "changed") if until > today else None


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, (wording.one_line(part) for part in parts)))
