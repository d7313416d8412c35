"""How does a schema file become something that answers queries over plain dictionaries?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLSyntaxError,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_abstract_type,
)

from desktop_app.companions.sandbox.arguments import ARGUED, Argued
from desktop_app.companions.sandbox.derived import DERIVED, Derived
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.mutations import Drift, drift
from desktop_app.companions.sandbox.roots import ROOTS, Root
from desktop_app.records.errors import SettingsError
from desktop_app.records.resources import resource_text

PUBLIC = "public"
EXTENDED = "extended"
REST4 = "rest4"
"""No GraphQL at all, only the older interface, which is always there."""
_READ_ONLY = "This key is for reading only."
_COMMON = {
    **dict.fromkeys(
        (
            "ElectronicAudioProduct", "ElectronicBookProduct", "ElectronicProduct",
            "GenericProduct", "PhysicalAudioProduct", "PhysicalBookProduct", "PhysicalProduct",
        ),
        ("Product",),
    ),
    **dict.fromkeys(("Person", "Organisation"), ("Contact",)),
}  # fmt: skip
"""What a type has of a whole family, also where the schema calls the family a union."""


def schema_drift(choice: str) -> Drift:
    """A schema by name or file, with what follows the plus done to it.

    Raises UsageError and SettingsError.
    """
    name, plus, spec = choice.partition("+")
    if plus and name in (PUBLIC, EXTENDED):
        return drift(schema_text(name), spec)
    return Drift(schema_text(choice))


def schema_text(choice: str) -> str:
    """The text of `public` (also behind REST v4) or `extended`, or of a file.

    Raises SettingsError.
    """
    if choice in (PUBLIC, REST4):
        return resource_text("schema", "consonance.graphql")
    if choice == EXTENDED:
        beyond = resource_text("schema", "consonance.extended.graphql")
        return f"{resource_text('schema', 'consonance.graphql')}\n{beyond}"
    try:
        return Path(choice).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(choice, str(error)) from error


def executable(
    text: str, house: House, *, named: str = PUBLIC, drifted: Drift | None = None
) -> GraphQLSchema:
    """A schema whose fields read the house. Raises SettingsError when the text is no schema."""
    found = drifted or Drift(text)
    try:
        schema = build_schema(text)
    except (GraphQLSyntaxError, GraphQLError, TypeError) as error:
        raise _unusable(named, str(error).splitlines()[0]) from error
    if schema.query_type is None:
        raise _unusable(named, "it has no type Query")
    for each in schema.type_map.values():
        if isinstance(each, GraphQLInterfaceType | GraphQLUnionType):
            each.resolve_type = _typename(found.renamed)
        elif isinstance(each, GraphQLScalarType) and each.name == "ISO8601Date":
            # The name of the hook differs between the versions of graphql-core that are allowed.
            for hook in ("parse_value", "coerce_input_value"):
                setattr(each, hook, _date)
        elif isinstance(each, GraphQLObjectType) and not each.name.startswith("__"):
            _resolve_fields(each, schema, house, found)
    return schema


def _unusable(named: str, why: str) -> SettingsError:
    return SettingsError(
        f"The schema {named} cannot be used: {why}.",
        not_done="The sandbox was not started.",
        next_step="Name another file with --schema, or use --schema public.",
    )


def _typename(renamed: Mapping[str, str]) -> Callable[..., str]:
    def resolve(source: Mapping[str, Any], *_: Any) -> str:
        name = str(source["__typename"])
        return renamed.get(name, name)

    return resolve


def _date(given: Any) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise GraphQLError(f"{given!r} is not a valid ISO8601Date.") from None


def _resolve_fields(
    kind: GraphQLObjectType, schema: GraphQLSchema, house: House, found: Drift
) -> None:
    before = {new: old for old, new in found.renamed.items()}
    known = [before.get(each, each) for each in (kind.name, *(e.name for e in kind.interfaces))]
    names = (*known, *_COMMON.get(known[0], ()))
    for name, field in kind.fields.items():
        if kind is schema.query_type:
            field.resolve = _shown(_root(ROOTS.get(name), house), field, schema, found)
        elif kind is schema.mutation_type:
            field.resolve = _refuse
        else:
            stored = _stored(name, field, _of(DERIVED, names, name), house)
            argued = _of(ARGUED, names, name)
            resolve = _argued(stored, argued) if argued else stored
            every = found.nulls.get(f"{kind.name}.{name}", 0)
            resolve = _with_nulls(resolve, every) if every else resolve
            field.resolve = _shown(resolve, field, schema, found)


def _shown(
    resolve: Callable[..., Any], field: GraphQLField, schema: GraphQLSchema, found: Drift
) -> Callable[..., Any]:
    """Objects of a type that the schema has no more are not shown."""
    if not is_abstract_type(get_named_type(field.type)):
        return resolve

    def known(each: Any) -> bool:
        name = each.get("__typename", "") if isinstance(each, Mapping) else ""
        return found.renamed.get(name, name) in schema.type_map

    def answer(source: Any, info: Any, **arguments: Any) -> Any:
        value = resolve(source, info, **arguments)
        if isinstance(value, list):
            return [each for each in value if known(each)]
        return value if value is None or known(value) else None

    return answer


def _with_nulls(resolve: Callable[..., Any], every: int) -> Callable[..., Any]:
    def answer(source: Any, info: Any, **arguments: Any) -> Any:
        spoilt = isinstance(source, Mapping) and source.get("id", 1) % every == 0
        return None if spoilt else resolve(source, info, **arguments)

    return answer


def _of(table: Mapping[tuple[str, str], Any], names: tuple[str, ...], field: str) -> Any:
    return next((table[name, field] for name in names if (name, field) in table), None)


def _root(answer: Root | None, house: House) -> Callable[..., Any]:
    def resolve(_: Any, __: Any, **arguments: Any) -> Any:
        return answer(house, **arguments) if answer else None

    return resolve


def _refuse(*_: Any, **__: Any) -> Any:
    raise GraphQLError(_READ_ONLY)


def _stored(
    name: str, field: GraphQLField, derived: Derived | None, house: House
) -> Callable[..., Any]:
    """What the object holds under the name; else what follows from the rest; else nothing."""
    blank = _blank(field.type)
    number = getattr(get_named_type(field.type), "name", "") == "Float"

    def resolve(source: Mapping[str, Any], _: Any, **__: Any) -> Any:
        if name in source:
            value = source[name]
            # A float's shortest text is the decimal again, for as many digits as are let in.
            return float(value) if number and isinstance(value, Decimal) else value
        return derived(source, house) if derived else blank

    return resolve


def _blank(kind: GraphQLOutputType) -> Any:
    if not isinstance(kind, GraphQLNonNull):
        return None
    if isinstance(kind.of_type, GraphQLList):
        return []
    return False if getattr(kind.of_type, "name", "") == "Boolean" else None


def _argued(stored: Callable[..., Any], narrow: Argued) -> Callable[..., Any]:
    def resolve(source: Mapping[str, Any], info: Any, **arguments: Any) -> Any:
        return narrow(stored(source, info), **arguments)

    return resolve
