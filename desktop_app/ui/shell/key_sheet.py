"""Which keys are there? The whole map on one sheet, by the place where each acts."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui import keys, theme
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.widgets import Button, PlainLabel
from desktop_app.ui.widgets.button import key_words

_BESIDE = 620
"""How wide the sheet has to be (at 100 %) for two columns."""
_HEAD = 2
"""The head of a place takes the room of so many lines."""


class KeySheet(Sheet):
    """Two columns of places, as even as they get; with large text one under the other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Keys", parent, wanted=QSize(820, 640))
        now = theme.current()
        inner = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._columns.setContentsMargins(0, 0, now.px(12), 0)
        self._columns.setSpacing(now.px(40))
        for places in halves(keys.PLACES):
            column = QVBoxLayout()
            column.setSpacing(now.px(18))
            for place in places:
                column.addLayout(_place(place))
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        self.area = _Area(inner)
        close = Button("Close")
        close.clicked.connect(self.accept)
        margin = now.px(20)
        self.body.setContentsMargins(margin, margin, margin, now.px(8))
        self.body.setSpacing(now.px(10))
        self.body.addWidget(PlainLabel("Keys", "strong"))
        self.body.addWidget(self.area, 1)
        self.footer.addWidget(PlainLabel("Keys of a place act while it has the focus.", "caption"))
        self.footer.addStretch()
        self.footer.addWidget(close)
        self.set_default(close)
        self.area.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < theme.current().px(_BESIDE)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)


class _Area(QScrollArea):
    """Takes the focus, so that arrows, Page up and Page down move it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Keys by place")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        ends = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        if event.key() in ends:
            bar.setValue(ends[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def halves(places: tuple[keys.Place, ...]) -> tuple[list[keys.Place], list[keys.Place]]:
    """Two columns in the order of the map, about as long as each other."""
    lines = [len(place.keys) + _HEAD for place in places]
    cut = min(range(len(places) + 1), key=lambda n: abs(sum(lines[:n]) - sum(lines[n:])))
    return list(places[:cut]), list(places[cut:])


def _place(place: keys.Place) -> QGridLayout:
    now = theme.current()
    grid = QGridLayout()
    grid.setHorizontalSpacing(now.px(16))
    grid.setVerticalSpacing(now.px(4))
    grid.setColumnStretch(0, 1)
    grid.addWidget(PlainLabel(place.name, "head"), 0, 0, 1, 2)
    for row, key in enumerate(place.keys, 1):
        words = "  or  ".join(key_words(each) for each in key.sequences)
        does, pressed = PlainLabel(key.action, wrap=True), PlainLabel(words, "quiet")
        does.setAccessibleName(f"{place.name}, {key.action}: {words}")
        grid.addWidget(does, row, 0)
        grid.addWidget(pressed, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    return grid
