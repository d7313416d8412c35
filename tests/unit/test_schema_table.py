"""Every readable field of the schema has a fate; the guide tells it; what is asked is shown."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from graphql import build_schema, get_named_type, is_leaf_type, is_list_type, is_non_null_type

from desktop_app.records.resources import resource, resource_text
from desktop_app.records.title import Record, SourceKind
from desktop_app.services.source_view import Given, view
from desktop_app.services.source_words import words
from desktop_app.sources.consonance import schema as schemas
from desktop_app.sources.consonance.shapes import Product, Work

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script as a module."""
    file = ROOT / "packaging" / "schema_table.py"
    spec = importlib.util.spec_from_file_location("schema_table", file)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["schema_table"] = made
    spec.loader.exec_module(made)
    return made


def test_every_field_is_shown_or_left_out_for_a_reason(maker: ModuleType) -> None:
    assert maker.faults(maker.lines()) == []


def test_a_field_that_nobody_thought_of_is_a_fault(
    maker: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = resource_text("schema", "consonance.graphql")
    news = text.replace("type Work {", "type Work {\n  moonPhase: String", 1)
    monkeypatch.setattr(
        maker, "resource_text", lambda *at: news if at[0] == "schema" and
        at[1].endswith(".graphql") else resource_text(*at)
    )  # fmt: skip
    assert maker.faults(maker.lines()) == ["Work.moonPhase is in none of the three"]


def test_the_table_of_the_guide_is_fresh(maker: ModuleType) -> None:
    assert resource("guide", "schema.md").read_text("utf-8") == maker.written(maker.lines())


def test_a_field_that_a_mapping_uses_says_so(maker: ModuleType) -> None:
    found = {f"{each.type}.{each.field}": each for each in maker.lines()}
    assert found["Price.amount"].mappings == ("item-csv", "item-json")
    assert {"item-json", "milestone-event"} < set(
        found["PhysicalBookProduct.publicationDate"].mappings
    )
    assert found["Quantity.quantity"].mappings == ("print-order", "warehouse-notice")
    assert found["MarketingText.internalText"].mappings == ()
    assert found["Contract.signedDate"].fate == "Source, where offered"


def test_whatever_is_asked_for_has_a_row(maker: ModuleType) -> None:
    """Every leaf that a question names, filled, is a row of Source; codes with their labels."""
    asked = maker.Walk(build_schema(resource_text("schema", "consonance.graphql"))).all()
    paths = {path for found in asked.paths.values() for path in found}
    document: dict[str, Any] = {"work": {}}
    for path in sorted(paths):
        _fill(document, path, _listed(path))
    record = Record("product:1", "work:1", SourceKind.CONSONANCE, document, "")
    rows = [row for row in view(record).rows() if row.given is Given.VALUE]
    told = " ".join(row.value for row in rows)
    hidden = {path for path in paths if path.startswith(tuple(f"{each}." for each in INSTEAD))}
    for path in paths - hidden:
        leaf = path.rpartition(".")[2]
        if not any(other.startswith(f"{path}.") for other in paths) and leaf not in UNSAID:
            assert f"«{path}»" in told, path


INSTEAD = ("contributions", "marketingTexts")
"""Lists that the work tells whole; those of the product are parts of them."""
UNSAID = {"isDeprecated"}
"""A truth: a code that is deprecated says so in words."""


def _listed(path: str) -> bool:
    return path.rpartition(".")[2].endswith(("Ids", "Codes")) or path.endswith(("bics", "bisacs"))


def _fill(document: dict[str, Any], path: str, several: bool) -> None:
    at: Any = document
    *owners, leaf = path.split(".")
    for name in owners:
        if not isinstance(at.get(name), dict):
            at[name] = {}
        at = at[name]
    if not isinstance(at.get(leaf), dict):
        at[leaf] = [f"«{path}»"] if several else f"«{path}»"


def test_the_groups_name_what_is_asked_for_and_nothing_else(maker: ModuleType) -> None:
    asked = maker.Walk(schemas.known()).all()
    tops = {
        path
        for found in asked.paths.values()
        for path in found
        if path.count(".") == path.startswith("work.")
    }
    grouped = {path for _, paths in words().groups for path in paths}
    wishes = set(json.loads(resource_text("schema", "source.json"))["wishes"])
    assert grouped - wishes == tops | {"__typename"}


def test_fields_of_one_kind_of_product_are_those_of_the_schema() -> None:
    known = schemas.known().type_map
    shared = set(known["Product"].fields)  # type: ignore[attr-defined]
    kinds = [each for each in known.values() if _is_product(each)]
    expected: dict[str, set[str]] = {}
    for kind in kinds:
        for name in set(kind.fields) - shared:  # type: ignore[attr-defined]
            expected.setdefault(name, set()).add(kind.name)
    assert {path: set(found) for path, found in words().only.items()} == expected


def _is_product(kind: Any) -> bool:
    return any(each.name == "Product" for each in getattr(kind, "interfaces", ()))


def test_the_mapped_document_holds_no_internal_text() -> None:
    """What rules and mappings read has no place for it, whatever a server answers."""
    texts = Product.model_fields["marketing_texts"], Product.model_fields["short_description"]
    for each in texts:
        assert "internal" not in str(each.annotation).lower()
    assert not [name for name in (*Product.model_fields, *Work.model_fields) if "internal" in name]
    raw = {"id": 1, "fullTitle": "x", "marketingTexts": [{"internalText": "hush"}]}
    assert Product.model_validate(raw).model_dump(exclude_unset=True)["marketing_texts"] == [{}]


def test_leaves_and_lists_are_told_apart_as_the_schema_does() -> None:
    known = schemas.known()
    for kind in ("Product", "Work"):
        for name, field in known.type_map[kind].fields.items():  # type: ignore[attr-defined]
            inner = field.type.of_type if is_non_null_type(field.type) else field.type
            if is_list_type(inner) and is_leaf_type(get_named_type(field.type)):
                record = Record("product:1", "", SourceKind.CONSONANCE, {name: ["a", "b"]}, "")
                row = next(row for row in view(record).rows() if row.path == name)
                assert row.value in ("a, b", "a (a), b (b)")
                empty = replace(record, document={name: []})
                assert next(r for r in view(empty).rows() if r.path == name).given is Given.NONE
