"""What happens to a file that is dragged over the list? It says so before it is let go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme, wording
from desktop_app.ui.widgets import Heading, PlainLabel
from desktop_app.ui.widgets.announce import announce

ENDINGS = (".xml", ".onix", ".onx", ".csv", ".tsv", ".txt")
NAME_FILTER = "ONIX or table (*.xml *.onix *.onx *.csv *.tsv *.txt);;All files (*)"


class Dropping(QObject):
    """Watches one pane. ``dropped`` brings the file that a person let go over it."""

    dropped = Signal(str)

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self.words = _Words(pane)
        self.words.hide()
        pane.setAcceptDrops(True)
        pane.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            return self._enter(event)
        if kind is QEvent.Type.DragMove and isinstance(event, QDragMoveEvent):
            self._take(event)
            return True
        if kind is QEvent.Type.DragLeave:
            self.words.hide()
            return True
        if kind is QEvent.Type.Drop and isinstance(event, QDropEvent):
            return self._drop(event)
        if kind is QEvent.Type.Resize and self.words.isVisible():
            self.words.setGeometry(self._pane.rect())
        return False

    def _enter(self, event: QDragEnterEvent) -> bool:
        files = _files(event.mimeData())
        if not files:
            return False
        fault = refused(files)
        name = wording.one_line(files[0].name)[:60]
        self.words.say(
            fault or f"Drop to check {name}",
            ""
            if fault
            else "It is set beside what you send. Nothing is imported, changed or sent.",
        )
        self.words.setGeometry(self._pane.rect())
        self.words.show()
        self.words.raise_()
        self._take(event)
        # Where it cannot be used the words stay as long as the file is over the list.
        event.accept()
        return True

    def _take(self, event: QDragMoveEvent) -> None:
        files = _files(event.mimeData())
        if files and not refused(files):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _drop(self, event: QDropEvent) -> bool:
        self.words.hide()
        files = _files(event.mimeData())
        if not files or refused(files):
            event.ignore()
            return True
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(str(files[0]))
        return True


def refused(files: list[Path]) -> str:
    """Why these cannot be compared, or ""."""
    if len(files) > 1:
        return "One file at a time, please: drop the file of one destination."
    if files[0].suffix.lower() not in ENDINGS:
        return "Only ONIX (.xml, .onix) and tables (.csv) can be checked."
    return ""


def _files(data: QMimeData) -> list[Path]:
    """Files of this computer that are dragged; something else gives none."""
    return [Path(each.toLocalFile()) for each in data.urls() if each.isLocalFile()]


class _Words(QWidget):
    """Says over the list what a drop does; clicks and drags go through it."""

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.head = Heading("", "sheet_title")
        self.more = PlainLabel("", "quiet", wrap=True)
        column = QVBoxLayout(self)
        column.addStretch(1)
        for label in (self.head, self.more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(1)

    def say(self, words: str, more: str) -> None:
        self.head.setText(words)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        announce(self, f"{words}. {more}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), now.colour("surface"))
        edge = now.px(12)
        painter.setBrush(now.colour("sel"))
        painter.setPen(QPen(now.colour("accent"), 2, Qt.PenStyle.DashLine))
        corner = now.size("corner_dialog")
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -edge, -edge), corner, corner)
        painter.end()
