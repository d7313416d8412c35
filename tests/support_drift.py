"""Servers that drift on purpose, served in the test's own loop, and what is lost by it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from graphql import (
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    build_schema,
    get_named_type,
    parse,
)

from desktop_app.companions.sandbox.answer import Answerer
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.mutations import Drift
from desktop_app.companions.sandbox.opening import open_house
from desktop_app.companions.sandbox.schema import executable, schema_drift, schema_text
from desktop_app.records.resources import resource_text
from tests.support_graphql import Consonance, consonance

ANCHOR = date(2026, 11, 3)
TITLES = 90
_FOUND = ("contracts", "productionFiles", "toDos")


@dataclass(frozen=True)
class Leaf:
    """A value that is asked for. ``chain`` are the coordinates on the way to it, with the enum
    values that are written into the question."""

    path: str
    chain: tuple[str, ...]


@cache
def house(*, extended: bool) -> House:
    return open_house(7, TITLES, ANCHOR, "http://127.0.0.1:1/covers", extended=extended)


@cache
def leaves() -> tuple[Leaf, ...]:
    """All that the app asks for, walked over the largest schema there is."""
    schema = build_schema(schema_text("extended"))
    texts = [resource_text("queries", each) for each in ("fields.graphql", "aside.graphql")]
    document = parse("\n".join(texts))
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    found: list[Leaf] = []
    for owner, prefix in (("Product", ""), ("Work", "work.")):
        for kind in ("Fields", "Aside"):
            chosen = fragments[f"{owner}{kind}"].selection_set
            found += _walk(schema, fragments, owner, chosen, prefix, ())
    return tuple(dict.fromkeys(found))


def _walk(
    schema: GraphQLSchema,
    fragments: dict[str, FragmentDefinitionNode],
    on: str,
    chosen: SelectionSetNode,
    prefix: str,
    chain: tuple[str, ...],
) -> Iterator[Leaf]:
    for each in chosen.selections:
        if isinstance(each, FragmentSpreadNode):
            inner = fragments[each.name.value]
            name = inner.type_condition.name.value
            yield from _walk(schema, fragments, name, inner.selection_set, prefix, chain)
        elif isinstance(each, InlineFragmentNode) and each.type_condition:
            name = each.type_condition.name.value
            yield from _walk(schema, fragments, name, each.selection_set, prefix, chain)
        elif isinstance(each, FieldNode) and each.name.value != "__typename":
            yield from _field(schema, fragments, on, each, prefix, chain)


def _field(
    schema: GraphQLSchema,
    fragments: dict[str, FragmentDefinitionNode],
    on: str,
    node: FieldNode,
    prefix: str,
    chain: tuple[str, ...],
) -> Iterator[Leaf]:
    name = node.name.value
    kind = schema.type_map.get(on)
    definition = getattr(kind, "fields", {}).get(name)
    shown = f"{prefix}{node.alias.value if node.alias else name}"
    here = (*chain, f"{on}.{name}")
    if definition is None:
        yield Leaf(shown, here)  # a wish that no schema of ours fulfils
        return
    for argument in node.arguments or ():
        enum = get_named_type(definition.args[argument.name.value].type).name
        values = getattr(argument.value, "values", (argument.value,))
        here += tuple(f"{enum}.{e.value}" for e in values if isinstance(e, EnumValueNode))
    if node.selection_set is None:
        yield Leaf(shown, here)
        return
    inner = get_named_type(definition.type).name
    yield from _walk(schema, fragments, inner, node.selection_set, f"{shown}.", here)


@cache
def _coordinates(kind: str) -> frozenset[str]:
    schema = build_schema(schema_text(kind))
    return frozenset(
        f"{name}.{field}"
        for name, each in schema.type_map.items()
        for field in (getattr(each, "fields", None) or getattr(each, "values", None) or ())
    )


def lost(kind: str, drifted: Drift) -> set[Leaf]:
    """The script's own list: what is asked for and cannot be had from such a server."""
    # Three kinds of things are found by what they are, whatever they are called.
    found = {f"Work.{name}" for name in _FOUND if f"rename:Work.{name}=" in drifted.spec}
    gone = set(drifted.losses) - found
    there = _coordinates(kind)

    def alive(coordinate: str) -> bool:
        return coordinate in there and coordinate not in gone

    return {each for each in leaves() if not all(map(alive, each.chain))}


@asynccontextmanager
async def drifting(choice: str) -> AsyncIterator[tuple[Consonance, Drift]]:
    """Serve a house under a schema such as ``public+lack:Work.season,dark``."""
    drifted = schema_drift(choice)
    kind = choice.partition("+")[0]
    schema = executable(drifted.text, house(extended=kind == "extended"), drifted=drifted)
    answerer = Answerer(schema, dark=drifted.dark)

    def answer(body: Any) -> bytes:
        return answerer.answer(body)

    async with consonance({}, answer=answer) as server:
        yield server, drifted
