"""Mapping files against their schema, and what is said of one that cannot be used."""

from __future__ import annotations

import copy
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from desktop_app.records.resources import resource_text
from desktop_app.rules import MappingError
from desktop_app.rules.mapping.table import FILES, parse

ROOT = Path(__file__).parents[3]
ORDER: dict[str, Any] = json.loads(resource_text("mappings", FILES["print-order"]))


def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(resource_text("formats", "mapping.schema.json")))


def test_the_schema_is_fresh() -> None:
    place = ROOT / "packaging" / "mapping_schema.py"
    spec = importlib.util.spec_from_file_location("mapping_schema", place)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert json.loads(resource_text("formats", "mapping.schema.json")) == maker.schema()


@pytest.mark.parametrize("form", sorted(FILES))
def test_each_mapping_is_as_the_schema_says(form: str) -> None:
    given = json.loads(resource_text("mappings", FILES[form]))
    assert [each.message for each in validator().iter_errors(given)] == []
    assert given["format"] == form
    assert given["about"]


def row(**given: Any) -> dict[str, Any]:
    made = copy.deepcopy(ORDER)
    made["rows"] = [{"to": "a", "from": "fullTitle", "rule": "text"} | given]
    return made


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (row(rule="texts"), "did you mean text"),
        (row(table="nowhere"), "names nowhere"),
        (row(**{"from": "run..name"}), "not a source path"),
        (row(**{"from": "work.contributions.contributor.emails"}), "may never leave"),
        (row(**{"from": "work.season"}), "limit its row to internal"),
        (ORDER | {"writes": "xml"}, "writes names xml"),
        (ORDER | {"subject": ORDER["subject"] | {"kind": "shop"}}, "subject names shop"),
        (ORDER | {"subject": ORDER["subject"] | {"only": ["for_produkt"]}}, "mean for_product"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_is_wrong(
    given: dict[str, Any], words: str
) -> None:
    with pytest.raises(MappingError) as raised:
        parse(given, "mine.json")
    assert "mine.json" in raised.value.message
    assert words in raised.value.message
