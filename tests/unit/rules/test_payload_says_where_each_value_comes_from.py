"""The mapping: exact bytes, rows with sources, and what a moved source value moves."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from desktop_app import rules
from desktop_app.records.flow import Audience, Flow
from desktop_app.records.payload import Change, Payload
from desktop_app.rules.mapping.table import (
    ConstantRow,
    GroupRow,
    MappingError,
    ValueRow,
    parse,
    table,
)
from desktop_app.rules.mapping.writers import canonical
from tests.support_records import (
    DOCUMENT,
    ERP,
    GARDNERS,
    INGRAM,
    LAUNCH,
    SHOP,
    document,
    record,
    without,
)


def built(flow: Flow = GARDNERS, given: dict[str, Any] | None = None) -> Payload:
    return rules.build(record(given), flow, "product:12")


def values(payload: Payload) -> dict[str, str]:
    return {row.target: row.value for row in payload.rows}


def test_the_bytes_are_canonical_and_hashed() -> None:
    payload = built()
    assert canonical(json.loads(payload.data)) == payload.data
    assert payload.sha256 == hashlib.sha256(payload.data).hexdigest()
    assert payload.mapping_version == "item-json.v1"
    assert built() == payload


def test_prices_are_keyed_and_limited_to_the_market() -> None:
    assert [each["amount"] for each in json.loads(built(GARDNERS).data)["prices"]] == ["14.99"]
    assert [each["amount"] for each in json.loads(built(INGRAM).data)["prices"]] == ["19.95"]
    world = values(built(ERP))
    assert world["prices[GBP-02-05].amount"] == "14.99"
    assert world["prices[USD-01-05].effective_from"] == "2026-01-01"
    assert world["prices[EUR-02-05].amount"] == "17.50"


def test_countries_are_limited_to_the_market_and_sorted() -> None:
    assert values(built(GARDNERS))["sales_rights.for_sale"] == "GB"
    assert values(built(ERP))["sales_rights.for_sale"] == "DE GB IE US"
    assert values(built(SHOP))["sales_rights.for_sale"] == "DE IE"


def test_the_order_of_the_source_does_not_matter() -> None:
    turned = document()
    for each in ("prices", "contributions", "marketingTexts"):
        turned[each].reverse()
    for each in ("subjectCodes", "supportingResources"):
        turned["work"][each].reverse()
    assert built(ERP, turned).data == built(ERP).data


def test_two_prices_of_one_kind_have_names_that_stay_theirs() -> None:
    given = document()
    later = given["prices"][0] | {"amount": "16.99", "effectiveFrom": "2028-01-01"}
    given["prices"].insert(0, later)
    shown = values(built(GARDNERS, given))
    assert shown["prices[GBP-02-05].amount"] == "14.99"
    assert shown["prices[GBP-02-05]#2.amount".replace("]#2", "#2]")] == "16.99"


def test_internal_text_never_leaves() -> None:
    for flow in (GARDNERS, ERP, SHOP):
        payload = built(flow)
        assert b"more money" not in payload.data
        assert not any("internal" in row.source.lower() for row in payload.rows)


def test_texts_go_to_the_audience_they_are_for() -> None:
    assert "texts[902].text" in values(built(GARDNERS))
    assert "texts[902].text" in values(built(ERP))
    assert "texts[902].text" not in values(built(SHOP))
    assert values(built())["texts[901].text"] == "A chart of coasts that are gone.\nRead it."


def test_what_is_for_the_house_stays_in_the_house() -> None:
    assert values(built(ERP))["in_house.season"] == "Autumn 2027"
    assert not any(target.startswith("in_house") for target in values(built(GARDNERS)))
    assert b"2027-10-05" not in built(GARDNERS).data


def test_the_cover_is_the_one_that_is_linked_never_the_first() -> None:
    given = document()
    given["work"]["supportingResources"].reverse()
    assert values(built(given=given))["cover.id"] == "55"
    given["work"]["supportingResources"][0]["productIds"] = ["12", "13"]
    assert json.loads(built(given=given).data)["cover"] is None


def test_absent_is_left_out_and_null_is_said() -> None:
    told = json.loads(built(given=document(subtitle=None, prices=[])).data)
    assert told["subtitle"] is None
    assert told["prices"] == []
    silent = json.loads(built(given=without("subtitle", "prices", "work.imprint")).data)
    assert not {"subtitle", "prices", "imprint"} & set(silent)
    none = json.loads(built(given=document(work={"imprint": None})).data)
    assert none["imprint"] == {"id": None, "name": None}


def test_an_onix_record_without_numbers_is_built() -> None:
    given = without("id", "work.id")
    for each in [*given["contributions"], *given["work"]["supportingResources"]]:
        each.pop("productIds", None)
    given["work"]["supportingResources"].pop()
    payload = rules.build(record(given, "onix:REF.1"), GARDNERS, "onix:REF.1")
    assert values(payload)["contributors[1].name"] == "Ana Núñez"
    assert values(payload)["cover.url"] == "https://img.example.org/55.jpg"


def test_a_milestone_holds_itself_and_nothing_else() -> None:
    subject = "milestone:product:12:publication_date"
    assert subject in rules.subjects(record(), LAUNCH)
    payload = rules.build(record(), LAUNCH, subject)
    assert json.loads(payload.data) == {
        "format": "milestone-event.v1",
        "id": "12",
        "work_id": "9",
        "isbn13": "9781911390220",
        "full_title": "The Harbour Atlas",
        "sales_embargo_date": "2026-11-01",
        "milestone": "publication_date",
        "name": "Publication date",
        "date": "2027-10-12",
    }
    dearer = document(prices=[])
    assert rules.build(record(dearer), LAUNCH, subject).data == payload.data


def test_milestones_are_subjects_once_they_are_reached() -> None:
    def names(**changes: Any) -> set[str]:
        found = rules.subjects(record(document(**changes)), LAUNCH)
        return {each.rpartition(":")[2] for each in found}

    assert names() == {"publication_date", "planned_date", "approval", "status"}
    assert "approval" not in names(allowOnixExports=False)
    assert "publication_date" not in names(publicationDate=None)
    assert len(rules.candidates(record(document(publicationDate=None)), LAUNCH)) == 4
    assert len(rules.candidates(record(without("publicationDate")), LAUNCH)) == 3


def test_the_planned_date_is_for_the_house() -> None:
    trade = Flow("planner", 7, "Planner", "milestone-event")
    assert not any("planned" in each for each in rules.candidates(record(), trade))


# -- lineage ------------------------------------------------------------------------------------

FLOWS = {"erp": ERP, "gardners": GARDNERS, "ingram": INGRAM, "launch": LAUNCH}
UNMOVED = {
    "gardners": {
        "work.supportingResources[].onixContentAudienceCodes",
        "work.supportingResources[].resourceVariant",
        "work.supportingResources[].status",
        "marketingTexts[].onixContentAudienceCode",
        "shortDescription[].onixContentAudienceCode",
    },
}
"""Paths that rows name but this document does not have: moving them moves nothing."""


def sources(payload: Payload) -> dict[str, set[str]]:
    """Path to the targets whose rows name it."""
    found: dict[str, set[str]] = {}
    for row in payload.rows:
        for path in rules.named_in(row.source):
            found.setdefault(path, set()).add(row.target)
    return found


def places(given: Any, path: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every place of a document that a path reaches."""
    name, _, rest = path.partition(".")
    plain = name.removesuffix("[]")
    if not isinstance(given, dict) or plain not in given:
        return
    if not rest:
        yield given, plain
        return
    inner = given[plain]
    for each in inner if name.endswith("[]") else [inner]:
        yield from places(each, rest)


MOVES: dict[str, Callable[[Any], Any]] = {
    "isbn.isbn13": lambda _: "9781911390312",
    "forSaleCountryCodes": lambda _: ["IE"],
    "notForSaleCountryCodes": lambda _: ["GB", "US"],
    "onixContentAudienceCodes": lambda _: ["01"],
    "onixContentAudienceCode": lambda _: "01",
    "imageContentType": lambda _: "application/pdf",
    "productIds": lambda _: [],
}


def moved(path: str, value: Any) -> Any:
    """Another value of the same kind."""
    for ending, move in MOVES.items():
        if path.endswith(ending):
            return move(value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 10
    if isinstance(value, list):
        return [*value, "ZZ9"]
    if value is None:
        return "2026-12-24"
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return f"{int(value[:4]) + 1}{value[4:]}"
    if value.replace(".", "", 1).isdigit() and "." in value:
        return f"{float(value) + 1:.2f}"
    return f"{value}7"


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_moving_a_source_value_moves_exactly_the_targets_that_name_it(flow: Flow) -> None:
    unmoved: set[str] = set()
    for subject in rules.subjects(record(), flow):
        before = rules.build(record(), flow, subject)
        for path, targets in sources(before).items():
            if path == "id":
                continue  # with another number it would be another product
            given = copy.deepcopy(dict(DOCUMENT))
            hits = list(places(given, path))
            if not hits:
                unmoved.add(path)
                continue
            for owner, name in hits:
                owner[name] = moved(path, owner[name])
            after = rules.build(record(given, "product:12"), flow, subject)
            named = targets | sources(after).get(path, set())
            assert changes(before, after) == named, (path, changes(before, after) ^ named)
    assert unmoved == UNMOVED.get(flow.name, unmoved)


def changes(before: Payload, after: Payload) -> set[str]:
    old, new = values(before), values(after)
    return {each for each in old | new if old.get(each) != new.get(each)}


def test_paths_that_the_mapping_does_not_use_move_nothing() -> None:
    given = document(work={"supportingResources": DOCUMENT["work"]["supportingResources"][:1]})
    given["marketingTexts"][0]["internalText"] = "other"
    given["isbn"]["isbnWithDashes"] = "978-1-911390-22-0"
    assert built(ERP, given).data == built(ERP).data


def test_the_rich_document_uses_every_row_of_the_table() -> None:
    used = {row.target.partition("[")[0] for row in built(ERP).rows}
    wanted = set()
    for row in table("item-json", Audience.INTERNAL).rows:
        if isinstance(row, GroupRow) and row.single:
            wanted |= {f"{row.target}.{each.target}" for each in row.rows}
        elif isinstance(row, ValueRow | ConstantRow | GroupRow):
            wanted.add(row.target)
    assert wanted - used == set()


# -- the loader ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"to": "a", "from": "marketingTexts.internalText", "rule": "text"}, "never leave"),
        ({"to": "a", "from": "internalTextMarkdown", "rule": "text"}, "never leave"),
        ({"to": "a", "from": "title", "rule": "txet"}, "did you mean text"),
        ({"to": "a", "from": "title[0]", "rule": "text"}, "not a source path"),
        ({"to": "a", "from": "work.season", "rule": "text"}, "limit its row to internal"),
        ({"to": "a", "from": "title", "rule": "text", "then": "x"}, "names then"),
        ({"to": "full_title.x", "from": "title", "rule": "text"}, "written twice"),
        ({"to": "p", "each": "prices", "rows": []}, "needs a key"),
        (
            {
                "to": "p",
                "each": "marketingTexts",
                "key": ["id"],
                "rows": [{"to": "t", "from": "internalText", "rule": "text"}],
            },
            "never leave",
        ),
        ({"to": "a", "from": "title"}, "lacks 'rule'"),
    ],
)
def test_a_table_with_a_bad_row_is_refused(row: dict[str, Any], says: str) -> None:
    good = {"to": "full_title", "from": "fullTitle", "rule": "text"}
    given = {
        "format": "x",
        "version": 1,
        "purpose": 1,
        "content_type": "application/json",
        "rows": [good, row],
    }
    with pytest.raises(MappingError, match=says.replace("[", r"\[")):
        parse(given)


def test_an_older_baseline_compares_field_by_field() -> None:
    before = built()
    given = document(publicationDate="2027-11-02")
    given["prices"][0]["amount"] = "16.99"
    given["work"]["prizes"] = []
    from desktop_app.records.payload import Baseline, BaselineKind

    baseline = Baseline(
        "product:12",
        "gardners",
        BaselineKind.CONFIRMED,
        "2026-11-12T14:02:00.000Z",
        before.sha256,
        "item-json.v0",
        before.rows,
    )
    difference = rules.compare(built(given=given), baseline)
    assert difference.known
    state = {each.target: each.state for each in difference.fields}
    assert state["prices[GBP-02-05].amount"] is Change.CHANGED
    assert state["prizes[Atlas_Prize-2026].year"] is Change.REMOVED
    assert "item-json.v0" in difference.note
    assert rules.in_words(difference).startswith("price GBP +13 %, publication date 3 weeks later")
