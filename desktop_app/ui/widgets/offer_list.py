"""What could the half-typed text go on with? A small list under a field, painted in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.ui import theme
from desktop_app.ui.widgets.announce import announce
from desktop_app.ui.widgets.labels import paint_elided

_WIDTH, _ROW, _FOOT = 340, 26, 24
_HINT = "Tab takes it · ↓ chooses · Esc closes"


@dataclass(frozen=True, slots=True)
class Line:
    """``left`` is what is offered, ``right`` a count or a few words about it."""

    left: str
    right: str


class OfferList(QWidget):
    """Lies over the window under its field and never takes the focus: the field passes it keys.

    ``chosen`` tells the number of a line that was clicked. ``current`` is -1 until a person goes
    into the list.
    """

    chosen = Signal(int)

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field.window())
        self._field = field
        self.lines: tuple[Line, ...] = ()
        self.current = -1
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("What the search could go on with")
        self.hide()

    def offer(self, lines: Sequence[Line]) -> None:
        """Show these under the field, none of them chosen; hide when there are none."""
        self.lines = tuple(lines)
        self.current = -1
        if not self.lines:
            self.hide()
            return
        now = theme.current()
        height = len(self.lines) * now.px(_ROW) + now.px(_FOOT) + 2
        if self.parentWidget() is not self._field.window():
            self.setParent(self._field.window())
        below = self._field.mapTo(self._field.window(), QPoint(0, self._field.height() + 2))
        self.setGeometry(below.x(), below.y(), now.px(_WIDTH), height)
        self.show()
        self.raise_()
        self.update()
        announce(self._field, f"{len(self.lines)} offers: {self.lines[0].left}")

    def step(self, by: int) -> None:
        """Up or down; above the first line nothing is chosen again."""
        self.current = max(-1, min(len(self.lines) - 1, self.current + by))
        self.update()
        if self.current >= 0:
            line = self.lines[self.current]
            announce(self._field, f"{line.left}, {line.right}")

    def _row_at(self, y: float) -> int:
        row = int(y - 1) // theme.current().px(_ROW)
        return row if 0 <= row < len(self.lines) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row != self.current:
            self.current = row
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row >= 0 and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.colour("surface"))
        tall = now.px(_ROW)
        for row, line in enumerate(self.lines):
            self._paint_line(painter, QRect(1, 1 + row * tall, self.width() - 2, tall), row, line)
        foot = QRect(1, 1 + len(self.lines) * tall, self.width() - 2, now.px(_FOOT))
        painter.fillRect(foot, now.colour("raised"))
        inside = foot.adjusted(now.px(10), 0, -now.px(10), 0)
        paint_elided(painter, _HINT, inside, colour="ink2", size="small")
        painter.setPen(QPen(now.colour("line2"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_line(self, painter: QPainter, where: QRect, row: int, line: Line) -> None:
        now = theme.current()
        if row == self.current:
            painter.fillRect(where, now.colour("sel"))
        inside = where.adjusted(now.px(10), 0, -now.px(10), 0)
        painter.setFont(now.font("caption"))
        metrics = painter.fontMetrics()
        share = inside.width() * 6 // 10
        wide = min(metrics.horizontalAdvance(line.right) + 2, share)
        left = QRect(inside.left(), inside.top(), inside.width() - wide - now.px(8), where.height())
        right = QRect(inside.right() - wide + 1, inside.top(), wide, where.height())
        paint_elided(painter, line.left, left, weight=500)
        paint_elided(painter, line.right, right, colour="ink2", size="caption")
