"""Where can one go, and how much waits there? Rooms, saved views and live counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.records.title import Verdict
from desktop_app.ui import states, theme
from desktop_app.ui.shell.places import Place, PlaceButton
from desktop_app.ui.shell.views_list import ViewsList
from desktop_app.ui.widgets import PlainLabel
from desktop_app.ui.widgets.scrolled import scrolled

if TYPE_CHECKING:
    from desktop_app.services.saved_views import Counted

TITLES = Place("Titles", "titles", "titles")
HISTORY = Place("History", "history", "history")


def _stand(verdict: Verdict, icon: str, which: str) -> Place:
    about = f"Titles that {which}. Destinations without a column count as well."
    return Place(states.of_list(verdict), icon, "titles", verdict.value, about=about)


GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("", (TITLES, HISTORY)),
    (
        "Needs a person",
        (
            _stand(Verdict.BLOCKED, "blocked", "a problem keeps from at least one destination"),
            _stand(
                Verdict.NOT_CONFIRMED, "question", "at least one destination may or may not have"
            ),
            _stand(Verdict.REFUSED, "cross", "at least one destination refused"),
        ),
    ),
    (
        "Not up to date",
        (
            _stand(
                Verdict.CHANGED, "pulse", "have changed since at least one destination took them"
            ),
            _stand(Verdict.NEVER, "never", "at least one destination has never been sent"),
        ),
    ),
)


class Sidebar(QWidget):
    """``chosen`` tells a Place."""

    chosen = Signal(object)
    named = Signal(str)
    """What the line with the focus is called, where only its icon is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Rooms and lists")
        now = theme.current()
        self._buttons: list[PlaceButton] = []
        self._heads: list[QWidget] = []
        self._narrow = False
        inner = QWidget()
        inner.setObjectName("sidebarPlaces")
        column = self._column = QVBoxLayout(inner)
        column.setSpacing(0)
        for head, places in GROUPS:
            if head:
                column.addSpacing(now.px(12))
                label = PlainLabel(head, "head")
                label.setContentsMargins(now.px(8), 0, 0, now.px(6))
                column.addWidget(label)
                self._heads.append(label)
            for place in places:
                column.addWidget(self._button(place))
        self.views = ViewsList(self._buttons[-1])
        self.views.chosen.connect(self._choose)
        self.views.named.connect(self.named)
        column.addWidget(self.views, 1)
        # With large text all of it is reached by scrolling.
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))
        self._selected = TITLES
        self.select(TITLES)
        now.changed.connect(self._fit)
        self._fit()

    def set_narrow(self, narrow: bool) -> None:
        """Icons and counts only, where words would leave the rooms too little."""
        if narrow != self._narrow:
            self._narrow = narrow
            for head in self._heads:
                head.setVisible(not narrow)
            for button in self._buttons:
                button.set_narrow(narrow)
            self.views.set_narrow(narrow)
            self._fit()

    def _fit(self) -> None:
        now = theme.current()
        side = now.px(4 if self._narrow else 8)
        self._column.setContentsMargins(side, now.px(10), side, now.px(10))
        self.setFixedWidth(now.size("sidebar_narrow" if self._narrow else "sidebar"))

    def _button(self, place: Place) -> PlaceButton:
        button = PlaceButton(place)
        button.clicked.connect(lambda _=False, place=place: self._choose(place))
        button.named.connect(self.named)
        self._buttons.append(button)
        return button

    def _choose(self, place: Place) -> None:
        """The mark moves only when the window has gone there."""
        self.select(self._selected)
        self.chosen.emit(place)

    def select(self, place: Place) -> None:
        """Mark where the window is."""
        self._selected = place
        for button in (*self._buttons, *self.views.buttons):
            button.setChecked(button.place == place)

    @property
    def selected(self) -> Place:
        """Where the window is."""
        return self._selected

    def set_views(self, counted: Counted) -> None:
        """Show the saved views in their order with their numbers."""
        self.views.show_views(counted)
        self.select(self._selected)

    def set_counts(self, total: int, counts: Mapping[Verdict, int]) -> None:
        """``counts`` are titles by verdict; a verdict that is not there counts 0."""
        for button in self._buttons:
            if button.place.verdict:
                button.set_count(counts.get(Verdict(button.place.verdict), 0))
            elif button.place == TITLES:
                button.set_count(total)
