"""How does a person get from a destination to its settings? By the menu of whatever shows it."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from desktop_app.records.flow import Flow
from desktop_app.ui import wording
from desktop_app.ui.desk import Desk


def offer_settings(menu: QMenu, desk: Desk, flow: Flow | None) -> None:
    """Add the way to the settings of a flow; nothing is added for none."""
    if flow is not None:
        name = wording.one_line(flow.destination).replace("&", "&&")
        menu.addAction(f"Settings of {name}…").triggered.connect(
            lambda: desk.flow_wanted.emit(flow.name)
        )
