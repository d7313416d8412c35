"""Where can one go, and how much waits there? Rooms and live counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.records.title import Verdict
from desktop_app.ui import icons, theme, wording
from desktop_app.ui.widgets import PlainLabel
from desktop_app.ui.widgets.labels import paint_elided


@dataclass(frozen=True, slots=True)
class Place:
    """``verdict`` is "" for a room; ``room`` is what the main window shows."""

    name: str
    icon: str
    room: str
    verdict: str = ""


TITLES = Place("Titles", "titles", "titles")
HISTORY = Place("History", "history", "history")
GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("", (TITLES, HISTORY)),
    (
        "Needs a person",
        (
            Place("Blocked", "blocked", "titles", Verdict.BLOCKED.value),
            Place("Not confirmed", "question", "titles", Verdict.NOT_CONFIRMED.value),
            Place("Refused", "cross", "titles", Verdict.REFUSED.value),
        ),
    ),
    (
        "Not up to date",
        (
            Place("Changed", "pulse", "titles", Verdict.CHANGED.value),
            Place("Never sent", "never", "titles", Verdict.NEVER.value),
        ),
    ),
)


class PlaceButton(QAbstractButton):
    """One line of the sidebar: icon, word, count."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._count: int | None = None
        self._hovered = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(None)
        theme.current().changed.connect(self.updateGeometry)

    def set_count(self, count: int | None) -> None:
        """None leaves the place of the number empty."""
        self._count = count
        said = f", {wording.number(count)}" if count is not None else ""
        self.setAccessibleName(f"{self.place.name}{said}")
        self.update()

    def sizeHint(self) -> QSize:
        now = theme.current()
        return QSize(now.size("sidebar") - now.px(16), now.px(28))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        corner = now.size("corner")
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self._hovered:
            painter.setBrush(now.colour("sel" if self.isChecked() else "hover"))
            painter.drawRoundedRect(box, corner, corner)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(now.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), corner, corner)
        side = now.px(14)
        ink = now.colour("accent" if self.isChecked() else "ink2")
        icons.paint(painter, self.place.icon, ink, now.px(9), (self.height() - side) / 2, side)
        count = wording.number(self._count) if self._count is not None else ""
        weight = 600 if self.isChecked() else 400
        right = now.px(8)
        painter.setFont(now.font())
        width = painter.fontMetrics().horizontalAdvance(count)
        left = now.px(31)
        room = QRect(left, 0, self.width() - left - width - right - now.px(4), self.height())
        paint_elided(painter, self.place.name, room, weight=weight)
        painter.setFont(now.font())
        painter.setPen(now.colour("ink2"))
        place = QRect(self.width() - width - right, 0, width + 2, self.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), count)
        painter.end()


class Sidebar(QWidget):
    """``chosen`` tells a Place."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Rooms and lists")
        now = theme.current()
        self._buttons: list[PlaceButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(now.px(8), now.px(10), now.px(8), now.px(10))
        column.setSpacing(0)
        for head, places in GROUPS:
            if head:
                column.addSpacing(now.px(12))
                label = PlainLabel(head, "head")
                label.setContentsMargins(now.px(8), 0, 0, now.px(6))
                column.addWidget(label)
            for place in places:
                column.addWidget(self._button(place))
        column.addStretch(1)
        self.select(TITLES)
        now.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(theme.current().size("sidebar"))

    def _button(self, place: Place) -> PlaceButton:
        button = PlaceButton(place)
        button.clicked.connect(lambda _=False, place=place: self._choose(place))
        self._buttons.append(button)
        return button

    def _choose(self, place: Place) -> None:
        self.select(place)
        self.chosen.emit(place)

    def select(self, place: Place) -> None:
        """Mark where the window is."""
        for button in self._buttons:
            button.setChecked(button.place == place)

    def set_counts(self, total: int, counts: Mapping[Verdict, int]) -> None:
        """``counts`` are titles by verdict; a verdict that is not there counts 0."""
        for button in self._buttons:
            if button.place.verdict:
                button.set_count(counts.get(Verdict(button.place.verdict), 0))
            elif button.place == TITLES:
                button.set_count(total)
