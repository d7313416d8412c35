"""Which destinations wait for a person before anything more goes there? One strip for all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop_app.ui import wording
from desktop_app.ui.desk import Desk
from desktop_app.ui.operation import Operation
from desktop_app.ui.widgets import Banner
from desktop_app.ui.widgets.notices import Act

if TYPE_CHECKING:
    from desktop_app.records.settlement import FlowPause

_SETTLE = 150


class PausedFlows(Banner):
    """Names each paused destination with its cause; Resume lets all of them go on."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pauses: tuple[FlowPause, ...] = ()
        self._reading: Operation | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE)
        self._soon.timeout.connect(self.read)
        desk.changed.connect(self._nudge)

    def _nudge(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def read(self) -> None:
        """Ask which flows are paused; asked again when the ledger moves."""
        if self._reading is not None:
            self._nudge()
            return
        self._reading = self._desk.ask(
            "Paused destinations", self._desk.app.send.pauses(), self._take, owner=self
        )
        self._reading.ended.connect(self._ended)

    def _ended(self) -> None:
        self._reading = None

    def _take(self, pauses: Sequence[FlowPause]) -> None:
        if tuple(pauses) == self._pauses:
            return
        self._pauses = tuple(pauses)
        if not pauses:
            self.hide()
            return
        acts: list[Act] = [
            ("Resume", self._resume),
            ("Connect…", self._desk.connect_wanted.emit),
        ]
        self.say(self._sentence(), acts, pair="changed", icon="pause", closable=False)

    def _sentence(self) -> str:
        causes: dict[str, list[str]] = {}
        for pause in self._pauses:
            causes.setdefault(pause.cause, []).append(self._desk.destination(pause.flow))
        told = [
            f"Sending to {', '.join(places)} is paused: {wording.one_line(cause).rstrip('.')}."
            for cause, places in causes.items()
        ]
        return " ".join([*told, "What waits is held, nothing is lost."])

    def _resume(self) -> None:
        for pause in self._pauses:
            self._desk.ask(
                f"Resume {self._desk.destination(pause.flow)}",
                self._desk.app.send.resume_flow(pause.flow),
                partial(self._resumed, pause.flow),
                owner=self,
            )

    def _resumed(self, flow: str, _nothing: None) -> None:
        self._desk.notice.emit(f"Sending to {self._desk.destination(flow)} goes on.")
        self._nudge()
