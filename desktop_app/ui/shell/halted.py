"""What is wrong with this profile's files or their disk? One strip, there as long as it is so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.ui.desk import Desk
from desktop_app.ui.widgets import Banner
from desktop_app.ui.widgets.notices import Act


class Halted(Banner):
    """Says why nothing is sent, and offers what a person may agree to; else what opening the
    files mended, with Refresh."""

    reopen_wanted = Signal(str)
    """The profile of this name is to be opened again."""

    def __init__(self, desk: Desk, refresh: Callable[[], None], parent: QWidget | None = None):
        super().__init__(parent)
        self._desk = desk
        self._refresh = refresh
        self._tell()

    @property
    def lasting(self) -> bool:
        """Whether something is off until the file is back or the home can be written."""
        return self._desk.app.halt is not None

    def _tell(self) -> None:
        app = self._desk.app
        if app.halt is not None:
            acts: list[Act] = [(app.halt.agree, self._agree)] if app.halt.agree else []
            words = " ".join(filter(None, (app.words, app.halt.sentence())))
            self.say(words, acts, pair="removed", icon="warning", closable=False)
        elif app.words:
            self.say(app.words, [("Refresh", self._start)], icon="warning")

    def _start(self) -> None:
        self.hide()
        self._refresh()

    def _agree(self) -> None:
        self._desk.ask(
            "Go on with another history", self._desk.app.renew_history(), self._agreed, owner=self
        )

    def _agreed(self, words: str) -> None:
        self._desk.notice.emit(words)
        self.reopen_wanted.emit(self._desk.app.profile.name)
