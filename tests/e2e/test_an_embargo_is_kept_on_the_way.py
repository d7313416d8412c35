"""A sales embargo from the sandbox to the gateway: the trade is told the day, the public waits, and
whoever took the title before hears of it once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support_command_line import document
from tests.support_sandbox import Sandbox, running_sandbox

UNTIL = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def sandbox(home: Path) -> Iterator[Sandbox]:
    with running_sandbox(home, "--titles", "40", "--schema", "extended") as started:
        document(
            home, "flows", "add", "stock", "--purpose", "1", "--format", "item-csv",
            "--destination", "Web shop", "--style", "contract", "--audience", "public",
        )  # fmt: skip
        document(home, "sync")
        yield started


def embargo(sandbox: Sandbox, home: Path, title: str, until: str | None) -> None:
    sandbox.patch_product(title.partition(":")[2], {"salesEmbargoDate": until})
    document(home, "sync")


def sent(home: Path, flow: str, *ids: str) -> dict[str, Any]:
    account = document(home, "send", "--flow", flow, "--apply", "--wait", *ids)["account"]
    return {state: count for state, count in account.items() if state != "selected"}


def held(sandbox: Sandbox, table: str) -> dict[str, str]:
    """What a plain SQL client sees at the destination: subject to payload."""
    with sqlite3.connect(sandbox.sql_file) as client:
        return dict(client.execute(f"SELECT subject, payload FROM {table}"))


def free(sandbox: Sandbox, home: Path, number: int = 2) -> list[str]:
    """Titles that both destinations may have, none of them under embargo."""
    for each in sandbox.graphql("{ works { products { id salesEmbargoDate } } }")["works"]:
        for product in each["products"]:
            if product["salesEmbargoDate"]:
                sandbox.patch_product(str(product["id"]), {"salesEmbargoDate": None})
    document(home, "sync")
    ids = [each["id"] for each in document(home, "titles", "search", "--limit", "40")["items"]]
    plans = [
        document(home, "check", "--flow", flow, *ids)["items"] for flow in ("gardners", "stock")
    ]
    stopped = {
        each["subject"] for plan in plans for each in plan
        if any(one["stops"] for one in each["problems"])
    }  # fmt: skip
    found = [each for each in ids if each not in stopped]
    assert len(found) >= number
    return found[:number]


@pytest.mark.timeout(300)
def test_a_title_that_comes_under_embargo(sandbox: Sandbox, home: Path) -> None:
    title, other = free(sandbox, home)
    assert sent(home, "gardners", title, other) == {"delivered": 2}
    assert "sales_embargo_date" not in json.loads(held(sandbox, "gardners")[title])

    # The trade hears of the day with the title; what has none is not sent again.
    embargo(sandbox, home, title, UNTIL)
    item = document(home, "preview", "--flow", "gardners", title)
    rows = [each for each in item["rows"] if each["source"] == "salesEmbargoDate"]
    assert [(each["target"], each["value"]) for each in rows] == [("sales_embargo_date", UNTIL)]
    assert sent(home, "gardners", title, other) == {"delivered": 1, "unchanged": 1}
    assert json.loads(held(sandbox, "gardners")[title])["sales_embargo_date"] == UNTIL

    # The public waits: nothing leaves, and the reason says until when and what to do.
    assert sent(home, "stock", title, other) == {"blocked": 1, "delivered": 1}
    assert set(held(sandbox, "stock")) == {other}
    judged = document(home, "check", "--flow", "stock", title)
    [problem] = [each for each in judged["problems"] if each["stops"]]
    assert (problem["rule"], problem["owner"]) == ("9", "Marketing")
    assert "may not be sold before" in problem["message"]
    assert "Send on that day" in problem["fix"]
    # A person's word does not open it.
    told = document(
        home, "send", "--flow", "stock", "--apply", "--wait", "--override", "9=I know better", title
    )
    assert told["account"]["blocked"] == 1
    assert set(held(sandbox, "stock")) == {other}

    # Lifted, it goes to the public, and the trade is told that the day is gone.
    embargo(sandbox, home, title, None)
    assert sent(home, "stock", title) == {"delivered": 1}
    assert sent(home, "gardners", title, other) == {"delivered": 1, "unchanged": 1}
    assert "sales_embargo_date" not in json.loads(held(sandbox, "gardners")[title])


@pytest.mark.timeout(300)
def test_a_file_of_the_trade_is_as_wide_as_its_header(sandbox: Sandbox, home: Path) -> None:
    document(home, "flows", "remove", "stock")
    document(
        home, "flows", "add", "stock", "--purpose", "1", "--format", "item-csv",
        "--destination", "Stock list", "--style", "contract", "--audience", "trade",
    )  # fmt: skip
    title, other = ids = sorted(free(sandbox, home), key=lambda each: int(each[8:]))

    def file() -> list[str]:
        [found] = sandbox.sql_file.parent.rglob("stock.csv")
        return found.read_bytes().decode().splitlines(keepends=True)

    # Without an embargo the file is what it was before there were any.
    assert sent(home, "stock", *ids) == {"delivered": 2}
    before = held(sandbox, "stock")
    assert file()[1:] == [before[title], before[other]]
    assert file()[0].endswith(",cover_url\r\n")

    embargo(sandbox, home, title, UNTIL)
    assert sent(home, "stock", *ids) == {"delivered": 1, "unchanged": 1}
    after = held(sandbox, "stock")
    assert after == {title: before[title].replace("\r\n", f",{UNTIL}\r\n"), other: before[other]}
    assert file() == [
        file()[0], after[title], after[other].replace("\r\n", ",\r\n"),
    ]  # fmt: skip
    assert file()[0].endswith(",cover_url,sales_embargo_date\r\n")
