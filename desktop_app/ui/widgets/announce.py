"""How is something told to who cannot see it appear? As an announcement of its view."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(view: QWidget, words: str) -> None:
    """Let a screen reader say ``words``; nothing happens where none runs."""
    if words and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, words))
