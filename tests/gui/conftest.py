"""Fixtures of the window's tests: Qt without a screen, one theme, a core loop that ends."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.core_loop import CoreLoop
from desktop_app.ui.covers import CoverPictures
from desktop_app.ui.desk import Desk
from desktop_app.ui.titles.room import TitlesRoom
from desktop_app.ui.tokens import Scheme
from tests.gui.support_shelf import Shelf, open_shelf

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.services.covers import Covers


@pytest.fixture
def light(qapp: QApplication) -> theme.Theme:
    now = theme.current()
    now.set_override(Scheme.LIGHT)
    now.set_zoom(1.0)
    return now


@pytest.fixture
def core() -> Iterator[CoreLoop]:
    loop = CoreLoop()
    loop.start()
    yield loop
    loop.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = open_shelf(tmp_path, 300)
    yield made
    made.close()


@pytest.fixture
def desk(qtbot: QtBot, light: theme.Theme, core: CoreLoop, shelf: Shelf) -> Desk:
    return Desk(cast("App", shelf), core)


@pytest.fixture
def room(qtbot: QtBot, desk: Desk, shelf: Shelf) -> TitlesRoom:
    made = TitlesRoom(desk, CoverPictures(lambda: cast("Covers", shelf.covers)))
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    with qtbot.waitSignal(made.model.answered):
        made.search()
    quiet(qtbot, desk)
    return made


def quiet(qtbot: QtBot, desk: Desk) -> None:
    """Wait until nothing is asked any more."""
    qtbot.wait(60)
    qtbot.waitUntil(lambda: not desk.operations.running)
