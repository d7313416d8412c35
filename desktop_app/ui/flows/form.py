"""How are a flow's settings typed? A scrolling form, made from the fields of the view model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
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
        self._hints: dict[str, PlainLabel] = {}

    def show_groups(self, groups: Iterable[Group], values: Mapping[str, str], fixed: str) -> None:
        """Build the form anew. ``values`` were typed before and are not saved; with ``fixed``
        (the reason) nothing can be changed."""
        now = theme.current()
        for known in (self._fields, self._inputs, self._errors, self._hints):
            known.clear()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(now.px(20), now.px(12), now.px(16), now.px(16))
        column.setSpacing(now.px(10))
        for group in groups:
            column.addWidget(PlainLabel(group.title, "strong"))
            if group.words:
                column.addWidget(PlainLabel(group.words, "caption", wrap=True))
            column.addLayout(self._grid(group, values))
            column.addSpacing(now.px(6))
        column.addStretch(1)
        for each in self._inputs.values():
            each.setEnabled(not fixed)
        self.setWidget(inner)
        self._order()

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
        error = PlainLabel("", "error", wrap=True)
        error.hide()
        hint = PlainLabel(field.hint, "caption", wrap=True)
        hint.setVisible(bool(field.hint))
        for each in (made, error, hint):
            box.addWidget(each)
        box.addStretch(1)
        self._fields[field.key], self._inputs[field.key] = field, made
        self._errors[field.key], self._hints[field.key] = error, hint
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

    def _order(self) -> None:
        """Tab goes through the fields as they are read, after what stands over the form: they
        are younger than what follows it."""
        for before, after in pairwise((self._above, *self._inputs.values())):
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
        found = {}
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
        for key in self._inputs:
            self._say(key, faults.get(key, ""))
        first = next((key for key in self._inputs if key in faults), "")
        if first:
            made = self._inputs[first]
            made.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(made, faults[first])

    def _say(self, key: str, words: str) -> None:
        made, error = self._inputs[key], self._errors[key]
        error.setText(words)
        error.setVisible(bool(words))
        made.setAccessibleDescription(words or self._fields[key].hint)
        if bool(made.property("bad")) != bool(words):
            made.setProperty("bad", bool(words))
            made.style().unpolish(made)
            made.style().polish(made)

    def focus_first(self) -> None:
        """Go to the first field."""
        first = next(iter(self._inputs.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
