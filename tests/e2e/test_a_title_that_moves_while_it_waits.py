"""Reviewed, in line for later, changed in Consonance: it is held, the table is as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support_command_line import call, document
from tests.support_sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def sandbox(home: Path) -> Iterator[Sandbox]:
    with running_sandbox(home) as started:
        yield started


def table(sandbox: Sandbox) -> dict[str, str]:
    with sqlite3.connect(sandbox.sql_file) as client:
        return dict(client.execute("SELECT subject, payload FROM gardners"))


def items(home: Path, job: int) -> dict[str, Any]:
    shown = document(home, "jobs", "show", str(job), codes=(0, 1, 5))
    return {each["subject"]: each for each in shown["items"]}


def test_what_moved_while_it_waited_is_held_and_never_arrives(home: Path, sandbox: Sandbox) -> None:
    assert document(home, "sync")["complete"]
    found = document(home, "titles", "search", "--filter", "standing=never", "--limit", "200")
    dearer, barred, same, first = [
        each["id"] for each in found["items"] if each["standing"]["gardners"]["state"] == "never"
    ][:4]
    document(home, "send", "--flow", "gardners", "--apply", "--wait", first)
    before = table(sandbox)
    assert set(before) == {first}

    held = document(
        home, "send", "--flow", "gardners", "--apply", "--hold-until", "2099-01-01T09:00",
        dearer, barred, same, codes=(0, 1, 5),
    )  # fmt: skip
    job = held["job"]
    assert held["account"] == {"selected": 3, "held": 3}
    number = dearer.removeprefix("product:")
    prices = sandbox.product(number)["prices"]
    sandbox.patch_product(
        number, {"prices": [{**each, "amount": round(each["amount"] * 1.13, 2)} for each in prices]}
    )
    sandbox.patch_product(barred.removeprefix("product:"), {"allowOnixExports": False})

    synced = call(home, "--json", "sync")
    assert "2 items that waited are held" in " ".join(synced.document["words"])
    now = items(home, job)
    assert {each["state"] for each in now.values()} == {"held"}
    assert "the title has changed since it was reviewed: price" in now[dearer]["reason"]
    assert "+13 %" in now[dearer]["reason"]
    assert "not approved for ONIX" in now[barred]["reason"]
    assert now[same]["reason"] == "waits until the time set"

    # A person lets the job go: what holds goes, the others stay.
    document(home, "jobs", "retry", str(job), codes=(0, 1, 5))
    refused = call(home, "jobs", "retry", str(job))
    assert refused.code != 0
    assert "the title has changed since it was reviewed" in refused.err
    assert "review the title again" in refused.err
    assert set(table(sandbox)) == {first, same}
    assert table(sandbox)[first] == before[first]

    anew = document(home, "send", "--flow", "gardners", "--apply", "--wait", dearer)
    assert anew["account"] == {"selected": 1, "delivered": 1}
    assert items(home, job)[dearer]["state"] == "superseded"
    cancelled = document(home, "jobs", "cancel", str(job))
    assert cancelled["account"] == {"selected": 3, "delivered": 1, "superseded": 1, "cancelled": 1}
    assert set(table(sandbox)) == {first, same, dearer}
    assert document(home, "jobs", "verify")["ok"] is True
