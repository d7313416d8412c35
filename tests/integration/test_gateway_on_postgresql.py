"""Store and destination in PostgreSQL: the same promises as with SQLite."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support_gateway import event, finished, post, running_gateway, until, write_config

psycopg = pytest.importorskip("psycopg")


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


BINARIES = _binaries()
pytestmark = pytest.mark.skipif(BINARIES is None, reason="no PostgreSQL server is installed")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A cluster of its own on loopback; PostgreSQL refuses to run as root."""
    assert BINARIES is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": []} if _root() else {}
    try:
        if as_user:
            shutil.chown(folder, "postgres", "postgres")
        data = folder / "data"
        subprocess.run(
            [BINARIES / "initdb", "-D", data, "-U", "colophon", "-A", "trust", "-E", "UTF8"],
            check=True,
            capture_output=True,
            cwd=folder,
            **as_user,
        )
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(
                [
                    BINARIES / "postgres",
                    "-D",
                    data,
                    "-p",
                    str(port),
                    "-k",
                    folder,
                    "-h",
                    "127.0.0.1",
                ],
                stdout=log,
                stderr=log,
                cwd=folder,
                **as_user,
            )
        try:
            url = f"postgresql://colophon@127.0.0.1:{port}/postgres"
            until(lambda: process.poll() is None and _answers(url), 60)
            yield url
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _root() -> bool:
    return hasattr(os, "getuid") and os.getuid() == 0


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def config(tmp_path: Path, server: str) -> Path:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return write_config(tmp_path, database=server, destination=server)


def test_events_end_up_in_a_table_that_any_client_reads(config: Path, server: str) -> None:
    sent = [event(f"product:{n % 40}", {"title": f"Ñ {n}", "n": n}) for n in range(160)]
    with (
        running_gateway(config) as running,
        running.client() as client,
        ThreadPoolExecutor(8) as pool,
    ):
        runs = list(pool.map(lambda one: finished(client, post(client, one)), sent))
        told = client.get("/v1/flows/gardners/baselines").json()["items"]
        assert post(client, sent[0]).json()["duplicate"] is True
        assert post(client, event(data={"n": 1}, key=sent[0].key)).status_code == 409
    assert {run["state"] for run in runs} == {"succeeded"}
    with psycopg.connect(server) as connection:
        rows = connection.execute("SELECT subject, key FROM gardners").fetchall()
    assert sorted(rows) == sorted((entry["subject"], entry["key"]) for entry in told)


def test_a_kill_loses_nothing_and_repeats_nothing(config: Path, server: str) -> None:
    with running_gateway(config) as running, running.client() as client:
        finished(client, post(client, event("product:first")))
        running.kill()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE effect (key text);"
            "CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN INSERT INTO effect VALUES (NEW.key); RETURN NEW; END';"
            "CREATE TRIGGER count AFTER INSERT OR UPDATE ON gardners"
            " FOR EACH ROW EXECUTE FUNCTION counted()"
        )
    sent = [event(f"product:{n}", wait=0) for n in range(60)]
    with psycopg.connect(server) as holder:
        holder.execute("LOCK TABLE gardners IN EXCLUSIVE MODE")
        with running_gateway(config) as running, running.client() as client:
            assert {post(client, one).status_code for one in sent} == {202}
            running.kill()
    with running_gateway(config) as running, running.client() as client:
        for one in sent:
            run = until(lambda one=one: _ended(client, one.key))
            assert run["state"] == "succeeded"
    with psycopg.connect(server) as connection:
        effects = [key for (key,) in connection.execute("SELECT key FROM effect").fetchall()]
    assert sorted(effects) == sorted(one.key for one in sent)


def _ended(client: object, key: str) -> dict[str, object] | None:
    run = client.get("/v1/runs", params={"key": key}).json()
    return run if run["records"] else None


def test_one_gateway_at_a_time_has_the_store(config: Path) -> None:
    import sys

    command = [sys.executable, "-m", "desktop_app", "gateway", "--config", str(config)]
    with running_gateway(config):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "Another gateway uses this database." in done.stderr) == (5, True)


def test_a_record_that_the_database_refuses_does_not_hold_the_others_up(
    config: Path, server: str
) -> None:
    with running_gateway(config) as running, running.client() as client:
        finished(client, post(client, event("product:first")))
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("ALTER TABLE gardners ADD CHECK (title <> 'Forbidden')")
        sent = [
            event(f"product:{n}", {"title": "Forbidden" if n == 5 else "Fine"}, wait=0)
            for n in range(10)
        ]
        for one in sent:
            post(client, one)
        states = [until(lambda one=one: _ended(client, one.key))["state"] for one in sent]
    assert states == ["succeeded"] * 5 + ["failed"] + ["succeeded"] * 4
