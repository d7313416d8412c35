"""A plan that was approved before is opened by its id or from the list, and goes byte for byte, or
is refused with the name of what has moved."""

from __future__ import annotations

import hashlib
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop_app.records.job import Job
from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.review.open_plan import OpenPlanSheet
from desktop_app.ui.review.stored import StoredPlanSheet
from desktop_app.ui.tokens import Scheme
from tests.support_command_line import document
from tests.support_sandbox import Sandbox, running_sandbox
from tests.support_window import CONTROL, KEY, Person, opened, shut

T = TypeVar("T")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Sandbox]]:
    home = tmp_path_factory.mktemp("home")
    with running_sandbox(home, "--titles", "60") as sandbox:
        document(home, "sync")
        yield home, sandbox


@pytest.fixture
def person(places: tuple[Path, Sandbox], qapp: QApplication) -> Iterator[Person]:
    theme.current().set_override(Scheme.LIGHT)
    made = opened(Home(places[0]))
    made.until(lambda: made.window.titles.model.total)
    made.quiet()
    try:
        yield made
    finally:
        shut(made)


def plan_of(home: Path, count: int, *more: str) -> tuple[str, list[str], dict[str, str]]:
    """The id of a plan for titles that are ready and never went, and the hash of each payload."""
    found = document(home, "titles", "search", "--limit", "60")["items"]
    ids = [each["id"] for each in found if each["standing"]["gardners"]["state"] == "never"][:count]
    made = document(home, "plan", "--flow", "gardners", *ids, *more)
    previews = document(home, "preview", "--flow", "gardners", *ids)
    hashes = {each["subject"]: each["payload_sha256"] for each in previews["items"]}
    return made["plan"], ids, hashes


def ask(person: Person) -> OpenPlanSheet:
    person.press(KEY.Key_O, CONTROL)
    person.until(lambda: isinstance(person.top, OpenPlanSheet))
    person.quiet()
    sheet = person.top
    assert isinstance(sheet, OpenPlanSheet)
    return sheet


def shown(person: Person) -> StoredPlanSheet:
    person.until(lambda: isinstance(person.top, StoredPlanSheet))
    person.quiet()
    sheet = person.top
    assert isinstance(sheet, StoredPlanSheet)
    return sheet


@pytest.fixture
def kept(places: tuple[Path, Sandbox]) -> tuple[str, list[str], dict[str, str]]:
    """Made before the window opens: one process writes to a home."""
    return plan_of(places[0], 2, "--note", "for Ann")


def test_a_line_of_the_list_is_sent_as_these_very_bytes(
    kept: tuple[str, list[str], dict[str, str]], places: tuple[Path, Sandbox], person: Person
) -> None:
    plan, ids, hashes = kept
    sheet = ask(person)
    spoken = [line.spoken for line in sheet.lines.lines if plan in line.spoken]
    assert len(spoken) == 1
    assert "2 titles to Gardners" in spoken[0]
    assert "2 items: 2 would go" in spoken[0]
    assert "Not sent" in spoken[0]
    assert "for Ann" in spoken[0]
    assert "Saved" in spoken[0]
    row = next(i for i, line in enumerate(sheet.lines.lines) if plan in line.spoken)
    sheet.lines.setFocus()
    sheet.lines.setCurrentIndex(sheet.lines.model().index(row, 0))
    person.picture("open-a-plan")
    person.press(KEY.Key_Return)
    stored = shown(person)
    person.picture("a-kept-plan")
    assert person.says(f"Plan {plan}")
    assert stored.controls.note.text() == "for Ann"
    assert not person.has_button("Save plan…")
    assert not person.has_button("+ Destination")
    stored.table.ticked.emit(ids[0])
    assert "no title can be taken out" in stored.banner.words
    # The first of a flow offers a dry run; this person means to send.
    stored.controls.set_mode("send")
    person.click("Send 2 to DEMO")
    person.until(lambda: not isinstance(person.top, StoredPlanSheet))
    job = max(each.number for each in jobs(person))
    items = _run(person, person.session.desk.app.history.items(job))
    assert {item.subject: item.payload_sha256 for item in items} == hashes
    person.until(lambda: _done(person, job), 40)
    content = _run(person, person.session.desk.app.history.content(items[0].id))
    assert hashlib.sha256(content.payload).hexdigest() == hashes[items[0].subject]

    ask(person)
    person.paste(f"colophon --profile demo send --plan {plan} --apply")
    person.press(KEY.Key_Return)
    sent = shown(person)
    assert f"sent already, as job #{job}" in sent.banner.words
    assert not person.has_button("Send 2 to DEMO")
    sent.reject()


def test_what_has_moved_is_named_and_only_a_new_review_can_go(
    places: tuple[Path, Sandbox], qapp: QApplication
) -> None:
    home, sandbox = places
    plan, ids, _ = plan_of(home, 2)
    sandbox.patch_product(ids[0].partition(":")[2], {"subtitle": "A later thought"})
    document(home, "sync")
    theme.current().set_override(Scheme.DARK)
    person = opened(Home(home))
    try:
        person.until(lambda: person.window.titles.model.total)
        person.quiet()
        before = len(jobs(person))
        ask(person)
        person.paste(plan)
        person.press(KEY.Key_Return)
        stored = shown(person)
        person.picture("a-plan-that-moved")
        names = [row.name for row in stored.table.rows._rows]
        assert f"{names[0]} for Gardners has changed" in stored.banner.words
        assert "subtitle" in stored.banner.words
        assert names[1] not in stored.banner.words
        assert "product:" not in stored.banner.words
        stored.controls.set_mode("send")
        person.press(KEY.Key_Return, CONTROL)
        person.quiet()
        assert len(jobs(person)) == before
        person.click("Review as it is now")
        person.until(lambda: person.has_button("Save plan…"))
        person.quiet()
        assert person.says("Review before sending")
    finally:
        shut(person)


def test_an_id_that_is_none_or_not_here_is_said_at_the_field(person: Person) -> None:
    sheet = ask(person)
    assert isinstance(sheet.ident, QLineEdit)
    person.type("nonsense")
    person.press(KEY.Key_Return)
    assert "holds no plan id" in sheet.told.text()
    person.fill("Plan id", "000000000-0000")
    person.press(KEY.Key_Return)
    person.quiet()
    assert "There is no plan 000000000-0000 here." in sheet.told.text()
    assert sheet.isVisible()
    person.press(KEY.Key_Escape)
    assert not isinstance(person.top, OpenPlanSheet)


def jobs(person: Person) -> list[Job]:
    return _run(person, person.session.desk.app.history.jobs(limit=100))


def _done(person: Person, job: int) -> bool:
    found = _run(person, person.session.desk.app.history.job(job))
    return found.account.get("delivered", 0) == found.account["selected"]


def _run(person: Person, work: Coroutine[Any, Any, T]) -> T:
    return person.session.loop.submit(work).result(20)
