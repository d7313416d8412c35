"""The contract as a judge: does an exchange fit the OpenAPI file, whoever spoke?"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from desktop_app.records.resources import resource_text

_BASE = "urn:contract"


@cache
def contract() -> dict[str, Any]:
    return yaml.safe_load(resource_text("contract", "xconnector.openapi.yaml"))


@cache
def _registry() -> Registry[Any]:
    whole = Resource.from_contents(contract(), default_specification=DRAFT202012)
    return Registry().with_resource(_BASE, whole)


@dataclass
class Exchange:
    """One request and its answer, as they went over the wire."""

    method: str
    target: str
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int
    response_headers: Mapping[str, str]
    response_body: bytes
    words: str = field(default="")


def errors(exchange: Exchange) -> list[str]:
    """All that does not fit the OpenAPI file, request and answer; empty if it fits."""
    return request_errors(exchange) + response_errors(exchange)


def request_errors(exchange: Exchange) -> list[str]:
    """What is wrong with the request alone."""
    path, query = _split(exchange.target)
    template, values = _template(path)
    if template is None:
        return [f"no such path: {path}"]
    operation = contract()["paths"][template].get(exchange.method.lower())
    if operation is None:
        return [f"no such method: {exchange.method} {template}"]
    sent = {
        "path": values,
        "query": query,
        "header": {name.lower(): value for name, value in exchange.request_headers.items()},
    }
    found = []
    for parameter in map(resolved, operation.get("parameters", [])):
        name = parameter["name"]
        here = sent[parameter["in"]]
        value = here.get(name.lower() if parameter["in"] == "header" else name)
        if value is None:
            found += [f"{name} is missing"] if parameter.get("required") else []
        else:
            found += against(parameter["schema"], _typed(value, parameter["schema"]), name)
    return found + _body_errors(operation, exchange, sent["header"])


def response_errors(exchange: Exchange) -> list[str]:
    """What is wrong with the answer alone."""
    template, _ = _template(_split(exchange.target)[0])
    if template is None:
        return []
    operation = contract()["paths"][template].get(exchange.method.lower(), {"responses": {}})
    answers = operation["responses"]
    told = answers.get(str(exchange.status), answers.get("default"))
    if told is None:
        return [f"{exchange.status} is no answer of {exchange.method} {template}"]
    told = resolved(told)
    headers = {name.lower(): value for name, value in exchange.response_headers.items()}
    found = []
    for name, header in told.get("headers", {}).items():
        value = headers.get(name.lower())
        if value is not None:
            found += against(header["schema"], _typed(value, header["schema"]), name)
        elif header.get("required"):
            found.append(f"the answer has no {name}")
    kind = headers.get("content-type", "").partition(";")[0]
    if kind not in told["content"]:
        return [*found, f"{exchange.status} came as {kind}"]
    body = json.loads(exchange.response_body)
    return found + against(told["content"][kind]["schema"], body, "answer")


def _body_errors(
    operation: Mapping[str, Any], exchange: Exchange, headers: Mapping[str, str]
) -> list[str]:
    if "requestBody" not in operation:
        return ["a body where none belongs"] if exchange.request_body else []
    kind, _, rest = headers.get("content-type", "").partition(";")
    content = operation["requestBody"]["content"].get(kind.strip())
    if content is None:
        return [f"content type {kind}"]
    if rest and rest.strip().lower() != "charset=utf-8":
        return [f"content type {kind};{rest}"]
    return against(content["schema"], json.loads(exchange.request_body), "body")


def _split(target: str) -> tuple[str, dict[str, str]]:
    from urllib.parse import parse_qsl, urlsplit

    parts = urlsplit(target)
    return parts.path, dict(parse_qsl(parts.query))


def _template(path: str) -> tuple[str | None, dict[str, str]]:
    for template in contract()["paths"]:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        if found := re.fullmatch(pattern, path):
            return template, found.groupdict()
    return None, {}


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """The node that a `$ref` of the file leads to."""
    while "$ref" in node:
        target: Any = contract()
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def _typed(value: str, schema: dict[str, Any]) -> Any:
    is_number = resolved(schema).get("type") == "integer" and value.isdigit()
    return int(value) if is_number else value


def against(schema: dict[str, Any], value: Any, where: str) -> list[str]:
    """What of a value does not fit a schema of the file."""
    validator = Draft202012Validator(
        _absolute(schema), registry=_registry(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{where}{e.json_path[1:]}: {e.message[:200]}" for e in validator.iter_errors(value)]


def _absolute(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            name: _BASE + value if name == "$ref" else _absolute(value)
            for name, value in node.items()
        }
    return [_absolute(entry) for entry in node] if isinstance(node, list) else node
