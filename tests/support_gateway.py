"""Gateways and other receivers as processes of their own, and events as any client would send."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.support_contract import Exchange

TOKEN = "test-token-of-the-gateway"
PLAIN = Path(__file__).parent / "integration" / "plain_receiver.py"


@dataclass
class Receiver:
    """A running receiver; ``stderr`` is the file that its words go to."""

    process: subprocess.Popen[str]
    url: str
    stderr: Path

    def client(self, **options: Any) -> httpx.Client:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return httpx.Client(
            base_url=self.url, headers=headers, trust_env=False, timeout=30, **options
        )

    def kill(self) -> None:
        """As a power cut would: no handler runs."""
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(20)


def write_config(folder: Path, *, flows: str = "", **entries: Any) -> Path:
    """A configuration with two flows; ``entries`` replace or add settings of the whole."""
    settings = {"token": TOKEN, "destination": "sqlite:///destinations.sqlite", **entries}
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    default = (
        '[[flows]]\nname = "gardners"\ndestination = "Gardners"\n'
        '[[flows]]\nname = "launch"\npurpose = 7\nformat = "milestone-event"\n'
    )
    path = folder / "gateway.toml"
    path.write_text("\n".join(lines) + "\n" + (flows or default), encoding="utf-8")
    path.chmod(0o600)
    return path


@contextmanager
def running_gateway(config: Path, *options: str) -> Iterator[Receiver]:
    command = [sys.executable, "-m", "desktop_app", "gateway", "--config", str(config), *options]
    with _running(command, config.parent) as receiver:
        yield receiver


@contextmanager
def running_plain_receiver(folder: Path) -> Iterator[Receiver]:
    """The receiver that was written from the OpenAPI file alone."""
    command = [
        sys.executable,
        str(PLAIN),
        str(folder / "plain.sqlite"),
        TOKEN,
        "gardners",
        "launch",
    ]
    with _running(command, folder) as receiver:
        yield receiver


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[Receiver]:
    words = folder / "stderr.txt"
    with words.open("a") as stderr:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True
        )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        line = process.stdout.readline()
        assert line, words.read_text()
        yield Receiver(process, json.loads(line)["xconnector"]["url"], words)
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()
        process.stdin.close()


@dataclass
class Sent:
    """One event as bytes, with the headers of one attempt."""

    key: str
    subject: str
    data: Mapping[str, Any]
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def event(
    subject: str = "product:1042",
    data: Mapping[str, Any] | None = None,
    *,
    flow: str = "gardners",
    key: str = "",
    wait: int = 10,
    leave_out: str = "",
    **members: Any,
) -> Sent:
    """An event of the contract. ``members`` replace attributes."""
    key = key or uuid.uuid4().hex + uuid.uuid4().hex
    data = {"isbn13": "9780306406157", "title": "Salt Roads"} if data is None else data
    payload = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    document = {
        "specversion": "1.0",
        "id": key,
        "source": "urn:colophon:5a1f",
        "type": "app.colophon.title.updated.v1",
        "subject": subject,
        "time": "2026-11-24T15:04:05.123Z",
        "datacontenttype": "application/json",
        "flow": flow,
        "payloadsha256": hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest(),
        "data": data,
        **members,
    }
    document.pop(leave_out, None)
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "Idempotency-Key": f'"{key}"',
        "webhook-id": key,
        "webhook-timestamp": str(int(time.time())),
        "X-Correlation-Id": "7",
    }
    if wait:
        headers["Prefer"] = f"wait={wait}"
    return Sent(key, subject, data, body.encode("utf-8", "surrogatepass"), headers)


def post(client: httpx.Client, sent: Sent, **headers: str) -> httpx.Response:
    return client.post("/v1/events", content=sent.body, headers={**sent.headers, **headers})


def finished(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    """The final run of an answer, asked for as the contract says."""
    run: dict[str, Any] = answer.json()
    address = answer.headers.get("Location", f"/v1/runs/{run['run']}")

    def ended() -> dict[str, Any] | None:
        told = client.get(address).json()
        return told if told["state"] not in {"queued", "running"} else None

    return run if answer.status_code == 200 and run["records"] else until(ended)


def until(look: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Look until there is something, without guessing how long that takes."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen in time"
        pause.wait(0.02)
    return found


@contextmanager
def recorder(target: str) -> Iterator[tuple[str, list[Exchange]]]:
    """A plain relay before a receiver that keeps what went over the wire, both ways."""
    kept: list[Exchange] = []
    aim = urlsplit(target)

    class Relay(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

        def relay(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = dict(self.headers.items())
            forwarded = HTTPConnection(aim.hostname or "", aim.port, timeout=30)
            forwarded.request(
                self.command, self.path, body or None, {**headers, "Host": aim.netloc}
            )
            answer = forwarded.getresponse()
            told = answer.read()
            forwarded.close()
            shown = {n: v for n, v in answer.getheaders() if n.lower() != "connection"}
            kept.append(
                Exchange(self.command, self.path, headers, body, answer.status, shown, told)
            )
            self.send_response(answer.status)
            for name, value in shown.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told)

        do_GET = relay  # noqa: N815
        do_POST = relay  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
