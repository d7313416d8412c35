"""The main job as a script would run it: real processes, real HTTP, a real table at the end.

The first reading and each send that goes are processes of their own; what lies between them runs
in this one, where that is the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support_command_line import document
from tests.support_sandbox import Sandbox, colophon, running_sandbox


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def sandbox(home: Path) -> Iterator[Sandbox]:
    with running_sandbox(home) as started:
        yield started


def rows(sandbox: Sandbox, table: str) -> dict[str, str]:
    """What a plain SQL client sees at the destination: subject to payload."""
    with sqlite3.connect(sandbox.sql_file) as client:
        return dict(client.execute(f"SELECT subject, payload FROM {table}"))


def publishable(home: Path, number: int, flow: str = "gardners") -> list[str]:
    found = document(home, "titles", "search", "--filter", "standing=never", "--limit", "2000")
    ids = [each["id"] for each in found["items"] if each["standing"][flow]["state"] == "never"]
    assert len(ids) >= number
    return ids[:number]


def test_the_main_job(home: Path, sandbox: Sandbox) -> None:
    synced = colophon(home, "sync")
    assert synced["complete"] is True
    assert synced["read"] >= 700
    assert document(home, "sync")["changed"] == 0

    ids = publishable(home, 50)
    dry = document(home, "send", "--flow", "gardners", *ids)
    assert dry["dry_run"] is True
    assert dry["job"] is None
    assert rows_or_none(sandbox, "gardners") == {}

    sent = colophon(home, "send", "--flow", "gardners", "--apply", "--wait", *ids)
    assert sent["account"] == {"selected": 50, "delivered": 50}
    assert set(rows(sandbox, "gardners")) == set(ids)

    again = document(home, "send", "--flow", "gardners", "--apply", "--wait", *ids)
    assert again["account"] == {"selected": 50, "unchanged": 50}

    title = ids[0]
    first = rows(sandbox, "gardners")[title]
    product = title.removeprefix("product:")
    prices = sandbox.product(product)["prices"]
    dearer = [{**each, "amount": round(each["amount"] + 2, 2)} for each in prices]
    sandbox.patch_product(product, {"prices": dearer})
    assert document(home, "sync")["changed"] >= 1
    preview = document(home, "preview", "--flow", "gardners", title)
    moved = [each for each in preview["difference"] if each["state"] != "same"]
    assert {each["target"].rsplit(".", 1)[1] for each in moved} == {"amount"}
    raised = colophon(home, "send", "--flow", "gardners", "--apply", "--wait", *ids)
    assert raised["account"] == {"selected": 50, "delivered": 1, "unchanged": 49}
    assert rows(sandbox, "gardners")[title] != first

    sandbox.patch_product(product, {"prices": prices})
    document(home, "sync")
    back = colophon(home, "send", "--flow", "gardners", "--apply", "--wait", *ids)
    assert back["account"] == {"selected": 50, "delivered": 1, "unchanged": 49}
    assert rows(sandbox, "gardners")[title] == first


def rows_or_none(sandbox: Sandbox, table: str) -> dict[str, str]:
    try:
        return rows(sandbox, table)
    except sqlite3.OperationalError:
        return {}


def test_two_flows_at_once_both_receive(home: Path, sandbox: Sandbox) -> None:
    document(home, "sync")
    ids = publishable(home, 5, flow="erp")
    sent = document(home, "send", "--flow", "erp", "--flow", "launch", "--apply", "--wait", *ids)
    assert sent["account"]["selected"] == len(sent["items"])
    assert sum(v for k, v in sent["account"].items() if k != "selected") == len(sent["items"])
    assert set(ids) <= set(rows(sandbox, "erp"))
    launched = {each["subject"] for each in sent["items"] if each["flow"] == "launch"}
    delivered = {
        each["subject"]
        for each in sent["items"]
        if each["flow"] == "launch" and each["state"] == "delivered"
    }
    assert delivered
    assert delivered <= set(rows(sandbox, "launch")) <= launched


def test_history_can_prove_what_went(home: Path, sandbox: Sandbox) -> None:
    title = next(iter(rows(sandbox, "gardners")))
    last = document(home, "jobs", "last", title, "--flow", "gardners")
    assert last["state"] == "delivered"
    assert last["payload"] == rows(sandbox, "gardners")[title]
    assert document(home, "jobs", "verify")["ok"] is True
