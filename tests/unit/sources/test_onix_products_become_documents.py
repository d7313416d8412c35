"""Does a document say what the ONIX product says, and nothing that it does not?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from desktop_app import rules
from desktop_app.records.progress import silent
from desktop_app.records.title import SourceKind
from desktop_app.sources import onix
from tests.support_records import GARDNERS

FILES = Path(__file__).parents[2] / "fixtures" / "onix"
SAMPLES = ("onix30-reference.xml", "onix30-short.xml", "onix31-reference.xml")
MESSAGE = (
    '<ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference">{}</ONIXMessage>'
)


def taken(path: Path) -> tuple[list[Any], onix.OnixFile]:
    file = onix.read(path, silent)
    return list(file), file


def one(folder: Path, blocks: str) -> dict[str, Any]:
    """The document of a product that holds these blocks and nothing else."""
    path = folder / "one.xml"
    product = f"<Product><RecordReference>r</RecordReference>{blocks}</Product>"
    path.write_text(MESSAGE.format(product), encoding="utf-8")
    return dict(taken(path)[0][0].document)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_tag_style_and_release_gives_the_same_records(name: str) -> None:
    records, file = taken(FILES / name)
    expected, first = taken(FILES / SAMPLES[0])
    assert records == expected
    assert file.left_out == first.left_out
    assert [each.id for each in records] == [
        "onix:pavilion-9781911390220",
        "onix:pavilion-9781911390237",
    ]
    assert {each.source for each in records} == {SourceKind.ONIX}
    assert file.skipped == []


def test_the_samples_are_valid_onix() -> None:
    import onixcheck

    for name in SAMPLES:
        assert onixcheck.validate(str(FILES / name)) == []


def test_a_paperback_is_told_in_full() -> None:
    document = taken(FILES / SAMPLES[0])[0][0].document
    assert document["isbn"] == {"isbn13": "9781911390220"}
    assert document["fullTitle"] == "The Harbour Atlas"
    assert (document["titlePrefix"], document["titleWithoutPrefix"]) == ("The", "Harbour Atlas")
    assert document["publicationDate"] == "2027-10-12"
    assert document["salesEmbargoDate"] == "2027-10-01"
    assert (document["productHeight"], document["productWidth"]) == ("198", "129")
    assert [
        (each["sequenceNumber"], each["onixContributorRoleCode"], each["contributor"]["name"])
        for each in document["contributions"]
    ] == [(1, "A01", "Ana Núñez"), (1, "A12", "Ana Núñez"), (2, "B06", "Okafor Maps")]
    assert document["contributions"][0]["contributor"]["biographicalNote"] == (
        "<p>Lives by the <em>sea</em> &amp; draws.</p>"
    )
    assert document["work"]["seriesMemberships"][0]["series"]["name"] == "Lost Places"
    assert document["work"]["bisacs"] == ["TEC048000"]
    assert document["work"]["imprint"] == {"name": "Pavilion"}


def test_prices_keep_their_text_and_take_defaults_of_the_header() -> None:
    document = taken(FILES / SAMPLES[0])[0][0].document
    pound, dollar = document["prices"]
    assert pound == {
        "amount": "14.90",
        "currencyCode": "GBP",
        "onixPriceTypeCode": "02",
        "onixPriceTypeQualifierCode": "05",
        "effectiveFrom": None,
        "effectiveTo": None,
    }
    assert (dollar["effectiveFrom"], dollar["effectiveTo"]) == ("2027-01-01", "2029-12-31")
    assert document["gbVatCode"] == "Z"


def test_the_best_version_of_the_front_cover_comes_first() -> None:
    cover, back = taken(FILES / SAMPLES[0])[0][0].document["work"]["supportingResources"]
    assert cover == {
        "id": "01",
        "url": "https://img.example.org/atlas.jpg",
        "resourceVariant": "FRONT_COVER",
        "onixContentAudienceCode": "00",
        "requiredCredit": "Drawn by B. Okafor",
        "imageContentType": "image/jpeg",
        "filename": "atlas.jpg",
        "height": 2459,
        "fileSize": 81234,
    }
    assert back["resourceVariant"] == "BACK_COVER"


def test_what_is_not_kept_is_counted_by_element() -> None:
    left_out = taken(FILES / SAMPLES[0])[1].left_out
    assert left_out == Counter(
        {
            "ProductComposition": 2, "ProductFormDetail": 1, "Measure": 1, "Language": 1,
            "Extent": 1, "SubjectSchemeVersion": 1, "Subject": 1, "ResourceVersion": 1,
            "PublishingRole": 1, "PublisherName": 1, "PublishingDate": 1,
            "ROWSalesRightsType": 1, "RelatedMaterial": 1, "Supplier": 1,
            "ProductAvailability": 1, "TaxRatePercent": 1, "Territory": 1,
        }
    )  # fmt: skip


def test_what_a_file_cannot_tell_is_absent_and_not_false() -> None:
    atlas, salt = (each.document for each in taken(FILES / SAMPLES[0])[0])
    for document in (atlas, salt):
        for key in ("allowOnixExports", "plannedPublicationDate", "inHouseFormat", "asin"):
            assert key not in document
        assert not any("status" in each for each in document["work"].get("supportingResources", ()))
    assert "isForSaleWorldwide" not in atlas  # the file says that the rest is not known
    assert "prices" not in salt
    assert "supportingResources" not in salt["work"]
    assert salt["contributions"] == []
    assert salt["work"]["seriesMemberships"] == []
    assert salt["titlePrefix"] is None


def test_plain_text_with_signs_of_markup_reaches_the_payload_unharmed() -> None:
    record = taken(FILES / SAMPLES[0])[0][0]
    payload = rules.build(record, GARDNERS, record.id)
    texts = {each.target: each.value for each in payload.rows}
    assert texts["short_description.text"] == "Coasts that are gone: depth < 5 m & falling."
    assert texts["contributors[1].biography"] == "Lives by the sea & draws."
    assert texts["texts[03].text"] == "Un atlas des côtes disparues."


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("<Date>20271012</Date>", "2027-10-12"),
        ('<Date dateformat="00">20271012</Date>', "2027-10-12"),
        ('<Date dateformat="13">20271012T0900</Date>', "2027-10-12"),
        ("<Date>2027-10-12</Date>", "2027-10-12"),
        ('<Date dateformat="01">202710</Date>', "2027-10"),
        ("<DateFormat>01</DateFormat><Date>202710</Date>", "2027-10"),
        ('<Date dateformat="05">2027</Date>', "2027"),
        ('<Date dateformat="02">202710</Date>', "202710"),
        ('<Date dateformat="12">Spring 2027</Date>', "Spring 2027"),
        ("<Date>20270230</Date>", "20270230"),
        ("<Date>24/11/26</Date>", "24/11/26"),
        ("<Date></Date>", None),
    ],
)
def test_dates_are_read_by_their_format(tmp_path: Path, date: str, expected: str | None) -> None:
    role = "<PublishingDateRole>01</PublishingDateRole>"
    block = f"<PublishingDate>{role}{date}</PublishingDate>"
    document = one(tmp_path, f"<PublishingDetail>{block}</PublishingDetail>")
    assert document["publicationDate"] == expected


def rights(*statements: tuple[str, str], rest: str = "") -> str:
    blocks = "".join(
        f"<SalesRights><SalesRightsType>{kind}</SalesRightsType>"
        f"<Territory>{territory}</Territory></SalesRights>"
        for kind, territory in statements
    )
    row = f"<ROWSalesRightsType>{rest}</ROWSalesRightsType>" if rest else ""
    return f"<PublishingDetail>{blocks}{row}</PublishingDetail>"


WORLD = "<RegionsIncluded>WORLD</RegionsIncluded>"


@pytest.mark.parametrize(
    ("given", "world", "for_sale", "not_for_sale"),
    [
        (rights(("01", WORLD)), True, [], []),
        (
            rights(("01", f"{WORLD}<CountriesExcluded>US CA</CountriesExcluded>")),
            True,
            [],
            ["US", "CA"],
        ),
        (
            rights(
                ("01", f"{WORLD}<CountriesExcluded>US</CountriesExcluded>"),
                ("02", "<CountriesIncluded>US</CountriesIncluded>"),
            ),
            True,
            ["US"],
            [],
        ),
        (
            rights(("01", "<CountriesIncluded>GB</CountriesIncluded>"), rest="03"),
            False,
            ["GB"],
            [],
        ),
        (
            rights(("03", "<CountriesIncluded>US</CountriesIncluded>"), rest="02"),
            True,
            [],
            ["US"],
        ),
    ],
)
def test_sales_rights_say_the_world_only_when_the_file_does(
    tmp_path: Path, given: str, world: bool, for_sale: list[str], not_for_sale: list[str]
) -> None:
    document = one(tmp_path, given)
    assert document["isForSaleWorldwide"] is world
    assert document["forSaleCountryCodes"] == for_sale
    assert document["notForSaleCountryCodes"] == not_for_sale


def test_no_statement_of_rights_is_nothing_known(tmp_path: Path) -> None:
    document = one(tmp_path, "<PublishingDetail/>")
    assert not {"isForSaleWorldwide", "forSaleCountryCodes"} & set(document)


def test_a_region_that_is_not_taken_apart_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "region.xml"
    block = rights(("01", "<RegionsIncluded>GB-SCT</RegionsIncluded>"))
    product = f"<Product><RecordReference>r</RecordReference>{block}</Product>"
    path.write_text(MESSAGE.format(product))
    records, file = taken(path)
    assert "isForSaleWorldwide" not in records[0].document
    assert file.left_out["Territory"] == 1


def test_an_amount_that_is_no_number_is_kept_as_written_so_that_a_rule_can_name_it(
    tmp_path: Path,
) -> None:
    price = "<Price><PriceAmount>12,50</PriceAmount><CurrencyCode>GBP</CurrencyCode></Price>"
    supply = f"<ProductSupply><SupplyDetail>{price}{price}</SupplyDetail></ProductSupply>"
    document = one(tmp_path, supply)
    assert [each["amount"] for each in document["prices"]] == ["12,50"]
    assert "onixPriceTypeQualifierCode" not in document["prices"][0]


def test_windows_quotes_in_a_file_that_says_latin_1_are_quotes(tmp_path: Path) -> None:
    path = tmp_path / "latin.xml"
    note = (
        "<DescriptiveDetail><EditionStatement>\x93Best\x94</EditionStatement></DescriptiveDetail>"
    )
    product = f"<Product><RecordReference>r</RecordReference>{note}</Product>"
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + MESSAGE.format(product)
    path.write_bytes(text.encode("latin-1"))
    assert taken(path)[0][0].document["editionStatement"] == "“Best”"


def test_notices_repeats_and_parts_are_skipped_with_a_reason() -> None:
    records, file = taken(FILES / "notices.xml")
    assert [each.id for each in records] == ["onix:whole"]
    assert records[0].document["isbn"]["isbn13"] == "9781911390220"
    reasons = {each.id: each.reason for each in file.skipped}
    assert set(reasons) == {"onix:gone", "onix:whole", "9781911390251", "onix:part"}
    assert "nothing was removed" in reasons["onix:gone"]
    assert "the first was taken" in reasons["onix:whole"]
    assert "no record reference" in reasons["9781911390251"]
    assert "single parts" in reasons["onix:part"]
