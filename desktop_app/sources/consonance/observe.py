"""What does a server that keeps its schema to itself lack? Its refusals tell, one by one.

We begin with all that we know or hope for, ask, and take away what the refusal names: a field, a
type, an argument, a value of an enum. Where only a place in the question is named, what stands
there is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from desktop_app.records.resources import resource_text
from desktop_app.sources.consonance.answers import Fault

if TYPE_CHECKING:
    from graphql import DefinitionNode, DocumentNode, GraphQLSchema

Pair = tuple[str, str]
_Q = r"['\"`]?"
_NO_FIELD = (
    re.compile(rf"Field {_Q}(?P<field>\w+){_Q} doesn't exist on type {_Q}(?P<type>\w+)"),
    re.compile(rf"Cannot query field {_Q}(?P<field>\w+){_Q} on type {_Q}(?P<type>\w+)"),
)
_NO_VALUE = re.compile(
    rf"Value {_Q}(?P<value>\w+){_Q} does not exist in {_Q}(?P<type>\w+){_Q} enum"
)
_NO_TYPE = (
    re.compile(rf"Unknown type {_Q}(?P<type>\w+)"),
    re.compile(rf"No such type {_Q}(?P<type>\w+)"),
)
_NO_INPUT = (
    re.compile(rf"Field {_Q}(?P<field>\w+){_Q} is not defined (?:by type|on) {_Q}(?P<type>\w+)"),
    re.compile(r"(?P<field>\w+) \(Field is not defined on (?P<type>\w+)"),
    re.compile(rf"type {_Q}(?P<type>\w+){_Q} not to include unknown field {_Q}(?P<field>\w+)"),
)
_IS_UNION = re.compile(r"on unions \(see selections on (?P<type>\w+)\)")
_FEWEST = 2
"""So many fields of a type must be asked for before *none is there* means that it is a union."""


@dataclass
class Lacks:
    """What a server has not: pairs of type and field (or value, or input's field), and types.
    ``unfit`` fields are there, but not in a form that can be asked for."""

    fields: set[Pair] = field(default_factory=set)
    unfit: set[Pair] = field(default_factory=set)
    values: set[Pair] = field(default_factory=set)
    arguments: set[tuple[str, str, str]] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    unions: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        held: tuple[set[Any], ...] = (
            self.fields, self.unfit, self.values, self.arguments, self.types, self.unions,
        )  # fmt: skip
        return sum(map(len, held))


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands at a place of a question: ``owner.field``, and an argument or value in it."""

    owner: str
    field: str
    argument: str = ""
    value: Pair | None = None
    condition: str = ""


def refusals(faults: Iterable[Fault]) -> list[Fault]:
    """Those about the question itself, not about a record."""
    return [each for each in faults if not each.path]


def observe(text: str, faults: Iterable[Fault], lacks: Lacks) -> bool:
    """Add to ``lacks`` what refusals of a question say; whether that was anything new."""
    before = len(lacks)
    schema = assumed(lacks)
    places = _places(text, schema)
    refused: dict[str, set[str]] = {}
    for fault in faults:
        if not _named(fault, lacks, refused):
            _by_place(fault, places, lacks)
    for owner, names in refused.items():
        _fields_or_union(owner, names, places.values(), schema, lacks)
    return len(lacks) > before


def _named(fault: Fault, lacks: Lacks, refused: dict[str, set[str]]) -> bool:
    """Whether the words alone say what is lacking."""
    said = fault.message
    field_ = next((found for each in _NO_FIELD if (found := each.search(said))), None)
    kind = next((found for each in _NO_TYPE if (found := each.search(said))), None)
    name = next((found for each in _NO_INPUT if (found := each.search(said))), None)
    if field_:
        refused.setdefault(field_["type"], set()).add(field_["field"])
    elif value := _NO_VALUE.search(said):
        lacks.values.add((value["type"], value["value"]))
    elif name:
        lacks.fields.add((name["type"], name["field"]))
    elif union := _IS_UNION.search(said):
        lacks.unions.add(union["type"])
    elif kind:
        lacks.types.add(kind["type"])
    else:
        return False
    return True


def _fields_or_union(
    owner: str, names: set[str], places: Iterable[_Place], schema: GraphQLSchema, lacks: Lacks
) -> None:
    from graphql import is_interface_type

    asked = {each.field for each in places if each.owner == owner and not each.argument}
    asked.discard("__typename")
    if is_interface_type(schema.type_map.get(owner)) and asked <= names and len(asked) >= _FEWEST:
        lacks.unions.add(owner)
    else:
        lacks.fields |= {(owner, each) for each in names}


def _by_place(fault: Fault, places: Mapping[Pair | tuple[int, int], _Place], lacks: Lacks) -> None:
    for line, column in fault.places:
        place = places.get((line, column))
        if place is None:
            continue
        if place.condition:
            lacks.types.add(place.condition)
        elif place.value:
            lacks.values.add(place.value)
        elif place.argument and "required" not in fault.message:
            lacks.arguments.add((place.owner, place.field, place.argument))
        else:
            lacks.unfit.add((place.owner, place.field))


def _places(text: str, schema: GraphQLSchema) -> dict[Any, _Place]:
    """What stands where in a question, by (line, column)."""
    from graphql import TypeInfo, TypeInfoVisitor, Visitor, get_named_type, parse, visit

    info = TypeInfo(schema)
    found: dict[Any, _Place] = {}
    inside: list[_Place] = []

    def note(node: Any, place: _Place) -> None:
        token = node.loc.start_token
        found[token.line, token.column] = place

    class Noting(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            parent = info.get_parent_type()
            inside.append(_Place(parent.name if parent else "", node.name.value))
            note(node, inside[-1])

        def leave_field(self, *_: Any) -> None:
            inside.pop()

        def enter_argument(self, node: Any, *_: Any) -> None:
            if inside:
                note(node, _Place(inside[-1].owner, inside[-1].field, node.name.value))

        def enter_enum_value(self, node: Any, *_: Any) -> None:
            kind = get_named_type(info.get_input_type())
            if inside and kind is not None:
                place = inside[-1]
                note(node, _Place(place.owner, place.field, value=(kind.name, node.value)))

        def enter_inline_fragment(self, node: Any, *_: Any) -> None:
            if node.type_condition:
                note(node, _Place("", "", condition=node.type_condition.name.value))

    visit(parse(text), TypeInfoVisitor(info, Noting()))
    return found


# -- the schema that is assumed ------------------------------------------------------------------


@cache
def _hoped() -> DocumentNode:
    """All that we know, and what we hope for beyond it."""
    from graphql import build_schema, parse, print_schema

    names = ("consonance.graphql", "consonance.extended.graphql")
    text = "\n".join(resource_text("schema", each) for each in names)
    return parse(print_schema(build_schema(text, assume_valid=True)), no_location=True)


def assumed(lacks: Lacks) -> GraphQLSchema:
    """The hoped schema without what the server lacks."""
    from graphql import DocumentNode, build_ast_schema

    shaped = [_shaped(each, lacks) for each in _hoped().definitions]
    left = tuple(each for each in shaped if each is not None)
    return build_ast_schema(DocumentNode(definitions=left), assume_valid=True)


def _shaped(node: DefinitionNode, lacks: Lacks) -> Any:
    from graphql import (
        EnumTypeDefinitionNode,
        InputObjectTypeDefinitionNode,
        InterfaceTypeDefinitionNode,
        ObjectTypeDefinitionNode,
    )

    name = getattr(getattr(node, "name", None), "value", "")
    if name in lacks.types:
        return None
    if isinstance(node, EnumTypeDefinitionNode):
        values = tuple(e for e in node.values or () if (name, e.name.value) not in lacks.values)
        return _copy(node, values=values)
    if isinstance(node, InterfaceTypeDefinitionNode) and name in lacks.unions:
        return _union(name, lacks)
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        interfaces = tuple(
            each for each in node.interfaces or () if each.name.value not in lacks.unions
        )
        return _copy(node, interfaces=interfaces, fields=_fields(node, name, lacks))
    if isinstance(node, InputObjectTypeDefinitionNode):
        kept = tuple(e for e in node.fields or () if (name, e.name.value) not in lacks.fields)
        return _copy(node, fields=kept)
    return node


def _fields(node: Any, owner: str, lacks: Lacks) -> tuple[Any, ...]:
    found = []
    for each in node.fields or ():
        name = each.name.value
        if (owner, name) in lacks.fields or _type_name(each.type) in lacks.types:
            continue
        arguments = tuple(
            one
            for one in each.arguments or ()
            if (owner, name, one.name.value) not in lacks.arguments
            and _type_name(one.type) not in lacks.types
        )
        if (owner, name) in lacks.unfit:
            arguments += (_unheard_of(),)
        found.append(_copy(each, arguments=arguments))
    return tuple(found)


def _unheard_of() -> Any:
    """An argument that nobody can give: the field is there and cannot be asked for."""
    from graphql import InputValueDefinitionNode, NameNode, parse_type

    return InputValueDefinitionNode(
        name=NameNode(value="unheardOf"), type=parse_type("Int!"), directives=()
    )


def _union(name: str, lacks: Lacks) -> Any:
    from graphql import (
        NamedTypeNode,
        NameNode,
        ObjectTypeDefinitionNode,
        UnionTypeDefinitionNode,
    )

    members = [
        each.name.value
        for each in _hoped().definitions
        if isinstance(each, ObjectTypeDefinitionNode) and each.name.value not in lacks.types
        if name in {one.name.value for one in each.interfaces or ()}
    ]
    return UnionTypeDefinitionNode(
        name=NameNode(value=name),
        directives=(),
        types=tuple(NamedTypeNode(name=NameNode(value=each)) for each in members),
    )


def _type_name(node: Any) -> str:
    while not hasattr(node, "name"):
        node = node.type
    return str(node.name.value)


def _copy(node: Any, **changes: Any) -> Any:
    values = {each: getattr(node, each, None) for each in node.keys if each != "loc"}
    return type(node)(**(values | changes))
