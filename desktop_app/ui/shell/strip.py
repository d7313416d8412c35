"""Where am I? The environment's word and colour, both ends, and how careful sending is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.records.flow import Environment, SafeMode
from desktop_app.ui import icons, theme

if TYPE_CHECKING:
    from desktop_app.settings.profiles import Profile

SAFE_MODES = {
    SafeMode.READ_ONLY: "Read-only",
    SafeMode.DIRECT: "Direct",
    SafeMode.CONFIRM: "Confirm",
    SafeMode.CONFIRM_AND_TYPE: "Confirm and type",
}


class EnvironmentStrip(QWidget):
    """Always on top, in the environment's colour. A click offers profiles and the connection."""

    clicked = Signal()

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self.word}. {self.ends}. {self.mode}")
        theme.current().changed.connect(self.updateGeometry)

    @property
    def word(self) -> str:
        return self._profile.environment.value.upper()

    @property
    def ends(self) -> str:
        """Both ends in words: which house, and which xConnector."""
        profile = self._profile
        if profile.environment is Environment.DEMO and not profile.consonance_url:
            return "Invented titles · xConnector: gateway on this computer"
        consonance = urlsplit(profile.consonance_url).hostname or "no Consonance"
        host = urlsplit(profile.xconnector_url).hostname or "none"
        local = host in {"127.0.0.1", "localhost", "::1"}
        xconnector = "gateway on this computer" if local else host
        return f"{profile.name} · {consonance} · xConnector: {xconnector}"

    @property
    def mode(self) -> str:
        return f"Safe mode: {SAFE_MODES[self._profile.safe_mode]}"

    def sizeHint(self) -> QSize:
        return QSize(400, theme.current().size("strip"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), now.environment(self._profile.environment))
        ink = now.colour("env.ink")
        side = now.size("icon_small")
        icons.paint(painter, "flow", ink, now.px(14), (self.height() - side) / 2, side)
        painter.setPen(ink)
        left = now.px(37)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        painter.setFont(now.font("caption", 700))
        painter.drawText(QRect(left, 0, self.width(), self.height()), flags, self.word)
        left += painter.fontMetrics().horizontalAdvance(self.word) + now.px(10)
        painter.setFont(now.font("caption", 500))
        mode = painter.fontMetrics().horizontalAdvance(self.mode)
        room = self.width() - left - mode - now.px(30)
        words = painter.fontMetrics().elidedText(self.ends, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, 0, room, self.height()), flags, words)
        place = QRect(self.width() - mode - now.px(12), 0, mode + 2, self.height())
        painter.drawText(place, flags, self.mode)
        painter.end()
