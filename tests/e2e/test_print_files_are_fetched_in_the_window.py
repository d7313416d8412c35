"""Production files in the window: listed with the covers, fetched when a person says so.

With COLOPHON_PICTURES set to a folder the side is kept as pictures, light and dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.settings.paths import Home
from desktop_app.ui import theme
from desktop_app.ui.inspector import panel
from desktop_app.ui.tokens import Scheme
from tests.e2e.test_a_cover_is_chosen_in_the_window import find, kept
from tests.support_command_line import document
from tests.support_sandbox import running_sandbox
from tests.support_window import Person, opened, shut

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A home whose catalogue is read, and the ISBN of a title with files for a printer."""
    with running_sandbox(tmp_path, "--titles", "60", "--schema", "extended"):
        document(tmp_path, "sync")
        found = document(tmp_path, "titles", "search", "--limit", "60")["items"]
        isbns = {each["id"]: each["isbn"] for each in found if each["isbn"]}
        files = document(tmp_path, "assets", "list", *list(isbns)[:30])["items"]
        title = next(each["id"] for each in files if each.get("variant") == "INTERIOR")
        yield tmp_path, isbns[title]


def spoken(person: Person) -> list[str]:
    return [each.spoken for each in person.window.inspector.assets.lines.lines]


@pytest.mark.timeout(300)
def test_files_for_the_printer_are_fetched_by_a_click(house: tuple[Path, str]) -> None:
    theme.current().set_override(Scheme.LIGHT)
    folder, isbn = house
    person = opened(Home(folder), "demo")
    try:
        inspector = find(person, isbn)
        person.click_tab(inspector.tabs, panel.ASSETS)
        person.quiet()
        before = [each for each in spoken(person) if "Not fetched yet" in each]
        assert len(before) >= 2
        assert "Interior · " in before[0] or "Interior · " in before[1]
        assert person.says("production files not fetched: what names them by checksum cannot go.")
        kept(person, "files-before")

        person.click("Fetch the files")
        person.until(lambda: person.says("The production files are here"), 60)
        person.quiet()
        assert not [each for each in spoken(person) if "Not fetched yet" in each]
        assert sum("application/pdf" in each and "sha-256 " in each for each in spoken(person)) >= 2
        assert person.has_button("Fetch the files again")
        kept(person, "files-after")

        # They are known after another title was looked at, and nothing is fetched anew for that.
        person.click_tab(inspector.tabs, panel.PREVIEW)
        person.click_tab(inspector.tabs, panel.ASSETS)
        person.quiet()
        assert person.says("The production files are here")
    finally:
        shut(person)
