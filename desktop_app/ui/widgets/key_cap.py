"""How is a shortcut shown beside what it does? As a small key cap."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import theme
from desktop_app.ui.widgets.button import key_words, paint_key_cap


class KeyCap(QWidget):
    """Shows a key sequence; binds nothing."""

    def __init__(self, sequence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = key_words(sequence)
        self.setAccessibleName(f"Shortcut {sequence}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        width = QFontMetrics(now.font("small", 500)).horizontalAdvance(self._words)
        return QSize(width + now.px(8), now.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        paint_key_cap(painter, self._words, 0, self.height() // 2, now.colour("ink3"))
        painter.end()
