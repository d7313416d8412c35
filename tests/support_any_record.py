"""Any record that the public schema allows, as far as the questions ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLOutputType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    parse,
)
from hypothesis import strategies as st

from desktop_app.records.resources import resource_text
from desktop_app.sources.consonance import schema as schemas

_ODD = (
    "", "\u202eabc", "<p>A &amp; <b>B", "\x00\x1f", "e\u0301", "\U0001f469\u200d\U0001f680",
    "\ud800", "2027-13-45", "_02",
)  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=()), max_size=24) | st.sampled_from(_ODD)
"""Also what no sane server sends: controls, half a character, text that runs backwards."""
_CODES = st.from_regex(r"[A-Z0-9_]{1,6}", fullmatch=True)
_NUMBERS = st.integers(0, 2**31 - 1)
_SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "Boolean": st.booleans(),
    "Int": _NUMBERS,
    "BigInt": st.integers(0, 10**14),
    "Float": st.decimals(0, 10**6, places=2).map(float),
    "String": TEXT,
    "ISO8601Date": st.dates().map(str),
    "ISO8601DateTime": st.datetimes().map(lambda each: f"{each.isoformat()}Z"),
    "URL": TEXT,
    "URI": TEXT,
}


@dataclass
class Chosen:
    """What is asked of one field: the same for all types that share it."""

    inner: list[SelectionSetNode] = field(default_factory=list)


@cache
def _fragments() -> dict[str, FragmentDefinitionNode]:
    text = resource_text("queries", "fields.graphql") + resource_text("queries", "aside.graphql")
    return {
        each.name.value: each
        for each in parse(text).definitions
        if isinstance(each, FragmentDefinitionNode)
    }


def selections(name: str) -> list[SelectionSetNode]:
    """All that is asked of a product or a work."""
    return [_fragments()[f"{name}{part}"].selection_set for part in ("Fields", "Aside")]


def _asked(kind: str, chosen: list[SelectionSetNode]) -> dict[str, Chosen]:
    """Fields that are asked of an object of this kind, by their names in the schema."""
    found: dict[str, Chosen] = {}
    left = list(chosen)
    while left:
        for each in left.pop().selections:
            if isinstance(each, FragmentSpreadNode):
                fragment = _fragments()[each.name.value]
                if _is(kind, fragment.type_condition.name.value):
                    left.append(fragment.selection_set)
            elif isinstance(each, InlineFragmentNode) and each.type_condition:
                if _is(kind, each.type_condition.name.value):
                    left.append(each.selection_set)
            elif isinstance(each, FieldNode) and each.name.value != "__typename":
                if schemas.field_of(schemas.known(), kind, each.name.value) is None:
                    continue  # a wish that the public schema does not have
                mine = found.setdefault(each.name.value, Chosen())
                mine.inner += [each.selection_set] if each.selection_set else []
    return found


def _is(kind: str, wanted: str) -> bool:
    known = schemas.known().type_map[kind]
    names = {kind, *(each.name for each in getattr(known, "interfaces", ()))}
    return wanted in names


@st.composite
def any_object(
    draw: st.DrawFn, kind: str, chosen: list[SelectionSetNode], deep: int = 0
) -> dict[str, Any]:
    """An object with a value for each field that is asked of it."""
    made: dict[str, Any] = {"__typename": kind}
    for name, each in _asked(kind, chosen).items():
        definition = schemas.field_of(schemas.known(), kind, name)
        assert definition is not None
        made[name] = draw(any_value(definition.type, name, each.inner, deep))
    return made


def any_value(
    kind: GraphQLOutputType, name: str, chosen: list[SelectionSetNode], deep: int
) -> st.SearchStrategy[Any]:
    if is_non_null_type(kind):
        return _value(kind.of_type, name, chosen, deep)
    return st.none() | _value(kind, name, chosen, deep)


def _value(
    kind: GraphQLOutputType, name: str, chosen: list[SelectionSetNode], deep: int
) -> st.SearchStrategy[Any]:
    if is_list_type(kind):
        most = 2 if deep < 2 else 1
        several = st.lists(any_value(kind.of_type, name, chosen, deep + 1), max_size=most)
        return several.flatmap(lambda some: st.sampled_from([some, some + some[:1]]))
    named = get_named_type(kind)
    if is_enum_type(named):
        return st.sampled_from(sorted(named.values))
    if is_abstract_type(named):
        known = sorted(each.name for each in schemas.known().get_possible_types(named))
        return st.sampled_from(known).flatmap(lambda each: any_object(each, chosen, deep + 1))
    if is_object_type(named):
        return any_object(named.name, chosen, deep + 1)
    if named.name == "String" and name in {"bics", "bisacs"}:
        return TEXT
    return _SCALARS.get(named.name, _CODES)


@st.composite
def any_house(draw: st.DrawFn) -> dict[int, dict[str, Any]]:
    """Works by number with their products; numbers in any order."""
    kinds = sorted(
        each.name
        for each in schemas.known().get_possible_types(schemas.known().type_map["Product"])  # type: ignore[arg-type]
    )
    works = draw(st.lists(_NUMBERS.filter(bool), min_size=1, max_size=3, unique=True))
    numbers = draw(st.lists(_NUMBERS.filter(bool), min_size=4, max_size=4, unique=True))
    house: dict[int, dict[str, Any]] = {}
    for work in works:
        made = draw(any_object("Work", selections("Work"))) | {"id": work, "products": []}
        for _ in range(draw(st.integers(0, 2))):
            if not numbers:
                break
            kind = draw(st.sampled_from(kinds))
            product = draw(any_object(kind, selections("Product")))
            number = numbers.pop()
            product |= {"id": number, "fullTitle": f"{product['fullTitle']} zq{number}"}
            product["work"] = made
            made["products"].append(product)
        house[work] = made
    return house
