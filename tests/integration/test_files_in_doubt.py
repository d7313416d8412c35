"""A damaged catalogue is set aside; a history in doubt is never replaced by itself; a home that
cannot be written to is shown as it was."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.app import App
from desktop_app.records.errors import StoreError
from desktop_app.records.flow import NEVER_RESENT_ALONE
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Settings
from desktop_app.store import aside, ledger_memory
from desktop_app.store.ledger_memory import Remembered
from tests.support_command_line import Done, call, document
from tests.support_disk import disk

FIXTURES = Path(__file__).parents[1] / "fixtures"
ONIX = str(FIXTURES / "onix" / "onix30-reference.xml")
PAGE = 4096
JOBS = 5


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Six titles and five jobs, opened once before, as after any use."""
    made = Home(tmp_path / "home")
    made.make()
    filled(made)
    assert call(made.root, "jobs", "cancel", "99").code == 2
    assert ledger_memory.recall(made.ledger("demo"))
    return made


def filled(home: Home) -> None:
    folder = home.profile_dir("demo")
    folder.mkdir(parents=True)
    for name in ("catalogue.sqlite", "ledger.sqlite"):
        shutil.copyfile(FIXTURES / "home_0_1" / name, folder / name)


def first_byte(data: bytearray) -> None:
    data[0] = 0


def first_page(data: bytearray) -> None:
    data[100:PAGE] = b"\xff" * (PAGE - 100)


def other_file(data: bytearray) -> None:
    data[:] = b"<!doctype html><p>Sign in</p>" * 400


def only_zeros(data: bytearray) -> None:
    data[:] = bytes(len(data))


def page_headers(data: bytearray) -> None:
    """What is wrong is met only when such a page is read."""
    for page in range(20, len(data) // PAGE):
        data[page * PAGE : page * PAGE + 60] = b"\xff" * 60


AT_ONCE = [first_byte, first_page, other_file, only_zeros]
Damage = Callable[[bytearray], None]


def damaged(path: Path, damage: Damage) -> bytes:
    data = bytearray(path.read_bytes())
    damage(data)
    path.write_bytes(data)
    return bytes(data)


def hit(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE)
        file.write(b"\xff" * 60)


def leaves(path: Path, page: int, tables: Sequence[str], lost: str = "") -> bool:
    """Whether damage to this page is damage, leaves these tables, and takes that one."""
    copy = path.with_name("trial.sqlite")
    shutil.copyfile(path, copy)
    hit(copy, page)
    whole = aside.sound(copy)
    with closing(sqlite3.connect(copy)) as conn:
        readable = all(can_read(conn, each) for each in tables)
        return not whole and readable and not (lost and can_read(conn, lost))


def can_read(conn: sqlite3.Connection, table: str) -> bool:
    try:
        if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
            return True
        conn.execute(f"SELECT * FROM {table}").fetchall()
    except sqlite3.DatabaseError:
        return False
    return True


def refused(done: Done, *words: str) -> None:
    assert done.code == 7, done.err
    for each in words:
        assert each in done.err


def job_count(home: Home) -> int:
    return int(document(home.root, "jobs", "list")["total"])


def title_count(home: Home) -> int:
    return int(document(home.root, "titles", "search", "--limit", "1")["total"])


# The catalogue


@pytest.mark.parametrize("damage", AT_ONCE)
def test_a_damaged_catalogue_is_set_aside_and_can_be_filled_again(
    home: Home, damage: Damage
) -> None:
    path = home.catalogue("demo")
    data = damaged(path, damage)
    refused(call(home.root, "titles", "search"), "is damaged", "run colophon sync")
    assert path.read_bytes() == data, "whoever only reads changes nothing"
    done = call(home.root, "import", ONIX)
    assert done.code in (0, 1), done.err
    kept = kept_of(path)
    assert f"was damaged. It is kept as {kept.name}, and an empty one takes its place" in done.err
    assert "Refresh to read the titles again" in done.err
    assert kept.read_bytes() == data
    assert title_count(home) > 0
    assert job_count(home) == JOBS
    assert "damaged" not in call(home.root, "import", ONIX).err


def kept_of(path: Path) -> Path:
    (kept,) = path.parent.glob(f"{path.stem}.damaged-*{path.suffix}")
    return kept


def test_damage_that_is_met_while_reading_is_mended_at_the_next_start(home: Home) -> None:
    path = home.catalogue("demo")
    tables = ("title", "list", "state", "change", "standing")
    pages = range(5, path.stat().st_size // PAGE)
    hit(path, next(each for each in pages if leaves(path, each, tables, "product_document")))
    data = path.read_bytes()
    assert title_count(home) == 6, "the list does not meet it"
    everything = [f"product:{number}" for number in range(1, 7)]
    refused(call(home.root, "check", "--flow", "gardners", *everything), "is damaged", "sync")
    assert aside.mark_of(path).exists()
    assert "was damaged" in call(home.root, "import", ONIX).err
    assert kept_of(path).read_bytes() == data
    assert not aside.mark_of(path).exists()
    assert title_count(home) > 0


def test_the_standing_of_a_new_catalogue_is_that_of_the_history(home: Home) -> None:
    def standing() -> list[object]:
        found = document(home.root, "titles", "search", "--limit", "50")["items"]
        return sorted(str((each["id"], each["standing"])) for each in found)

    assert call(home.root, "import", ONIX).code in (0, 1)
    before = [each for each in standing() if "onix:" in str(each)]
    assert before
    damaged(home.catalogue("demo"), first_byte)
    assert call(home.root, "import", ONIX).code in (0, 1)
    assert standing() == before


# The ledger


@pytest.mark.parametrize("damage", [*AT_ONCE, page_headers])
def test_a_damaged_history_stays_where_it_is_and_nothing_is_sent(
    home: Home, damage: Damage
) -> None:
    path = home.ledger("demo")
    data = damaged(path, damage)
    refused(call(home.root, "jobs", "verify"), "is damaged")
    told = call(home.root, "import", ONIX)
    assert told.code in (0, 1), told.err
    assert "The history of this profile is damaged" in told.err
    assert "Nothing is sent." in told.err
    assert title_count(home) > 6, "titles can be read all the same"
    refused(call(home.root, "send", "--flow", "gardners", "--apply", "product:1"), "is damaged")
    refused(call(home.root, "jobs", "cancel", "5"), "is damaged", "Nothing was written")
    assert path.read_bytes() == data
    done = call(home.root, "jobs", "renew")
    assert done.code == 0
    assert kept_of(path).name in done.text
    assert kept_of(path).read_bytes() == data
    assert job_count(home) == 0
    assert "history" not in call(home.root, "import", ONIX).err


async def test_what_can_be_read_of_a_damaged_history_is_shown(home: Home) -> None:
    path = home.ledger("demo")
    tables = ("job", "ledger", "item", "change", "plan", "flow_pause")
    pages = range(5, path.stat().st_size // PAGE)
    hit(path, next(each for each in pages if leaves(path, each, tables)))
    aside.mark(path)
    app = App.open(home, Settings.load(home), "demo")
    try:
        assert app.halt is not None
        assert len(await app.history.jobs()) == JOBS
        with pytest.raises(StoreError, match="is damaged") as told:
            await app.send.resume_flow("gardners")
        assert told.value.not_done == "Nothing was sent."
        app.engine.start()
        assert not app.engine.running
    finally:
        await app.aclose()


def test_a_mark_without_damage_stops_nothing(home: Home) -> None:
    aside.mark(home.ledger("demo"))
    assert "history" not in call(home.root, "import", ONIX).err
    assert not aside.mark_of(home.ledger("demo")).exists()


@pytest.mark.parametrize("emptied", [False, True])
def test_a_history_that_vanished_is_missed_until_a_person_agrees(home: Home, emptied: bool) -> None:
    path = home.ledger("demo")
    kept = path.read_bytes()
    path.unlink()
    if emptied:
        path.touch()
    words = "The history of this profile is missing", "it had 5 jobs"
    refused(call(home.root, "jobs", "list"), *words)
    assert path.exists() is emptied, "whoever only reads makes no empty one"
    for word in words:
        assert word in call(home.root, "import", ONIX).err
    refused(call(home.root, "send", "--flow", "gardners", "--apply", "product:1"), *words)
    assert path.exists() is emptied
    path.write_bytes(kept)
    assert "history" not in call(home.root, "import", ONIX).err, "put back, all is well"
    assert job_count(home) == JOBS
    path.unlink()
    assert call(home.root, "jobs", "renew").text.startswith("A new history begins.")
    assert job_count(home) == 0
    assert call(home.root, "jobs", "renew").code == 2


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (Remembered("", JOBS + 3), "it has 5 jobs, and had 8 when Colophon was last closed"),
        (Remembered("another", JOBS), "is not the one that this profile had"),
    ],
)
def test_a_history_put_back_from_an_older_or_another_copy_is_noticed(
    home: Home, before: Remembered, words: str
) -> None:
    path = home.ledger("demo")
    own = ledger_memory.recall(path)
    assert own is not None
    ledger_memory.remember(path, Remembered(before.id or own.id, before.jobs))
    assert words in call(home.root, "import", ONIX).err
    refused(call(home.root, "jobs", "cancel", "5"), words)
    assert "From now on" in call(home.root, "jobs", "renew").text
    assert job_count(home) == JOBS
    assert call(home.root, "import", ONIX).err.count("history") == 0
    assert ledger_memory.recall(path) == own


def test_an_older_copy_with_as_many_jobs_is_noticed(home: Home) -> None:
    """What was waiting in it may have gone since: it must not go twice."""
    path = home.ledger("demo")
    older = path.read_bytes()
    asyncio.run(pause_a_flow(home))
    path.write_bytes(older)
    words = "is older than it was: its last"
    assert words in call(home.root, "import", ONIX).err
    refused(call(home.root, "jobs", "cancel", "5"), words)
    assert "From now on" in call(home.root, "jobs", "renew").text
    assert call(home.root, "import", ONIX).err.count("history") == 0


async def pause_a_flow(home: Home) -> None:
    app = App.open(home, Settings.load(home), "demo")
    try:
        await app.send.pause_flow("gardners")
    finally:
        await app.aclose()


async def test_how_long_a_history_is_is_remembered_before_its_window_is_closed(home: Home) -> None:
    before = ledger_memory.recall(home.ledger("demo"))
    assert before is not None
    app = App.open(home, Settings.load(home), "demo")
    try:
        told = threading.Event()
        app.on_change(told.set)
        await app.send.pause_flow("gardners")
        assert await asyncio.to_thread(told.wait, 10)
        now = ledger_memory.recall(home.ledger("demo"))
        assert now is not None
        assert now.changes > before.changes
    finally:
        await app.aclose()


def test_the_standing_of_a_history_put_back_is_that_of_the_copy(home: Home) -> None:
    """What was sent since is not known any more, and no list says otherwise."""
    path = home.ledger("demo")
    older = path.read_bytes()
    asyncio.run(send_all(home))
    path.write_bytes(older)
    assert call(home.root, "jobs", "renew").code == 0
    asyncio.run(standing_is_as_from_scratch(home))


async def send_all(home: Home) -> None:
    app = App.open(home, Settings.load(home), "demo")
    try:
        await app.standing.refresh()
        before = await app._table.all_rows()
        titles = [f"product:{number}" for number in range(1, 7)]
        flows = [flow.name for flow in app.profile.flows if flow.purpose not in NEVER_RESENT_ALONE]
        plan = await app.review.plan(titles, flows)
        await app.send.submit(plan.id)
        await app.standing.refresh()
        assert await app._table.all_rows() != before
    finally:
        await app.aclose()


async def standing_is_as_from_scratch(home: Home) -> None:
    app = App.open(home, Settings.load(home), "demo")
    try:
        await app.standing.refresh()
        after = await app._table.all_rows()
        await app.standing.from_scratch()
        assert after == await app._table.all_rows()
    finally:
        await app.aclose()


@pytest.mark.parametrize("told", ["", "{", "[]", "null", '{"id": "x", "jobs": 1e999}', "\udcff"])
def test_a_memory_that_is_cut_accuses_no_healthy_history(home: Home, told: str) -> None:
    own = ledger_memory.recall(home.ledger("demo"))
    ledger_memory.path_of(home.ledger("demo")).write_text(told, "utf-8", "surrogateescape")
    assert call(home.root, "import", ONIX).err.count("history") == 0
    assert ledger_memory.recall(home.ledger("demo")) == own


def test_a_memory_of_an_earlier_version_accuses_no_healthy_history(home: Home) -> None:
    own = ledger_memory.recall(home.ledger("demo"))
    assert own is not None
    path = ledger_memory.path_of(home.ledger("demo"))
    path.write_text(json.dumps({"id": own.id, "jobs": own.jobs}))
    assert call(home.root, "import", ONIX).err.count("history") == 0
    assert ledger_memory.recall(home.ledger("demo")) == own


def test_the_log_of_a_history_that_vanished_is_kept(home: Home) -> None:
    path = home.ledger("demo")
    path.unlink()
    log = path.with_name("ledger.sqlite-wal")
    log.write_bytes(b"the newest commits")
    assert "is missing" in call(home.root, "import", ONIX).err
    assert "The old file is kept as" in call(home.root, "jobs", "renew").text
    assert job_count(home) == 0
    (kept,) = path.parent.glob("ledger.damaged-*.sqlite-wal")
    assert kept.read_bytes() == b"the newest commits"


def test_what_stops_a_new_history_leaves_the_old_one_in_doubt(home: Home) -> None:
    path = home.ledger("demo")
    data = damaged(path, first_byte)
    app = App.open(home, Settings.load(home), "demo")
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "rename", _no_rename)
            with pytest.raises(StoreError, match="cannot be set aside"):
                app._files.renew()
    finally:
        asyncio.run(app.aclose())
    assert path.read_bytes() == data
    assert ledger_memory.recall(path) is not None, "an older copy put back would be noticed"


def _no_rename(path: Path, target: object) -> Path:
    raise PermissionError(13, "Permission denied")


async def test_once_damage_is_met_nothing_more_is_sent_by_the_same_run(home: Home) -> None:
    path = home.ledger("demo")
    tables = ("job", "ledger", "item", "change", "plan", "flow_pause", "cover_choice")
    pages = range(5, path.stat().st_size // PAGE)
    hit(path, next(each for each in pages if leaves(path, each, tables, "lineage")))
    app = App.open(home, Settings.load(home), "demo")
    try:
        assert app.halt is None, "nothing has read that page yet"
        with pytest.raises(StoreError, match="is damaged"):
            await app._book.aread(lambda conn: conn.execute("SELECT * FROM lineage").fetchall())
        with pytest.raises(StoreError, match="is damaged"):
            await app.send.resume_flow("gardners")
        with pytest.raises(StoreError, match="is damaged"):
            await app._ledger.claim("gardners", 1, _never)
    finally:
        await app.aclose()


def _never(*_: object) -> bytes:
    raise AssertionError("an envelope was made")


def test_both_files_damaged_are_told_together_and_nothing_vouches_for_the_history(
    home: Home,
) -> None:
    damaged(home.catalogue("demo"), first_byte)
    damaged(home.ledger("demo"), first_byte)
    told = call(home.root, "import", ONIX).err
    assert "The catalogue on this computer was damaged" in told
    assert "The history of this profile is damaged" in told
    assert "is whole" not in told


# A home that cannot be written to


@pytest.mark.skipif(sys.platform != "linux", reason="needs a file system that can be remounted")
def test_a_home_on_a_read_only_disk_can_be_read_with_its_last_commits(tmp_path: Path) -> None:
    with disk(tmp_path / "disk", "16m") as small:
        home = Home(small.root / "home")
        home.make()
        filled(home)
        copy = home.catalogue("demo")
        # As a process that was killed leaves it: the newest commit is in the log alone.
        source = tmp_path / "busy.sqlite"
        shutil.copyfile(copy, source)
        with closing(sqlite3.connect(source)) as conn:
            conn.execute("PRAGMA journal_mode = WAL")
            conn.execute("PRAGMA wal_autocheckpoint = 0")
            with conn:
                conn.execute("UPDATE title SET title = 'Only in the log' WHERE id = 'product:1'")
            for part in ("", "-wal"):
                shutil.copyfile(f"{source}{part}", f"{copy}{part}")
        small.become("ro")
        told = call(home.root, "--json", "titles", "show", "product:1")
        assert told.code == 0
        assert told.document["title"] == "Only in the log"
        assert "cannot be written to, so it is shown as it was" in told.err
        assert job_count(home) == JOBS
        refused(call(home.root, "sync"), "Read-only file system", "Nothing was written", "--home")
        refused(call(home.root, "jobs", "cancel", "5"), "Nothing was written")
        small.become("rw")
        assert call(home.root, "import", ONIX).code in (0, 1)
