"""What did the source tell of this title? Every field, found by its name, its path or its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme, wording
from desktop_app.ui.inspector import told
from desktop_app.ui.widgets import Button, Chip, EmptyState, Kind, PlainLabel
from desktop_app.ui.widgets.lines import LinesView
from desktop_app.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from desktop_app.services.source_view import SourceView


class SourcePage(QWidget):
    """Groups of fields with their GraphQL paths. Everything is plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen: SourceView | None = None
        self.filter = SearchBox("Find a field or a value…")
        self.empty = Chip("Empty", checkable=True)
        self.lines = LinesView("Fields of the source", (34, 66))
        self.none = EmptyState()
        self.note = PlainLabel("", "caption", wrap=True)
        self._counts = PlainLabel("", "caption")
        self._path = Button("Copy path", Kind.PLAIN, icon="copy")
        self._value = Button("Copy value", Kind.PLAIN, icon="copy")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.lines)
        self._stack.addWidget(self.none)
        self._lay_out()
        self.filter.searched.connect(lambda _: self._show())
        self.filter.pasted.connect(self.filter.insert)
        self.filter.left.connect(lambda: self.lines.setFocus(Qt.FocusReason.OtherFocusReason))
        self.empty.toggled.connect(lambda _: self._show())
        self._path.clicked.connect(lambda: self._copy(path=True))
        self._value.clicked.connect(lambda: self._copy(path=False))
        self.lines.selectionModel().currentChanged.connect(lambda *_: self._ready())
        self._ready()

    def _lay_out(self) -> None:
        now = theme.current()
        top = QHBoxLayout()
        top.setContentsMargins(now.px(16), now.px(10), now.px(16), now.px(6))
        top.setSpacing(now.px(8))
        top.addWidget(self.filter, 1)
        top.addWidget(self.empty)
        foot = QHBoxLayout()
        foot.setContentsMargins(now.px(8), now.px(2), now.px(16), now.px(6))
        foot.addWidget(self._path)
        foot.addWidget(self._value)
        foot.addStretch(1)
        foot.addWidget(self._counts)
        words = QHBoxLayout()
        words.setContentsMargins(now.px(16), 0, now.px(16), now.px(6))
        words.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(words)
        column.addLayout(self._stack, 1)
        column.addLayout(foot)
        self.note.hide()

    def wait(self) -> None:
        """Another title: nothing of the last one stays, but what is looked for does."""
        self._seen = None
        self.lines.set_lines(())
        self.note.hide()
        self._counts.setText("")
        self.none.say("", "Reading the record…")
        self._stack.setCurrentIndex(1)

    def show_view(self, seen: SourceView) -> None:
        """What the source told of the title."""
        if seen == self._seen:
            return
        self._seen = seen
        self.note.setText(seen.note)
        self.note.setVisible(bool(seen.note))
        self._show()

    def _show(self) -> None:
        if self._seen is None:
            return
        found = told.told(self._seen, self.filter.text(), empty=self.empty.isChecked())
        self.lines.set_lines(found.lines)
        self._stack.setCurrentIndex(0 if found.lines else 1)
        self.none.say("No field fits.", _where(0 if self.empty.isChecked() else found.empty))
        self._counts.setText(wording.counted(found.shown, "field"))
        self.empty.setText(f"{wording.number(found.empty)} empty")
        self.empty.setEnabled(bool(found.empty))
        self.empty.setToolTip("Show fields in which nothing is, and those the source did not tell")
        self._ready()

    def _ready(self) -> None:
        index = self.lines.currentIndex()
        on = index.isValid() and bool(self.lines.lines[index.row()].copy)
        self._path.setEnabled(on)
        self._value.setEnabled(on and bool(self.lines.lines[index.row()].value))

    def _copy(self, *, path: bool) -> None:
        line = self.lines.lines[self.lines.currentIndex().row()]
        text = line.copy.rpartition("\t")[2] if path else line.value
        QApplication.clipboard().setText(text)


def _where(hidden: int) -> str:
    if hidden:
        return f"{wording.counted(hidden, 'empty field')} would."
    return "No field of this title has these words."
