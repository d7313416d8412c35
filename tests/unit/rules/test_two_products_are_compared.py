"""Two products of one title: what the format calls equal is equal, and nothing else."""

from __future__ import annotations

import pytest

from desktop_app.records.payload import Row
from desktop_app.rules.compare import fields, headings
from desktop_app.rules.compare.pieces import Defaults, product
from desktop_app.rules.compare.products import differ


def found(theirs: str, ours: str, known: Defaults | None = None) -> dict[str, tuple[str, str]]:
    made = [f"<Product>{each}</Product>".encode() for each in (theirs, ours)]
    return differ(product(made[0], known), product(made[1]))


def price(amount: str, *, code: str = "<CurrencyCode>GBP</CurrencyCode>") -> str:
    return f"<Price><PriceType>02</PriceType><PriceAmount>{amount}</PriceAmount>{code}</Price>"


def person(name: str, place: int = 0) -> str:
    number = f"<SequenceNumber>{place}</SequenceNumber>" if place else ""
    return f"<Contributor>{number}<PersonName>{name}</PersonName></Contributor>"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (price("9.9"), price("9.90")),
        ("<b203> A\n  title </b203>", "<TitleText>A title</TitleText>"),
        (
            '<Text textformat="02">&lt;p&gt;One&lt;/p&gt;&lt;p&gt;<![CDATA[two]]></Text>',
            '<Text textformat="05"><p>One</p><p><em>two</em></p></Text>',
        ),
        (
            "<PublishingDate><PublishingDateRole>01</PublishingDateRole>"
            "<DateFormat>01</DateFormat><Date>202603</Date></PublishingDate>",
            "<PublishingDate><PublishingDateRole>01</PublishingDateRole>"
            '<Date dateformat="00">20260314</Date></PublishingDate>',
        ),
        (
            "<Territory><CountriesIncluded>IE GB</CountriesIncluded></Territory>",
            "<Territory><CountriesIncluded>GB IE</CountriesIncluded></Territory>",
        ),
        (person("B", 2) + person("A", 1), person("A") + person("B")),
        (price("2") + price("1"), price("1") + price("2")),
        ("<RecordReference>x</RecordReference>", "<RecordReference>y</RecordReference>"),
        ("<Subtitle/>", ""),
    ],
)
def test_what_is_said_otherwise_is_no_difference(theirs: str, ours: str) -> None:
    assert found(theirs, ours) == {}


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        (price("9.9"), price("9.99"), {"Price[GBP-02].PriceAmount": ("9.9", "9.99")}),
        (
            '<Text textformat="06">One  &lt;two&gt;</Text>',
            '<Text textformat="06">One two</Text>',
            {"Text": ("One <two>", "One two")},
        ),
        (
            "<Date>202604</Date>",
            "<Date>20260314</Date>",
            {"Date": ("2026-04", "2026-03-14")},
        ),
        (
            person("B") + person("A"),
            person("A") + person("B"),
            {"Contributor[1]": ("", "A"), "Contributor[2]": ("A", "")},
        ),
        (person("A"), person("A") + person("B"), {"Contributor[2]": ("", "B")}),
        ("<NoCollection/>", "", {"NoCollection": ("yes", "")}),
        (
            '<Text language="fre">A</Text>',
            '<Text language="eng">A</Text>',
            {"Text@language": ("fre", "eng")},
        ),
    ],
)
def test_what_differs_is_told_once(
    theirs: str, ours: str, expected: dict[str, tuple[str, str]]
) -> None:
    assert found(theirs, ours) == expected


def test_what_the_header_says_counts_for_every_price() -> None:
    assert found(price("1", code=""), price("1"), Defaults(currency="GBP")) == {}
    other = found(price("1", code=""), price("1"), Defaults(currency="USD"))
    assert set(other) == {"Price[USD-02]", "Price[GBP-02]"}


def test_headings_are_known_or_left_alone() -> None:
    given = ["EAN", "Pub. Date", "RRP (GBP)", "Title", "Full title", "Nett", "gb_vat"]
    assert headings.meant(given, {"gb_vat"}) == {
        0: "isbn", 1: "publication date", 2: "price GBP", 3: "title", 6: "gb_vat",
    }  # fmt: skip


def test_dates_that_can_be_read_two_ways_are_not_read() -> None:
    assert headings.day_first(["03/04/2026", "14/03/2026"]) is True
    assert headings.day_first(["03/04/2026", "03/14/2026"]) is False
    assert headings.day_first(["03/04/2026"]) is None
    assert headings.agree(headings.DATE, "14/03/2026", "20260314", True)
    assert not headings.agree(headings.DATE, "03/04/2026", "2026-04-03", None)
    assert headings.agree(headings.DATE, "2026-03", "2026-03-14", None)


def test_a_field_that_a_file_cannot_tell_is_no_difference() -> None:
    ours = [
        Row("approved", "true", "allowOnixExports", "flag"),
        Row("texts[7].text", "Words", "marketingTexts[].externalText by id", "plain text"),
        Row("subtitle", "S", "subtitle", "as written"),
    ]
    theirs = [Row("texts[03].text", "Words", "marketingTexts[].externalText by id", "plain text")]
    told = {"subtitle": None, "marketingTexts": [{"externalText": "Words"}]}
    assert fields.differ(theirs, ours, told) == {"subtitle": ("", "S")}
    assert fields.untold(ours, told) == {"approved"}
