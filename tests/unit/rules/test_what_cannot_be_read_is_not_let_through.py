"""A value that cannot be read never opens a door: an embargo, an approval, a currency."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest

from desktop_app import rules
from desktop_app.records.payload import Facts, Problem, Severity
from desktop_app.records.title import Record
from tests.support_records import DOCUMENT, GARDNERS, TODAY, record


def changed(**more: Any) -> Record:
    return record(copy.deepcopy(dict(DOCUMENT)) | more)


def found(given: Record, rule: str, today: date = TODAY) -> list[Problem]:
    payload = rules.build(given, GARDNERS, given.id)
    facts = Facts(today=today, overrides={"9": "may be announced", "12": "looked at"})
    return [each for each in rules.check(given, GARDNERS, payload, facts) if each.rule == rule]


def texts(until: str) -> list[dict[str, Any]]:
    given = copy.deepcopy(DOCUMENT["marketingTexts"][:1])
    given[0]["fromDate"] = until
    return list(given)


@pytest.mark.parametrize("until", ["2027-03", "2027", "20270332", "spring 2027", "2027-02-30"])
def test_an_embargo_that_cannot_be_read_holds(until: str) -> None:
    stops = [each for each in found(changed(marketingTexts=texts(until)), "9") if each.stops]
    assert [each.severity for each in stops] == [Severity.BLOCKER]
    assert until in stops[0].message


@pytest.mark.parametrize(
    ("until", "free"),
    [("2027-03", "2027-04-01"), ("2027-12", "2028-01-01"), ("2027", "2028-01-01")],
)
def test_an_embargo_of_a_month_or_year_ends_with_it(until: str, free: str) -> None:
    day = date.fromisoformat(free)
    given = changed(marketingTexts=texts(until))
    assert not [each for each in found(given, "9", day) if each.stops]
    assert rules.valid_until(given, TODAY) is not None


@pytest.mark.parametrize("status", ["UNAPPROVED", "disapproved", "not_approved", "Not approved"])
def test_a_cover_that_is_not_approved_does_not_pass_as_approved(status: str) -> None:
    work = copy.deepcopy(DOCUMENT["work"])
    work["supportingResources"] = work["supportingResources"][:1]
    work["supportingResources"][0]["status"] = status
    assert any("not approved" in each.message for each in found(changed(work=work), "12"))


@pytest.mark.parametrize("status", ["approved", "APPROVED", "Approved for use"])
def test_an_approved_cover_passes(status: str) -> None:
    work = copy.deepcopy(DOCUMENT["work"])
    work["supportingResources"] = work["supportingResources"][:1]
    work["supportingResources"][0]["status"] = status
    assert found(changed(work=work), "12") == []


def test_a_price_that_passes_the_check_is_in_the_payload() -> None:
    price = {**DOCUMENT["prices"][0], "currencyCode": " GBP "}
    given = changed(prices=[price])
    sent = json.loads(rules.build(given, GARDNERS, given.id).data)["prices"]
    assert bool(sent) is not any(each.stops for each in found(given, "6"))
