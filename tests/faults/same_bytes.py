"""Is what was reviewed what arrives? Every format, closed, started again, sent a day later.

``python -m tests.faults.same_bytes --titles 300`` plans every title of a sandbox for a flow of
every format (those of ONIX in both styles of tags), once through the gateway and once to a plain
webhook; another process sends the plan with its clock a day on; a third reads history. The payload
of the plan, of history, of the gateway's table, of the gateway's folder and of the webhook must be
the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from desktop_app.companions.gateway.sheet import header
from desktop_app.records.flow import (
    FORMATS,
    Acknowledgement,
    Audience,
    Environment,
    Flow,
    SafeMode,
    Style,
)
from desktop_app.records.onix import RELEASES, OnixSettings, Tags
from desktop_app.records.state import State
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings
from tests.support_gateway import TOKEN, running_gateway, write_config
from tests.support_sandbox import Sandbox, running_sandbox

_SECONDS = 1_200
_ONIX = OnixSettings(sender="Tern & Co", supplier="Central Books", language="eng")
SILENT = Acknowledgement.NONE
_ARRIVED = (State.DELIVERED.value, State.HANDED_OVER.value)
_SHORTENED = re.compile(
    r"The destination applied it with errors \(1\)\. /\w+: "
    r"The title column holds \d+ characters; the value was cut there\."
)
"""The gateway keeps a payload whole. Beside it stands a column for readers, and of a title that is
too long for that column it says so: the payload arrived all the same."""
ROUTES = ("gateway", "hook")
FORMS: dict[str, Flow] = {
    form: Flow(form, FORMATS[form][0], "Someone", form, audience=Audience.INTERNAL)
    for form in FORMATS
    if form not in RELEASES
} | {
    f"{form.replace('.', '-')}-{tags.value}": Flow(
        form, 1, "Someone", form, audience=Audience.TRADE, onix=replace(_ONIX, tags=tags)
    )
    for form in RELEASES
    for tags in Tags
}
"""A flow of every format, by name; those of ONIX for each style of tags."""


@dataclass
class Found:
    """What was held against what, and what did not fit."""

    titles: int = 0
    planned: Counter[str] = field(default_factory=Counter)
    blocked: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    files: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def hook() -> Iterator[tuple[str, list[bytes]]]:
    """A plain webhook: it keeps the bodies as they came and says nothing."""
    kept: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

        def do_POST(self) -> None:
            kept.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

    class Server(ThreadingHTTPServer):
        request_queue_size = 256

    server = Server(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/in", kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def flows(url: str) -> tuple[Flow, ...]:
    """Every format over every route."""
    return tuple(
        replace(flow, name=f"{name}-{route}")
        if route == "gateway"
        else replace(
            flow, name=f"{name}-{route}", style=Style.WEBHOOK, url=url, acknowledgement=SILENT
        )
        for name, flow in FORMS.items()
        for route in ROUTES
    )


def make_vendors(sandbox: Sandbox) -> None:
    """The invented house gives nobody a supplier number: some of its people get one."""
    works = sandbox.graphql("{ works { id contributions { id contributor { id } } } }")["works"]
    for work in works[::3]:
        patched = [
            {**each, "contributor": {**each["contributor"], "inhouseSupplierId": f"S{each['id']}"}}
            for each in work["contributions"]
        ]
        if patched:
            sandbox.patch_work(str(work["id"]), {"contributions": patched})


def run(module: str, *arguments: str, codes: tuple[int, ...] = (0, 1)) -> Any:
    """The JSON of a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, check=False, env=os.environ
    )
    if done.returncode not in codes or not done.stdout:
        raise AssertionError(f"{module} {arguments[:4]}: {done.returncode} {done.stderr[-3000:]}")
    return json.loads(done.stdout)


def proof(folder: Path, titles: int, say: Any = print) -> Found:
    """Plan, close, start again a day later, send; then hold everything against the plan."""
    home, far = folder / "home", folder / "far"
    home.mkdir()
    far.mkdir()
    entries = "".join(
        f'[[flows]]\nname = "{name}-gateway"\npurpose = {flow.purpose}\n'
        f'format = "{flow.format}"\nfolder = "out/{name}"\n'
        for name, flow in FORMS.items()
    )
    options = ("--titles", str(titles), "--schema", "extended")
    with (
        running_sandbox(folder / "sandbox", *options) as sandbox,
        running_gateway(write_config(far, flows=entries, max_waiting=100_000)) as gateway,
        hook() as (url, bodies),
        _secrets(sandbox.consonance["key"]),
    ):
        make_vendors(sandbox)
        Settings.load(Home(home)).put(
            Profile(
                "house", Environment.STAGING, sandbox.consonance["url"], gateway.url,
                SafeMode.DIRECT, flows(url), secrets="environment",
            )
        )  # fmt: skip
        at_home = ("--home", str(home), "--profile", "house", "--json")
        run("desktop_app", *at_home, "sync")
        fetch(folder / "files", at_home)
        say(f"planning at {time.strftime('%H:%M:%S')}")
        plan = run("tests.faults.planner", "plan", str(home), "house")
        say(f"sending at {time.strftime('%H:%M:%S')}: {plan['account']}")
        sent = run(
            "tests.faults.later", "1", *at_home, "send", "--plan", plan["plan"], "--apply",
            "--wait", "--confirm", str(plan["titles"]),
        )  # fmt: skip
        if "error" in sent:
            raise AssertionError(sent["error"])
        say(f"looking at {time.strftime('%H:%M:%S')}: {sent['account']}")
        history = run("tests.faults.planner", "history", str(home), "house", str(sent["job"]))
    return judged(plan, history, far, bodies)


@contextmanager
def _secrets(key: str) -> Iterator[None]:
    given = {"COLOPHON_CONSONANCE_KEY": key, "COLOPHON_XCONNECTOR_TOKEN": TOKEN}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def fetch(files: Path, at_home: tuple[str, ...]) -> None:
    """A package tells checksums of what was fetched. Some files are broken on purpose."""
    listed = run("desktop_app", *at_home, "titles", "search", "--limit", "100000")
    ids = [each["id"] for each in listed["items"]]
    files.mkdir()
    run("desktop_app", *at_home, "assets", "fetch", *ids, "--to", str(files), codes=(0, 3))


def judged(plan: Any, history: Any, far: Path, bodies: list[bytes]) -> Found:
    """Hold plan, history, table, folder and webhook against one another."""
    found = Found(plan["titles"])
    shown = {(each["flow"], each["subject"]): each for each in plan["items"]}
    kept = {(each["flow"], each["subject"]): each for each in history["items"]}
    if not history["verified"]:
        found.faults.append("history does not hold")
    if set(shown) != set(kept):
        found.faults.append(f"{set(shown) ^ set(kept)} are in one of plan and history only")
    tables = {name: _table(far, f"{name}-gateway") for name in FORMS}
    hooked = _hooked(bodies, found)
    for (flow, subject), item in shown.items():
        name, _, route = flow.rpartition("-")
        if item["state"] == "blocked":
            found.blocked[flow] += 1
            continue
        found.planned[flow] += 1
        after = kept[flow, subject]
        arrived = (tables[name] if route == "gateway" else hooked[name]).pop(subject, None)
        if not _taken(after):
            found.faults.append(f"{flow} {subject}: {after['state']} {after['reason']}")
        elif not item["payload"] == after["payload"] == arrived:
            found.faults.append(f"{flow} {subject}: other bytes")
        else:
            found.same[flow] += 1
    for name in FORMS:
        extra = [*tables[name], *hooked[name]]
        if extra:
            found.faults.append(f"{name}: {extra[:5]} arrived and was not planned")
        _look_in_folder(far / "out" / name, name, plan, found)
    return found


def _taken(item: Any) -> bool:
    """Whether history says that the payload was taken whole."""
    if item["state"] == State.DELIVERED_WITH_ERRORS.value:
        return _SHORTENED.fullmatch(item["reason"]) is not None
    return item["state"] in _ARRIVED


def _table(far: Path, flow: str) -> dict[str, str]:
    with closing(sqlite3.connect(far / "destinations.sqlite")) as conn:
        # The table is made when its first record comes.
        name = flow.replace("-", "_")
        there = conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        query = f'SELECT subject, payload FROM "{name}"'
        return dict(conn.execute(query)) if there else {}


def _hooked(bodies: list[bytes], found: Found) -> dict[str, dict[str, str]]:
    """What came to the webhook: data as it stands in the body, byte for byte."""
    made: dict[str, dict[str, str]] = {name: {} for name in FORMS}
    for body in bodies:
        text = body.decode()
        event = json.loads(text)
        name = str(event["flow"]).removesuffix("-hook")
        data = event["data"]
        if not isinstance(data, str):
            begin = text.index('"data":') + len('"data":')
            data = text[begin : begin + json.JSONDecoder().raw_decode(text[begin:])[1]]
        if event["subject"] in made[name]:
            found.faults.append(f"{name} {event['subject']} came twice")
        made[name][event["subject"]] = data
    return made


def _look_in_folder(folder: Path, name: str, plan: Any, found: Found) -> None:
    """Each file is one payload; rows of CSV make one file below their header."""
    sent = [
        each["payload"]
        for each in plan["items"]
        if each["flow"] == f"{name}-gateway" and each["state"] != "blocked"
    ]
    # Beside the payload of a package lies a folder with its files.
    files = [each.read_bytes() for each in folder.glob("*") if each.is_file()]
    if FORMS[name].format == "item-csv":
        whole = b"".join(files)
        heads = [header("item-csv", rare=rare).encode() for rare in (True, False)]
        head = next((each for each in heads if whole.startswith(each)), b"")
        rest = whole.removeprefix(head)
        # Where one title is under embargo, the rows of the others end with an empty cell for it.
        rows = [each.encode() for each in sent]
        filled = [each.removesuffix(b"\r\n") + b",\r\n" for each in rows]
        found_as = [
            next((way for way in ways if way in rest), b"")
            for ways in zip(rows, filled, strict=True)
        ]
        right = bool(head or not rows) and all(found_as) and len(rest) == sum(map(len, found_as))
    else:
        right = sorted(files) == sorted(each.encode() for each in sent)
    if right:
        found.files += len(sent)
    else:
        found.faults.append(f"{name}: {len(files)} files are not the {len(sent)} payloads")


def told(found: Found) -> str:
    lines = [f"{found.titles} titles", f"{'format':32}{'':9}went  same  blocked"]
    for name in FORMS:
        for route in ROUTES:
            flow = f"{name}-{route}"
            lines.append(
                f"{name:32}{route:9}{found.planned[flow]:4}{found.same[flow]:6}"
                f"{found.blocked[flow]:9}"
            )
    total = sum(found.planned.values())
    lines.append(
        f"{total} payloads, {sum(found.same.values())} the same, {found.files} in folders,"
        f" {len(found.faults)} faults"
    )
    return "\n".join([*lines, *found.faults[:30]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = proof(Path(folder), given.titles)
    print(told(found))
    return bool(found.faults)


if __name__ == "__main__":
    sys.exit(main())
