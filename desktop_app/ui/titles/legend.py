"""What does each mark in the list mean? The seven standings with a sentence each."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.records.title import Verdict
from desktop_app.ui import states, theme, wording
from desktop_app.ui.sheets import Sheet
from desktop_app.ui.states import Look
from desktop_app.ui.widgets import Button, PlainLabel, StateTag

_MARKS: tuple[tuple[Look, str], ...] = (
    (Look("tick", "12 Nov", "added"), "The same since that day: the destination holds it so."),
    (Look("changed", "3", "changed"), "Three fields differ from what the destination last took."),
    (Look("blocked", "2", "blocked"), "Two problems are in the way of a send."),
    (Look("question", "check", "not_confirmed"), "Not confirmed: it may have arrived. Look there."),
    (Look("cross", "refused", "removed"), "The destination refused what was sent last."),
    (Look("arrow", "sending", "changed"), "In flight: on its way, or waiting to go."),
    (Look("", wording.DASH, ""), "This title does not go to this destination."),
)


class LegendSheet(Sheet):
    """Reachable from the environment strip and the Columns menu."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("What the marks mean", parent, wanted=QSize(520, 380))
        now = theme.current()
        grid = QGridLayout()
        grid.setHorizontalSpacing(now.px(16))
        grid.setVerticalSpacing(now.px(9))
        never = (Look("", "never", ""), states.of_verdict(Verdict.NEVER).word + " there.")
        for row, (look, words) in enumerate((*_MARKS[:-1], never, _MARKS[-1])):
            grid.addWidget(StateTag(look), row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(PlainLabel(words, wrap=True), row, 1)
        grid.setColumnStretch(1, 1)
        margin = now.px(20)
        self.body.setContentsMargins(margin, margin, margin, now.px(8))
        self.body.setSpacing(now.px(14))
        self.body.addWidget(PlainLabel("What the marks mean", "strong"))
        self.body.addLayout(grid)
        self.body.addStretch(1)
        close = Button("Close")
        close.clicked.connect(self.accept)
        self.footer.addStretch(1)
        self.footer.addWidget(close)
        self.set_default(close)
