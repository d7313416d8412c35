"""The double as a client meets it: over HTTP, in a process of its own, with faults on request."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import build_schema, get_introspection_query, graphql_sync
from PIL import Image

from desktop_app.records.resources import resource_text
from tests.support_gateway import event, finished, post
from tests.support_sandbox import Sandbox, running_sandbox

PAGES = (
    ("products", "query($a: Int) { products(productSearch: {after: $a}) { id } }"),
    ("works", "query($a: Int) { works(workSearch: {after: $a}) { id products { id } } }"),
)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {sandbox.consonance['key']}"}
    sandbox.faults("")
    with httpx.Client(headers=headers, trust_env=False, timeout=30) as opened:
        yield opened
    sandbox.faults("")


def ask(client: httpx.Client, sandbox: Sandbox, query: str, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return client.post(sandbox.consonance["url"], json=body)


def test_introspection_over_http_equals_the_schema_file(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    query = get_introspection_query()
    file = build_schema(resource_text("schema", "consonance.graphql"))
    assert ask(client, sandbox, query).json()["data"] == graphql_sync(file, query).data


@pytest.mark.parametrize(("root", "query"), PAGES)
def test_paging_reaches_everything_once(
    sandbox: Sandbox, client: httpx.Client, root: str, query: str
) -> None:
    seen: list[int] = []
    pages = 0
    while page := ask(client, sandbox, query, a=seen[-1] if seen else 0).json()["data"][root]:
        seen += [each["id"] for each in page]
        pages += 1
    assert pages > 3
    assert seen == sorted(set(seen))
    assert len(seen) >= {"products": 700, "works": 300}[root]


def test_a_wrong_key_is_refused_everywhere(sandbox: Sandbox) -> None:
    admin = sandbox.consonance["admin"]
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Token wrong"}):
        with httpx.Client(headers=headers, trust_env=False) as stranger:
            answers = [
                stranger.post(sandbox.consonance["url"], json={"query": "{ works { id } }"}),
                stranger.patch(f"{admin}/products/20001", json={"fullTitle": "Mine"}),
                stranger.delete(f"{admin}/works/1001"),
                stranger.post(f"{admin}/faults", content="html"),
                stranger.get(f"{admin}/log"),
            ]
        assert [each.status_code for each in answers] == [401] * len(answers)
        assert all(each.json()["errors"][0]["message"] for each in answers)


def test_web_pages_and_other_hosts_may_not_call(sandbox: Sandbox, client: httpx.Client) -> None:
    query = {"query": "{ works { id } }"}
    url = sandbox.consonance["url"]
    page = client.post(url, json=query, headers={"Origin": "https://example.org"})
    named = client.post(url, json=query, headers={"Host": "example.org"})
    form = client.post(url, content=json.dumps(query), headers={"Content-Type": "text/plain"})
    assert (page.status_code, named.status_code, form.status_code) == (403, 421, 415)


def test_errors_read_as_those_of_the_real_server(sandbox: Sandbox, client: httpx.Client) -> None:
    unknown = ask(client, sandbox, "{ works { todos } }")
    assert unknown.status_code == 200
    assert unknown.json() == {
        "errors": [
            {
                "message": "Field 'todos' doesn't exist on type 'Work'",
                "locations": [{"line": 1, "column": 11}],
                "extensions": {
                    "code": "undefinedField",
                    "typeName": "Work",
                    "fieldName": "todos",
                },
            }
        ]
    }
    for query, words in (
        ("{ works(first: 5) { id } }", "Field 'works' doesn't accept argument 'first'"),
        ("{ works {", "Parse error"),
        ("", "No query string was present"),
        ('{ works(workSearch: {changedSince: "soon"}) { id } }', "ISO8601Date"),
    ):
        body = ask(client, sandbox, query).json()
        assert words in body["errors"][0]["message"]
        assert not body.get("data")


def test_a_mutation_is_refused_in_words(sandbox: Sandbox, client: httpx.Client) -> None:
    query = 'mutation { updateWork(input: {id: 1001, title: "Mine"}) { work { id } } }'
    answer = ask(client, sandbox, query).json()
    assert answer["data"] == {"updateWork": None}
    assert answer["errors"][0]["message"] == "This key is for reading only."


def test_codes_are_spelled_as_the_schema_spells_them(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    query = (
        "{ products(priceSearch: {onixPriceTypeCodeIn: [_01]}) { onixPublishingStatusCode "
        "onix21ProductFormCode onix21ProductForm { code value } prices { onixPriceTypeCode } } }"
    )
    for each in ask(client, sandbox, query).json()["data"]["products"]:
        assert each["onixPublishingStatusCode"].startswith("_")
        assert "_01" in {price["onixPriceTypeCode"] for price in each["prices"]}
        assert each["onix21ProductForm"]["value"] == each["onix21ProductFormCode"]


def test_a_patch_shows_at_once_and_in_changed_since(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.patch_product("20007", {"fullTitle": "Patched today", "titlePrefix": None})
    assert sandbox.product("20007", "fullTitle") == {"fullTitle": "Patched today"}
    # Days are those of the server, so yesterday is asked for: midnight may pass between.
    since = ask(client, sandbox, "{ products { id } }").headers["Date"]
    day = httpx.Headers({"d": since})["d"]
    query = "query($d: ISO8601Date) { products(productSearch: {changedSince: $d}) { id } }"
    ids = [
        each["id"]
        for each in ask(client, sandbox, query, d=_day_before(day)).json()["data"]["products"]
    ]
    assert 20007 in ids
    assert len(ids) < 100


def _day_before(header: str) -> str:
    from datetime import timedelta
    from email.utils import parsedate_to_datetime

    return (parsedate_to_datetime(header) - timedelta(days=1)).date().isoformat()


def test_a_patch_that_does_not_fit_is_refused_in_words(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    admin = sandbox.consonance["admin"]
    for path, body, status, words in (
        ("products/20001", {"colour": "red"}, 422, "has no field colour"),
        ("products/1", {"fullTitle": "A"}, 404, "no product 1"),
        ("contacts/1", {"name": "A"}, 404, "Not Found"),
    ):
        answer = client.patch(f"{admin}/{path}", json=body)
        assert answer.status_code == status
        assert words in answer.json()["errors"][0]["message"]
    broken = client.patch(f"{admin}/products/20001", content=b'{"fullTitle": ')
    assert broken.status_code == 422
    assert "not JSON" in broken.json()["errors"][0]["message"]


def test_each_fault_shows_as_it_says(sandbox: Sandbox, client: httpx.Client) -> None:
    query = "{ works { id title } }"
    whole = ask(client, sandbox, query)

    sandbox.faults("status=503@first 1")
    answers = [ask(client, sandbox, query).status_code for _ in range(3)]
    assert answers == [503, 200, 200]
    sandbox.faults("status=429@every 2")
    assert [ask(client, sandbox, query).status_code for _ in range(4)] == [200, 429, 200, 429]

    sandbox.faults("html")
    assert ask(client, sandbox, query).headers["Content-Type"].startswith("text/html")
    sandbox.faults("expired-key")
    assert ask(client, sandbox, query).status_code == 401
    sandbox.faults("reset")
    with pytest.raises(httpx.TransportError):
        ask(client, sandbox, query)
    sandbox.faults("truncate")
    with pytest.raises(httpx.RemoteProtocolError):
        ask(client, sandbox, query)
    sandbox.faults("latency=0.4")
    with pytest.raises(httpx.ReadTimeout):
        client.post(sandbox.consonance["url"], json={"query": query}, timeout=0.1)

    sandbox.faults("")
    assert ask(client, sandbox, query).content == whole.content


def test_a_fault_nobody_knows_is_refused_and_leaves_all_as_it_was(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    url = f"{sandbox.consonance['admin']}/faults"
    for spec in ("gremlin", "latency=fast", "status=503@never", "xconnector.gremlin"):
        assert client.post(url, content=spec).status_code == 422
    assert ask(client, sandbox, "{ works { id } }").status_code == 200


def test_faults_with_the_prefix_reach_the_gateway(sandbox: Sandbox, client: httpx.Client) -> None:
    told = sandbox.first_line["xconnector"]
    headers = {"Authorization": f"Bearer {told['token']}"}
    sandbox.faults("xconnector.status=503@first 1")
    flows = [httpx.get(f"{told['url']}/v1/flows", headers=headers) for _ in range(2)]
    assert [each.status_code for each in flows] == [503, 200]
    assert ask(client, sandbox, "{ works { id } }").status_code == 200


def test_the_log_tells_what_was_asked_and_no_key(sandbox: Sandbox, client: httpx.Client) -> None:
    ask(client, sandbox, "{ works { id } }")
    answer = client.get(f"{sandbox.consonance['admin']}/log")
    assert sandbox.consonance["key"] not in answer.text
    items = answer.json()["items"]
    assert answer.json()["total"] == len(items)
    assert any(each["path"] == "/graphql" and each["status"] == 200 for each in items)


def test_covers_come_from_the_addresses_in_the_records(
    sandbox: Sandbox, client: httpx.Client
) -> None:
    query = "{ work(workSearch: {idEq: 1002}) { supportingResources { url fileSize height } } }"
    (told,) = ask(client, sandbox, query).json()["data"]["work"]["supportingResources"]
    answer = httpx.get(told["url"], trust_env=False)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert len(answer.content) == told["fileSize"]
    image = Image.open(io.BytesIO(answer.content))
    image.load()
    assert (image.format, image.height) == ("JPEG", told["height"])


def test_the_gateway_beside_it_applies_events_to_the_table(sandbox: Sandbox) -> None:
    told = sandbox.first_line["xconnector"]
    headers = {"Authorization": f"Bearer {told['token']}"}
    names = ["gardners", "erp", "ingram", "dam", "launch"]
    with httpx.Client(base_url=told["url"], headers=headers, trust_env=False) as gateway:
        assert gateway.get("/v1/health").json()["status"] == "ok"
        flows = gateway.get("/v1/flows").json()["items"]
        assert [each["name"] for each in flows][: len(names)] == names
        assert {each["purpose"] for each in flows} == {1, 2, 3, 4, 5, 6, 7}
        for name in names:
            sent = event("product:20001", flow=name)
            assert finished(gateway, post(gateway, sent))["state"] == "succeeded"
    with sqlite3.connect(sandbox.sql_file) as destination:
        for name in names:
            rows = destination.execute(f"SELECT subject FROM {name}").fetchall()
            assert rows == [("product:20001",)]
    assert Path(sandbox.sql_file).stat().st_mode & 0o077 == 0
