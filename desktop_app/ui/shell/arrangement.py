"""Where does each part of the window stand? Strip, toolbar, rooms with sidebar, dock, status."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.shell.sidebar import Sidebar


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
        self, above: Sequence[QWidget], sidebar: Sidebar, titles: QWidget, below: QWidget
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.side = Side()
        self.rooms = QStackedWidget()
        self.split = self._split(titles)
        self.rooms.addWidget(self.split)
        self._below = below
        self._sidebar = sidebar
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
            pane.setMinimumWidth(least_width(least))
        inspector = min(now.size("inspector"), now.fixed("window_width") // 2)
        list_width = now.fixed("window_width") - now.size("sidebar") - inspector
        split.setSizes([max(list_width, least_width("list_min")), inspector])
        return split

    def _middle(self, sidebar: QWidget) -> QWidget:
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(sidebar)
        row.addWidget(self.rooms, 1)
        return middle

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With large text in a small window the sidebar keeps icons and counts only."""
        super().resizeEvent(event)
        now = theme.current()
        rooms = now.size("list_min") + now.size("inspector_min")
        self._sidebar.set_narrow(now.size("sidebar") + rooms > event.size().width())

    def add_dock(self, dock: QWidget) -> None:
        """The jobs dock stands above the status bar."""
        self._column.insertWidget(self._column.indexOf(self._below), styled(dock))


def least_width(pane: str) -> int:
    """How narrow a pane may get: it grows with the text, but both panes fit a small laptop."""
    now = theme.current()
    share = 0.47 if pane == "inspector_min" else 0.36
    return min(now.size(pane), round(share * now.fixed("window_width")))


def styled(part: QWidget) -> QWidget:
    """Let the stylesheet paint the background of a plain widget."""
    part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return part
