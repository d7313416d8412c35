"""Refreshed by itself and cleared by a person's word: by command line, against a real double."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


def test_a_worker_refreshes_as_the_profile_says_and_stops_when_asked(
    home: Path, sandbox: Sandbox
) -> None:
    assert document(home, "profile", "refresh-every", "30")["refresh_every"] == 30
    refused = call(home, "profile", "refresh-every", "20000")
    assert refused.code == 2
    worker = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", "--home", str(home), "worker"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert worker.stderr is not None
        assert "Refreshing every 30 min." in worker.stderr.readline()
        assert "titles read" in worker.stderr.readline()
        worker.send_signal(signal.SIGINT)
        _, told = worker.communicate(timeout=60)
    finally:
        worker.kill()
        worker.wait()
    assert worker.returncode == 0
    assert "Traceback" not in told
    assert document(home, "titles", "search", "--limit", "1")["total"] > 100


def test_nothing_is_taken_off_the_list_that_no_reading_missed(home: Path, sandbox: Sandbox) -> None:
    done = document(home, "sync", "--remove-vanished")
    assert done == {"removed": 0, "words": []}
    assert call(home, "sync", "--full", "--remove-vanished").code == 2
