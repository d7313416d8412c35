"""What a flow says of the weight of its rules: given, refused, kept, and read from any file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.records.errors import SettingsError, UsageError
from desktop_app.records.flow import Flow
from desktop_app.services.severities import weighed, with_words
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings

TRADE = Flow("trade", 1, "Bookseller", "item-json")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


def test_words_become_weights_and_are_taken_back() -> None:
    flow = with_words(TRADE, ["13=note", " 7 = Blocker", "2=warning"])
    assert flow.severities == (("2", "warning"), ("7", "blocker"), ("13", "note"))
    now = {each.rule: (each.now, each.usual) for each in weighed(flow)}
    assert now["13"] == ("note", "warning")
    assert now["7"] == ("blocker", "warning")
    assert now["6"] == ("blocker", "blocker")
    assert with_words(flow, ["13=usual", "7=usual", "2=usual"]) == TRADE
    assert all(each.words.endswith(".") for each in weighed(flow))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("2=off", "Rule 2 cannot be off"),
        ("2=note", "may not be skipped"),
        ("13=loud", "Rule 13 cannot be loud"),
        ("14=note", "There is no rule 14 for purpose 1"),
        ("18=note", "same for every flow"),
        ("format=off", "same for every flow"),
        ("13", "does not say a rule and its severity"),
        ("=note", "does not say"),
        ("onix-cover-link=note", "for formats of ONIX"),
    ],
)
def test_what_a_flow_may_not_say_is_refused_in_words(given: str, says: str) -> None:
    with pytest.raises(UsageError) as met:
        with_words(TRADE, ["13=note", given])
    assert says in met.value.sentence()
    assert "left as it is" in met.value.not_done


def test_rules_of_onix_are_said_in_the_same_way() -> None:
    flow = replace(TRADE, format="onix-3.1")
    flow = with_words(flow, ["onix-cover-link=note", "13=off"])
    assert flow.onix.severities == (("onix-cover-link", "note"),)
    assert flow.severities == (("13", "off"),)
    with pytest.raises(UsageError, match="cannot be off"):
        with_words(flow, ["onix-cover-link=off"])


def test_they_are_kept_and_an_older_file_has_none(home: Home) -> None:
    flow = with_words(TRADE, ["13=note"])
    Settings.load(home).put(Profile("house", flows=(flow, replace(TRADE, name="plain"))))
    text = home.settings_file.read_text("utf-8")
    assert text.count("severities") == 1
    found = Settings.load(home).profile("house")
    assert found.flow("trade").severities == (("13", "note"),)
    assert found.flow("plain").severities == ()


def test_a_file_of_a_newer_version_keeps_what_nobody_knows_here(home: Home) -> None:
    Settings.load(home).put(Profile("house", flows=(with_words(TRADE, ["13=note"]),)))
    text = home.settings_file.read_text("utf-8")
    home.settings_file.write_text(text.replace('13 = "note"', '99 = "loud"'), "utf-8")
    settings = Settings.load(home)
    assert settings.profile("house").flow("trade").severities == (("99", "loud"),)
    settings.save()
    assert '99 = "loud"' in home.settings_file.read_text("utf-8")


def test_a_table_of_another_kind_names_the_file(home: Home) -> None:
    Settings.load(home).put(Profile("house", flows=(with_words(TRADE, ["13=note"]),)))
    text = home.settings_file.read_text("utf-8")
    home.settings_file.write_text(text.replace('13 = "note"', "13 = 3"), "utf-8")
    with pytest.raises(SettingsError, match="severities must be a table"):
        Settings.load(home)
