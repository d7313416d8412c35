"""A title as <Product>: in the schema's order, each value with a row, and nothing invented."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from desktop_app import rules
from desktop_app.records.flow import Audience, Environment
from desktop_app.records.onix import RELEASES, OnixSettings, Tags, TitleStyle
from desktop_app.rules.onix import schema
from desktop_app.rules.onix.message import Envelope, message
from desktop_app.rules.onix.words import label
from desktop_app.rules.onix.xhtml import markup
from desktop_app.settings.profiles import Profile
from tests.support_onix import (
    CONSTANTS,
    ONIX,
    SETTINGS,
    STYLES,
    built,
    leaves,
    sound,
    styled,
    targets,
)
from tests.support_records import document, facts, record, without

HERE = Path(__file__).resolve().parents[3]


def valid(data: bytes, form: str, tags: Tags) -> str:
    known = schema.schema(RELEASES[form], tags.value)
    assert known is not None
    return "" if known.validate(etree.fromstring(data)) else str(known.error_log)


def said(payload_data: bytes, path: str) -> list[str]:
    found = etree.fromstring(payload_data).findall(
        "/".join(f"{{*}}{each}" for each in path.split("/"))
    )
    return ["".join(each.itertext()) for each in found]


@pytest.mark.parametrize(("form", "tags"), STYLES)
def test_a_rich_title_fits_the_schema_and_has_no_problem(form: str, tags: Tags) -> None:
    flow, given = styled(form, tags), sound()
    payload = built(given, flow)
    assert valid(payload.data, form, tags) == ""
    problems = rules.check(given, flow, payload, facts())
    # Rules 5, 9 and 12 ask for what this source cannot tell.
    assert {each.rule for each in problems} == {"5", "9", "12"}


@pytest.mark.parametrize(("form", "tags"), STYLES)
def test_every_value_has_a_row_and_every_row_is_in_the_bytes(form: str, tags: Tags) -> None:
    payload = built(sound(), styled(form, tags))
    written = [each for each in leaves(payload) if each[0].rpartition(".")[2] not in CONSTANTS]
    assert written == targets(payload)
    names = [row.target for row in payload.rows]
    assert len(names) == len(set(names))
    assert all(row.rule for row in payload.rows)


def test_each_row_names_the_place_that_moves_it() -> None:
    known = {row.target: row for row in built(sound()).rows}
    price = known["ProductSupply.SupplyDetail.Price[GBP-02-05].PriceAmount"]
    assert (price.value, price.source) == (
        "14.99",
        "prices[].amount by currencyCode, onixPriceTypeCode, onixPriceTypeQualifierCode",
    )
    setting = known["ProductSupply.SupplyDetail.Supplier.SupplierName"]
    assert (setting.value, setting.source) == ("Central Books", "")
    assert setting.rule == "setting of the flow: supplier"


def test_the_same_record_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "from tests.support_onix import built, sound; import sys;"
        "sys.stdout.write(built(sound()).sha256)"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        cwd=HERE,
        env={"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout == built(sound()).sha256


def test_the_order_of_lists_in_the_source_carries_no_meaning() -> None:
    turned = dict(sound().document)
    for name in ("prices", "contributions", "marketingTexts"):
        turned[name] = list(reversed(turned[name]))
    turned["work"] = turned["work"] | {
        "subjectCodes": list(reversed(turned["work"]["subjectCodes"])),
        "prizes": list(reversed(turned["work"]["prizes"])),
    }
    assert built(record(turned)).data == built(sound()).data


def test_what_the_source_cannot_tell_is_left_out() -> None:
    bare = without(
        "prices", "contributions", "subtitle", "publicationDate", "salesEmbargoDate",
        "work.seriesMemberships",
    )  # fmt: skip
    payload = built(record(bare))
    names = {path.rpartition(".")[2] for path, _ in leaves(payload)}
    assert not names & {"PriceAmount", "Subtitle", "NoContributor", "NoCollection", "Date"}
    assert said(payload.data, "NotificationType") == ["01"]


def test_what_the_source_says_is_none_is_said_to_be_none() -> None:
    made = document(contributions=[], titlePrefix=None, work={"seriesMemberships": []})
    names = {path.rpartition(".")[2] for path, _ in leaves(built(record(made)))}
    assert {"NoContributor", "NoCollection", "NoPrefix"} <= names


def test_internal_words_never_leave() -> None:
    made = document()
    for name in ("marketingTexts", "shortDescription"):
        for each in made[name]:
            each["internalText"] = "CANARY"
    for audience in Audience:
        data = built(record(made), replace(ONIX, audience=audience, market="WORLD")).data
        assert b"CANARY" not in data
        for word in (b"HA-2", b"Layout", b"Autumn 2027", b"20271005"):
            assert word not in data


def test_a_public_flow_gets_no_text_for_the_trade() -> None:
    data = built(sound(), replace(ONIX, audience=Audience.PUBLIC)).data
    assert b"For the trade only" not in data
    assert b"coasts that are gone" in data


def test_records_are_tests_wherever_it_is_not_production() -> None:
    for environment in Environment:
        flow = Profile("x", environment, flows=(ONIX,)).flow("trade")
        kind = said(built(sound(), flow).data, "NotificationType")
        assert kind == (["02"] if environment is Environment.PRODUCTION else ["89"])


def test_forms_are_those_of_onix_3() -> None:
    for given, form, composition in (
        ("DG", "ED", "00"), ("DH", "EC", "00"), ("BC", "BC", "00"), ("WW", "SA", "10"),
        ("DD", "VI", "00"), (None, "00", "00"),
    ):  # fmt: skip
        data = built(record(document(onix21ProductFormCode=given))).data
        assert said(data, "DescriptiveDetail/ProductForm") == [form]
        assert said(data, "DescriptiveDetail/ProductComposition") == [composition]


def test_one_person_with_two_roles_is_one_contributor() -> None:
    made = document()
    again = dict(made["contributions"][0], sequenceNumber=3, onixContributorRoleCode="B01")
    made["contributions"].append(again)
    data = built(record(made)).data
    assert said(data, "DescriptiveDetail/Contributor/SequenceNumber") == ["1", "2"]
    assert said(data, "DescriptiveDetail/Contributor/ContributorRole") == ["A01", "B01", "A12"]


def test_a_title_goes_whole_where_the_recipient_takes_no_parts() -> None:
    whole = replace(ONIX, onix=replace(SETTINGS, title=TitleStyle.WHOLE))
    title = "DescriptiveDetail/TitleDetail/TitleElement"
    assert said(built(sound(), whole).data, f"{title}/TitleText") == ["The Harbour Atlas"]
    assert said(built(sound()).data, f"{title}/TitleWithoutPrefix") == ["Harbour Atlas"]


def test_money_keeps_the_decimals_of_its_currency_and_tax_adds_up() -> None:
    made = document(gbVatCode="S")
    made["prices"] = [
        {"amount": amount, "currencyCode": currency, "onixPriceTypeCode": "02",
         "onixPriceTypeQualifierCode": "05", "effectiveFrom": None, "effectiveTo": None}
        for amount, currency in (("9.9", "GBP"), ("1500.00", "JPY"), ("3.1", "KWD"), ("7", "USD"))
    ]  # fmt: skip
    data = built(record(made), replace(ONIX, market="WORLD")).data
    price = "ProductSupply/SupplyDetail/Price"
    assert said(data, f"{price}/PriceAmount") == ["9.90", "1500", "3.100", "7.00"]
    assert said(data, f"{price}/Tax/TaxableAmount") == ["8.25"]
    assert said(data, f"{price}/Tax/TaxAmount") == ["1.65"]


def test_subjects_go_under_their_schemes_and_qualifiers_under_theirs() -> None:
    data = built(sound()).data
    subject = "DescriptiveDetail/Subject"
    assert said(data, f"{subject}/SubjectSchemeIdentifier") == ["93", "94", "10"]
    assert said(data, f"{subject}/SubjectCode") == ["RGV", "1DDU", "TEC048000"]


@pytest.mark.parametrize(
    ("given", "wanted", "html"),
    [
        ("Plain words", "Plain words", False),
        ("<p>TBC</p>", "TBC", False),
        ("Fish &amp; chips", "Fish &amp; chips", False),
        ("<p>One</p><p>Two</p>", "<p>One</p><p>Two</p>", True),
        ("<p>One <em>two</p><p>three</em>", "<p>One <em>two</em></p><p>three</p>", True),
        ("one<br>two", "<p>one<br/>two</p>", True),
        ("<ul><li>a<li>b</ul>c", "<ul><li>a</li><li>b</li></ul><p>c</p>", True),
        ("<div><h1>Head</h1>text</div>", "<p>Head</p><p>text</p>", True),
        ("<script>alert(1)</script>safe", "safe", False),
        ('<a href="x" onclick="y">link</a> <b>bold</b>', "<p>link <b>bold</b></p>", True),
        ("<p> </p>", "", False),
        ("a < b & c", "a &lt; b &amp; c", False),
        (None, "", False),
    ],
)
def test_html_becomes_xhtml_that_onix_takes(given: object, wanted: str, html: bool) -> None:
    assert markup(given) == (wanted, html)


@pytest.mark.parametrize(("form", "tags"), STYLES)
def test_a_message_wraps_products_and_fits_the_schema(form: str, tags: Tags) -> None:
    flow = styled(form, tags)
    products = [built(record(document(id=str(n))), flow).data for n in (12, 13, 14)]
    data = b"".join(message(products, flow, Envelope("2026-11-24T15:04:05.123Z", 7)))
    assert valid(data, form, tags) == ""
    assert data.count(b"xmlns=") == 1
    assert b"20261124T1504Z" in data
    assert b"Harbour &amp; Sons" in data


def test_a_message_takes_no_product_of_another_style_and_needs_a_sender() -> None:
    short = styled("onix-3.0", Tags.SHORT)
    with pytest.raises(ValueError, match="reference tags"):
        list(message([built(sound(), short).data], ONIX, Envelope("2026-11-24T15:04:05Z")))
    nameless = replace(ONIX, onix=OnixSettings())
    with pytest.raises(Exception, match="names no sender"):
        next(message([], nameless, Envelope("2026-11-24T15:04:05Z")))


def test_places_are_called_as_people_call_them() -> None:
    called = {label(row.target) for row in built(sound()).rows}
    assert {"price GBP", "title", "ISBN-13", "publication date", "imprint", "cover"} <= called
    assert all(each and each == each.strip() for each in called)


def test_a_changed_price_reads_as_a_price_that_moved() -> None:
    before, dearer = built(sound()), document()
    dearer["prices"][0]["amount"] = "16.49"
    dearer["work"]["subjectCodes"] = sound().document["work"]["subjectCodes"]
    after = built(record(dearer))
    from desktop_app.records.payload import Baseline, BaselineKind

    known = Baseline(
        before.subject, before.flow, BaselineKind.CONFIRMED, "2026-11-12T14:02:00.000Z",
        before.sha256, before.mapping_version, before.rows,
    )  # fmt: skip
    assert rules.in_words(rules.compare(after, known)).startswith("price GBP +10 %")
    assert date(2026, 11, 24) == facts().today
