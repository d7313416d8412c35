"""Each fault that schemas do not see is seeded into a sound product and found by its rule alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_app import rules
from desktop_app.records.onix import OnixSettings, Tags, TitleStyle
from desktop_app.records.payload import Baseline, BaselineKind, Payload, Severity
from desktop_app.rules.onix.faults.fault import ALL
from desktop_app.rules.onix.faults.identity import digit
from desktop_app.rules.onix.judge import title, words
from desktop_app.rules.onix.recipients import KINDS, recipients, titles
from desktop_app.services.severities import rule_name
from tests.support_onix import ONIX, SETTINGS, built, judged, sound, styled, with_bytes
from tests.support_records import document, facts, record

ISBN = "9781911390220"
AMOUNT = "<PriceAmount>14.99</PriceAmount>"
TAX = "<TaxableAmount>14.99</TaxableAmount><TaxAmount>0.00</TaxAmount>"
MAIN = "<Subject><MainSubject/><SubjectSchemeIdentifier>{}</SubjectSchemeIdentifier>"
SIDE = "<Subject><SubjectSchemeIdentifier>{}</SubjectSchemeIdentifier>"
PLACES = ("Consonance", "settings of the flow", "fault of Colophon", "this destination")
ID = "/ProductIDType><IDValue>"
SEEDED: dict[str, list[tuple[str, str]]] = {
    "onix-isbn: wrong digit": [(ISBN, "9781911390221")],
    "onix-isbn: hyphens": [(ISBN, "978-1-911390-22-0")],
    "onix-isbn: ISBN-10": [(ISBN, "1911390228")],
    "onix-gtin": [(f">03<{ID}{ISBN}", f">03<{ID}5012345678900")],
    "onix-range: music": [(ISBN, "9790260000438")],
    "onix-name-id": [("0000000121032683", "0000000121032684")],
    "onix-currency": [("<CurrencyCode>GBP</CurrencyCode>", "")],
    "onix-decimals": [
        (AMOUNT, "<PriceAmount>14.999</PriceAmount>"),
        (TAX, "<TaxableAmount>14.999</TaxableAmount><TaxAmount>0.000</TaxAmount>"),
    ],
    "onix-tax": [(TAX, "<TaxableAmount>12.49</TaxableAmount><TaxAmount>2.10</TaxAmount>")],
    "onix-date: 31 February": [(">20271012<", ">20270231<")],
    "onix-date: month 13": [(">20271012<", ">20271301<")],
    "onix-countries: twice": [("DE GB IE US", "DE GB GB IE US")],
    "onix-countries: both": [(">AU</CountriesIncluded>", ">US</CountriesIncluded>")],
    "onix-main-subject: none": [
        (MAIN.format("93"), SIDE.format("93")), (MAIN.format("10"), SIDE.format("10")),
    ],
    "onix-subject-code: BISAC": [(">TEC048000<", ">TEC48<")],
    "onix-subject-code: Thema": [(">RGV<", ">rgv!<")],
    "onix-text": [(">For the trade only.<", "> – <")],
    "onix-markup": [(">For the trade only.<", ">For the &lt;b&gt;trade&lt;/b&gt; only.<")],
    "onix-cover-link": [("https://img.example.org/55.jpg", "http://img.example.org/55.jpg")],
    "onix-characters": [(">For the trade only.<", ">For the\u0085 trade only.<")],
    "onix-deprecated": [("<ProductIDType>03</ProductIDType>", "<ProductIDType>02</ProductIDType>")],
    "onix-form": [("<ProductForm>BC<", "<ProductForm>00<")],
    "onix-title": [(">Harbour Atlas<", f">{'Harbour ' * 400}<")],
    "onix-availability: now": [
        ("<ProductAvailability>10<", "<ProductAvailability>20<"),
    ],
    "onix-availability: undated": [("<ProductAvailability>10<", "<ProductAvailability>32<")],
    "onix-schema: unknown code": [("<ProductForm>BC<", "<ProductForm>QQ<")],
    "onix-schema: price of nothing": [
        (AMOUNT, "<PriceAmount>0.00</PriceAmount>"),
        (TAX, "<TaxableAmount>0.00</TaxableAmount><TaxAmount>0.00</TaxAmount>"),
    ],
    "onix-schema: a price with a comma": [(AMOUNT, "<PriceAmount>14,99</PriceAmount>")],
    "onix-schema: country": [("DE GB IE US", "DE UK IE US")],
    "onix-schema: order": [
        ("<PublishingStatus>02</PublishingStatus>", ""),
        ("</PublishingDetail>", "<PublishingStatus>02</PublishingStatus></PublishingDetail>"),
    ],
    "onix-xml": [("</Product>", "")],
}  # fmt: skip


def names(payload: Payload) -> set[str]:
    return {each.rule for each in judged(payload)}


@pytest.mark.parametrize("case", SEEDED)
def test_a_seeded_fault_is_found_by_its_rule_alone(case: str) -> None:
    assert names(built(sound())) == set()
    found = names(with_bytes(built(sound()), *SEEDED[case]))
    assert found == {case.partition(":")[0]}


@pytest.mark.parametrize("block", ["DescriptiveDetail", "PublishingDetail", "ProductSupply"])
def test_a_block_that_is_missing_is_named(block: str) -> None:
    payload = built(sound())
    text = payload.data.decode()
    begin, end = text.index(f"<{block}>"), text.index(f"</{block}>") + len(block) + 3
    found = judged(replace(payload, data=(text[:begin] + text[end:]).encode()))
    assert {each.rule for each in found} == {"onix-blocks"}
    assert block in found[0].message


def test_two_mains_of_a_scheme_and_a_main_qualifier() -> None:
    two = document()
    two["work"]["subjectCodes"] = [
        {"scheme": "THEMA", "code": code, "description": None, "main": True}
        for code in ("RGV", "WT")
    ]
    assert names(built(record(two))) == {"onix-main-subject"}
    two["work"]["subjectCodes"][1]["code"] = "1DDU"
    assert names(built(record(two))) == {"onix-qualifier"}


def test_nobody_made_it() -> None:
    alone = document()
    alone["contributions"][0]["productIds"] = ["13"]
    del alone["contributions"][1]
    assert "onix-contributor" in names(built(record(alone)))
    assert "onix-contributor" not in names(built(record(document(contributions=[]))))


def test_a_product_without_a_title() -> None:
    nameless = {**sound().document, "fullTitle": "", "titleWithoutPrefix": "", "subtitle": None}
    found = judged(built(record(nameless)), record(nameless))
    assert {each.rule for each in found} == {"onix-title", "onix-schema"}
    assert {each.severity for each in found} == {Severity.BLOCKER}


def test_two_prices_at_a_time_and_one_after_the_other() -> None:
    made = sound().document
    first = dict(made["prices"][0])
    both = record({**made, "prices": [first, first | {"amount": "15.99"}]})
    assert names(built(both)) == {"onix-price-twice"}
    after = [
        first | {"effectiveTo": "2027-12-31"},
        first | {"amount": "15.99", "effectiveFrom": "2028-01-01"},
    ]
    assert names(built(record({**made, "prices": after}))) == set()


def test_a_reference_that_moved_would_double_the_book() -> None:
    before = built(sound())
    known = Baseline(
        before.subject, before.flow, BaselineKind.CONFIRMED, "2026-11-12T14:02:00.000Z",
        before.sha256, before.mapping_version, before.rows,
    )  # fmt: skip
    moved = replace(ONIX, onix=replace(SETTINGS, reference="org.example."))
    found = judged(built(sound(), moved), flow=moved, known=facts(baseline=known))
    assert [each.rule for each in found] == ["onix-reference"]
    assert judged(before, known=facts(baseline=known)) == []


def test_a_flow_without_a_supplier_is_told_so() -> None:
    nameless = replace(ONIX, onix=replace(SETTINGS, supplier=""))
    found = judged(built(sound(), nameless), flow=nameless)
    assert [(each.rule, each.severity) for each in found] == [("onix-supplier", Severity.NOTE)]


def test_short_tags_are_judged_alike() -> None:
    short = styled("onix-3.1", Tags.SHORT)
    payload = built(sound(), short)
    assert judged(payload, flow=short) == []
    broken = with_bytes(payload, (f">{ISBN}<", ">9781911390221<"), ("<b012>BC<", "<b012>QQ<"))
    assert {each.rule for each in judged(broken, flow=short)} == {"onix-isbn", "onix-schema"}
    said = next(each.message for each in judged(broken, flow=short) if each.rule == "onix-schema")
    assert said == "ProductForm would say “QQ”, which is no code of ONIX 3.1 there."


def test_every_rule_is_seeded_and_says_what_it_asks_for() -> None:
    seeded = {each.partition(":")[0] for each in SEEDED} | {
        "onix-blocks", "onix-contributor", "onix-price-twice", "onix-qualifier", "onix-reference",
        "onix-supplier",
    }  # fmt: skip
    assert set(ALL) <= seeded
    for name in (*ALL, "onix-schema", "onix-xml"):
        assert words(name).endswith(".")
        assert title(name)
        assert "-" not in title(name)


def test_rules_are_told_apart_by_their_titles() -> None:
    asked = {ask.rule for each in recipients().values() for ask in each.asks}
    assert set(titles()) == asked
    own = [title(name) for name in (*ALL, "onix-schema", "onix-xml")]
    assert len(set(own)) == len(own)
    assert len(set(titles().values())) == len(titles())
    assert rule_name("onix-cover-link") == "ONIX: Address of the cover"
    assert rule_name("recipient-isbn") == "recipient: ISBN-13"
    assert rule_name("6") == "rule 6"


def test_a_fix_says_what_to_do_and_where() -> None:
    fixes = {
        each.fix for name in SEEDED for each in judged(with_bytes(built(sound()), *SEEDED[name]))
    }
    fixes |= {str(ask.given["fix"]) for each in recipients().values() for ask in each.asks}
    for fix in fixes:
        assert any(place in fix for place in PLACES), fix
        assert len(fix.split()) > 4, fix


def test_bic_subjects_are_out_of_use_and_thema_is_named() -> None:
    made = document()
    made["work"]["subjectCodes"] = [
        {"scheme": "THEMA", "code": "RGV", "description": None, "main": True},
        {"scheme": "BIC", "code": "RGV", "description": None, "main": False},
    ]
    [found] = judged(built(record(made)), record(made))
    assert (found.rule, found.severity) == ("onix-deprecated", Severity.WARNING)
    assert "Thema" in found.message
    assert "Thema" in found.fix


def test_problems_say_where_what_and_who() -> None:
    for case, changes in SEEDED.items():
        for each in judged(with_bytes(built(sound()), *changes)):
            assert each.message.endswith("."), case
            assert each.fix.endswith("."), case
            assert each.owner
            assert "{http" not in each.message


def test_a_severity_can_be_changed_for_a_flow() -> None:
    lighter = replace(ONIX, onix=replace(SETTINGS, severities=(("onix-cover-link", "note"),)))
    broken = with_bytes(built(sound(), lighter), ("https://img", "http://img"))
    assert [each.severity for each in judged(broken, flow=lighter)] == [Severity.NOTE]


def test_what_a_numbered_rule_blocks_is_said_once() -> None:
    made = {**sound().document, "isbn": {"isbn13": "9781911390221"}}
    given = record(made)
    found = rules.check(given, ONIX, built(given), facts())
    assert [each.rule for each in found if each.field == "isbn.isbn13"] == ["1"]


def test_the_check_sign_of_an_isni() -> None:
    for isni in ("0000000121032683", "000000012146438X", "0000000081032682"):
        assert (digit(isni) == isni[15]) is (isni != "0000000081032682")


# -- recipients ----------------------------------------------------------------------------------


def wants(recipient: str, **settings: object) -> set[str]:
    flow = replace(ONIX, onix=replace(SETTINGS, recipient=recipient, **settings))
    return {
        each.rule.removeprefix("recipient-") for each in judged(built(sound(), flow), flow=flow)
    }


def test_a_sound_title_has_what_most_recipients_need() -> None:
    assert {key: wants(key) for key in recipients()} == {
        "bic-basic": set(),
        "nielsen": set(),
        "bisg": {"weight"},
        "google-play": {"form", "title-text", "title-parts"},
        "kobo": set(),
        "overdrive": {"usd-price"},
        "jstor": set(),
        "de-marque": set(),
        "amazon": set(),
    }
    assert wants("google-play", title=TitleStyle.WHOLE) == {"form"}


def test_recipients_contradict_each_other_and_the_flow_says_which_counts() -> None:
    thema = document()
    thema["work"]["subjectCodes"] = [
        {"scheme": "THEMA", "code": "RGV", "description": None, "main": True}
    ]
    given = record(thema)
    for recipient, missing in (("bic-basic", set()), ("kobo", {"recipient-subject"})):
        flow = replace(ONIX, onix=replace(SETTINGS, recipient=recipient))
        found = {each.rule for each in judged(built(given, flow), given, flow)}
        assert found == missing


@pytest.mark.parametrize("recipient", sorted(recipients()))
def test_an_empty_record_lacks_what_a_recipient_asks_for(recipient: str) -> None:
    bare = record({"id": "1", "fullTitle": ""})
    flow = replace(ONIX, onix=OnixSettings(recipient=recipient))
    found = [each for each in judged(built(bare, flow), bare, flow) if "recipient-" in each.rule]
    assert len(found) >= 3
    assert all(each.message.endswith(".") and each.fix and each.owner for each in found)


@pytest.mark.parametrize("key", sorted(recipients()))
def test_each_rule_of_a_recipient_looks_at_elements_that_are_written(key: str) -> None:
    for ask in recipients()[key].asks:
        kind = next(name for name in KINDS if name in ask.given)
        assert ask.wanting is KINDS[kind]


def test_limits_values_and_words_of_recipients() -> None:
    kobo = replace(ONIX, market="WORLD", onix=replace(SETTINGS, recipient="kobo", rights="00"))
    long = {**sound().document, "titleWithoutPrefix": "Harbour " * 32}
    long["prices"] = [{**long["prices"][0], "currencyCode": "MXN", "amount": "120.50"}]
    given = record(long)
    found = {each.rule for each in judged(built(given, kobo), given, kobo)}
    assert found == {"recipient-title-length", "recipient-rights-types", "recipient-whole-pesos"}
    amazon = replace(ONIX, onix=replace(SETTINGS, recipient="amazon"))
    best = record({**sound().document, "titleWithoutPrefix": "The #1 bestseller"})
    said = {each.rule for each in judged(built(best, amazon), best, amazon)}
    assert said == {"recipient-title-words"}
    assert date(2026, 11, 24) == facts().today
