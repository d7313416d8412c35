"""A disk that is full, or that nothing can be written to: in a sentence, nothing lost, goes on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.tokens import Scheme
from tests.faults.syncs import PROFILE, House
from tests.support_disk import Disk, disk
from tests.support_sandbox import Sandbox, running_sandbox
from tests.support_window import CONTROL, KEY, Person, opened, shut

KEPT = "What was read before is kept, the rest was not taken."


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("box"), "--titles", "360") as started:
        yield started


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Disk]:
    with disk(tmp_path / "disk", "64m") as made:
        yield made


@pytest.fixture
def house(small: Disk, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> House:
    """Its home is on the small disk."""
    monkeypatch.setenv("COLOPHON_CONSONANCE_KEY", sandbox.consonance["key"])
    return House.made(small.root / "home", sandbox)


def filled(disk: Disk) -> Path:
    """A file that takes what room there is."""
    file = disk.root / "other-programs"
    with file.open("wb", buffering=0) as whole, suppress(OSError):
        while True:
            whole.write(bytes(4096))
    assert shutil.disk_usage(disk.root).free == 0
    return file


def read_to_the_end(house: House) -> str:
    with closing(sqlite3.connect(house.file)) as conn:
        row = conn.execute("SELECT value FROM state WHERE name = 'last_complete'").fetchone()
        return str(row[0]) if row else ""


def moved(sandbox: Sandbox) -> None:
    """Something to write for every work of the first page."""
    for work in sandbox.graphql("{ works { id season } }")["works"][:20]:
        sandbox.patch_work(str(work["id"]), {"season": f"{work['season']}."})


def test_a_first_reading_on_a_disk_that_fills_up_goes_on_where_it_stopped(
    small: Disk, house: House, tmp_path: Path
) -> None:
    calm = House.made(tmp_path / "calm", house.sandbox)
    calm.sync()
    before = house.sandbox.seen()
    calm.sync("--full")
    requests = house.sandbox.seen() - before
    small.become("size=3m")
    done = house.run("--profile", PROFILE, "sync")
    assert done.returncode == 5, done.stderr
    assert "The disk is full: catalogue.sqlite could not be written." in done.stderr
    assert KEPT in done.stderr
    assert "Free some space, then try again." in done.stderr
    died = house.held()
    assert not died.faults
    assert died.rows.items() <= calm.held().rows.items()
    assert died.read == len(died.rows)
    assert not read_to_the_end(house)
    small.become("size=64m")
    before = house.sandbox.seen()
    report = house.sync()
    assert (house.sandbox.seen() - before < requests) is bool(died.rows)
    assert report["complete"]
    assert report["read"] == report["new"] == len(calm.held().rows)
    assert house.held().rows == calm.held().rows
    assert not house.held().faults


def test_a_catalogue_on_a_full_disk_stays_as_it_was_and_keeps_its_age(
    small: Disk, house: House
) -> None:
    house.sync()
    before, age = house.held(), read_to_the_end(house)
    moved(house.sandbox)
    other = filled(small)
    done = house.run("--profile", PROFILE, "sync", "--full")
    assert done.returncode == 5, done.stderr
    assert "it is full or failing" in done.stderr
    assert KEPT in done.stderr
    assert "Traceback" not in done.stderr
    found = house.run("--profile", PROFILE, "titles", "search", "--limit", "1")
    assert f"of {len(before.rows)} titles" in found.stderr + found.stdout
    assert "The disk is full, so what is on this computer is shown as it was." in found.stderr
    other.unlink()
    assert house.held() == before
    assert read_to_the_end(house) == age
    assert house.sync("--full")["complete"]
    assert read_to_the_end(house) > age


@pytest.fixture
def person(qapp: QApplication, house: House) -> Iterator[Person]:
    theme.current().set_override(Scheme.LIGHT)
    house.sync()
    someone = opened(Home(house.home), PROFILE)
    yield someone
    shut(someone)


def test_the_window_says_that_the_disk_is_full_and_tries_again(
    person: Person, small: Disk, house: House
) -> None:
    total = person.window.titles.model.total
    assert total
    moved(house.sandbox)
    other = filled(small)
    person.press(KEY.Key_F5)
    person.until(lambda: not person.window.refreshing.running, 60)
    person.until(lambda: "The disk is full" in person.window.titles.banner.words)
    person.quiet()
    person.picture("disk-full")
    assert KEPT in person.window.titles.banner.words
    assert person.window.titles.model.total == total
    other.unlink()
    person.click("Try again")
    person.until(lambda: not person.window.refreshing.running, 60)
    person.until(lambda: not person.window.titles.banner.words)
    person.quiet()
    assert person.window.titles.model.total == total


def test_a_window_that_is_opened_on_a_full_disk_finds_titles_and_says_what_is_off(
    qapp: QApplication, small: Disk, house: House
) -> None:
    theme.current().set_override(Scheme.LIGHT)
    total = house.sync()["read"]
    other = filled(small)
    person = opened(Home(house.home), PROFILE)
    try:
        assert "The disk is full, so what is on this computer is" in person.window.halted.words
        assert person.window.titles.model.total == total
        person.press(KEY.Key_F5)
        person.until(lambda: "Nothing was read." in person.window.titles.banner.words)
    finally:
        other.unlink()
        shut(person)


def test_the_window_on_a_read_only_home_finds_titles_and_says_what_is_off(
    qapp: QApplication, small: Disk, house: House
) -> None:
    theme.current().set_override(Scheme.LIGHT)
    total = house.sync()["read"]
    small.become("ro")
    person = opened(Home(house.home), PROFILE)
    try:
        words = person.window.halted.words
        assert "cannot be written to, so it is shown as it was." in words
        assert "Nothing is sent and nothing is read from Consonance." in words
        assert person.window.titles.model.total == total
        person.picture("read-only")
        person.press(KEY.Key_F5)
        person.until(lambda: "Nothing was read." in person.window.titles.banner.words)
        person.press(KEY.Key_F, CONTROL)
        person.type("the")
        person.until(lambda: 0 < person.window.titles.model.total < total)
        assert person.window.halted.isVisible()
    finally:
        shut(person)


def test_the_window_misses_a_history_and_goes_on_when_a_person_agrees(
    qapp: QApplication, house: House
) -> None:
    theme.current().set_override(Scheme.LIGHT)
    house.sync()
    ledger = Home(house.home).ledger(PROFILE)
    ledger.unlink()
    person = opened(Home(house.home), PROFILE)
    try:
        assert "The history of this profile is missing" in person.window.halted.words
        assert "Nothing is sent. Put the file back" in person.window.halted.words
        assert not ledger.exists()
        person.picture("history-missing")
        before = person.window
        person.click("Begin a new history")
        person.until(lambda: person.window is not before)
        person.quiet()
        assert not person.window.halted.isVisible()
        assert ledger.exists()
    finally:
        shut(person)


def test_the_window_says_that_the_catalogue_was_damaged_and_reads_it_again(
    qapp: QApplication, house: House
) -> None:
    theme.current().set_override(Scheme.LIGHT)
    total = house.sync()["read"]
    file = Home(house.home).catalogue(PROFILE)
    file.write_bytes(b"no database" * 1000)
    person = opened(Home(house.home), PROFILE)
    try:
        assert "The catalogue on this computer was damaged." in person.window.halted.words
        person.picture("catalogue-damaged")
        if not person.window.refreshing.running and not person.window.titles.model.total:
            person.click("Refresh")
        person.until(lambda: not person.window.refreshing.running, 60)
        person.until(lambda: person.window.titles.model.total == total, 30)
        person.click("Dismiss this notice")
        assert not person.window.halted.isVisible()
    finally:
        shut(person)
