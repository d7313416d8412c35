"""The main job as a person does it: an empty home, keys and clicks, real counterparts.

Run with ``-s`` to see what each step took; with COLOPHON_PICTURES set to a folder the states on
the way are kept as pictures.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.records.query import Query
from desktop_app.records.title import Verdict
from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.inspector import panel
from desktop_app.ui.inspector.panel import Inspector
from desktop_app.ui.titles.room import TitlesRoom
from desktop_app.ui.tokens import Scheme
from tests.support_sandbox import Sandbox, running_sandbox
from tests.support_window import CONTROL, KEY, Person, opened, shut

T = TypeVar("T")
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as started:
        yield started


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    made.make()
    return made


@pytest.fixture
def light(qapp: QApplication) -> None:
    theme.current().set_override(Scheme.LIGHT)


def rows(sandbox: Sandbox, table: str) -> dict[str, str]:
    """What a plain SQL client sees at the destination: subject to payload."""
    with sqlite3.connect(sandbox.sql_file) as client:
        try:
            return dict(client.execute(f"SELECT subject, payload FROM {table}"))
        except sqlite3.OperationalError:
            return {}


def test_the_main_job_in_the_window(light: None, home: Home, sandbox: Sandbox) -> None:
    person = opened(home)
    story = Story(person, sandbox)
    try:
        story.idle()
        story.first_run()
        story.connect()
        story.look_one_up()
        story.review_and_dry_run()
        story.send_with_a_fault()
        story.pause_and_stop()
        story.routine_send()
        story.close()
    finally:
        shut(person)
    again = opened(home)
    story.person = again
    try:
        story.find_it_again()
    finally:
        shut(again)
    story.tell()
    slow = [each for each in story.steps if each.watched and each.gap > each.limit]
    assert not slow, [each.line() for each in slow]


class Story:
    """The path of the first five minutes, a method a step."""

    def __init__(self, person: Person, sandbox: Sandbox) -> None:
        self.person = person
        self.sandbox = sandbox
        self.steps = person.steps
        self.chosen = ""
        self.sent: dict[str, str] = {}

    def tell(self) -> None:
        print()
        for step in self.steps:
            print(step.line())

    @property
    def room(self) -> TitlesRoom:
        return self.person.window.titles

    @property
    def inspector(self) -> Inspector:
        return self.person.window.inspector

    def idle(self) -> None:
        with self.person.step("nothing happens for a second"):
            self.person.rest(1000)

    # -- 0:00 to 1:40 --------------------------------------------------------------------------

    def first_run(self) -> None:
        person = self.person
        assert person.says("Connect to Consonance to see your titles, or explore with demo titles.")
        assert person.has_button("Explore demo titles")
        person.picture("first-run")

    def connect(self) -> None:
        person, sandbox = self.person, self.sandbox
        with person.step("connect: a wrong key first, then the right one"):
            person.click("Connect…")
            person.until(lambda: person.has_button("Test") or person.says("Profile name"))
            person.type("house")
            person.click(person.field("Environment"))
            person.press(KEY.Key_Down)
            person.press(KEY.Key_Down)
            person.press(KEY.Key_Return)
            person.fill("Consonance address", sandbox.consonance["url"])
            person.fill("Consonance key", "not-the-key")
            person.fill("xConnector address", sandbox.first_line["xconnector"]["url"])
            person.fill("xConnector token", sandbox.first_line["xconnector"]["token"])
            person.click("Test")
            person.until(lambda: person.says("Not everything works."))
            person.until(lambda: person.says("did not accept the key"))
            assert "not-the-key" not in person.said()
            person.picture("connect-wrong-key")
            person.fill("Consonance key", sandbox.consonance["key"])
            person.click("Test")
            person.until(lambda: person.says("Everything works."))
            person.picture("connect-works")
            person.click("Save")
        with person.step("the house opens, its titles appear", watched=False):
            person.until(lambda: person.window.desk.app.profile.name == "house")
            person.until(lambda: self.room.model.total > 0, 60)
        with person.step("the whole catalogue is read"):
            person.until(lambda: not person.window.refreshing.running, 120)
            person.quiet()
        assert self.room.model.total >= 700
        person.picture("titles-first")

    # -- 1:40 to 2:40 --------------------------------------------------------------------------

    def ready(self, count: int, flow: str = "gardners") -> list[str]:
        """ISBNs of titles in whose way nothing stands but what cannot be checked here."""
        app = self.person.session.opened
        page = self._ask(app.look_up.search(_sorted_by_title(), limit=300))
        found = []
        for preview in self._ask(app.review.check([each.id for each in page.titles], [flow])):
            hard = [each for each in preview.problems if each.severity.value in _IN_THE_WAY]
            if not hard and preview.baseline is None:
                found.append(preview.title)
        titles = self._ask(app.look_up.titles(found[:count]))
        assert len(titles) == count
        return [title.isbn for title in titles]

    def _ask(self, work: Coroutine[Any, Any, T]) -> T:
        return self.person.session.loop.submit(work).result(60)

    def look_one_up(self) -> None:
        person = self.person
        self.isbns = self.ready(12)
        isbn = self.isbns[0]
        with person.step("find a title: an ISBN pasted with hyphens"):
            person.press(KEY.Key_F, CONTROL)
            person.paste(f"{isbn[:3]}-{isbn[3]}-{isbn[4:10]}-{isbn[10:12]}-{isbn[12:]}")
            person.until(lambda: self.room.model.total == 1)
            person.press(KEY.Key_Return)
            person.quiet()
        with person.step("look at its preview, its problems and its files"):
            person.press(KEY.Key_1, CONTROL)
            person.until(lambda: self.inspector.preview.lines.lines)
            person.picture("one-preview")
            person.press(KEY.Key_3, CONTROL)
            person.quiet()
            assert self.inspector.problems.lines.lines
            person.picture("one-problems")
            person.press(KEY.Key_4, CONTROL)
            person.quiet()
            person.picture("one-assets")

    # -- 2:40 to 3:30 --------------------------------------------------------------------------

    def _shows(self, isbn: str) -> None:
        def only() -> bool:
            shown = self.room.model.row_at(0)
            return self.room.model.total == 1 and shown is not None and shown.title.isbn == isbn

        self.person.until(only)

    def _tick(self, isbns: list[str]) -> None:
        person = self.person
        for isbn in isbns:
            person.press(KEY.Key_F, CONTROL)
            person.paste(isbn)
            self._shows(isbn)
            person.press(KEY.Key_Return)
            person.press(KEY.Key_Space)
        person.press(KEY.Key_F, CONTROL)
        person.press(KEY.Key_Escape)
        person.press(KEY.Key_Escape)
        person.quiet()

    def review_and_dry_run(self) -> None:
        person = self.person
        with person.step("tick 3 and review them"):
            self._tick(self.isbns[:3])
            assert person.window.toolbar.isVisible()
            person.press(KEY.Key_Return, CONTROL)
            person.until(lambda: person.says("3 titles, 6 destinations: "))
            person.quiet()
            person.picture("review-question")
        with person.step("answer once for what nobody can check here"):
            person.click("Confirm with a reason…")
            person.until(lambda: person.says("Tick what you know to be right."))
            for box in list(person.top._boxes):  # type: ignore[attr-defined]
                person.click(box[0])
            person.click(person.top.reason)  # type: ignore[attr-defined]
            person.type("No embargo here")
            person.click("Confirm")
            person.until(lambda: person.says("3 titles, 6 destinations: "))
            person.quiet()
        with person.step("dry run is offered first; History keeps it"):
            assert person.top.controls.mode == "dry_run"  # type: ignore[attr-defined]
            person.picture("review-dry-run")
            person.press(KEY.Key_Return)
            person.until(lambda: person.top is person.window)
            person.press(KEY.Key_H, CONTROL)
            person.until(lambda: person.window.history.jobs.rowCount() == 1)
            person.quiet()
            person.picture("history-dry-run")
        assert rows(self.sandbox, "gardners") == {}

    # -- 3:30 to 4:20 --------------------------------------------------------------------------

    def send_with_a_fault(self) -> None:
        person = self.person
        self.sandbox.faults("xconnector.status=503@first 1")
        with person.step("send the three; the first answer is 503"):
            person.press(KEY.Key_T, CONTROL)
            person.press(KEY.Key_Return, CONTROL)
            person.until(lambda: person.has_button("Send "))
            person.quiet()
            person.picture("review-send")
            person.press(KEY.Key_Escape)
            person.until(lambda: person.top is person.window)
            person.rest(200)
            assert rows(self.sandbox, "gardners") == {}, "Esc never sends"
            person.press(KEY.Key_Return, CONTROL)
            person.until(lambda: person.has_button("Send "))
            person.quiet()
            person.press(KEY.Key_Return)
            person.until(lambda: person.top is person.window)
        with person.step("browse while it goes; every item is delivered"):
            seen = set()
            dock = person.window.dock
            for _ in range(6000):
                person.press(KEY.Key_Down)
                person.rest(10)
                seen |= {(line._row.look.word, line._row.aside) for line in dock._lines.values()}
                if len(rows(self.sandbox, "gardners")) == 3 and self._settled():
                    break
            person.quiet()
            person.picture("sent")
        assert any("Sends in" in word for word, _ in seen), seen
        assert len(rows(self.sandbox, "gardners")) == 3
        self.sandbox.faults("")

    def _settled(self) -> bool:
        beat = self.person.window.pulse.last
        return beat is not None and not beat.running

    def pause_and_stop(self) -> None:
        person = self.person
        self.sandbox.faults("xconnector.latency=0.4")
        with person.step("send nine more, pause, resume, stop"):
            self._tick(self.isbns[3:12])
            person.press(KEY.Key_Return, CONTROL)
            person.until(lambda: person.has_button("Send "))
            person.quiet()
            person.press(KEY.Key_Return)
            person.until(lambda: person.top is person.window)
            person.until(lambda: person.has_button("Pause job"))
            person.click("Pause job")
            person.until(lambda: person.has_button("Resume job"))
            person.quiet()
            person.picture("paused")
            person.click("Resume job")
            person.until(lambda: person.has_button("Stop job"))
            person.click("Stop job")
            person.until(self._settled, 60)
            person.quiet()
            person.picture("stopped")
        self.sandbox.faults("")
        last = self._ask(person.session.opened.history.jobs(limit=1))[0]
        assert (
            sum(n for name, n in last.account.items() if name != "selected")
            == (last.account["selected"])
        )

    def routine_send(self) -> None:
        person = self.person
        isbn = self.ready(1)[0]
        with person.step("the routine send: type, Enter, one button") as step:
            person.press(KEY.Key_F, CONTROL)
            person.type(isbn)
            self._shows(isbn)
            person.press(KEY.Key_Return)
            person.until(lambda: person.has_button("Send 1 to "))
            person.picture("routine")
            person.click("Send 1 to ")
        assert step.clicks == 1
        assert step.keys == len(isbn) + 2, "Ctrl+F, the number, Enter"
        shown = self.room.model.row_at(0)
        self.chosen = shown.id
        flow = self.inspector.flow.name
        with person.step("it is delivered, and the row says so"):
            person.until(lambda: self.chosen in rows(self.sandbox, flow), 60)
            person.until(
                lambda: self.room.model.row_at(0).title.standing[flow].state is Verdict.SAME,
                30,
            )
            person.quiet()
        self.flow, self.isbn = flow, isbn
        self.sent = rows(self.sandbox, flow)

    def close(self) -> None:
        person = self.person
        with person.step("close", watched=False):
            person.press(KEY.Key_Q, CONTROL)
            person.until(lambda: person.left, 60)

    # -- 4:20 to 5:00 --------------------------------------------------------------------------

    def find_it_again(self) -> None:
        person = self.person
        person.steps = self.steps
        assert person.window.desk.app.profile.name == "house", "reopening shows where it was"
        with person.step("after a restart: find the title"):
            person.press(KEY.Key_F, CONTROL)
            person.type(self.isbn)
            self._shows(self.isbn)
            person.press(KEY.Key_Return)
            person.quiet()
        with person.step("from the title to the exact bytes") as step:
            person.click_tab(self.inspector.tabs, panel.HISTORY)
            person.until(lambda: self.inspector.sends.lines.lines)
            person.picture("one-sends")
            person.click_cell(self.inspector.sends.lines, 0)
            person.until(person.window.history.isVisible)
            pane = person.window.history.pane
            person.until(lambda: pane._whole is not None)
            person.quiet()
            person.picture("history-item")
        assert step.clicks == 2
        assert pane._whole.content.payload.decode() == self.sent[self.chosen]
        told = person.said(pane).replace("\u200b", "")
        assert self.sent[self.chosen][:3000] in told


_IN_THE_WAY = ("blocker", "warning")


def _sorted_by_title() -> Query:
    return Query(sort="title", descending=False)
