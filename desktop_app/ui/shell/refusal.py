"""Why does Colophon not open? A small window with the three sentences, nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.records.errors import ColophonError
from desktop_app.ui import theme
from desktop_app.ui.widgets import Button, Heading, Kind, PlainLabel


class Refusal(QWidget):
    """Stands alone: there is no main window behind it."""

    closed = Signal()

    def __init__(self, error: ColophonError, *, busy: bool) -> None:
        super().__init__()
        now = theme.current()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Colophon")
        self.resize(now.px(460), now.px(200))
        self.words = PlainLabel(error.sentence(), wrap=True, selectable=True)
        column = QVBoxLayout(self)
        margin = now.px(24)
        column.setContentsMargins(margin, margin, margin, now.px(16))
        column.setSpacing(now.px(12))
        column.addWidget(Heading("Already open" if busy else "Colophon cannot open"))
        column.addWidget(self.words)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        close = Button("Close", Kind.PRIMARY)
        close.clicked.connect(self.close)
        row.addWidget(close)
        column.addLayout(row)
        close.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
