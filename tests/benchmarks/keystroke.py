"""From a key in the search box to rows on the screen, against a bare query and a bare table.

The reference answers the same words over the same file with one plain connection on the same
thread, puts the same hundred rows into a QTableView of its own and paints them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QEventLoop,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from desktop_app.ui.screenshots import settle
from desktop_app.ui.session import Session
from desktop_app.ui.start import open_session
from tests.benchmarks.homes import home_with
from tests.benchmarks.report import Finding, p95

WORDS = ("harbour", "atlas", "lighthouse", "gods", "rain algebra", "9780000", "orchard")
_PATIENCE = 10.0

_HITS = """
SELECT title.* FROM find JOIN list ON list.pid = find.rowid JOIN title ON title.pid = list.pid
WHERE find MATCH ? ORDER BY list.date DESC, list.pid DESC LIMIT 100
"""
_NUMBER = """
SELECT title.* FROM title JOIN list ON list.pid = title.pid
WHERE title.isbn >= ? AND title.isbn < ? ORDER BY list.date DESC, list.pid DESC LIMIT 100
"""
_CELLS = (
    "SELECT pid, flow, verdict, count FROM standing WHERE pid IN (SELECT value FROM json_each(?))"
)


def run(folder: Path, titles: int) -> list[Finding]:
    """Median and p95 over every prefix of a few words."""
    home = home_with(folder / f"home-{titles}", titles)
    session = open_session(home, "demo")
    try:
        session.begin()
        settle(session)
        typed = _typed(session)
        bare = _bare(home.catalogue("demo"), session)
    finally:
        session.end()
    middle = sorted(typed)[len(typed) // 2], sorted(bare)[len(bare) // 2]
    return [
        Finding(
            f"key → painted rows, {titles:,} products, median", middle[0], "ms", 1.5, middle[1]
        ),
        Finding(f"key → painted rows, {titles:,} products, p95", p95(typed), "ms", 1.5, p95(bare)),
    ]


class Painted(QObject):
    """Counts the paints of a widget."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__()
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.count += 1
        return False


def _typed(session: Session) -> list[float]:
    """Milliseconds from each key to the end of the paint that shows its answer."""
    window = session.window
    box, model = window.toolbar.search, window.titles.model
    paints = Painted(window.titles.view.viewport())
    answers: list[int] = []
    model.answered.connect(answers.append)
    box.setFocus()
    times = []
    for word in WORDS:
        box.clear()
        settle(session)
        for sign in word:
            answers.clear()
            started = time.perf_counter()
            QTest.keyClick(box, sign)
            until(session.app, lambda: bool(answers))
            before = paints.count
            until(session.app, lambda before=before: paints.count > before)
            times.append((time.perf_counter() - started) * 1000)
            settle(session, 2)
    return times


def until(app: QApplication, condition: Callable[[], bool]) -> None:
    """Wait as a window does: asleep until Qt has something to do.

    A loop that polls would keep the interpreter from the threads that are to answer.
    """
    end = time.monotonic() + _PATIENCE
    beat = QTimer()
    beat.start(100)
    while not condition():
        assert time.monotonic() < end, "nothing was painted"
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


class _Rows(QAbstractTableModel):
    """Texts, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, ...]] = []

    def show(self, rows: list[tuple[str, ...]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 9

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.rows[index.row()][index.column()]


def _bare(catalogue: Path, session: Session) -> list[float]:
    """The same words, each prefix of them, without an application."""
    times = []
    with _bare_table(session) as (view, model), sqlite3.connect(catalogue) as connection:
        connection.row_factory = sqlite3.Row
        for word in WORDS:
            for length in range(1, len(word) + 1):
                started = time.perf_counter()
                model.show(_query(connection, word[:length]))
                view.viewport().repaint()
                times.append((time.perf_counter() - started) * 1000)
    return times


@contextmanager
def _bare_table(session: Session) -> Iterator[tuple[QTableView, _Rows]]:
    view, model = QTableView(), _Rows()
    view.setModel(model)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(44)
    view.resize(session.window.titles.view.size())
    view.show()
    session.app.processEvents()
    try:
        yield view, model
    finally:
        view.close()


def _query(connection: sqlite3.Connection, text: str) -> list[tuple[str, ...]]:
    if text.isdigit():
        found = connection.execute(_NUMBER, (text, text + ":")).fetchall()
        connection.execute(
            "SELECT count(*) FROM title WHERE isbn >= ? AND isbn < ?", (text, text + ":")
        ).fetchone()
    else:
        match = " ".join(f'"{part}"*' for part in text.split())
        found = connection.execute(_HITS, (match,)).fetchall()
        connection.execute("SELECT count(*) FROM find WHERE find MATCH ?", (match,)).fetchone()
    pids = ",".join(str(row["pid"]) for row in found)
    cells: dict[int, list[str]] = {}
    for row in connection.execute(_CELLS, (f"[{pids}]",)):
        cells.setdefault(row["pid"], []).append(f"{row['verdict']} {row['count']}")
    return [
        (
            row["title"], row["contributors"], row["imprint"], row["isbn"],
            row["publication_date"], *[*cells.get(row["pid"], []), "", "", "", ""][:4],
        )
        for row in found
    ]  # fmt: skip
