"""The gateway's configuration: what it takes, and the sentence for what it does not."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from desktop_app.companions.gateway.config import load
from desktop_app.records.errors import SettingsError

TOKEN = "a-token-that-is-long-enough"
FLOW = '[[flows]]\nname = "gardners"\n'


def write(folder: Path, text: str, name: str = "gateway.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def good(folder: Path, more: str = "", flows: str = FLOW) -> Path:
    text = f'token = "{TOKEN}"\ndestination = "sqlite:///d.sqlite"\n{more}\n{flows}'
    return write(folder, text)


def test_little_is_needed_and_files_lie_beside_the_configuration(tmp_path: Path) -> None:
    config = load(good(tmp_path))
    assert (config.host, config.port) == ("127.0.0.1", 0)
    assert config.database.database == str(tmp_path / "gateway.sqlite")
    flow = config.flows["gardners"]
    assert (flow.table, flow.destination, flow.active) == ("gardners", "gardners", True)
    assert flow.url.database == str(tmp_path / "d.sqlite")


def test_json_says_the_same(tmp_path: Path) -> None:
    raw = {"token": TOKEN, "destination": "sqlite:///d.sqlite", "flows": [{"name": "gardners"}]}
    path = write(tmp_path, json.dumps(raw), "gateway.json")
    assert load(path).flows == load(good(tmp_path)).flows


def test_the_command_line_replaces_address_and_store(tmp_path: Path) -> None:
    config = load(good(tmp_path), listen="[::1]:8440", database="sqlite:///other.sqlite")
    assert (config.host, config.port) == ("::1", 8440)
    assert config.database.database == str(tmp_path / "other.sqlite")


def test_postgresql_means_the_driver_that_the_extra_brings(tmp_path: Path) -> None:
    config = load(good(tmp_path), database="postgresql://u:p@db/x")
    assert config.database.drivername == "postgresql+psycopg"


def test_secrets_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEWAY_TOKEN", TOKEN)
    monkeypatch.setenv("GATEWAY_SQL", "sqlite:///d.sqlite")
    text = f'token_env = "GATEWAY_TOKEN"\ndestination_env = "GATEWAY_SQL"\n{FLOW}'
    assert load(write(tmp_path, text)).token == TOKEN


def test_secrets_do_not_show(tmp_path: Path) -> None:
    config = load(
        good(tmp_path, 'signing_secret = "hush-hush-hush"'), database="postgresql://u:pw9@h/x"
    )
    assert TOKEN not in repr(config)
    assert "hush" not in repr(config)
    assert "pw9" not in repr(config)


def test_a_misspelt_setting_is_named_and_ignored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        load(good(tmp_path, 'databse = "sqlite:///x.sqlite"'))
    assert "'databse' is ignored; did you mean database?" in caplog.text


def test_a_file_that_others_can_read_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = good(tmp_path)
    path.chmod(0o644)
    with caplog.at_level(logging.WARNING):
        load(path)
    assert "can be read by others" in caplog.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("token = ", "it is not valid"),
        (f'token = "{TOKEN}"\ntoken = "b"\n{FLOW}', "it is not valid"),
        (f'token = "short"\n{FLOW}', "token needs at least 16 visible ASCII characters"),
        (f'token = "{TOKEN}"\n{FLOW}', "gardners has no url"),
        (f'token = "{TOKEN}"\ntoken_env = "X"\n', "give token or token_env, not both"),
        ('token_env = "COLOPHON_NO_SUCH"\n', "the environment has no COLOPHON_NO_SUCH"),
        (f'token = "{TOKEN}"\nmax_body = 12\n', "max_body must be a whole number from"),
        (f'token = "{TOKEN}"\nlisten = "8440"\n', "listen must be HOST:PORT"),
        (f'token = "{TOKEN}"\nlisten = "127.0.0.1:99999"\n', "listen must be HOST:PORT"),
        (f'token = "{TOKEN}"\ndatabase = "sqlite://"\n', "a SQLite database must be a file"),
        (f'token = "{TOKEN}"\ndatabase = "no url"\n', "is not a SQLAlchemy URL"),
        (f'token = "{TOKEN}"\nflows = "gardners"\n', "flows must be a list of tables"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError) as told:
        load(write(tmp_path, text))
    assert words in told.value.message
    assert told.value.not_done == "The gateway was not started."


@pytest.mark.parametrize(
    "flow",
    [
        'name = "x; DROP TABLE y"',
        'name = "../x"',
        'name = "gardners"\ntable = "x\\"; DROP TABLE y"',
        'name = "gardners"\ntable = "sqlite master"',
        'name = "gardners"\npurpose = 8',
        'name = "gardners"\nactive = "no"',
        'name = "a"\ntable = "t"\n[[flows]]\nname = "b"\ntable = "T"',
        'name = "a"\n[[flows]]\nname = "a"',
    ],
)
def test_names_that_could_become_sql_and_tables_shared_by_two_are_refused(
    tmp_path: Path, flow: str
) -> None:
    with pytest.raises(SettingsError):
        load(good(tmp_path, flows=f"[[flows]]\n{flow}\n"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        load(tmp_path / "none.toml")
