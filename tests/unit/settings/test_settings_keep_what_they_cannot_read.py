"""Profiles and flows in a home: written whole, never over what could not be read."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from desktop_app.records.errors import NotFoundError, SettingsError, UsageError
from desktop_app.records.flow import Environment, Flow, Style
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import DEMO, Profile, Settings


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    return made


def test_a_new_home_knows_the_demo_with_its_flows(home: Home) -> None:
    settings = Settings.load(home)
    assert settings.profile().name == DEMO
    assert {flow.purpose for flow in settings.profile().flows} == set(range(1, 8))
    assert not home.settings_file.exists()


def test_a_profile_and_its_flows_survive_a_restart(home: Home) -> None:
    flow = Flow("n8n", 7, "Launch", "milestone-event", Style.WEBHOOK, url="https://hook.example/1")
    Settings.load(home).put(Profile("house", Environment.STAGING, "https://c.example/graphql"))
    Settings.load(home).put_flow("house", flow)
    kept = Settings.load(home).profile("house")
    assert kept.environment is Environment.STAGING
    assert kept.flows == (flow,)
    assert stat.S_IMODE(home.settings_file.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["not toml [", "\x00" * 50, "[profiles.x]\nenvironment='moon'"])
def test_a_broken_file_is_named_and_left_alone(home: Home, text: str) -> None:
    home.settings_file.write_text(text)
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        Settings.load(home)
    assert home.settings_file.read_text() == text


def test_a_file_of_a_newer_version_is_not_written_over(home: Home) -> None:
    home.settings_file.write_text("version = 99\n")
    with pytest.raises(SettingsError, match="newer"):
        Settings.load(home)


@pytest.mark.parametrize("name", ["", "../x", "A B", "x" * 41, "-x", "con/aux"])
def test_a_name_that_could_leave_the_home_is_refused(home: Home, name: str) -> None:
    with pytest.raises(UsageError):
        Settings.load(home).put(Profile(name))


def test_a_flow_whose_format_serves_another_purpose_is_refused(home: Home) -> None:
    with pytest.raises(UsageError, match="serves purpose 1"):
        Settings.load(home).put_flow(DEMO, Flow("x", 7, "X", "item-json"))


def test_a_missing_profile_names_those_there_are(home: Home) -> None:
    with pytest.raises(NotFoundError) as caught:
        Settings.load(home).profile("nowhere")
    assert "demo" in caught.value.next_step


def _text(**flow: str) -> str:
    entries = {"name": "a", "destination": "A", "format": "item-json"} | flow
    lines = "".join(f'{name} = "{value}"\n' for name, value in entries.items())
    return f"[[profiles.x.flows]]\npurpose = 1\n{lines}"


@pytest.mark.parametrize(
    ("flows", "words"),
    [
        (_text(market="UKK"), "no market named UKK"),
        (_text(market="uk"), "no market named uk"),
        (_text() + _text(style="webhook", url="https://a.example/1"), "two flows named a"),
        (_text(name="../a"), "cannot be the name of a flow"),
    ],
)
def test_flows_that_could_send_more_or_elsewhere_than_shown_are_not_taken(
    home: Home, flows: str, words: str
) -> None:
    home.settings_file.write_text(f"[profiles.x]\nenvironment = 'staging'\n{flows}")
    with pytest.raises(SettingsError, match=words):
        Settings.load(home)
