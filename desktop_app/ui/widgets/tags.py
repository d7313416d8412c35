"""How is a state drawn in a row, a header or a cell? As a tag: icon, word and colour.

Delegates call ``paint_look``; layouts use ``StateTag``. Tags are kept as pixmaps, because a list
repeats the same few dozen.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.states import Look

_GAP = 4
_PAD = 6


def look_size(look: Look) -> QSize:
    """The size of a tag, or of plain words when the look has no colours."""
    now = theme.current()
    width = QFontMetrics(now.font("caption", 500 if look.pair else 400))
    text = width.horizontalAdvance(look.word)
    if not look.pair:
        return QSize(text, now.size("tag"))
    icon = now.size("icon_small") + (now.px(_GAP) if look.word else 0) if look.icon else 0
    return QSize(text + icon + 2 * now.px(_PAD), now.size("tag"))


def paint_look(painter: QPainter, look: Look, left: int, middle: int, limit: int = 10_000) -> QRect:
    """Paint a tag with its left edge at ``left``, centred on ``middle``, no wider than ``limit``.

    Returns where it was painted, so that a focused cell can ring it.
    """
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    now = theme.current()
    picture = _picture(look, now.scheme.value, now.zoom, ratio, limit)
    size = picture.deviceIndependentSize().toSize()
    where = QRect(QPoint(left, middle - size.height() // 2), size)
    painter.drawPixmap(where.topLeft(), picture)
    return where


def paint_ring(painter: QPainter, around: QRect) -> None:
    """The focus ring: two pixels of the accent, a little outside of ``around``."""
    now = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(now.colour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corner = now.size("corner")
    painter.drawRoundedRect(QRectF(around).adjusted(-3, -3, 3, 3), corner, corner)
    painter.restore()


@lru_cache(maxsize=1024)
def _picture(look: Look, scheme: str, zoom: float, ratio: float, limit: int) -> QPixmap:
    now = theme.current()
    size = look_size(look)
    size.setWidth(max(1, min(size.width(), limit)))
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.pair:
        _paint_tag(painter, look, size)
    else:
        painter.setFont(now.font("caption"))
        painter.setPen(now.colour("ink2"))
        painter.drawText(QRect(QPoint(0, 0), size), Qt.AlignmentFlag.AlignVCenter, look.word)
    painter.end()
    return picture


def _paint_tag(painter: QPainter, look: Look, size: QSize) -> None:
    now = theme.current()
    ink = now.colour(f"{look.pair}.ink")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.colour(f"{look.pair}.back"))
    corner = now.size("corner_tag")
    painter.drawRoundedRect(QRectF(0, 0, size.width(), size.height()), corner, corner)
    x = now.px(_PAD)
    if look.icon:
        side = now.size("icon_small")
        icons.paint(painter, look.icon, ink, x, (size.height() - side) / 2, side)
        x += side + now.px(_GAP)
    font = now.font("caption", 500)
    painter.setFont(font)
    painter.setPen(ink)
    room = size.width() - x - now.px(_PAD) + 1
    text = QFontMetrics(font).elidedText(look.word, Qt.TextElideMode.ElideRight, room)
    place = QRect(x, 0, room, size.height())
    painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)


class StateTag(QWidget):
    """One tag in a layout. Its accessible name is its word."""

    def __init__(self, look: Look | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.updateGeometry)
        self.set_look(look)

    def set_look(self, look: Look | None) -> None:
        """Show another state; None hides the tag."""
        self._look = look
        self.setAccessibleName(look.word if look else "")
        self.setVisible(look is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return look_size(self._look) if self._look else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._look is not None:
            painter = QPainter(self)
            paint_look(painter, self._look, 0, self.height() // 2, self.width())
            painter.end()


class EnvironmentTag(QWidget):
    """The environment's word in white on its colour, for sheets, rows and dialogs."""

    def __init__(self, word: str, colour: QColor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word.upper()
        self._colour = colour
        self.setAccessibleName(f"Environment: {word}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        width = QFontMetrics(now.font("small", 600)).horizontalAdvance(self._word)
        return QSize(width + 2 * now.px(8), now.size("tag"))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        corner = now.size("corner_tag")
        painter.drawRoundedRect(QRectF(self.rect()), corner, corner)
        painter.setPen(now.colour("env.ink"))
        painter.setFont(now.font("small", 600))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._word)
        painter.end()
