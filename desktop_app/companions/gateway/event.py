"""Is this request one event of the contract, and what does it say?"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop_app.companions.gateway import problems
from desktop_app.companions.gateway.config import FLOW_NAME
from desktop_app.companions.gateway.problems import Problem
from desktop_app.companions.gateway.strict_json import UnreadableError, canonical, parse

CONTENT_TYPE = "application/cloudevents+json"
KEY = re.compile(r"[A-Za-z0-9._~:-]{1,128}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_TYPE = re.compile(r"app\.colophon\.[a-z]+\.[a-z]+\.v[0-9]+")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TOLERANCE = 300
_JSON = "application/json"
_MEDIA = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}")
_WIDEST = 16_384
_COLUMNS = re.compile(rf"[^\r\n]{{1,{_WIDEST}}}")
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?=[,;]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """One event; ``payload`` is its ``data`` in canonical JSON, be it an object or a text.

    ``columns`` names those of a row of CSV where they are not those of the format, else it is "".
    """

    key: str
    flow: str
    subject: str
    type: str
    source: str
    time: str
    payload: str
    payload_sha256: str
    body_sha256: str
    correlation: str
    columns: str = ""


def read_key(headers: Mapping[str, str]) -> str:
    """The key that the headers agree on.

    Raises Problem 400 if one is missing, malformed or differs.
    """
    quoted = headers.get("Idempotency-Key", "").strip()
    key = quoted[1:-1] if len(quoted) > 1 and quoted[0] == quoted[-1] == '"' else ""
    if not KEY.fullmatch(key):
        raise problems.malformed(
            "The header Idempotency-Key is missing or not a quoted key.",
            ("Idempotency-Key", "must be a key in double quotes"),
        )
    if headers.get("webhook-id", "").strip() != key:
        raise problems.malformed(
            "The headers webhook-id and Idempotency-Key must name the same key.",
            ("webhook-id", "must be the key without quotes"),
        )
    if not _TIMESTAMP.fullmatch(headers.get("webhook-timestamp", "").strip()):
        raise problems.malformed(
            "The header webhook-timestamp is missing or not a number of seconds.",
            ("webhook-timestamp", "must be whole seconds since 1970"),
        )
    return key


def check_signature(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> None:
    """Standard Webhooks: an HMAC over id, time and the exact body. Raises Problem 401."""
    timestamp = headers.get("webhook-timestamp", "").strip()
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > _TOLERANCE:
        raise problems.sign_in("The time of this request is more than five minutes away.")
    signed = f"{headers.get('webhook-id', '').strip()}.{timestamp}.".encode() + body
    expected = hmac.new(_secret_bytes(secret), signed, hashlib.sha256).digest()
    for entry in headers.get("webhook-signature", "").split():
        version, _, text = entry.partition(",")
        try:
            given = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            continue
        if version == "v1" and hmac.compare_digest(given, expected):
            return
    raise problems.sign_in("The signature is missing or does not fit the body.")


def _secret_bytes(secret: str) -> bytes:
    """Standard Webhooks secrets are Base64 after `whsec_`; any other text stands for itself."""
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"))
    return secret.encode()


def wait_seconds(prefer: list[str], most: float = 30.0) -> float:
    """How long the sender prefers to wait for a finished run; 0 if it does not say."""
    for value in prefer:
        if found := _WAIT.search(value):
            return min(float(found[1]), most)
    return 0.0


def read_event(body: bytes, key: str, correlation: str) -> Event:
    """The event in a body.

    Raises Problem 400 if it is not readable JSON or names another key, 422 if members are missing
    or not as agreed, or if the hash does not fit the payload.
    """
    try:
        document = parse(body)
    except UnreadableError as error:
        raise problems.malformed(str(error)) from None
    if not isinstance(document, dict):
        raise _not_an_event([("", "must be an object")])
    if errors := list(_member_errors(document)):
        raise _not_an_event(errors)
    if document["id"] != key:
        raise problems.malformed(
            "The event's id and the key in the headers differ.", ("/id", "must be the key")
        )
    payload = canonical(document["data"])
    payload_sha256 = hashlib.sha256(payload_bytes(document["data"])).hexdigest()
    if payload_sha256 != document["payloadsha256"]:
        raise Problem(
            422,
            "payload-hash",
            "Payload and hash differ",
            "payloadsha256 is not the SHA-256 of data in canonical JSON, or of a text as it is.",
            errors=[("/payloadsha256", "does not fit data")],
        )
    return Event(
        key=key,
        flow=document["flow"],
        subject=document["subject"],
        type=document["type"],
        source=document["source"],
        time=document["time"],
        payload=payload,
        payload_sha256=payload_sha256,
        body_sha256=hashlib.sha256(body).hexdigest(),
        correlation=correlation[:128],
        columns=document.get("columns", ""),
    )


def payload_bytes(data: Any) -> bytes:
    """What is hashed of a payload: a text as it is, an object in canonical JSON."""
    return (data if isinstance(data, str) else canonical(data)).encode()


def _not_an_event(errors: list[tuple[str, str]]) -> Problem:
    count = len(errors)
    return Problem(
        422,
        "not-an-event",
        "Not an event of this contract",
        f"{count} member{'s are' if count > 1 else ' is'} missing or not as agreed.",
        errors=errors,
    )


def _member_errors(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    patterns = {
        "id": (KEY, "must be a key of 1 to 128 letters, digits and . _ ~ : -"),
        "type": (_TYPE, "must be app.colophon.<noun>.<verb>.v<number>"),
        "flow": (FLOW_NAME, "must be the name of a flow"),
        "payloadsha256": (_SHA256, "must be a SHA-256 in lowercase hexadecimal"),
    }
    if document.get("specversion") != "1.0":
        yield "/specversion", _words(document, "specversion", "must be 1.0")
    kind = document.get("datacontenttype")
    if not isinstance(kind, str) or not _MEDIA.fullmatch(kind):
        yield "/datacontenttype", _words(document, "datacontenttype", "must be a media type")
    for name, (pattern, words) in patterns.items():
        value = document.get(name)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            yield f"/{name}", _words(document, name, words)
    if not _is_instant(document.get("time")):
        yield "/time", _words(document, "time", "must be an RFC 3339 time in UTC")
    for name, longest in (("source", 256), ("subject", 512)):
        value = document.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            yield f"/{name}", _words(document, name, f"must be text of 1 to {longest} characters")
    columns = document.get("columns", "-")
    if not isinstance(columns, str) or not _COLUMNS.fullmatch(columns):
        yield "/columns", f"must be one line of 1 to {_WIDEST} characters"
    wanted, words = (str, "must be a text") if kind != _JSON else (dict, "must be an object")
    if not isinstance(document.get("data"), wanted):
        yield "/data", _words(document, "data", words)


def _is_instant(value: object) -> bool:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:  # a day or an hour that no calendar has
        return False
    return True


def _words(document: dict[str, Any], name: str, words: str) -> str:
    return words if name in document else "is missing"
