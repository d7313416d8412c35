"""What stands above the rows: where it goes, the account that adds up, the largest change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.records.flow import Environment, Flow
from desktop_app.ui import theme
from desktop_app.ui.review.view_model import ReviewView
from desktop_app.ui.widgets import Chip, EnvironmentTag, PlainLabel, StateTag
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.two_sides import TwoSides
from desktop_app.ui.widgets.wrap_layout import WrapLayout


class ReviewHeader(QWidget):
    """Title, environment, destinations with a cross each, account line and largest change."""

    dropped = Signal(str)
    """The name of a flow to take out."""
    added = Signal(str)
    """The name of a flow to put in."""

    def __init__(self, environment: Environment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        self._title = PlainLabel("Review before sending")
        self._title.setObjectName("sheetTitle")
        self._tag = EnvironmentTag(environment.value, now.environment(environment))
        self._chips: list[Chip] = []
        self._read = ElidedLabel("", colour="ink2", size="caption")
        self._read.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        top = self._top = TwoSides(now.px(12))
        for widget in (self._title, self._tag):
            top.addWidget(widget)
        top.addStretch()
        top.addWidget(self._read)

        self._sentence = PlainLabel("", "strong")
        self._sentence.setObjectName("accountSentence")
        self._equals = PlainLabel("=", "quiet")
        self._account = WrapLayout(now.px(8))
        self._account.addWidget(self._sentence)
        self._account.addWidget(self._equals)

        self._box = QFrame()
        self._box.setObjectName("box")
        self._largest_title = ElidedLabel("", weight=600)
        self._largest_title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._largest = ElidedLabel("")
        inner = QHBoxLayout(self._box)
        inner.setContentsMargins(now.px(10), now.px(8), now.px(10), now.px(8))
        inner.setSpacing(now.px(4))
        inner.addWidget(PlainLabel("Largest change:"))
        inner.addWidget(self._largest_title)
        inner.addWidget(self._largest, 1)

        column = QVBoxLayout(self)
        column.setContentsMargins(now.px(20), now.px(14), now.px(20), now.px(10))
        column.setSpacing(now.px(10))
        column.addLayout(top)
        column.addLayout(self._account)
        column.addWidget(self._box)
        now.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        now = theme.current()
        self._title.setStyleSheet(f"font-size: {now.size('sheet_title')}px; font-weight: 600")
        self._sentence.setStyleSheet(f"font-size: {now.px(15)}px; font-weight: 600")

    def set_title(self, words: str) -> None:
        """What is reviewed here, where it is not a new plan."""
        self._title.setText(words)

    def show_flows(
        self, chosen: Sequence[Flow], possible: Sequence[Flow], *, fixed: bool = False
    ) -> None:
        """The destinations of this sheet, and those that could be added; a ``fixed`` set stays."""
        for chip in self._chips:
            self._top.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips.clear()
        for flow in chosen:
            chip = Chip(flow.destination, removable=len(chosen) > 1 and not fixed)
            out = "" if fixed else "; Delete takes it out"
            chip.setAccessibleName(f"Destination {flow.destination}{out}")
            chip.removed.connect(lambda name=flow.name: self.dropped.emit(name))
            self._put(chip)
        left = [flow for flow in possible if flow not in chosen and not fixed]
        if left:
            add = Chip("+ Destination")
            add.setAccessibleName("Add a destination")
            add.clicked.connect(lambda: self._choose(add, left))
            self._put(add)

    def _put(self, chip: Chip) -> None:
        self._chips.append(chip)
        self._top.add_left(chip)

    def _choose(self, chip: Chip, flows: Sequence[Flow]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for flow in flows:
            action = menu.addAction(flow.destination.replace("&", "&&"))
            action.triggered.connect(lambda _=False, name=flow.name: self.added.emit(name))
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def show_read(self, words: str) -> None:
        """When Consonance was last read."""
        self._read.setText(words)

    def show_working(self, words: str) -> None:
        """While the plan is being made there is no account yet."""
        self._sentence.setText(words)
        self._equals.hide()
        _clear(self._account, 2)
        self._box.hide()

    def show_view(self, view: ReviewView) -> None:
        """The account and the largest change of a plan."""
        self._sentence.setText(view.sentence)
        self._equals.setVisible(bool(view.chips))
        _clear(self._account, 2)
        for chip in view.chips:
            self._account.addWidget(StateTag(chip.look))
        said = " + ".join(chip.look.word for chip in view.chips)
        self._sentence.setAccessibleName(f"{view.sentence} = {said}")
        self._box.setVisible(bool(view.largest_words))
        self._largest_title.setText(f"{view.largest_title},")
        self._largest.setText(view.largest_words)


def _clear(layout: QLayout, keep: int = 0) -> None:
    while layout.count() > keep:
        item = layout.takeAt(keep)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
