"""How heavy is each rule for this destination? A list, and a choice for the rule in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.services.severities import USUAL, Weighed
from desktop_app.ui import theme
from desktop_app.ui.flows import words
from desktop_app.ui.widgets import PlainLabel, hairline
from desktop_app.ui.widgets.choice import Choice
from desktop_app.ui.widgets.heads import ColumnHeads
from desktop_app.ui.widgets.lines import LinesView


class RulesPage(QWidget):
    """``weighed`` tells what a person chose for one rule, as the command line writes it."""

    weighed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: dict[str, Weighed] = {}
        self._fixed = ""
        self.lines = LinesView("Rules and how they weigh here", (22, 78))
        self.heads = ColumnHeads(("Weighs", "What it asks for"), self.lines)
        self.about = PlainLabel("", wrap=True)
        self.choice = Choice("Weight")
        now = theme.current()
        foot = QHBoxLayout()
        foot.setContentsMargins(now.px(16), now.px(8), now.px(16), now.px(8))
        foot.setSpacing(now.px(12))
        foot.addWidget(self.about, 1)
        foot.addWidget(self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, now.px(4), 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heads)
        column.addWidget(self.lines, 1)
        column.addWidget(hairline())
        column.addLayout(foot)
        self.lines.selectionModel().currentChanged.connect(lambda *_: self._show_choice())
        self.lines.opened.connect(lambda _: self.choice.setFocus())
        self.choice.currentIndexChanged.connect(self._chosen)

    def show_rules(self, rules: Sequence[Weighed], fixed: str) -> None:
        """Show how they weigh; the cursor stays. With ``fixed`` none can be changed."""
        self._fixed = fixed
        self._rules = {each.rule: each for each in rules}
        row = max(self.lines.currentIndex().row(), 0)
        self.lines.set_lines([words.rule_line(each) for each in rules])
        if rules:
            place = min(row, len(rules) - 1)
            self.lines.setCurrentIndex(self.lines.model().index(place, 0))
        self._show_choice()

    @property
    def _current(self) -> Weighed | None:
        index = self.lines.currentIndex()
        return self._rules.get(self.lines.key_at(index)) if index.isValid() else None

    def _show_choice(self) -> None:
        each = self._current
        told = words.fixed_sentence(each) if each else ""
        may = each is not None and not told and not self._fixed
        self.choice.setVisible(may)
        if each is None:
            self.about.setText("")
            return
        self.about.setText(told or self._fixed or f"Rule {each.rule} weighs here:")
        blocked = self.choice.blockSignals(True)
        self.choice.clear()
        for value, said in words.weights(each) if may else ():
            self.choice.addItem(said, value)
        at = self.choice.findData(USUAL if each.now == each.usual else each.now)
        self.choice.setCurrentIndex(max(at, 0))
        self.choice.setAccessibleName(f"Weight of rule {each.rule}")
        self.choice.setAccessibleDescription(each.words)
        self.choice.blockSignals(blocked)

    def _chosen(self) -> None:
        each = self._current
        if each is not None:
            self.weighed.emit(words.weighed_by(each, str(self.choice.currentData())))
