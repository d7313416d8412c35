"""Homes with a known number of titles, made through the store's own writer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.services.facts import FactsGatherer
from desktop_app.services.touched import Watch
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import demo_profile
from desktop_app.store.db import Database
from desktop_app.store.ledger import Ledger
from tests.gui.support_shelf import Shelf, open_shelf


def home_with(root: Path, titles: int) -> Home:
    """A home whose demo profile holds ``titles`` invented products, each with its standing."""
    home = Home(root)
    home.make()
    folder = home.profile_dir("demo")
    folder.mkdir(parents=True, exist_ok=True)
    if not home.catalogue("demo").exists():
        shelf = open_shelf(folder, titles)
        asyncio.run(_settle(home, shelf))
        shelf.close()
    return home


async def _settle(home: Home, shelf: Shelf) -> None:
    """Mark the standing as up to date, as it is in a house that was open before."""
    book = Database(home.ledger("demo"), "ledger", durable=False)
    ledger = Ledger(book)
    profile = demo_profile()
    gatherer = FactsGatherer(shelf.catalogue, ledger, profile)
    watch = Watch(shelf.catalogue, shelf.standing, ledger, profile.flows, gatherer)
    marks, _ = await watch.since(gatherer.today())
    marks.shared.clear()
    await watch.remember(marks)
    await shelf.catalogue.set_state({"last_complete": datetime.now(UTC).isoformat()})
    book.close()
