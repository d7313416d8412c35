"""A publisher's own mapping: put over a format row by row, and never looser than the house."""

from __future__ import annotations

import copy
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from desktop_app.records.flow import Audience, Flow, OwnMapping
from desktop_app.records.payload import Baseline, BaselineKind
from desktop_app.records.resources import resource_text
from desktop_app.records.title import Record, SourceKind
from desktop_app.rules import MappingError, build, compare
from desktop_app.rules.mapping.as_described import amiss
from desktop_app.rules.mapping.own import merged, parts
from desktop_app.rules.mapping.own_check import findings
from desktop_app.rules.mapping.table import FILES, IN_HOUSE, NEVER, shipped, table

ROOT = Path(__file__).parents[3]
SCHEMA: dict[str, Any] = json.loads(resource_text("formats", "own_mapping.schema.json"))
ITEM = shipped("item-json")
FORMS = st.sampled_from(sorted(FILES))


def mine(**said: Any) -> dict[str, Any]:
    return {"format": "item-json"} | said


def value(target: str, source: str = "fullTitle", **said: Any) -> dict[str, Any]:
    return {"to": target, "from": source, "rule": "text"} | said


def test_the_schema_is_fresh() -> None:
    place = ROOT / "packaging" / "mapping_schema.py"
    spec = importlib.util.spec_from_file_location("mapping_schema", place)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert maker.own_schema() == SCHEMA


# -- putting one over the other --------------------------------------------------------------------


@st.composite
def own_ones(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A format's mapping and an own one that may be used with it."""
    base = shipped(draw(FORMS))
    free = [str(each["to"]) for each in base["rows"] if not each.get("required")]
    gone = draw(st.lists(st.sampled_from(free), unique=True, max_size=4))
    left = [str(each["to"]) for each in base["rows"] if each["to"] not in gone]
    taken = draw(st.lists(st.sampled_from(left), unique=True, max_size=4)) if left else []
    new = draw(st.lists(st.from_regex(r"\Aown_[a-z]{1,6}\Z"), unique=True, max_size=4))
    rows = [value(each, "work.title", required=True) for each in [*taken, *new]]
    return base, {"format": base["format"], "rows": rows, "remove": gone}


@given(own_ones())
@settings(max_examples=150, deadline=None)
def test_rows_are_replaced_in_place_added_last_and_removed_and_no_other_moves(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    base, own = pair
    before = copy.deepcopy(pair)
    made = merged(base, own)
    assert pair == before
    mine_by = {each["to"]: each for each in own["rows"]}
    known = [each["to"] for each in base["rows"]]
    assert [each["to"] for each in made["rows"]] == [
        *(each for each in known if each not in own["remove"]),
        *(each for each in mine_by if each not in known),
    ]
    for row in made["rows"]:
        assert row == mine_by.get(row["to"]) or (row in base["rows"] and row["to"] not in mine_by)
    assert {k: v for k, v in made.items() if k != "rows"} == {
        k: v for k, v in base.items() if k != "rows"
    }
    assert [each for each in findings(own) if each.fatal] == []


@given(own_ones(), st.sampled_from(Audience))
@settings(max_examples=60, deadline=None)
def test_one_that_is_passed_makes_a_table_whose_version_tells_it(
    pair: tuple[dict[str, Any], dict[str, Any]], audience: Audience
) -> None:
    base, own = pair
    carried = OwnMapping.of(own)
    made = table(base["format"], audience, carried)
    plain = table(base["format"], audience)
    assert made.version == f"{plain.version}+{carried.sha256[:8]}"
    kept = {each.target for each in made.rows}
    assert not kept & set(own["remove"])
    assert {each["to"] for each in own["rows"]} <= kept
    assert made.milestones.keys() == plain.milestones.keys()
    assert (made.scope is None) == (plain.scope is None)


@pytest.mark.parametrize("form", sorted(FILES))
def test_one_that_says_nothing_changes_no_byte(form: str) -> None:
    assert merged(shipped(form), {"format": form}) == shipped(form)
    assert [each.message for each in findings({"format": form})] == ["it changes nothing"]


def test_it_is_another_one_by_what_it_does_only() -> None:
    rows = [value("house_title")]
    first = OwnMapping.of(mine(rows=rows))
    assert OwnMapping.of({"about": "Words.", "rows": rows, "format": "item-json"}) == first
    assert OwnMapping.of(mine(rows=[value("house_title", "work.title")])) != first


def test_payloads_are_made_by_it_and_say_so() -> None:
    document = {"id": "1", "fullTitle": "A Book", "work": {"id": "2", "title": "Work"},
                "isbn": {"isbn13": "9781911390220"}}  # fmt: skip
    record = Record("product:1", "work:2", SourceKind.CONSONANCE, document, "")
    plain = Flow("f", 1, "D", "item-json")
    own = OwnMapping.of(mine(rows=[value("house_title", "work.title")], remove=["subtitle"]))
    before, after = build(record, plain, record.id), build(
        record, Flow("f", 1, "D", "item-json", own=own), record.id
    )  # fmt: skip
    told = json.loads(after.data)
    assert told.pop("house_title") == "Work"
    assert told == {k: v for k, v in json.loads(before.data).items() if k != "subtitle"}
    assert after.mapping_version == f"{before.mapping_version}+{own.word}"
    taken = Baseline(
        record.id,
        "f",
        BaselineKind.CONFIRMED,
        "",
        before.sha256,
        before.mapping_version,
        before.rows,
    )
    assert compare(after, taken).note == (
        f"What the destination holds was made by item-json.v1; this is item-json.v1+{own.word}."
    )


# -- what it may not -------------------------------------------------------------------------------

TEXTS = {"to": "blurbs", "each": "marketingTexts", "key": ["id"],
         "rows": [value("text", "externalText")]}  # fmt: skip

ASSETS = {"format": "asset-package"}


@pytest.mark.parametrize(
    ("own", "row", "words", "remedy"),
    [
        (mine(rows=[value("n", "work.notes")]), "n", "may never leave", "Take the row out"),
        (mine(rows=[value("s", "work.season")]), "s", "for the house itself", '["internal"]'),
        (mine(rows=[value("s", "work.season", rule="txet")]), "s", "txet does not", "mean text"),
        (mine(rows=[value("s", table="no")]), "s", "names no", "explain"),
        (mine(rows=[value("s", form="no")]), "s", "form is not known", "from"),
        (mine(rows=[TEXTS]), "blurbs", "must ask for_audience", '"only"'),
        (mine(rows=[TEXTS | {"each": "work.longTexts"}]), "blurbs", "for_audience", '"only"'),
        (mine(rows=[{k: v for k, v in TEXTS.items() if k != "key"} | {"only": ["for_audience"]}]),
         "blurbs", "needs a key", '"key"'),
        (mine(rows=[TEXTS | {"only": ["for_audience"], "key": ["notes"]}]), "blurbs",
         "may never leave", "Take the row out"),
        (mine(rows=[value("imprint.id.a")]), "imprint.id.a", "written twice", "another target"),
        (mine(rows=[value("a"), value("a")]), "a", "written twice", "another target"),
        (mine(remove=["nowhere"]), "nowhere", "no row nowhere", "lists the targets"),
        (ASSETS | {"remove": ["isbn13"]}, "isbn13", "required", "Replace it"),
        (ASSETS | {"rows": [value("isbn13")]}, "isbn13", "must stay so", '"required": true'),
        (mine(purpose=4), "", "purpose is not known", ""),
        (mine(milestones={"launch": {"rows": []}}), "", "no milestone launch", "milestones"),
        (mine(subject={"rows": [value("a")]}), "a", "no rows of a subject", ""),
        ({"format": "onix-3.0"}, "", "as its schema asks", "--set"),
        ({"format": "item-jsn"}, "", "item-jsn does not exist", "mean item-json"),
        (["no"], "", "is no object", "object"),
    ],
)  # fmt: skip
def test_what_is_amiss_is_told_with_its_row_and_what_to_do(
    own: Any, row: str, words: str, remedy: str
) -> None:
    found = [each for each in findings(own) if each.fatal]
    fitting = [each for each in found if words in each.message and remedy in each.remedy]
    assert fitting, found
    if row and "subject" not in words:
        assert fitting[0].row == row
    if isinstance(own, dict) and own["format"] in FILES and "purpose" not in own:
        with pytest.raises(MappingError):
            table(own["format"], Audience.TRADE, OwnMapping.of(own))


def test_several_faults_are_told_at_once() -> None:
    own = mine(rows=[value("n", "work.notes"), value("s", "work.season"), value("fine")])
    assert [each.row for each in findings(own)] == ["n", "s"]


@given(
    st.sampled_from(sorted([*NEVER, *(each.replace("[]", "") for each in IN_HOUSE)])),
    FORMS,
    st.sampled_from(["{}", "work.{}", "work.x{}", "work.{}.name"]),
)
@settings(max_examples=200, deadline=None)
def test_what_must_stay_in_the_house_is_refused_in_every_format(
    word: str, form: str, around: str
) -> None:
    path = word if word in IN_HOUSE or "." in word else around.format(word)
    own = {"format": form, "rows": [value("mine", path)]}
    if path in {each.replace("[]", "") for each in IN_HOUSE if "[]" in each}:
        return  # a list is walked by a row of its own
    assert [each.row for each in findings(own) if each.fatal] == ["mine"]
    with pytest.raises(MappingError):
        table(form, Audience.TRADE, OwnMapping.of(own))


# -- the schema is what is checked -----------------------------------------------------------------

SCRAPS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 3), st.sampled_from(["text", "id", "a.b", "1", ""]),
    st.just([]), st.just({}), st.just(["id", "id"]), st.just(value("z")), st.just(TEXTS),
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """A sound own mapping with something in it put wrong."""
    own: Any = copy.deepcopy(draw(own_ones())[1])
    own["rows"].append(copy.deepcopy(TEXTS))
    own["tables"] = {"t": {"a": "b"}}
    for _ in range(draw(st.integers(0, 3))):
        at = own
        while isinstance(at, dict | list) and at:
            keys = list(at) if isinstance(at, dict) else list(range(len(at)))
            key = draw(st.sampled_from(keys))
            if not isinstance(at[key], dict | list) or draw(st.booleans()):
                if isinstance(at, dict) and draw(st.booleans()):
                    at[draw(st.sampled_from(["to", "each", "constant", "rows", "audience"]))] = (
                        copy.deepcopy(draw(SCRAPS))
                    )
                else:
                    at[key] = copy.deepcopy(draw(SCRAPS))
                break
            at = at[key]
    return own


@given(spoilt())
@settings(max_examples=400, deadline=None)
def test_what_is_checked_here_is_what_any_validator_checks(own: Any) -> None:
    assert (not amiss(own, SCHEMA)) == Draft202012Validator(SCHEMA).is_valid(own)
    findings(own)  # whatever it is, it is told in words


def test_formats_of_other_shapes_are_changed_where_they_have_rows() -> None:
    event = {
        "format": "milestone-event",
        "milestones": {"publication_date": {"rows": [value("imprint", "work.imprint.name")]}},
    }
    made = table("milestone-event", Audience.TRADE, OwnMapping.of(event))
    assert made.milestones["publication_date"].rows[-1].target == "imprint"
    flat = table("item-csv", Audience.TRADE, OwnMapping.of(
        {"format": "item-csv", "rows": [value("house_title")]}))  # fmt: skip
    *usual, embargo = table("item-csv", Audience.TRADE).columns
    assert flat.columns == (*usual, "house_title", embargo)  # what is rarely there stays last
    assert {part.name for part in parts(event)} == {"", "milestones.publication_date"}
