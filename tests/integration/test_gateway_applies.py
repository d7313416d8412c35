"""The gateway's destination: one row for each subject, applied once, whatever dies in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support_gateway import (
    Receiver,
    Sent,
    event,
    finished,
    post,
    running_gateway,
    until,
    write_config,
)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Receiver]:
    with running_gateway(write_config(tmp_path)) as running:
        yield running


@pytest.fixture
def client(gateway: Receiver) -> Iterator[httpx.Client]:
    with gateway.client() as made:
        yield made


def rows(folder: Path, sql: str = "SELECT * FROM gardners", *values: Any) -> list[sqlite3.Row]:
    with closing(sqlite3.connect(folder / "destinations.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(sql, values).fetchall()


def test_a_row_can_be_read_by_a_person_and_holds_the_exact_payload(
    client: httpx.Client, tmp_path: Path
) -> None:
    data = {"isbn13": "9780306406157", "title": "Süß & “Salt”", "price": "12.50", "n": None}
    sent = event("product:1", data)
    run = finished(client, post(client, sent))
    [row] = rows(tmp_path)
    assert (row["subject"], row["isbn"], row["title"]) == (
        "product:1",
        data["isbn13"],
        data["title"],
    )
    assert row["payload"].encode() in sent.body
    assert row["payload"] == (
        '{"isbn13":"9780306406157","title":"Süß & “Salt”","price":"12.50","n":null}'
    )
    assert (row["key"], row["run"], row["applied_at"]) == (sent.key, run["run"], run["updated_at"])


def test_a_milestone_is_lifted_into_columns_too(client: httpx.Client, tmp_path: Path) -> None:
    data = {"milestone": "publication_date", "date": "2027-02-04"}
    finished(
        client, post(client, event("milestone:product:1:publication_date", data, flow="launch"))
    )
    [row] = rows(tmp_path, "SELECT milestone, milestone_date FROM launch")
    assert tuple(row) == ("publication_date", "2027-02-04")


def test_the_newest_event_of_a_subject_is_what_the_table_holds(
    client: httpx.Client, tmp_path: Path
) -> None:
    for price in ("12.99", "14.99", "12.99"):
        last = event("product:1", {"price": price})
        assert finished(client, post(client, last))["state"] == "succeeded"
    [row] = rows(tmp_path)
    assert (row["payload"], row["key"]) == ('{"price":"12.99"}', last.key)


def test_many_senders_at_once_lose_nothing(gateway: Receiver, tmp_path: Path) -> None:
    sent = [event(f"product:{n % 50}", {"title": str(n)}) for n in range(300)]
    with gateway.client() as client, ThreadPoolExecutor(20) as pool:
        runs = list(pool.map(lambda one: finished(client, post(client, one)), sent))
        told = client.get("/v1/flows/gardners/baselines").json()["items"]
    assert {run["state"] for run in runs} == {"succeeded"}
    assert len({run["run"] for run in runs}) == 300
    assert len(told) == 50
    assert {(row["subject"], row["key"]) for row in rows(tmp_path)} == {
        (entry["subject"], entry["key"]) for entry in told
    }


def test_the_same_key_many_times_at_once_is_one_run(gateway: Receiver, tmp_path: Path) -> None:
    sent = event("product:1")
    with gateway.client() as client, ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: post(client, sent), range(30)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["run"] for answer in answers}) == 1
    assert sum(not answer.json()["duplicate"] for answer in answers) == 1
    assert len(rows(tmp_path)) == 1


COUNTING = """
CREATE TABLE effect (key TEXT);
CREATE TRIGGER made AFTER INSERT ON gardners BEGIN INSERT INTO effect VALUES (new.key); END;
CREATE TRIGGER changed AFTER UPDATE ON gardners BEGIN INSERT INTO effect VALUES (new.key); END;
"""


def _count_effects(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "destinations.sqlite")) as connection:
        connection.executescript(COUNTING)


def _prepared(config: Path) -> None:
    """Make the tables by sending one event, then count every write to them."""
    with running_gateway(config) as running, running.client() as client:
        finished(client, post(client, event("product:first")))
        running.stop()
    _count_effects(config.parent)


def test_queued_runs_are_applied_once_after_a_kill_in_the_middle(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    _prepared(config)
    # While another program holds the table's database, everything that is taken stays queued.
    holder = sqlite3.connect(tmp_path / "destinations.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    sent = [event(f"product:{n}", wait=0) for n in range(60)]
    with running_gateway(config) as running, running.client() as client:
        assert {post(client, one).status_code for one in sent} == {202}
        running.kill()
    holder.close()
    with running_gateway(config) as running, running.client() as client:
        for one in sent:
            assert _final(client, one)["state"] == "succeeded"
    effects = [row["key"] for row in rows(tmp_path, "SELECT key FROM effect")]
    assert sorted(effects) == sorted(one.key for one in sent)


def test_kills_at_any_moment_neither_lose_nor_repeat(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    _prepared(config)
    taken: list[Sent] = []
    for turn in range(6):
        with running_gateway(config) as running, running.client() as client:
            batch = [event(f"product:{turn}-{n}", wait=0) for n in range(40)]
            for one in batch[: 7 * (turn + 1)]:
                assert post(client, one).status_code in {200, 202}
                taken.append(one)
            running.kill()
    with running_gateway(config) as running, running.client() as client:
        for one in taken:
            assert _final(client, one)["state"] == "succeeded"
        told = client.get("/v1/flows/gardners/baselines").json()["items"]
    effects = [row["key"] for row in rows(tmp_path, "SELECT key FROM effect")]
    assert sorted(effects) == sorted(one.key for one in taken)
    assert {one.key for one in taken} <= {entry["key"] for entry in told}


def test_what_the_destination_already_holds_is_not_written_again(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    _prepared(config)
    sent = event("product:1")
    with running_gateway(config) as running, running.client() as client:
        first = finished(client, post(client, sent))
        running.kill()
    before = [tuple(row) for row in rows(tmp_path)]
    # As if the kill had come between the destination's commit and the gateway's own.
    with closing(sqlite3.connect(tmp_path / "gateway.sqlite")) as connection:
        connection.execute("UPDATE xc_event SET state = 'queued' WHERE key = ?", (sent.key,))
        connection.execute("DELETE FROM xc_baseline WHERE key = ?", (sent.key,))
        connection.commit()
    with running_gateway(config) as running, running.client() as client:
        again = _final(client, sent)
    assert (again["run"], again["state"]) == (first["run"], "succeeded")
    assert [tuple(row) for row in rows(tmp_path)] == before
    effects = rows(tmp_path, "SELECT key FROM effect WHERE key = ?", sent.key)
    assert len(effects) == 1


def _final(client: httpx.Client, sent: Sent) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        run = client.get("/v1/runs", params={"key": sent.key}).json()
        return run if run["records"] else None

    return until(look)


def test_a_destination_that_is_away_is_tried_again(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    away = tmp_path / "away"
    write_config(tmp_path, destination=f"sqlite:///{away}/destinations.sqlite")
    with running_gateway(config) as running, running.client() as client:
        sent = event("product:1", wait=0)
        assert post(client, sent).status_code == 202
        asked = client.get("/v1/runs", params={"key": sent.key})
        assert asked.json()["state"] in {"queued", "running"}
        assert asked.headers["Retry-After"]
        away.mkdir()
        assert _final(client, sent)["state"] == "succeeded"


def test_a_table_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "destinations.sqlite")) as connection:
        connection.execute("CREATE TABLE gardners (subject TEXT PRIMARY KEY, mine TEXT)")
    with running_gateway(write_config(tmp_path)) as running, running.client() as client:
        assert post(client, event(wait=0)).status_code == 202
        words = until(lambda: "lacks" in running.stderr.read_text() and running.stderr.read_text())
    assert "The table gardners of the destination lacks applied_at" in words
    assert rows(tmp_path) == []


FUSSY = '[[flows]]\nname = "gardners"\ndestination = "Gardners"\nrequires = ["isbn13"]\n'


def test_what_the_destination_needs_and_does_not_get_is_rejected_with_the_field(
    tmp_path: Path,
) -> None:
    with (
        running_gateway(write_config(tmp_path, flows=FUSSY)) as running,
        running.client() as client,
    ):
        sent = event("product:1", {"title": "No number", "isbn13": ""})
        run = finished(client, post(client, sent))
        assert client.get("/v1/flows/gardners/baselines").json()["items"] == []
    assert run["state"] == "rejected"
    [record] = run["records"]
    assert record["record_status"] == "03"
    assert record["details"][0]["path"] == "/isbn13"
    assert record["details"][0]["message"] == "Gardners needs isbn13."
    assert rows(tmp_path) == []


def test_a_value_that_does_not_fit_its_column_is_applied_with_an_error(
    client: httpx.Client, tmp_path: Path
) -> None:
    run = finished(client, post(client, event("product:1", {"title": "x" * 1200, "isbn13": 9})))
    assert run["state"] == "partially_succeeded"
    [record] = run["records"]
    assert record["record_status"] == "02"
    assert {detail["path"] for detail in record["details"]} == {"/title", "/isbn13"}
    [row] = rows(tmp_path)
    assert len(row["title"]) == 1000
    assert len(row["payload"]) > 1200
    assert client.get("/v1/flows/gardners/baselines").json()["items"][0]["subject"] == "product:1"


def test_a_new_store_on_an_old_destination_may_write(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    for name in ("one.sqlite", "two.sqlite"):
        with (
            running_gateway(config, "--database", f"sqlite:///{name}") as running,
            running.client() as client,
        ):
            run = finished(client, post(client, event("product:1", {"title": name})))
            assert run["state"] == "succeeded"
    [row] = rows(tmp_path)
    assert row["title"] == "two.sqlite"
