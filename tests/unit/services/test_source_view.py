"""What the source told, in people's words: codes with labels, dates as dates, nothing hidden."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.records.aside import Aside
from desktop_app.records.title import Record, SourceKind
from desktop_app.services.source_view import Given, Row, Sort, document_of, view
from desktop_app.ui.inspector.told import told
from tests.support_records import document, record, without

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
NAMES = ("id", "prices", "isbn", "work", "__typename", "productIds", "webLinks", "toDos")


def rows(given_: Any) -> dict[str, Row]:
    return {row.path: row for row in view(record(given_)).rows()}


def test_a_code_and_its_label_are_one_row_under_the_path_of_the_code() -> None:
    found = rows(document())
    assert found["onix21ProductFormCode"].value == "Paperback (BC)"
    assert found["onix21ProductFormCode"].label == "Product form"
    assert "onix21ProductForm" not in found


def test_unknown_is_not_none() -> None:
    found = rows(without("asin") | {"subtitle": None, "webLinks": []})
    assert found["asin"].given is Given.UNKNOWN
    assert found["subtitle"].given is Given.NONE
    assert found["webLinks"].given is Given.NONE


def test_a_field_that_this_kind_of_product_cannot_have_is_not_missed() -> None:
    assert "audioBitRateCode" not in rows(document())
    assert "productHeight" not in rows(without("productHeight") | {"__typename": "GenericProduct"})
    assert rows(without("productHeight"))["productHeight"].given is Given.UNKNOWN


def test_dates_measures_and_html_are_written_for_people() -> None:
    found = rows(document())
    assert found["publicationDate"].sort is Sort.DAY
    assert found["productHeight"].value == "198 mm"
    assert found["work.supportingResources[].createdAt"].sort is Sort.MOMENT
    note = found["contributions[].contributor.biographicalNote"]
    assert note.value == "Lives by the sea."
    assert rows(document(fullTitle="2027-10-12"))["fullTitle"].sort is Sort.TEXT


def test_what_never_leaves_is_marked_and_so_is_what_stays_in_house() -> None:
    found = rows(document())
    assert found["marketingTexts[].internalText"].mark == "internal"
    assert found["marketingTexts[].externalText"].mark == ""
    assert found["work.season"].mark == "in-house"
    assert found["inHouseFormat.name"].mark == "in-house"


def test_an_entry_that_is_about_other_products_says_so() -> None:
    seen = view(record(document()))
    entries = [row for row in seen.rows() if row.path == "work.supportingResources[]" and row.rows]
    names = [row.value for row in entries if row.label.isdigit()]
    assert names == ["atlas.jpg", "hardback.jpg (not for this product)"]


def test_the_texts_of_the_work_take_the_place_of_those_of_the_product() -> None:
    full = [{"id": "901", "externalText": "Long", "internalText": "hush", "productIds": ["12"]}]
    found = rows(document(work={"marketingTexts": full}))
    assert "marketingTexts[].externalText" not in found
    assert found["work.marketingTexts[].internalText"].value == "hush"


def test_a_field_that_nobody_foresaw_stands_under_other_with_a_name_made_of_its_own() -> None:
    todos = [{"name": "Files to press", "dueDate": "2027-01-02", "doneOn": None}]
    seen = view(record(document(toDos=todos, work={"moonPhase": "full"})))
    (other,) = [group for group in seen.groups if group.title == "Other"]
    found = {row.path: row for row in other.rows}
    assert found["work.moonPhase"].label == "Moon phase"
    entry = found["toDos[]"].rows[0]
    assert entry.value == "Files to press"
    assert [(each.path, each.sort) for each in entry.rows][1] == ("toDos[].dueDate", Sort.DAY)


def test_a_record_without_what_is_kept_aside_says_that_more_will_come() -> None:
    plain = record(document())
    assert "full refresh" in view(plain).note
    whole = Record(
        plain.id, plain.work, plain.source, plain.document, plain.content_hash, Aside(b"", b"")
    )
    assert view(whole).note == ""
    assert view(record(document(), "onix:1")).note == ""


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), JSON))
def test_no_record_is_too_odd_to_be_shown(given_: dict[str, Any]) -> None:
    seen = view(Record("product:1", "", SourceKind.CONSONANCE, given_, ""))
    assert told(seen, empty=True).shown == sum(not row.rows for row in seen.rows())
    assert document_of(seen)["groups"] is not None


def test_lines_are_found_by_label_path_or_value_and_empty_ones_only_when_wanted() -> None:
    seen = view(record(document(subtitle=None)))
    assert [line.value for line in told(seen, "asin").lines if line.copy] == ["B00HARBOUR"]
    assert [line.value for line in told(seen, "usd amount").lines if line.copy] == ["19.95"]
    assert any("harbour" in line.value.lower() for line in told(seen, "vanished").lines) is False
    paths = [line.copy.rpartition("\t")[2] for line in told(seen, "work.season").lines if line.copy]
    assert paths == ["work.season"]
    plain, full = told(seen), told(seen, empty=True)
    assert full.shown == plain.shown + plain.empty
    assert not any(line.copy.endswith("\tsubtitle") for line in plain.lines)
    assert any(line.copy == "Subtitle\t\tsubtitle" for line in full.lines)
