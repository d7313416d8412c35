"""What does this destination get, row by row? The mapping in force in words, and another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.records.format_words import format_words
from desktop_app.ui import theme, wording
from desktop_app.ui.flows import mapping_words
from desktop_app.ui.widgets import Button, EmptyState, PlainLabel, hairline
from desktop_app.ui.widgets.announce import announce
from desktop_app.ui.widgets.heads import ColumnHeads
from desktop_app.ui.widgets.lines import LinesView
from desktop_app.ui.widgets.search_box import SheetSearchBox

if TYPE_CHECKING:
    from desktop_app.services.flow_settings import MappingInForce


class MappingPage(QWidget):
    """``other_wanted``: another file is to be chosen; ``drop_wanted``: the format as it comes."""

    other_wanted = Signal()
    drop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: MappingInForce | None = None
        self.words = PlainLabel("", "quiet", wrap=True, selectable=True)
        self.search = SheetSearchBox("Find a row…")
        self.count = PlainLabel("", "caption")
        self.lines = LinesView("Rows of the mapping", (34, 54, 12))
        self.heads = ColumnHeads(("What they get", "Where it comes from", ""), self.lines)
        self.none = EmptyState()
        self.other = Button("Use another mapping…")
        self.drop = Button("As the format comes…")
        now = theme.current()
        finding = QHBoxLayout()
        finding.setSpacing(now.px(12))
        finding.addWidget(self.search, 1)
        finding.addWidget(self.count)
        head = QVBoxLayout()
        head.setContentsMargins(now.px(16), now.px(10), now.px(16), now.px(4))
        head.setSpacing(now.px(8))
        head.addWidget(self.words)
        head.addLayout(finding)
        foot = QHBoxLayout()
        foot.setContentsMargins(now.px(16), now.px(8), now.px(16), now.px(8))
        foot.setSpacing(now.px(12))
        foot.addWidget(self.other)
        foot.addWidget(self.drop)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.heads)
        column.addWidget(self.lines, 1)
        column.addWidget(self.none, 1)
        column.addWidget(hairline())
        column.addLayout(foot)
        self.search.searched.connect(lambda _: self._show_rows())
        self.search.left.connect(self.lines.setFocus)
        self.other.clicked.connect(self.other_wanted)
        self.drop.clicked.connect(self.drop_wanted)

    def show_mapping(self, found: MappingInForce, fixed: str) -> None:
        """Show what is in force. With ``fixed`` (the reason) it cannot be changed."""
        self._found = found
        self.words.setText(mapping_words.in_force_words(found))
        self.words.setVisible(bool(found.rows))
        self.search.setVisible(bool(found.rows))
        mine = found.own is not None
        self.drop.setVisible(mine)
        self.other.setVisible(bool(found.rows))
        for button in (self.other, self.drop):
            button.setEnabled(not fixed)
            button.setToolTip(fixed)
        self._show_rows()

    def _show_rows(self) -> None:
        if self._found is None:
            return
        lines = mapping_words.row_lines(self._found.rows, self.search.text())
        self.lines.set_lines(lines)
        for widget in (self.lines, self.heads):
            widget.setVisible(bool(lines))
        self.none.setVisible(not lines)
        if not self._found.rows:
            self.none.say(
                "No table",
                f"{format_words(self._found.format)} is written as its schema asks, and has no "
                "rows of its own. What may differ stands under Settings.",
            )
        else:
            self.none.say("No row fits", "Try a shorter word.", [("Show all", self.search.clear)])
        searched = bool(self.search.text().strip())
        self.count.setVisible(searched and bool(self._found.rows))
        self.count.setText(f"{len(lines)} of {len(self._found.rows)}")
        if searched:
            announce(self.lines, wording.counted(len(lines), "row"))
