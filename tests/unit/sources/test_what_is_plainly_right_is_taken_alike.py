"""The quick way and the models give the same document, or refuse it in the same words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.records.document import canonical, content_hash
from desktop_app.records.written import Unread, Written, hash_together
from desktop_app.sources.consonance import plainly, shapes

_ODD = st.sampled_from(
    [None, True, 0, -1, 12, 10**15, 10**16, "", " ", "12", "007", "12.50", "12.5", "0.00", "1e3",
     "_04", "2026-01-02T10:00:00Z", "2026-13-99", "x" * 70, "a\ud800b", "naïve", [], {}, [None],
     [1, "_2"], {"name": 4}, [{"id": "9", "name": None}]]
)  # fmt: skip
_PRODUCT = sorted({each.alias or name for name, each in shapes.Product.model_fields.items()})
_WORK = sorted({each.alias or name for name, each in shapes.Work.model_fields.items()})
_PRICES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "amount": _ODD, "currencyCode": _ODD, "onixPriceTypeCode": _ODD, "effectiveTo": _ODD,
        },
    ),
    max_size=3,
)  # fmt: skip
_CONTRIBUTIONS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "sequenceNumber": _ODD,
            "productIds": st.lists(_ODD, max_size=2),
            "contributor": st.fixed_dictionaries({}, optional={"id": _ODD, "name": _ODD}),
        },
    ),
    max_size=2,
)


def _told(take: Callable[[Any], Any], raw: Any) -> Any:
    try:
        return repr(take(raw))
    except shapes.AbsurdError as fault:
        return f"refused: {fault}"


@given(st.dictionaries(st.sampled_from(_PRODUCT), _ODD, max_size=6), _PRICES, _CONTRIBUTIONS)
def test_products(some: dict[str, Any], prices: Any, contributions: Any) -> None:
    for base in ({}, {"id": "7", "fullTitle": "A title"}):
        raw = some | base
        for whole in (raw, raw | {"prices": prices, "contributions": contributions}):
            assert _told(plainly.product_of, whole) == _told(shapes.product_of, whole)


@given(st.dictionaries(st.sampled_from(_WORK), _ODD, max_size=6))
def test_works(some: dict[str, Any]) -> None:
    for raw in (some, some | {"id": 7}):
        assert _told(plainly.work_of, raw) == _told(shapes.work_of, raw)


@pytest.mark.parametrize("raw", [None, [], "x", 4, {}])
def test_what_is_no_record_at_all(raw: Any) -> None:
    assert _told(plainly.product_of, raw) == _told(shapes.product_of, raw)
    assert _told(plainly.work_of, raw) == _told(shapes.work_of, raw)


@pytest.mark.parametrize(
    "product", [{}, {"id": "1"}, {"id": "1", "wordCount": 3}, {"id": "1", "zone": 3, "a": None}]
)
def test_a_hash_by_way_of_the_texts_is_the_hash_of_the_document(product: dict[str, Any]) -> None:
    work = {"id": "4", "title": "Œuvre"}
    texts = Written(canonical(product), canonical(work))
    assert hash_together(product, work, texts) == content_hash({**product, "work": work})
    assert dict(Unread(texts)) == {**product, "work": work}
