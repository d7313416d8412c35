"""The checks of the purposes: a record that breaks each rule, and the same record mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from desktop_app import rules
from desktop_app.records.flow import Audience, Flow
from desktop_app.records.payload import Baseline, BaselineKind, Problem, Severity
from tests.support_records import (
    ERP,
    GARDNERS,
    INGRAM,
    LAUNCH,
    TODAY,
    document,
    facts,
    record,
    without,
)

GBP = {
    "amount": "14.99",
    "currencyCode": "GBP",
    "onixPriceTypeCode": "02",
    "onixPriceTypeQualifierCode": "05",
    "effectiveFrom": None,
    "effectiveTo": None,
}
COVER = document()["work"]["supportingResources"][0]
FORTHCOMING = {"onixPublishingStatusCode": "02"}
CLEAN = document()


def problems(given: dict[str, Any], flow: Flow = GARDNERS, **known: Any) -> list[Problem]:
    made = record(given)
    subject = known.pop("subject", made.id)
    payload = rules.build(made, flow, subject)
    return list(rules.check(made, flow, payload, facts(**known)))


def of(rule: str, found: list[Problem]) -> list[Problem]:
    return [each for each in found if each.rule == rule]


def test_a_sound_title_has_only_what_nobody_can_know() -> None:
    found = problems(CLEAN)
    assert [(each.rule, each.severity, each.stops) for each in found] == [
        ("5", Severity.UNKNOWN, False),
        ("9", Severity.UNKNOWN, True),
        ("12", Severity.UNKNOWN, True),
    ]
    word = {"9": "announced in spring", "12": "all covers are approved"}
    confirmed = problems(CLEAN, overrides=word)
    assert [each.confirmed for each in confirmed] == ["", *word.values()]
    assert not any(each.stops for each in confirmed)


B, W, U = Severity.BLOCKER, Severity.WARNING, Severity.UNKNOWN


def prices(*given: dict[str, Any]) -> dict[str, Any]:
    return document(prices=[GBP | each for each in given])


def cover(**changes: Any) -> dict[str, Any]:
    return document(work={"supportingResources": [COVER | changes]})


CASES: list[tuple[str, Severity, dict[str, Any], str, Flow]] = [
    ("1", B, document(isbn=None), "No ISBN-13", GARDNERS),
    ("1", B, document(isbn={"isbn13": "9781911390221"}), "should be 0", GARDNERS),
    ("1", B, document(isbn={"isbn13": "1911390228"}), "not a valid ISBN-13", GARDNERS),
    ("1", B, document(isbn={"isbn13": "No ISBN"}), "No ISBN", GARDNERS),
    ("1", U, without("isbn"), "does not give", GARDNERS),
    ("2", B, document(allowOnixExports=False), "not approved for ONIX", GARDNERS),
    ("2", U, without("allowOnixExports"), "does not say", GARDNERS),
    ("2", U, document(allowOnixExports=None), "does not say", GARDNERS),
    ("3", B, document(onixPublishingStatusCode=None), "No publishing status", GARDNERS),
    (
        "3",
        B,
        document(
            onixPublishingStatusCode="07", onixPublishingStatus={"description": "Out of print"}
        ),
        "07 Out of print",
        GARDNERS,
    ),
    ("3", U, without("onixPublishingStatusCode"), "does not give", GARDNERS),
    ("4", B, document(publicationDate=None), "there is no publication date", GARDNERS),
    ("4", B, document(publicationDate="2027-02-31"), "is not a date", GARDNERS),
    ("4", B, document(onixPublishingStatusCode="01"), "yet the publication date", GARDNERS),
    ("4", B, document(onixPublishingStatusCode="03"), "12 Oct 2027", GARDNERS),
    ("4", U, document(onixPublishingStatusCode="16"), "needs an expected date", GARDNERS),
    ("4", W, document(publicationDate="2028-01-01"), "placeholder", GARDNERS),
    ("4", W, document(publicationDate="2099-12-31"), "ten years"[-5:], GARDNERS),
    ("4", W, document(publicationDate="2026-09-02"), "has passed", GARDNERS),
    ("4", U, without("publicationDate"), "does not give a publication date", GARDNERS),
    ("6", B, document(prices=[]), "There is no GBP price.", GARDNERS),
    ("6", B, document(prices=None), "There is no GBP price.", GARDNERS),
    ("6", B, document(prices=[]), "There is no price.", ERP),
    ("6", B, prices({"currencyCode": "EUR"}), "There is no USD price.", INGRAM),
    ("6", U, without("prices"), "does not give prices", GARDNERS),
    ("6", B, prices({"amount": "0.00"}), "GBP 0.00; an amount must be above zero", GARDNERS),
    ("6", B, prices({"amount": "-3"}), "above zero", GARDNERS),
    ("6", B, prices({"amount": None}), "has no amount", GARDNERS),
    ("6", B, prices({"amount": "cheap"}), "has no amount", GARDNERS),
    ("6", B, prices({"currencyCode": None}), "has no currency", ERP),
    ("6", B, prices({"onixPriceTypeCode": None}), "has no price type", GARDNERS),
    ("6", B, prices({"onixPriceTypeQualifierCode": None}), "no price qualifier", GARDNERS),
    (
        "6",
        U,
        document(prices=[{k: v for k, v in GBP.items() if k != "onixPriceTypeQualifierCode"}]),
        "does not give the price qualifier",
        GARDNERS,
    ),
    (
        "6",
        B,
        document(publicationDate="2027-09-02", prices=[GBP | {"effectiveFrom": "2027-09-03"}]),
        "No GBP price is effective on 2 Sep 2027.",
        GARDNERS,
    ),
    ("6", B, prices({"effectiveTo": "2027-10-11"}), "effective on 12 Oct 2027", GARDNERS),
    ("6", B, prices({}, {"amount": "16.99"}), "GBP 14.99 and GBP 16.99", GARDNERS),
    (
        "6",
        B,
        prices({"effectiveTo": "2027-12-01"}, {"effectiveFrom": "2027-12-01"}),
        "effective from 1 Dec 2027 on",
        GARDNERS,
    ),
    (
        "6",
        B,
        prices({}, {"effectiveFrom": "2028-02-01", "effectiveTo": "2028-01-01"}),
        "ends on 1 Jan 2028, before it begins",
        GARDNERS,
    ),
    ("6", B, prices({"effectiveTo": "soon"}), "“soon”, which is not a date", GARDNERS),
    ("8", B, document(forSaleCountryCodes=[], notForSaleCountryCodes=[]), "not set", GARDNERS),
    (
        "8",
        B,
        document(forSaleCountryCodes=[], notForSaleCountryCodes=["US"]),
        "may not be sold are listed",
        GARDNERS,
    ),
    (
        "8",
        B,
        document(isForSaleWorldwide=None, forSaleCountryCodes=None, notForSaleCountryCodes=None),
        "not set",
        GARDNERS,
    ),
    ("8", B, document(notForSaleCountryCodes=["GB"]), "GB stands in both lists", GARDNERS),
    ("8", U, without("isForSaleWorldwide", "forSaleCountryCodes"), "does not say", GARDNERS),
    ("8", W, document(forSaleCountryCodes=["US"]), "may not be sold in GB", GARDNERS),
    (
        "9",
        B,
        document(marketingTexts=[CLEAN["marketingTexts"][0] | {"fromDate": "2026-11-25"}]),
        "under embargo until 25 Nov 2026",
        GARDNERS,
    ),
    ("11", B, document(fullTitle="TBC"), "full_title says “TBC”", GARDNERS),
    ("11", B, document(subtitle="[n/a]"), "stands in for", GARDNERS),
    ("11", B, document(authorshipDescription="No authors"), "No authors", GARDNERS),
    ("11", B, document(work={"imprint": {"id": "3", "name": "Unknown"}}), "Unknown", GARDNERS),
    ("11", B, document(fullTitle="To be confirmed…"), "To be confirmed", GARDNERS),
    ("12", W, document(work={"supportingResources": []}), "No cover is linked", GARDNERS),
    ("12", W, cover(productIds=["13"]), "No cover is linked", GARDNERS),
    (
        "12",
        B,
        document(work={"supportingResources": [COVER, COVER | {"id": "57", "filename": "b.jpg"}]}),
        "2 front covers are linked to this product, so none is sent: atlas.jpg and b.jpg",
        GARDNERS,
    ),
    ("12", W, cover(isProcessing=True), "still being processed", GARDNERS),
    ("12", W, cover(imageContentType="image/png"), "image/png, not JPEG", GARDNERS),
    ("12", W, cover(onixContentAudienceCode="01"), "restricted", GARDNERS),
    ("12", W, cover(status="DRAFT"), "draft", GARDNERS),
    ("12", U, without("work.supportingResources"), "does not give covers", GARDNERS),
]


@pytest.mark.parametrize(
    ("rule", "severity", "given", "says", "flow"),
    CASES,
    ids=[f"{case[0]}-{case[1].value}-{case[3]}" for case in CASES],
)
def test_a_broken_record_is_found(
    rule: str, severity: Severity, given: dict[str, Any], says: str, flow: Flow
) -> None:
    found = [each for each in of(rule, problems(given, flow)) if says in each.message]
    assert found, [each.message for each in problems(given, flow)]
    assert {each.severity for each in found} == {severity}
    assert all(each.field and each.fix and each.owner for each in found)


@pytest.mark.parametrize("rule", ["1", "2", "3", "4", "6", "8", "11"])
@pytest.mark.parametrize("flow", [GARDNERS, INGRAM, ERP], ids=lambda flow: flow.name)
def test_the_clean_twin_has_no_such_problem(rule: str, flow: Flow) -> None:
    assert of(rule, problems(CLEAN, flow)) == []


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("4", document(publicationDate=TODAY.isoformat())),
        ("4", document(publicationDate="2028-01-02")),
        ("4", document(publicationDate="2019-05-02", onixPublishingStatusCode="04")),
        ("4", document(publicationDate=None, onixPublishingStatusCode="01")),
        ("6", prices({"effectiveTo": "2027-11-30"}, {"effectiveFrom": "2027-12-01"})),
        ("6", prices({}, {"amount": "9.99", "onixPriceTypeQualifierCode": "06"})),
        ("6", prices({"effectiveFrom": "2027-10-12"})),
        (
            "6",
            document(publicationDate="2019-05-02", prices=[GBP | {"effectiveFrom": "2024-01-01"}]),
        ),
        ("8", document(isForSaleWorldwide=True, forSaleCountryCodes=[])),
        (
            "8",
            document(
                isForSaleWorldwide=True, forSaleCountryCodes=[], notForSaleCountryCodes=["US"]
            ),
        ),
        ("11", document(fullTitle="Unknown Shores")),
        ("11", document(fullTitle="1984")),
        ("11", document(subtitle=None)),
        ("12", cover(status="APPROVED")),
        ("12", cover(status="approved", imageContentType="image/jpeg")),
    ],
)
def test_what_only_looks_like_a_fault_is_none(rule: str, given: dict[str, Any]) -> None:
    assert of(rule, problems(given)) == []


def test_an_isbn_that_another_product_has_stops_both() -> None:
    owners = {"9781911390220": ("product:12", "product:99")}
    found = of("1", problems(CLEAN, isbn_owners=owners))
    assert [each.severity for each in found] == [Severity.BLOCKER]
    assert "also on product:99" in found[0].message
    assert of("1", problems(CLEAN, isbn_owners={"9781911390220": ("product:12",)})) == []


def test_the_same_book_from_a_file_is_a_warning() -> None:
    owners = {"9781911390220": ("product:12", "onix:REF")}
    assert [each.severity for each in of("1", problems(CLEAN, isbn_owners=owners))] == [W]


def test_a_false_rule_cannot_be_confirmed() -> None:
    found = problems(document(allowOnixExports=False), overrides={"2": "I know better"})
    assert [(each.stops, each.confirmed) for each in of("2", found)] == [(True, "")]


def test_the_embargo_of_a_text_ends_on_its_day() -> None:
    given = document(shortDescription=[], marketingTexts=[CLEAN["marketingTexts"][0]])
    given["marketingTexts"][0] = given["marketingTexts"][0] | {"fromDate": "2026-11-25"}
    until = date(2026, 11, 25)
    assert [each.severity for each in of("9", problems(given))] == [B, U]
    assert [each.severity for each in of("9", problems(given, today=until))] == [U]
    assert [each.severity for each in of("9", problems(given, ERP))] == [U]
    assert rules.valid_until(record(given), TODAY) == until
    assert rules.valid_until(record(given), until) == until + timedelta(days=1)


@pytest.mark.parametrize(
    ("path", "flow"),
    [
        ("tradeAnnouncementDate", GARDNERS),
        ("publicAnnouncementDate", replace(GARDNERS, audience=Audience.PUBLIC)),
    ],
)
def test_a_title_is_announced_from_its_day_on(path: str, flow: Flow) -> None:
    def found(until: str | None, flow: Flow = flow, **known: Any) -> list[Problem]:
        dates = {"tradeAnnouncementDate": None, "publicAnnouncementDate": None}
        return of("9", problems(document(**(dates | {path: until})), flow, **known))

    day = date(2026, 11, 25)
    assert [each.severity for each in found("2026-11-25", today=date(2026, 11, 24))] == [B]
    assert found("2026-11-25", today=day) == []
    assert found(None) == []
    assert [each.severity for each in found("some day", today=day)] == [B]
    stopped = found("2027-01-01", today=day, overrides={"9": "I know better"})
    assert [(each.stops, each.confirmed) for each in stopped] == [(True, "")]
    assert "before 1 Jan 2027" in stopped[0].message
    assert found("2027-01-01", replace(flow, audience=Audience.INTERNAL), today=day) == []


def test_a_record_that_moved_since_it_was_seen_is_looked_at_again() -> None:
    seen = record(CLEAN).content_hash
    assert of("18", problems(CLEAN, previewed_hash=seen)) == []
    found = of("18", problems(document(subtitle="new"), previewed_hash=seen))
    assert [each.severity for each in found] == [B]


def test_a_milestone_asks_for_itself_and_the_embargo_only() -> None:
    subject = "milestone:product:12:approval"
    found = problems(document(prices=[], isbn=None), LAUNCH, subject=subject)
    assert [(each.rule, each.severity) for each in found] == [("9", U)]
    open_still = problems(document(allowOnixExports=False), LAUNCH, subject=subject)
    assert [(each.rule, each.severity) for each in open_still] == [("milestone", B), ("9", U)]
    unknown = problems(without("allowOnixExports"), LAUNCH, subject=subject)
    assert [each.severity for each in of("milestone", unknown)] == [U]


def test_a_milestone_that_was_told_may_be_withdrawn() -> None:
    subject = "milestone:product:12:approval"
    told = Baseline(subject, "launch", BaselineKind.CONFIRMED, "2026-11-12T14:02:00.000Z", "x", "v")
    found = problems(document(allowOnixExports=False), LAUNCH, subject=subject, baseline=told)
    assert of("milestone", found) == []


def test_dates_ahead_say_how_long_a_judgement_holds() -> None:
    given = document(prices=[GBP | {"effectiveTo": "2027-01-31"}], publicationDate="2026-12-24")
    given |= {"plannedPublicationDate": None, "marketingTexts": [], "shortDescription": []}
    assert rules.valid_until(record(given), TODAY) == date(2026, 12, 24)
    assert rules.valid_until(record(given), date(2026, 12, 24)) == date(2026, 12, 25)
    assert rules.valid_until(record(given), date(2026, 12, 25)) == date(2027, 1, 31)
    assert rules.valid_until(record(given), date(2027, 1, 31)) == date(2027, 2, 1)
    # Sixteen weeks around publication is when rule 13 looks.
    assert rules.valid_until(record(given), date(2027, 2, 1)) == date(2027, 4, 15)
    assert rules.valid_until(record(given), date(2027, 4, 16)) is None
    assert rules.valid_until(record(given), date(2026, 1, 1)) == date(2026, 9, 3)
