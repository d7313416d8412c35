"""Which searches did a person keep? Lines of the sidebar with live counts and a menu each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui import theme, wording
from desktop_app.ui.shell.places import Place, PlaceButton
from desktop_app.ui.widgets import PlainLabel
from desktop_app.ui.widgets.labels import plain
from desktop_app.ui.widgets.viewport import give_viewport

if TYPE_CHECKING:
    from desktop_app.services.saved_views import Counted


def place_of(name: str) -> Place:
    """Where a saved view leads."""
    return Place(name, "star", "titles", view=name)


class ViewButton(PlaceButton):
    """One saved view. Its menu opens by the mouse, the Menu key and Shift+F10."""

    menu_wanted = Signal(QPoint)
    focused = Signal()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shift):
            self.menu_wanted.emit(self.mapToGlobal(QPoint(0, self.height())))
        else:
            super().keyPressEvent(event)


class ViewsList(QScrollArea):
    """``chosen`` tells a Place; the others, the name of the view they are about. Hidden while no
    search is kept."""

    chosen = Signal(object)
    rename_wanted = Signal(str)
    move_wanted = Signal(str, int)
    remove_wanted = Signal(str)
    named = Signal(str)
    told = Signal(str)
    """What is wrong with the view that has the focus, for who does not hover."""

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._after = after
        self._narrow = False
        self.buttons: list[ViewButton] = []
        now = theme.current()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Saved views")
        inner = QWidget()
        inner.setObjectName("sidebarViews")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, now.px(12), 0, 0)
        self._column.setSpacing(0)
        self._head = PlainLabel("Saved views", "head")
        self._head.setContentsMargins(now.px(8), 0, 0, now.px(6))
        self._fault = PlainLabel("", "caption", wrap=True)
        self._fault.setContentsMargins(now.px(8), 0, 0, 0)
        self._column.addWidget(self._head)
        self._column.addWidget(self._fault)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._column.addLayout(self._lines)
        self._column.addStretch(1)
        give_viewport(self, filled=False)
        self.setWidget(inner)
        for part in (self, inner):
            part.setAutoFillBackground(False)
        self.show_fault("")

    def show_views(self, counted: Counted) -> None:
        """In their order, with their numbers; lines stay where only numbers moved."""
        self.show_fault("")
        names = [view.name for view in counted.views]
        if names != [button.place.view for button in self.buttons]:
            self._rebuild(names)
        for button in self.buttons:
            name = button.place.view
            button.set_count(counted.counts.get(name), counted.faults.get(name, ""))

    def set_narrow(self, narrow: bool) -> None:
        """Stars and counts only."""
        self._narrow = narrow
        self._head.setVisible(not narrow and bool(self._fault.text() or self.buttons))
        for button in self.buttons:
            button.set_narrow(narrow)

    def show_fault(self, words: str, details: str = "") -> None:
        """The views cannot be read at all; "" when they can."""
        self._fault.setText(words)
        self._fault.setToolTip(plain(details))
        self._fault.setAccessibleDescription(details)
        self._fault.setVisible(bool(words))
        self._head.setVisible(bool(words or self.buttons) and not self._narrow)

    def focus_view(self, name: str) -> None:
        """Put the keyboard on a view, if it is there."""
        for button in self.buttons:
            if button.place.view == name:
                button.setFocus()

    def _rebuild(self, names: list[str]) -> None:
        # Also while a menu or a sheet has the keyboard: it comes back here.
        focus = self.window().focusWidget()
        kept = next((each.place.view for each in self.buttons if each is focus), "")
        older, self.buttons = self.buttons, [self._line(name) for name in names]
        before = self._after
        for button in self.buttons:
            self._lines.addWidget(button)
            button.show()
            QWidget.setTabOrder(before, button)
            before = button
        self._head.setVisible(bool(names) and not self._narrow)
        # The keyboard goes over before its old place is taken away.
        self.focus_view(kept)
        for old in older:
            old.hide()
            old.deleteLater()

    def _line(self, name: str) -> ViewButton:
        button = ViewButton(place_of(name))
        button.set_narrow(self._narrow)
        button.named.connect(self.named)
        button.clicked.connect(lambda _=False: self.chosen.emit(button.place))
        button.menu_wanted.connect(partial(self._offer, name))
        button.focused.connect(lambda: self._tell(button))
        return button

    def _tell(self, button: ViewButton) -> None:
        if button.fault:
            self.told.emit(button.fault)

    def _offer(self, name: str, where: QPoint) -> None:
        place = [button.place.view for button in self.buttons].index(name)
        menu = QMenu(self)
        menu.setAccessibleName(f"Actions for the view {wording.one_line(name)}")
        menu.addAction("Rename…").triggered.connect(lambda: self.rename_wanted.emit(name))
        up = menu.addAction("Move up")
        up.setEnabled(place > 0)
        up.triggered.connect(lambda: self.move_wanted.emit(name, -1))
        down = menu.addAction("Move down")
        down.setEnabled(place < len(self.buttons) - 1)
        down.triggered.connect(lambda: self.move_wanted.emit(name, 1))
        menu.addSeparator()
        menu.addAction("Remove").triggered.connect(lambda: self.remove_wanted.emit(name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)
