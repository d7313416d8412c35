"""What does a server's schema look like, and where does it differ from the one we know?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from desktop_app.records.errors import SourceAnswerError
from desktop_app.records.resources import resource_text

if TYPE_CHECKING:
    from graphql import GraphQLField, GraphQLSchema


@dataclass(frozen=True, slots=True)
class Spread:
    """How far two schemas lie apart: fields as "Type.field" of types that both can read."""

    lacking: tuple[str, ...]
    added: int


@cache
def introspection() -> str:
    """The question that makes a server describe itself."""
    from graphql import get_introspection_query

    return get_introspection_query(descriptions=False)


@cache
def known() -> GraphQLSchema:
    """The schema file that Colophon was built on."""
    from graphql import build_schema

    return build_schema(resource_text("schema", "consonance.graphql"), assume_valid=True)


def described(data: Mapping[str, Any], place: str) -> GraphQLSchema:
    """The schema that an introspection answer describes. Takes a moment: call it in a thread.

    Raises SourceAnswerError when it is no such answer.
    """
    from graphql import GraphQLError, build_client_schema

    try:
        schema = build_client_schema(dict(data), assume_valid=True)  # type: ignore[arg-type]
        query = schema.query_type
        if query is None or not query.fields:
            raise ValueError("it has nothing to ask for")
    except (GraphQLError, TypeError, ValueError, KeyError, AttributeError) as fault:
        raise SourceAnswerError(
            f"{place} answers, but its description of itself cannot be understood.",
            not_done="Nothing was read; the titles on this computer stay as they are.",
            next_step="Check that the address is that of a Consonance; it usually ends in "
            "/graphql.",
        ) from fault
    return schema


def spread(server: GraphQLSchema) -> Spread:
    """What the server lacks of the known schema, and how many fields it has beyond it."""
    ours, theirs = _fields(known()), _fields(server)
    lacking = tuple(sorted(ours.keys() - theirs.keys()))
    return Spread(lacking, len(theirs.keys() - ours.keys()))


def field_of(schema: GraphQLSchema, type_name: str, field: str) -> GraphQLField | None:
    """The field of an object or interface, or None."""
    found = schema.type_map.get(type_name)
    fields = getattr(found, "fields", None)
    return fields.get(field) if isinstance(fields, Mapping) else None


def _fields(schema: GraphQLSchema) -> dict[str, GraphQLField]:
    from graphql import is_interface_type, is_object_type

    writes = schema.mutation_type
    return {
        f"{name}.{field}": each
        for name, kind in schema.type_map.items()
        if not name.startswith("__") and kind is not writes and not name.endswith("Payload")
        if is_object_type(kind) or is_interface_type(kind)
        for field, each in kind.fields.items()
    }
