"""How are a flow's settings typed? A scrolling form, made from the fields of the view model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.flows.form_model import Field, Group
from desktop_app.ui.widgets import PlainLabel
from desktop_app.ui.widgets.announce import announce
from desktop_app.ui.widgets.choice import Choice

_COLUMNS = 2


class FlowForm(QScrollArea):
    """``edited`` tells that what stands in a field is another thing now. ``above`` is what Tab
    comes from."""

    edited = Signal()

    def __init__(self, above: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._above = above
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Settings of the destination")
        # The fields are what Tab stops at.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fields: dict[str, Field] = {}
        self._inputs: dict[str, QWidget] = {}
        self._errors: dict[str, PlainLabel] = {}
        self._boxes: dict[str, QVBoxLayout] = {}
        self._values: dict[str, str] = {}
        self._waiting: list[Group] = []
        self._fixed = False
        self._column = QVBoxLayout()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._build_next)

    def show_groups(self, groups: Iterable[Group], values: Mapping[str, str], fixed: str) -> None:
        """Build the form anew, a group at a time, so that the window never waits for a long one.

        ``values`` were typed before and are not saved; with ``fixed`` (the reason) nothing can be
        changed.
        """
        now = theme.current()
        for known in (self._fields, self._inputs, self._errors, self._boxes):
            known.clear()
        self._values, self._fixed = dict(values), bool(fixed)
        self._waiting = list(groups)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(now.px(20), now.px(12), now.px(16), now.px(16))
        self._column.setSpacing(now.px(10))
        self._column.addStretch(1)
        self.setWidget(inner)
        self._build_next()

    def _build_next(self) -> None:
        if not self._waiting:
            return
        group, before = self._waiting.pop(0), len(self._inputs)
        now, place = theme.current(), self._column.count() - 1
        part = QVBoxLayout()
        part.setSpacing(now.px(10))
        part.addWidget(PlainLabel(group.title, "strong"))
        if group.words:
            part.addWidget(PlainLabel(group.words, "caption", wrap=True))
        part.addLayout(self._grid(group, self._values))
        part.addSpacing(now.px(6))
        self._column.insertLayout(place, part)
        for each in list(self._inputs.values())[before:]:
            each.setEnabled(not self._fixed)
        self._order(before)
        if self._waiting:
            self._later.start()

    def _build_rest(self) -> None:
        while self._waiting:
            self._build_next()

    def _grid(self, group: Group, values: Mapping[str, str]) -> QGridLayout:
        now = theme.current()
        grid = QGridLayout()
        grid.setHorizontalSpacing(now.px(16))
        grid.setVerticalSpacing(now.px(10))
        for place, field in enumerate(group.fields):
            box = self._cell(field, values.get(field.key, field.value))
            grid.addLayout(box, place // _COLUMNS, place % _COLUMNS)
        for each in range(_COLUMNS):
            grid.setColumnStretch(each, 1)
        return grid

    def _cell(self, field: Field, value: str) -> QVBoxLayout:
        now = theme.current()
        box = QVBoxLayout()
        box.setSpacing(now.px(3))
        label = PlainLabel(field.label, "caption")
        box.addWidget(label)
        if field.fixed:
            box.addWidget(PlainLabel(field.fixed, wrap=True, selectable=True))
            box.addStretch(1)
            return box
        made = self._choice(field, value) if field.choices else self._line(field, value)
        made.setAccessibleName(field.label)
        made.setAccessibleDescription(field.hint)
        label.setBuddy(made)
        box.addWidget(made)
        if field.hint:
            box.addWidget(PlainLabel(field.hint, "caption", wrap=True))
        box.addStretch(1)
        self._fields[field.key], self._inputs[field.key] = field, made
        self._boxes[field.key] = box
        made.installEventFilter(self)
        return box

    def _choice(self, field: Field, value: str) -> Choice:
        made = Choice(field.label)
        for known, words in field.choices:
            made.addItem(words, known)
        if made.findData(value) < 0:
            # What another version or a hand wrote is shown, not replaced.
            made.addItem(value, value)
        made.setCurrentIndex(made.findData(value))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.currentIndexChanged.connect(lambda _: self._changed(field.key))
        return made

    def _line(self, field: Field, value: str) -> QLineEdit:
        made = QLineEdit(value)
        made.setPlaceholderText(field.usual)
        made.setMaxLength(2000 if field.secret else 200)
        if field.secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        made.textEdited.connect(lambda _: self._changed(field.key))
        return made

    def _order(self, first: int) -> None:
        """Tab goes through the fields as they are read, after what stands over the form: they
        are younger than what follows it."""
        inputs = list(self._inputs.values())
        for before, after in pairwise(
            (inputs[first - 1] if first else self._above, *inputs[first:])
        ):
            QWidget.setTabOrder(before, after)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The field with the focus is in sight; a wheel over a choice scrolls the form."""
        if isinstance(watched, QWidget):
            if event.type() is QEvent.Type.FocusIn:
                self.ensureWidgetVisible(watched, 0, theme.current().px(40))
            elif event.type() is QEvent.Type.Wheel and isinstance(watched, QComboBox):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _changed(self, key: str) -> None:
        self._say(key, "")
        self.edited.emit()

    # -- what stands in it ---------------------------------------------------------------------

    def changed(self) -> dict[str, str]:
        """What is another thing than the settings have, by the key of its field."""
        found = {key: value for key, value in self._values.items() if key not in self._inputs}
        for key, made in self._inputs.items():
            value = self._value(made)
            if value != self._fields[key].value:
                found[key] = value
        return found

    @staticmethod
    def _value(made: QWidget) -> str:
        if isinstance(made, QLineEdit):
            return made.text().strip()
        return str(made.currentData()) if isinstance(made, QComboBox) else ""

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """What cannot be saved, each at its field; the first gets the focus."""
        self._build_rest()
        for key in self._inputs:
            self._say(key, faults.get(key, ""))
        first = next((key for key in self._inputs if key in faults), "")
        if first:
            made = self._inputs[first]
            made.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(made, faults[first])

    def _say(self, key: str, words: str) -> None:
        made, error = self._inputs[key], self._errors.get(key)
        if error is None and not words:
            return
        if error is None:
            error = self._errors[key] = PlainLabel("", "error", wrap=True)
            self._boxes[key].insertWidget(2, error)
        error.setText(words)
        error.setVisible(bool(words))
        made.setAccessibleDescription(words or self._fields[key].hint)
        made.setProperty("bad", bool(words))
        made.style().unpolish(made)
        made.style().polish(made)
