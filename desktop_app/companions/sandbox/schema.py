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
    build_schema,
    get_named_type,
)

from desktop_app.companions.sandbox.arguments import ARGUED, Argued
from desktop_app.companions.sandbox.derived import DERIVED, Derived
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.roots import ROOTS, Root
from desktop_app.records.errors import SettingsError
from desktop_app.records.resources import resource_text

PUBLIC = "public"
EXTENDED = "extended"
_READ_ONLY = "This key is for reading only."


def schema_text(choice: str) -> str:
    """The text of `public` or `extended`, or of a file. Raises SettingsError."""
    if choice == PUBLIC:
        return resource_text("schema", "consonance.graphql")
    if choice == EXTENDED:
        beyond = resource_text("schema", "consonance.extended.graphql")
        return f"{resource_text('schema', 'consonance.graphql')}\n{beyond}"
    try:
        return Path(choice).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(choice, str(error)) from error


def executable(text: str, house: House, *, named: str = PUBLIC) -> GraphQLSchema:
    """A schema whose fields read the house. Raises SettingsError when the text is no schema."""
    try:
        schema = build_schema(text)
    except (GraphQLSyntaxError, GraphQLError, TypeError) as error:
        raise _unusable(named, str(error).splitlines()[0]) from error
    if schema.query_type is None:
        raise _unusable(named, "it has no type Query")
    for each in schema.type_map.values():
        if isinstance(each, GraphQLInterfaceType):
            each.resolve_type = _typename
        elif isinstance(each, GraphQLScalarType) and each.name == "ISO8601Date":
            # The name of the hook differs between the versions of graphql-core that are allowed.
            for hook in ("parse_value", "coerce_input_value"):
                setattr(each, hook, _date)
        elif isinstance(each, GraphQLObjectType) and not each.name.startswith("__"):
            _resolve_fields(each, schema, house)
    return schema


def _unusable(named: str, why: str) -> SettingsError:
    return SettingsError(
        f"The schema {named} cannot be used: {why}.",
        not_done="The sandbox was not started.",
        next_step="Name another file with --schema, or use --schema public.",
    )


def _typename(source: Mapping[str, Any], *_: Any) -> str:
    return str(source["__typename"])


def _date(given: Any) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise GraphQLError(f"{given!r} is not a valid ISO8601Date.") from None


def _resolve_fields(kind: GraphQLObjectType, schema: GraphQLSchema, house: House) -> None:
    names = (kind.name, *(each.name for each in kind.interfaces))
    for name, field in kind.fields.items():
        if kind is schema.query_type:
            field.resolve = _root(ROOTS.get(name), house)
        elif kind is schema.mutation_type:
            field.resolve = _refuse
        else:
            stored = _stored(name, field, _of(DERIVED, names, name), house)
            argued = _of(ARGUED, names, name)
            field.resolve = _argued(stored, argued) if argued else stored


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
