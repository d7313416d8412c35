"""What stands in a message beside the values of a title, and where does each of it come from?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES
from desktop_app.records.payload import Payload, Row

_HEADER = "Header of the message"
_SETTINGS = "Decided by the settings of the flow"
_PRODUCT = "The product"
_CONSTANTS = "Says what kind of value stands beside it"
_NO_VALUE = ("set when sent", "left out", "not set")
_FLOW = ("setting of the flow", "market of the flow")


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong together, under a heading; "" where there is one part only."""

    heading: str
    rows: tuple[Row, ...]


def parts(payload: Payload, flow: Flow) -> tuple[Part, ...]:
    """All that a message says of one subject: in ONIX its header, what the flow decides, the
    product, and what no source decides. Every other format is one part.

    Reads the bytes again; of those that are no XML, which a rule tells, the rows are all there is.
    """
    if flow.format not in RELEASES:
        return (Part("", payload.rows),)
    from desktop_app.rules.onix.message import header_rows, setting_rows

    return (
        Part(_HEADER, header_rows(flow)),
        Part(_SETTINGS, setting_rows(flow)),
        Part(_PRODUCT, payload.rows),
        *_constants(payload),
    )


def _constants(payload: Payload) -> Iterator[Part]:
    from desktop_app.rules.onix.lineage import constants

    with suppress(ValueError):
        yield Part(_CONSTANTS, constants(payload))


def origin(row: Row) -> tuple[str, str]:
    """Where a value is read from and by which rule: "constant" for what nothing decides, "" for
    what the rule tells alone."""
    if row.source:
        return row.source, row.rule if row.rule != row.source else ""
    if not row.value and row.rule.startswith(_NO_VALUE):
        return "", row.rule.partition(": ")[2]
    if row.rule.startswith((*_FLOW, "constant")):
        return "", row.rule
    return "constant", row.rule


def no_value(row: Row) -> str:
    """What stands in the place of a value that is not there."""
    return next((each for each in _NO_VALUE if row.rule.startswith(each)), "empty")
