"""A full reading of Consonance against a bare loop over the same pages.

The answers are recorded from the sandbox once. Then the service and the bare loop read them from
the same server of prepared bytes: the loop asks with httpx, parses with ``json.loads`` and writes
the rows that the service made with ``executemany`` into tables with the same indexes, a commit a
page. Nothing is compared, folded, checked or taken apart in it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from desktop_app.store.db import Database
from tests.benchmarks.prepared import Answers
from tests.benchmarks.report import Finding
from tests.support_sandbox import running_sandbox
from tests.support_sync import shelf

_LIMIT = 2.0
_ANY = float("inf")
_TABLES = (
    "title", "work", "product_document", "list", "facet_value", "words", "seen",
    "product_aside", "work_aside", "price",
)  # fmt: skip
_KEY = "prepared-answers-need-no-key"


def run(folder: Path, titles: int) -> list[Finding]:
    """Seconds for all titles: the service, the bare loop, and the service against the sandbox."""
    home = folder / f"reading-{titles}"
    answers = home / "answers"
    answers.mkdir(parents=True)
    with running_sandbox(home, "--titles", str(titles)) as sandbox:
        url, key = sandbox.consonance["url"], sandbox.consonance["key"]
        with _server(answers, "--from", url) as recorder:
            asyncio.run(_read(home / "recorded", recorder, key))
        living = asyncio.run(_read(home / "living", url, key))
    with _server(answers) as prepared:
        ours = asyncio.run(_read(home / "ours", prepared, _KEY))
        bare = asyncio.run(_bare(home, Answers(answers), prepared))
    return [
        Finding(f"full reading, {titles:,} products", ours, "s", _LIMIT, bare),
        Finding(f"full reading from the sandbox, {titles:,} products", living, "s", _ANY),
    ]


async def _read(folder: Path, url: str, key: str) -> float:
    folder.mkdir()
    async with shelf(folder, url, key, deadline=120.0) as opened:
        started = time.perf_counter()
        report = await opened.read(full=True)
        seconds = time.perf_counter() - started
    assert report.complete, report.words
    return seconds


async def _bare(home: Path, answers: Answers, url: str) -> float:
    file = home / "bare.sqlite"
    Database(file, "catalogue", durable=False).close()
    questions = answers.questions()
    with closing(sqlite3.connect(home / "ours" / "catalogue.sqlite")) as made:
        batches = {name: _rows(made, name, len(questions)) for name in _TABLES}
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    started = time.perf_counter()
    async with httpx.AsyncClient(trust_env=False, timeout=120) as client:
        for place, question in enumerate(questions):
            reply = await client.post(
                url, content=question, headers={"Content-Type": "application/json"}
            )
            json.loads(reply.raise_for_status().content)
            connection.execute("BEGIN IMMEDIATE")
            for name, rows in batches.items():
                _write(connection, name, rows[place])
            connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def _rows(made: sqlite3.Connection, name: str, parts: int) -> list[list[tuple[object, ...]]]:
    found = made.execute(f"SELECT * FROM {name}").fetchall()
    size = -(-len(found) // parts) or 1
    return [found[place * size : (place + 1) * size] for place in range(parts)]


def _write(connection: sqlite3.Connection, name: str, rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", rows)
    if name == "words":
        connection.executemany(
            "INSERT INTO find (rowid, title, subtitle, contributors, imprint, series)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )
    if name == "list":
        pairs = [(row[0], row[7]) for row in rows]
        connection.executemany("INSERT INTO find_isbn (rowid, isbn) VALUES (?, ?)", pairs)


@contextmanager
def _server(answers: Path, *options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.prepared", str(answers), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        port = json.loads(process.stdout.readline())["port"]
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()  # type: ignore[union-attr]
