"""Destinations by keys and clicks: on and off, settings, rules and mappings, each undone again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit

from desktop_app.records.flow import Environment, Flow
from desktop_app.records.onix import OnixSettings
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings, demo_profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.ui import theme
from desktop_app.ui.flows.mapping_sheet import MappingSheet
from desktop_app.ui.flows.sheet import MAPPING, RULES, SETTINGS, FlowsSheet
from desktop_app.ui.titles.model import FLOWS
from desktop_app.ui.tokens import Scheme
from tests.gui.support_full_window import at_the_window, pick
from tests.gui.support_shelf import generated
from tests.support_window import CONTROL, KEY, SHIFT, Person, opened, shut

TITLES = 300
NIELSEN = Flow("nielsen", 1, "Nielsen", "onix-3.0", onix=OnixSettings(sender="Aurora House"))
OFFER = Flow("press", 5, "Printing house", "print-order", enabled=False, offered=True)
OWN: dict[str, Any] = {
    "format": "item-json",
    "rows": [{"to": "house_title", "from": "work.title", "rule": "text"}],
}


def home_with(folder: Path, profile: Profile) -> Home:
    """A home whose profile holds titles, and whose window opens on it."""
    home = Home(folder)
    home.make()
    settings = Settings.load(home)
    settings.last_used = profile.name
    settings.put(profile)
    home.catalogue(profile.name).parent.mkdir(parents=True, exist_ok=True)
    db = Database(home.catalogue(profile.name), "catalogue", durable=False)
    catalogue = Catalogue(db)

    async def fill() -> None:
        await catalogue.put_page(generated(TITLES))

    asyncio.run(fill())
    db.close()
    return home


@pytest.fixture
def person(qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    theme.current().set_override(Scheme.LIGHT)
    demo = demo_profile()
    few = tuple(each for each in demo.flows if each.name in ("gardners", "erp"))
    profile = replace(demo, flows=(*few, NIELSEN, OFFER))
    someone = at_the_window(home_with(tmp_path / "home", profile))
    yield someone
    shut(someone)


def kept(person: Person, name: str) -> Flow:
    """A flow as the settings file has it."""
    opened_app = person.session.opened
    return Settings.load(opened_app.home).profile(opened_app.profile.name).flow(name)


def columns(person: Person) -> list[str]:
    """The destinations that the list has on show."""
    model, view = person.window.titles.model, person.window.titles.view
    return [
        flow.name
        for number, flow in enumerate(model.flows)
        if not view.isColumnHidden(FLOWS + number)
    ]


def cells(person: Person, flow: str) -> list[str]:
    """What the first rows of a column say."""
    model = person.window.titles.model
    column = FLOWS + [each.name for each in model.flows].index(flow)
    return [str(model.index(row, column).data() or "") for row in range(20)]


def by_key(person: Person) -> FlowsSheet:
    person.press(KEY.Key_Comma, CONTROL)
    person.quiet()
    assert isinstance(person.top, FlowsSheet)
    return person.top


def walk_to(person: Person, sheet: FlowsSheet, flow: str) -> None:
    """With the arrow keys, in the list of destinations."""
    sheet.flows.setFocus()
    person.press(KEY.Key_Home)
    names = [each.key for each in sheet.flows.lines]
    for _ in range(names.index(flow)):
        person.press(KEY.Key_Down)
    person.quiet()
    assert sheet.flow is not None
    assert sheet.flow.name == flow


def in_focus(person: Person) -> str:
    found = person.top.focusWidget()
    return found.accessibleName() if found is not None else ""


def choose(path: Path) -> None:
    """A file in the dialog that is open."""
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog)]
    dialog = dialogs[-1]
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def look_at(person: Person, path: Path, until: Callable[[MappingSheet], object]) -> MappingSheet:
    person.click("Use another mapping…")
    choose(path)
    person.until(lambda: isinstance(person.top, MappingSheet))
    sheet = person.top
    assert isinstance(sheet, MappingSheet)
    person.until(lambda: until(sheet))
    person.quiet()
    return sheet


def written(folder: Path, given: dict[str, Any], name: str = "mine.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(given), encoding="utf-8")
    return file


# -- the sheet -------------------------------------------------------------------------------------


def test_a_key_opens_it_tab_goes_round_and_escape_closes_it(person: Person) -> None:
    person.window.titles.view.setFocus()
    sheet = by_key(person)
    assert [each.key for each in sheet.flows.lines] == ["gardners", "erp", "nielsen", "press"]
    assert sheet.state.text() == f"On: {TITLES} titles on the list are judged for it."
    seen = []
    for _ in range(12):
        seen.append(in_focus(person))
        person.press(KEY.Key_Tab)
    assert seen[0] == "Destinations of this profile"
    order = ["Switch off Gardners · item JSON", "Sides of a destination", "Name", "For", "Market",
             "Close"]  # fmt: skip
    assert [each for each in seen if each in order][: len(order)] == order, seen
    assert all(seen), "everything that takes the focus has a name"
    person.press(KEY.Key_Escape)
    person.until(lambda: person.top is person.window)
    assert person.window.focusWidget() is person.window.titles.view


def test_menus_of_what_shows_a_destination_lead_to_it(person: Person) -> None:
    header = person.window.titles.view.header
    where = QPoint(header.sectionViewportPosition(FLOWS + 1) + 12, header.height() // 2)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(
        header.viewport(), QContextMenuEvent(reason, where, header.mapToGlobal(where))
    )
    pick(person, "Settings of ERP…")
    person.quiet()
    assert isinstance(person.top, FlowsSheet)
    assert person.top.name.text() == "ERP · item JSON"
    person.press(KEY.Key_Escape)
    person.until(lambda: person.top is person.window)
    person.click(person.window.inspector.picker)
    pick(person, "Settings of Gardners…")
    person.quiet()
    assert isinstance(person.top, FlowsSheet)
    person.press(KEY.Key_Escape)
    person.until(lambda: person.top is person.window)
    person.window.opening.profiles()
    pick(person, "Destinations…")
    person.quiet()
    assert isinstance(person.top, FlowsSheet)
    person.press(KEY.Key_Escape)
    # By the Menu key on a cell of the list.
    person.window.titles.view.show_row(0, "nielsen")
    person.window.titles.view.setFocus()
    person.press(KEY.Key_F10, SHIFT)
    pick(person, "Settings of Nielsen…")
    person.quiet()
    assert isinstance(person.top, FlowsSheet)
    assert person.top.name.text() == "Nielsen · ONIX 3.0"


def test_a_destination_goes_off_and_its_column_with_it_until_undo(person: Person) -> None:
    person.window.titles.view.header.sort_on(FLOWS + 1)
    person.quiet()
    sheet = by_key(person)
    walk_to(person, sheet, "erp")
    person.press(KEY.Key_Tab)
    person.press(KEY.Key_Space)
    person.quiet()
    assert "ERP · item JSON is off." in sheet.banner.words
    assert columns(person) == ["gardners", "nielsen"]
    assert person.window.titles.view.header.sort[0] == "publication_date"
    assert not kept(person, "erp").enabled
    assert sheet.state.text().startswith("Off: it was switched off.")
    person.click("Undo")
    person.quiet()
    assert columns(person) == ["gardners", "erp", "nielsen"]
    assert kept(person, "erp").enabled
    person.until(lambda: all(each == "never" for each in cells(person, "erp")))


def test_an_offer_says_why_it_is_off_and_switching_on_asks_once(person: Person) -> None:
    sheet = by_key(person)
    walk_to(person, sheet, "press")
    assert sheet.state.text().startswith("Off: xConnector offers it.")
    person.click("Switch on…")
    assert f"{TITLES} titles would newly be judged" in sheet.banner.words
    assert "Nothing is sent by it." in sheet.banner.words
    person.click("Leave it off")
    assert not sheet.banner.words
    assert not kept(person, "press").enabled
    person.press(KEY.Key_Space)
    # The answer has the focus: Space again says yes.
    person.press(KEY.Key_Space)
    person.quiet()
    assert kept(person, "press").enabled
    assert not kept(person, "press").offered
    assert "press" in columns(person)
    assert sheet.state.text().startswith("On:")
    person.click("Undo")
    person.quiet()
    assert kept(person, "press") == OFFER
    assert kept(person, "press").offered


# -- settings and rules ----------------------------------------------------------------------------


def test_settings_are_checked_at_their_fields_and_saved_in_one(person: Person) -> None:
    sheet = by_key(person)
    walk_to(person, sheet, "nielsen")
    person.fill("Default language", "English")
    person.fill("Supplier", "Gardners")
    person.fill("04 Active", "21")
    assert "Nielsen, Title metadata · ONIX 3.0, on, not saved yet" in [
        each.spoken for each in sheet.flows.lines
    ]
    person.click("Save changes")
    person.quiet()
    assert "three small letters" in person.said(sheet.form)
    language = person.field("Default language")
    assert isinstance(language, QLineEdit)
    assert language.hasFocus()
    assert "three small letters" in language.accessibleDescription()
    assert kept(person, "nielsen") == replace(NIELSEN, trial=True)
    person.fill("Default language", "eng")
    assert "three small letters" not in person.said(sheet.form)
    tags = person.field("Tags")
    assert isinstance(tags, QComboBox)
    tags.setFocus()
    person.press(KEY.Key_Down)
    person.press(KEY.Key_Return, CONTROL)
    person.click("Save changes")
    person.quiet()
    saved = kept(person, "nielsen").onix
    assert (saved.language, saved.supplier, saved.tags) == ("eng", "Gardners", "short")
    assert saved.availability == (("04", "21"),)
    # What goes now goes by it, without a restart.
    assert person.session.opened.profile.flow("nielsen").onix == saved
    person.click("Undo")
    person.quiet()
    assert kept(person, "nielsen").onix == NIELSEN.onix


def test_escape_asks_about_what_is_not_saved(person: Person) -> None:
    sheet = by_key(person)
    person.fill("Name", "Gardners UK")
    walk_to(person, sheet, "erp")
    person.press(KEY.Key_Escape)
    assert "Not saved yet: Gardners · item JSON." in sheet.banner.words
    assert person.top is sheet
    person.click("Stay")
    walk_to(person, sheet, "gardners")
    field = person.field("Name")
    assert isinstance(field, QLineEdit)
    assert field.text() == "Gardners UK"
    person.click("Save changes")
    person.quiet()
    model = person.window.titles.model
    assert next(each.destination for each in model.flows) == "Gardners UK"
    assert person.window.inspector.picker.text().startswith("Gardners UK")
    person.press(KEY.Key_Escape)
    person.until(lambda: person.top is person.window)


def test_rules_weigh_otherwise_but_starred_ones_do_not(person: Person) -> None:
    sheet = by_key(person)
    sheet.tabs.setCurrentIndex(RULES)
    rules = sheet.rules
    keys = [each.key for each in rules.lines.lines]
    rules.lines.setFocus()
    rules.lines.setCurrentIndex(rules.lines.model().index(keys.index("1"), 0))
    assert "★ Rule 1 cannot be changed here" in rules.about.text()
    assert rules.choice.isHidden()
    rules.lines.setCurrentIndex(rules.lines.model().index(keys.index("13"), 0))
    person.press(KEY.Key_Return)
    assert rules.choice.hasFocus()
    assert rules.choice.accessibleName() == "Weight of rule 13"
    person.press(KEY.Key_Down)
    person.press(KEY.Key_Down)
    assert rules.choice.currentText() == "Note"
    assert rules.choice.hasFocus()
    assert kept(person, "gardners").severities == ()
    person.click("Save changes")
    person.quiet()
    assert kept(person, "gardners").severities == (("13", "note"),)
    line = rules.lines.lines[keys.index("13")]
    assert line.spoken.startswith("Note: ")
    assert "usually a warning" in line.spoken


# -- mappings --------------------------------------------------------------------------------------


def test_a_file_with_errors_names_row_and_remedy_and_changes_nothing(
    person: Person, tmp_path: Path
) -> None:
    wrong = OWN | {
        "rows": [
            {"to": "house_title", "from": "work.title", "rule": "txet"},
            {"to": "other", "from": "work title!", "rule": "text"},
        ]
    }
    sheet = by_key(person)
    sheet.tabs.setCurrentIndex(MAPPING)
    found = look_at(person, written(tmp_path, wrong), lambda it: it.lines.lines)
    assert found.head.text() == ("mine.json cannot be used: 2 errors. The mapping in force stays.")
    spoken = [each.spoken for each in found.lines.lines]
    assert "mine.json, row house_title" in spoken[0]
    assert "Did you mean text?" in spoken[0]
    assert "mine.json, row other" in spoken[1]
    assert found.use.isHidden()
    person.press(KEY.Key_Escape)
    person.until(lambda: person.top is sheet)
    (tmp_path / "none.json").write_text("{", encoding="utf-8")
    found = look_at(person, tmp_path / "none.json", lambda it: it.banner.words)
    assert "none.json cannot be read" in found.banner.words
    person.press(KEY.Key_Escape)
    assert not person.session.opened.home.own_mappings("demo").exists()


def test_a_mapping_says_what_it_would_do_is_taken_and_undone(
    person: Person, tmp_path: Path
) -> None:
    sheet = by_key(person)
    sheet.tabs.setCurrentIndex(MAPPING)
    person.quiet()
    assert sheet.mapping.words.text().startswith("item JSON as it comes: ")
    found = look_at(person, written(tmp_path, OWN), lambda it: it.use.isVisible())
    assert found.head.text() == (
        f"It changes {TITLES} titles at 2 destinations, of {TITLES} compared."
    )
    person.click_tab(found.tabs, 2)
    assert "house_title: – becomes " in found.lines.lines[0].spoken
    assert found.show_button.text() == f"Show {TITLES} titles"
    person.click("Take into use")
    person.until(lambda: person.top is sheet)
    person.quiet()
    folder = person.session.opened.home.own_mappings("demo")
    whole = (folder / "item-json.json").read_bytes()
    assert sheet.banner.words == "Your own mapping of item JSON is in use."
    assert "1 of them own" in sheet.mapping.words.text()
    person.fill("Find a row", "own")
    person.rest(50)
    assert any("own row" in each.spoken for each in sheet.mapping.lines.lines)
    # What goes is made by it at once.
    app = person.session.opened
    title = person.window.titles.model.row_at(0)
    assert title is not None
    (preview, *_) = person.session.loop.submit(app.review.preview(title.id, "gardners")).result(10)
    assert any(row.target == "house_title" for row in preview.payload.rows)

    person.click("As the format comes…")
    person.until(lambda: isinstance(person.top, MappingSheet))
    person.until(lambda: person.has_button("Use item JSON as it comes"))
    person.quiet()
    person.click("Use item JSON as it comes")
    person.until(lambda: person.top is sheet)
    person.quiet()
    (aside,) = (folder / "earlier").iterdir()
    assert f"The mapping in use before is kept in {aside}." in sheet.banner.words
    assert aside.read_bytes() == whole
    assert not (folder / "item-json.json").exists()
    person.click("Undo")
    person.quiet()
    assert (folder / "item-json.json").read_bytes() == whole
    assert "from before is in use again" in sheet.banner.words
    assert "1 of them own" in sheet.mapping.words.text()


def test_counting_can_be_stopped_and_what_would_change_be_listed(
    person: Person, tmp_path: Path
) -> None:
    sheet = by_key(person)
    sheet.tabs.setCurrentIndex(MAPPING)
    person.quiet()
    person.click("Use another mapping…")
    choose(written(tmp_path, OWN))
    person.until(lambda: isinstance(person.top, MappingSheet))
    person.click("Stop counting")
    person.quiet()
    found = person.top
    assert isinstance(found, MappingSheet)
    assert found.head.text() == "It was not counted to the end. The mapping in force stayed."
    assert found.use.isHidden()
    person.click("Count again")
    person.until(found.use.isVisible)
    person.click(f"Show {TITLES} titles")
    person.until(lambda: person.top is person.window)
    person.quiet()
    assert "mine.json would change; it is not in use." in person.window.titles.report.words
    assert person.window.titles.model.total == TITLES


def test_a_format_of_onix_says_that_it_has_no_table(person: Person) -> None:
    sheet = by_key(person)
    walk_to(person, sheet, "nielsen")
    sheet.tabs.setCurrentIndex(MAPPING)
    person.rest(30)
    assert "ONIX 3.0 is written as its schema asks" in person.said(sheet.mapping)
    assert not person.has_button("Use another mapping…")
    sheet.tabs.setCurrentIndex(SETTINGS)


def test_in_production_the_number_of_titles_is_typed(qapp: QApplication, tmp_path: Path) -> None:
    flows = (Flow("trade", 1, "Gardners", "item-json"),)
    house = Profile("house", Environment.PRODUCTION, flows=flows, secrets="ask")
    person = opened(home_with(tmp_path / "home", house), "house")
    try:
        person.until(lambda: person.window.titles.model.total)
        person.quiet()
        sheet = by_key(person)
        sheet.tabs.setCurrentIndex(MAPPING)
        person.quiet()
        found = look_at(person, written(tmp_path, OWN), lambda it: it.use.isVisible())
        assert not found.use.isEnabled()
        person.click(person.field("Number of titles"))
        person.type("299")
        assert not found.use.isEnabled()
        person.press(KEY.Key_Backspace)
        person.press(KEY.Key_Backspace)
        person.type("00")
        person.press(KEY.Key_Home)
        person.press(KEY.Key_Delete)
        person.type("3")
        assert found.use.isEnabled()
        person.click("Take into use")
        person.until(lambda: person.top is sheet)
        person.quiet()
        assert person.session.opened.profile.flow("trade").own is not None
    finally:
        shut(person)


def test_a_home_that_is_read_only_shows_everything_and_changes_nothing(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person.session.opened, "writable", False)
    sheet = by_key(person)
    assert "read only" in person.said(sheet)
    assert not sheet.switch.isEnabled()
    field = person.field("Name")
    assert not field.isEnabled()
    assert Qt.FocusPolicy.NoFocus is not sheet.flows.focusPolicy()
    sheet.tabs.setCurrentIndex(MAPPING)
    person.quiet()
    assert sheet.mapping.lines.lines
    assert not sheet.mapping.other.isEnabled()
