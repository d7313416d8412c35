"""Properties: no document of JSON values makes a rule raise; money and dates hold."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app import rules
from desktop_app.records.payload import Baseline, BaselineKind, Change, Payload
from desktop_app.records.title import Record, SourceKind
from desktop_app.rules.mapping.transforms import as_decimal, iso_date, money, plain_text, text
from desktop_app.rules.mapping.writers import canonical
from tests.support_records import DOCUMENT, ERP, GARDNERS, INGRAM, LAUNCH, SHOP, TODAY, facts
from tests.support_spoilt import spoilt

FLOWS = (GARDNERS, ERP, INGRAM, SHOP, LAUNCH)


def documents() -> st.SearchStrategy[dict[str, Any]]:
    """The rich document with some places replaced by anything, or taken away."""
    return spoilt(dict(DOCUMENT))


def as_record(made: dict[str, Any]) -> Record:
    return Record("product:12", "work:9", SourceKind.CONSONANCE, made, "hash")


def baseline(payload: Payload) -> Baseline:
    return Baseline(
        payload.subject,
        payload.flow,
        BaselineKind.CONFIRMED,
        "2026-11-12T14:02:00.000Z",
        payload.sha256,
        payload.mapping_version,
        payload.rows,
    )


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_nothing_in_a_document_makes_a_rule_raise(made: dict[str, Any]) -> None:
    record = as_record(made)
    rules.valid_until(record, TODAY)
    for flow in FLOWS:
        for subject in rules.candidates(record, flow):
            payload = rules.build(record, flow, subject)
            assert canonical(json.loads(payload.data)) == payload.data
            targets = [row.target for row in payload.rows]
            assert len(targets) == len(set(targets))
            rules.check(record, flow, payload, facts())


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_survives_as_it_is(amount: Decimal) -> None:
    shown = money(f"{amount:f}")
    assert isinstance(shown, str)
    assert Decimal(shown) == amount
    assert len(shown.partition(".")[2]) == 2
    assert money(shown) == shown
    assert as_decimal(f"{amount:f}") == amount


@given(st.dates())
def test_a_date_survives_as_it_is(moment: date) -> None:
    assert iso_date(moment.isoformat()) == moment.isoformat()


@given(st.text())
def test_text_is_stable_and_can_be_written(given_text: str) -> None:
    for each in (text(given_text), plain_text(given_text)):
        if isinstance(each, str):
            each.encode()
            assert text(each) == each


def test_html_becomes_the_words_that_a_reader_sees() -> None:
    assert plain_text("<p>One &amp; <b>two</b></p><script>x()</script><p>three<br>four") == (
        "One & two\nthree\nfour"
    )
    assert plain_text("a < b") == "a < b"
    assert plain_text("<![if !x]>Broken <i>markup") == "Broken markup"


def test_an_unknown_baseline_makes_everything_new() -> None:
    payload = rules.build(as_record(dict(DOCUMENT)), GARDNERS, "product:12")
    for each in (
        None,
        Baseline("product:12", "gardners", BaselineKind.UNKNOWN, "", "", "item-json.v1"),
        Baseline("product:12", "gardners", BaselineKind.CONFIRMED, "", "0" * 64, "item-json.v1"),
    ):
        difference = rules.compare(payload, each)
        assert not difference.known
        assert {field.state for field in difference.fields} == {Change.ADDED}
    same = rules.compare(payload, baseline(payload))
    assert same.known
    assert same.count == 0


def test_the_version_moves_with_the_tables() -> None:
    assert len(rules.VERSION) == 12
