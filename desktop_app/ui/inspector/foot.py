"""What stands at the end of the inspector: a sentence, and the one button that goes with it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.inspector.offer import Offer, Way
from desktop_app.ui.widgets import Button, Kind, PlainLabel


class Foot(QWidget):
    """``show_offer`` says what may be done, or what is in the way of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        now = theme.current()
        self.words = PlainLabel("", "caption", wrap=True)
        self.button = Button("", Kind.SECONDARY)
        row = QHBoxLayout(self)
        row.setContentsMargins(now.px(16), now.px(10), now.px(16), now.px(10))
        row.setSpacing(now.px(12))
        row.addWidget(self.words, 1)
        row.addWidget(self.button)

    def show_offer(self, offer: Offer, *, sending: bool) -> None:
        """While it is ``sending`` nobody presses twice."""
        send = offer.way is Way.SEND
        self.words.setText(offer.words)
        self.button.setVisible(offer.way is not Way.NONE)
        self.button.set_kind(Kind.PRIMARY if send else Kind.SECONDARY)
        self.button.set_icon("send" if send else "")
        self.button.setText(offer.button)
        self.button.setEnabled(not sending)
