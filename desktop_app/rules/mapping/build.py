"""What would go to a destination? The payload of one subject: bytes, hash, and a row per value.

Pure: the same record, flow and table give the same bytes on any day and on any machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop_app.records.cover import CoverChoice
from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES
from desktop_app.records.payload import Payload
from desktop_app.records.title import Record
from desktop_app.rules.mapping.cells import Writing
from desktop_app.rules.mapping.compiled import about, compiled
from desktop_app.rules.mapping.rows import GroupRow
from desktop_app.rules.mapping.selectors import context
from desktop_app.rules.mapping.table import table_of
from desktop_app.rules.mapping.writers import header, written
from desktop_app.rules.onix.build import build as product


def build(
    record: Record,
    flow: Flow,
    subject: str,
    cover: CoverChoice | None = None,
    hashes: Mapping[str, str] | None = None,
) -> Payload:
    """The payload for one subject of a flow. Never raises for any document of JSON values.

    ``cover`` is a person's choice where a title has several front covers, ``hashes`` are the
    SHA-256 of files that were fetched, by address.

    JSON is written in UTF-8 without spaces, keys in the table's order, money and measures as
    text, so that reading and writing it again gives the same bytes. A value that the source
    cannot tell is left out; one that is not there is null. Other forms are in ``writers``.
    """
    if flow.format in RELEASES:
        return product(record, flow, subject, cover)
    table = compiled(flow.format, flow.audience, flow.own)
    known = table.known
    seen = context(record.document, flow, cover, hashes)
    document = record.document
    if known.scope and about(known, subject):
        document = known.scope.within(document, seen, subject)
        seen = replace(seen, printed=_printed(document.get(known.scope.alias)))
    writing = Writing(document, seen)
    for put in table.steps_of(subject):
        put(writing)
    data = written(known, writing.tree, subject)
    return Payload(
        subject=subject,
        flow=flow.name,
        format=flow.format,
        mapping_version=known.version,
        content_type=known.content_type,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=tuple(writing.rows),
        # Whoever knows the format knows the columns of all others.
        columns=header(known) if flow.own and known.writes == "csv" else "",
    )


def _printed(entry: Any) -> frozenset[str] | None:
    ids = entry.get("productIds") if isinstance(entry, Mapping) else None
    return frozenset(map(str, ids)) if isinstance(ids, list | tuple) else None


def hashed(flow: Flow) -> bool:
    """Whether payloads of a flow tell the checksums of files."""
    rows = () if flow.format in RELEASES else table_of(flow).rows
    return any(
        each.transform.name == "sha256"
        for row in rows
        if isinstance(row, GroupRow)
        for each in row.rows
    )
