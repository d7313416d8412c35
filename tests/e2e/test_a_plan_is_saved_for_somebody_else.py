"""A plan is saved as a page; another person sends it by its id, or is told what has moved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.review.sheet import ReviewSheet
from desktop_app.ui.tokens import Scheme
from tests.support_command_line import call, document
from tests.support_sandbox import Sandbox, running_sandbox
from tests.support_window import CONTROL, KEY, opened, shut

HOSTILE = '<script>alert(1)</script> & "Sons" \u202eevil'
LOADS = frozenset({"src", "href", "srcset", "data", "poster", "action", "background", "style"})


@dataclass
class Page(HTMLParser):
    """What a browser would make of the page."""

    text: str
    tags: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)
        self.close()
        assert self.opened == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [name for name, _ in attrs if name in LOADS or name.startswith("on")]
        if tag != "meta":
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Sandbox]]:
    home = tmp_path_factory.mktemp("home")
    with running_sandbox(home, "--titles", "60") as sandbox:
        document(home, "sync")
        yield home, sandbox


def going(home: Path, count: int) -> list[str]:
    """Titles that are ready for the first flow and never went."""
    found = document(home, "titles", "search", "--limit", "60")["items"]
    ready = [each["id"] for each in found if each["standing"]["gardners"]["state"] == "never"]
    assert len(ready) >= count
    return ready[:count]


def saved(home: Path, page: Path, *ids: str) -> tuple[Any, Page]:
    made = document(home, "plan", "--flow", "gardners", *ids, "--save", str(page))
    return made, Page(page.read_text("utf-8"))


def test_the_page_tells_all_of_the_plan_and_loads_nothing(
    places: tuple[Path, Sandbox], tmp_path: Path
) -> None:
    home, sandbox = places
    first, second, third = going(home, 3)
    sent = document(home, "send", "--flow", "gardners", first, "--apply", "--wait")
    assert sent["account"]["delivered"] == 1
    number = first.partition(":")[2]
    sandbox.patch_product(
        number, {"fullTitle": HOSTILE, "titlePrefix": None, "titleWithoutPrefix": HOSTILE}
    )
    document(home, "sync")
    page = tmp_path / "plan.html"
    made, shown = saved(home, page, first, second, third, "--note", "for <Ann>")
    assert made["file"] == str(page)
    assert set(shown.tags).isdisjoint({"script", "img", "link", "iframe", "object", "form", "a"})
    assert shown.loads == []
    css = shown.text.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in css
    assert "@import" not in css
    assert "@media print" in css
    assert "prefers-color-scheme:dark" in css
    assert "default-src 'none'" in shown.text.replace("&#x27;", "'")
    said = shown.said
    assert made["plan"] in said
    assert "Note: for <Ann>" in said
    assert '<script>alert(1)</script> & "Sons"' in said
    assert "\u202e" not in shown.text
    assert re.search(r"Selected\s+3\b", said)
    for state, count in made["account"].items():
        if state != "selected":
            assert re.search(rf"\b{count}\b", said)
    again = document(home, "preview", "--flow", "gardners", first, second, third)["items"]
    for each in again:
        assert each["payload_sha256"] in said
    assert f"send --plan {made['plan']} --apply" in said
    assert "Another home does not know it." in said
    assert said.count("This source does not give contracts.") == 1, "once for all three items"


def test_somebody_else_sends_those_very_bytes_by_the_id(
    places: tuple[Path, Sandbox], tmp_path: Path
) -> None:
    home, _ = places
    ids = going(home, 2)
    made, shown = saved(home, tmp_path / "plan.html", *ids)
    sent = document(home, "send", "--plan", made["plan"], "--apply", "--wait")
    assert sent["account"] == {"selected": 2, "delivered": 2}
    for title in ids:
        went = document(home, "jobs", "last", title, "--flow", "gardners")
        digest = hashlib.sha256(went["payload"].encode()).hexdigest()
        assert digest == went["payload_sha256"]
        assert digest in shown.said
    twice = call(home, "--json", "send", "--plan", made["plan"], "--apply")
    assert twice.code != 0
    assert "sent" in twice.document["error"]["message"]


def test_what_has_moved_since_is_named_and_nothing_goes(
    places: tuple[Path, Sandbox], tmp_path: Path
) -> None:
    home, sandbox = places
    title, other = going(home, 2)
    made, _ = saved(home, tmp_path / "plan.html", title, other)
    sandbox.patch_product(title.partition(":")[2], {"subtitle": "A later thought"})
    document(home, "sync")
    refused = call(home, "--json", "send", "--plan", made["plan"], "--apply")
    error = refused.document["error"]
    assert (refused.code, error["code"]) == (1, "plan_stale")
    assert title in error["message"]
    assert "subtitle" in error["message"]
    assert other not in error["message"]
    assert call(home, "--json", "jobs", "last", other, "--flow", "gardners").document["total"] == 0


def test_another_home_does_not_know_the_plan_and_says_where_it_is(
    places: tuple[Path, Sandbox], tmp_path: Path
) -> None:
    home, _ = places
    made, _ = saved(home, tmp_path / "plan.html", *going(home, 1))
    other = call(tmp_path / "other", "--json", "send", "--plan", made["plan"], "--apply")
    error = other.document["error"]
    assert (other.code, error["code"]) == (2, "not_found")
    assert "the home and the profile in which it was made" in error["next"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("plan.txt", "no name of a web page"), ("nowhere/plan.html", "no such folder")],
)
def test_no_plan_is_made_for_a_page_that_cannot_be(
    places: tuple[Path, Sandbox], tmp_path: Path, name: str, why: str
) -> None:
    home, _ = places
    title = going(home, 1)[0]
    done = call(home, "--json", "plan", "--flow", "gardners", title, "--save", str(tmp_path / name))
    assert done.code == 2
    assert why in done.document["error"]["message"]


def test_the_review_sheet_saves_what_is_ticked(
    places: tuple[Path, Sandbox], tmp_path: Path, qapp: QApplication
) -> None:
    home, _ = places
    ids = going(home, 3)
    theme.current().set_override(Scheme.LIGHT)
    person = opened(Home(home))
    page = tmp_path / "ticked.html"
    try:
        person.until(lambda: person.window.titles.model.total)
        person.quiet()
        person.window.opening.review(ids, ["gardners"])
        person.until(lambda: person.window.findChildren(ReviewSheet))
        person.quiet()
        sheet = person.window.findChildren(ReviewSheet)[-1]
        sheet.table.ticked.emit(ids[1])
        sheet.controls.note.setText("for the morning")
        person.click("Save plan…")
        person.until(lambda: sheet.findChildren(QFileDialog))
        name = sheet.findChildren(QFileDialog)[-1].findChild(QLineEdit, "fileNameEdit")
        assert isinstance(name, QLineEdit)
        name.setFocus()
        person.press(KEY.Key_A, CONTROL)
        person.paste(str(page))
        person.press(KEY.Key_Return)
        person.until(page.exists)
        person.quiet()
        told = sheet.banner.words
        assert "Nothing was sent." in told
        shown = Page(page.read_text("utf-8"))
        assert "Note: for the morning" in shown.said
        assert re.search(r"Selected\s+2\b", shown.said)
        found = re.search(r"--plan (\S+)", told)
        assert found
        sheet.reject()
    finally:
        shut(person)
    sent = document(home, "send", "--plan", found[1], "--apply", "--wait")
    assert {each["id"] for each in sent["items"]} == {ids[0], ids[2]}
    assert sent["account"]["delivered"] == 2
