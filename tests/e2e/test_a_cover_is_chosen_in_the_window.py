"""Two front covers in the window: seen side by side, chosen with a reason, undone, all by keys too.

With COLOPHON_PICTURES set to a folder the sheet is kept as pictures, light and dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.inspector import panel
from desktop_app.ui.inspector.header import CoverView
from desktop_app.ui.inspector.panel import Inspector
from desktop_app.ui.tokens import Scheme
from tests.support_command_line import document
from tests.support_sandbox import running_sandbox
from tests.support_window import CONTROL, KEY, Person, opened, shut

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A home whose catalogue is read, and the ISBN of the title with two front covers."""
    with running_sandbox(tmp_path, "--titles", "250"):
        document(tmp_path, "sync")
        blocked = document(tmp_path, "titles", "search", "--filter", "standing=blocked",
                           "--limit", "300")["items"]  # fmt: skip
        ids = {each["id"]: each["isbn"] for each in blocked}
        seen = document(tmp_path, "check", "--flow", "gardners", *ids)["items"]
        title = next(
            each["subject"] for each in seen
            if any(one["rule"] == "12" and one["stops"] for one in each["problems"])
        )  # fmt: skip
        yield tmp_path, ids[title]


def find(person: Person, isbn: str) -> Inspector:
    """Type the ISBN and wait until its title is in the inspector."""
    person.press(KEY.Key_F, CONTROL)
    person.paste(isbn)
    inspector = person.window.inspector
    person.until(lambda: inspector.title is not None and inspector.title.isbn == isbn)
    person.quiet()
    return inspector


def shown(inspector: Inspector) -> str:
    """The address of the picture in the header."""
    return inspector.header.findChildren(CoverView)[0].url


def kept(person: Person, name: str) -> None:
    """Pictures in both schemes, once the covers have come."""
    person.until(lambda: not person.window.covers.waiting)
    person.rest(120)
    for scheme in (Scheme.DARK, Scheme.LIGHT):
        theme.current().set_override(scheme)
        person.rest(80)
        person.picture(f"{name}-{scheme.value}")


def test_a_cover_is_chosen_undone_and_chosen_by_keys(house: tuple[Path, str]) -> None:
    theme.current().set_override(Scheme.LIGHT)
    folder, isbn = house
    person = opened(Home(folder), "demo")
    try:
        inspector = find(person, isbn)

        # from the problem to the sheet
        person.click_tab(inspector.tabs, panel.PROBLEMS)
        person.quiet()
        assert inspector.problems.choose.text() == "Choose the cover…"
        kept(person, "problems")
        person.click("Choose the cover…")
        person.until(lambda: person.says("front covers are linked to"))
        sheet = inspector.cover_desk.sheet
        assert sheet is not None
        kept(person, "sheet")
        said = person.said()
        for fact in ("Date", "Pixels", "Size", "SHA-256", "Approval", "The files differ"):
            assert fact in said
        second = sheet.cards[1]
        assert (sheet.picked, sheet.primary.isEnabled()) == ("", False)

        # a copy of the hash, a mark by click, a reason, the one loud button
        person.click("Copy SHA-256")
        assert len(QApplication.clipboard().text()) == 64
        person.click(second)
        assert sheet.picked == second.resource
        assert not sheet.primary.isEnabled(), "a reason is needed"
        person.fill("Reason", "The new series look")
        assert sheet.primary.isEnabled()
        kept(person, "marked")
        resource = second.resource
        person.click("Use this cover")
        assert shown(inspector) == "", "of several none is shown"
        person.until(inspector.banner.isVisible)
        person.quiet()
        person.until(lambda: bool(shown(inspector)))
        person.until(lambda: inspector.problems.choose.text() == "Choose again…")
        kept(person, "chosen")
        person.click_tab(inspector.tabs, panel.ASSETS)
        person.until(lambda: person.says("The new series look"))
        assert inspector.assets.choose.text() == "Choose again…"
        kept(person, "assets-chosen")

        # Undo brings the problem back
        person.click("Undo")
        person.until(lambda: inspector.assets.choose.text() == "Choose the cover…")
        person.until(lambda: person.says("None is sent until one is chosen."))
        kept(person, "assets-open")

        # the same by keys alone
        inspector.assets.choose.setFocus()
        person.press(KEY.Key_Space)
        person.until(lambda: person.top is not person.window)
        sheet = inspector.cover_desk.sheet
        assert sheet is not None
        person.press(KEY.Key_Right)
        person.press(KEY.Key_Space)
        person.until(lambda: bool(sheet.picked))
        wanted = sheet.picked
        for _ in range(12):
            if sheet.reason.hasFocus():
                break
            person.press(KEY.Key_Tab)
        person.type("By keys")
        person.press(KEY.Key_Return)
        person.until(lambda: inspector.assets.choose.text() == "Choose again…")
        assert wanted
        assert resource
        person.until(lambda: person.says("By keys"))
    finally:
        shut(person)
    told = document(folder, "assets", "list", isbn)["items"]
    assert [each["choice"]["reason"] for each in told if each["used"]] == ["By keys"]
