"""CONTRIBUTING names the files of the main job; none of them may be gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PATH = re.compile(r"`((?:desktop_app|resources|tests|packaging|\.ci)/[\w./-]*)`")
NAMED = sorted(set(_PATH.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))))


def test_contributing_walks_the_main_job() -> None:
    assert len(NAMED) >= 15


@pytest.mark.parametrize("name", NAMED)
def test_every_place_that_contributing_names_is_there(name: str) -> None:
    assert (ROOT / name).exists(), f"CONTRIBUTING.md names {name}, which is gone"
