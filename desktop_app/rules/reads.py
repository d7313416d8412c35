"""Which places of a record does a flow's table, and each of its rules, look at?

The table says so itself. A rule is watched while it judges a sound title, and what it looks up is
noted.
So nothing has to be kept in step by hand when a rule changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, cast

from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES
from desktop_app.records.payload import Facts, Row
from desktop_app.records.title import Record, SourceKind
from desktop_app.rules.checks.case import Case
from desktop_app.rules.checks.check import RULES
from desktop_app.rules.checks.identity import PROSE
from desktop_app.rules.checks.weights import COLUMNS
from desktop_app.rules.mapping.build import build
from desktop_app.rules.mapping.milestones import candidates
from desktop_app.rules.mapping.paths import named_in
from desktop_app.rules.mapping.table import AnyRow, GroupRow, ValueRow, table_of
from desktop_app.rules.onix.judge import words as onix_words

_KEYS = re.compile(r"\[[^\]]*\]")
_DAY = date(2027, 1, 11)
_TEXT = {
    "id": "1",
    "externalText": "A book.",
    "onixContentAudienceCodes": ["00"],
    "onixLanguageCode": "eng",
    "fromDate": None,
    "productIds": ["10"],
}
_SOUND: Mapping[str, Any] = {
    "id": "10",
    "fullTitle": "A Book",
    "titlePrefix": "A",
    "titleWithoutPrefix": "Book",
    "allowOnixExports": True,
    "isbn": {"isbn13": "9781911390220", "isbn10": None},
    "onixPublishingStatusCode": "04",
    "onixPublishingStatus": {"description": "Active"},
    "publicationDate": "2026-10-01",
    "plannedPublicationDate": "2026-09-01",
    "isForSaleWorldwide": True,
    "forSaleCountryCodes": ["GB"],
    "notForSaleCountryCodes": [],
    "authorshipDescription": "Ann Author",
    "prices": [
        {
            "amount": "12.99",
            "currencyCode": currency,
            "onixPriceTypeCode": "02",
            "onixPriceTypeQualifierCode": "05",
            "effectiveFrom": None,
            "effectiveTo": None,
        }
        for currency in ("GBP", "USD", "EUR", "AUD", "CAD")
    ],
    "contributions": [],
    "marketingTexts": [_TEXT],
    "shortDescription": [{**_TEXT, "id": "2"}],
    "work": {
        "id": "3",
        "title": "A Book",
        "supportingResources": [
            {
                "id": "5",
                "url": "https://example.org/5.jpg",
                "filename": "5.jpg",
                "imageContentType": "image/jpeg",
                "isProcessing": False,
                "status": "Approved",
                "resourceVariant": "FRONT_COVER",
                "onixContentAudienceCode": "00",
                "productIds": ["10"],
            }
        ],
    },
}


@dataclass(frozen=True, slots=True)
class Reads:
    """Document paths (``prices.amount``): ``rows`` maps each to the targets that it fills,
    ``rules`` maps a rule to those that it looks at."""

    rows: Mapping[str, frozenset[str]]
    rules: Mapping[str, frozenset[str]]


@cache
def reads(flow: Flow) -> Reads:
    """What a flow looks at; raises MappingError for a table that cannot be used."""
    known = table_of(flow)
    rows: dict[str, set[str]] = {}
    for path, target in _of_rows(known.rows):
        rows.setdefault(path, set()).add(target)
    if flow.format in RELEASES:
        rows = _by_watching(flow)
    for milestone in known.milestones.values():
        rows.setdefault(milestone.path, set()).add(milestone.name)
        for path, target in _of_rows(milestone.rows):
            rows.setdefault(path, set()).add(f"{milestone.name}.{target}")
    return Reads(
        {path: frozenset(targets) for path, targets in rows.items()},
        {rule: _of_rule(rule, flow) for rule in COLUMNS.get(flow.purpose, {})},
    )


def _by_watching(flow: Flow) -> dict[str, set[str]]:
    """What ONIX looks up in a sound title, and the elements that it fills from there."""
    seen: set[str] = set()
    record = Record("product:10", "work:3", SourceKind.CONSONANCE, _Watched(_SOUND, "", seen), "")
    rows: dict[str, set[str]] = {}
    for row in build(record, flow, record.id).rows:
        target = _KEYS.sub("", row.target).partition("@")[0]
        for path in _plain(row.source):
            rows.setdefault(path, set()).add(target)
    for path in seen:
        rows.setdefault(path, {"Product"})
    return rows


def rule_words(rule: str) -> str:
    """What a rule asks for, in one sentence."""
    if rule not in RULES:
        return onix_words(rule)
    said = " ".join((RULES[rule].__doc__ or "").split())
    words = said.removeprefix(f"Rule {rule}: ")
    return words[:1].upper() + words[1:]


def _of_rows(rows: Iterable[AnyRow]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if isinstance(row, ValueRow):
            yield from ((each, row.target) for each in _plain(row.source))
        elif isinstance(row, GroupRow):
            yield row.path.replace("[]", ""), row.target
            for each in _plain(f"{row.path}[]{row.suffix}"):
                yield each, row.target
            for steps in (*row.key, *row.rank):
                yield f"{row.path.replace('[]', '')}.{'.'.join(steps)}", row.target
            for one in row.rows:
                yield from ((each, f"{row.target}.{one.target}") for each in _plain(one.source))


def _prose(rows: Iterable[AnyRow]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, GroupRow):
            yield from _prose(row.rows)
        elif isinstance(row, ValueRow) and row.transform.prose:
            yield _plain(row.source)[0]


def _plain(source: str) -> list[str]:
    return [each.replace("[]", "") for each in named_in(source)]


def _of_rule(rule: str, flow: Flow) -> frozenset[str]:
    # Of an ebook the prices are looked at by every rule about prices.
    sound = {**_SOUND, "onix21ProductFormCode": "DG"}
    record = Record("product:10", "work:3", SourceKind.CONSONANCE, sound, "")
    seen: set[str] = set()
    prose = frozenset(_prose(table_of(flow).rows))
    for subject in candidates(record, flow) or (record.id,):
        payload = build(record, flow, subject)
        if flow.format in RELEASES:
            written = (row for row in payload.rows if row.rule in PROSE)
            prose = frozenset(_plain(row.source)[0] for row in written if row.source)
        watched = replace(record, document=_Watched(record.document, "", seen))
        rows = _WatchedRows(payload.rows, seen, prose)
        case = Case(
            watched, flow, replace(payload, rows=cast("tuple[Row, ...]", rows)), Facts(today=_DAY)
        )
        for _ in RULES[rule](case):
            pass
    return frozenset(seen)


class _Watched(Mapping[str, Any]):
    """A document that notes what is looked up in it, also what is not there."""

    def __init__(self, held: Mapping[str, Any], prefix: str, seen: set[str]) -> None:
        self._held = held
        self._prefix = prefix
        self._seen = seen

    def __getitem__(self, name: str) -> Any:
        path = f"{self._prefix}{name}"
        self._seen.add(path)
        return self._wrap(self._held[name], path)

    def _wrap(self, value: Any, path: str) -> Any:
        if isinstance(value, Mapping):
            return _Watched(value, f"{path}.", self._seen)
        if isinstance(value, list):
            return [self._wrap(each, path) for each in value]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


class _WatchedRows:
    """The rows of a payload: who goes through them reads the words of all of them."""

    def __init__(self, rows: tuple[Row, ...], seen: set[str], prose: frozenset[str]) -> None:
        self._rows = rows
        self._seen = seen
        self._prose = prose

    def __iter__(self) -> Iterator[Row]:
        self._seen |= self._prose
        return iter(self._rows)
