"""A run is ordered while it is to come; once it was received, or stands there twice, it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop_app import rules
from desktop_app.records.flow import Audience, Flow
from desktop_app.records.payload import Baseline, BaselineKind, Payload
from tests.support_records import document, facts, record

PRINTER = Flow("printer", 5, "Printer", "print-order", audience=Audience.TRADE)
WAREHOUSE = Flow("warehouse", 5, "Warehouse", "warehouse-notice", audience=Audience.TRADE)
BOTH = pytest.mark.parametrize("flow", [PRINTER, WAREHOUSE], ids=lambda flow: flow.name)
OF_12 = {"id": "1", "productIds": ["12"]}
LINE = {"id": "1", "name": "Warehouse", "quantity": 3000, "receivedQuantity": None}


def run(number: int = 7, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number), "name": "Second printing", "productIds": ["12"],
        "deliveryDate": "2027-09-01", "quantities": [LINE],
        "interiors": [OF_12], "covers": [OF_12], "bindings": [OF_12],
    } | fields  # fmt: skip


def title(*runs: dict[str, Any], **fields: Any) -> dict[str, Any]:
    made = document(**fields)
    return made | {"work": made["work"] | {"productionRuns": list(runs)}}


def said(given: dict[str, Any], flow: Flow, taken: Payload | None = None) -> list[str]:
    """What rule 14 says of run 7; ``taken`` is what the destination took last."""
    made = record(given)
    payload = rules.build(made, flow, "run:7")
    known = facts()
    if taken is not None:
        when = "2026-11-12T14:02:00.000Z"
        baseline = Baseline("run:7", flow.name, BaselineKind.CONFIRMED, when, taken.sha256, "v1")
        known = replace(known, baseline=baseline)
    return [each.message for each in rules.check(made, flow, payload, known) if each.rule == "14"]


@BOTH
def test_a_run_to_come_may_be_ordered(flow: Flow) -> None:
    assert rules.subjects(record(title(run())), flow) == ("run:7",)
    assert said(title(run()), flow) == []


@BOTH
def test_a_reprint_comes_after_publication(flow: Flow) -> None:
    assert said(title(run(), publicationDate="2019-05-02"), flow) == []
    [late] = said(title(run(), publicationDate="2027-08-01"), flow)
    assert "after publication" in late


@BOTH
def test_a_run_that_was_received_is_no_subject_any_more(flow: Flow) -> None:
    some, rest = LINE | {"receivedQuantity": 2940}, LINE | {"id": "2", "name": "Advances"}
    all_of_it = title(run(quantities=[some, rest | {"receivedQuantity": 0}]))
    assert rules.subjects(record(all_of_it), flow) == ()
    assert rules.candidates(record(all_of_it), flow) == ("run:7",)
    in_part = title(run(quantities=[some, rest]))
    assert rules.subjects(record(in_part), flow) == ("run:7",)


def test_what_was_ordered_and_received_is_not_ordered_again() -> None:
    received = title(run(deliveryDate="2026-10-01", quantities=[LINE | {"receivedQuantity": 1}]))
    ordered = rules.build(record(received), PRINTER, "run:7")
    assert said(received, PRINTER, ordered) == []
    moved = rules.build(record(title(run())), PRINTER, "run:7")
    [again] = said(received, PRINTER, moved)
    assert "would print it again" in again
    # A warehouse may hear what came.
    assert said(received, WAREHOUSE, rules.build(record(title(run())), WAREHOUSE, "run:7")) == []


@BOTH
def test_a_run_that_is_late_is_told_once_it_was_not_ordered_like_this(flow: Flow) -> None:
    late = title(run(deliveryDate="2026-10-01"))
    assert said(late, flow, rules.build(record(late), flow, "run:7")) == []
    [past] = said(late, flow)
    assert "is past" in past


@BOTH
def test_a_run_that_was_entered_twice_would_be_printed_twice(flow: Flow) -> None:
    [twice] = said(title(run(), run(8, name=" second  Printing")), flow)
    assert "Run 7 is the same as run 8" in twice
    for other in (
        {"name": "Third printing"},
        {"deliveryDate": "2027-12-01"},
        {"quantities": [LINE | {"quantity": 500}]},
    ):
        assert said(title(run(), run(8, **other)), flow) == [], other


@pytest.mark.parametrize("broken", [{"quantities": 3}, {"quantities": [None]}, {"name": 4}])
def test_a_run_in_no_shape_at_all_is_judged_all_the_same(broken: dict[str, Any]) -> None:
    assert rules.subjects(record(title(run(**broken))), PRINTER) == ("run:7",)
    said(title(run(**broken), run(8, **broken)), PRINTER)
