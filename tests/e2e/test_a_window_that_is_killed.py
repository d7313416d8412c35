"""A window killed in the middle of a send: the next one finishes by itself and says so."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.records.state import State
from desktop_app.settings.paths import Home
from tests.support_gateway import until
from tests.support_sandbox import Sandbox, colophon, running_sandbox
from tests.support_window import opened, shut

_TITLES = 12
_PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


@pytest.fixture
def sandbox(home: Home) -> Iterator[Sandbox]:
    with running_sandbox(home.root) as started:
        yield started


def rows(sandbox: Sandbox) -> dict[str, str]:
    with sqlite3.connect(sandbox.sql_file) as client:
        try:
            return dict(client.execute("SELECT subject, payload FROM gardners"))
        except sqlite3.OperationalError:
            return {}


def sendable(home: Home) -> list[str]:
    colophon(home.root, "sync")
    found = colophon(home.root, "titles", "search", "--filter", "standing=never", "--limit", "900")
    free = [each for each in found["items"] if each["standing"]["gardners"]["state"] == "never"]
    checked = colophon(
        home.root, "plan", "--flow", "gardners", *[each["id"] for each in free[: 3 * _TITLES]]
    )
    going = {each["id"] for each in checked["items"] if each["state"] == "prepared"}
    return [each["isbn"] for each in free if each["id"] in going and each["isbn"]][:_TITLES]


def test_a_window_killed_while_sending_loses_nothing_and_sends_nothing_twice(
    qapp: QApplication, home: Home, sandbox: Sandbox
) -> None:
    isbns = sendable(home)
    assert len(isbns) == _TITLES
    sandbox.faults("xconnector.latency=0.3")
    command = [sys.executable, "-m", "tests.e2e.window_to_kill", str(home.root), "gardners", *isbns]
    window = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_PROJECT)
    try:
        assert window.stdout is not None
        assert window.stdout.readline().strip() == "submitted"
        until(lambda: rows(sandbox), 60)
    finally:
        window.kill()
        window.wait(20)
    assert window.stdout.read() == ""
    window.stdout.close()
    sandbox.faults("")

    person = opened(home, "demo")
    try:
        app, loop = person.session.opened, person.session.loop

        def finished() -> bool:
            job = loop.submit(app.history.jobs(limit=1)).result(10)[0]
            return job.account.get(State.DELIVERED.value, 0) == _TITLES

        person.until(finished, 60)
        person.quiet()
        person.picture("after-a-kill")
        job = loop.submit(app.history.jobs(limit=1)).result(10)[0]
        assert job.account == {"selected": _TITLES, "delivered": _TITLES}
        assert len(rows(sandbox)) == _TITLES
        assert person.window.titles.banner.words
        assert person.has_button("Show")
        person.click("Show")
        person.until(person.window.history.isVisible)
    finally:
        shut(person)
