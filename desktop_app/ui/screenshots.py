"""How does the window look with the titles of this home? Pictures of it, light and dark.

    python -m desktop_app.ui.screenshots --home FOLDER --profile demo --out FOLDER

Renders the real window on the real services without a display: Titles with each side of the
inspector, the review sheet, History, the connect dialog, the destinations; at 100 and 200 per cent.
Prints where the pictures are.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from desktop_app.ui.session import Session

_SCALES = (1, 2)
_PATIENCE = 30.0
_QUIET = 0.4
_WIDTH, _HEIGHT = 1280, 800


def take_all(home: Path, profile: str, folder: Path) -> list[Path]:
    """Pictures at every scale; each scale is a process of its own, because Qt fixes it at start.

    The home must not be open elsewhere. Raises subprocess.CalledProcessError when one fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = time.time() - 1
    for scale in _SCALES:
        command = [sys.executable, "-m", "desktop_app.ui.screenshots", "--one"]
        command += ["--home", str(home), "--profile", profile, "--out", str(folder)]
        subprocess.run(command, check=True, env=_environment(scale))  # noqa: S603 - our own module
    return sorted(path for path in folder.glob("*.png") if path.stat().st_mtime >= before)


def _environment(scale: int) -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(scale),
        # The offscreen platform says so on every resize; nobody reads it.
        "QT_LOGGING_RULES": "qt.qpa.*=false",
    }


def take(session: Session, folder: Path, scale: int) -> list[Path]:
    """Render the states of one running window in both schemes; returns the files."""
    from desktop_app.ui import theme
    from desktop_app.ui.tokens import Scheme

    saved: list[Path] = []
    window = session.window
    window.resize(_WIDTH, _HEIGHT)
    for scheme in Scheme:
        theme.current().set_override(scheme)
        for name, show in _states(session):
            close = show()
            settle(session)
            path = folder / f"{name}-{scheme.value}-{scale}00.png"
            picture(window).save(str(path))
            if close is not None:
                close()
            saved.append(path)
    return saved


def _states(session: Session) -> list[tuple[str, Callable[[], Callable[[], None] | None]]]:
    return [
        ("titles-changes", lambda: _titles(session, ticked=8, tab=1)),
        ("titles-preview", lambda: _titles(session, ticked=0, tab=0)),
        ("titles-selection", lambda: _selection(session)),
        ("titles-problems", lambda: _titles(session, ticked=0, tab=2)),
        ("titles-assets", lambda: _titles(session, ticked=0, tab=3)),
        ("titles-history", lambda: _titles(session, ticked=0, tab=4)),
        ("titles-source", lambda: _titles(session, ticked=0, tab=5)),
        ("review", lambda: _review(session)),
        ("history", lambda: _history(session)),
        ("connect", lambda: _connect(session)),
        ("destinations", lambda: _destinations(session)),
    ]


def _titles(session: Session, *, ticked: int, tab: int) -> None:
    from desktop_app.ui.shell.sidebar import TITLES

    window = session.window
    window.go(TITLES)
    settle(session)
    room = window.titles
    room.ticks.clear()
    room.view.header.set_sort("title", False)
    room.search()
    settle(session)
    if ticked and room.model.total:
        room.model.tick_range(0, min(ticked, room.model.total) - 1, True)
    room.view.show_row(_interesting(session), session.desk.flows[0].name)
    window.inspector.tabs.setCurrentIndex(tab)
    room.view.setFocus()


def _selection(session: Session) -> Callable[[], None]:
    """What eight ticked titles have in common."""
    _titles(session, ticked=8, tab=0)
    settle(session)
    preview = session.window.inspector.preview
    preview.ticked.click()
    return preview.show_fields


def _interesting(session: Session) -> int:
    """The first of the rows on show that has changed, else the first one."""
    from desktop_app.records.title import Verdict

    flow = session.desk.flows[0].name
    for row in range(min(10, session.window.titles.model.total)):
        shown = session.window.titles.model.row_at(row)
        standing = shown.title.standing.get(flow) if shown else None
        if standing is not None and standing.state is Verdict.CHANGED:
            return row
    return 0


def _review(session: Session) -> Callable[[], None]:
    _titles(session, ticked=8, tab=1)
    settle(session)
    session.desk.review(session.window.selection())
    return lambda: _close_sheets(session)


def _connect(session: Session) -> Callable[[], None]:
    _titles(session, ticked=0, tab=0)
    settle(session)
    session.window.opening.connect_dialog()
    return lambda: _close_sheets(session)


def _destinations(session: Session) -> Callable[[], None]:
    _titles(session, ticked=0, tab=0)
    settle(session)
    sheet = session.window.destinations.open()
    sheet.tabs.setCurrentIndex(1)
    return lambda: _close_sheets(session)


def _history(session: Session) -> None:
    from desktop_app.ui.shell.sidebar import HISTORY

    session.window.titles.ticks.clear()
    session.window.go(HISTORY)


def picture(window: QWidget) -> QPixmap:
    """The window with the sheets that float over it, as one picture."""
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QDialog

    made = window.grab()
    painter = QPainter(made)
    for sheet in window.findChildren(QDialog):
        if sheet.isVisible():
            place = window.mapFromGlobal(sheet.mapToGlobal(QPoint(0, 0)))
            painter.drawPixmap(place, sheet.grab())
    painter.end()
    return made


def _close_sheets(session: Session) -> None:
    from PySide6.QtWidgets import QDialog

    for sheet in session.window.findChildren(QDialog):
        sheet.reject()


def settle(session: Session, patience: float = _PATIENCE) -> None:
    """Let the window work until nothing has been asked for a moment."""
    end = time.monotonic() + patience
    quiet = time.monotonic()
    while time.monotonic() < end:
        session.app.processEvents()
        if session.desk.operations.running or session.covers.waiting:
            quiet = time.monotonic()
        elif time.monotonic() - quiet > _QUIET:
            return
        time.sleep(0.01)


def _reach(session: Session) -> None:
    """Covers come from the other end; without it the pictures show blanks."""
    from desktop_app.records.errors import ColophonError

    try:
        session.loop.submit(session.opened.online()).result(_PATIENCE)
    except (ColophonError, TimeoutError) as error:
        print(f"Pictures without covers: {error}", file=sys.stderr)  # noqa: T201 - for who waits


def _one(home: Path, profile: str, folder: Path) -> int:
    from desktop_app.settings.paths import Home
    from desktop_app.ui import start

    scale = round(float(os.environ.get("QT_SCALE_FACTOR", "1")))
    session = start.open_session(Home(home), profile)
    try:
        session.begin(demo=False)
        settle(session)
        _reach(session)
        for path in take(session, folder, scale):
            print(path)  # noqa: T201 - the answer of this program
    finally:
        session.end()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this module."""
    parser = argparse.ArgumentParser(prog="colophon-screenshots", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--profile", default="demo")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    if wanted.one:
        return _one(wanted.home, wanted.profile, wanted.out)
    for path in take_all(wanted.home, wanted.profile, wanted.out):
        print(path)  # noqa: T201 - the answer of this program
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
