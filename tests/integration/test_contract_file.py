"""The OpenAPI file itself: valid, complete, and its examples fit it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.support_contract import against, contract, resolved


def test_the_file_is_valid_openapi_3_1() -> None:
    assert contract()["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(contract()).iter_errors()] == []


def test_every_path_of_the_contract_is_there() -> None:
    assert set(contract()["paths"]) == {
        "/v1/health",
        "/v1/flows",
        "/v1/flows/{flow}/baselines",
        "/v1/events",
        "/v1/assets/{sha256}",
        "/v1/runs",
        "/v1/runs/{run}",
    }


def test_an_event_may_get_each_answer_that_the_sender_tells_apart() -> None:
    answers = set(contract()["paths"]["/v1/events"]["post"]["responses"])
    assert answers >= set("200 202 400 401 403 404 408 409 410 413 415 422 429 503".split())  # noqa: SIM905


def test_only_health_goes_without_a_token() -> None:
    without = [
        path
        for path, item in contract()["paths"].items()
        for operation in item.values()
        if operation.get("security") == []
    ]
    assert without == ["/v1/health"]
    assert contract()["security"] == [{"token": []}]


def _examples(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any], Any]]:
    if isinstance(node, dict):
        if "schema" in node and "example" in node:
            yield where, node["schema"], node["example"]
        if "schema" in node and "examples" in node:
            for name, example in node["examples"].items():
                yield f"{where}/{name}", node["schema"], resolved(example)["value"]
        for name, below in node.items():
            yield from _examples(below, f"{where}/{name}")


@pytest.mark.parametrize("one", list(_examples(contract())), ids=lambda one: one[0])
def test_every_example_fits_its_schema(one: tuple[str, dict[str, Any], Any]) -> None:
    _, schema, value = one
    assert against(schema, value, "example") == []


def test_the_hashes_of_the_examples_can_be_recomputed() -> None:
    body = contract()["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    for example in body["application/cloudevents+json"]["examples"].values():
        event = example["value"]
        text = json.dumps(event["data"], ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == event["payloadsha256"]
