"""How is one GraphQL request answered, in the words of the server that the double stands for?"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    execute_sync,
    parse,
    validate,
)

_UNKNOWN_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")
_UNKNOWN_ARGUMENT = re.compile(r"Unknown argument '(\w+)' on field '(?:\w+\.)?(\w+)'")
_KEPT = 64


class Answerer:
    """Answers over one schema; documents that were checked once are remembered."""

    def __init__(self, schema: GraphQLSchema, *, dark: bool = False) -> None:
        """``dark``: the server does not describe itself."""
        self._schema = schema
        self._dark = dark
        self._documents: OrderedDict[str, DocumentNode] = OrderedDict()

    def answer(self, request: Any) -> bytes:
        """The JSON body for a request body; faults of the query are told in it."""
        return json.dumps(self._result(request), ensure_ascii=False).encode()

    def _result(self, request: Any) -> dict[str, Any]:
        query = request.get("query") if isinstance(request, dict) else None
        if not isinstance(query, str) or not query.strip():
            return _failed([{"message": "No query string was present"}])
        try:
            document = self._document(query)
        except GraphQLSyntaxError as error:
            return _failed([_worded(error, f"Parse error: {error.message}")])
        except _InvalidError as error:
            return _failed([_invalid(each) for each in error.errors])
        except RecursionError:
            return _failed([{"message": "Query has too much depth"}])
        return self._execute(document, request)

    def _document(self, query: str) -> DocumentNode:
        if query in self._documents:
            self._documents.move_to_end(query)
            return self._documents[query]
        document = parse(query)
        errors = validate(self._schema, document)
        if self._dark:
            errors = [*_described(document), *errors]
        if errors:
            raise _InvalidError(errors)
        self._documents[query] = document
        if len(self._documents) > _KEPT:
            self._documents.popitem(last=False)
        return document

    def _execute(self, document: DocumentNode, request: dict[str, Any]) -> dict[str, Any]:
        done = execute_sync(
            self._schema,
            document,
            variable_values=request.get("variables") or {},
            operation_name=request.get("operationName") or None,
        )
        if done.data is None and done.errors and not any(each.path for each in done.errors):
            return _failed([_worded(each, each.message) for each in done.errors])
        made: dict[str, Any] = {"data": done.data}
        if done.errors:
            made["errors"] = [_worded(each, each.message) for each in done.errors]
        return made


def _described(document: DocumentNode) -> list[GraphQLError]:
    """What a server that keeps its schema to itself says of each look at it."""
    return [
        GraphQLError(f"Cannot query field '{each.name.value}' on type 'Query'.", [each])
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
        for each in definition.selection_set.selections
        if isinstance(each, FieldNode) and each.name.value in ("__schema", "__type")
    ]


class _InvalidError(Exception):
    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("the query does not fit the schema")
        self.errors = errors


def _failed(errors: list[dict[str, Any]]) -> dict[str, Any]:
    """Without a member `data`: nothing was executed."""
    return {"errors": errors}


def _worded(error: GraphQLError, message: str) -> dict[str, Any]:
    made: dict[str, Any] = {"message": message}
    if error.locations:
        made["locations"] = [{"line": e.line, "column": e.column} for e in error.locations]
    if error.path:
        made["path"] = error.path
    return made


def _invalid(error: GraphQLError) -> dict[str, Any]:
    """A fault of validation as graphql-ruby words it, with its code."""
    field = _UNKNOWN_FIELD.search(error.message)
    if field:
        name, kind = field.groups()
        made = _worded(error, f"Field '{name}' doesn't exist on type '{kind}'")
        extensions = {"code": "undefinedField", "typeName": kind, "fieldName": name}
        return {**made, "extensions": extensions}
    argument = _UNKNOWN_ARGUMENT.search(error.message)
    if argument:
        name, owner = argument.groups()
        made = _worded(error, f"Field '{owner}' doesn't accept argument '{name}'")
        extensions = {"code": "argumentNotAccepted", "name": owner, "argumentName": name}
        return {**made, "extensions": extensions}
    return _worded(error, error.message)
