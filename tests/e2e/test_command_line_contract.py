"""The contract of the command line, held against the real sandbox and real receivers.

Most commands run in this process, where that is the same thing; those that are about processes
(locks, interruptions, the worker) run in their own.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from desktop_app.__main__ import main as colophon
from desktop_app.settings.profiles import DEMO_FLOWS
from tests import support_cli_schemas as shape
from tests.support_cli_schemas import fits
from tests.support_command_line import Done, call, document
from tests.support_gateway import until
from tests.support_sandbox import Sandbox, running_sandbox

KEY, TOKEN = "COLOPHON_CONSONANCE_KEY", "COLOPHON_XCONNECTOR_TOKEN"
APPLY = ("--apply", "--wait")


@dataclass
class Demo:
    """A home whose demo profile uses the running sandbox, and titles not used by a test yet."""

    home: Path
    sandbox: Sandbox
    fresh: list[str] = field(default_factory=list)

    def call(self, *arguments: str, stdin: str = "") -> Done:
        return call(self.home, *arguments, stdin=stdin)

    def document(self, *arguments: str, codes: tuple[int, ...] = (0,), stdin: str = "") -> Any:
        return document(self.home, *arguments, codes=codes, stdin=stdin)

    def take(self, number: int = 1) -> list[str]:
        """Titles that could go to every product flow and never went anywhere."""
        taken, self.fresh = self.fresh[:number], self.fresh[number:]
        assert len(taken) == number, "the sandbox has too few such titles"
        return taken

    def send(self, *arguments: str, flow: str = "gardners") -> tuple[int, Any]:
        done = self.call("--json", "send", "--flow", flow, *arguments)
        return done.code, fits(done.document, shape.SEND)

    def arrived(self, table: str = "gardners") -> dict[str, str]:
        """What a plain SQL client sees at the destination: subject to payload."""
        with sqlite3.connect(self.sandbox.sql_file) as client:
            known = client.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,))
            if not known.fetchall():
                return {}
            return dict(client.execute(f"SELECT subject, payload FROM {table}"))

    def item(self, job: int) -> Any:
        """The only item of a job."""
        [item] = fits(self.document("jobs", "show", str(job)), shape.JOB_SHOWN)["items"]
        return item


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("home")
    with running_sandbox(home, "--titles", "200") as sandbox:
        made = Demo(home, sandbox)
        synced = fits(made.document("sync", codes=(0, 1)), shape.SYNC)
        assert synced["complete"]
        assert synced["read"] == synced["new"] >= 200
        found = made.document("titles", "search", "--limit", "300")["items"]
        made.fresh = [
            each["id"]
            for each in found
            if all(each["standing"][name]["state"] == "never" for name in ("gardners", "erp"))
        ]
        yield made


@pytest.fixture
def demo(house: Demo) -> Iterator[Demo]:
    """The same, without faults before and after."""
    yield house
    house.sandbox.faults("")


# -- documents --------------------------------------------------------------------------------


def test_titles_are_found_shown_and_counted(demo: Demo) -> None:
    found = fits(demo.document("titles", "search", "--limit", "3"), shape.listed(shape.TITLE))
    assert len(found["items"]) == 3
    assert found["total"] >= 200
    first, second = found["items"][:2]
    every = {flow.name for flow in DEMO_FLOWS}
    assert every - {"royalties", "printer", "warehouse"} <= set(first["standing"]) <= every
    assert fits(demo.document("titles", "show", first["id"]), shape.TITLE) == first
    both = demo.document("titles", "show", first["id"], second["id"])
    assert fits(both, shape.listed(shape.TITLE)) == {"items": [first, second], "total": 2}
    twice = demo.document("titles", "show", first["id"], first["id"])
    assert twice == {"items": [first], "total": 1}, "two IDs give a list, whatever they lead to"


def test_an_id_is_an_isbn_in_any_punctuation_or_a_work_with_all_its_products(demo: Demo) -> None:
    found = demo.document("titles", "search", "--limit", "300")["items"]
    sole = next(each for each in found if each["isbn"])
    isbn = sole["isbn"]
    shown = demo.document("titles", "show", f"{isbn[:3]}-{isbn[3:4]} {isbn[4:9]}-{isbn[9:]}")
    assert sole["id"] in {each["id"] for each in shown.get("items", [shown])}
    work = next(
        each for each in {one["work"] for one in found}
        if sum(one["work"] == each for one in found) > 1
    )  # fmt: skip
    products = fits(demo.document("titles", "show", work), shape.listed(shape.TITLE))
    assert {each["work"] for each in products["items"]} == {work}
    assert products["total"] > 1


def test_filters_narrow_and_widen(demo: Demo) -> None:
    everything = demo.document("titles", "search", "--limit", "1")["total"]
    paper = demo.document("titles", "search", "--filter", "form=BC", "--limit", "300")
    assert {each["form"] for each in paper["items"]} == {"BC"}
    both = demo.document("titles", "search", "--filter", "form=BC", "--filter", "form=BB")
    assert paper["total"] < both["total"] < everything
    stopped = demo.document("titles", "search", "--filter", "standing=blocked")["items"]
    assert stopped
    for each in stopped:
        assert "blocked" in {one["state"] for one in each["standing"].values()}
    assert demo.call("titles", "search", "--filter", "colour=red").code == 2


def test_options_stand_before_or_after_the_command(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = demo.call("--json", "--quiet", "--profile", "demo", "flows", "list")
    after = demo.call("flows", "list", "--profile", "demo", "--quiet", "--json")
    assert before == after
    assert fits(before.document, shape.listed(shape.FLOW))["total"] == len(DEMO_FLOWS)
    monkeypatch.setenv("COLOPHON_HOME", str(demo.home))
    environment = call(Path(), "flows", "list", "--json", "--home", str(demo.home))
    assert environment.document == before.document


def test_lines_of_json_and_words_for_people(demo: Demo) -> None:
    lines = demo.call("titles", "search", "--limit", "4", "--jsonl")
    assert len([fits(each, shape.TITLE) for each in lines.lines]) == 4
    assert "4 of " in lines.err
    quiet = demo.call("titles", "search", "--limit", "4", "--quiet")
    assert len(quiet.text.splitlines()) == 4
    assert quiet.err == ""


def test_nothing_found_is_6_only_when_asked(demo: Demo) -> None:
    assert demo.document("titles", "search", "zzzyyyxxx") == {"items": [], "total": 0}
    assert demo.call("titles", "search", "zzzyyyxxx", "--fail-if-empty").code == 6
    assert demo.call("sync", "--fail-if-empty").code == 6


def test_preview_and_check_say_what_would_go(demo: Demo) -> None:
    title, other = demo.take(2)
    one = fits(demo.document("preview", "--flow", "gardners", title), shape.PREVIEW)
    assert one["baseline"] is None
    raw = demo.call("preview", "--flow", "gardners", title, "--as", "payload")
    assert hashlib.sha256(raw.out).hexdigest() == one["payload_sha256"]
    two = fits(
        demo.document("preview", "--flow", "gardners", title, other), shape.listed(shape.PREVIEW)
    )
    assert [each["subject"] for each in two["items"]] == [title, other]
    fits(demo.document("check", "--flow", "gardners", title, codes=(0, 1)), shape.CHECK)
    events = demo.document("check", "--flow", "launch", title, codes=(0, 1))
    assert all(each["subject"].startswith(f"milestone:{title}:") for each in
               fits(events, shape.listed(shape.CHECK))["items"])  # fmt: skip


def test_a_title_without_a_subject_gives_an_empty_list_and_the_reason(demo: Demo) -> None:
    [title] = demo.take()
    bare = {
        "publicationDate": None, "plannedPublicationDate": None, "allowOnixExports": False,
        "onixPublishingStatusCode": None, "onixPublishingStatus": None,
    }  # fmt: skip
    demo.sandbox.patch_product(title.removeprefix("product:"), bare)
    demo.document("sync", codes=(0, 1))
    for command in ("preview", "check"):
        done = demo.call("--json", command, "--flow", "launch", title)
        assert (done.code, done.document) == (0, {"items": [], "total": 0})
        assert "Nothing here leads to a subject" in done.err
        assert demo.call(command, "--flow", "launch", title, "--fail-if-empty").code == 6


def test_blocked_titles_are_1_and_told(demo: Demo) -> None:
    found = demo.document("titles", "search", "--filter", "standing=blocked")["items"]
    title = next(each for each in found if each["standing"]["gardners"]["state"] == "blocked")["id"]
    checked = fits(demo.document("check", "--flow", "gardners", title, codes=(1,)), shape.CHECK)
    assert any(each["severity"] == "blocker" for each in checked["problems"])
    code, sent = demo.send(title, *APPLY)
    assert (code, sent["account"]) == (1, {"selected": 1, "blocked": 1})
    assert title not in demo.arrived()


# -- usage and errors ---------------------------------------------------------------------------

WRONG_USE = {
    "no such command": ("nonsense",),
    "no such action": ("titles", "burn"),
    "no such option": ("sync", "--fast"),
    "a shortened option": ("titles", "search", "--lim", "3"),
    "a number that is none": ("titles", "search", "--limit", "many"),
    "no flow named": ("send", "product:1"),
    "no title named": ("send", "--flow", "gardners"),
    "no such flow": ("preview", "--flow", "nowhere", "product:1"),
    "no such title": ("titles", "show", "product:0"),
    "no such profile": ("--profile", "nobody", "titles", "search"),
    "no such job": ("jobs", "show", "9999"),
    "no such plan": ("send", "--plan", "nothing", "--apply"),
    "a time that is none": ("send", "--flow", "gardners", "product:1", "--hold-until", "soon"),
    "a market that is none": (
        "flows", "add", "x", "--purpose", "1", "--style", "webhook", "--url", "http://127.0.0.1:9/",
        "--market", "MARS",
    ),
    "a flow that is there": ("flows", "add", "erp", "--purpose", "1", "--style", "contract"),
    "a profile that is there": ("profile", "add", "demo", "--consonance", "https://c.example"),
    "a flow without milestones": ("milestones", "list", "--flow", "erp"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG_USE)
def test_wrong_use_is_2_with_a_sentence_and_a_document(demo: Demo, fault: str) -> None:
    words = demo.call(*WRONG_USE[fault])
    assert (words.code, words.out) == (2, b"")
    told = demo.call("--json", *WRONG_USE[fault])
    assert told.code == 2
    error = fits(told.document, shape.ERROR)["error"]
    assert told.err == words.err == "colophon: " + " ".join(
        filter(None, (error["message"], error["not_done"], error["next"]))
    ) + "\n"  # fmt: skip


@pytest.mark.parametrize(
    "command",
    ["inbox list", "doctor", "backup", "restore x.zip", "diagnostics x.zip"],
)
def test_what_is_not_built_says_so_and_pretends_nothing(demo: Demo, command: str) -> None:
    done = demo.call("--json", *command.split())
    assert done.code == 2
    assert "This version of Colophon does not have" in done.document["error"]["message"]


def test_a_fault_of_ours_is_one_sentence_and_a_traceback_in_the_log_without_secrets(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.cli.commands import look

    def broken(*_: object) -> int:
        raise RuntimeError("asked https://user:pass@hooks.example/S3cret?k=v with s3same-open")

    monkeypatch.setenv(KEY, "s3same-open")
    monkeypatch.setattr(look, "search", broken)
    done = demo.call("--json", "titles", "search")
    assert done.code == 7
    assert fits(done.document, shape.ERROR)["error"]["code"] == "fault"
    assert done.err.count("\n") == 1
    log = demo.home / "logs" / "command-line.log"
    assert str(log) in done.err
    kept = log.read_text(encoding="utf-8")
    assert "Traceback" in kept
    assert "RuntimeError: asked https://hooks.example/" in kept
    assert not [each for each in ("s3same", "S3cret", "pass@", "k=v") if each in kept]
    assert log.stat().st_mode & 0o077 == 0


def test_words_from_outside_do_not_steer_the_terminal(demo: Demo) -> None:
    [title] = demo.take()
    work = demo.document("titles", "show", title)["work"]
    demo.sandbox.patch_product(
        title.removeprefix("product:"), {"fullTitle": "\x1b[2JGone\x07 with \x9b31m the wind"}
    )
    demo.document("sync", codes=(0, 1))
    for command in (("show", title), ("show", work), ("search", "Gone")):
        told = demo.call("titles", *command).text
        assert not set(told) & {"\x1b", "\x07", "\x9b"}


# -- sending ------------------------------------------------------------------------------------


def test_nothing_is_written_without_apply(demo: Demo) -> None:
    titles = demo.take(2)
    before = demo.arrived()
    planned = fits(demo.document("plan", "--flow", "gardners", *titles), shape.SEND)
    code, dry = demo.send(*titles)
    for each in (planned, dry):
        assert (each["job"], each["dry_run"], each["titles"]) == (None, True, 2)
        assert each["account"] == {"selected": 2, "prepared": 2}
        assert [(one["id"], one["action"], one["key"]) for one in each["items"]] == [
            (title, "new", None) for title in titles
        ]
    assert code == 0
    assert demo.arrived() == before
    wrong = demo.call("--json", "send", "--plan", planned["plan"], "--confirm", "3")
    assert (wrong.code, wrong.document["error"]["code"]) == (2, "confirmation")

    sent = fits(
        demo.document("send", "--plan", planned["plan"], *APPLY, "--confirm", "2"), shape.SEND
    )
    assert sent["account"] == {"selected": 2, "delivered": 2}
    assert all(each["key"] for each in sent["items"])
    assert set(titles) <= set(demo.arrived())
    again = demo.call("--json", "send", "--plan", planned["plan"], "--apply")
    assert (again.code, again.document["error"]["code"]) == (1, "plan_stale")
    assert f"sent already, as job {sent['job']}" in again.document["error"]["message"]
    mixed = demo.call("send", "--plan", planned["plan"], titles[0])
    assert mixed.code == 2


def test_ids_come_from_a_pipe_and_needed_leaves_out_what_they_hold(demo: Demo) -> None:
    first, second = demo.take(2)
    assert demo.send(first, *APPLY)[1]["account"] == {"selected": 1, "delivered": 1}
    piped = demo.document(
        "send", "--flow", "gardners", "--ids-from", "-", "--needed", *APPLY,
        stdin=f"{first}\n\n {second} \n",
    )  # fmt: skip
    assert fits(piped, shape.SEND)["titles"] == 2
    assert [each["id"] for each in piped["items"]] == [second]
    code, again = demo.send(first, second, *APPLY)
    assert (code, again["account"]) == (0, {"selected": 2, "unchanged": 2})
    idle = ("send", "--flow", "gardners", "--apply", "--needed", "--fail-if-empty")
    assert demo.call(*idle, first).code == 6
    nothing = demo.call("--json", *idle, "--ids-from", "-", stdin="")
    assert (nothing.code, nothing.document["account"]) == (6, {"selected": 0})


def test_two_flows_account_for_every_subject(demo: Demo) -> None:
    [title] = demo.take()
    done = demo.document(
        "send", "--flow", "erp", "--flow", "launch", *APPLY, "--note", "autumn", title
    )
    sent = fits(done, shape.SEND)
    assert sent["flows"] == ["erp", "launch"]
    assert {each["ids"][0] for each in sent["items"]} == {title}
    jobs = fits(demo.document("jobs", "list", "--limit", "1"), shape.listed(shape.JOB))
    assert jobs["total"] > 1
    assert (jobs["items"][0]["job"], jobs["items"][0]["note"]) == (sent["job"], "autumn")


def test_what_is_held_until_a_time_is_as_asked_and_can_be_cancelled(demo: Demo) -> None:
    [title] = demo.take()
    code, held = demo.send(title, "--apply", "--hold-until", "2190-01-01T09:00")
    assert (code, held["account"]) == (0, {"selected": 1, "held": 1})
    shown = demo.document("jobs", "show", str(held["job"]))
    assert shown["state"] == "held"
    ended = demo.document("jobs", "cancel", str(held["job"]))
    assert (ended["state"], ended["account"]) == ("cancelled", {"selected": 1, "cancelled": 1})
    assert title not in demo.arrived()


def test_one_attempt_without_wait_and_the_next_send_takes_up_the_rest(demo: Demo) -> None:
    first, second = demo.take(2)
    demo.sandbox.faults("xconnector.status=503@first 1")
    code, sent = demo.send(first, "--apply")
    assert (code, sent["account"]) == (5, {"selected": 1, "retrying": 1})
    assert demo.document("jobs", "show", str(sent["job"]))["state"] == "running"
    assert len(demo.item(sent["job"])["attempts"]) == 1
    # A retry is due some seconds later; a person may look at once.
    retried = demo.call("--json", "jobs", "retry", str(sent["job"]))
    assert (retried.code, retried.document["account"]) == (0, {"selected": 1, "delivered": 1})

    demo.sandbox.faults("xconnector.status=503@first 1")
    code, left = demo.send(second, "--apply")
    assert code == 5
    until(lambda: _sent_by_the_next(demo, left["job"]))
    assert {first, second} <= set(demo.arrived())


def _sent_by_the_next(demo: Demo, left: int) -> bool:
    """A send of something else, with nothing of its own to do."""
    demo.document("send", "--flow", "gardners", "--apply", "--ids-from", "-", stdin="")
    return bool(demo.item(left)["state"] == "delivered")


def test_with_wait_a_temporary_fault_ends_as_delivered(demo: Demo) -> None:
    [title] = demo.take()
    demo.sandbox.faults("xconnector.status=503@first 1")
    code, sent = demo.send(title, *APPLY)
    assert (code, sent["account"]) == (0, {"selected": 1, "delivered": 1})
    attempts = demo.item(sent["job"])["attempts"]
    assert attempts[0]["http_status"] == 503
    assert len(attempts) == 2


def test_with_wait_an_ambiguous_fault_is_asked_about_and_applied_once(demo: Demo) -> None:
    [title] = demo.take()
    demo.sandbox.faults("xconnector.reset@first 1")
    code, sent = demo.send(title, *APPLY)
    assert (code, sent["account"]) == (0, {"selected": 1, "delivered": 1})
    item = demo.item(sent["job"])
    assert [each["outcome"] for each in item["attempts"]] == ["ambiguous", "delivered"]
    last = demo.document("jobs", "last", title, "--flow", "gardners")
    assert demo.arrived()[title] == last["payload"]


def test_a_wait_ends_after_its_time_with_5(demo: Demo) -> None:
    [title] = demo.take()
    demo.sandbox.faults("xconnector.status=503")
    code, sent = demo.send(title, *APPLY, "--timeout", "0.5")
    assert code == 5
    assert set(sent["account"]) <= {"selected", "retrying", "sending", "waiting"}
    demo.document("jobs", "cancel", str(sent["job"]))


# -- history ------------------------------------------------------------------------------------


def test_history_answers_what_went_and_proves_it(demo: Demo, tmp_path: Path) -> None:
    title, never = demo.take(2)
    _, sent = demo.send(title, *APPLY)
    last = fits(demo.document("jobs", "last", title, "--flow", "gardners"), shape.LAST)
    assert (last["job"], last["state"]) == (sent["job"], "delivered")
    raw = demo.call("jobs", "last", title, "--flow", "gardners", "--as", "payload")
    assert raw.text == demo.arrived()[title] == last["payload"]
    assert hashlib.sha256(raw.out).hexdigest() == last["payload_sha256"]
    none = demo.call("--json", "jobs", "last", never, "--flow", "gardners")
    assert (none.code, none.document) == (0, {"items": [], "total": 0})
    assert "never went to gardners" in none.err
    assert demo.call("jobs", "last", never, "--flow", "gardners", "--fail-if-empty").code == 6

    file = tmp_path / "job.csv"
    assert demo.call("jobs", "export", str(sent["job"]), "--to", str(file)).code == 0
    assert demo.call("jobs", "export", str(sent["job"])).out == file.read_bytes()
    assert title.encode() in file.read_bytes()
    assert demo.document("jobs", "verify")["ok"] is True


def test_a_resend_is_dry_unless_applied(demo: Demo) -> None:
    [title] = demo.take()
    _, sent = demo.send(title, *APPLY)
    again = ("jobs", "resend", str(sent["job"]), "--reason", "they lost it")
    jobs = demo.document("jobs", "list")["total"]
    assert demo.document(*again)["dry_run"] is True
    assert demo.document("jobs", "list")["total"] == jobs
    resent = fits(demo.document(*again, "--apply"), shape.JOB)
    assert resent["account"] == {"selected": 1, "delivered": 1}
    assert demo.item(resent["job"])["key"] != demo.item(sent["job"])["key"]


# -- milestones and files -------------------------------------------------------------------------


def test_milestones_are_listed_sent_and_then_told(demo: Demo) -> None:
    [title] = demo.take()
    listed = fits(demo.document("milestones", "list", title), shape.listed(shape.MILESTONE))
    reached = [each for each in listed["items"] if each["reached"]]
    assert {each["label"] for each in reached} >= {"Publication date", "Publishing status"}
    assert not [each for each in listed["items"] if each["told"]]
    dry = fits(demo.document("milestones", "send", title), shape.SEND)
    assert (dry["dry_run"], dry["account"]["prepared"]) == (True, len(reached))
    sent = fits(demo.document("milestones", "send", title, "--needed", *APPLY), shape.SEND)
    assert sent["account"] == {"selected": len(reached), "delivered": len(reached)}
    told = demo.document("milestones", "list", title)["items"]
    assert {each["subject"] for each in told if each["told"]} == {
        each["subject"] for each in reached
    }
    assert {each["standing"]["state"] for each in told if each["reached"]} == {"same"}
    assert demo.call("milestones", "list", title, "--needed", "--fail-if-empty").code == 6
    every = demo.document("milestones", "list", "--needed", "--limit", "2")
    assert len(every["items"]) == 2 < every["total"]


def test_files_are_measured_and_fetched_under_their_hash(demo: Demo, tmp_path: Path) -> None:
    title = next(
        each for each in demo.fresh if demo.document("assets", "list", each, codes=(0, 1))["items"]
    )
    listed = fits(demo.document("assets", "list", title), shape.listed(shape.ASSET))
    folder = tmp_path / "new" / "covers"
    for _ in range(2):
        fetched = demo.document("assets", "fetch", title, "--to", str(folder))["items"]
    for before, after in zip(listed["items"], fetched, strict=True):
        data = Path(after["file"]).read_bytes()
        assert Path(after["file"]).name == f"{before['sha256']}.jpg"
        assert hashlib.sha256(data).hexdigest() == before["sha256"]
        assert len(data) == before["bytes"]
    assert len(list(folder.iterdir())) == len(fetched)


# -- webhooks -------------------------------------------------------------------------------------


class Hook(ThreadingHTTPServer):
    """A receiver of at most one idea: it answers what it is told to, and keeps what came."""

    request_queue_size = 256

    def __init__(self, answer: Callable[[Hook, str, bytes], tuple[int, bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), _Listener)
        self.answer = answer
        self.bodies: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Listener(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(json.loads(body))
        self._reply(*self.server.answer(self.server, self.path, body))

    def do_GET(self) -> None:
        self._reply(*self.server.answer(self.server, self.path, b""))

    def _reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def hook(demo: Demo, name: str, level: str, answer: Callable[..., Any]) -> Iterator[Hook]:
    """A receiver and the flow that leads to it."""
    server = Hook(answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        flow = demo.document(
            "flows", "add", name, "--purpose", "1", "--style", "webhook", "--url", server.url,
            "--acknowledgement", level, "--destination", "The loopback",
        )  # fmt: skip
        assert fits(flow, shape.FLOW)["style"] == "webhook"
        yield server
    finally:
        demo.call("flows", "remove", name)
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_that_promises_nothing_is_handed_over_and_assumed(demo: Demo) -> None:
    [title] = demo.take()
    # The demo's word on what cannot be checked covers the flows that a person adds to it.
    with hook(demo, "mute", "none", lambda *_: (204, b"")) as receiver:
        code, sent = demo.send(title, *APPLY, flow="mute")
        assert (code, sent["account"]) == (0, {"selected": 1, "handed_over": 1})
        [event] = receiver.bodies
        assert event["flow"] == "mute"
        last = demo.document("jobs", "last", title, "--flow", "mute")
        assert event["data"] == json.loads(last["payload"])
        shown = demo.document("preview", "--flow", "mute", title)
        assert shown["baseline"], "taken, as far as this computer assumes"
        assert demo.document("titles", "show", title)["standing"]["mute"]["state"] == "same"
        assert demo.send(title, *APPLY, flow="mute")[1]["account"] == {
            "selected": 1, "unchanged": 1,
        }  # fmt: skip
        words = demo.call("send", "--flow", "mute", title)
        assert "1 skipped, no changes" in words.text


def test_a_webhook_that_tells_its_run_is_accepted_and_asked_by_the_next_send(demo: Demo) -> None:
    title, other = demo.take(2)
    done = threading.Event()

    def answer(server: Hook, path: str, body: bytes) -> tuple[int, bytes]:
        state = "succeeded" if done.is_set() else "running"
        told = {"run": "r-1", "state": state, "status_url": f"{server.url}/r-1"}
        return (202 if body else 200), json.dumps(told).encode()

    with hook(demo, "teller", "run", answer) as receiver:
        code, sent = demo.send(title, "--apply", flow="teller")
        assert (code, sent["account"]) == (0, {"selected": 1, "accepted": 1})
        code, waited = demo.send(other, *APPLY, "--timeout", "0.3", flow="teller")
        assert (code, waited["account"]) == (5, {"selected": 1, "accepted": 1})
        done.set()
        until(lambda: _sent_by_the_next(demo, sent["job"]))
        until(lambda: _sent_by_the_next(demo, waited["job"]))
        assert len(receiver.bodies) == 2


def test_what_may_have_arrived_is_4_until_a_person_says(demo: Demo) -> None:
    [title] = demo.take()
    with hook(demo, "broken", "none", lambda *_: (500, b"{}")):
        code, sent = demo.send(title, *APPLY, flow="broken")
        assert (code, sent["account"]) == (4, {"selected": 1, "not_confirmed": 1})
        item = demo.item(sent["job"])
        assert demo.document("jobs", "show", str(sent["job"]))["state"] == "completed_with_errors"
        standing = demo.document("titles", "show", title)["standing"]["broken"]
        assert standing["state"] == "not_confirmed"
        word = ("jobs", "confirm", str(item["item"]), "--note", "asked them")
        assert demo.call(*word).code == 2, "arrived, or not?"
        said = demo.document(*word, "--arrived")
        assert said["state"] == "handed_over"
        assert "asked them" in said["reason"]


def test_a_refusal_is_3_and_the_worst_of_several_decides(demo: Demo) -> None:
    good, bad, lost = demo.take(3)
    answers = {good: 200, bad: 422, lost: 500}

    def answer(_: Hook, __: str, body: bytes) -> tuple[int, bytes]:
        number = json.loads(body)["data"]["id"]
        return answers[f"product:{number}"], b'{"detail": "No such series."}'

    with hook(demo, "picky", "none", answer):
        code, sent = demo.send(good, bad, *APPLY, flow="picky")
        assert (code, sent["account"]) == (3, {"selected": 2, "handed_over": 1, "refused": 1})
        refused = next(each for each in sent["items"] if each["state"] == "refused")
        assert "No such series." in refused["reason"]
        code, _ = demo.send(bad, lost, *APPLY, flow="picky")
        assert code == 4


# -- production -----------------------------------------------------------------------------------


def test_production_asks_for_the_number_of_titles(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = demo.sandbox.first_line
    added = demo.document(
        "profile", "add", "live", "--consonance", line["consonance"]["url"],
        "--xconnector", line["xconnector"]["url"], "--environment", "production",
    )  # fmt: skip
    assert added["environment"] == "production"
    live = ("--profile", "live")
    demo.document(*live, "flows", "add", "gardners", "--purpose", "1", "--style", "contract")
    keys = f"{line['consonance']['key']}\n{line['xconnector']['token']}\n"
    demo.document(*live, "--secret-stdin", "sync", codes=(0, 1), stdin=keys)
    [title] = demo.take()
    send = (*live, "send", "--flow", "gardners", "--override", "looked", title, *APPLY)
    monkeypatch.setenv(TOKEN, line["xconnector"]["token"])
    asked = demo.call("--json", *send)
    assert (asked.code, asked.document["error"]["code"]) == (2, "confirmation")
    assert "--confirm 1" in asked.document["error"]["next"]
    assert title not in demo.arrived()
    sent = demo.document(*send, "--confirm", "1")
    assert sent["account"] == {"selected": 1, "delivered": 1}
    demo.document("profile", "remove", "live")


def test_each_end_of_a_profile_gets_a_tick(demo: Demo) -> None:
    done = demo.call("--json", "profile", "test", "demo")
    assert done.code == 0, done.text
    assert {each["ok"] for each in done.document["steps"]} == {True}
    assert demo.call("profile", "test", "demo").text.count("✓") == len(done.document["steps"])
    assert demo.document("flows", "test", "gardners")["ok"] is True


# -- processes ------------------------------------------------------------------------------------


@contextmanager
def process(demo: Demo, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "desktop_app", "--home", str(demo.home), *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as started:  # fmt: skip
        try:
            yield started
        finally:
            started.kill()


def test_the_worker_sends_what_was_left_and_keeps_others_from_writing(demo: Demo) -> None:
    [title] = demo.take()
    demo.sandbox.faults("xconnector.status=503@first 1")
    code, left = demo.send(title, "--apply")
    assert code == 5
    with process(demo, "worker") as worker:
        until(lambda: demo.item(left["job"])["state"] == "delivered")
        assert title in demo.arrived()
        busy = demo.call("--json", "sync")
        assert (busy.code, busy.document["error"]["code"]) == (5, "home_busy")
        assert busy.document["error"]["message"] == "Colophon is open here."
        for writing in (("plan", "--flow", "erp", title), ("flows", "remove", "erp"),
                        ("jobs", "cancel", "1"), ("send", "--flow", "erp", title)):  # fmt: skip
            assert demo.call(*writing).code == 5
        for reading in (("titles", "show", title), ("preview", "--flow", "erp", title),
                        ("check", "--flow", "erp", title), ("jobs", "list"),
                        ("milestones", "list", title), ("assets", "list", title),
                        ("flows", "list")):  # fmt: skip
            assert demo.call(*reading).code in {0, 1}, reading
        with process(demo, "--json", "sync", "--wait-lock", "60") as waiting:
            assert waiting.stderr is not None
            assert "waiting until it is closed" in waiting.stderr.readline()
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(30) == 0
            synced = json.loads(waiting.communicate(timeout=60)[0])
            assert waiting.returncode in {0, 1}
            assert fits(synced, shape.SYNC)["complete"]


def test_an_interrupted_wait_for_the_lock_ends_at_once(demo: Demo) -> None:
    with process(demo, "worker") as worker:
        assert worker.stderr is not None
        assert "Sending what waits" in worker.stderr.readline()
        with process(demo, "sync", "--wait-lock", "600") as waiting:
            assert waiting.stderr is not None
            waiting.stderr.readline()
            waiting.send_signal(signal.SIGINT)
            assert waiting.wait(30) == 130
        worker.send_signal(signal.SIGINT)
        assert worker.wait(30) == 0


def test_an_interrupted_sync_is_130_and_continued(demo: Demo) -> None:
    demo.sandbox.faults("latency=0.5")
    asked = demo.sandbox.seen()
    with process(demo, "--json", "sync", "--full") as syncing:
        until(lambda: demo.sandbox.seen() > asked)
        syncing.send_signal(signal.SIGINT)
        out, err = syncing.communicate(timeout=60)
    assert syncing.returncode == 130
    assert json.loads(out)["error"]["code"] == "cancelled"
    assert "Traceback" not in err
    demo.sandbox.faults("")
    total = demo.document("titles", "search", "--limit", "1")["total"]
    assert demo.document("sync", codes=(0, 1))["complete"] is True
    assert demo.document("titles", "search", "--limit", "1")["total"] == total


def test_an_interrupted_send_is_130_and_loses_nothing(demo: Demo) -> None:
    titles = demo.take(20)
    demo.sandbox.faults("xconnector.latency=1")
    before = demo.document("jobs", "list")["total"]
    with process(demo, "send", "--flow", "gardners", *APPLY, *titles) as sending:
        until(lambda: demo.document("jobs", "list")["total"] > before)
        sending.send_signal(signal.SIGINT)
        out, err = sending.communicate(timeout=60)
    assert (sending.returncode, out) == (130, "")
    assert "is kept; what is left waits" in err
    assert "Traceback" not in err
    demo.sandbox.faults("")
    job = demo.document("jobs", "list", "--limit", "1")["items"][0]["job"]
    fits(demo.document("jobs", "show", str(job)), shape.JOB_SHOWN)
    rest = demo.document("jobs", "retry", str(job), codes=(0, 5))
    assert rest["account"]["selected"] == 20
    until(lambda: _all_delivered(demo, job))
    assert set(titles) <= set(demo.arrived())
    assert demo.document("jobs", "verify")["ok"] is True


def _all_delivered(demo: Demo, job: int) -> bool:
    demo.document("send", "--flow", "gardners", "--apply", "--ids-from", "-", stdin="")
    found = demo.document("jobs", "show", str(job))
    return bool(found["account"] == {"selected": 20, "delivered": 20})


def test_a_reader_that_leaves_does_not_change_the_exit_code(demo: Demo) -> None:
    with process(demo, "titles", "search", "--limit", "300") as search:
        assert search.stdout is not None
        search.stdout.close()
        assert search.wait(60) == 0


def test_a_window_without_a_display_is_a_sentence(demo: Demo) -> None:
    kept = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    kept.pop("QT_QPA_PLATFORM", None)
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("there is always a display")
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "--home", str(demo.home), "--demo"],
        capture_output=True, text=True, env=kept, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 7
    assert done.stderr.startswith("colophon: There is no display")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("before", [(), ("--home", "x", "--json", "--quiet", "--wait-lock=3")])
def test_the_gateway_takes_its_own_options_after_those_of_every_command(
    before: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "gateway.toml"
    assert colophon([*before, "gateway", "--config", str(missing)]) in {2, 7}
    assert "gateway.toml" in capsys.readouterr().err
