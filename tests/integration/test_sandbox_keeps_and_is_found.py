"""One sandbox a home: it keeps its state, tells where it is, ends with its owner."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from desktop_app.records.errors import ColophonError
from desktop_app.records.resources import resource_text
from desktop_app.services.embedded import Embedded, running
from desktop_app.settings.paths import Home
from tests.support_sandbox import colophon, run, running_sandbox

SMALL = ("--titles", "30")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.find(str(tmp_path / "home"))


def test_changes_and_addresses_of_covers_outlive_a_restart(home: Home) -> None:
    selection = "fullTitle prices { amount currencyCode } work { supportingResources { url } }"
    with running_sandbox(home.root, *SMALL) as first:
        prices = first.product("20003", "prices { id amount currencyCode }")["prices"]
        dearer = [{**prices[0], "amount": 19.99}, *prices[1:]]
        first.patch_product("20003", {"prices": dearer, "fullTitle": "Kept"})
        before = first.product("20003", selection)
    with running_sandbox(home.root) as second:
        assert second.product("20003", selection) == before
        assert len(second.graphql("{ products { id } }")["products"]) == 30
        assert second.consonance["key"] != first.consonance["key"]
    assert before["prices"][0]["amount"] == 19.99


def test_the_runtime_file_is_private_and_goes_with_the_sandbox(home: Home) -> None:
    with running_sandbox(home.root, *SMALL) as sandbox:
        told = json.loads(home.runtime_file.read_text())
        assert home.runtime_file.stat().st_mode & 0o777 == 0o600
        assert told["consonance"] == sandbox.consonance
        os.kill(told["pid"], 0)
        kept = [p.read_bytes() for p in home.sandbox_dir.iterdir() if p.is_file()]
        assert not any(sandbox.consonance["key"].encode() in each for each in kept)
        assert not any(sandbox.first_line["xconnector"]["token"].encode() in e for e in kept)
    assert not home.runtime_file.exists()


def test_a_second_sandbox_on_the_home_is_refused_in_words(home: Home) -> None:
    with running_sandbox(home.root, *SMALL):
        second = run(home.root, "sandbox")
    assert second.returncode == 5
    assert second.stdout == ""
    assert "A sandbox runs for this home already." in second.stderr


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--schema", "public+lack:Work.nothing"), 2, "Work has no nothing"),
        (("--schema", "/nowhere/schema.graphql"), 7, "cannot be used"),
        (("--faults", "gremlin"), 2, "no fault named 'gremlin'"),
        (("--titles", "0"), 2, "from 1 to"),
        (("--nonsense",), 2, "unrecognized arguments"),
    ],
)
def test_what_cannot_be_started_is_told(
    home: Home, options: tuple[str, ...], code: int, words: str
) -> None:
    done = run(home.root, "sandbox", *options)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_port_in_use_is_told(home: Home, tmp_path: Path) -> None:
    with running_sandbox(tmp_path / "other", *SMALL) as other:
        port = httpx.URL(other.consonance["url"]).port
        done = run(home.root, "sandbox", "--consonance-port", str(port))
    assert done.returncode == 7
    assert f"The port {port} cannot be used" in done.stderr


def test_a_schema_from_a_file_may_lack_a_field(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "poor.graphql"
    lines = resource_text("schema", "consonance.graphql").splitlines()
    file.write_text("\n".join(each for each in lines if each != "  season: String"))
    with running_sandbox(home.root, *SMALL, "--schema", str(file)) as sandbox:
        answer = httpx.post(
            sandbox.consonance["url"],
            json={"query": "{ works { id season } }"},
            headers={"Authorization": f"Bearer {sandbox.consonance['key']}"},
        )
        assert "Field 'season' doesn't exist" in answer.json()["errors"][0]["message"]
        assert sandbox.graphql("{ works { id title } }")["works"]


def test_it_ends_when_its_standard_input_closes_and_takes_the_gateway_along(home: Home) -> None:
    command = [sys.executable, "-m", "desktop_app", "--home", str(home.root), "sandbox", *SMALL]
    process = subprocess.Popen(
        [*command, "--exit-with-stdin"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{told['xconnector']['url']}/v1/health", trust_env=False)


def test_it_ends_when_the_gateway_is_gone(home: Home) -> None:
    command = [sys.executable, "-m", "desktop_app", "sandbox", "--home", str(home.root), *SMALL]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.terminate()
        pytest.skip("this system does not list the children of a process")
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
    _, words = process.communicate(timeout=30)
    assert process.returncode == 7
    assert "ended by itself" in words


async def test_embedded_services_are_started_once_and_found_by_others(home: Home) -> None:
    one, other = Embedded(), Embedded()
    found = await asyncio.gather(one.start(home), other.start(home))
    try:
        assert found[0] == found[1] == running(home)
        assert found[0].consonance_key not in repr(found[0])
    finally:
        await one.stop()
        await other.stop()
    assert running(home) is None


async def test_a_sandbox_of_others_is_used_and_left_running(home: Home) -> None:
    with running_sandbox(home.root, *SMALL) as sandbox:
        embedded = Embedded()
        found = await embedded.start(home)
        assert found.consonance_url == sandbox.consonance["url"]
        await embedded.stop()
        assert running(home) == found


async def test_what_a_crash_left_behind_is_not_believed(home: Home) -> None:
    command = [sys.executable, "-m", "desktop_app", "sandbox", "--home", str(home.root), *SMALL]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.kill()
    process.communicate(timeout=20)
    left = home.runtime_file.read_text()
    assert running(home) is None
    embedded = Embedded()
    found = await embedded.start(home)
    assert found.consonance_key not in left
    await embedded.stop()
    for broken in ("", "{}", "[]", '{"health": "http://example.org/health"}'):
        home.runtime_file.write_text(broken)
        assert running(home) is None


async def test_services_that_do_not_start_are_told_with_their_own_words(home: Home) -> None:
    home.sandbox_dir.write_text("a file where a folder belongs")
    with pytest.raises(ColophonError, match=r"did not start.*cannot be used") as told:
        await Embedded().start(home)
    assert "Nothing was read or sent." in told.value.sentence()


def test_a_command_on_the_demo_works_alone_on_the_same_state(home: Home) -> None:
    first = colophon(home.root, "--profile", "demo", "sync")
    assert first["read"] >= 700
    again = colophon(home.root, "--profile", "demo", "sync", "--full")
    assert again["changed"] == 0
    assert not home.runtime_file.exists()
