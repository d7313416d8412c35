"""What does a person press? One primary button a view, outlined ones, and plain words."""

from __future__ import annotations

import re
from enum import StrEnum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop_app.ui import icons, theme

_GAP = 8
_PAD = 12


class Kind(StrEnum):
    """How loud a button is."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    PLAIN = "plain"
    LINK = "link"


def key_words(sequence: str) -> str:
    """A shortcut as the platform writes it, with the return sign for Enter."""
    text = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
    # The plus key itself stays: only what joins keys is taken out.
    text = re.sub(r"\+(?=.)", " ", text)
    for old, new in (("Return", "⏎"), ("Enter", "⏎"), ("Shift", "⇧")):
        text = text.replace(old, new)
    return text.strip()


class Button(QAbstractButton):
    """A push button drawn from the tokens. ``keys`` shows a key cap; it binds nothing."""

    def __init__(
        self,
        text: str,
        kind: Kind = Kind.SECONDARY,
        *,
        icon: str = "",
        keys: str = "",
        menu: bool = False,
        size: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._icon = icon
        self._keys = key_words(keys) if keys else ""
        self._keys_shown = True
        self._menu = menu
        self._size = size
        self._hovered = False
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.updateGeometry)

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self.updateGeometry()
        self.setAccessibleName(text.rstrip("…"))

    def set_kind(self, kind: Kind) -> None:
        """Make it louder or quieter."""
        self.kind = kind
        self.updateGeometry()
        self.update()

    def show_keys(self, shown: bool) -> None:
        """Where room is short the key cap gives way before the words do."""
        if shown != self._keys_shown:
            self._keys_shown = shown
            self.updateGeometry()
            self.update()

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        now = theme.current()
        width = QFontMetrics(self._font()).horizontalAdvance(self.text()) + 2 * self._pad()
        gap = now.px(_GAP)
        width += (now.size("icon") + (gap if self.text() else 0)) if self._icon else 0
        width += self.keys_width() if self._keys_shown else 0
        width += (now.size("icon_small") + now.px(4)) if self._menu else 0
        return QSize(width, now.size("control"))

    def keys_width(self) -> int:
        """What the key cap takes where it is shown; 0 without one."""
        return self._cap_width() + theme.current().px(_GAP) if self._keys else 0

    def plain_width(self) -> int:
        """The width without a key cap."""
        shown = self._keys and self._keys_shown
        return self.sizeHint().width() - (self.keys_width() if shown else 0)

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

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_back(painter)
        self._paint_content(painter, self._ink())
        painter.end()

    def _pad(self) -> int:
        now = theme.current()
        return now.px({Kind.LINK: 2, Kind.PLAIN: 8}.get(self.kind, _PAD))

    def _font(self) -> QFont:
        weight = {Kind.PRIMARY: 600, Kind.LINK: 600, Kind.SECONDARY: 500}.get(self.kind, 400)
        return theme.current().font(self._size, weight)

    def _cap_width(self) -> int:
        now = theme.current()
        return QFontMetrics(now.font("small", 500)).horizontalAdvance(self._keys) + now.px(8)

    def _ink(self) -> QColor:
        now = theme.current()
        if not self.isEnabled():
            return now.colour("ink3")
        names = {Kind.PRIMARY: "accentink", Kind.LINK: "accent", Kind.PLAIN: "ink2"}
        return now.colour(names.get(self.kind, "ink"))

    def _paint_back(self, painter: QPainter) -> None:
        now = theme.current()
        corner = now.size("corner")
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.kind is Kind.PRIMARY:
            tint = "accenthover" if self._hovered or self.isDown() else "accent"
            painter.setBrush(now.colour(tint if self.isEnabled() else "mut"))
            painter.drawRoundedRect(box, corner, corner)
        elif self._hovered and self.isEnabled() and self.kind is not Kind.LINK:
            painter.setBrush(now.colour("hover"))
            painter.drawRoundedRect(box, corner, corner)
        if self.kind is Kind.SECONDARY:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(now.colour("line2"), 1))
            painter.drawRoundedRect(box, corner, corner)
        if self.hasFocus():
            inside = self.kind is Kind.PRIMARY
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(now.colour("accentink" if inside else "accent"), 2))
            ring = (
                box.adjusted(2.5, 2.5, -2.5, -2.5) if inside else box.adjusted(0.5, 0.5, -0.5, -0.5)
            )
            painter.drawRoundedRect(ring, corner - 1, corner - 1)

    def _paint_content(self, painter: QPainter, ink: QColor) -> None:
        now = theme.current()
        x = self._pad()
        if self._icon:
            side = now.size("icon")
            icons.paint(painter, self._icon, ink, x, (self.height() - side) / 2, side)
            x += side + now.px(_GAP)
        painter.setFont(self._font())
        painter.setPen(ink)
        text = QRect(x, 0, self.width() - x, self.height())
        painter.drawText(
            text, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), self.text()
        )
        x += QFontMetrics(self._font()).horizontalAdvance(self.text())
        if self._keys and self._keys_shown:
            paint_key_cap(painter, self._keys, x + now.px(_GAP), self.height() // 2, ink)
        if self._menu:
            side = now.size("icon_small")
            icons.paint(painter, "down", ink, x + now.px(4), (self.height() - side) / 2, side)


def paint_key_cap(painter: QPainter, keys: str, left: int, middle: int, ink: QColor) -> int:
    """Draw a key cap and return its width."""
    now = theme.current()
    font = now.font("small", 500)
    width = QFontMetrics(font).horizontalAdvance(keys) + now.px(8)
    height = now.px(16)
    edge = QColor(ink)
    edge.setAlphaF(0.45)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, 1))
    box = QRectF(left + 0.5, middle - height / 2 + 0.5, width - 1, height - 1)
    painter.drawRoundedRect(box, now.size("corner_tag") - 1, now.size("corner_tag") - 1)
    painter.setFont(font)
    painter.setPen(ink)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), keys)
    return width
