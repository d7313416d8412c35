"""The bytes that would go, each value with its source and rule, and what checks need to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from desktop_app.records.cover import CoverChoice
from desktop_app.records.title import Price


class Row(NamedTuple):
    """One value of a payload: where it goes, what it is, where it comes from, by which rule.

    ``target`` is a dotted path in the payload (``prices[GBP-02-05].amount``), ``source`` the
    GraphQL path it was read from, or "" for a constant. A tuple, because a payload has a hundred
    of them, and thousands of payloads are made and handed from process to process.
    """

    target: str
    value: str
    source: str
    rule: str


@dataclass(frozen=True, slots=True)
class Payload:
    """Pure: the same record, flow and mapping give the same bytes on any day and machine.

    ``columns`` names the columns of a row that a publisher's own mapping made, as a line of CSV;
    "" for all else, and for a payload that was read back: the ledger knows them by the mapping.
    """

    subject: str
    flow: str
    format: str
    mapping_version: str
    content_type: str
    data: bytes
    sha256: str
    rows: tuple[Row, ...]
    columns: str = ""


class BaselineKind(StrEnum):
    """How sure we are of what the destination holds."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The payload a destination last took, as far as we know.

    ``rows`` are the rows of that payload; empty when the kind is unknown. ``taken_at`` is an
    ISO time in UTC.
    """

    subject: str
    flow: str
    kind: BaselineKind
    taken_at: str
    sha256: str
    mapping_version: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another product of the same work: its ONIX form and its prices, as lists show them."""

    id: str
    form: str
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pure rules are told of the world outside the record.

    ``today`` is the date in the house's time zone. ``isbn_owners`` maps an ISBN-13 to the
    title ids that carry it. ``asset_hashes`` maps an asset URL to a SHA-256 where known.
    ``overrides`` are the rule numbers that a person confirmed for this flow and source kind,
    with the reason. ``previewed_hash`` is the content hash of the record that a person looked
    at, or "" when nobody has yet. ``cover`` is a person's choice among several front covers.
    ``siblings`` are the other products of the work, where somebody looked: never more than a
    warning hangs on them, so that no standing moves when another title does.
    """

    today: date
    baseline: Baseline | None = None
    isbn_owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asset_hashes: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    previewed_hash: str = ""
    cover: CoverChoice | None = None
    siblings: tuple[Sibling, ...] = ()


class Severity(StrEnum):
    """``UNKNOWN`` means *cannot be checked here*."""

    BLOCKER = "blocker"
    WARNING = "warning"
    NOTE = "note"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``rule`` is the rule's number as text ("6"); ``starred`` rules block a send
    while they are a blocker, or while they cannot be checked and nobody confirmed them. With
    ``to_fetch`` nothing is wrong with the record: a look at the files settles it."""

    rule: str
    severity: Severity
    field: str
    message: str
    fix: str
    owner: str
    starred: bool = False
    confirmed: str = ""
    to_fetch: bool = False

    @property
    def stops(self) -> bool:
        """Whether a send may not go while this stands."""
        if self.severity is Severity.BLOCKER:
            return True
        return self.severity is Severity.UNKNOWN and self.starred and not self.confirmed


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    SAME = "same"


class FieldDifference(NamedTuple):
    """A payload has a hundred of these, so they are tuples, as its rows are."""

    target: str
    before: str
    after: str
    state: Change


@dataclass(frozen=True, slots=True)
class Difference:
    """Payload against baseline, by field. ``known`` is False without a usable baseline:
    then everything counts as new. ``note`` is a sentence about the comparison itself, for
    example that an older mapping made the baseline."""

    known: bool
    fields: tuple[FieldDifference, ...]
    note: str = ""

    @property
    def count(self) -> int:
        """How many fields are not the same."""
        return sum(1 for item in self.fields if item.state is not Change.SAME)
