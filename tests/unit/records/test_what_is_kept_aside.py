"""What only Source shows is packed small, comes back as a document, and never outweighs one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.records.aside import pack, together, unpack

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(st.characters(exclude_categories=()), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.sampled_from(["title", "term", "notes", "x y", "é"]), JSON)


@given(OBJECTS)
def test_what_is_packed_comes_back(answered: dict[str, Any]) -> None:
    assert unpack(pack(answered)) == unpack(pack(unpack(pack(answered))))
    assert unpack(pack({"title": answered.get("title")})).keys() == {"title"}


def test_ids_become_text_codes_lose_the_underscore_and_decimals_keep_their_digits() -> None:
    answered = {
        "id": 12,
        "productIds": [1, 2],
        "widthOfBoard": 3,
        "onixContentAudienceCodes": ["_00"],
        "role": "_02",
        "paper": "_matt",
        "aspectRatio": Decimal("0.650"),
        "fsc": True,
        "prizes": [{"id": 7, "prizeYear": 1999}],
    }
    assert unpack(pack(answered)) == {
        "id": "12",
        "productIds": ["1", "2"],
        "widthOfBoard": 3,
        "onixContentAudienceCodes": ["00"],
        "role": "02",
        "paper": "_matt",
        "aspectRatio": "0.650",
        "fsc": True,
        "prizes": [{"id": "7", "prizeYear": 1999}],
    }


@given(st.binary(max_size=60))
def test_damaged_bytes_read_as_nothing(damaged: bytes) -> None:
    assert isinstance(unpack(damaged), dict)
    assert unpack(b"\x01" + damaged[:3]) == {}
    assert unpack(b"\x63" + pack({"title": "x"})[1:]) == {}


@given(OBJECTS, OBJECTS)
def test_a_document_is_never_overruled(document: dict[str, Any], told: dict[str, Any]) -> None:
    joined = together(document, told)
    assert joined.keys() == document.keys() | told.keys()
    assert together(joined, told) == joined
    assert together(document, {}) == document


def test_entries_of_a_list_are_joined_one_by_one() -> None:
    document = {"prices": [{"amount": "12.90"}, {"amount": "9.00"}], "bics": ["A"]}
    told = {"prices": [{"amount": "12.9", "id": "1"}, {"id": "2"}], "bics": ["A", "B"], "lccn": "4"}
    assert together(document, told) == {
        "prices": [{"amount": "12.90", "id": "1"}, {"amount": "9.00", "id": "2"}],
        "bics": ["A"],
        "lccn": "4",
    }
