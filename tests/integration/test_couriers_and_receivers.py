"""The contract courier against two receivers that share nothing: the gateway, and one that was
written from the OpenAPI file alone. Every request goes through a relay and is held against the
file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.records.parcel import Outcome, Receipt, Unknown
from desktop_app.xconnector.contract import ContractCourier
from tests.support_contract import Exchange, errors
from tests.support_couriers import LEDGER, lease, parcel
from tests.support_gateway import (
    TOKEN,
    Receiver,
    recorder,
    running_gateway,
    running_plain_receiver,
    write_config,
)


@pytest.fixture(params=["gateway", "plain receiver"], scope="module")
def receiver(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Receiver]:
    folder = tmp_path_factory.mktemp("receiver")
    gateway = request.param == "gateway"
    with (
        running_gateway(write_config(folder)) if gateway else running_plain_receiver(folder)
    ) as running:
        yield running


@pytest.fixture
def wire(receiver: Receiver) -> Iterator[tuple[str, list[Exchange]]]:
    """A relay before the receiver; at the end all that went over it must fit the OpenAPI file."""
    with recorder(receiver.url) as (url, kept):
        yield url, kept
        assert kept
        for exchange in kept:
            assert errors(exchange) == [], exchange


Open = Callable[..., ContractCourier]


@pytest.fixture
async def opened(wire: tuple[str, list[Exchange]]) -> AsyncIterator[Open]:
    """Couriers that are closed before the relay is."""
    couriers: list[ContractCourier] = []

    def make(token: str = TOKEN, **options: object) -> ContractCourier:
        couriers.append(ContractCourier(wire[0], token, ledger=LEDGER, **options))  # type: ignore[arg-type]
        return couriers[-1]

    yield make
    for courier in couriers:
        await courier.aclose()


async def settled(courier: ContractCourier, of: object, first: Receipt) -> Receipt:
    """The final receipt, asked for as the engine does."""
    told: Receipt | Unknown = first
    for _ in range(200):
        assert isinstance(told, Receipt)
        if told.outcome is not Outcome.ACCEPTED:
            return told
        told = await courier.ask(replace(of, run=told.run, status_url=told.status_url))  # type: ignore[type-var]
    raise AssertionError("the run did not end")


async def test_a_parcel_is_delivered_and_can_be_asked_for(opened: Open) -> None:
    courier = opened()
    of = parcel(courier)
    told = await settled(courier, of, await courier.deliver(of))
    assert told.outcome is Outcome.DELIVERED
    assert told.run
    assert json.loads(told.response)["key"] == of.key
    again = await courier.ask(of)
    assert isinstance(again, Receipt)
    assert (again.outcome, again.run) == (Outcome.DELIVERED, told.run)
    by_run = await courier.ask(replace(of, run=told.run))
    assert isinstance(by_run, Receipt)
    assert by_run.outcome is Outcome.DELIVERED


async def test_without_a_wait_the_outcome_is_the_same_in_the_end(opened: Open) -> None:
    courier = opened(wait=0)
    of = parcel(courier, lease("product:2"))
    told = await settled(courier, of, await courier.deliver(of))
    assert told.outcome is Outcome.DELIVERED


async def test_the_same_parcel_again_gives_the_first_runs_result(opened: Open) -> None:
    courier = opened()
    of = parcel(courier, lease("product:3"))
    first = await settled(courier, of, await courier.deliver(of))
    second = await settled(courier, of, await courier.deliver(of))
    assert (second.outcome, second.run) == (Outcome.DELIVERED, first.run)


async def test_a_key_that_was_never_taken_is_unknown(opened: Open) -> None:
    courier = opened()
    assert isinstance(await courier.ask(parcel(courier)), Unknown)


async def test_a_run_that_is_not_there_any_more_waits_for_a_person(opened: Open) -> None:
    courier = opened()
    told = await courier.ask(parcel(courier, run="run-of-another-life"))
    assert isinstance(told, Receipt)
    assert told.outcome is Outcome.NOT_UNDERSTOOD


async def test_the_same_key_with_another_body_is_a_duplicate_that_can_be_asked(
    opened: Open,
) -> None:
    courier = opened()
    of = parcel(courier, lease("product:4"))
    await settled(courier, of, await courier.deliver(of))
    other = replace(of, body=of.body.replace(b"05.123Z", b"06.123Z"))
    told = await courier.deliver(other)
    assert told.outcome is Outcome.DUPLICATE
    asked = await courier.ask(other)
    assert isinstance(asked, Receipt)
    assert asked.outcome is Outcome.DELIVERED


async def test_a_wrong_token_is_a_sign_in_problem_and_never_said(opened: Open) -> None:
    courier = opened("a-wrong-token-of-somebody")
    of = parcel(courier)
    for told in (await courier.deliver(of), await courier.ask(of)):
        assert isinstance(told, Receipt)
        assert (told.outcome, told.http_status) == (Outcome.SIGN_IN, 401)
        assert "wrong-token" not in repr(told)


async def test_a_flow_that_is_not_there_is_gone(opened: Open) -> None:
    courier = opened()
    told = await courier.deliver(parcel(courier, lease(flow="nobody")))
    assert (told.outcome, told.http_status) == (Outcome.FLOW_GONE, 404)
    assert "flow" in told.message


async def test_a_parcel_whose_hash_does_not_fit_is_refused(opened: Open) -> None:
    courier = opened()
    of = parcel(courier, replace(lease(), payload_sha256="0" * 64))
    told = await courier.deliver(of)
    assert (told.outcome, told.http_status) == (Outcome.REFUSED, 422)
    assert "payloadsha256" in told.message


async def test_milestones_go_to_their_own_flow(opened: Open) -> None:
    courier = opened()
    of = parcel(
        courier,
        lease(
            "milestone:product:1042:publication_date",
            {"due": "2027-02-04", "milestone": "publication_date"},
            flow="launch",
        ),
    )
    told = await settled(courier, of, await courier.deliver(of))
    assert told.outcome is Outcome.DELIVERED


async def test_all_requests_carry_the_key_and_the_job(
    opened: Open, wire: tuple[str, list[Exchange]]
) -> None:
    courier = opened()
    of = parcel(courier, lease("product:5"))
    await courier.deliver(of)
    await courier.deliver(of)
    posts = [exchange for exchange in wire[1] if exchange.method == "POST"]
    headers = [{name.lower(): v for name, v in each.request_headers.items()} for each in posts]
    assert [each.request_body for each in posts] == [of.body, of.body]
    assert {each["idempotency-key"] for each in headers} == {f'"{of.key}"'}
    assert {each["webhook-id"] for each in headers} == {of.key}
    assert {each["x-correlation-id"] for each in headers} == {"7"}
    assert {each["prefer"] for each in headers} == {"wait=10"}
    assert all(TOKEN not in each.target for each in wire[1])


async def test_a_signing_secret_is_honoured_by_the_gateway(tmp_path: Path) -> None:
    secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
    config = write_config(tmp_path, signing_secret=secret)
    with running_gateway(config) as receiver:
        for given, outcome in ((secret, Outcome.DELIVERED), ("", Outcome.SIGN_IN)):
            courier = ContractCourier(receiver.url, TOKEN, ledger=LEDGER, secret=given)
            told = await courier.deliver(parcel(courier))
            await courier.aclose()
            assert told.outcome is outcome


async def test_what_the_destination_cuts_or_refuses_comes_back_field_by_field(
    tmp_path: Path,
) -> None:
    with running_gateway(write_config(tmp_path)) as receiver:
        courier = ContractCourier(receiver.url, TOKEN, ledger=LEDGER)
        long = parcel(courier, lease("product:8", {"isbn13": "9780306406157", "title": "x" * 4000}))
        told = await courier.deliver(long)
        await courier.aclose()
    assert told.outcome is Outcome.DELIVERED_WITH_ERRORS
    assert [line.partition(":")[0] for line in told.details] == ["/title"]
    rows = sqlite3.connect(tmp_path / "destinations.sqlite").execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    assert rows.fetchall()
