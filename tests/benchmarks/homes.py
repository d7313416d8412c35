"""Homes with a known number of titles, made through the store's own writer."""

from __future__ import annotations

from pathlib import Path

from desktop_app.settings.paths import Home
from tests.gui.support_shelf import open_shelf


def home_with(root: Path, titles: int) -> Home:
    """A home whose demo profile holds ``titles`` invented products, each with its standing."""
    home = Home(root)
    home.make()
    folder = home.profile_dir("demo")
    folder.mkdir(parents=True, exist_ok=True)
    if not home.catalogue("demo").exists():
        open_shelf(folder, titles).close()
    return home
