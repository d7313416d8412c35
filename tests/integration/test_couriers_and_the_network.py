"""The network matrix: what each fault of the network and each answer means for a parcel."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from desktop_app.records.parcel import Outcome, Parcel, Receipt, Unknown
from desktop_app.xconnector.contract import ContractCourier
from tests.support_couriers import (
    LEDGER,
    TOKEN,
    Asked,
    contract_at,
    http,
    lease,
    parcel,
    raw_server,
    read_request,
    reset,
    run_document,
)

PROBLEM = "application/problem+json"


def problem(status: int, detail: str = "A sentence of the other side.", **more: object) -> bytes:
    told = {"type": "urn:colophon:problem:x", "title": "No", "status": status, "detail": detail}
    return http(status, json.dumps({**told, **more}).encode(), PROBLEM)


async def answered(reply: bytes | Callable[[Parcel], bytes], **options: object) -> Receipt:
    """What the courier makes of one answer to a delivery."""
    of: Parcel | None = None

    def say(_: Asked) -> bytes:
        assert of is not None
        return reply if isinstance(reply, bytes) else reply(of)

    async with raw_server(say) as server, contract_at(server.url, **options) as courier:
        of = parcel(courier)
        told = await courier.deliver(of)
        assert server.connections == 1, "a courier never repeats an exchange by itself"
        assert TOKEN not in repr(told)
        return told


# Provably unsent


async def test_a_refused_connection_was_never_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with contract_at(f"http://127.0.0.1:{port}") as courier:
        told = await courier.deliver(parcel(courier))
    assert told.outcome is Outcome.UNSENT
    assert "refused the connection" in told.message


async def test_a_name_that_nobody_has_was_never_sent() -> None:
    async with contract_at("https://xconnector.invalid") as courier:
        told = await courier.deliver(parcel(courier))
    assert told.outcome is Outcome.UNSENT
    assert "xconnector.invalid" in told.message


async def test_a_full_pool_is_provably_unsent() -> None:
    async def hold(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with (
        raw_server(talk=hold) as server,
        contract_at(server.url, concurrency=1) as courier,
    ):
        first = asyncio.create_task(courier.deliver(parcel(courier)))
        while not server.connections:
            await asyncio.sleep(0)
        courier._line._deadline = 0.2  # for those that come later than the first
        second = await courier.deliver(parcel(courier))
        first.cancel()
        await asyncio.wait([first])
    assert second.outcome is Outcome.UNSENT


async def test_a_silent_port_where_tls_should_be_was_never_sent() -> None:
    async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with (
        raw_server(talk=silent) as server,
        contract_at(f"https://127.0.0.1:{server.port}", deadline=0.5) as courier,
    ):
        told = await courier.deliver(parcel(courier))
    assert told.outcome is Outcome.UNSENT


# It may have arrived


async def _reset_at_once(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    reset(writer)


async def _reset_after_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    reset(writer)


async def _close_after_reading(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await read_request(reader)


async def _say_nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read(-1)


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n")
    for _ in range(90):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def _banner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await writer.drain()
    await reader.read(-1)


@pytest.mark.parametrize(
    "talk",
    [_reset_after_reading, _close_after_reading, _say_nothing, _drip, _banner],
    ids=lambda each: each.__name__.strip("_"),
)
async def test_a_connection_that_breaks_once_the_body_left_may_have_arrived(talk: object) -> None:
    async with (
        raw_server(talk=talk) as server,  # type: ignore[arg-type]
        contract_at(server.url, deadline=0.8) as courier,
    ):
        told = await courier.deliver(parcel(courier))
        assert server.connections == 1
    assert told.outcome is Outcome.AMBIGUOUS
    assert "may have arrived" in told.message


async def test_a_reset_on_accept_is_never_taken_for_more_than_it_is() -> None:
    async with raw_server(talk=_reset_at_once) as server, contract_at(server.url) as courier:
        told = await courier.deliver(parcel(courier))
    assert told.outcome in {Outcome.AMBIGUOUS, Outcome.UNSENT}


async def test_a_connection_that_died_while_idle_does_not_count_as_unsent() -> None:
    taken: list[bytes] = []

    async def one_and_a_half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await read_request(reader)
        writer.write(http(503))
        await writer.drain()
        taken.extend((first.body, (await read_request(reader)).body))

    async with raw_server(talk=one_and_a_half) as server, contract_at(server.url) as courier:
        of = parcel(courier)
        assert (await courier.deliver(of)).outcome is Outcome.BUSY
        assert (await courier.deliver(of)).outcome is Outcome.AMBIGUOUS
        assert server.connections == 1
    assert taken == [of.body, of.body]


def _cut(of: Parcel) -> bytes:
    return run_document(of)[:-40]


@pytest.mark.parametrize(
    "reply",
    {
        "half, with a length": lambda of: http(200, _cut(of), length=len(_cut(of)) + 40),
        "half, without a length": lambda of: (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + _cut(of)
        ),
        "half, in chunks": lambda of: (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            b"\r\n40\r\n" + _cut(of)[:64] + b"\r\n"
        ),
        "cut gzip": lambda of: http(
            200, gzip.compress(run_document(of))[:-12], "application/json", "Content-Encoding: gzip"
        ),
        "no gzip at all": lambda of: http(
            200, run_document(of), "application/json", "Content-Encoding: gzip"
        ),
        "brotli, not asked for": lambda of: http(
            200, run_document(of), "application/json", "Content-Encoding: br"
        ),
        "not JSON": lambda _: http(200, b"{thanks}"),
        "empty": lambda _: http(200),
        "UTF-16": lambda of: http(200, run_document(of).decode().encode("utf-16")),
        "of another run's key": lambda of: http(200, run_document(replace(of, key="k2"))),
        "of another subject": lambda of: http(200, run_document(replace(of, subject="product:2"))),
        "succeeded, but nothing of this record": lambda of: http(200, run_document(of, status="")),
        "202, cut": lambda of: http(202, _cut(of)),
        "a header of 200 kB": lambda of: http(
            200, run_document(of), "application/json", "X-More: " + "x" * 200_000
        ),
        "two lengths": lambda of: http(
            200, run_document(of), "application/json", "Content-Length: 3"
        ),
    }.items(),
    ids=lambda each: each[0],
)
async def test_a_receipt_that_cannot_be_read_leaves_it_open_whether_it_arrived(
    reply: tuple[str, Callable[[Parcel], bytes]],
) -> None:
    told = await answered(reply[1])
    assert told.outcome is Outcome.AMBIGUOUS
    assert "may have arrived" in told.message


async def test_a_bomb_is_stopped_at_the_cap() -> None:
    bomb = gzip.compress(b" " * (64 * 1024 * 1024))
    told = await answered(http(200, bomb, "application/json", "Content-Encoding: gzip"))
    assert told.outcome is Outcome.AMBIGUOUS
    assert "larger than 8 MB" in told.message
    assert len(told.response) <= 64 * 1024


async def test_a_whole_gzip_receipt_is_read() -> None:
    told = await answered(
        lambda of: http(
            200, gzip.compress(run_document(of)), "application/json", "Content-Encoding: gzip"
        )
    )
    assert told.outcome is Outcome.DELIVERED


# Answers by status


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *[(status, Outcome.BUSY) for status in (408, 425, 429, 503)],
        *[(status, Outcome.AMBIGUOUS) for status in (500, 501, 502, 504, 507, 599)],
        *[(status, Outcome.REFUSED) for status in (400, 402, 405, 415, 421, 422, 431, 451, 499)],
        *[(status, Outcome.SIGN_IN) for status in (401, 403, 407)],
        *[(status, Outcome.FLOW_GONE) for status in (404, 410)],
        *[(status, Outcome.REDIRECTED) for status in (300, 301, 302, 303, 304, 307, 308)],
        (409, Outcome.DUPLICATE),
        (413, Outcome.TOO_LARGE),
        *[(status, Outcome.NOT_UNDERSTOOD) for status in (203, 204, 206)],
    ],
)
@pytest.mark.parametrize("body", ["problem", "page", "nothing"])
async def test_each_status_has_its_row_of_the_table(
    status: int, outcome: Outcome, body: str
) -> None:
    page = http(status, b"<!doctype html><title>Oops</title>", "text/html")
    reply = {"problem": problem(status), "page": page, "nothing": http(status)}[body]
    if status in {204, 304}:
        reply = f"HTTP/1.1 {status} Said\r\n\r\n".encode()
    elif 200 <= status < 300 and body == "page":
        outcome = Outcome.WEB_PAGE
    told = await answered(reply)
    assert (told.outcome, told.http_status) == (outcome, status)
    assert told.message


async def test_a_refusal_is_told_field_by_field_in_the_other_sides_words() -> None:
    errors = [{"path": "/title", "message": "is too\nlong"}, {"path": "/x", "message": "no"}, 7]
    told = await answered(problem(422, "2 members are wrong.", errors=errors))
    assert told.details == ("/title: is too long", "/x: no")
    assert "2 members are wrong." in told.message


async def test_a_conflict_names_the_first_run() -> None:
    assert (await answered(problem(409, run="run_9"))).run == "run_9"


@pytest.mark.parametrize("status", [200, 201, 202])
async def test_a_web_page_is_no_receipt_whatever_it_calls_itself(status: int) -> None:
    for kind in ("text/html; charset=utf-8", "application/json"):
        told = await answered(http(status, b"\n <html><body>Sign in</body></html>", kind))
        assert told.outcome is Outcome.WEB_PAGE


@pytest.mark.parametrize("body", [b"{}", b'{"ok": true}', b'"thanks"', b"[]"])
async def test_json_that_is_no_run_is_not_understood(body: bytes) -> None:
    assert (await answered(http(202, body))).outcome is Outcome.NOT_UNDERSTOOD


async def test_a_status_that_came_before_the_break_decides() -> None:
    told = await answered(http(422, b"{", PROBLEM, length=500))
    assert (told.outcome, told.http_status) == (Outcome.REFUSED, 422)


async def test_an_answer_after_many_continues_counts_by_its_own_status() -> None:
    continued = b"HTTP/1.1 100 Continue\r\n\r\n" * 20
    told = await answered(lambda of: continued + http(200, run_document(of)))
    assert told.outcome is Outcome.DELIVERED


async def test_a_token_that_is_echoed_is_not_kept() -> None:
    told = await answered(problem(401, f"The token {TOKEN} is not known."))
    assert b"[secret]" in told.response


# Retry-After


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("7", 7, 7),
        ("0", 0, 0),
        ("9" * 400, 86_400, 86_400),
        (timedelta(seconds=600), 400, 600),
        (timedelta(days=-1), 0, 0),
    ],
)
async def test_retry_after_is_read_as_seconds_or_as_a_date(
    text: str | timedelta, least: float, most: float
) -> None:
    if isinstance(text, timedelta):
        text = format_datetime(datetime.now(UTC) + text, usegmt=True)
    told = await answered(http(429, b"", "text/plain", f"Retry-After: {text}"))
    assert told.retry_after is not None
    assert least <= told.retry_after <= most


@pytest.mark.parametrize("text", ["soon", "-5", "1.5", "١٢", "99999999999999999999999 GMT"])
async def test_a_retry_after_that_says_nothing_is_none(text: str) -> None:
    reply = f"HTTP/1.1 503 Busy\r\nRetry-After: {text}\r\nContent-Length: 0\r\n\r\n".encode()
    assert (await answered(reply)).retry_after is None


# Addresses: the token goes to this origin only


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/v1/runs/run_1",
        "//evil.example/v1/runs/run_1",
        "http://127.0.0.1:1/v1/runs/run_1",
        "http://user@127.0.0.1/x",
        "file:///etc/passwd",
        "http://[",
        "",
        "/v1/" + "x" * 5000,
    ],
)
async def test_a_status_address_elsewhere_is_not_taken(location: str) -> None:
    def say(asked: Asked) -> bytes:
        if asked.line.startswith("POST"):
            return http(
                202, run_document(of, "queued", ""), "application/json", f"Location: {location}"
            )
        return http(200, run_document(of))

    async with raw_server(say) as server, contract_at(server.url) as courier:
        of = parcel(courier)
        told = await courier.deliver(of)
        assert told.outcome is Outcome.ACCEPTED
        assert told.status_url == f"{server.url}/v1/runs/run_1"
        hostile = replace(of, run="run_1", status_url=location)
        asked = await courier.ask(hostile)
    assert isinstance(asked, Receipt)
    assert asked.outcome is Outcome.DELIVERED
    assert [each.line.split()[1] for each in server.asked] == ["/v1/events", "/v1/runs/run_1"]


async def test_a_relative_status_address_is_followed_with_its_wait() -> None:
    def say(asked: Asked) -> bytes:
        if asked.line.startswith("POST"):
            return http(
                202,
                run_document(of, "queued", ""),
                "application/json",
                "Location: ../status/7?a=b#c",
                "Retry-After: 3",
            )
        return http(200, run_document(of))

    async with raw_server(say) as server, contract_at(f"{server.url}/base/") as courier:
        of = parcel(courier)
        told = await courier.deliver(of)
        assert (told.retry_after, told.run) == (3.0, "run_1")
        asked = await courier.ask(replace(of, run=told.run, status_url=told.status_url))
    assert isinstance(asked, Receipt)
    assert asked.outcome is Outcome.DELIVERED
    paths = [each.line.split()[1] for each in server.asked]
    assert paths == ["/base/v1/events", "/base/status/7?a=b"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("to", ["elsewhere", "same", "broken"])
async def test_a_redirect_is_never_followed(status: int, to: str) -> None:
    async with raw_server(lambda _: http(200)) as elsewhere:
        location = {
            "elsewhere": f"{elsewhere.url}/v1/events",
            "same": "/v2/events",
            "broken": "http://[::1",
        }[to]
        told = await answered(http(status, b"", "text/plain", f"Location: {location}"))
        assert elsewhere.connections == 0
    assert told.outcome is Outcome.REDIRECTED
    assert "did not follow" in told.message


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://xconnector.example", Outcome.TLS),
        ("ftp://127.0.0.1/x", Outcome.FLOW_GONE),
        ("file:///etc/passwd", Outcome.FLOW_GONE),
        ("xconnector.example", Outcome.FLOW_GONE),
        ("https://user:pw@xconnector.example", Outcome.FLOW_GONE),
        ("https://x:99999", Outcome.FLOW_GONE),
        ("https://[::1", Outcome.FLOW_GONE),
        ("", Outcome.FLOW_GONE),
    ],
)
async def test_an_address_that_cannot_be_used_holds_the_flow_before_a_byte_leaves(
    url: str, outcome: Outcome
) -> None:
    async with contract_at(url) as courier:
        of = parcel(courier)
        for told in (await courier.deliver(of), await courier.ask(of)):
            assert isinstance(told, Receipt)
            assert told.outcome is outcome
            assert "pw" not in told.message


@pytest.mark.parametrize("token", ["with space", "gänsefüße", "line\r\nX-Evil: 1"])
async def test_a_token_that_no_header_can_hold_is_a_sign_in_problem(token: str) -> None:
    async with raw_server(lambda _: http(200)) as server:
        courier = ContractCourier(server.url, token, ledger=LEDGER)
        told = await courier.deliver(parcel(courier))
        await courier.aclose()
        assert server.connections == 0
    assert told.outcome is Outcome.SIGN_IN


async def test_cookies_are_not_kept() -> None:
    def say(_: Asked) -> bytes:
        return http(503, b"", "text/plain", "Set-Cookie: a=b; Path=/")

    async with raw_server(say) as server, contract_at(server.url) as courier:
        await courier.deliver(parcel(courier))
        await courier.deliver(parcel(courier))
    assert [each.headers.get("cookie") for each in server.asked] == [None, None]


async def test_loopback_does_not_go_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert (await answered(http(503))).outcome is Outcome.BUSY


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", Outcome.SIGN_IN),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", Outcome.UNSENT),
    ],
)
async def test_a_proxy_that_does_not_let_us_through_is_named(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, outcome: Outcome
) -> None:
    async with raw_server(lambda _: answer) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        async with contract_at("https://xconnector.example") as courier:
            told = await courier.deliver(parcel(courier))
        assert proxy.asked[0].line.startswith("CONNECT xconnector.example:443")
        assert "authorization" not in proxy.asked[0].headers
    assert told.outcome is outcome
    assert "proxy" in told.message


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this computer that nobody vouches for, with its key."""
    pytest.importorskip("cryptography")
    from tests.support_tls import self_signed

    return self_signed(tmp_path_factory.mktemp("tls"))


async def test_a_certificate_that_nobody_vouches_for_holds_the_flow(certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    async with (
        raw_server(lambda _: http(200), ssl=context) as server,
        contract_at(f"https://127.0.0.1:{server.port}") as courier,
    ):
        told = await courier.deliver(parcel(courier))
        assert server.asked == []
    assert told.outcome is Outcome.TLS
    assert "certificate" in told.message


async def test_a_certificate_that_is_trusted_carries_the_parcel(certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))
    async with raw_server(lambda _: http(200, run_document(of)), ssl=context) as server:
        url = f"https://127.0.0.1:{server.port}"
        async with contract_at(url, verify=trusting) as courier:
            of = parcel(courier)
            assert (await courier.deliver(of)).outcome is Outcome.DELIVERED
        async with contract_at(f"https://localhost:{server.port}", verify=trusting) as courier:
            other = await courier.deliver(parcel(courier))
    assert other.outcome is Outcome.TLS


async def test_a_plain_port_behind_an_https_address_holds_the_flow() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with (
        raw_server(talk=plain) as server,
        contract_at(f"https://127.0.0.1:{server.port}") as courier,
    ):
        told = await courier.deliver(parcel(courier))
    assert told.outcome is Outcome.TLS


# Asking


@pytest.mark.parametrize(
    "body",
    {
        "a web server's page": http(404, b"<html>not here</html>", "text/html"),
        "nothing": http(404),
        "a problem of another kind": http(
            404,
            b'{"type":"about:blank","title":"Not Found","status":404,"detail":"No such path."}',
            PROBLEM,
        ),
        "the right words as plain JSON": http(
            404, b'{"type":"urn:colophon:problem:run-unknown","title":"x","status":404}'
        ),
    }.items(),
    ids=lambda each: each[0],
)
async def test_a_404_that_any_server_could_give_is_no_promise(body: tuple[str, bytes]) -> None:
    async with raw_server(lambda _: body[1]) as server, contract_at(server.url) as courier:
        told = await courier.ask(parcel(courier))
    assert isinstance(told, Receipt)
    assert told.outcome is Outcome.FLOW_GONE


async def test_the_contracts_own_404_is_the_promise_that_it_never_came() -> None:
    word = b'{"type":"urn:colophon:problem:run-unknown","title":"x","status":404,"detail":"x"}'
    async with (
        raw_server(lambda _: http(404, word, PROBLEM)) as server,
        contract_at(server.url) as courier,
    ):
        of = parcel(courier)
        assert isinstance(await courier.ask(of), Unknown)
        assert f"/v1/runs?key={of.key} " in server.asked[0].line
        known = await courier.ask(replace(of, run="run_1"))
    assert isinstance(known, Receipt)
    assert known.outcome is Outcome.NOT_UNDERSTOOD


async def test_a_question_without_an_answer_is_no_unknown() -> None:
    async with raw_server(talk=_reset_after_reading) as server, contract_at(server.url) as courier:
        told = await courier.ask(parcel(courier))
    assert isinstance(told, Receipt)
    assert told.outcome is Outcome.AMBIGUOUS


async def test_a_run_that_is_about_another_key_does_not_answer_the_question() -> None:
    async with (
        raw_server(lambda _: http(200, run_document(replace(of, key="k2")))) as server,
        contract_at(server.url) as courier,
    ):
        of = parcel(courier)
        told = await courier.ask(of)
    assert isinstance(told, Receipt)
    assert told.outcome is Outcome.AMBIGUOUS


# Many at once


async def test_many_parcels_share_a_few_connections() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            asked = await read_request(reader)
            key = asked.headers["webhook-id"]
            writer.write(http(200, run_document(by_key[key])))
            await writer.drain()

    async with (
        raw_server(talk=serve) as server,
        contract_at(server.url, concurrency=4) as courier,
    ):
        parcels = [parcel(courier, lease(f"product:{n}")) for n in range(60)]
        by_key = {each.key: each for each in parcels}
        told = await asyncio.gather(*map(courier.deliver, parcels))
        assert server.connections <= 4
    assert {each.outcome for each in told} == {Outcome.DELIVERED}


async def test_a_send_that_is_stopped_leaves_the_courier_usable() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if server.connections == 1:
            await reader.read(-1)
        await read_request(reader)
        writer.write(http(200, run_document(of)))
        await writer.drain()

    async with (
        raw_server(talk=serve) as server,
        contract_at(server.url, concurrency=1) as courier,
    ):
        of = parcel(courier)
        first = asyncio.create_task(courier.deliver(of))
        while not server.connections:
            await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert (await courier.deliver(of)).outcome is Outcome.DELIVERED


def test_only_one_module_of_the_room_knows_the_http_library() -> None:
    room = Path(__file__).parents[2] / "desktop_app" / "xconnector"
    found = subprocess.run(
        ["grep", "-l", "import httpx", *map(str, sorted(room.glob("*.py")))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [Path(line).name for line in found.stdout.split()] == ["http.py"]
