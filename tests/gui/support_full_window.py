"""The whole window on a home whose catalogue is already filled: no other end is reached."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from desktop_app.settings.paths import Home
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from tests.gui.support_shelf import generated
from tests.support_window import Person, opened


def filled(folder: Path, count: int) -> Home:
    """A home whose demo profile holds ``count`` generated titles."""
    home = Home(folder)
    home.make()
    db = Database(home.catalogue("demo"), "catalogue", durable=False)
    catalogue = Catalogue(db)

    async def fill() -> None:
        records = generated(count)
        for start in range(0, count, 500):
            await catalogue.put_page(records[start : start + 500])

    asyncio.run(fill())
    db.close()
    return home


def at_the_window(home: Home) -> Person:
    """The window, with its saved views counted."""
    person = opened(home)
    person.until(lambda: person.window.titles.model.total)
    person.quiet()
    return person


def menu_action(person: Person, words: str) -> QAction:
    """A line of the menu that is open, by its words."""
    person.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = [each for each in menu.actions() if each.text().split("\t")[0] == words]
    assert found, [each.text() for each in menu.actions()]
    return found[0]


def pick(person: Person, words: str) -> None:
    """Choose a line of the open menu and put the menu away."""
    action = menu_action(person, words)
    menu = QApplication.activePopupWidget()
    assert action.isEnabled(), words
    action.trigger()
    if menu is not None:
        menu.close()
    person.rest(20)
