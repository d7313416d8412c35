"""What becomes of every field that Consonance makes readable? A table for the guide.

    python packaging/schema_table.py            writes resources/guide/schema.md
    python packaging/schema_table.py --check    exits 1 when the file is stale or a field is lost

A field is shown in Source (the questions ask for it), used by a mapping besides, or left out for a
reason of resources/schema/left_out.json. Anything else is a fault.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    build_schema,
    get_named_type,
    is_interface_type,
    is_object_type,
    parse,
)

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop_app.records.flow import Audience  # noqa: E402
from desktop_app.records.resources import resource, resource_text  # noqa: E402
from desktop_app.rules.mapping.paths import named_in  # noqa: E402
from desktop_app.rules.mapping.table import FILES, GroupRow, Table, ValueRow, table  # noqa: E402

_STARTS = (("Product", ""), ("Work", "work."))
_HEAD = """# What becomes of every field

Made by `python packaging/schema_table.py` from `resources/schema/consonance.graphql`, the questions
in `resources/queries`, the mappings and `resources/schema/left_out.json`. Do not edit it.

*Source*: asked for, and shown on that side of the inspector. *Source, where offered*: the public
schema does not lead there; shown when the connected server does. A mapping in the last column: its
rows use the field. Fields of an interface stand at each type that has them.
"""


@dataclass
class Asked:
    """``paths`` are the places in a document of each "Type.field"; ``offered`` are fields that
    only a server beyond the public schema leads to."""

    paths: dict[str, set[str]] = field(default_factory=dict)
    offered: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Line:
    """What becomes of one field; ``fate`` is "" when nobody said."""

    type: str
    field: str
    fate: str
    mappings: tuple[str, ...]


class Walk:
    """Follows the questions through the schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        text = resource_text("queries", "fields.graphql") + resource_text(
            "queries", "aside.graphql"
        )
        self._schema = schema
        self._fragments = {
            each.name.value: each
            for each in parse(text).definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self.asked = Asked()

    def all(self) -> Asked:
        for name, prefix in _STARTS:
            for part in ("Fields", "Aside"):
                chosen = self._fragments[f"{name}{part}"].selection_set
                self._follow(name, chosen, prefix, offered=False)
        return self.asked

    def _follow(self, on: str, chosen: SelectionSetNode, prefix: str, *, offered: bool) -> None:
        for each in chosen.selections:
            if isinstance(each, FragmentSpreadNode):
                found = self._fragments[each.name.value]
                kind = found.type_condition.name.value
                self._follow(kind, found.selection_set, prefix, offered=offered)
            elif isinstance(each, InlineFragmentNode) and each.type_condition:
                kind = each.type_condition.name.value
                self._follow(kind, each.selection_set, prefix, offered=offered)
            elif isinstance(each, FieldNode):
                self._field(on, each, prefix, offered=offered)

    def _field(self, on: str, node: FieldNode, prefix: str, *, offered: bool) -> None:
        name = node.name.value
        owner = self._schema.type_map.get(on)
        definition = getattr(owner, "fields", {}).get(name)
        path = prefix + (node.alias.value if node.alias else name)
        if definition is not None:
            self._note(on, name, path, offered=offered)
        inner = get_named_type(definition.type).name if definition is not None else ""
        if node.selection_set:
            # Beyond the public schema only a fragment tells the type.
            beyond = offered or definition is None
            self._follow(inner, node.selection_set, f"{path}.", offered=beyond)

    def _note(self, on: str, name: str, path: str, *, offered: bool) -> None:
        kind = self._schema.type_map[on]
        holders = [on]
        if is_interface_type(kind):
            holders += [each.name for each in self._schema.get_possible_types(kind)]
        for holder in holders:
            key = f"{holder}.{name}"
            self.asked.paths.setdefault(key, set()).add(path)
            if offered:
                self.asked.offered.add(key)
            else:
                self.asked.offered.discard(key)


def readable(schema: GraphQLSchema) -> Iterator[tuple[str, str]]:
    """(type, field) of everything that an answer can hold, by name."""
    for name, kind in sorted(schema.type_map.items()):
        root = kind in (schema.query_type, schema.mutation_type)
        if name.startswith("__") or root or name.endswith("Payload"):
            continue
        if is_object_type(kind) or is_interface_type(kind):
            for each in sorted(kind.fields):
                yield name, each


def mapped() -> dict[str, set[str]]:
    """Document paths to the mappings whose rows use them, for any audience."""
    found: dict[str, set[str]] = {}
    for name in FILES:
        for audience in Audience:
            for path in _sources(table(name, audience)):
                found.setdefault(path.replace("[]", ""), set()).add(name)
    return found


def _sources(known: Table) -> Iterator[str]:
    rows = [*known.rows, *(row for each in known.milestones.values() for row in each.rows)]
    for row in rows:
        if isinstance(row, ValueRow):
            yield from named_in(row.source)
        elif isinstance(row, GroupRow):
            yield row.path
            for each in row.rows:
                yield from named_in(each.source)


def reasons() -> dict[str, str]:
    """ "Type.field", "*.field" or "Type.*" to why it is left out."""
    found: dict[str, str] = json.loads(resource_text("schema", "left_out.json"))
    return found


def lines() -> list[Line]:
    """What becomes of each field."""
    schema = build_schema(resource_text("schema", "consonance.graphql"), assume_valid=True)
    asked, uses, why = Walk(schema).all(), mapped(), reasons()
    made = []
    for kind, name in readable(schema):
        key = f"{kind}.{name}"
        paths = asked.paths.get(key, set())
        mappings = sorted({each for path in paths for each in _using(path, uses)})
        made.append(Line(kind, name, _fate(key, asked, why), tuple(mappings)))
    return made


def _using(path: str, uses: Mapping[str, set[str]]) -> set[str]:
    """Mappings that use a path or anything under it."""
    found = set(uses.get(path, ()))
    for other, names in uses.items():
        if other.startswith(f"{path}."):
            found |= names
    return found


def _fate(key: str, asked: Asked, why: Mapping[str, str]) -> str:
    if key in asked.paths:
        return "Source, where offered" if key in asked.offered else "Source"
    kind, _, name = key.partition(".")
    reason = next((why[each] for each in (key, f"*.{name}", f"{kind}.*") if each in why), "")
    return f"left out: {reason}" if reason else ""


def unused(found: list[Line]) -> list[str]:
    """Reasons that no field needs any more."""
    left = {(each.type, each.field) for each in found if each.fate.startswith("left out")}
    rules = (rule.partition(".") for rule in reasons())
    return [
        f"{kind}.{name}"
        for kind, _, name in rules
        if not any(kind in ("*", one) and name in ("*", other) for one, other in left)
    ]


def written(found: list[Line]) -> str:
    """The page of the guide."""
    parts = [_HEAD]
    kinds = dict.fromkeys(each.type for each in found)
    shown = sum(each.fate.startswith("Source") for each in found)
    lost = sum(each.fate.startswith("left out") for each in found)
    used = sum(bool(each.mappings) for each in found)
    parts.append(
        f"{len(found)} fields of {len(kinds)} types: {shown} in Source, {used} of them "
        f"used by a mapping, {lost} left out.\n"
    )
    for kind in kinds:
        parts.append(f"## {kind}\n\n| field | what becomes of it | mapping |\n|---|---|---|")
        parts += [
            f"| `{each.field}` | {each.fate} | {', '.join(each.mappings)} |"
            for each in found
            if each.type == kind
        ]
        parts.append("")
    return "\n".join(parts)


def faults(found: list[Line]) -> list[str]:
    """What is wrong, in words; [] when nothing is."""
    lost = [f"{each.type}.{each.field} is in none of the three" for each in found if not each.fate]
    return lost + [f"the reason for {each} is not needed any more" for each in unused(found)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    found = lines()
    wrong = faults(found)
    page = resource("guide", "schema.md")
    if arguments.check and (not page.exists() or page.read_text("utf-8") != written(found)):
        wrong.append("resources/guide/schema.md is stale: run packaging/schema_table.py")
    for each in wrong:
        print(each, file=sys.stderr)
    if not wrong and not arguments.check:
        page.write_text(written(found), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
