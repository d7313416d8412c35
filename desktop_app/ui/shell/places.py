"""What is one line of the sidebar? A place to go: icon, word, count."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.ui import icons, theme, wording
from desktop_app.ui.widgets.labels import paint_elided, plain

_MOST = 999
"""More signs than this have no room beside the icon of a narrow sidebar."""


@dataclass(frozen=True, slots=True)
class Place:
    """``verdict`` and ``view`` (a saved view's name) are "" for a room; ``room`` is what the main
    window shows; ``about`` says what is counted where the name alone does not."""

    name: str
    icon: str
    room: str
    verdict: str = ""
    view: str = ""
    about: str = ""


class PlaceButton(QAbstractButton):
    """One line of the sidebar: icon, word, count."""

    named = Signal(str)
    """Its name, when the focus comes and the line does not show it."""

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._count: int | None = None
        self._hovered = False
        self._narrow = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._fault = ""
        self.set_count(None)
        theme.current().changed.connect(self.updateGeometry)

    @property
    def fault(self) -> str:
        """Why there is no count, or ""."""
        return self._fault

    def set_count(self, count: int | None, fault: str = "") -> None:
        """None leaves the place of the number empty; a fault puts a mark there and says why."""
        self._count, self._fault = count, fault
        said = f", {wording.number(count)}" if count is not None else ""
        self.setAccessibleName(f"{self.place.name}{said or (', cannot be counted' * bool(fault))}")
        self.setAccessibleDescription(fault or self.place.about)
        self._show_tip()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Only icon and count; the name is in the tooltip, and said when the focus comes."""
        self._narrow = narrow
        self._show_tip()
        self.updateGeometry()
        self.update()

    def _show_tip(self) -> None:
        name = self.place.name if self._narrow else ""
        self.setToolTip(plain(". ".join(filter(None, (name, self._fault or self.place.about)))))

    def sizeHint(self) -> QSize:
        now = theme.current()
        if self._narrow:
            return QSize(now.size("sidebar_narrow") - now.px(8), now.px(28))
        return QSize(now.size("sidebar") - now.px(16), now.px(28))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._narrow:
            self.named.emit(self.accessibleName())

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
        count = "?" if self._fault else ""
        if self._count is not None:
            count = wording.number(self._count)
        if self._narrow and (self._count or 0) > _MOST:
            count = f"{wording.number(_MOST)}+"
        weight = 600 if self.isChecked() else 400
        right = now.px(8)
        painter.setFont(now.font())
        width = painter.fontMetrics().horizontalAdvance(count)
        left = now.px(31)
        room = QRect(left, 0, self.width() - left - width - right - now.px(4), self.height())
        if not self._narrow:
            paint_elided(painter, self.place.name, room, weight=weight)
        painter.setFont(now.font())
        painter.setPen(now.colour("ink2"))
        place = QRect(self.width() - width - right, 0, width + 2, self.height())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), count)
        painter.end()
