"""Rules 7, 10 and 13, and what a flow may say about the weight of a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app import rules
from desktop_app.records.flow import Flow
from desktop_app.records.payload import Baseline, BaselineKind, Payload, Problem, Severity, Sibling
from desktop_app.records.title import Price
from desktop_app.rules.checks import weights
from tests.support_records import ERP, GARDNERS, TODAY, document, facts, record, without

GBP = document()["prices"][0]
PUBLISHED = date(2027, 10, 12)
ONIX = Flow("nielsen", 1, "Nielsen", "onix-3.1")


def problems(made: dict[str, Any], flow: Flow = GARDNERS, **known: Any) -> list[Problem]:
    found = record(made)
    payload = rules.build(found, flow, found.id)
    return list(rules.check(found, flow, payload, facts(**known)))


def of(rule: str, found: list[Problem]) -> list[tuple[Severity, str]]:
    return [(each.severity, each.message) for each in found if each.rule == rule]


def taken(made: dict[str, Any], flow: Flow = GARDNERS) -> Baseline:
    payload: Payload = rules.build(record(made), flow, record(made).id)
    when, kind = "2026-11-12T14:02:00.000Z", BaselineKind.CONFIRMED
    return Baseline(
        payload.subject, flow.name, kind, when, payload.sha256, payload.mapping_version,
        payload.rows,
    )  # fmt: skip


def priced(amount: str, **changes: Any) -> dict[str, Any]:
    return document(prices=[GBP | {"amount": amount} | changes])


# -- 7: prices make sense --------------------------------------------------------------------------


@pytest.mark.parametrize("flow", [GARDNERS, ONIX], ids=["json", "onix"])
@pytest.mark.parametrize(
    ("amount", "says"),
    [("19.99", "+33 %"), ("7.49", "−50 %"), ("18.73", ""), ("11.25", ""), ("14.99", "")],
)
def test_a_price_that_leaps_is_told_with_both_amounts(flow: Flow, amount: str, says: str) -> None:
    found = of("7", problems(priced(amount), flow, baseline=taken(priced("14.99"), flow)))
    if says:
        wanted = f"The price GBP moves by {says}, from 14.99 to {amount}."
        assert found == [(Severity.WARNING, wanted)]
    else:
        assert found == []


@pytest.mark.parametrize("flow", [GARDNERS, ONIX], ids=["json", "onix"])
def test_a_price_that_changes_its_tax_type_is_told(flow: Flow) -> None:
    before = taken(priced("14.99"), flow)
    found = of("7", problems(priced("14.99", onixPriceTypeCode="01"), flow, baseline=before))
    words = "The GBP price was with tax when it was last taken and is without tax now."
    assert found == [(Severity.WARNING, words)]


def test_what_was_taken_and_is_not_known_shows_nothing() -> None:
    unknown = replace(taken(priced("1.00")), kind=BaselineKind.UNKNOWN)
    assert of("7", problems(priced("99.00"), baseline=unknown)) == []
    assert (
        of("7", problems(priced("99.00"), baseline=replace(taken(priced("1.00")), rows=()))) == []
    )


def test_the_second_look_finds_what_the_first_could_not() -> None:
    """Baselines come without rows at first; the outcome is the same as if they had been there."""
    made, before = record(priced("19.99")), taken(priced("14.99"))
    payload = rules.build(made, GARDNERS, made.id)
    first = rules.check(made, GARDNERS, payload, facts(baseline=replace(before, rows=())))
    whole = rules.check(made, GARDNERS, payload, facts(baseline=before))
    assert first != whole
    assert rules.check_moves(first, GARDNERS, payload, before) == whole


@pytest.mark.parametrize(
    ("form", "amount", "hits"), [("DG", "0.99", 1), ("DG", "1.00", 0), ("BC", "0.99", 0)]
)
def test_an_ebook_that_costs_next_to_nothing_is_told(form: str, amount: str, hits: int) -> None:
    given_one = priced(amount) | {"onix21ProductFormCode": form}
    found = of("7", problems(given_one))
    assert len(found) == hits
    assert all(message == f"This ebook costs GBP {amount}." for _, message in found)


def sister(form: str, amount: str, currency: str = "GBP") -> Sibling:
    return Sibling("product:13", form, (Price(Decimal(amount), currency, "02", "05"),))


@pytest.mark.parametrize(
    ("form", "other", "hits"),
    [
        ("BB", sister("BC", "15.99"), 1),
        ("BB", sister("BC", "14.99"), 0),
        ("BB", sister("BC", "15.99", "EUR"), 0),
        ("BB", sister("DG", "15.99"), 0),
        ("BC", sister("BB", "12.99"), 1),
        ("BC", sister("BB", "24.99"), 0),
    ],
)
def test_a_hardback_that_costs_less_than_the_paperback(
    form: str, other: Sibling, hits: int
) -> None:
    made = document(onix21ProductFormCode=form, prices=[GBP])
    found = of("7", problems(made, siblings=(other,)))
    assert len(found) == hits
    assert all("less than the paperback" in words and "product:13" in words for _, words in found)
    heavy = replace(GARDNERS, severities=(("7", "blocker"),))
    # It hangs on another title, so it never stops this one.
    assert [each for each, _ in of("7", problems(made, heavy, siblings=(other,)))] == [
        Severity.WARNING
    ] * hits


# -- 10: what every title needs --------------------------------------------------------------------

PEOPLE = document()["contributions"]
SUBJECTS = document()["work"]["subjectCodes"]
TEXTS = {"marketingTexts": [], "shortDescription": []}


@pytest.mark.parametrize(
    ("made", "says", "field"),
    [
        (document(fullTitle=None), "There is no title.", "fullTitle"),
        (document(work={"imprint": None}), "There is no imprint.", "work.imprint.name"),
        (document(onix21ProductFormCode=""), "There is no product form.", "onix21ProductFormCode"),
        (document(contributions=[]), "There is no contributor.", "contributions"),
        (
            document(contributions=[PEOPLE[0] | {"onixContributorRoleCode": None}]),
            "No role is given for Ana Núñez.",
            "contributions[].onixContributorRoleCode",
        ),
        (
            document(contributions=[PEOPLE[0] | {"sequenceNumber": None}]),
            "No place is given for Ana Núñez.",
            "contributions[].sequenceNumber",
        ),
        (
            document(work={"subjectCodes": [], "bics": [], "bisacs": []}),
            "There is no subject code.",
            "work.subjectCodes",
        ),
        (
            document(work={"subjectCodes": [each | {"main": False} for each in SUBJECTS]}),
            "No subject is marked as the main one.",
            "work.subjectCodes[].main",
        ),
        (document(**TEXTS), "no short or main description", "shortDescription"),
    ],
)
def test_what_is_missing_is_told_with_its_place(
    made: dict[str, Any], says: str, field: str
) -> None:
    found = [each for each in problems(made) if each.rule == "10"]
    assert [each.field for each in found] == [field]
    assert says in found[0].message
    assert found[0].severity is Severity.WARNING
    assert found[0].fix
    assert found[0].owner
    assert of("10", problems(document())) == []


def test_an_internal_text_is_no_description() -> None:
    inner = {"externalText": "", "internalText": "Only for us.", "productIds": ["12"]}
    found = problems(document(marketingTexts=[inner], shortDescription=[inner]))
    assert "text for the outside" in of("10", found)[0][1]


def test_what_the_source_cannot_tell_is_its_own_verdict_and_said_once() -> None:
    made = without("contributions", "onix21ProductFormCode", "work.imprint")
    found = of("10", problems(made))
    words = "This source does not give imprint, product form and contributors."
    assert found == [(Severity.UNKNOWN, words)]


# -- 13: in good time ------------------------------------------------------------------------------


@pytest.mark.parametrize(("weeks", "hits"), [(17, 0), (16, 1), (3, 1), (0, 1), (-16, 1), (-17, 0)])
def test_data_that_is_late_says_what_is_missing(weeks: int, hits: int) -> None:
    made = document(contributions=[])
    found = of("13", problems(made, today=PUBLISHED - timedelta(weeks=weeks)))
    assert len(found) == hits
    for severity, words in found:
        assert severity is Severity.WARNING
        assert words.startswith("Full data was due on 22 Jun 2027")
        assert words.endswith("Still missing: contributor.")


def test_complete_data_that_never_went_is_a_note_and_nothing_once_it_went() -> None:
    today = PUBLISHED - timedelta(weeks=4)
    found = of("13", problems(document(), today=today))
    assert [each for each, _ in found] == [Severity.NOTE]
    assert "Gardners was due to have this by 22 Jun 2027" in found[0][1]
    assert of("13", problems(document(), today=today, baseline=taken(document()))) == []


@pytest.mark.parametrize(("days", "hits"), [(-1, 0), (0, 1), (30, 1), (200, 0)])
def test_a_cover_is_due_by_publication(days: int, hits: int) -> None:
    made = document(work={"supportingResources": []})
    known = {"today": PUBLISHED + timedelta(days=days), "baseline": taken(made)}
    found = of("13", problems(made, **known))
    assert len(found) == hits
    assert all("by publication, on 12 Oct 2027" in words for _, words in found)


# -- weights ---------------------------------------------------------------------------------------


def weighing(**said: str) -> Flow:
    return replace(GARDNERS, severities=tuple((name[1:], word) for name, word in said.items()))


def test_a_flow_may_weigh_a_rule_otherwise() -> None:
    made = document(contributions=[], onixPublishingStatusCode="07")
    for word in ("blocker", "warning", "note"):
        assert of("10", problems(made, weighing(_10=word)))[0][0] == Severity(word)
        assert of("3", problems(made, weighing(_3=word)))[0][0] == Severity(word)
    assert of("10", problems(made, weighing(_10="off"))) == []
    assert of("10", problems(without("contributions"), weighing(_10="off"))) == []


def test_a_starred_rule_is_never_less_than_a_warning() -> None:
    made = document(allowOnixExports=False)
    assert of("2", problems(made, weighing(_2="warning")))[0][0] is Severity.WARNING
    for word in ("note", "off", "nonsense"):
        assert of("2", problems(made, weighing(_2=word)))[0][0] is Severity.BLOCKER
    # Several front covers stop whatever the flow says: only a person knows which is meant.
    two = document()["work"]["supportingResources"][0]
    several = document(work={"supportingResources": [two, two | {"id": "57"}]})
    assert of("12", problems(several, weighing(_12="warning")))[0][0] is Severity.BLOCKER


@pytest.mark.parametrize("purpose", range(1, 8))
def test_what_a_flow_may_choose_is_what_is_kept(purpose: int) -> None:
    flow = replace(GARDNERS, purpose=purpose)
    for rule in weights.COLUMNS[purpose]:
        choices = weights.choices(purpose, rule)
        for word in ("blocker", "warning", "note", "off", "usual", ""):
            said = replace(flow, severities=((rule, word),))
            usual = weights.COLUMNS[purpose][rule].value
            assert weights.weight(said, rule) == (word if word in choices else usual)
        if rule in weights.STARRED:
            assert choices == ("blocker", "warning")
        if rule in weights.FIXED:
            assert choices == ()


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*weights.COLUMNS[1], "99", ""]),
        st.sampled_from(["blocker", "warning", "note", "off", "rubbish"]),
    )
)
def test_settings_of_any_kind_never_let_a_starred_fault_pass_unseen(said: dict[str, str]) -> None:
    flow = replace(ERP, severities=tuple(said.items()))
    broken = document(isbn=None, allowOnixExports=False, prices=[], fullTitle="TBC")
    found = {each.rule: each.severity for each in problems(broken, flow)}
    for rule in ("1", "2", "6", "11"):
        assert found[rule] in (Severity.BLOCKER, Severity.WARNING)


def test_today_of_these_tests_is_far_from_publication() -> None:
    assert timedelta(weeks=16) < PUBLISHED - TODAY
