"""A publisher's own columns in the gateway's file: every value stands below its own name.

From the sandbox by command line to a folder: rows of the format, rows of two own mappings, rows
with an embargo, and rows that a gateway took before it knew that rows can name their columns.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support_command_line import document
from tests.support_gateway import TOKEN, running_gateway, write_config
from tests.support_sandbox import Sandbox, running_sandbox

UNTIL = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
FLOWS = '[[flows]]\nname = "stock"\nformat = "item-csv"\nfolder = "out"\n'
SHELF: dict[str, Any] = {"to": "house_shelf", "constant": 'Tern, "A"'}
NUMBER: dict[str, Any] = {"to": "house_number", "from": "id", "rule": "reference"}


@pytest.fixture
def far(tmp_path: Path) -> Path:
    made = tmp_path / "far"
    made.mkdir()
    return made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def sandbox(home: Path) -> Iterator[Sandbox]:
    options = ("--titles", "40", "--schema", "extended")
    with running_sandbox(home / "sandbox", *options) as started, pytest.MonkeyPatch.context() as on:
        on.setenv("COLOPHON_CONSONANCE_KEY", started.consonance["key"])
        on.setenv("COLOPHON_XCONNECTOR_TOKEN", TOKEN)
        yield started


def of_house(home: Path, *arguments: str, codes: tuple[int, ...] = (0, 1)) -> Any:
    return document(home, "--profile", "house", *arguments, codes=codes)


def join(home: Path, sandbox: Sandbox, gateway: str) -> None:
    document(
        home, "profile", "add", "house", "--environment", "staging",
        "--consonance", sandbox.consonance["url"], "--xconnector", gateway,
    )  # fmt: skip
    of_house(
        home, "flows", "add", "stock", "--purpose", "1", "--format", "item-csv",
        "--destination", "Stock list", "--style", "contract", "--audience", "trade",
    )  # fmt: skip


def use(home: Path, *rows: dict[str, Any], remove: tuple[str, ...] = ()) -> None:
    file = home / "own.json"
    own = {"format": "item-csv", "rows": list(rows), "remove": list(remove)}
    file.write_text(json.dumps(own), encoding="utf-8")
    of_house(home, "mapping", "use", str(file), "--confirm", "40")


def embargo(sandbox: Sandbox, home: Path, title: str, until: str | None) -> None:
    sandbox.patch_product(title.partition(":")[2], {"salesEmbargoDate": until})
    of_house(home, "sync")


def free(sandbox: Sandbox, home: Path) -> list[str]:
    """Titles that may go, none of them under embargo."""
    for work in sandbox.graphql("{ works { products { id salesEmbargoDate } } }")["works"]:
        for product in work["products"]:
            if product["salesEmbargoDate"]:
                sandbox.patch_product(str(product["id"]), {"salesEmbargoDate": None})
    of_house(home, "sync")
    ids = [each["id"] for each in of_house(home, "titles", "search", "--limit", "40")["items"]]
    checked = of_house(home, "check", "--flow", "stock", *ids)["items"]
    stopped = {each["subject"] for each in checked if any(one["stops"] for one in each["problems"])}
    return sorted((each for each in ids if each not in stopped), key=lambda each: int(each[8:]))


def send(home: Path, *ids: str) -> dict[str, int]:
    account = of_house(home, "send", "--flow", "stock", "--apply", "--wait", *ids)["account"]
    return {state: count for state, count in account.items() if state != "selected"}


def previewed(home: Path, title: str) -> dict[str, str]:
    """What the person sees: values by the names of their columns."""
    rows = of_house(home, "preview", "--flow", "stock", title)["rows"]
    return {each["target"].replace(".", "_"): each["value"] for each in rows}


def file_of(far: Path) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The header, and the rows by title; all rows are as long as the header."""
    [place] = (far / "out").glob("*.csv")
    with place.open(encoding="utf-8", newline="") as opened:
        head, *rows = csv.reader(opened)
    assert len(set(head)) == len(head)
    return head, {f"product:{row[0]}": dict(zip(head, row, strict=True)) for row in rows}


def payloads(far: Path) -> dict[str, str]:
    with closing(sqlite3.connect(far / "destinations.sqlite")) as client:
        return dict(client.execute("SELECT subject, payload FROM stock"))


@pytest.mark.timeout(500)
def test_every_value_stands_below_its_own_name(home: Path, sandbox: Sandbox, far: Path) -> None:
    with running_gateway(write_config(far, flows=FLOWS)) as gateway:
        join(home, sandbox, gateway.url)
        of_house(home, "sync")
        plain, barred, own, both = free(sandbox, home)[:4]
        embargo(sandbox, home, barred, UNTIL)
        embargo(sandbox, home, both, UNTIL)

        # By the format's own mapping, one of them with a day before which it may not be sold.
        assert send(home, plain, barred) == {"delivered": 2}
        shipped, rows = file_of(far)
        assert shipped[-2:] == ["cover_url", "sales_embargo_date"]
        before = payloads(far)

        # Two columns more, and one less: a row is as long as one with an embargo.
        use(home, SHELF, NUMBER, remove=("subtitle",))
        seen = {title: previewed(home, title) for title in (own, both)}
        assert send(home, own, both) == {"delivered": 2}
        head, rows = file_of(far)
        assert head == [*shipped, "house_shelf", "house_number"]
        assert {title: payloads(far)[title] for title in before} == before
        assert payloads(far)[own].endswith(f',"Tern, ""A""",{own[8:]}\r\n')
        for title, values in seen.items():
            assert "subtitle" not in values
            for name, cell in rows[title].items():
                assert cell == values.get(name, ""), (title, name)
            assert rows[title]["house_number"] == title[8:]
        assert [rows[each]["sales_embargo_date"] for each in (plain, barred, own, both)] == [
            "", UNTIL, "", UNTIL,
        ]  # fmt: skip
        assert [rows[each]["house_shelf"] for each in (plain, barred, own)] == ["", "", 'Tern, "A"']

        # All by the own mapping: the file has its columns only, and no row is written anew.
        assert send(home, plain, barred) == {"delivered": 2}
        head, rows = file_of(far)
        assert "subtitle" not in head
        assert head[-3:] == ["house_shelf", "house_number", "sales_embargo_date"]
        embargo(sandbox, home, barred, None)
        embargo(sandbox, home, both, None)
        assert send(home, barred, both) == {"delivered": 2}
        [place] = (far / "out").glob("*.csv")
        kept = payloads(far)
        lines = place.read_bytes().decode().splitlines(keepends=True)
        assert lines[1:] == [kept[each] for each in (plain, barred, own, both)]
        assert lines[0].endswith(",cover_url,house_shelf,house_number\r\n")


@pytest.mark.timeout(500)
def test_what_was_planned_by_another_mapping_goes_with_its_own_names(
    home: Path, sandbox: Sandbox, far: Path
) -> None:
    """Old bytes are sent again after the mapping has changed: their names are the old ones."""
    with running_gateway(write_config(far, flows=FLOWS)) as gateway:
        join(home, sandbox, gateway.url)
        of_house(home, "sync")
        title, other = free(sandbox, home)[:2]
        use(home, SHELF, remove=("subtitle",))
        job = of_house(home, "send", "--flow", "stock", "--apply", "--wait", title)["job"]
        use(home, NUMBER)
        assert send(home, title, other) == {"delivered": 2}
        assert file_of(far)[0][-2:] == ["cover_url", "house_number"]
        of_house(home, "jobs", "resend", str(job), "--reason", "asked for", "--apply")
        _, rows = file_of(far)
        assert rows[title]["house_shelf"] == 'Tern, "A"'
        assert rows[title].get("house_number", "") == ""
        assert rows[other]["house_number"] == other[8:]


@pytest.mark.timeout(500)
def test_a_gateway_of_before_learns_of_it(home: Path, sandbox: Sandbox, far: Path) -> None:
    config = write_config(far, flows=FLOWS)
    with running_gateway(config) as gateway:
        join(home, sandbox, gateway.url)
        of_house(home, "sync")
        title, other = free(sandbox, home)[:2]
        assert send(home, title) == {"delivered": 1}
    # As an older version has made them.
    for name, table in (("gateway.sqlite", "xc_event"), ("destinations.sqlite", "stock")):
        with closing(sqlite3.connect(far / name)) as client, client:
            client.execute(f"ALTER TABLE {table} DROP COLUMN columns")
    with running_gateway(config, "--listen", gateway.url.removeprefix("http://")):
        use(home, SHELF, NUMBER)
        assert send(home, other) == {"delivered": 1}
    head, rows = file_of(far)
    assert head[-3:] == ["cover_url", "house_shelf", "house_number"]
    assert [rows[each]["house_number"] for each in (title, other)] == ["", other[8:]]
