"""What is put round a payload when it goes? One CloudEvents 1.0 event in JSON.

Made once, at the first attempt, and stored: equal leases and instants give equal bytes.
"""

from __future__ import annotations

import json

from desktop_app.records.job import Lease

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
_DATA = b',"data":'
_NOUNS = {"product": "title", "onix": "title"}
"""Kinds of subject whose events are named after something else than the kind."""


def wrap(lease: Lease, now: str, ledger: str) -> bytes:
    """The event that carries the payload of a lease.

    ``now`` is an ISO instant in UTC, ``ledger`` the random id of the sending ledger. JSON
    payloads stand in ``data`` byte for byte, any other as one text. ``overrides`` says which
    rules a person confirmed because they could not be checked, and with what reason;
    ``columns`` names the columns of a row that a publisher's own mapping made.
    """
    kind = lease.content_type.partition(";")[0].strip().lower()
    attributes = {
        "specversion": "1.0",
        "id": lease.key,
        "source": f"urn:colophon:{ledger}",
        "type": _type(lease.subject),
        "subject": lease.subject,
        "time": now,
        "datacontenttype": kind,
        "flow": lease.flow,
        "payloadsha256": lease.payload_sha256,
    }
    if lease.overrides:
        attributes["overrides"] = lease.overrides
    if lease.columns:
        attributes["columns"] = lease.columns
    head = _dump(attributes).encode()
    data = lease.payload if _is_json(kind) else _dump(lease.payload.decode("utf-8")).encode()
    return b"".join((head[:-1], _DATA, data, b"}"))


def open_binary(envelope: bytes) -> tuple[dict[str, str], bytes]:
    """Attributes and payload of a stored event, for CloudEvents in binary mode.

    The payload is cut out, not written anew, so that it keeps its bytes.
    """
    # A quotation mark inside a JSON text is always escaped: the first match is the member.
    head, _, tail = envelope.partition(_DATA)
    attributes: dict[str, str] = json.loads(head + b"}")
    data = tail[:-1]
    if not _is_json(attributes["datacontenttype"]):
        data = str(json.loads(data)).encode()
    return attributes, data


def _type(subject: str) -> str:
    kind = subject.partition(":")[0]
    return f"app.colophon.{_NOUNS.get(kind, kind)}.updated.v1"


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or content_type.endswith("+json")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
