"""What does the writer promise? Acknowledged means committed, and a fault hurts nobody else."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path

import pytest

from desktop_app.records.errors import DiskFullError, HomeBusyError, StoreError
from desktop_app.store.db import Database
from desktop_app.store.lock import HomeLock

PATIENCE = 20


def put(db: Database, word: str, size: int = 0) -> Future[str]:
    def work(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO word VALUES (?, zeroblob(?))", (word, size))
        connection.execute("INSERT INTO change (kind, id) VALUES ('word', ?)", (word,))
        return word

    return db.write(work)


def held(db: Database) -> list[str]:
    def work(connection: sqlite3.Connection) -> list[str]:
        return [row[0] for row in connection.execute("SELECT text FROM word ORDER BY text")]

    return db.read(work).result(PATIENCE)


def run_sql(db: Database, sql: str) -> Future[None]:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute(sql)

    return db.write(work)


class Gate:
    """Keeps the writer busy, so that what is written meanwhile stands in line together."""

    def __init__(self, db: Database) -> None:
        self.entered, self._go = threading.Event(), threading.Event()
        self.statements: list[str] = []
        self._held = db.write(self._hold)
        assert self.entered.wait(PATIENCE)

    def _hold(self, connection: sqlite3.Connection) -> None:
        self.entered.set()
        assert self._go.wait(PATIENCE)
        connection.set_trace_callback(self.statements.append)

    def open(self) -> None:
        self._go.set()
        self._held.result(PATIENCE)


def test_what_waits_together_is_committed_together(db: Database) -> None:
    gate = Gate(db)
    waiting = [put(db, f"w{number:03}") for number in range(100)]
    gate.open()
    assert [each.result(PATIENCE) for each in waiting] == [f"w{number:03}" for number in range(100)]
    commits = [each for each in gate.statements if each == "COMMIT"]
    # One ends the transaction of the gate itself.
    assert len(commits) == 2
    assert len(held(db)) == 100


def test_a_future_resolves_after_its_commit(db: Database) -> None:
    seen: list[int] = []
    told = threading.Event()

    def look(_: Future[str]) -> None:
        with sqlite3.connect(db.path) as other:
            seen.append(other.execute("SELECT count(*) FROM word").fetchone()[0])
        told.set()

    put(db, "kept").add_done_callback(look)
    assert told.wait(PATIENCE)
    assert seen == [1]


def test_a_write_that_fails_takes_back_only_itself(db: Database) -> None:
    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO word VALUES ('half', NULL)")
        raise ValueError("no")

    gate = Gate(db)
    before, broken, double, after = (
        put(db, "before"), db.write(half), put(db, "before"), put(db, "after"),
    )  # fmt: skip
    gate.open()
    assert before.result(PATIENCE) == "before"
    with pytest.raises(ValueError, match="no"):
        broken.result(PATIENCE)
    with pytest.raises(StoreError, match="UNIQUE"):
        double.result(PATIENCE)
    assert after.result(PATIENCE) == "after"
    assert held(db) == ["after", "before"]


def test_a_write_that_ends_the_transaction_is_told_and_costs_nobody_else(db: Database) -> None:
    gate = Gate(db)
    first, rude, last = put(db, "first"), run_sql(db, "ROLLBACK"), put(db, "last")
    gate.open()
    assert first.result(PATIENCE) == "first"
    assert last.result(PATIENCE) == "last"
    with pytest.raises(StoreError, match="ended the transaction"):
        rude.result(PATIENCE)
    assert held(db) == ["first", "last"]


def test_a_full_disk_stops_the_write_that_needs_room_and_keeps_the_rest(db: Database) -> None:
    put(db, "first").result(PATIENCE)
    pages = db.read(lambda c: c.execute("PRAGMA page_count").fetchone()[0]).result(PATIENCE)
    gate = Gate(db)
    limit = run_sql(db, f"PRAGMA max_page_count = {pages + 4:d}")
    small, huge, other = put(db, "small"), put(db, "huge", 4_000_000), put(db, "other")
    gate.open()
    limit.result(PATIENCE)
    assert small.result(PATIENCE) == "small"
    assert other.result(PATIENCE) == "other"
    with pytest.raises(DiskFullError) as caught:
        huge.result(PATIENCE)
    assert "disk is full" in caught.value.message
    assert caught.value.not_done
    assert caught.value.next_step
    assert held(db) == ["first", "other", "small"]
    run_sql(db, "PRAGMA max_page_count = 1000000").result(PATIENCE)
    assert put(db, "huge", 4_000_000).result(PATIENCE) == "huge"
    assert db.read(lambda c: c.execute("PRAGMA quick_check").fetchone()[0]).result(5) == "ok"


def test_a_write_that_is_cancelled_in_line_is_not_done(db: Database) -> None:
    gate = Gate(db)
    doomed, kept = put(db, "doomed"), put(db, "kept")
    assert doomed.cancel()
    gate.open()
    kept.result(PATIENCE)
    assert held(db) == ["kept"]


def test_closing_does_what_is_in_line_and_refuses_what_comes_later(db: Database) -> None:
    gate = Gate(db)
    waiting = [put(db, f"w{number}") for number in range(20)]
    opener = threading.Timer(0.01, gate.open)
    opener.start()
    db.close()
    opener.join()
    assert all(each.result(0) for each in waiting)
    with pytest.raises(StoreError, match="closed"):
        put(db, "late").result(PATIENCE)
    with pytest.raises(StoreError, match="closed"):
        held(db)
    with sqlite3.connect(db.path) as after:
        assert after.execute("SELECT count(*) FROM word").fetchone()[0] == 20


def test_a_file_that_was_moved_away_is_not_written_into_nothing(db: Database) -> None:
    put(db, "kept").result(PATIENCE)
    db.path.rename(db.path.with_suffix(".elsewhere"))
    with pytest.raises(StoreError, match="moved or deleted"):
        put(db, "lost").result(PATIENCE)


def test_listeners_hear_of_changes_seldom_and_always_of_the_last(db: Database) -> None:
    heard: list[int] = []
    last = threading.Event()

    def listen() -> None:
        with sqlite3.connect(db.path) as other:
            heard.append(other.execute("SELECT max(seq) FROM change").fetchone()[0])
        if heard[-1] == 200:
            last.set()

    db.on_commit(listen)
    began = time.monotonic()
    for number in range(200):
        put(db, f"w{number}").result(PATIENCE)
    assert last.wait(PATIENCE)
    # The rate is a promise about calls: at most one in each tenth of a second, and the first.
    assert len(heard) <= (time.monotonic() - began) / 0.1 + 2
    assert heard == sorted(set(heard))


def test_a_commit_without_a_change_wakes_nobody_and_a_broken_listener_stops_nobody(
    db: Database,
) -> None:
    heard: list[str] = []
    told = threading.Event()

    def broken() -> None:
        heard.append("broken")
        raise RuntimeError("a view is gone")

    def sound() -> None:
        heard.append("sound")
        told.set()

    db.on_commit(broken)
    db.on_commit(sound)
    run_sql(db, "INSERT INTO word VALUES ('quiet', NULL)").result(PATIENCE)
    put(db, "loud").result(PATIENCE)
    assert told.wait(PATIENCE)
    assert heard == ["broken", "sound"]
    assert put(db, "after").result(PATIENCE) == "after"


# -- other processes -----------------------------------------------------------------------------

READER = """
    import sys
    from pathlib import Path
    from desktop_app.records.errors import StoreError
    from desktop_app.store.db import Database
    db = Database(Path(sys.argv[1]), Path(sys.argv[2]), durable=False, writable=False)
    count = lambda c: c.execute("SELECT count(*) FROM word").fetchone()[0]
    print(db.read(count).result(20), flush=True)
    sys.stdin.readline()
    print(db.read(count).result(20), flush=True)
    try:
        db.write(lambda c: None).result(20)
    except StoreError as error:
        print(error.message, flush=True)
    db.close()
"""


def test_a_second_process_reads_while_this_one_writes_and_may_not_write(
    db: Database, tables: Path
) -> None:
    put(db, "one").result(PATIENCE)
    code = textwrap.dedent(READER)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(db.path), str(tables)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "1\n"
        put(db, "two").result(PATIENCE)
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == "2\n"
        assert "reading only" in other.stdout.readline()
        assert other.wait(PATIENCE) == 0
    assert put(db, "three").result(PATIENCE) == "three"


LOCKER = """
    import sys
    from pathlib import Path
    from desktop_app.store.lock import HomeLock
    lock = HomeLock(Path(sys.argv[1]))
    lock.acquire()
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_home_has_one_writer_and_a_killed_one_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "home" / "lock"
    other = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LOCKER), str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        mine = HomeLock(path)
        with pytest.raises(HomeBusyError, match="open here"):
            mine.acquire()
        other.kill()
        other.wait(PATIENCE)
        mine.acquire(PATIENCE)
        assert mine.held
        mine.release()


# -- reading -------------------------------------------------------------------------------------

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def endless(started: threading.Event, connection: sqlite3.Connection) -> int:
    started.set()
    return int(connection.execute(ENDLESS).fetchone()[0])


def test_cancelling_a_question_stops_it_in_the_database(db: Database) -> None:
    events = [threading.Event() for _ in range(3)]
    asked = [db.read(partial(endless, each)) for each in events]
    for each in events:
        assert each.wait(PATIENCE)
    # Every reader is busy for ever; only stopping them lets this one be answered.
    waiting = db.read(lambda c: c.execute("SELECT 7").fetchone()[0])
    for question in asked:
        assert question.cancel()
    assert waiting.result(PATIENCE) == 7
    assert held(db) == []


def test_a_question_that_is_cancelled_between_two_statements_stops_too(db: Database) -> None:
    between, on = threading.Event(), threading.Event()
    arrived = [threading.Event() for _ in range(3)]

    def work(each: threading.Event, connection: sqlite3.Connection) -> None:
        each.set()
        between.wait(PATIENCE)
        endless(on, connection)

    asked = [db.read(partial(work, each)) for each in arrived]
    for each in arrived:
        assert each.wait(PATIENCE)
    for question in asked:
        assert question.cancel()
    between.set()
    assert db.read(lambda c: c.execute("SELECT 7").fetchone()[0]).result(PATIENCE) == 7


def test_a_newer_question_of_the_same_line_replaces_the_older(db: Database) -> None:
    started = threading.Event()
    old = db.read(lambda c: endless(started, c), supersedes="search")
    assert started.wait(PATIENCE)
    other = db.read(lambda c: c.execute("SELECT 1").fetchone()[0], supersedes="count")
    new = db.read(lambda c: c.execute("SELECT 2").fetchone()[0], supersedes="search")
    assert new.result(PATIENCE) == 2
    assert other.result(PATIENCE) == 1
    assert old.cancelled()


def test_closing_stops_what_is_read(tmp_path: Path, tables: Path) -> None:
    db = Database(tmp_path / "closing.sqlite", tables, durable=False)
    started = threading.Event()
    asked = db.read(lambda c: endless(started, c))
    assert started.wait(PATIENCE)
    db.close()
    assert wait([asked], PATIENCE).done
    assert isinstance(asked.exception(), StoreError)


def test_a_question_sees_one_moment_and_cannot_write(db: Database) -> None:
    reading, written = threading.Event(), threading.Event()

    def twice(connection: sqlite3.Connection) -> tuple[int, int]:
        count = "SELECT count(*) FROM word"
        before = connection.execute(count).fetchone()[0]
        reading.set()
        assert written.wait(PATIENCE)
        return before, connection.execute(count).fetchone()[0]

    asked = db.read(twice)
    assert reading.wait(PATIENCE)
    put(db, "meanwhile").result(PATIENCE)
    written.set()
    assert asked.result(PATIENCE) == (0, 0)
    with pytest.raises(StoreError):
        db.read(lambda c: c.execute("DELETE FROM word")).result(PATIENCE)
    assert held(db) == ["meanwhile"]
