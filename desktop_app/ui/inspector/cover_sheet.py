"""Which of several front covers is meant? All side by side, with what differs pointed out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme, wording
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.inspector.cover_words import FACTS, differences, facts_of, why_open
from desktop_app.ui.sheets import Sheet, labelled
from desktop_app.ui.widgets import Button, Kind, PlainLabel

if TYPE_CHECKING:
    from desktop_app.services.cover_choice import Contest, CoverCandidate

_PICTURE = (150, 206)
_SIDE_BY_SIDE = 3


class CoverSheet(Sheet):
    """Nothing is chosen when it opens: the first in a list is no better than the others."""

    chosen = Signal(str, str)
    """(resource, reason)"""
    taken_back = Signal(str)
    """The reason, which may be empty."""

    def __init__(
        self, name: str, contest: Contest, covers: CoverPictures, parent: QWidget | None
    ) -> None:
        wide = 2 if len(contest.candidates) < _SIDE_BY_SIDE else _SIDE_BY_SIDE
        super().__init__("Choose the cover", parent, wanted=QSize(120 + wide * 300, 720))
        now = theme.current()
        self._group = QButtonGroup(self)
        self.cards = [_Card(each, contest, covers, self) for each in contest.candidates]
        for card in self.cards:
            self._group.addButton(card.radio)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.reason.setPlaceholderText("Why this one? For example: the new series look")
        self.reason.textChanged.connect(self._update)
        self._group.buttonToggled.connect(lambda *_: self._update())
        inner = QVBoxLayout()
        inner.setContentsMargins(now.px(20), now.px(18), now.px(20), now.px(14))
        inner.setSpacing(now.px(10))
        inner.addWidget(PlainLabel("Choose the cover", "strong"))
        inner.addWidget(PlainLabel(why_open(name, contest), "quiet", wrap=True))
        self.differ = PlainLabel(differences(contest.candidates), wrap=True)
        inner.addWidget(self.differ)
        inner.addWidget(self._side_by_side(), 1)
        inner.addLayout(
            labelled("Reason", self.reason, hint="It is kept with the choice and what is sent.")
        )
        self.body.addLayout(inner)
        self._foot(contest)
        self._update()
        if self.cards:
            self.cards[0].radio.setFocus(Qt.FocusReason.OtherFocusReason)

    def _side_by_side(self) -> QWidget:
        now = theme.current()
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(now.px(12))
        for card in self.cards:
            row.addWidget(card, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(held)
        return scroll

    def _foot(self, contest: Contest) -> None:
        cancel = Button("Cancel")
        cancel.clicked.connect(self.reject)
        self.primary = Button("Use this cover", Kind.PRIMARY)
        self.primary.clicked.connect(self._choose)
        if contest.used:
            back = Button("Take the choice back", Kind.PLAIN)
            back.clicked.connect(self._take_back)
            self.footer.addWidget(back)
        self.footer.addStretch(1)
        self.footer.addWidget(cancel)
        self.footer.addWidget(self.primary)
        self.set_default(self.primary)

    @property
    def picked(self) -> str:
        """The resource that is marked, or ""."""
        return next((card.resource for card in self.cards if card.radio.isChecked()), "")

    def _update(self) -> None:
        self.primary.setEnabled(bool(self.picked and self.reason.text().strip()))
        for card in self.cards:
            card.mark()

    def _choose(self) -> None:
        self.chosen.emit(self.picked, self.reason.text().strip())
        self.accept()

    def _take_back(self) -> None:
        self.taken_back.emit(self.reason.text().strip())
        self.accept()


class _Card(QFrame):
    """One candidate: picture, radio button and facts. A click anywhere marks it."""

    def __init__(
        self, each: CoverCandidate, contest: Contest, covers: CoverPictures, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        self.resource = each.resource
        now = theme.current()
        name = wording.one_line(each.filename) or each.resource
        facts = facts_of(each, contest)
        self.radio = QRadioButton(name.replace("&", "&&"))
        self.radio.setAccessibleName(name)
        self.radio.setAccessibleDescription(
            ", ".join(f"{label} {value}" for label, value, _ in facts if value)
        )
        self.radio.setEnabled(not each.problem)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.px(12), now.px(12), now.px(12), now.px(12))
        column.setSpacing(now.px(8))
        column.addWidget(_Picture(each.url if not each.problem else "", covers), 1)
        column.addWidget(self.radio)
        column.addLayout(_facts(facts))
        copy = Button("Copy SHA-256", Kind.LINK, size="caption")
        copy.setAccessibleName(f"Copy SHA-256 of {name}")
        copy.setEnabled(bool(each.sha256))
        copy.clicked.connect(lambda: QApplication.clipboard().setText(each.sha256))
        column.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)

    def mark(self) -> None:
        """Show the edge of the one that is marked."""
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.radio.isEnabled():
            self.radio.setChecked(True)
            self.radio.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.radio.isChecked():
            now = theme.current()
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = painter.pen()
            pen.setColor(now.colour("accent"))
            pen.setWidthF(2)
            painter.setPen(pen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
            painter.end()


def _facts(facts: Sequence[tuple[str, str, bool]]) -> QGridLayout:
    """Label and value in two columns; what differs from the others is strong."""
    now = theme.current()
    grid = QGridLayout()
    grid.setHorizontalSpacing(now.px(10))
    grid.setVerticalSpacing(now.px(3))
    grid.setColumnStretch(1, 1)
    for row, (label, value, other) in enumerate(facts):
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(PlainLabel(label, "caption"), row, 0, top)
        shown = PlainLabel(value, "strong" if other else "", wrap=True, selectable=label in FACTS)
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        grid.addWidget(shown, row, 1, top)
    return grid


class _Picture(QWidget):
    """The cover as large as the card allows."""

    def __init__(self, url: str, covers: CoverPictures) -> None:
        super().__init__()
        self._url = url
        self._covers = covers
        now = theme.current()
        self.setMinimumSize(now.px(_PICTURE[0] // 2), now.px(_PICTURE[1] // 2))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        covers.arrived.connect(self.update)

    def sizeHint(self) -> QSize:
        now = theme.current()
        return QSize(now.px(_PICTURE[0]), now.px(_PICTURE[1]))

    def paintEvent(self, event: QPaintEvent) -> None:
        # One size whatever the room, so that a picture is fetched and decoded once.
        box = self.sizeHint().boundedTo(self.size())
        painter = QPainter(self)
        left = (self.width() - box.width()) // 2
        self._covers.paint(painter, self._url, box, left, (self.height() - box.height()) // 2)
        painter.end()
