"""How far did the test come? A tick for each step, and a plain sentence for what fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from desktop_app.services.connect import Step

_MARKS = {
    True: ("tick", "added.ink", "Works"),
    False: ("cross", "removed.ink", "Does not work"),
    None: ("minus", "ink3", "Not tried"),
}


class StepsView(QFrame):
    """Grows a line a step; the last line says what it comes to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        self.setAccessibleName("Test of the connection")
        now = theme.current()
        self._head = PlainLabel("Test", "strong")
        self._words = PlainLabel("", "quiet", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(now.px(10))
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(now.px(14), now.px(12), now.px(14), now.px(12))
        column.setSpacing(now.px(8))
        column.addWidget(self._head)
        column.addWidget(self._words)
        column.addLayout(self._lines)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        self.count = 0
        self._words.setText(
            "Each step is tried in turn: the address, the key, the schema, one page of titles, "
            "the clocks and xConnector. Nothing is written anywhere."
        )

    def start(self) -> None:
        """Forget the last test."""
        while self._lines.count():
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.count = 0
        self._words.setText("Testing…")

    def add(self, step: Step) -> None:
        """One more step has ended."""
        self.count += 1
        self._lines.addWidget(_Line(step))
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())

    def finish(self, failed: int) -> None:
        """What the test comes to."""
        if not self.count:
            self._words.setText("The test could not begin." if failed else "")
        else:
            self._words.setText(
                "Not everything works. You can save and mend it later."
                if failed
                else "Everything works."
            )


class _Line(QWidget):
    def __init__(self, step: Step) -> None:
        super().__init__()
        now = theme.current()
        icon, colour, spoken = _MARKS[step.ok]
        mark = QLabel()
        side = now.size("icon")
        mark.setPixmap(icons.pixmap(icon, now.colour(colour), side, self.devicePixelRatioF()))
        mark.setFixedSize(side, side)
        mark.setAccessibleName(spoken)
        name = step.name if step.name.startswith("x") else step.name[:1].upper() + step.name[1:]
        words = QVBoxLayout()
        words.setSpacing(now.px(2))
        words.addWidget(PlainLabel(name, "strong"))
        if step.words:
            words.addWidget(
                PlainLabel(step.words, "error" if step.ok is False else "caption", wrap=True)
            )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(now.px(8))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{spoken}: {name}. {step.words}")
