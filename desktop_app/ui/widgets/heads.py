"""What stands over the columns of lines? Quiet names that keep to the columns below them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import theme
from desktop_app.ui.widgets.labels import paint_elided
from desktop_app.ui.widgets.lines import LinesView


class ColumnHeads(QWidget):
    """One name for each column of ``lines``, with a hairline under them."""

    def __init__(
        self, names: Sequence[str], lines: LinesView, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines.viewport().installEventFilter(self)
        theme.current().changed.connect(self.updateGeometry)

    def set_names(self, names: Sequence[str]) -> None:
        """Other names, such as another destination's."""
        self._names = tuple(names)
        self.setAccessibleName(", ".join(self._names))
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.update()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(100, theme.current().size("header"))

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        width = self._lines.viewport().width()
        for name, (left, room) in zip(self._names, self._lines.columns(width), strict=False):
            where = QRect(left, 0, room, self.height() - 1)
            paint_elided(painter, name, where, colour="ink3", size="small", weight=600)
        if not self._names:
            painter.end()
            return
        edge = now.px(16)
        bottom = self.height() - 1
        painter.setPen(now.colour("line"))
        painter.drawLine(edge, bottom, width - edge, bottom)
        painter.end()
