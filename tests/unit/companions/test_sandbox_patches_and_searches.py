"""Patches are checked against the schema and kept exactly; searches keep what they name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, graphql_sync

from desktop_app.companions.sandbox.house import Builder, House
from desktop_app.companions.sandbox.patches import (
    PatchError,
    Patches,
    UnknownObjectError,
    read_json,
)
from desktop_app.companions.sandbox.place import Place
from desktop_app.companions.sandbox.schema import executable
from desktop_app.companions.sandbox.traps import set_traps
from desktop_app.records.errors import HomeBusyError
from desktop_app.records.resources import resource_text

ANCHOR = date(2026, 11, 25)
TODAY = ANCHOR + timedelta(days=3)
FIRST = 20001


class Bench:
    """One house with its schema and patches over a file."""

    def __init__(self, file: Path) -> None:
        self.house: House = set_traps(Builder(7, 300, ANCHOR, "http://127.0.0.1:1/covers"))
        self.schema: GraphQLSchema = executable(
            resource_text("schema", "consonance.graphql"), self.house
        )
        self.patches = Patches(self.house, self.schema, file)

    def ask(self, query: str) -> Any:
        answer = graphql_sync(self.schema, query)
        assert answer.errors is None
        assert answer.data is not None
        return answer.data

    def product(self, fields: str) -> Any:
        return self.ask(f"{{ product(productSearch: {{idEq: {FIRST}}}) {{ {fields} }} }}")[
            "product"
        ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "patches.jsonl"


@pytest.fixture
def bench(file: Path) -> Bench:
    return Bench(file)


@pytest.mark.parametrize("amount", ["12.99", "0.1", "10.10", "1234567890.12345", "7", "-0.01"])
def test_a_decimal_comes_back_as_it_was_given(bench: Bench, file: Path, amount: str) -> None:
    given = read_json(f'{{"prices": [{{"amount": {amount}, "currencyCode": "GBP"}}]}}')
    bench.patches.patch("products", FIRST, given, TODAY)
    later = Bench(file)
    assert later.patches.replay() == 1
    for each in (bench, later):
        told = each.product("prices { amount }")["prices"][0]["amount"]
        assert Decimal(repr(told)) == Decimal(amount)


def test_an_amount_that_no_float_can_hold_is_refused(bench: Bench) -> None:
    with pytest.raises(PatchError, match="more than 15 digits"):
        bench.patches.patch(
            "products", FIRST, read_json('{"prices": [{"amount": 1.0000000000000001}]}'), TODAY
        )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "at least one field"),
        ([], "at least one field"),
        ({"nonsense": 1}, "has no field nonsense"),
        ({"id": 5}, "id cannot be patched"),
        ({"fullTitle": None}, "cannot be null"),
        ({"fullTitle": 5}, "must be String"),
        ({"editionNumber": True}, "must be Int"),
        ({"prices": {}}, "must be a list"),
        ({"prices": [{"colour": 1}]}, "Price has no field colour"),
        ({"onixPublishingStatusCode": "04"}, "must be one of ONIXPublishingStatusCode"),
        ({"isbn": "978"}, "must be an object"),
    ],
)
def test_a_patch_that_does_not_fit_changes_nothing(
    bench: Bench, file: Path, fields: Any, words: str
) -> None:
    before = dict(bench.house.products[FIRST])
    with pytest.raises(PatchError, match=words):
        bench.patches.patch("products", FIRST, fields, TODAY)
    assert bench.house.products[FIRST] == before
    assert not file.exists()


def test_a_patch_of_nobody_is_told(bench: Bench) -> None:
    with pytest.raises(UnknownObjectError, match="no product 5"):
        bench.patches.patch("products", 5, {"fullTitle": "A"}, TODAY)


def test_a_patch_sets_only_what_it_names(bench: Bench) -> None:
    selection = (
        "fullTitle onixPublishingStatusCode onixPublishingStatus { description } "
        "prices { id amount currencyCode onixPriceTypeCode label }"
    )
    before = bench.product(selection)
    first = before["prices"][0]
    dearer = [{"id": first["id"], "amount": 77.77}, *before["prices"][1:]]
    bench.patches.patch("products", FIRST, read_json(json.dumps({"prices": dearer})), TODAY)
    assert bench.product(selection) == {
        **before,
        "prices": [{**first, "amount": 77.77}, *before["prices"][1:]],
    }
    bench.patches.patch("products", FIRST, {"onixPublishingStatusCode": "_07"}, TODAY)
    after = bench.product(selection)
    assert after["onixPublishingStatusCode"] == "_07"
    assert after["onixPublishingStatus"] == before["onixPublishingStatus"]


def test_lists_of_a_work_may_be_replaced_and_reach_its_products(bench: Bench) -> None:
    work = bench.house.products[FIRST]["work"]["id"]
    bench.patches.patch(
        "works",
        work,
        {
            "imprint": {"id": 77, "name": "New Imprint"},
            "contributions": [
                {
                    "sequenceNumber": 1,
                    "onixContributorRoleCode": "A01",
                    "contributor": {"id": 7, "name": "Renamed"},
                },
                {
                    "sequenceNumber": 2,
                    "onixContributorRoleCode": "B06",
                    "contributor": {"id": 9999, "name": "New", "organisationName": "New Ltd"},
                },
            ],
            "marketingTexts": [{"variant": "SHORT_DESCRIPTION", "externalText": "<p>Short</p>"}],
            "subjectCodes": [{"scheme": "THEMA", "code": "FBA", "main": True}],
            "prizes": [{"prizeName": "A prize"}],
        },
        TODAY,
    )
    told = bench.product(
        "contributions { workId contributor { __typename name ... on Person { keyNames } } } "
        "short: marketingTexts(variantIn: [SHORT_DESCRIPTION]) { externalText(stripHtml: true) } "
        "work { imprint { id name } subjectCodes { __typename code } prizes { prizeable { id } } }"
    )
    known = bench.house.contacts[7]
    assert told == {
        "contributions": [
            {
                "workId": work,
                "contributor": {
                    "__typename": "Person",
                    "name": "Renamed",
                    "keyNames": known["keyNames"],
                },
            },
            {"workId": work, "contributor": {"__typename": "Organisation", "name": "New"}},
        ],
        "short": [{"externalText": "Short"}],
        "work": {
            "imprint": {"id": 77, "name": "New Imprint"},
            "subjectCodes": [{"__typename": "Thema", "code": "FBA"}],
            "prizes": [{"prizeable": {"id": work}}],
        },
    }


def test_a_change_that_was_not_written_whole_is_dropped(bench: Bench, file: Path) -> None:
    bench.patches.patch("products", FIRST, {"fullTitle": "Whole"}, TODAY)
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"kind": "products", "id": 20001, "da')
    later = Bench(file)
    assert later.patches.replay() == 1
    assert later.product("fullTitle") == {"fullTitle": "Whole"}
    assert file.read_bytes() == whole


def test_what_is_taken_out_stays_out(bench: Bench, file: Path) -> None:
    work = bench.house.products[FIRST + 10]["work"]["id"]
    bench.patches.remove("products", FIRST, TODAY)
    bench.patches.remove("works", work, TODAY)
    later = Bench(file)
    later.patches.replay()
    for each in (bench, later):
        assert FIRST not in each.house.products
        assert work not in each.house.works
        assert all(p["work"]["id"] != work for p in each.house.products.values())


def test_changed_since_tells_of_the_changed_work_and_perhaps_of_more(bench: Bench) -> None:
    query = f'{{ products(productSearch: {{changedSince: "{TODAY}"}}) {{ id }} }}'
    assert bench.ask(query) == {"products": []}
    bench.patches.patch("products", FIRST, {"fullTitle": "Moved"}, TODAY)
    work = bench.house.products[FIRST]["work"]
    told = {each["id"] for each in bench.ask(query)["products"]}
    assert told == {each["id"] for each in work["products"]}

    in_series = next(w for w in bench.house.works.values() if w["seriesMemberships"])
    bench.patches.patch("works", in_series["id"], {"subtitle": "Moved"}, TODAY)
    told = {each["id"] for each in bench.ask(query)["products"]}
    assert told > {each["id"] for each in in_series["products"] + work["products"]}


Keeps = Callable[[dict[str, Any]], bool]
_SEARCHES: list[tuple[str, Keeps]] = [
    ("titleCont: \"the\"", lambda p: "the" in p["fullTitle"].casefold()),
    ("isbn13Assigned: false", lambda p: not (p["isbn"] or {}).get("isbn13")),
    ("titlePrefixPresent: \"true\"", lambda p: bool(p["titlePrefix"])),
    ("productTypes: [PhysicalAudioProduct]", lambda p: p["__typename"] == "PhysicalAudioProduct"),
    ("onix21ProductFormCodeIn: [BB, BH]", lambda p: p["onix21ProductFormCode"] in ("BB", "BH")),
    ("publicationDateGt: \"2027-03-01\"", lambda p: _day(p) > "2027-03-01"),
    ("publicationDateLteq: \"2025-06-05\"", lambda p: "" < _day(p) <= "2025-06-05"),
]  # fmt: skip


def _day(product: dict[str, Any]) -> str:
    try:
        return date.fromisoformat(product["publicationDate"] or "").isoformat()
    except ValueError:
        return ""


@pytest.mark.parametrize(("search", "keeps"), _SEARCHES)
def test_a_search_keeps_exactly_what_it_names(bench: Bench, search: str, keeps: Keeps) -> None:
    found: list[int] = []
    while True:
        after = found[-1] if found else 0
        query = f"{{ products(productSearch: {{after: {after}, {search}}}) {{ id }} }}"
        page = [each["id"] for each in bench.ask(query)["products"]]
        if not page:
            break
        found += page
    assert found == [n for n, each in sorted(bench.house.products.items()) if keeps(each)]
    assert found


def test_nested_and_crossed_searches(bench: Bench) -> None:
    by_price = bench.ask(
        "{ products(priceSearch: {currencyCodeIn: [AUD], amountLteq: 20}) { id prices { "
        "currencyCode } narrow: prices(priceSearch: {currencyCodeIn: [AUD]}) { amount } } }"
    )["products"]
    assert by_price
    assert all(price["amount"] <= 20 for each in by_price for price in each["narrow"])
    assert any(len(each["prices"]) > len(each["narrow"]) for each in by_price)
    works = bench.ask(
        "{ works(productSearch: {onix21ProductFormCodeIn: [AJ]}) { products { id } "
        "narrow: products(productSearch: {onix21ProductFormCodeIn: [AJ]}) { id } } }"
    )["works"]
    assert works
    assert all(each["narrow"] for each in works)
    assert any(len(each["products"]) > len(each["narrow"]) for each in works)
    contract = min(bench.house.contracts)
    (work,) = bench.ask(f"{{ works(workSearch: {{contractIdEq: {contract}}}) {{ id }} }}")["works"]
    told = bench.ask(f"{{ contract(contractSearch: {{idEq: {contract}}}) {{ work {{ id }} }} }}")
    assert told["contract"]["work"] == work


def test_arguments_of_fields_do_what_they_say(bench: Bench) -> None:
    bench.patches.patch("products", FIRST, {"publicationDate": "2027-09-02"}, TODAY)
    told = bench.product(
        'long: publicationDateString(directives: "%-d %B %Y") '
        'short: publicationDateString(directives: "%d/%m/%y") '
        "marketingTexts { html: externalText plain: externalText(stripHtml: true) }"
    )
    assert (told["long"], told["short"]) == ("2 September 2027", "02/09/27")
    assert "<p>" in told["marketingTexts"][1]["html"]
    assert "<" not in told["marketingTexts"][1]["plain"]
    book = next(n for n, p in bench.house.products.items() if p["onix21ProductFormCode"] == "BB")
    size = bench.ask(
        f"{{ product(productSearch: {{idEq: {book}}}) {{ ... on PhysicalBookProduct {{ "
        "mm: productHeight cm: productHeight(unit: CM) in: productHeight(unit: IN) } } }"
    )["product"]
    assert size == {"mm": 234.0, "cm": 23.4, "in": 9.2126}


def test_a_plan_is_kept_and_a_second_holder_is_refused(tmp_path: Path) -> None:
    place = Place.find(str(tmp_path / "home"))
    place.hold()
    first = place.plan(None, None)
    place.announce({"pid": 1})
    again = Place.find(str(tmp_path / "home"))
    with pytest.raises(HomeBusyError, match="runs for this home already"):
        again.hold()
    place.release()
    again.hold()
    assert again.plan(None, None) == first
    assert again.plan(9, 50).titles == 50
    assert again.plan(None, None).seed == 9
    again.release()
