"""What a flow of ONIX says by itself is kept in the settings, and old files still open."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.records.errors import SettingsError, UsageError
from desktop_app.records.flow import Environment, Flow
from desktop_app.records.onix import PLAIN, OnixSettings, Tags, TitleStyle
from desktop_app.settings import onix
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings

WORDS = st.text(st.characters(categories=("L", "N")), max_size=12)
PAIRS = st.dictionaries(WORDS, WORDS, max_size=3).map(lambda made: tuple(sorted(made.items())))
ANY = st.builds(
    OnixSettings,
    tags=st.sampled_from(list(Tags)),
    title=st.sampled_from(list(TitleStyle)),
    availability=PAIRS,
    severities=PAIRS,
    **{
        each.name: WORDS
        for each in fields(OnixSettings)
        if each.name not in ("tags", "title", "availability", "severities")
    },
)


@given(ANY)
def test_settings_come_back_as_they_were_kept(settings: OnixSettings) -> None:
    assert onix.from_table(onix.to_table(settings)) == settings


def test_only_what_was_set_is_kept_and_the_file_says_nothing_of_trials(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    set_ = replace(PLAIN, supplier="Central Books", availability=(("04", "21"),))
    flows = (
        Flow("plain", 1, "A", "onix-3.0"),
        Flow("trade", 1, "B", "onix-3.1", onix=set_),
        Flow("json", 1, "C", "item-json"),
    )
    Settings.load(home).put(Profile("house", Environment.STAGING, flows=flows))
    kept = tomllib.loads(home.settings_file.read_text("utf-8"))["profiles"]["house"]["flows"]
    assert [each.get("onix") for each in kept] == [
        None, {"supplier": "Central Books", "availability": {"04": "21"}}, None,
    ]  # fmt: skip
    assert all("trial" not in each for each in kept)
    again = Settings.load(home).profile("house")
    assert [flow.trial for flow in again.flows] == [True, True, False]
    assert again.flow("trade").onix == set_


def test_a_file_of_another_version_opens_without_what_nobody_knows() -> None:
    assert onix.from_table({"supplier": "X", "of_a_newer_version": 3}).supplier == "X"
    assert onix.from_table({}) == PLAIN


@pytest.mark.parametrize(
    "table", [[], {"supplier": 3}, {"tags": "long"}, {"availability": "20"}, {"title": ""}]
)
def test_a_value_of_another_kind_is_no_setting(table: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        onix.from_table(table)


def test_a_broken_setting_in_the_file_names_the_file(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    Settings.load(home).put(Profile("house", flows=(Flow("trade", 1, "B", "onix-3.0"),)))
    text = home.settings_file.read_text("utf-8").replace(
        'format = "onix-3.0"', 'format = "onix-3.0"\nonix = {language = "English"}'
    )
    home.settings_file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="three small letters"):
        Settings.load(home)


def test_words_of_the_command_line() -> None:
    found = onix.from_words(["supplier = Central Books", "availability.04=21", "tags=short"])
    assert (found.supplier, found.availability, found.tags) == (
        "Central Books", (("04", "21"),), Tags.SHORT,
    )  # fmt: skip
    for wrong in ("availability=21", "supplier.x=1", "nothing=1"):
        with pytest.raises(UsageError, match="no setting"):
            onix.from_words([wrong])
