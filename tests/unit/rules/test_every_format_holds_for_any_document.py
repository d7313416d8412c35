"""Properties of all formats: nothing in a document makes one raise, and what is written is one
whole JSON text, one record of CSV, one vCard, one calendar, one piece of XML; a difference applied
to the old gives the new; money and dates survive exactly."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.cal.component import Component
from lxml import etree

from desktop_app import rules
from desktop_app.records.flow import FORMATS, Audience, Flow
from desktop_app.records.onix import RELEASES, Tags
from desktop_app.records.payload import Baseline, BaselineKind, Change, Payload
from desktop_app.records.title import Record, SourceKind
from desktop_app.rules.mapping.paths import named_in
from desktop_app.rules.mapping.table import FILES, table
from desktop_app.rules.mapping.writers import canonical
from tests.support_lineage import leaves as document_leaves
from tests.support_lineage_parts import ORGANISATION, PARTS, PERSON, SELF
from tests.support_onix import ONIX, SETTINGS
from tests.support_records import DOCUMENT, TODAY, facts
from tests.support_spoilt import spoilt

FLOWS = tuple(
    Flow(f"{form}-{audience.value}", FORMATS[form][0], "Someone", form, audience=audience)
    for form in FILES
    for audience in (Audience.INTERNAL, Audience.PUBLIC)
)
WRITTEN = tuple(
    replace(ONIX, name=f"{form}-{tags.value}", format=form, onix=replace(SETTINGS, tags=tags))
    for form in RELEASES
    for tags in Tags
)
EVERY = (*FLOWS, *WRITTEN)


def _text(given: Any) -> Any:
    """The shape of a document: numbers of things are texts."""
    if isinstance(given, dict):
        return {name: _number(name, each) for name, each in given.items()}
    return [_text(each) for each in given] if isinstance(given, list) else given


def _number(name: str, given: Any) -> Any:
    if given == SELF or given == [SELF]:
        return "12" if given == SELF else ["12"]
    return str(given) if name == "id" else _text(given)


RICH = copy.deepcopy(dict(DOCUMENT))
RICH["productionFiles"] = _text(PARTS["productionFiles"])
RICH["work"] |= _text(dict(PARTS))
RICH["work"]["contributions"] = [
    {
        "id": "1",
        "productIds": ["12"],
        "contributor": _text({"__typename": "Person", "id": 5, "name": "A, B; C", **PERSON}),
    },
    {
        "id": "2",
        "productIds": ["12"],
        "contributor": _text({"__typename": "Organisation", "id": 6, "name": "O", **ORGANISATION}),
    },
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt(RICH))
def test_nothing_in_a_document_makes_a_format_raise(made: dict[str, Any]) -> None:
    record = Record("product:12", "work:9", SourceKind.CONSONANCE, made, "hash")
    rules.valid_until(record, TODAY)
    for flow in EVERY:
        assert set(rules.subjects(record, flow)) <= set(rules.candidates(record, flow))
        for subject in rules.candidates(record, flow):
            payload = rules.build(record, flow, subject)
            assert payload == rules.build(record, flow, subject)
            targets = [row.target for row in payload.rows]
            assert len(targets) == len(set(targets))
            whole(payload, flow)
            rules.check(record, flow, payload, facts())


def whole(payload: Payload, flow: Flow) -> None:
    if flow.format in RELEASES:
        etree.fromstring(payload.data)
        return
    known = table(flow.format, flow.audience)
    text = payload.data.decode()
    if known.writes == "json":
        assert canonical(json.loads(text)) == payload.data
    elif known.writes == "csv":
        [cells] = csv.reader(io.StringIO(text, newline=""))
        assert len(known.columns) - known.loose <= len(cells) <= len(known.columns)
    elif known.writes == "vcard":
        assert Component.from_ical(text).name == "VCARD"
    else:
        assert len(Calendar.from_ical(text).walk("VEVENT")) == 1


def test_the_rich_document_leads_to_every_kind_of_subject() -> None:
    record = Record("product:12", "work:9", SourceKind.CONSONANCE, RICH, "hash")
    for flow in FLOWS:
        if flow.audience is Audience.INTERNAL:
            assert rules.subjects(record, flow), flow.format


def test_what_is_not_for_an_audience_has_no_subject_for_it() -> None:
    record = Record("product:12", "work:9", SourceKind.CONSONANCE, RICH, "hash")
    public = {flow.format: flow for flow in FLOWS if flow.audience is Audience.PUBLIC}
    for form in ("contract-terms", "payment-milestones", "vendor-json"):
        assert rules.candidates(record, public[form]) == ()
    card = rules.build(record, public["contributor-vcard"], "contact:5")
    assert b"S-7" not in card.data
    assert b"C-7" not in card.data


def covered(flows: Iterable[Flow]) -> None:
    """The guard: properties hold for the formats that somebody looks at, so all must be."""
    assert {flow.format for flow in flows} == set(FORMATS)


def test_every_format_is_looked_at() -> None:
    covered(EVERY)
    for left_out in FORMATS:
        with pytest.raises(AssertionError):
            covered(flow for flow in EVERY if flow.format != left_out)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt(RICH), spoilt(RICH))
def test_a_difference_applied_to_the_old_gives_the_new(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    for flow in EVERY:
        olds, news = (_payloads(each, flow) for each in (one, other))
        for subject in olds.keys() & news.keys():
            old, new = olds[subject], news[subject]
            if old.sha256 == new.sha256:
                continue  # the same bytes differ in nothing, whatever their entries are called
            difference = rules.compare(new, _taken(old))
            state = {row.target: row.value for row in old.rows}
            for each in difference.fields:
                assert state.get(each.target, "") == each.before
                if each.state is Change.REMOVED:
                    del state[each.target]
                else:
                    state[each.target] = each.after
            assert state == {row.target: row.value for row in new.rows}, flow.format
            assert bool(rules.in_words(difference)) == bool(difference.count)


def _payloads(made: dict[str, Any], flow: Flow) -> dict[str, Payload]:
    record = Record("product:12", "work:9", SourceKind.CONSONANCE, made, "hash")
    return {each: rules.build(record, flow, each) for each in rules.candidates(record, flow)}


def _taken(payload: Payload) -> Baseline:
    return Baseline(
        payload.subject,
        payload.flow,
        BaselineKind.CONFIRMED,
        "2026-11-12T14:02:00.000Z",
        payload.sha256,
        payload.mapping_version,
        payload.rows,
    )


_MONEY = frozenset({"amount", "flatFeeValue", "guaranteedRoyaltyValue", "remainderRateOverCost"})
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
NO_DATES = frozenset({"contributor-json", "contributor-vcard", "vendor-json"})
"""People have neither prices nor days."""

WITH_DATES = frozenset(FORMATS) - NO_DATES
WITH_MONEY = frozenset({"item-json", "item-csv", "contract-terms", "payment-milestones", *RELEASES})


def _dated(given: Any, amount: Decimal, moment: date, name: str = "") -> Any:
    """A document in which every amount and every day is this one."""
    if isinstance(given, dict):
        return {key: _dated(each, amount, moment, key) for key, each in given.items()}
    if isinstance(given, list):
        return [_dated(each, amount, moment, name) for each in given]
    if name in _MONEY:
        return f"{amount:f}"
    return moment.isoformat() if isinstance(given, str) and _ISO.fullmatch(given) else given


def told(amount: Decimal, moment: date) -> tuple[set[str], set[str]]:
    """Which formats tell the amount and the day; asserts that each tells them exactly."""
    money, days = set(), set()
    for flow in EVERY:
        for payload in _payloads(_dated(RICH, amount, moment), flow).values():
            for row in payload.rows:
                path = (named_in(row.source) or ("",))[0]
                if path.rpartition(".")[2] in _MONEY and row.value:
                    assert Decimal(row.value) == amount, (flow.format, row)
                    assert row.value.encode() in payload.data
                    money.add(flow.format)
                if path in _DAYS and row.value:
                    assert row.value.replace("-", "") == f"{moment:%Y%m%d}".rjust(8, "0"), row
                    plain = payload.data.replace(b"-", b"").replace(b"\r\n ", b"")
                    assert row.value.replace("-", "").encode() in plain
                    days.add(flow.format)
    return money, days


_DAYS = {
    path
    for path, values in document_leaves(RICH).items()
    if any(isinstance(each, str) and _ISO.fullmatch(each) for each in values)
}


@settings(max_examples=40, deadline=None)
@given(
    st.decimals(min_value="0.01", max_value=10**7, places=2),
    st.dates(min_value=date(1000, 1, 1)),
)
def test_money_and_dates_survive_exactly_in_every_format(amount: Decimal, moment: date) -> None:
    money, days = told(amount, moment)
    assert money == WITH_MONEY
    assert days == WITH_DATES
