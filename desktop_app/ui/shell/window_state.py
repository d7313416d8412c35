"""Where was everything? Geometry, splitters, columns, sort and theme, kept in the home."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray

from desktop_app.ui import theme
from desktop_app.ui.titles.header import known_sort
from desktop_app.ui.tokens import Scheme

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

log = logging.getLogger(__name__)
_VERSION = 1


def restore_theme(path: Path) -> None:
    """Before the window is built, so that nothing flashes in the other scheme."""
    state = _load(path)
    now = theme.current()
    scheme = state.get("scheme")
    if scheme in {each.value for each in Scheme}:
        now.set_override(Scheme(scheme))
    zoom = state.get("zoom")
    if isinstance(zoom, (int, float)):
        now.set_zoom(float(zoom))


def restore(window: MainWindow, path: Path) -> None:
    """Put back what was kept; what does not fit any more is left as it is."""
    state = _load(path)
    if not state:
        return
    window.restoreGeometry(_unpack(state.get("geometry")))
    window.split.restoreState(_unpack(_dict(state.get("splits")).get(_size_of_text(window))))
    view = window.titles.view
    sort = state.get("sort")
    if isinstance(sort, list) and len(sort) == 2 and known_sort(window.titles.model, str(sort[0])):
        view.header.set_sort(str(sort[0]), bool(sort[1]))
    _restore_columns(window, state.get("columns"))
    view.set_compact(bool(state.get("compact")))
    window.titles.set_by_work(bool(state.get("by_work")))
    tab = state.get("tab")
    if isinstance(tab, int):
        window.tab = tab


def _restore_columns(window: MainWindow, columns: object) -> None:
    """Widths by name: a column that is new since then keeps what a fresh window gives it."""
    if not isinstance(columns, dict):
        return
    view, model = window.titles.view, window.titles.model
    for section in range(model.columnCount()):
        width = columns.get(_kept_key(window, section))
        if isinstance(width, int):
            view.setColumnHidden(section, width == 0)
            if width:
                view.setColumnWidth(section, theme.current().px(width))


def _kept_key(window: MainWindow, section: int) -> str:
    """Destinations are a profile's own: what one profile does not show, another one may send to."""
    key = window.titles.model.column_key(section)
    return f"{window.desk.app.profile.name}/{key}" if key.startswith("flow:") else key


def _size_of_text(window: MainWindow) -> str:
    """Each has a split of its own: what large text takes for the inspector would stay with it."""
    return f"{window.scale:.2f}"


def _dict(kept: object) -> dict[str, Any]:
    """What was kept, of which some stays: columns of other profiles, splits of other texts."""
    return dict(kept) if isinstance(kept, dict) else {}


def save(window: MainWindow, path: Path) -> None:
    """Written when the window closes; a full disk only costs the arrangement."""
    view, model = window.titles.view, window.titles.model
    override = theme.current().override
    scale, before = window.scale, _load(path)
    state = {
        "version": _VERSION,
        "geometry": _pack(window.saveGeometry()),
        "splits": _dict(before.get("splits"))
        | {_size_of_text(window): _pack(window.split.saveState())},
        "sort": list(view.header.sort),
        "columns": _dict(before.get("columns"))
        | {
            _kept_key(window, section): (
                0 if view.isColumnHidden(section) else round(view.columnWidth(section) / scale)
            )
            for section in range(model.columnCount())
        },
        "compact": view.cells.compact,
        "by_work": model.by_work,
        "tab": window.tab,
        "scheme": override.value if override else None,
        "zoom": theme.current().zoom,
    }
    try:
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(state), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        log.warning("The window's arrangement could not be kept: %s", error)


def _load(path: Path) -> dict[str, Any]:
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("The window's arrangement could not be read: %s", error)
        return {}
    return state if isinstance(state, dict) and state.get("version") == _VERSION else {}


def _pack(data: QByteArray) -> str:
    return bytes(data.toBase64().data()).decode("ascii")


def _unpack(text: object) -> QByteArray:
    return QByteArray.fromBase64(text.encode()) if isinstance(text, str) else QByteArray()
