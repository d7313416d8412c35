"""What an answer holds becomes a document, or a reason why not; nothing is guessed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from desktop_app.records.document import canonical, content_hash
from desktop_app.records.strict_json import parse
from desktop_app.sources.consonance import values
from desktop_app.sources.consonance.answers import Fault, read
from desktop_app.sources.consonance.convert import Taken, take_work
from desktop_app.sources.consonance.shapes import AbsurdError, product_of, work_of
from tests.support_graphql import product, work

MONEY = TypeAdapter(values.Money)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def taken(raw: Any, *faults: Fault) -> Taken:
    into = Taken()
    take_work(raw, faults, into)
    return into


@given(st.decimals(min_value="0", max_value="99999999", places=2))
def test_money_keeps_its_cents_from_the_bytes_to_the_document(amount: Decimal) -> None:
    shown = product_of({**product(1), "prices": [{"amount": parse(str(amount).encode())}]})
    text = shown["prices"][0]["amount"]
    assert Decimal(text) == amount
    assert len(text.partition(".")[2]) == 2


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("12.99", "12.99"),
        ("12.9", "12.90"),
        ("12", "12.00"),
        ("1.2e1", "12.00"),
        ("0.1", "0.10"),
        ("12.345", "12.345"),
        ("-1", "-1.00"),
        ("0", "0.00"),
        ("-0.0", "0.00"),
        ("33.33333333", "33.33333333"),
        ('"14.99"', "14.99"),
    ],
)
def test_amounts_are_written_one_way(written: str, text: str) -> None:
    assert MONEY.validate_python(parse(written.encode())) == text


@pytest.mark.parametrize(
    "written", ["1e400", "1e99999999999999999999", "1e-400", "true", '"dear"', "[]", '"NaN"']
)
def test_what_is_no_amount_is_refused_for_its_record_only(written: str) -> None:
    raw = product(1, prices=[{"amount": parse(written.encode(), bounded=False)}])
    with pytest.raises(AbsurdError, match=r"prices\[1\]\.amount is not an amount of money"):
        product_of(raw)


def test_absent_stays_absent_and_null_stays_null() -> None:
    raw = product(1, subtitle=None, prices=None)
    del raw["publicationDate"]
    shown = product_of(raw)
    assert shown["subtitle"] is None
    assert shown["prices"] is None
    assert "publicationDate" not in shown
    assert "asin" not in shown


def test_ids_are_text_and_codes_lose_the_underscore() -> None:
    found = taken(work(7, product(70), supportingResources=[{"id": 5, "productIds": [70]}]))
    (record,) = found.records
    assert (record.id, record.work) == ("product:70", "work:7")
    assert record.document["id"] == "70"
    assert record.document["onixPublishingStatusCode"] == "04"
    assert record.document["prices"][0]["onixPriceTypeCode"] == "02"
    assert record.document["work"]["supportingResources"] == [{"id": "5", "productIds": ["70"]}]
    assert record.content_hash == content_hash(record.document)


def test_a_measure_loses_needless_zeros_and_a_moment_its_hours() -> None:
    shown = product_of(product(1, productHeight=Decimal("198.0"), productWidth=129))
    assert (shown["productHeight"], shown["productWidth"]) == ("198", "129")
    shown = product_of(product(1, publicationDate="2027-10-12T00:00:00Z"))
    assert shown["publicationDate"] == "2027-10-12"


def test_a_text_that_is_no_date_is_kept_for_a_rule_to_name() -> None:
    assert product_of(product(1, publicationDate="soon"))["publicationDate"] == "soon"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"fullTitle": None}, "fullTitle is not text (empty)."),
        ({"fullTitle": ["x"]}, "fullTitle is not text (['x'])."),
        ({"allowOnixExports": "yes"}, "allowOnixExports is neither true nor false (yes)."),
        ({"prices": {"amount": 1}}, "prices is not a list ({'amount': 1})."),
        ({"prices": [None]}, "prices[1] is not an object (empty)."),
        (
            {"wordCount": 10**30},
            "wordCount is not a whole number of a sensible size (1" + "0" * 30 + ").",
        ),
        ({"isbn": "9781911390220"}, "isbn is not an object (9781911390220)."),
        (
            {"contributions": [{"contributor": {"id": "x"}}]},
            "contributions[1].contributor.id is not a number that a record can have (x).",
        ),
        ({"gbVatCode": "Z" * 61}, f"gbVatCode is too long for a code ({'Z' * 39}…)."),
    ],
)
def test_an_absurd_field_is_named_with_what_it_held(changes: dict[str, Any], reason: str) -> None:
    found = taken(work(7, product(70, **changes), product(71)))
    assert [each.id for each in found.records] == ["product:71"]
    assert [(each.id, each.reason) for each in found.skipped] == [("product:70", reason)]
    assert found.named


def test_many_absurd_fields_are_counted() -> None:
    raw = product(1, asin=[], subtitle=[], titlePrefix=[], salesRightsDescription=[])
    with pytest.raises(AbsurdError, match=r"; 1 more field is wrong\.$"):
        product_of(raw)


def test_an_absurd_work_leaves_out_each_of_its_products_by_name() -> None:
    found = taken(work(7, product(70), product(71), season=[]))
    assert [each.id for each in found.skipped] == ["product:70", "product:71"]
    assert found.skipped[0].reason == "work.season is not text ([])."
    assert found.named


@pytest.mark.parametrize("number", [None, "x", True, -1, "", 1.5])
def test_a_product_without_number_is_left_out_under_its_works_name(number: Any) -> None:
    found = taken(work(7, product(70, id=number)))
    assert [each.id for each in found.skipped] == ["work:7"]
    assert not found.named


@given(st.sampled_from(sorted(product(1))), JSON_VALUES)
def test_whatever_stands_in_a_field_of_a_product_nothing_breaks(name: str, value: Any) -> None:
    found = taken({**work(7), "products": [{**product(70), name: value}, product(71)]})
    assert len(found.records) + len(found.skipped) == 2
    assert all(each.reason for each in found.skipped)
    assert all(json.loads(canonical(each.document)) == each.document for each in found.records)


@given(st.sampled_from(sorted(work(1))), JSON_VALUES)
def test_whatever_stands_in_a_field_of_a_work_nothing_breaks(name: str, value: Any) -> None:
    found = taken({**work(7, product(70)), name: value})
    for each in found.records:
        assert json.loads(canonical(each.document)) == each.document


@given(JSON_VALUES)
def test_no_answer_breaks_the_reader_of_works(value: Any) -> None:
    found = taken(value)
    assert not found.records
    assert found.skipped or value == {"products": []}


def test_a_fault_inside_leaves_out_what_it_struck() -> None:
    fault = Fault(("products", 1, "prices", 0, "amount"), "timeout")
    found = taken(work(7, product(70), product(71)), fault)
    assert [each.id for each in found.records] == ["product:70"]
    assert [(each.id, each.reason) for each in found.skipped] == [
        ("product:71", "Consonance could not give its amount: timeout")
    ]


@given(JSON_VALUES)
def test_any_json_is_an_answer_or_a_sentence(value: Any) -> None:
    from desktop_app.records.errors import SourceError

    try:
        answer = read({"data": None, "errors": value}, "place")
    except SourceError as error:
        said = error.sentence()
        assert "place" in said
    else:
        assert answer.data is None


def test_a_work_alone_keeps_its_own_shape() -> None:
    assert work_of({"id": 7, "editionNumber": "2"}) == {"id": "7", "editionNumber": 2}


def test_money_is_refused_as_a_float_too() -> None:
    with pytest.raises(ValidationError):
        MONEY.validate_python(12.99)
