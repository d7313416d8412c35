"""What was reviewed is what arrives, of every format; the long run is ``same_bytes.py``."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.flow import FORMATS
from tests.faults.same_bytes import FORMS, judged, proof, told


def test_there_is_a_flow_of_every_format() -> None:
    assert {flow.format for flow in FORMS.values()} == set(FORMATS)


@pytest.mark.timeout(300)
def test_what_is_sent_a_day_later_by_another_process_is_what_was_reviewed(tmp_path: Path) -> None:
    found = proof(tmp_path, 12, say=lambda _: None)
    assert found.faults == [], told(found)
    assert found.same == found.planned
    assert sum(found.same.values()) > 500
    assert found.files * 2 == sum(found.same.values())


CUT = (
    "The destination applied it with errors (1). /full_title: The title column holds 1000"
    " characters; the value was cut there."
)


def judged_one(folder: Path, **told_later: str) -> list[str]:
    """The faults of a plan of one title, of which nothing but this is otherwise in history."""
    item = {
        "flow": "item-json-hook", "subject": "product:1", "state": "handed_over",
        "payload": "{}", "reason": "",
    }  # fmt: skip
    plan: dict[str, Any] = {"titles": 1, "items": [item | {"state": "prepared"}]}
    history = {"items": [copy.deepcopy(item) | told_later], "verified": True}
    (folder / "destinations.sqlite").touch()
    body = b'{"flow":"item-json-hook","subject":"product:1","data":{}}'
    return judged(plan, history, folder, [body]).faults


def test_one_other_byte_is_found(tmp_path: Path) -> None:
    assert judged_one(tmp_path) == []
    assert judged_one(tmp_path, payload="{ }") == ["item-json-hook product:1: other bytes"]


def test_a_title_cut_in_the_column_beside_it_is_no_fault_of_the_payload(tmp_path: Path) -> None:
    cut = {"state": "delivered_with_errors", "reason": CUT}
    assert judged_one(tmp_path, **cut) == []
    assert judged_one(tmp_path, **cut, payload="{ }")
    assert judged_one(tmp_path, state="delivered_with_errors", reason=CUT.replace("(1)", "(2)"))
    assert judged_one(tmp_path, state="refused", reason=CUT)
