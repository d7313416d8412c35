"""What will soon be wanted? Code of rooms and sheets, read in a thread before anyone presses."""

from __future__ import annotations

import asyncio
from importlib import import_module

_SOON = (
    "desktop_app.ui.history.room",
    "desktop_app.ui.review.sheet",
    "desktop_app.ui.titles.checked",
    "desktop_app.ui.connect.capabilities",
    "desktop_app.ui.flows.sheet",
)


async def ready_rooms() -> None:
    """Import what the first sheet and the History room need, off the GUI thread."""
    for name in _SOON:
        await asyncio.to_thread(import_module, name)
