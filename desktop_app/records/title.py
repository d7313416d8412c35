"""A record as a source gave it, and the title the list shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.records.aside import Aside
    from desktop_app.records.written import Written


class SourceKind(StrEnum):
    CONSONANCE = "consonance"
    ONIX = "onix"


@dataclass(frozen=True, slots=True)
class Record:
    """One product with its work, in the shape of Consonance's GraphQL schema.

    ``id`` is ``product:N`` or ``onix:RECORDREFERENCE``; ``work`` is ``work:N`` or "".
    ``document`` is JSON-able: GraphQL field names, the work nested under ``work``, money as
    decimal text ("12.99"), dates as ISO text, ids as text. **An absent key means the source
    cannot tell; null means it says there is none.** ``content_hash`` is the SHA-256 of the
    canonical JSON of ``document``.

    ``aside`` is what only Source shows, and ``written`` the texts that the hash was made of, both
    on their way from the source to the store; a record that is read from the store carries neither.
    """

    id: str
    work: str
    source: SourceKind
    document: Mapping[str, Any]
    content_hash: str
    aside: Aside | None = None
    written: Written | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Price:
    """``type`` is an ONIX list 58 code, ``qualifier`` a list 59 code, both without underscore."""

    amount: Decimal
    currency: str
    type: str = ""
    qualifier: str = ""


class Verdict(StrEnum):
    """What a list cell says about one title and one flow, most urgent first."""

    IN_FLIGHT = "in_flight"
    NOT_CONFIRMED = "not_confirmed"
    REFUSED = "refused"
    BLOCKED = "blocked"
    NEVER = "never"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Standing:
    """``count`` is the number of changed fields or of problems; ``baseline`` is an ISO time,
    "unknown", or None when the destination never took the subject as far as we know."""

    state: Verdict
    count: int = 0
    baseline: str | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """One row of the list. ``form`` and ``status`` are ONIX codes; words are in the labels."""

    id: str
    work: str
    isbn: str
    title: str
    subtitle: str
    contributors: str
    imprint: str
    series: str
    form: str
    form_label: str
    status: str
    status_label: str
    publication_date: date | None
    prices: tuple[Price, ...] = ()
    cover_url: str = ""
    source: SourceKind = SourceKind.CONSONANCE
    standing: Mapping[str, Standing] = field(default_factory=dict)
