"""How does a tick look? The same in a list row, a header and a form."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop_app.ui import icons, theme

SIDE = 14


def paint_check(
    painter: QPainter, centre: QPoint, state: Qt.CheckState, *, focus: bool = False
) -> None:
    """Draw a check box centred on a point: empty, ticked, or a dash for some of them."""
    now = theme.current()
    side = now.px(SIDE)
    box = QRectF(centre.x() - side / 2 + 0.5, centre.y() - side / 2 + 0.5, side - 1, side - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if state is Qt.CheckState.Unchecked:
        painter.setPen(QPen(now.colour("accent" if focus else "edge"), 2 if focus else 1))
        painter.setBrush(now.colour("surface"))
        painter.drawRoundedRect(box, 3, 3)
    else:
        painter.setPen(QPen(now.colour("accent"), 1))
        painter.setBrush(now.colour("accent"))
        painter.drawRoundedRect(box, 3, 3)
        mark = "tick" if state is Qt.CheckState.Checked else "minus"
        small = now.px(10)
        ink = now.colour("accentink")
        icons.paint(
            painter, mark, ink, box.center().x() - small / 2, box.center().y() - small / 2, small
        )
        if focus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(now.colour("accent"), 1))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)
    painter.restore()


class CheckBox(QCheckBox):
    """A check box with words, drawn like those in the lists."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text)
        theme.current().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        now = theme.current()
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(now.px(SIDE + 4) + (words + now.px(8) if words else 0), now.px(24))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        middle = self.height() // 2
        centre = QPoint(now.px(SIDE // 2 + 2), middle)
        paint_check(painter, centre, self.checkState(), focus=self.hasFocus())
        painter.setFont(now.font())
        painter.setPen(now.colour("ink" if self.isEnabled() else "ink3"))
        left = now.px(SIDE + 10)
        painter.drawText(
            QRect(left, 0, self.width() - left, self.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine),
            self.text(),
        )
        painter.end()
