"""Bad input by command line: a sentence that says what happened, what was not done and what to do
next; the exit code of the contract; nothing lost; never a traceback."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from desktop_app.records.errors import HomeBusyError
from desktop_app.store.lock import HomeLock
from tests.support_gateway import until
from tests.support_sandbox import Sandbox, run, running_sandbox

KEY = "COLOPHON_CONSONANCE_KEY"
TOKEN = "COLOPHON_XCONNECTOR_TOKEN"
WRONG = "not-the-secret-of-anybody"
Done = subprocess.CompletedProcess[str]


@dataclass
class House:
    """A home with a profile on the real counterparts, and titles already read."""

    home: Path
    sandbox: Sandbox

    def run(self, *arguments: str, profile: str = "house", stdin: str = "") -> Done:
        done = run(self.home, "--profile", profile, *arguments, stdin=stdin)
        for text in (done.stdout, done.stderr):
            assert "Traceback" not in text
            assert WRONG not in text
        return done

    def titles(self) -> int:
        return int(
            json.loads(self.run("--json", "titles", "search", "--limit", "1").stdout)["total"]
        )

    def add(self, name: str, consonance: str, xconnector: str = "") -> None:
        more = ["--xconnector", xconnector] if xconnector else []
        done = run(
            self.home, "profile", "add", name, "--consonance", consonance,
            "--environment", "sandbox", *more,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def sentence(done: Done, code: int, *words: str) -> str:
    """The one sentence on stderr, held against the exit code and the words it must have."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert done.stderr.startswith("colophon: ")
    for word in words:
        assert word in done.stderr, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("box"), "--titles", "120") as started:
        yield started


@pytest.fixture(scope="module")
def read(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house that was synchronised once."""
    made = House(tmp_path_factory.mktemp("home"), sandbox)
    made.add("house", sandbox.consonance["url"], sandbox.first_line["xconnector"]["url"])
    flow = ("--purpose", "1", "--style", "contract", "--destination", "Gardners")
    assert made.run("flows", "add", "gardners", *flow).returncode == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(KEY, sandbox.consonance["key"])
        patch.setenv(TOKEN, sandbox.first_line["xconnector"]["token"])
        assert made.run("sync").returncode == 0
        # One confirmation of what this source cannot tell serves all later sends of the flow.
        found = json.loads(made.run("--json", "titles", "search", "--limit", "20").stdout)["items"]
        sent = json.loads(send(made, *(each["id"] for each in found)).stdout)
        assert sent["account"]["delivered"] > 0
    return made


@pytest.fixture
def house(read: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """The same with good secrets in the environment, without faults before and after."""
    monkeypatch.setenv(KEY, read.sandbox.consonance["key"])
    monkeypatch.setenv(TOKEN, read.sandbox.first_line["xconnector"]["token"])
    before = read.titles()
    yield read
    read.sandbox.faults("")
    assert read.titles() == before > 0, "nothing is lost"


# Consonance


def test_a_port_where_nothing_answers(house: House) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house.add("closed", f"http://127.0.0.1:{port}/graphql")
    done = house.run("sync", profile="closed")
    sentence(done, 5, f"127.0.0.1:{port} refused the connection", "Nothing was read", "Check")


def test_a_host_that_nobody_knows(house: House) -> None:
    house.add("nowhere", "https://consonance.invalid/graphql")
    done = house.run("sync", profile="nowhere")
    sentence(done, 5, "No server is known by the name consonance.invalid", "spelling")


def test_a_wrong_key_in_words_and_in_json(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, WRONG)
    words = sentence(house.run("sync"), 7, "did not accept the key", "Enter the key again")
    done = house.run("--json", "sync")
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "source_sign_in"
    assert done.stderr == words
    assert words.strip() == f"colophon: {error['message']} {error['not_done']} {error['next']}"


def test_a_key_with_a_line_break_in_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, f"{WRONG}\nsecond line")
    sentence(house.run("sync"), 7, "characters that no key has", "without spaces")


def test_a_web_page_instead_of_consonance(house: House) -> None:
    house.sandbox.faults("html")
    sentence(house.run("sync"), 5, "A web page answered", "stay as they are", "/graphql")


def test_json_that_is_cut_off(house: House) -> None:
    house.sandbox.faults("truncate")
    sentence(house.run("sync"), 5, "Try again")


def test_an_address_without_encryption(house: House) -> None:
    house.add("clear", "http://consonance.example/graphql")
    sentence(house.run("sync", profile="clear"), 7, "not encrypted", "The key was not sent")


def test_a_certificate_that_nobody_vouches_for(house: House, tmp_path: Path) -> None:
    with tls_server(tmp_path) as (url, asked):
        house.add("forged", f"{url}/graphql")
        done = house.run("sync", profile="forged")
        sentence(done, 7, "could not prove who it is", "certificate", "The key was not sent")
        assert asked == []


def test_a_profile_without_an_xconnector_still_reads(house: House) -> None:
    house.add("reader", house.sandbox.consonance["url"])
    assert house.run("sync", profile="reader").returncode == 0


# xConnector: held, retrying or not confirmed; never lost, never twice


def waiting(house: House, count: int = 1) -> list[str]:
    """Titles that Gardners never had and could take."""
    shown = house.run("--json", "titles", "search", "--filter", "standing=never")
    ids = [each["id"] for each in json.loads(shown.stdout)["items"]]
    assert len(ids) >= count
    return ids[:count]


def send(house: House, *ids: str, wait: str = "20") -> Done:
    return house.run(
        "--json", "send", "--flow", "gardners", "--apply", "--wait", "--timeout", wait,
        "--override", "Looked at the covers", *ids,
    )  # fmt: skip


def arrived(house: House) -> set[str]:
    with sqlite3.connect(house.sandbox.sql_file) as client:
        tables = client.execute("SELECT 1 FROM sqlite_master WHERE name = 'gardners'").fetchall()
        return (
            {row[0] for row in client.execute("SELECT subject FROM gardners")} if tables else set()
        )


def test_a_wrong_token_holds_the_flow_until_it_is_right(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    [title] = waiting(house)
    monkeypatch.setenv(TOKEN, WRONG)
    done = send(house, title)
    told = json.loads(done.stdout)
    assert (done.returncode, told["account"]) == (7, {"selected": 1, "held": 1})
    assert "did not accept the sign-in (401)" in told["items"][0]["reason"]
    assert title not in arrived(house)
    monkeypatch.setenv(TOKEN, house.sandbox.first_line["xconnector"]["token"])
    house.run("jobs", "retry", str(told["job"]))
    shown = json.loads(house.run("--json", "jobs", "show", str(told["job"])).stdout)
    assert shown["account"] == {"selected": 1, "delivered": 1}
    assert title in arrived(house)


def test_a_web_page_instead_of_xconnector_is_not_confirmed_and_pauses(house: House) -> None:
    first, second = waiting(house, 2)
    house.sandbox.faults("xconnector.html")
    done = send(house, first)
    told = json.loads(done.stdout)
    assert (done.returncode, told["account"]) == (4, {"selected": 1, "not_confirmed": 1})
    assert "A web page answered" in told["items"][0]["reason"]
    house.sandbox.faults("")
    assert json.loads(send(house, second).stdout)["account"] == {"selected": 1, "held": 1}
    item = json.loads(house.run("--json", "jobs", "show", str(told["job"])).stdout)["items"][0]
    answer = house.run("jobs", "confirm", str(item["item"]), "--not-arrived", "--note", "Looked.")
    assert answer.returncode in {0, 1, 3}, answer.stderr


def test_an_xconnector_that_is_not_there_is_tried_again_later(house: House) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    house.add("offline", house.sandbox.consonance["url"], address)
    flow = ("--purpose", "1", "--style", "contract", "--destination", "Gardners")
    house.run("flows", "add", "gardners", *flow, profile="offline")
    assert house.run("sync", profile="offline").returncode == 0
    done = house.run(
        "--json", "send", "--flow", "gardners", "--apply", "--override", "Looked", *waiting(house),
        profile="offline",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (done.returncode, told["account"]) == (5, {"selected": 1, "retrying": 1})
    assert "refused the connection" in told["items"][0]["reason"]


# The computer itself


def test_a_second_instance_on_the_same_home(house: House) -> None:
    command = [sys.executable, "-m", "desktop_app", "--home", str(house.home), "worker"]
    with subprocess.Popen(
        [*command, "--profile", "house"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as worker:
        try:
            until(lambda: taken(house.home))
            words = sentence(house.run("sync"), 5, "Colophon is open here", "Nothing was written")
            assert "--wait-lock" in words
            assert json.loads(house.run("--json", "sync").stdout)["error"]["code"] == "home_busy"
            assert house.titles() > 0, "reading works meanwhile"
        finally:
            worker.terminate()
            told = worker.communicate(timeout=30)[0]
    assert "Traceback" not in told


def taken(home: Path) -> bool:
    lock = HomeLock(next(home.rglob("*.lock")))
    try:
        lock.acquire()
    except HomeBusyError:
        return True
    lock.release()
    return False


KEYCHAINS = {
    "absent": (
        "keyring.backends.fail.Keyring",
        "",
        "no keychain that is known to encrypt",
    ),
    "plain text": (
        "readable.Keyring",
        "__module__ = 'readable'",
        "no keychain that is known to encrypt",
    ),
    "locked": (
        "locked.Keyring",
        "__module__ = 'keyring.backends.SecretService'",
        "The keychain is locked",
    ),
}
BACKEND = """
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

class Keyring(KeyringBackend):
    {module}
    priority = 9

    def get_password(self, *_):
        raise KeyringLocked("the collection is locked")

    set_password = delete_password = get_password
"""


@pytest.mark.parametrize("kind", KEYCHAINS)
def test_a_keychain_that_gives_nothing(
    house: House, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend, module, words = KEYCHAINS[kind]
    if module:
        file = tmp_path / f"{backend.partition('.')[0]}.py"
        file.write_text(BACKEND.format(module=module))
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    monkeypatch.delenv(KEY)
    sentence(house.run("sync"), 7, words, "neither stored nor read", KEY)
    done = house.run(
        "profile", "add", "fresh", "--consonance", "https://c.example", "--secret-stdin",
        stdin=f"{WRONG}\n\n",
    )  # fmt: skip
    sentence(done, 7, words)
    kept = b"".join(file.read_bytes() for file in house.home.rglob("*") if file.is_file())
    assert WRONG.encode() not in kept
    assert b"profiles.fresh" not in (house.home / "settings.toml").read_bytes()


def test_settings_that_cannot_be_read_are_left_as_they_are(house: House, tmp_path: Path) -> None:
    home = tmp_path / "other"
    home.mkdir()
    (home / "settings.toml").write_text("profiles = [[[", encoding="utf-8")
    done = run(home, "profile", "list")
    sentence(done, 7, "settings.toml cannot be read", "left as it is", "Mend or move")
    assert "Traceback" not in done.stderr
    assert (home / "settings.toml").read_text(encoding="utf-8") == "profiles = [[["


@contextmanager
def tls_server(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A server with a certificate of its own making; what it was asked."""
    pytest.importorskip("cryptography")
    from tests.support_tls import self_signed

    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(str(self.headers))
            self.send_error(500)

        def log_message(self, *_: object) -> None: ...

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None: ...

    server = Quiet(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
