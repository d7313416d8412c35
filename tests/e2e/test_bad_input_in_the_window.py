"""Bad input in the window: a sentence on the screen, nothing lost, and the window stays alive."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.records.resources import resource_text
from desktop_app.records.title import Verdict
from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.inspector import panel
from desktop_app.ui.tokens import Scheme
from tests.support_sandbox import Sandbox, running_sandbox
from tests.support_window import CONTROL, KEY, SHIFT, Person, opened, shut

BAD_COVERS = {
    "missing.jpg": (404, b"", "404"),
    "page.jpg": (200, b"<!doctype html><p>Sign in</p>", "A web page came instead of an image"),
    "nothing.jpg": (200, b"", "empty"),
}


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.current().set_override(Scheme.LIGHT)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    made.make()
    return made


@pytest.fixture(scope="module")
def sandbox(home: Home) -> Iterator[Sandbox]:
    with running_sandbox(home.root) as started:
        yield started


@pytest.fixture
def person(qapp: QApplication, home: Home, sandbox: Sandbox) -> Iterator[Person]:
    """At the demo profile with its titles read."""
    someone = opened(home)
    if not someone.window.titles.model.total:
        someone.press(KEY.Key_F5)
        someone.until(lambda: not someone.window.refreshing.running, 120)
        someone.quiet()
    yield someone
    sandbox.faults("")
    shut(someone)


def refreshed(person: Person) -> str:
    """Press F5 and return what the strip over the list says afterwards."""
    person.press(KEY.Key_F5)
    person.until(lambda: not person.window.refreshing.running, 120)
    person.quiet()
    return person.window.titles.banner.words


SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from desktop_app.settings.paths import Home
from desktop_app.ui import start
from desktop_app.ui.shell.refusal import Refusal
from desktop_app.ui.widgets import Button

app = start.make_application()

def press_close():
    for each in QApplication.topLevelWidgets():
        if isinstance(each, Refusal) and each.isVisible():
            print(each.words.text(), flush=True)
            next(b for b in each.findChildren(Button) if b.text() == "Close").click()
            return
    QTimer.singleShot(20, press_close)

QTimer.singleShot(20, press_close)
sys.exit(start.run(Home(Path(sys.argv[1])), None, demo=False))
"""


def test_a_second_window_on_the_same_home_says_so_and_ends(person: Person, home: Home) -> None:
    second = subprocess.run(
        [sys.executable, "-c", SECOND, str(home.root)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 5
    assert "Colophon is open here." in second.stdout
    assert "Nothing was written." in second.stdout
    assert "Traceback" not in second.stderr
    person.press(KEY.Key_F, CONTROL)
    person.type("the")
    person.until(lambda: 0 < person.window.titles.model.total < 700)


@pytest.mark.parametrize(
    ("spec", "words", "button"),
    [
        ("expired-key", "did not accept the key", "Update key…"),
        ("html", "page", "Try again"),
        ("truncate", "", "Try again"),
        ("reset", "Offline.", "Try again"),
        ("status=500", "500", "Try again"),
    ],
)
def test_a_refresh_that_fails_says_what_happened_and_keeps_the_titles(
    person: Person, sandbox: Sandbox, spec: str, words: str, button: str
) -> None:
    before = person.window.titles.model.total
    sandbox.faults(spec)
    told = refreshed(person)
    person.picture(f"refresh-{spec.replace('=', '-')}")
    assert told
    assert words in told
    assert "Traceback" not in told
    assert person.has_button(button)
    assert person.window.titles.model.total == before >= 700
    sandbox.faults("")
    person.click("Try again")
    person.until(lambda: not person.window.refreshing.running, 120)
    person.until(lambda: not person.window.titles.banner.words)


def test_a_wrong_host_gets_a_sentence_in_the_connect_dialog(person: Person) -> None:
    person.press(KEY.Key_E, CONTROL)
    person.until(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    next(a for a in menu.actions() if a.text() == "Connect…").trigger()
    menu.close()
    person.until(lambda: person.has_button("Cancel"))
    person.type("nowhere")
    person.fill("Consonance address", "http://127.0.0.1:9/graphql")
    person.fill("Consonance key", "any")
    person.click("Test")
    person.until(lambda: person.says("Not everything works."))
    person.until(lambda: person.says("127.0.0.1:9"))
    person.until(lambda: person.says("Not tried, because an earlier step failed."))
    person.fill("Consonance address", "not an address")
    person.click("Test")
    person.until(lambda: person.says("The Consonance address is not a web address."))
    person.press(KEY.Key_Escape)
    person.until(lambda: person.top is person.window)


@contextmanager
def bad_files() -> Iterator[str]:
    class Files(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            status, body, _ = BAD_COVERS[self.path.rpartition("/")[2]]
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("name", BAD_COVERS)
def test_a_cover_that_is_none_leaves_a_blank_and_a_sentence(
    person: Person, sandbox: Sandbox, name: str
) -> None:
    shown = person.window.titles.model.row_at(list(BAD_COVERS).index(name) + 3)
    work = shown.title.work.removeprefix("work:")
    with bad_files() as place:
        listed = sandbox.graphql(
            f"query {{ works(workSearch: {{idEq: {work}}}) {{ id supportingResources "
            "{ id url filename caption createdAt height fileSize imageContentType isProcessing "
            "productIds onixContentAudienceCode } } }"
        )["works"][0]["supportingResources"]
        sandbox.patch_work(
            work, {"supportingResources": [each | {"url": f"{place}/{name}"} for each in listed]}
        )
        assert not refreshed(person)
        person.press(KEY.Key_F, CONTROL)
        person.paste(shown.title.isbn)
        person.until(lambda: person.window.titles.model.total == 1)
        person.press(KEY.Key_Return)
        person.press(KEY.Key_4, CONTROL)
        assert person.window.inspector.tabs.currentIndex() == panel.ASSETS
        lines = person.window.inspector.assets.lines
        person.until(
            lambda: lines.lines and all("Measuring" not in each.spoken for each in lines.lines),
            why="the file was never measured",
        )
        person.quiet()
        person.picture(f"cover-{name}")
        assert BAD_COVERS[name][2] in lines.lines[0].spoken, lines.lines[0].spoken
    person.press(KEY.Key_F, CONTROL)
    person.press(KEY.Key_Escape)


def test_a_schema_without_a_field_is_read_without_it_and_named(
    qtbot: QtBot, tmp_path: Path
) -> None:
    schema = re.sub(r"\n  wordCount: Int\n", "\n", resource_text("schema", "consonance.graphql"))
    lesser = tmp_path / "lesser.graphql"
    lesser.write_text(schema, encoding="utf-8")
    home = Home(tmp_path / "home")
    home.make()
    with running_sandbox(home.root, "--schema", str(lesser)):
        person = opened(home)
        try:
            told = refreshed(person)
            person.picture("schema-lesser")
            assert "wordCount" in told
            assert person.window.titles.model.total >= 700
        finally:
            shut(person)


def test_a_token_that_is_refused_pauses_the_destination_once_and_resume_sends(
    person: Person, sandbox: Sandbox
) -> None:
    window = person.window
    sandbox.faults("xconnector.expired-key")
    person.press(KEY.Key_Escape, SHIFT)
    for _ in range(40):
        person.quiet()
        if person.has_button("Send 1 to Gardners"):
            break
        person.press(KEY.Key_Down)
    title = window.inspector.title
    person.click("Send 1 to Gardners")
    person.until(lambda: "Sending to Gardners is paused" in window.paused.words, 60)
    person.picture("paused-destination")
    assert "What waits is held, nothing is lost." in window.paused.words
    sandbox.faults("")
    person.click("Resume")
    person.until(
        lambda: (
            (now := window.inspector.title) is not None
            and now.id == title.id
            and now.standing["gardners"].state is Verdict.SAME
        ),
        60,
    )
    person.until(lambda: not window.paused.words)
