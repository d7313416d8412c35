"""Receivers of the contract seen from outside: the gateway, and one that knows only the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support_bad_bodies import BAD_BODIES
from tests.support_contract import Exchange, errors, response_errors
from tests.support_gateway import (
    PLAIN,
    Receiver,
    event,
    finished,
    post,
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
def wire(receiver: Receiver) -> Iterator[list[Exchange]]:
    """What the client of the test exchanged; every answer is held against the OpenAPI file."""
    kept: list[Exchange] = []
    yield kept
    for exchange in kept:
        assert not response_errors(exchange), exchange


@pytest.fixture
def client(receiver: Receiver, wire: list[Exchange]) -> Iterator[httpx.Client]:
    def keep(answer: httpx.Response) -> None:
        request = answer.request
        wire.append(
            Exchange(
                request.method,
                str(request.url.raw_path, "ascii"),
                dict(request.headers),
                request.content,
                answer.status_code,
                dict(answer.headers),
                answer.read(),
            )
        )

    with receiver.client(event_hooks={"response": [keep]}) as made:
        yield made


def test_the_plain_receiver_is_small_and_needs_the_standard_library_only() -> None:
    text = PLAIN.read_text()
    assert len(text.splitlines()) <= 80
    assert max(map(len, text.splitlines())) <= 100
    assert "desktop_app" not in text


def test_health_needs_no_token(client: httpx.Client) -> None:
    answer = client.get("/v1/health", headers={"Authorization": ""})
    assert answer.json()["status"] == "ok"


@pytest.mark.parametrize("given", ["", "Bearer wrong-token-of-someone", "Basic dGVzdA=="])
@pytest.mark.parametrize("path", ["/v1/flows", "/v1/runs?key=a", "/v1/flows/gardners/baselines"])
def test_everything_else_needs_the_token(client: httpx.Client, given: str, path: str) -> None:
    answer = client.get(path, headers={"Authorization": given})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_event_without_the_token_is_not_kept(client: httpx.Client) -> None:
    sent = event()
    assert post(client, sent, Authorization="Bearer nothing").status_code == 401
    assert client.get("/v1/runs", params={"key": sent.key}).status_code == 404


def test_flows_are_told_with_their_destinations(client: httpx.Client) -> None:
    told = client.get("/v1/flows").json()
    assert {flow["name"] for flow in told["items"]} == {"gardners", "launch"}
    assert told["total"] == 2


def test_an_event_becomes_a_run_that_ends(client: httpx.Client) -> None:
    sent = event("product:1")
    answer = post(client, sent)
    run = finished(client, answer)
    assert run["state"] == "succeeded"
    assert (run["key"], run["flow"], run["subject"]) == (sent.key, "gardners", "product:1")
    assert [record["record_status"] for record in run["records"]] == ["00"]
    assert run["duplicate"] is False
    assert client.get(f"/v1/runs/{run['run']}").json() == run
    assert client.get("/v1/runs", params={"key": sent.key}).json() == run


def test_without_a_wait_the_run_can_be_asked_for(client: httpx.Client) -> None:
    answer = post(client, event("product:2", wait=0))
    assert answer.status_code in {200, 202}
    assert finished(client, answer)["state"] == "succeeded"


def test_the_same_again_is_a_duplicate_of_the_first_run(client: httpx.Client) -> None:
    sent = event("product:3")
    first = finished(client, post(client, sent))
    for _ in range(3):
        again = post(client, sent, **{"webhook-timestamp": "1795532999", "X-Correlation-Id": "8"})
        assert again.status_code == 200
        assert again.json() == {**first, "duplicate": True}


def test_the_same_key_with_another_body_is_a_conflict(client: httpx.Client) -> None:
    sent = event("product:4", {"title": "One"})
    finished(client, post(client, sent))
    other = event("product:4", {"title": "Two"}, key=sent.key)
    assert post(client, other).status_code == 409
    told = client.get("/v1/flows/gardners/baselines").json()["items"]
    assert [entry["key"] for entry in told if entry["subject"] == "product:4"] == [sent.key]


def test_a_payload_that_does_not_fit_its_hash_is_not_kept(client: httpx.Client) -> None:
    sent = event(payloadsha256="0" * 64)
    assert post(client, sent).status_code == 422
    assert client.get("/v1/runs", params={"key": sent.key}).status_code == 404
    corrected = event(key=sent.key)
    assert finished(client, post(client, corrected))["state"] == "succeeded"


@pytest.mark.parametrize(
    "member",
    "specversion id source type subject time datacontenttype flow payloadsha256 data".split(),  # noqa: SIM905
)
def test_an_event_without_a_member_is_refused(client: httpx.Client, member: str) -> None:
    assert post(client, event(leave_out=member)).status_code == 422


@pytest.mark.parametrize("header", ["Idempotency-Key", "webhook-id", "webhook-timestamp"])
def test_a_request_without_a_header_is_refused(client: httpx.Client, header: str) -> None:
    sent = event()
    del sent.headers[header]
    assert post(client, sent).status_code == 400


@pytest.mark.parametrize("header", ["Idempotency-Key", "webhook-id"])
def test_headers_that_name_another_key_are_refused(client: httpx.Client, header: str) -> None:
    assert post(client, event(), **{header: '"other"'}).status_code == 400


def test_an_unknown_flow_is_named(client: httpx.Client) -> None:
    answer = post(client, event(flow="nobody"))
    assert answer.status_code == 404
    assert client.get("/v1/flows/nobody/baselines").status_code == 404


def test_another_content_type_is_not_understood(client: httpx.Client) -> None:
    assert post(client, event(), **{"Content-Type": "application/json"}).status_code == 415


@pytest.mark.parametrize("name", BAD_BODIES)
def test_what_is_never_accepted_is_refused_and_not_kept(client: httpx.Client, name: str) -> None:
    sent = event()
    sent.body = BAD_BODIES[name](sent)
    assert post(client, sent).status_code in {400, 422}
    assert client.get("/v1/runs", params={"key": sent.key}).status_code == 404


def test_a_body_above_the_limit_is_too_large(client: httpx.Client) -> None:
    assert post(client, event(data={"text": "x" * (65 << 20)})).status_code == 413


def test_a_megabyte_less_a_little_is_taken(client: httpx.Client) -> None:
    answer = post(client, event("product:5", {"text": "x" * ((1 << 20) - 2000)}))
    assert finished(client, answer)["state"] == "succeeded"


def test_text_of_all_scripts_arrives_as_it_is(client: httpx.Client) -> None:
    data = {
        "title": 'Ñandú "quoted" \\ / \u2028 \x7f \u0001 𝔘 שלום e\u0301',
        "n": -12,
        "none": None,
    }
    assert finished(client, post(client, event("onix:Ä/1 2", data)))["state"] == "succeeded"


def test_baselines_tell_what_each_subject_last_took(client: httpx.Client) -> None:
    start = max((e["sequence"] for e in _baselines(client, 0)), default=0)
    first = event("milestone:product:9:status", {"v": "a"}, flow="launch")
    other = event("milestone:product:10:status", {"v": "a"}, flow="launch")
    last = event("milestone:product:9:status", {"v": "b"}, flow="launch")
    for sent in (first, other, last):
        finished(client, post(client, sent))
    told = _baselines(client, start)
    assert [entry["key"] for entry in told] == [other.key, last.key]
    assert told[1]["payload_sha256"] == json.loads(last.body)["payloadsha256"]
    assert _baselines(client, told[0]["sequence"]) == told[1:]
    assert _baselines(client, told[1]["sequence"]) == []


def _baselines(client: httpx.Client, since: int) -> list[dict[str, object]]:
    path = "/v1/flows/launch/baselines"
    told = client.get(path, params={"since": since} if since else {}).json()
    return told["items"] + (_baselines(client, told["next"]) if told["next"] else [])


def test_an_unknown_run_or_key_is_a_promise_that_it_was_never_taken(client: httpx.Client) -> None:
    assert client.get("/v1/runs/nothing").status_code == 404
    assert client.get("/v1/runs", params={"key": "f" * 64}).status_code == 404


def test_a_value_that_goes_and_comes_back_ends_as_the_first(client: httpx.Client) -> None:
    sent = [event("product:6", {"price": price}) for price in ("12.99", "14.99", "12.99")]
    for one in sent:
        assert finished(client, post(client, one))["state"] == "succeeded"
    told = client.get("/v1/flows/gardners/baselines").json()["items"]
    assert [entry["key"] for entry in told if entry["subject"] == "product:6"] == [sent[2].key]


@pytest.mark.parametrize("kind", ["gateway", "plain receiver"])
def test_what_was_answered_survives_a_kill(tmp_path: Path, kind: str) -> None:
    def start() -> object:
        gateway = kind == "gateway"
        return running_gateway(config) if gateway else running_plain_receiver(tmp_path)

    config = write_config(tmp_path)
    sent = [event(f"product:{n}") for n in range(20)]
    with start() as receiver, receiver.client() as client:
        assert all(post(client, one).status_code in {200, 202} for one in sent)
        receiver.kill()
    with start() as receiver, receiver.client() as client:
        for one in sent:
            again = post(client, one)
            assert again.json()["duplicate"] is True
            assert finished(client, again)["state"] == "succeeded"


def test_the_requests_of_these_tests_fit_the_contract_too(receiver: Receiver) -> None:
    with recorder(receiver.url) as (address, kept), httpx.Client(trust_env=False) as client:
        client.base_url = httpx.URL(address)
        client.headers["Authorization"] = receiver.client().headers["Authorization"]
        finished(client, post(client, event("product:7")))
        client.get("/v1/flows/gardners/baselines", params={"since": 1})
    assert [errors(exchange) for exchange in kept] == [[]] * len(kept)
    assert len(kept) >= 2
