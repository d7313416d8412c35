"""Is the lineage of ONIX true, both ways? A moved source value moves exactly the elements whose
lineage names it, and nothing in the bytes is without a lineage."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.records.onix import Tags, TitleStyle
from desktop_app.records.payload import Payload, Row
from desktop_app.rules.mapping.paths import named_in
from desktop_app.rules.onix.lineage import constants, everything
from tests.support_lineage import NEW
from tests.support_onix import CONSTANTS, ONIX, SETTINGS, STYLES, built, leaves, sound, styled
from tests.support_records import record

_KEYS = re.compile(r"\[[^\]]*\]")
SHAPES = ("@textformat", "@dateformat")
_ORIGINS = ("setting of the flow", "market of the flow", "constant of the format", "test record")

WORLD = replace(ONIX, market="WORLD")
REVERSED: Mapping[str, Any] = {
    "contributions[].sequenceNumber": lambda place: 9 - place,
    "work.seriesMemberships[].series.name": lambda place: ("Yonder places", "Coasts")[place],
    "webLinks[].id": lambda place: str(9 - place),
    "webLinks[].link": lambda place: f"https://example.org/{place}",
    "onix21ProductFormCode": "WW",
    "gbVatCode": "R",
    "prices[].onixPriceTypeCode": "04",
    "isForSaleWorldwide": True,
    "shortDescription[].id": "999",
    "shortDescription[].datePublished": "2026-12-01",
    "work.supportingResources[].resourceVariant": "BACK_COVER",
}
"""What ONIX orders by place only moves by another order, and a few codes only by some others."""

STAYS: Mapping[str, str] = {
    "id": "the number of a product never changes: another number is another title",
    "work.id": "the number of a work never changes",
}


def rich() -> dict[str, Any]:
    """The sound title with two of everything that may stand in another order, and with dates."""
    made = copy.deepcopy(dict(sound().document))
    made["gbVatCode"] = "S"
    made["prices"] = [made["prices"][0] | {"effectiveTo": "2029-12-31"}, *made["prices"][1:]]
    made["prices"][0]["effectiveFrom"] = "2027-10-12"
    made["webLinks"].append(
        {**made["webLinks"][0], "id": "4", "link": "https://example.org/coast", "role": "29",
         "description": "Page of the house"}
    )  # fmt: skip
    second = made["contributions"][1]["contributor"]
    second |= {"isni": "000000012146438X", "biographicalNote": "Makers of maps."}
    work = made["work"]
    series = {"id": "5", "name": "Maps", "subtitle": "All", "printIssn": "2049-3630",
              "onlineIssn": "2049-3649"}  # fmt: skip
    work["seriesMemberships"].append({"partNumber": "7", "yearOfAnnual": "2028", "series": series})
    made["marketingTexts"][1] |= {"onixLanguageCode": "eng", "fromDate": "2027-01-01"}
    made["marketingTexts"][1]["datePublished"] = "2026-11-01"
    work["supportingResources"][0] |= {"resourceVariant": "FRONT_COVER", "status": "Approved"}
    made["shortDescription"][0] |= {"fromDate": "2027-02-01", "datePublished": "2026-10-01"}
    return made


def moved(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The document with another value at a path, in every entry of its lists."""
    made = copy.deepcopy(dict(document))
    _move(made, path.split("."), REVERSED.get(path, NEW.get(path)))
    return made


def _move(owner: Any, names: list[str], value: Any, place: int = 0) -> None:
    name, *rest = names
    key = name.removesuffix("[]")
    if not isinstance(owner, dict) or key not in owner:
        return
    if name.endswith("[]"):
        for number, each in enumerate(owner[key] or ()):
            _move(each, rest, value, number)
    elif rest:
        _move(owner[key], rest, value, place)
    else:
        new = value(place) if callable(value) else value
        owner[key] = str(new) if isinstance(owner[key], str) and not isinstance(new, str) else new


def differing(before: Payload, after: Payload) -> set[str]:
    """The elements without their keys that are not in both with the same key and value."""
    old, new = ({(row.target, row.value) for row in told(each)} for each in (before, after))
    return {_KEYS.sub("", target) for target, _ in old ^ new}


def told(payload: Payload) -> list[Row]:
    """Everything in the bytes but constants, which come and go with what they speak of."""
    return [row for row in everything(payload) if row.source or "setting" in row.rule]


def naming(path: str, *payloads: Payload) -> set[str]:
    """The elements whose lineage names a path, in any of the payloads."""
    return {
        _KEYS.sub("", row.target)
        for payload in payloads
        for row in everything(payload)
        if path in named_in(row.source)
    }


def used(payload: Payload) -> set[str]:
    return {path for row in everything(payload) for path in named_in(row.source)}


@pytest.mark.parametrize(("form", "tags"), STYLES)
@pytest.mark.parametrize("title", TitleStyle)
def test_a_moved_value_moves_exactly_what_names_it(
    form: str, tags: Tags, title: TitleStyle
) -> None:
    flow, given = styled(form, tags, WORLD), rich()
    flow = replace(flow, onix=replace(flow.onix, title=title))
    before = built(record(given), flow)
    wrong: dict[str, object] = {}
    tried = set()
    for path in {**NEW, **REVERSED}:
        made = moved(given, path)
        if made == given:
            continue
        tried.add(path)
        after = built(record(made), flow)
        found, expected = differing(before, after), naming(path, before, after)
        if found != expected:
            wrong[path] = {"missing": expected - found, "unexpected": found - expected}
    assert not wrong, "\n".join(f"{path}: {each}" for path, each in wrong.items())
    assert used(before) - tried == set(STAYS)


@pytest.mark.parametrize("given", [rich(), moved(rich(), "isForSaleWorldwide"), {"id": "1"}, {}])
@pytest.mark.parametrize(("form", "tags"), STYLES)
def test_nothing_in_the_bytes_is_without_lineage(
    form: str, tags: Tags, given: dict[str, Any]
) -> None:
    for flow in (ONIX, WORLD, replace(ONIX, onix=replace(SETTINGS, rights="00"), trial=True)):
        payload = built(record(given), styled(form, tags, flow))
        rows = everything(payload)
        named = [_KEYS.sub("", row.target) for row in rows if not row.target.endswith(SHAPES)]
        assert named == [path for path, _ in leaves(payload)]
        assert [row for row in rows if row in payload.rows] == list(payload.rows)
        for row in rows:
            assert row.source or row.rule.startswith(_ORIGINS), row
            assert row.rule, row


def test_a_constant_is_the_same_wherever_it_stands() -> None:
    before = {row.target: row.value for row in constants(built(record(rich()), WORLD))}
    for path in NEW:
        after = constants(built(record(moved(rich(), path)), WORLD))
        for row in after:
            if not row.source and "XHTML" not in row.rule and row.target in before:
                assert row.value == before[row.target], (path, row)
    names = {each.rpartition(".")[2] for each in before}
    assert {each for each in names if "@" not in each} <= CONSTANTS
