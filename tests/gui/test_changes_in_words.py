"""Changes as people read them: labels beside codes, money, pictures, words, and what is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import rules
from desktop_app.records.flow import Flow
from desktop_app.records.payload import Baseline, BaselineKind, Change, FieldDifference
from desktop_app.services.review import Preview
from desktop_app.services.said import said
from desktop_app.ui.inspector import fields
from desktop_app.ui.inspector.since import change_words
from desktop_app.ui.widgets.lines import Line
from tests.support_records import GARDNERS, document, record

ONIX = Flow("nielsen", 1, "Nielsen", "onix-3.1")
TAKEN = "2026-11-12T14:02:00.000Z"
COVER = document()["work"]["supportingResources"][0]
GBP = document()["prices"][0]


def preview(before: dict[str, Any], flow: Flow = GARDNERS, **baseline: Any) -> Preview:
    title = record(document())
    payload = rules.build(title, flow, title.id)
    old = rules.build(record(before), flow, title.id)
    kind, version = BaselineKind.CONFIRMED, payload.mapping_version
    made = Baseline(title.id, flow.name, kind, TAKEN, old.sha256, version, old.rows)
    held = replace(made, **baseline)
    return Preview(title.id, flow.name, payload, (), rules.compare(payload, held), held)


def change(before: dict[str, Any], target: str, flow: Flow = GARDNERS) -> Line:
    lines = fields.change_lines([preview(before, flow)], only_changes=True)
    return next(line for line in lines if line.tip.startswith(target))


def words(line: Line, column: int) -> str:
    return "".join(run.text for run in line.cells[column].paragraphs[0])


def test_a_code_stands_with_its_label_on_both_sides() -> None:
    hard = {"code": "BB", "description": "Hardback"}
    before = document(onix21ProductFormCode="BB", onix21ProductForm=hard)
    line = change(before, "form.code")
    assert (words(line, 1), words(line, 2)) == ("BB · Hardback", "BC · Paperback")
    assert "form, Changed: BB · Hardback becomes BC · Paperback" in line.spoken
    assert words(change(before, "form.description"), 0) == "Form, in words"
    line = change(before, "DescriptiveDetail.ProductForm", ONIX)
    assert (words(line, 1), words(line, 2)) == ("BB · Hardback", "BC · Paperback / softback")


@pytest.mark.parametrize("flow", [GARDNERS, ONIX], ids=["json", "onix"])
def test_money_has_its_currency_and_a_distance(flow: Flow) -> None:
    lines = fields.change_lines(
        [preview(document(prices=[GBP | {"amount": "12.99"}]), flow)], only_changes=True
    )
    line = next(each for each in lines if words(each, 0) == "Price GBP")
    assert (words(line, 1), words(line, 2)) == ("GBP 12.99", "GBP 14.99")
    assert line.cells[2].paragraphs[1][0].text == "+15 %"
    # What is copied is the bare value.
    assert line.value == "14.99"


@pytest.mark.parametrize(
    ("target", "value", "reads"),
    [
        ("prices[GBP-02-05].type", "02", "02 · recommended, with tax"),
        ("prices[GBP-02-05].qualifier", "05", "05 · consumer"),
        ("status.code", "04", "04 · Active"),
        ("contributors[1].role.code", "A12", "A12 · illustrated by"),
        ("sales_rights.worldwide", "true", "true · yes"),
        ("form.code", "QQ", "QQ"),
        ("full_title", "BC", "BC"),
        ("files[1].sha256", "a" * 64, "sha-256 aaaaaaaaaaaa…"),
        ("full_title", "", ""),
    ],
)
def test_what_has_a_better_word_is_said_by_it(target: str, value: str, reads: str) -> None:
    assert said(target, value, {}) == reads


def test_a_cover_shows_both_pictures() -> None:
    old = COVER | {"id": "54", "url": "https://img.example.org/54.jpg"}
    line = change(document(work={"supportingResources": [old]}), "cover.url")
    pictures = [cell.picture for cell in line.cells]
    assert pictures == ["", "https://img.example.org/54.jpg", "https://img.example.org/55.jpg"]
    other = change(document(fullTitle="Another"), "full_title")
    assert {cell.picture for cell in other.cells} == {""}


def test_the_header_says_what_the_comparison_rests_on() -> None:
    before = document(fullTitle="Another")
    older = preview(before, mapping_version="item-json.v0")
    assert "was made by item-json.v0; this is" in change_words([older], GARDNERS)[1]
    assumed = preview(before, kind=BaselineKind.ASSUMED)
    assert "nothing confirmed it" in change_words([assumed], GARDNERS)[1]
    bare = change_words([preview(before, rows=())], GARDNERS)
    assert bare[0] == "What Gardners holds cannot be compared."
    assert "only the checksum is kept" in bare[1]
    unknown = change_words([preview(before, kind=BaselineKind.UNKNOWN, rows=())], GARDNERS)
    assert "was not confirmed" in unknown[1]


def test_bytes_that_differ_with_the_same_values_are_not_called_the_same() -> None:
    shown = preview(document(), sha256="0" * 64)
    strong, quiet = change_words([shown], GARDNERS)
    assert strong.startswith("No value has changed since 12 Nov")
    assert quiet == "Its bytes have. The values are the same; only their order or form differs."
    assert "Sending is not needed." in change_words([preview(document())], GARDNERS)[1]


# -- words in long text ----------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from(["a", "b", "sea", "coast", "the"]), max_size=40)


@given(WORDS, WORDS)
def test_the_marked_words_turn_the_old_text_into_the_new(old: list[str], new: list[str]) -> None:
    made: list[str] = []
    seen = 0
    for tag, a, b, c, d in fields.opcodes(old, new):
        assert a == seen
        seen = b
        made += old[a:b] if tag == "equal" else new[c:d]
    assert made == new
    assert seen == len(old)


def test_what_is_too_long_to_align_is_replaced_whole_between_what_is_alike() -> None:
    old = ["same", *[f"old{number}" for number in range(3000)], "end"]
    new = ["same", *[f"new{number}" for number in range(3000)], "end"]
    assert fields.opcodes(old, new) == [
        ("equal", 0, 1, 0, 1),
        ("replace", 1, 3001, 1, 3001),
        ("equal", 3001, 3002, 3001, 3002),
    ]


def test_removed_and_added_words_differ_in_more_than_colour() -> None:
    before = "A chart of coasts that are gone, drawn by hand in the winter of a long and cold year"
    field = FieldDifference("texts", before, before.replace("winter", "spring"), Change.CHANGED)
    old, new = fields.sides(field)
    removed = [run for run in old if run.pair]
    added = [run for run in new if run.pair]
    assert [run.text.strip() for run in removed] == ["winter"]
    assert [run.text.strip() for run in added] == ["spring"]
    assert all(run.strike for run in removed)
    assert all(run.weight > 400 and not run.strike for run in added)
