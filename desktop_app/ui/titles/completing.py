"""How does the search box go on by itself? It asks what fits, and Tab or Enter takes it.

Nothing is chosen until a person goes down into the list, so that Enter after plain words still
does what it did: it goes to the titles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from desktop_app.records.errors import ColophonError
from desktop_app.records.query import Query
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.widgets.offer_list import Line, OfferList

if TYPE_CHECKING:
    from desktop_app.services.completion import Offer, Offers

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_AFTER = 40
"""Milliseconds after a key: the rows come first."""


class Completing(QObject):
    """Watches a search box. ``query`` gives what else narrows the list, for the counts."""

    def __init__(self, desk: Desk, box: QLineEdit, query: Callable[[], Query]) -> None:
        super().__init__(box)
        self._desk = desk
        self._box = box
        self._query = query
        self._offers: Offers | None = None
        self._asking: Operation | None = None
        self._list: OfferList | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER)
        self._soon.timeout.connect(self.ask)
        box.textEdited.connect(self._typed)
        box.installEventFilter(self)

    @property
    def list(self) -> OfferList:
        """Built when there is something to offer for the first time."""
        if self._list is None:
            self._list = OfferList(self._box)
            self._list.chosen.connect(self.take)
        return self._list

    @property
    def open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def _typed(self) -> None:
        from desktop_app.services.completion import worth_asking

        if worth_asking(self._box.text(), self._box.cursorPosition()):
            self._soon.start()
        else:
            self.close()

    def ask(self) -> None:
        """Ask what fits at the cursor now."""
        if self._asking is not None:
            self._asking.cancel()
        text = self._box.text()
        query = replace(self._query(), text=text)
        look_up = self._desk.app.look_up
        self._asking = self._desk.ask(
            "Complete search",
            look_up.offers(query, self._box.cursorPosition()),
            lambda found: self._take_offers(text, found),
            failed=self._no_offers,
            owner=self,
        )

    def _take_offers(self, text: str, found: Offers) -> None:
        if text != self._box.text() or not self._box.hasFocus():
            return
        self._offers = found
        self.list.offer([_line(each) for each in found.offers])

    def _no_offers(self, _error: ColophonError) -> None:
        # The search itself says what is wrong; a list of offers has nothing to add.
        self.close()

    def take(self, number: int) -> None:
        """Put an offer into the text."""
        if self._offers is None or not 0 <= number < len(self._offers.offers):
            return
        text, cursor = self._offers.taken(self._box.text(), self._offers.offers[number])
        self.close()
        self._box.setText(text)
        self._box.setCursorPosition(cursor)
        self._typed()

    def close(self) -> None:
        """Put the list away."""
        self._soon.stop()
        if self._list is not None:
            self._list.hide()

    # -- keys of the box -----------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.FocusOut:
            self.close()
        elif isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress:
            return self._open_key(event) if self.open else self._key(event)
        elif isinstance(event, QKeyEvent) and kind is QEvent.Type.ShortcutOverride:
            # Otherwise a shortcut of the window would have Esc before this list.
            event.setAccepted(self.open and event.key() == Qt.Key.Key_Escape)
            return event.isAccepted()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Space and control:
            self.ask()
            return True
        return False

    def _open_key(self, event: QKeyEvent) -> bool:
        key, current = event.key(), self.list.current
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Tab or (key in _ENTER and current >= 0):
            self.take(max(current, 0))
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            if key in _ENTER:
                self.close()
            return False
        return True


def _line(offer: Offer) -> Line:
    count = wording.number(offer.count) if offer.count is not None else offer.about
    return Line(wording.one_line(offer.label) or "none", count)
