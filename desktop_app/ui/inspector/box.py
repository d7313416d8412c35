"""What is the one thing to read first? A quiet box with a strong and a plain sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.widgets import PlainLabel


class Summary(QFrame):
    """Two sentences in a box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        now = theme.current()
        self.strong = PlainLabel("", "strong", wrap=True)
        self.quiet = PlainLabel("", "quiet", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(now.px(11), now.px(8), now.px(11), now.px(8))
        column.setSpacing(now.px(2))
        column.addWidget(self.strong)
        column.addWidget(self.quiet)

    def say(self, strong: str, quiet: str = "") -> None:
        self.strong.setText(strong)
        self.quiet.setText(quiet)
        self.quiet.setVisible(bool(quiet))
        self.setAccessibleName(f"{strong} {quiet}".strip())
