"""What the gateway does with callers and requests that mean no good, or stumble."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.support_gateway import (
    TOKEN,
    Receiver,
    event,
    finished,
    post,
    running_gateway,
    until,
    write_config,
)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    flows = '[[flows]]\nname = "gardners"\n[[flows]]\nname = "gone"\nactive = false\n'
    with running_gateway(write_config(tmp_path_factory.mktemp("g"), flows=flows)) as running:
        yield running


@pytest.fixture
def client(gateway: Receiver) -> Iterator[httpx.Client]:
    with gateway.client() as made:
        yield made


@pytest.fixture(autouse=True)
def still_answers(gateway: Receiver) -> Iterator[None]:
    """Whatever a test did, the gateway takes the next event, and no traceback was written."""
    yield
    with gateway.client() as client:
        assert finished(client, post(client, event("product:after")))["state"] == "succeeded"
    assert "Traceback" not in gateway.stderr.read_text()


def exchange(gateway: Receiver, request: bytes, seconds: float = 15.0) -> bytes:
    """Send bytes as they are; returns all that comes until the gateway closes."""
    host, port = gateway.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as raw:
        raw.sendall(request)
        answer = b""
        try:
            while more := raw.recv(65536):
                answer += more
        except ConnectionResetError:
            return answer
        return answer


def head(*lines: str, path: str = "/v1/events", method: str = "POST") -> bytes:
    sent = event()
    fixed = [f"{name}: {value}" for name, value in sent.headers.items()]
    first = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {TOKEN}"]
    return "\r\n".join([*first, *fixed, *lines, "", ""]).encode()


def status(answer: bytes) -> int:
    assert b"problem+json" in answer or not answer.startswith(b"HTTP/1.") or b" 200 " in answer[:15]
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "10.0.0.1"])
def test_another_host_name_is_refused(client: httpx.Client, host: str) -> None:
    assert client.get("/v1/health", headers={"Host": host}).status_code in {400, 421}


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "file://", "http://[broken"])
def test_web_pages_of_other_origins_are_refused(client: httpx.Client, origin: str) -> None:
    assert client.get("/v1/flows", headers={"Origin": origin}).status_code == 403
    assert client.request("OPTIONS", "/v1/events", headers={"Origin": origin}).status_code == 403


def test_the_token_in_the_address_does_not_count(client: httpx.Client) -> None:
    answer = client.get(f"/v1/flows?access_token={TOKEN}", headers={"Authorization": ""})
    assert answer.status_code == 401


def test_a_token_with_bytes_above_ascii_is_only_wrong(gateway: Receiver) -> None:
    request = b"GET /v1/flows HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \xff\xfe\r\n"
    assert status(exchange(gateway, request + b"Connection: close\r\n\r\n")) == 401


def test_a_flow_that_is_switched_off_is_gone(client: httpx.Client) -> None:
    assert post(client, event(flow="gone")).status_code == 410
    assert client.get("/v1/flows/gone/baselines").status_code == 410
    assert [flow["name"] for flow in client.get("/v1/flows").json()["items"]] == ["gardners"]


@pytest.mark.parametrize("since", ["-1", "a", "9" * 30, "1.5", "٣"])
def test_a_since_that_is_no_number_is_refused(client: httpx.Client, since: str) -> None:
    answer = client.get("/v1/flows/gardners/baselines", params={"since": since})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/../v1/x", "/v1/%2e%2e/etc/passwd", "/v1/runs/a%00b", "/v1/runs/a/b"]
)
def test_other_paths_are_not_there(gateway: Receiver, path: str) -> None:
    answer = exchange(gateway, head("Connection: close", path=path, method="GET"))
    assert status(answer) == 404


def test_another_method_is_not_allowed(client: httpx.Client) -> None:
    answer = client.delete("/v1/events")
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_encoded_body_is_not_opened(client: httpx.Client) -> None:
    assert post(client, event(), **{"Content-Encoding": "gzip"}).status_code == 415
    assert post(client, event(), **{"Content-Encoding": "br"}).status_code == 415


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Transfer-Encoding: xchunked",),
        ("Content-Length: -1",),
        ("Content-Length: +5",),
    ],
    ids=" and ".join,
)
def test_two_readings_of_a_length_are_refused(gateway: Receiver, lines: tuple[str, ...]) -> None:
    answer = exchange(gateway, head(*lines) + b"hello")
    assert 400 <= status(answer) < 500


def test_a_chunk_of_an_absurd_size_is_refused(gateway: Receiver) -> None:
    answer = exchange(gateway, head("Transfer-Encoding: chunked") + b"1" + b"0" * 16 + b"\r\nabc")
    assert 400 <= status(answer) < 500


def test_a_body_without_length_is_bounded_too(gateway: Receiver) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    host, port = gateway.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=15) as raw:
        raw.sendall(head("Transfer-Encoding: chunked"))
        answer = b""
        try:
            for _ in range(64):
                raw.sendall(chunk)
            raw.sendall(b"0\r\n\r\n")
            answer = raw.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            answer = answer or b"HTTP/1.1 413 closed while sending"
    assert status(answer) == 413


def test_a_length_above_the_limit_is_refused_before_the_body(gateway: Receiver) -> None:
    started = time.monotonic()
    assert status(exchange(gateway, head("Content-Length: 999999999"))) == 413
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "lines", [["X: " + "a" * 1_000_000], ["X: a"] * 1000], ids=["long", "many"]
)
def test_heads_of_a_megabyte_or_a_thousand_lines_are_refused(
    gateway: Receiver, lines: list[str]
) -> None:
    answer = exchange(gateway, head(*lines, "Content-Length: 0"))
    assert 400 <= status(answer) < 500 or answer == b""


def test_senders_that_stall_are_let_go(gateway: Receiver) -> None:
    whole = head("Content-Length: 500")
    stalls = {"nothing": b"", "half a head": whole[:60], "half a body": whole + b"{"}
    started = time.monotonic()
    with ThreadPoolExecutor(len(stalls)) as pool:
        answers = pool.map(lambda request: status(exchange(gateway, request, 20)), stalls.values())
        told = dict(zip(stalls, answers, strict=True))
    assert time.monotonic() - started <= 11
    assert told == {"nothing": 0, "half a head": 0, "half a body": 408}


def test_two_hundred_idle_connections_do_not_keep_others_out(
    gateway: Receiver, client: httpx.Client
) -> None:
    host, port = gateway.url.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port)), timeout=5) for _ in range(200)]
    try:
        assert client.get("/v1/health").status_code == 200
    finally:
        for connection in idle:
            connection.close()


def test_nesting_is_bounded_where_it_still_could_be_read(client: httpx.Client) -> None:
    def nested(levels: int) -> dict[str, object]:
        data: dict[str, object] = {"end": ""}
        for _ in range(levels):
            data = {"a": data}
        return data

    assert post(client, event("product:deep", nested(60))).status_code == 200
    assert post(client, event("product:deep", nested(70))).status_code == 400


def test_the_words_of_the_gateway_hold_no_payload_and_no_token(
    gateway: Receiver, client: httpx.Client
) -> None:
    secret = "canary-of-the-payload"
    post(client, event(data={"title": secret}))
    post(client, event(data={"title": secret}, payloadsha256="0" * 64))
    exchange(gateway, f"BROKEN {secret}\r\n\r\n".encode())
    words = gateway.stderr.read_text()
    assert "422 POST payload-hash" in words
    assert secret not in words
    assert TOKEN not in words


def test_faults_are_set_with_the_token_and_cleared(client: httpx.Client) -> None:
    assert (
        client.post("/admin/faults", content="reset", headers={"Authorization": ""}).status_code
        == 401
    )
    assert client.post("/admin/faults", content="nonsense").status_code == 400
    assert client.post("/admin/faults", content="status=503@first 1").status_code == 200
    refused = post(client, event("product:1"))
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert post(client, event("product:1")).status_code == 200
    client.post("/admin/faults", json="html")
    assert "<html>" in client.get("/v1/health").text
    client.post("/admin/faults", content="reset@first 1")
    with pytest.raises(httpx.TransportError):
        post(client, event("product:1"))
    client.post("/admin/faults", content="")
    assert client.get("/v1/health").json()["status"] == "ok"


def test_an_answer_that_breaks_off_had_been_kept(client: httpx.Client) -> None:
    client.post("/admin/faults", content="truncate@first 1")
    sent = event("product:cut")
    with pytest.raises(httpx.TransportError):
        post(client, sent)
    assert post(client, sent).json()["duplicate"] is True


def test_more_than_may_wait_is_asked_to_come_back(tmp_path: Path) -> None:
    config = write_config(tmp_path, max_waiting=3, destination="sqlite:///no/such/folder.sqlite")
    with running_gateway(config) as running, running.client() as client:
        answers = [post(client, event(f"product:{n}", wait=0)) for n in range(5)]
        codes = [answer.status_code for answer in answers]
        assert codes == [202, 202, 202, 429, 429]
        assert answers[3].headers["Retry-After"]


def _signed(secret: bytes, **changes: str) -> dict[str, str]:
    sent = event("product:signed")
    headers = {**sent.headers, **changes}
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + sent.body
    digest = base64.b64encode(hmac.new(secret, text, hashlib.sha256).digest()).decode()
    return {"body": sent.body.decode(), **headers, "webhook-signature": f"v1,{digest}"}


def test_where_a_secret_is_agreed_only_signed_and_fresh_events_count(tmp_path: Path) -> None:
    secret = base64.b64encode(b"shared between us two").decode()
    config = write_config(tmp_path, signing_secret=f"whsec_{secret}")
    raw = b"shared between us two"
    with running_gateway(config) as running, running.client() as client:

        def send(headers: dict[str, str]) -> int:
            body = headers.pop("body")
            return client.post("/v1/events", content=body, headers=headers).status_code

        assert send(_signed(raw)) == 200
        two = _signed(raw)
        two["webhook-signature"] = f"v1,AAAA {two['webhook-signature']}"
        assert send(two) == 200
        assert send(_signed(b"another secret")) == 401
        changed = _signed(raw)
        changed["body"] = changed["body"].replace("Salt", "Silt")
        assert send(changed) == 401
        for minutes in (-6, 6):
            when = str(int(time.time()) + 60 * minutes)
            assert send(_signed(raw, **{"webhook-timestamp": when})) == 401
        without = _signed(raw)
        del without["webhook-signature"]
        assert send(without) == 401


def test_a_second_gateway_on_the_same_store_does_not_start(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    with running_gateway(config):
        done = _start(config)
    assert done.returncode == 5
    assert "Another gateway uses this database." in done.stderr


def test_a_taken_port_is_told(gateway: Receiver, tmp_path: Path) -> None:
    port = gateway.url.rpartition(":")[2]
    done = _start(write_config(tmp_path), "--listen", f"127.0.0.1:{port}")
    assert done.returncode != 0
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr


def _start(config: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "desktop_app", "gateway", "--config", str(config), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_it_ends_with_its_parent_and_on_request(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    with running_gateway(config, "--exit-with-stdin") as running:
        assert running.process.stdin is not None
        running.process.stdin.close()
        assert running.process.wait(20) == 0
    with running_gateway(config) as running:
        assert running.stop() == 0
    if os.name == "posix":
        with running_gateway(config) as running:
            running.process.send_signal(signal.SIGINT)
            assert running.process.wait(20) == 0


def test_ending_lets_those_who_wait_go(tmp_path: Path) -> None:
    config = write_config(tmp_path, destination="sqlite:///no/such/folder.sqlite")
    with (
        running_gateway(config) as running,
        running.client() as client,
        ThreadPoolExecutor(1) as pool,
    ):
        sent = event("product:1", wait=25)
        waiting = pool.submit(post, client, sent)
        until(lambda: client.get("/v1/runs", params={"key": sent.key}).status_code == 200)
        started = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - started < 15
        assert waiting.exception() is None or isinstance(waiting.exception(), httpx.TransportError)


def test_files_are_for_their_owner_only(gateway: Receiver) -> None:
    if os.name != "posix":
        pytest.skip("modes are a matter of POSIX")
    folder = gateway.stderr.parent
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.glob("*.sqlite*")}
    assert modes
    assert not [name for name, mode in modes.items() if mode & 0o077]


def test_a_problem_is_a_sentence_for_a_person(client: httpx.Client) -> None:
    told = json.loads(post(client, event(leave_out="subject")).content)
    assert told["detail"] == "1 member is missing or not as agreed."
    assert told["errors"] == [{"path": "/subject", "message": "is missing"}]
