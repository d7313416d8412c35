"""A send of files that is killed anywhere has one effect: each file once, each manifest once."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.engine.killpoint import Boundary
from desktop_app.xconnector.killpoint import FileMoment
from tests.faults.file_sender import files_of
from tests.support_files import archive_config, manifest, sha
from tests.support_gateway import Receiver, event, finished, post, running_gateway

ITEMS = 5
_KEPT = re.compile(r"file ([0-9a-f]{12}), \d+ bytes, (kept|known)")
_COUNT = """
CREATE TABLE effect (subject TEXT);
CREATE TRIGGER put_in AFTER INSERT ON archive BEGIN INSERT INTO effect VALUES (new.subject); END;
CREATE TRIGGER put_over AFTER UPDATE ON archive BEGIN INSERT INTO effect VALUES (new.subject); END;
"""


def run(folder: Path, url: str, kill_at: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "COLOPHON_KILL_AT"}
    return subprocess.run(
        [sys.executable, "-m", "tests.faults.file_sender", str(folder), url, str(ITEMS)],
        env=environment | ({"COLOPHON_KILL_AT": kill_at} if kill_at else {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def counting(gateway: Receiver, rows: Path) -> None:
    with gateway.client() as client:
        finished(client, post(client, event("product:0", manifest({}), flow="archive")))
    with closing(sqlite3.connect(rows)) as conn:
        conn.executescript(_COUNT)


@pytest.mark.parametrize(
    "kill_at",
    [
        f"{FileMoment.FILE_MISSED}:2",
        f"{FileMoment.PIECE_SENT}:2",
        f"{FileMoment.PIECE_SENT}:9",
        f"{FileMoment.FILE_TAKEN}:1",
        f"{FileMoment.FILE_TAKEN}:{ITEMS + 1}",
        f"{Boundary.INTENT_STORED}:3",
        f"{Boundary.ANSWER_READ}:2",
    ],
)
def test_a_kill_doubles_and_loses_nothing(tmp_path: Path, kill_at: str) -> None:
    far, home = tmp_path / "far", tmp_path / "home"
    far.mkdir()
    home.mkdir()
    with running_gateway(archive_config(far)) as gateway:
        counting(gateway, far / "destinations.sqlite")
        died = run(home, gateway.url, kill_at)
        assert died.returncode == -signal.SIGKILL, died.stderr[-500:]
        again = run(home, gateway.url)
        assert again.returncode == 0, again.stderr[-500:]
        assert json.loads(again.stdout) == {"selected": ITEMS, "delivered": ITEMS}
        gateway.stop()
        said = _KEPT.findall(gateway.stderr.read_text())
    with closing(sqlite3.connect(far / "destinations.sqlite")) as conn:
        effects = [row[0] for row in conn.execute("SELECT subject FROM effect ORDER BY subject")]
    assert effects == [f"product:{number}" for number in range(1, ITEMS + 1)]
    wanted = {number: files_of(number) for number in range(1, ITEMS + 1)}
    hashes = {sha(data) for named in wanted.values() for data in named.values()}
    # What was kept whole before the kill is asked for after it, and not sent again.
    assert sorted(said) == sorted((each[:12], "kept") for each in hashes)
    shelf = {each.name for each in (far / "assets").rglob("*") if each.is_file()}
    assert shelf == hashes
    for number, named in wanted.items():
        for name, data in named.items():
            assert (far / f"out/product-{number}" / name).read_bytes() == data
