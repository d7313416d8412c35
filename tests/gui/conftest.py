"""Fixtures of the window's tests: Qt without a screen, one theme, a core loop that ends."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.ui import theme
from desktop_app.ui.core_loop import CoreLoop
from desktop_app.ui.tokens import Scheme


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
