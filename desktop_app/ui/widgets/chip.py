"""What narrows a list? Chips: a quiet outline, filled while active, with a menu or a cross."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.ui import icons, theme

_PAD = 10
_GAP = 4


class Chip(QAbstractButton):
    """``menu`` draws a small arrow; ``removable`` draws a cross that emits ``removed``.

    ``setChecked(True)`` (or ``active``) fills it. Delete or Backspace remove a removable one.
    """

    removed = Signal()

    def __init__(
        self,
        text: str,
        *,
        menu: bool = False,
        removable: bool = False,
        checkable: bool = False,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._menu = menu
        self._removable = removable
        self._icon = icon
        self._hovered = False
        self.setCheckable(checkable)
        self._active = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)
        theme.current().changed.connect(self.updateGeometry)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_active(self, active: bool) -> None:
        """Filled or outlined, for chips that are not checkable."""
        self._active = active
        self.update()

    def set_removable(self, removable: bool) -> None:
        self._removable = removable
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        now = theme.current()
        width = QFontMetrics(now.font("caption")).horizontalAdvance(self.text())
        side = now.size("icon_small") + now.px(_GAP)
        marks = (1 if self._removable else int(self._menu)) + (1 if self._icon else 0)
        return QSize(width + 2 * now.px(_PAD) + marks * side, now.size("chip"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cross = self.width() - theme.current().px(_PAD) - theme.current().size("icon_small") - 4
        if self._removable and event.position().x() >= cross:
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        active = self._active or self.isChecked()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        round_corner = box.height() / 2
        fill = "sel" if active else "hover" if self._hovered else "surface"
        edge = "accent" if active or self.hasFocus() else "line2"
        painter.setBrush(now.colour(fill))
        painter.setPen(QPen(now.colour(edge), 2 if self.hasFocus() else 1))
        inset = 0.5 if self.hasFocus() else 0.0
        painter.drawRoundedRect(
            box.adjusted(inset, inset, -inset, -inset), round_corner, round_corner
        )
        self._paint_words(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        now = theme.current()
        side = now.size("icon_small")
        top = (self.height() - side) / 2
        x = now.px(_PAD)
        ink = now.colour("ink" if self.isEnabled() else "ink3")
        if self._icon:
            icons.paint(painter, self._icon, ink, x, top, side)
            x += side + now.px(_GAP)
        painter.setFont(now.font("caption"))
        painter.setPen(ink)
        room = QRect(x, 0, self.width() - x, self.height())
        painter.drawText(
            room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), self.text()
        )
        right = self.width() - now.px(_PAD) - side + now.px(2)
        if self._removable:
            icons.paint(painter, "close", now.colour("ink2"), right, top, side)
        elif self._menu:
            icons.paint(painter, "down", now.colour("ink2"), right, top, side)
