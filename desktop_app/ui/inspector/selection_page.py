"""What have the ticked titles in common at one destination, and in what do they differ?"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.records.progress import Progress
from desktop_app.services.selected import Selection
from desktop_app.ui import theme, wording
from desktop_app.ui.inspector.box import Summary
from desktop_app.ui.inspector.selection_lines import Jump, Show, Unfold, account, selection_lines
from desktop_app.ui.widgets import Button, Kind, PlainLabel, hairline
from desktop_app.ui.widgets.lines import LinesView

_SEEN = 4
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SelectionPage(QWidget):
    """``seen`` says that it came into sight or went out of it."""

    seen = Signal(bool)
    titles_wanted = Signal(list, str)
    """These titles are to be shown in the list, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: Selection | None = None
        self._destination = ""
        self._unfolded = ""
        self.summary = Summary()
        self.lines = LinesView("What the ticked titles have in common", (40, 60))
        self.cancel = Button("Cancel")
        self.again = Button("Look again", Kind.LINK, size="caption")
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Looking at the ticked titles")
        self._note = PlainLabel("", "caption", wrap=True)
        self._lay_out()
        self.lines.clicked.connect(self._clicked)
        self.lines.installEventFilter(self)
        self.lines.viewport().installEventFilter(self)

    def _lay_out(self) -> None:
        now = theme.current()
        edge = now.px(16)
        self._working = QWidget()
        working = QHBoxLayout(self._working)
        working.setContentsMargins(edge, now.px(8), edge, 0)
        working.setSpacing(now.px(8))
        working.addWidget(self._bar, 1)
        working.addWidget(self.cancel)
        box = QHBoxLayout()
        box.setContentsMargins(edge, 0, edge, now.px(4))
        box.addWidget(self.summary)
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, now.px(2), edge, now.px(2))
        foot.addWidget(self._note, 1)
        foot.addWidget(self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(box)
        column.addWidget(self._working)
        column.addWidget(self.lines, 1)
        column.addWidget(hairline())
        column.addLayout(foot)

    # -- what is said --------------------------------------------------------------------------

    def begin(self, titles: int, destination: str) -> None:
        """It is being looked at."""
        self._told = None
        self.lines.set_lines([])
        self.summary.say(f"Looking at {wording.counted(titles, 'title')} for {destination}…")
        self._bar.setRange(0, titles)
        self._bar.setValue(0)
        self._note.setText("")
        self._working.show()
        self.again.hide()

    def progress(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)

    def stopped(self, strong: str, quiet: str) -> None:
        """Nothing came of it."""
        self.summary.say(strong, quiet)
        self._working.hide()
        self.again.show()

    def show_selection(self, told: Selection, destination: str) -> None:
        """What was found; the field that is unfolded stays so while it is there."""
        self._told, self._destination = told, destination
        self.summary.say(*account(told, destination))
        self._working.hide()
        self.again.hide()
        self._note.setText("Enter or a click shows values, and titles in the list.")
        self._fill()

    def say_moved(self) -> None:
        """Something changed below; a large selection is not looked at again by itself."""
        self._note.setText("Something has changed since this was looked at.")
        self.again.show()

    def _fill(self) -> None:
        if self._told is not None:
            self.lines.set_lines(selection_lines(self._told, self._destination, self._unfolded))

    # -- what is opened ------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens as one click does; the second click of two opens nothing more."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            index = self.lines.currentIndex()
            if event.key() in _ENTER and index.isValid():
                self._clicked(index)
                return True
        if event.type() is QEvent.Type.MouseButtonDblClick:
            return True
        return super().eventFilter(watched, event)

    def _clicked(self, index: QModelIndex) -> None:
        self._open(self.lines.key_at(index))

    def _open(self, key: object) -> None:
        if isinstance(key, Show):
            self.titles_wanted.emit(list(key.titles()), wording.one_line(key.words))
        elif isinstance(key, Unfold):
            self._unfolded = "" if key.target == self._unfolded else key.target
            self._unfold(key)
        elif isinstance(key, Jump):
            lines = self.lines.lines
            self._to_top(next(row for row, line in enumerate(lines) if line.spoken == key.to))

    def _to_top(self, row: int) -> None:
        index = self.lines.model().index(row, 0)
        self.lines.setCurrentIndex(index)
        self.lines.scrollTo(index, LinesView.ScrollHint.PositionAtTop)

    def _unfold(self, key: Unfold) -> None:
        """The line that was opened keeps the cursor, and its place if values are seen below it."""
        place = self.lines.verticalScrollBar().value()
        self._fill()
        row = next(row for row, line in enumerate(self.lines.lines) if line.key == key)
        index = self.lines.model().index(row, 0)
        self.lines.setCurrentIndex(index)
        self.lines.verticalScrollBar().setValue(place)
        if self._unfolded:
            below = min(row + _SEEN, len(self.lines.lines) - 1)
            self.lines.scrollTo(self.lines.model().index(below, 0))
        self.lines.scrollTo(index)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit(False)
