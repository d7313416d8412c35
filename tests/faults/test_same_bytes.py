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


def test_one_other_byte_is_found(tmp_path: Path) -> None:
    item = {
        "flow": "item-json-gateway", "subject": "product:1", "state": "delivered",
        "payload": "{}", "reason": "",
    }  # fmt: skip
    plan: dict[str, Any] = {"titles": 1, "items": [item | {"state": "prepared"}]}
    other = {"items": [copy.deepcopy(item) | {"payload": "{ }"}], "verified": True}
    (tmp_path / "destinations.sqlite").touch()
    found = judged(plan, other, tmp_path, [])
    assert "item-json-gateway product:1: other bytes" in found.faults
