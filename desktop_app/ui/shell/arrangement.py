"""Where does each part of the window stand? Strip, toolbar, rooms with sidebar, dock, status."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui import theme


class Side(QWidget):
    """The inspector's place, kept free until it is built."""

    def fill(self, content: QWidget) -> None:
        """Put the inspector in."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content)


class Arrangement(QWidget):
    """The window's content. ``rooms`` shows one room; ``split`` holds the titles and the side."""

    def __init__(
        self, above: Sequence[QWidget], sidebar: QWidget, titles: QWidget, below: QWidget
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.side = Side()
        self.rooms = QStackedWidget()
        self.split = self._split(titles)
        self.rooms.addWidget(self.split)
        self._below = below
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in above:
            self._column.addWidget(styled(part))
        self._column.addWidget(self._middle(sidebar), 1)
        self._column.addWidget(styled(below))

    def _split(self, titles: QWidget) -> QSplitter:
        now = theme.current()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        for pane, stretch, least in ((titles, 2, "list_min"), (self.side, 1, "inspector_min")):
            split.addWidget(styled(pane))
            split.setStretchFactor(split.count() - 1, stretch)
            pane.setMinimumWidth(now.size(least))
        inspector = now.size("inspector")
        list_width = now.fixed("window_width") - now.size("sidebar") - inspector
        split.setSizes([list_width, inspector])
        return split

    def _middle(self, sidebar: QWidget) -> QWidget:
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(sidebar)
        row.addWidget(self.rooms, 1)
        return middle

    def add_dock(self, dock: QWidget) -> None:
        """The jobs dock stands above the status bar."""
        self._column.insertWidget(self._column.indexOf(self._below), styled(dock))


def styled(part: QWidget) -> QWidget:
    """Let the stylesheet paint the background of a plain widget."""
    part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return part
