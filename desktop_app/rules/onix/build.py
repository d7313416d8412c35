"""What would go as ONIX? One <Product> with its namespace: bytes, hash, and a row per value.

Pure: the same record and flow give the same bytes on any day and on any machine. A message round
the products, with the day it is sent, is made when a file is written (see ``message``).
"""

from __future__ import annotations

import hashlib

from desktop_app.records.cover import CoverChoice
from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES, Tags
from desktop_app.records.payload import Payload
from desktop_app.records.title import Record, SourceKind
from desktop_app.rules.mapping.paths import read
from desktop_app.rules.mapping.selectors import context
from desktop_app.rules.mapping.transforms import isbn13
from desktop_app.rules.onix import collateral, descriptive, publishing, supply
from desktop_app.rules.onix.codes import NOTIFICATION
from desktop_app.rules.onix.sink import Sink
from desktop_app.rules.onix.writing import Writing, digits, words

CONTENT_TYPE = "application/xml"
VERSION = 1
"""Raised by hand when the same record and flow are written otherwise than before."""

_TEST = "89"
_EARLY, _CONFIRMED = "01", "03"


def namespace(release: str, tags: Tags) -> str:
    """The namespace of a release and tag style."""
    return f"http://ns.editeur.org/onix/{release}/{tags.value}"


def build(record: Record, flow: Flow, subject: str, cover: CoverChoice | None = None) -> Payload:
    """The <Product> of one record. Never raises for any document of JSON values."""
    settings = flow.onix
    sink = Sink(settings.tags)
    to = Writing(record, flow, settings, context(record.document, flow, cover), sink)
    _head(to)
    descriptive.write(to)
    collateral.write(to)
    publishing.write(to)
    supply.related(to)
    supply.write(to)
    name = "product" if settings.tags is Tags.SHORT else "Product"
    space = namespace(RELEASES[flow.format], settings.tags)
    # Half a character of a pair is no character, and no encoding of text holds it.
    data = f'<{name} xmlns="{space}">{sink.text()}</{name}>'.encode("utf-8", "replace")
    return Payload(
        subject=subject,
        flow=flow.name,
        format=flow.format,
        mapping_version=f"{flow.format}.v{VERSION}",
        content_type=CONTENT_TYPE,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        rows=tuple(sink.rows),
    )


def _head(to: Writing) -> None:
    sink = to.sink
    if to.record.source is SourceKind.ONIX:
        reference, rule = words(to.record.id.partition(":")[2]), "as in the file"
    else:
        reference = to.settings.reference + to.words("id")
        rule = "setting of the flow: reference, then the number of the product"
    sink.say("RecordReference", reference, "id", rule)
    status = to.code("onixPublishingStatusCode")
    if to.flow.trial:
        sink.say("NotificationType", _TEST, "", "test record, since this is not production")
    elif not digits(read(to.document, ("publicationDate",))):
        sink.say("NotificationType", _EARLY, "publicationDate", "no publication date: early")
    else:
        kind = NOTIFICATION.get(status, _CONFIRMED)
        sink.say("NotificationType", kind, "onixPublishingStatusCode", "by publishing status")
    _numbers(to)


def _numbers(to: Writing) -> None:
    found = isbn13(read(to.document, ("isbn", "isbn13")))
    number = words(found)
    kinds = (("03", "GTIN-13"), ("15", "ISBN-13")) if number else ()
    for kind, name in kinds:
        to.sink.begin("ProductIdentifier", name)
        to.sink.fixed("ProductIDType", kind)
        to.sink.say("IDValue", number, "isbn.isbn13", "ISBN-13, no hyphens")
        to.sink.end()
    if not number and to.words("id"):
        to.sink.begin("ProductIdentifier", "own")
        to.sink.fixed("ProductIDType", "01")
        to.sink.fixed("IDTypeName", "Consonance product")
        to.say("IDValue", "id")
        to.sink.end()
