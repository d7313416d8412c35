"""When did this title go where, and what became of it? Its own page of the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop_app.records.job import Item
from desktop_app.ui import states, wording
from desktop_app.ui.history.view_model import milestone_words
from desktop_app.ui.widgets import EmptyState
from desktop_app.ui.widgets.lines import Cell, Line, LinesView, Run


class SendsPage(QWidget):
    """Newest first; a click or Enter leads to the item in History, with its exact bytes."""

    opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LinesView("Sends of this title", (58, 42))
        self.lines.opened.connect(lambda key: self.opened.emit(*key))
        self.lines.clicked.connect(lambda index: self.opened.emit(*self.lines.key_at(index)))
        self.lines.setCursor(Qt.CursorShape.PointingHandCursor)
        self.none = EmptyState()
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.lines)
        self._stack.addWidget(self.none)

    def show_items(self, items: Sequence[Item], destination: Callable[[str], str]) -> None:
        self.lines.set_lines([_line(item, destination(item.flow)) for item in items])
        self._stack.setCurrentIndex(0 if items else 1)
        self.none.say("Never sent.", "Nothing about this title has been sent from this computer.")


def _line(item: Item, destination: str) -> Line:
    look = states.of_state(item.state)
    when = wording.moment_long(item.updated_at)
    milestone = milestone_words(item.subject)
    place = f"{destination} · {milestone}" if milestone else destination
    left = Cell(
        (
            (Run(place, weight=500),),
            (Run(f"{when} · job #{item.job}", "ink2", "caption"),),
        )
    )
    words = wording.one_line(item.reason)
    right = Cell(((Run(words, "ink2", "caption"),),) if words else (), look=look)
    spoken = f"{place}, {look.word}, {when}, job {item.job}. {words}"
    return Line((left, right), spoken, spoken, key=(item.job, item.id))
