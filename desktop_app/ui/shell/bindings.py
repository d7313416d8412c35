"""Which key leads where? The keyboard map (keys.py) tied to one window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.ui import keys, theme
from desktop_app.ui.shell.sidebar import HISTORY, TITLES

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow


def bind_keys(window: MainWindow) -> None:
    """Single letters act only while their list has the focus; everything else always."""
    titles, now = window.titles, theme.current()
    everywhere: dict[str, Callable[[], object]] = {
        "search": window.focus_search,
        "list": titles.view.setFocus,
        "refresh": window.refreshing.start,
        "inspector": window.focus_inspector,
        "check": window.check,
        "review": window.review,
        "dry_run": partial(window.review, dry_run=True),
        "open_plan": window.opening.open_plan,
        "jobs": window.toggle_jobs,
        "titles": partial(window.go, TITLES),
        "history": partial(window.go, HISTORY),
        "filters": titles.filters.focus_first,
        "larger": partial(now.step_zoom, 1),
        "smaller": partial(now.step_zoom, -1),
        "normal": partial(now.step_zoom, 0),
        "scheme": window.turn_scheme,
        "capabilities": window.opening.capabilities,
        "destinations": partial(window.destinations.open, ""),
        "keys": window.opening.keys,
        "profile": window.opening.profiles,
        "quit": window.close,
    }
    for number in range(6):
        everywhere[f"tab{number + 1}"] = partial(_show_tab, window, number)
    for name, call in everywhere.items():
        for sequence in keys.of(name).sequences:
            _bind(window, sequence, call)
    _bind(titles.view, "/", window.focus_search)
    _bind(titles.view, "Ctrl+A", titles.tick_all)
    _bind(titles.view, "Ctrl+M", titles.view.toggle_current)


def _show_tab(window: MainWindow, number: int) -> None:
    window.inspector.show_tab(number)


def _bind(where: QWidget, sequence: str, call: Callable[[], object]) -> None:
    shortcut = QShortcut(QKeySequence(sequence), where)
    if not where.isWindow():
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
    shortcut.activated.connect(call)
