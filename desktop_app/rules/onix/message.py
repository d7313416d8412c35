"""What is put round products when a file goes? One message with a header, written piece by piece.

Only here stand the day it is sent and the number of the message; products keep their bytes. A file
of any number of products takes no more memory than one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desktop_app.records.errors import UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES, Tags
from desktop_app.records.payload import Row
from desktop_app.rules.onix.build import namespace
from desktop_app.rules.onix.sink import Sink

_INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d)?(?:\.\d+)?Z")


@dataclass(frozen=True, slots=True)
class Envelope:
    """``sent`` is an ISO instant in UTC; ``number`` counts the messages to one recipient."""

    sent: str
    number: int = 0


def message(products: Iterable[bytes], flow: Flow, envelope: Envelope) -> Iterator[bytes]:
    """The pieces of a whole file in UTF-8, in order.

    Raises UsageError when the flow names no sender, and ValueError for a product of another
    release or tag style: nothing of such a file may be sent.
    """
    settings = flow.onix
    if not settings.sender:
        raise UsageError(
            f"The flow {flow.name} names no sender, and a message needs one.",
            not_done="No file was written.",
            next_step="Set the sender of the flow.",
        )
    release = RELEASES[flow.format]
    short = settings.tags is Tags.SHORT
    name = "ONIXmessage" if short else "ONIXMessage"
    product = "product" if short else "Product"
    space = f' xmlns="{namespace(release, settings.tags)}"'
    start = f"<{product}{space}>".encode()
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}{space} release="{release}">\n'.encode()
    yield _header(flow, envelope)
    for each in products:
        if not each.startswith(start):
            raise ValueError(f"a product is not of ONIX {release} with {settings.tags} tags")
        # The namespace stands once, at the top.
        yield f"<{product}>".encode()
        yield each[len(start) :]
        yield b"\n"
    yield f"</{name}>\n".encode()


def _header(flow: Flow, envelope: Envelope) -> bytes:
    settings = flow.onix
    sink = Sink(settings.tags)
    sink.begin("Header")
    sink.begin("Sender")
    for name, value in (
        ("SenderName", settings.sender),
        ("ContactName", settings.contact),
        ("EmailAddress", settings.email),
    ):
        sink.say(name, value, "", "")
    sink.end()
    if settings.addressee:
        sink.begin("Addressee")
        sink.say("AddresseeName", settings.addressee, "", "")
        sink.end()
    if envelope.number:
        sink.fixed("MessageNumber", str(envelope.number))
    sink.fixed("SentDateTime", _moment(envelope.sent))
    sink.end()
    return f"{sink.text()}\n".encode()


SET_WHEN_SENT, LEFT_OUT, NOT_SET = "set when sent", "left out", "not set"
"""How the rule of a row without a value begins: why there is none yet, or none at all."""

_SETTING = "setting of the flow"
_SAYS = (
    ("Header.Sender.SenderName", "sender", "no message can be written without one"),
    ("Header.Sender.ContactName", "contact", "left out of the message"),
    ("Header.Sender.EmailAddress", "email", "left out of the message"),
    ("Header.Addressee.AddresseeName", "addressee", "left out of the message"),
)


def header_rows(flow: Flow) -> tuple[Row, ...]:
    """What the header of a message says, each value with its origin, in the order of the schema.

    Where there is no value, the rule begins with one of the words above.
    """
    rows = []
    for target, name, without in _SAYS:
        value = str(getattr(flow.onix, name))
        rule = (
            f"{_SETTING}: {name}" if value else f"{NOT_SET}: setting {name} of the flow; {without}"
        )
        rows.append(Row(target, value, "", rule))
    number = f"{LEFT_OUT}: files are not numbered, each is whole in itself"
    spoken = f"{LEFT_OUT}: each product says its own language"
    rows.append(Row("Header.MessageNumber", "", "", number))
    rows.append(Row("Header.SentDateTime", "", "", f"{SET_WHEN_SENT}: the moment, in UTC"))
    rows.append(Row("Header.DefaultLanguageOfText", "", "", spoken))
    return tuple(rows)


def setting_rows(flow: Flow) -> tuple[Row, ...]:
    """What the flow itself decides of every product, by the names of its settings."""
    settings = flow.onix
    rows = [
        Row("format", RELEASES[flow.format], "", f"{_SETTING}: format, the release of ONIX"),
        Row("market", flow.market, "", "market of the flow: prices and countries that go"),
    ]
    for name, words in _DECIDES:
        value = str(getattr(settings, name))
        rule = f"{_SETTING}: {words}" if value else f"{NOT_SET}: {words}"
        rows.append(Row(name, value, "", rule))
    for status, said in settings.availability:
        rule = f"{_SETTING}: availability of this publishing status, instead of the usual"
        rows.append(Row(f"availability.{status}", said, "", rule))
    if not settings.availability:
        rule = f"{NOT_SET}: the usual availability of each publishing status holds"
        rows.append(Row("availability", "", "", rule))
    return tuple(rows)


_DECIDES = (
    ("tags", "how elements are called"),
    ("title", "the title in parts, or whole"),
    ("reference", "begins every record reference"),
    ("publisher", "publisher of every title"),
    ("supplier", "supplier; without one the publisher, or the imprint, is named"),
    ("supplier_role", "what the supplier is to the publisher"),
    ("language", "language of the text of every title"),
    ("rights", "kind of the right to sell"),
    ("recipient", "whose rules count beside the schema"),
)


def _moment(instant: str) -> str:
    """``2026-11-24T15:04:05.123Z`` as ONIX writes it; raises ValueError for anything else."""
    found = _INSTANT.fullmatch(instant)
    if not found:
        raise ValueError(f"{instant!r} is no instant in UTC")
    return f"{found[1]}{found[2]}{found[3]}T{found[4]}{found[5]}Z"
