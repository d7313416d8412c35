"""What typed fields say of the filters, and the text without them."""

from __future__ import annotations

import pytest

from desktop_app.records.query import FacetValue
from desktop_app.services.typed_filters import named, typed, without
from desktop_app.store.query_parse import parse


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("harbour lights", {}),
        ('imprint:"Quay & Sons" rain', {"imprint": "Quay & Sons"}),
        ("-imprint:Quay form:BC,ebook", {"imprint": "not Quay", "form": "BC, ebook"}),
        ("published:2027-03 pub:>2026", {"month": "2027-03, >2026"}),
        ("imprint: rain", {}),
        ("status:none", {"status": "none"}),
        ('"imprint:Quay"', {}),
    ],
)
def test_fields_that_narrow_a_facet_are_told(text: str, found: dict[str, str]) -> None:
    assert typed(text) == found


@pytest.mark.parametrize(
    ("text", "facet", "left"),
    [
        ('salt imprint:"Quay & Sons"  rain', "imprint", "salt rain"),
        ("imprint:Quay -imprint:Pavilion", "imprint", ""),
        ("pub:2027 form:BC", "form", "pub:2027"),
        ("two  blanks stay", "imprint", "two  blanks stay"),
    ],
)
def test_the_text_goes_on_without_them(text: str, facet: str, left: str) -> None:
    assert without(text, facet) == left


VALUES = [FacetValue("02", "Forthcoming", 3), FacetValue("04", "Active", 5), FacetValue("", "", 1)]
IMPRINTS = [FacetValue("Quay", "Quay", 1), FacetValue("Quay East", "Quay East", 1)]
MONTHS = [FacetValue("2027-03", "March 2027", 1), FacetValue("2027-04", "April 2027", 1)]


@pytest.mark.parametrize(
    ("text", "facet", "values", "found"),
    [
        ("status:02", "status", VALUES, ("02",)),
        ("status:active,none", "status", VALUES, ("04", "")),
        ("-status:active", "status", VALUES, ()),
        ("imprint:quay", "imprint", IMPRINTS, ("Quay", "Quay East")),
        ('imprint:"quay"', "imprint", IMPRINTS, ("Quay",)),
        ("pub:2027", "month", MONTHS, ("2027-03", "2027-04")),
        ("pub:2027-04", "month", MONTHS, ("2027-04",)),
        ("pub:>2026", "month", MONTHS, ()),
    ],
)
def test_values_that_the_text_names_are_found(
    text: str, facet: str, values: list[FacetValue], found: tuple[str, ...]
) -> None:
    assert named(text, facet, values) == found


def test_what_lies_beyond_the_end_of_a_search_is_on_no_chip() -> None:
    text = f"{'sea ' * 100}imprint:Pavilion"
    assert not any("imprint" in repr(each) for each in parse(text))
    assert typed(text) == {}
    assert named(text, "imprint", [FacetValue("Pavilion", "Pavilion", 3)]) == ()
