"""How does a person switch between sides of one thing? Underlined words with quiet counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from desktop_app.ui import theme


class Tabs(QTabBar):
    """A tab bar drawn from the tokens; arrow keys move as in every tab bar."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._counts: dict[int, tuple[int, str]] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for name in names:
            self.addTab(name)
        theme.current().changed.connect(self._refit)

    def set_count(self, index: int, count: int, pair: str = "neutral") -> None:
        """A number beside the word; 0 takes it away. ``pair`` says how urgent it is."""
        if self._counts.get(index) != (count, pair):
            self._counts[index] = (count, pair)
            self.setAccessibleTabName(
                index, f"{self._names[index]}, {count}" if count else self._names[index]
            )
            self._refit()

    def _refit(self) -> None:
        # QTabBar keeps its measures until a text changes.
        for index, name in enumerate(self._names):
            self.setTabText(index, "")
            self.setTabText(index, name)
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        now = theme.current()
        self_font = now.font("caption", 600)
        painter_width = _width(self_font, self._names[index])
        count = self._counts.get(index, (0, ""))[0]
        extra = now.px(4) + _pill_width(count) if count else 0
        return QSize(painter_width + extra + now.px(10), now.px(34))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            self._paint_tab(painter, index)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        now = theme.current()
        box = self.tabRect(index)
        current = index == self.currentIndex()
        font = now.font("caption", 600 if current else 400)
        painter.setFont(font)
        painter.setPen(now.colour("ink" if current else "ink2"))
        left = box.left() + now.px(5)
        room = QRect(left, box.top(), box.width(), box.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self._names[index])
        count, pair = self._counts.get(index, (0, ""))
        if count:
            self._paint_pill(
                painter, left + _width(font, self._names[index]) + now.px(4), box, count, pair
            )
        if current:
            line = QRect(box.left() + now.px(2), box.bottom() - 1, box.width() - now.px(4), 2)
            painter.fillRect(line, now.colour("accent"))
            if self.hasFocus():
                painter.setPen(QPen(now.colour("accent"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(box).adjusted(1.5, 5.5, -1.5, -6.5), 4, 4)

    def _paint_pill(self, painter: QPainter, left: int, box: QRect, count: int, pair: str) -> None:
        now = theme.current()
        height = now.px(16)
        pill = QRectF(left, box.center().y() - height / 2 + 0.5, _pill_width(count), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour(f"{pair}.back"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(now.font("small", 500))
        painter.setPen(now.colour(f"{pair}.ink"))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), str(count))


def _width(font: object, text: str) -> int:
    from PySide6.QtGui import QFont, QFontMetrics

    return QFontMetrics(font).horizontalAdvance(text) if isinstance(font, QFont) else 0


def _pill_width(count: int) -> int:
    now = theme.current()
    return max(now.px(16), _width(now.font("small", 500), str(count)) + now.px(10))
