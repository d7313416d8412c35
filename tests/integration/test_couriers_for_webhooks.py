"""Plain webhooks: what each level of acknowledgement promises, and what is made of the answer."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from desktop_app.records.flow import Acknowledgement
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.xconnector.webhook import WebhookCourier
from tests.support_couriers import (
    LEDGER,
    Asked,
    http,
    lease,
    parcel,
    raw_server,
    read_request,
    reset,
    run_document,
)

NONE, RUN, RECORD = Acknowledgement.NONE, Acknowledgement.RUN, Acknowledgement.RECORD
PATH = "/hooks/S3cr3tPartOfTheAddress"


@asynccontextmanager
async def webhook(
    url: str, level: Acknowledgement = NONE, **options: Any
) -> AsyncIterator[WebhookCourier]:
    courier = WebhookCourier(f"{url}{PATH}", level, ledger=LEDGER, deadline=5.0, **options)
    try:
        yield courier
    finally:
        await courier.aclose()


async def answered(
    reply: bytes, level: Acknowledgement = NONE, key: str = "k1", **options: Any
) -> Receipt:
    async with raw_server(lambda _: reply) as server, webhook(server.url, level, **options) as hook:
        told = await hook.deliver(parcel(hook, lease(key=key)))
        assert server.connections == 1
        return told


def said(**document: Any) -> bytes:
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    "reply",
    [
        http(200, b"OK", "text/plain"),
        http(200),
        http(201, b'{"id": 7}'),
        http(202, b"[1, 2"),
        b"HTTP/1.1 204 No Content\r\n\r\n",
    ],
)
async def test_a_webhook_that_promises_nothing_takes_it_over_with_any_2xx(reply: bytes) -> None:
    told = await answered(reply)
    assert told.outcome is Outcome.HANDED_OVER
    assert "confirms nothing" in told.message


@pytest.mark.parametrize("level", [NONE, RUN, RECORD])
async def test_a_web_page_is_no_webhook(level: Acknowledgement) -> None:
    told = await answered(http(200, b"<!DOCTYPE HTML><p>Sign in", "text/html"), level)
    assert told.outcome is Outcome.WEB_PAGE


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (302, Outcome.REDIRECTED),
        (401, Outcome.SIGN_IN),
        (404, Outcome.FLOW_GONE),
        (410, Outcome.FLOW_GONE),
        (409, Outcome.DUPLICATE),
        (413, Outcome.TOO_LARGE),
        (422, Outcome.REFUSED),
        (429, Outcome.BUSY),
        (500, Outcome.AMBIGUOUS),
        (503, Outcome.BUSY),
    ],
)
@pytest.mark.parametrize("level", [NONE, RUN])
async def test_the_table_holds_for_webhooks_too(
    status: int, outcome: Outcome, level: Acknowledgement
) -> None:
    assert (await answered(http(status), level)).outcome is outcome


async def test_the_event_goes_structured_with_key_time_and_job() -> None:
    async with raw_server(lambda _: http(200)) as server, webhook(server.url) as hook:
        of = parcel(hook)
        await hook.deliver(of)
    [asked] = server.asked
    assert asked.line == f"POST {PATH} HTTP/1.1"
    assert asked.body == of.body
    assert asked.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert asked.headers["idempotency-key"] == f'"{of.key}"'
    assert asked.headers["webhook-id"] == of.key
    assert asked.headers["webhook-timestamp"].isdigit()
    assert asked.headers["x-correlation-id"] == "7"
    assert "authorization" not in asked.headers
    assert "webhook-signature" not in asked.headers


async def test_binary_mode_sends_the_exact_payload_and_the_attributes_as_headers() -> None:
    async with raw_server(lambda _: http(200)) as server, webhook(server.url, binary=True) as hook:
        given = lease('product:Č "7"')
        of = parcel(hook, given)
        await hook.deliver(of)
        await hook.deliver(of)
    first, second = server.asked
    assert first.body == second.body == given.payload
    assert first.headers["content-type"] == "application/json"
    assert unquote(first.headers["ce-subject"]) == given.subject
    assert first.headers["ce-id"] == given.key
    assert first.headers["ce-specversion"] == "1.0"
    assert first.headers["ce-time"] == second.headers["ce-time"]
    assert first.headers["ce-type"] == "app.colophon.title.updated.v1"
    assert "ce-datacontenttype" not in first.headers


async def test_a_signature_covers_the_body_as_it_goes() -> None:
    from desktop_app.xconnector.headers import Signer

    async with (
        raw_server(lambda _: http(200)) as server,
        webhook(server.url, binary=True, secret="one shared secret") as hook,
    ):
        await hook.deliver(parcel(hook))
    [asked] = server.asked
    expected = Signer("one shared secret").headers(
        asked.headers["webhook-id"], asked.headers["webhook-timestamp"], asked.body
    )
    assert asked.headers["webhook-signature"] == expected[0][1]


@pytest.mark.parametrize("named", ["location", "status_url"])
@pytest.mark.parametrize("word", ["run", "run_id"])
async def test_a_run_is_accepted_and_asked_for_until_it_ends(named: str, word: str) -> None:
    states = ["running", "succeeded"]

    def say(asked: Asked) -> bytes:
        if asked.line.startswith("GET"):
            return http(200, said(run_id="r-7", state=states.pop(0)))
        address = f"{server.url}/status/r-7"
        extra = ["Retry-After: 2"] + ([f"Location: {address}"] if named == "location" else [])
        more = {"status_url": "/status/r-7"} if named == "status_url" else {}
        return http(202, said(**{word: "r-7"}, **more), "application/json", *extra)

    async with raw_server(say) as server, webhook(server.url, RUN) as hook:
        of = parcel(hook)
        told = await hook.deliver(of)
        assert (told.outcome, told.run) == (Outcome.ACCEPTED, "r-7")
        assert told.status_url == f"{server.url}/status/r-7"
        assert told.retry_after == 2.0
        of = replace(of, run=told.run, status_url=told.status_url)
        first = await hook.ask(of)
        assert isinstance(first, Receipt)
        assert (first.outcome, first.status_url) == (Outcome.ACCEPTED, told.status_url)
        last = await hook.ask(of)
    assert isinstance(last, Receipt)
    assert last.outcome is Outcome.DELIVERED
    assert {each.line.split()[1] for each in server.asked[1:]} == {"/status/r-7"}


@pytest.mark.parametrize(
    ("document", "outcome"),
    [
        ({"run_id": "r", "state": "succeeded"}, Outcome.DELIVERED),
        ({"run_id": "r", "state": "partially_succeeded"}, Outcome.DELIVERED_WITH_ERRORS),
        ({"run_id": "r", "state": "rejected"}, Outcome.REFUSED),
        ({"run_id": "r", "state": "failed"}, Outcome.REFUSED),
        ({"run_id": "r", "state": "gone fishing"}, Outcome.NOT_UNDERSTOOD),
        ({"run_id": "r", "key": "another", "state": "succeeded"}, Outcome.AMBIGUOUS),
        ({"state": "succeeded"}, Outcome.NOT_UNDERSTOOD),
        ({"ok": True}, Outcome.NOT_UNDERSTOOD),
    ],
)
async def test_a_webhook_that_promises_a_run_is_held_to_it(
    document: dict[str, Any], outcome: Outcome
) -> None:
    assert (await answered(http(200, said(**document)), RUN)).outcome is outcome


async def test_results_per_record_must_name_this_record() -> None:
    assert (
        await answered(http(200, said(run_id="r", state="succeeded")), RECORD)
    ).outcome is Outcome.AMBIGUOUS
    async with (
        raw_server(lambda _: http(200, run_document(of))) as server,
        webhook(server.url, RECORD) as hook,
    ):
        of = parcel(hook)
        told = await hook.deliver(of)
    assert (told.outcome, told.remote_id) == (Outcome.DELIVERED, f"shop/{of.subject}")


@pytest.mark.parametrize("address", ["https://evil.example/status", "", "//evil.example/x"])
async def test_a_run_without_an_address_of_its_own_is_handed_over_and_not_asked_elsewhere(
    address: str,
) -> None:
    told = await answered(http(202, said(run_id="r-7", status_url=address)), RUN)
    assert (told.outcome, told.run, told.status_url) == (Outcome.HANDED_OVER, "r-7", "")


@pytest.mark.parametrize("level", [NONE, RUN])
async def test_without_a_status_address_nothing_is_asked_and_nothing_is_claimed(
    level: Acknowledgement,
) -> None:
    async with raw_server(lambda _: http(200)) as server, webhook(server.url, level) as hook:
        for address in ("", "https://evil.example/status"):
            told = await hook.ask(parcel(hook, run="r-7", status_url=address))
            assert isinstance(told, Receipt)
            assert told.outcome is Outcome.AMBIGUOUS
        assert server.connections == 0


async def test_the_address_of_a_webhook_is_a_secret_in_all_that_is_kept() -> None:
    echo = http(422, f'{{"detail":"POST {PATH} is wrong"}}'.encode())
    told = await answered(echo)
    assert "S3cr3t" not in repr(told)
    assert "is wrong" in told.message

    async def broken(reader: Any, writer: Any) -> None:
        await read_request(reader)
        reset(writer)

    async with raw_server(talk=broken) as server, webhook(server.url) as hook:
        told = await hook.deliver(parcel(hook))
    assert told.outcome is Outcome.AMBIGUOUS
    assert "S3cr3t" not in repr(told)


async def test_an_address_in_the_log_of_the_library_would_give_the_secret_away(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    await answered(http(200))
    assert "S3cr3t" not in caplog.text
