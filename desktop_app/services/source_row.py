"""What is one row under Source?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Given(StrEnum):
    """Whether there is a value: ``NONE`` was said by the source, ``UNKNOWN`` was not said."""

    VALUE = "value"
    NONE = "none"
    UNKNOWN = "unknown"


class Sort(StrEnum):
    """How a value is written for a person."""

    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    BYTES = "bytes"


NEVER_SENT = "internal"
IN_HOUSE = "in-house"


@dataclass(frozen=True, slots=True)
class Row:
    """``path`` is as a mapping would name it (``prices[].amount``). ``value`` is plain text: for
    ``DAY`` and ``MOMENT`` ISO text, for ``BYTES`` a count. ``mark`` is "internal" for what never
    leaves the house, "in-house" for what only flows inside it may take, else "". A row with
    ``rows`` is a heading over them; its value is then a short name of what is inside."""

    label: str
    path: str
    given: Given = Given.VALUE
    value: str = ""
    sort: Sort = Sort.TEXT
    mark: str = ""
    rows: tuple[Row, ...] = ()
