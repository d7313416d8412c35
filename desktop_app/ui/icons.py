"""Which picture stands for a thing or a state? Own outline drawings, coloured by a token."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app.records.resources import resource_text
from desktop_app.ui import theme

_pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon ``name`` (a file of resources/icons) at ``size`` logical pixels.

    ``ratio`` is the device pixel ratio of what it is painted on, so that it stays crisp.
    """
    key = (name, colour.rgba(), size, ratio)
    found = _pixmaps.get(key)
    if found is None:
        found = _pixmaps[key] = _render(name, colour, size, ratio)
    return found


def icon(name: str, colour: str = "ink2", size: str = "icon") -> QIcon:
    """A QIcon for menus and stock widgets, in a token colour, crisp at 1x and 2x."""
    now = theme.current()
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, now.colour(colour), now.size(size), ratio))
    return made


def paint(painter: QPainter, name: str, colour: QColor, x: float, y: float, size: int) -> None:
    """Draw an icon with its top left corner at (x, y)."""
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    painter.drawPixmap(round(x), round(y), pixmap(name, colour, size, ratio))


def _render(name: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    text = _source(name).replace("currentColor", colour.name())
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


@cache
def _source(name: str) -> str:
    return resource_text("icons", f"{name}.svg")
