"""What will soon be wanted? Code for a search, of rooms and of sheets, read ahead in a thread."""

from __future__ import annotations

import asyncio
from importlib import import_module

_SOON = (
    "desktop_app.store.clause_sql",
    "desktop_app.store.query_parse",
    "desktop_app.services.completion",
    "desktop_app.ui.history.room",
    "desktop_app.ui.review.sheet",
    "desktop_app.ui.titles.checked",
    "desktop_app.ui.connect.capabilities",
    "desktop_app.ui.flows.sheet",
)


async def ready_rooms() -> None:
    """Import what the first search, the first sheet and History need, off the GUI thread."""
    for name in _SOON:
        await asyncio.to_thread(import_module, name)
