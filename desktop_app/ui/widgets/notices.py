"""What does a view say when it is empty, waits or could not? A sentence and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.widgets.button import Button, Kind
from desktop_app.ui.widgets.labels import PlainLabel

Act = tuple[str, Callable[[], None]]


class EmptyState(QWidget):
    """A heading, a sentence and up to two buttons, in the middle of an empty view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel("", "strong")
        self._words = PlainLabel("", "quiet", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.current().px(8))
        inner = QVBoxLayout()
        inner.setSpacing(theme.current().px(8))
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            inner.addWidget(label)
        inner.addSpacing(theme.current().px(4))
        inner.addLayout(self._buttons)
        self._outer = QVBoxLayout(self)
        self._outer.addStretch(2)
        self._outer.addLayout(inner)
        self._outer.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Wrapped words are centred in a column of a readable width.
        now = theme.current()
        side = max((self.width() - now.px(440)) // 2, now.px(16))
        self._outer.setContentsMargins(side, 0, side, 0)
        super().resizeEvent(event)

    def say(
        self, title: str, words: str = "", acts: Sequence[Act] = (), *, primary: bool = False
    ) -> None:
        """Show other words and buttons; with ``primary`` the first button is the loud one."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.setAccessibleName(f"{title} {words}".strip())
        _clear(self._buttons)
        self._buttons.addStretch(1)
        for index, (text, act) in enumerate(acts):
            kind = Kind.PRIMARY if primary and index == 0 else Kind.SECONDARY
            button = Button(text, kind)
            button.clicked.connect(lambda _=False, act=act: act())
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)


class Banner(QFrame):
    """A strip above a list: icon, one sentence, up to two plain actions, a cross.

    ``pair`` is a state of the token file: changed for what waits, removed for what failed,
    neutral for what is only told.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        self._pair = "changed"
        self._icon = "note"
        self._words = PlainLabel("", wrap=True)
        self._acts = QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(now.px(38), now.px(6), now.px(12), now.px(6))
        row.setSpacing(now.px(12))
        row.addWidget(self._words, 1)
        row.addLayout(self._acts)
        now.changed.connect(self._restyle)
        self.hide()

    def say(
        self,
        words: str,
        acts: Sequence[Act] = (),
        *,
        pair: str = "changed",
        icon: str = "note",
        closable: bool = True,
    ) -> None:
        """Show a sentence with its actions."""
        self._pair, self._icon = pair, icon
        self._words.setText(words)
        self.setAccessibleName(words)
        _clear(self._acts)
        for text, act in acts:
            button = Button(text, Kind.LINK)
            button.clicked.connect(lambda _=False, act=act: act())
            self._acts.addWidget(button)
        if closable:
            close = Button("", Kind.PLAIN, icon="close")
            close.setAccessibleName("Dismiss this notice")
            close.clicked.connect(self.hide)
            self._acts.addWidget(close)
        self._restyle()
        self.show()

    def focus_first(self) -> None:
        """Go to the first action: it is asked for now."""
        item = self._acts.itemAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def words(self) -> str:
        """What is said now, or "" while it is hidden."""
        return self._words.text() if not self.isHidden() else ""

    def _restyle(self) -> None:
        colour = theme.current().colour(f"{self._pair}.ink").name()
        self._words.setStyleSheet(f"color: {colour}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.colour(f"{self._pair}.back"))
        ink = now.colour(f"{self._pair}.ink")
        side = now.size("icon")
        icons.paint(painter, self._icon, ink, now.px(14), (self.height() - side) / 2, side)
        painter.setPen(now.colour("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()


def _clear(layout: QHBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
