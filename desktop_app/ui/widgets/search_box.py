"""Where does a person type what they look for? One field with icon, key cap and clear cross."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.widgets.button import key_words, paint_key_cap

_CAP_FROM = 150
"""A narrower field keeps its room for what is typed."""


class SearchBox(QLineEdit):
    """``searched`` fires while typing, once the event loop is free; ``pasted`` fires instead
    when a paste holds more than one line or several numbers. Esc clears, then leaves."""

    searched = Signal(str)
    pasted = Signal(str)
    left = Signal()
    """Enter, Down, or Esc in an empty field: the list wants the focus."""

    def __init__(self, placeholder: str, keys: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = key_words(keys) if keys else ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder.rstrip("…"))
        self.setMaxLength(100_000)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.searched.emit(self.text()))
        self.textChanged.connect(lambda: self._timer.start(0))
        theme.current().changed.connect(self._margins)
        self._margins()

    def _margins(self) -> None:
        now = theme.current()
        self._roomy = self.width() >= now.px(_CAP_FROM)
        shown = bool(self._keys) and self._roomy
        self.setTextMargins(now.px(24), 0, now.px(52 if shown else 8), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._margins()

    def set_bad(self, bad: bool) -> None:
        """Whether what is typed cannot be searched for: the edge says so beside the words."""
        if bool(self.property("bad")) != bad:
            self.setProperty("bad", bad)
            self.style().unpolish(self)
            self.style().polish(self)

    def insert_pasted(self, text: str) -> None:
        """What a paste does: several lines or numbers are a list, all else is typed."""
        if len(text.split()) > 1 and sum(c.isdigit() for c in text) > len(text) // 2:
            self.pasted.emit(text)
        else:
            self.insert(" ".join(text.split()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtGui import QGuiApplication, QKeySequence

        if event.matches(QKeySequence.StandardKey.Paste):
            self.insert_pasted(QGuiApplication.clipboard().text())
            return
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = now.size("icon")
        icons.paint(
            painter, "search", now.colour("ink2"), now.px(10), (self.height() - side) / 2, side
        )
        if self._keys and self._roomy and not self.text():
            width = painter.fontMetrics().horizontalAdvance(self._keys) + now.px(8)
            left = self.width() - width - now.px(8)
            paint_key_cap(painter, self._keys, left, self.height() // 2, now.colour("ink3"))
        painter.end()


class SheetSearchBox(SearchBox):
    """In a sheet Esc in an empty field closes the sheet, as it does everywhere else in it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.text():
            event.ignore()
            return
        super().keyPressEvent(event)
