"""Of ONIX the Preview shows the whole message: its header, what the flow decides, the product.

With COLOPHON_PICTURES set to a folder the side is kept as pictures, light and dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop_app.records.onix import OnixSettings
from desktop_app.settings.profiles import DEMO, Settings
from desktop_app.ui import theme
from desktop_app.ui.tokens import Scheme
from desktop_app.ui.widgets.lines import Line
from tests.gui.support_full_window import at_the_window, filled, pick
from tests.support_onix import ONIX
from tests.support_window import Person, shut

ADDRESSEE = "Gardners Books"


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    home = filled(tmp_path_factory.mktemp("home"), 20)
    settings = Settings.load(home)
    sender = OnixSettings(sender="Harbour & Sons", addressee=ADDRESSEE, language="eng")
    settings.put_flow(DEMO, replace(ONIX, name="onix", destination="Nielsen", onix=sender))
    person = at_the_window(home)
    try:
        yield person
    finally:
        theme.current().set_override(None)
        shut(person)


def shown(person: Person) -> tuple[Line, ...]:
    return person.window.inspector.preview.lines.lines


def words(line: Line) -> str:
    runs = (run.text for cell in line.cells for part in cell.paragraphs for run in part)
    return " ".join(" ".join(runs).replace("\u200b", "").split())


def look(person: Person, name: str) -> None:
    """Pictures of the side from its top, and from where the product begins."""
    view = person.window.inspector.preview.lines
    for scheme in Scheme:
        theme.current().set_override(scheme)
        for place in (0, 24):
            view.setCurrentIndex(view.model().index(place, 0))
            view.scrollTo(view.currentIndex(), view.ScrollHint.PositionAtTop)
            person.quiet()
            person.picture(f"{name}-{place}-{scheme.value}")


def test_the_whole_message_is_shown_with_its_origins(person: Person) -> None:
    inspector = person.window.inspector
    person.click(inspector.picker)
    pick(person, "Nielsen · ONIX 3.0")
    person.quiet()
    person.click_tab(inspector.tabs, 0)
    person.until(lambda: len(shown(person)) > 20)
    found = [words(line) for line in shown(person)]
    assert any(each.startswith("Header of the message") for each in found)
    for wanted in (
        "Sender Harbour & Sons setting of the flow: sender",
        f"Addressee {ADDRESSEE} setting of the flow: addressee",
        "Message number left out",
        "Sent date set when sent",
        "Language code eng · English setting of the flow: language",
        "No contributor stated",
    ):
        assert any(each.startswith(wanted) for each in found), wanted
    assert not any(" true " in f" {each} " for each in found)
    look(person, "onix-preview")
