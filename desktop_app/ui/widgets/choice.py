"""How does a person choose one of a few? A combo box with an arrow from our own icons."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from desktop_app.ui import icons, theme


class Choice(QComboBox):
    """A combo box; the stylesheet removes the platform's arrow, so one is drawn here."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        now = theme.current()
        side = now.size("icon_small")
        painter = QPainter(self)
        ink = now.colour("ink2" if self.isEnabled() else "ink3")
        left = self.width() - side - now.px(10)
        icons.paint(painter, "down", ink, left, (self.height() - side) / 2, side)
        painter.end()
