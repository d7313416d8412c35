"""Which keys are there? The whole map on one sheet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from desktop_app.ui import keys, theme
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Button, PlainLabel
from desktop_app.ui.widgets.button import key_words


class KeySheet(Sheet):
    """Two columns: what it does, which keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Keys", parent, wanted=QSize(560, 560))
        now = theme.current()
        grid = QGridLayout()
        grid.setHorizontalSpacing(now.px(24))
        grid.setVerticalSpacing(now.px(5))
        for row, key in enumerate(keys.KEYS):
            where = f" (in {key.where})" if key.where else ""
            grid.addWidget(PlainLabel(key.action + where), row, 0)
            words = "   ".join(key_words(each) for each in key.sequences)
            grid.addWidget(PlainLabel(words, "quiet"), row, 1, Qt.AlignmentFlag.AlignRight)
        inner = QWidget()
        inner.setLayout(grid)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setAccessibleName("Keys")
        close = Button("Close")
        close.clicked.connect(self.accept)
        margin = now.px(20)
        self.body.setContentsMargins(margin, margin, margin, now.px(8))
        self.body.setSpacing(now.px(10))
        self.body.addWidget(PlainLabel("Keys", "strong"))
        self.body.addWidget(area, 1)
        self.footer.addStretch(1)
        self.footer.addWidget(close)
        self.set_default(close)
