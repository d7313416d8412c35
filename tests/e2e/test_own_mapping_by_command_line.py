"""A mapping of the publisher's own: what is counted before is what stands afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support_command_line import Done, call, document
from tests.support_gateway import TOKEN, running_gateway, write_config
from tests.support_sandbox import running_sandbox

TITLES = 230
"""More than are judged in this process."""
FLOWS = (
    '[[flows]]\nname = "trade"\nformat = "item-json"\n'
    '[[flows]]\nname = "shop"\nformat = "item-json"\n'
)
OWN: dict[str, Any] = {
    "format": "item-json",
    "about": "The trade wants the work's title.",
    "rows": [
        {"to": "house_title", "from": "work.title", "rule": "text"},
        {"to": "subtitle", "from": "subtitle", "rule": "one_line"},
    ],
    "remove": ["work_subtitle"],
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A house in production whose two destinations have taken some titles."""
    home, far = tmp_path / "home", tmp_path / "far"
    for each in (home, far):
        each.mkdir()
    with (
        running_sandbox(home / "sandbox", "--titles", str(TITLES)) as sandbox,
        running_gateway(write_config(far, flows=FLOWS)) as gateway,
        pytest.MonkeyPatch.context() as around,
    ):
        around.setenv("COLOPHON_CONSONANCE_KEY", sandbox.consonance["key"])
        around.setenv("COLOPHON_XCONNECTOR_TOKEN", TOKEN)
        document(
            home, "profile", "add", "house", "--environment", "production",
            "--consonance", sandbox.consonance["url"], "--xconnector", gateway.url,
        )  # fmt: skip
        add = ("flows", "add", "--purpose", "1", "--style", "contract", "--format", "item-json")
        in_house(home, *add, "trade", "--destination", "Gardners")
        in_house(home, *add, "shop", "--destination", "Shop", "--market", "US")
        in_house(home, "sync")
        yield home


def in_house(home: Path, *arguments: str, codes: tuple[int, ...] = (0, 1)) -> Any:
    return document(home, "--profile", "house", *arguments, codes=codes)


def tell(home: Path, *arguments: str) -> Done:
    return call(home, "--profile", "house", *arguments)


def shown(home: Path) -> list[dict[str, Any]]:
    found = in_house(home, "titles", "search", "--limit", "500")["items"]
    assert len(found) == TITLES
    return list(found)


def standings(home: Path) -> dict[str, Counter[str]]:
    """How many titles stand how at each flow, as the list has it."""
    counts: dict[str, Counter[str]] = {}
    for title in shown(home):
        for flow, cell in title["standing"].items():
            counts.setdefault(flow, Counter())[cell["state"]] += 1
    return counts


def by_flow(change: dict[str, Any], key: str) -> dict[str, Counter[str]]:
    return {each["flow"]: Counter(each[key]) for each in change["flows"]}


def test_what_is_counted_before_is_what_stands_after(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(OWN), encoding="utf-8")
    ids = [each["id"] for each in shown(home)[:30]]
    sent = in_house(
        home, "send", "--flow", "trade", "--apply", "--wait", "--override", "a test",
        "--confirm", "30", *ids,
    )  # fmt: skip
    taken = [each["id"] for each in sent["items"] if each["state"] == "delivered"]
    assert len(taken) > 10
    before = standings(home)
    assert before["trade"]["same"] == len(taken)

    # Looking changes nothing, and neither does a file that lies there.
    change = in_house(home, "mapping", "diff", str(file), "--examples", "2")
    folder = home / "profiles" / "house" / "mappings"
    folder.mkdir()
    (folder / "item-json.json").write_text(json.dumps(OWN), encoding="utf-8")
    assert by_flow(change, "standing_before") == before == standings(home)
    assert {each["target"]: each["state"] for each in change["rows"]} == {
        "house_title": "added", "subtitle": "changed", "work_subtitle": "removed",
    }  # fmt: skip
    assert (change["titles"], change["destinations"]) == (TITLES, 2)
    assert [len(change["examples"]), change["same"]] == [2, False]
    listed = in_house(home, "mapping", "list")["items"]
    assert not any(each["own"] for each in listed)

    # In production the number of titles is asked for, and only the right one will do.
    for wrong in ((), ("--confirm", "3")):
        refused = tell(home, "mapping", "use", str(file), *wrong)
        assert refused.code == 2
        assert f"{TITLES}" in refused.err
        assert standings(home) == before
    used = in_house(home, "mapping", "use", str(file), "--confirm", str(TITLES))
    assert used["in_use"]
    assert used["judged"] == TITLES
    after = standings(home)
    assert by_flow(used, "standing_after") == by_flow(change, "standing_after") == after
    assert after["trade"]["changed"] == before["trade"]["same"]
    assert after["shop"] == before["shop"]

    # What goes now is made by it.
    told = in_house(home, "preview", "--flow", "trade", taken[0])
    values = {each["target"]: each["value"] for each in told["rows"]}
    assert values["house_title"]
    assert "work_subtitle" not in values
    said = tell(home, "preview", "--flow", "trade", "--as", "difference", taken[0])
    version = next(
        each["version"]
        for each in in_house(home, "mapping", "list")["items"]
        if each["format"] == "item-json"
    )
    assert version == f"item-json.v1+{used['own'][:8]}"
    assert "house_title: – → " in said.text
    assert f"was made by item-json.v1; this is {version}." in said.text
    again = in_house(home, "mapping", "diff", str(file), codes=(0,))
    assert (again["same"], again["titles"]) == (True, 0)

    # One that was altered by hand is not used, and nothing else goes in its place.
    kept = folder / "item-json.json"
    sound = kept.read_bytes()
    kept.write_bytes(sound.replace(b"one_line", b"text"))
    barred = tell(home, "preview", "--flow", "trade", taken[0])
    assert barred.code == 2
    assert "altered since" in barred.err
    kept.write_bytes(sound)

    # And back.
    back = in_house(home, "mapping", "use", "--drop", "item-json", "--confirm", str(TITLES))
    assert not back["in_use"]
    assert standings(home) == before
    assert not kept.exists()


def test_a_mapping_is_checked_and_explained(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "mine.json"
    bad = {"format": "item-json", "rows": [
        {"to": "n", "from": "work.notes", "rule": "text"},
        {"to": "s", "from": "work.season", "rule": "txet"},
    ]}  # fmt: skip
    for given, code, words in (
        (json.dumps(OWN), 1, "house_title"),
        (json.dumps(bad), 2, "mean text"),
        ('{"format": "item-json"', 2, "ends too early"),
        (json.dumps(bad | {"rows": bad["rows"][:1]}), 2, "may never leave"),
    ):
        file.write_text(given, encoding="utf-8")
        done = call(home, "mapping", "check", str(file))
        assert done.code == code, done
        assert words in done.text + done.err
        assert "mine.json" in done.text + done.err
    assert call(home, "mapping", "use", str(file)).code == 2
    assert call(home, "mapping", "diff", str(file)).code == 2
    file.write_text(json.dumps(OWN), encoding="utf-8")
    rows = document(home, "mapping", "explain", str(file), codes=(0,))["items"]
    assert {each["target"] for each in rows if each["own"]} == {"house_title", "subtitle"}
    one = document(home, "mapping", "explain", "item-json", "prices.amount", codes=(0,))["items"]
    assert [each["words"] for each in one] == ["amount, money, two decimals or more"]
    assert "imprint" in call(home, "mapping", "explain", "item-json", "imprnt.name").err
    assert "--set" in call(home, "--json", "mapping", "check", str(_onix(tmp_path))).text


def _onix(folder: Path) -> Path:
    place = folder / "onix.json"
    place.write_text('{"format": "onix-3.0", "rows": []}', encoding="utf-8")
    return place
