"""Is a JSON value as a schema says? The part of JSON Schema that schemas of mappings use.

Each fault names its place and what to do. Of several forms that would do, the nearest is meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Place = tuple[str | int, ...]

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Amiss:
    """``place`` are the names and numbers that lead to the value."""

    place: Place
    message: str
    remedy: str


def amiss(given: Any, schema: Schema) -> list[Amiss]:
    """Everything that is not as the schema says; empty when all is."""
    return list(_Look(schema.get("$defs", {})).at(given, schema, ()))


@dataclass(frozen=True, slots=True)
class _Look:
    defined: Mapping[str, Schema]

    def at(self, given: Any, schema: Schema, place: Place) -> Iterator[Amiss]:
        if "$ref" in schema:
            named = str(schema["$ref"]).rpartition("/")[2]
            yield from self.at(given, self.defined[named], place)
        kind = schema.get("type")
        if kind and not _KINDS[kind](given):
            yield Amiss(place, f"{_shown(given)} is no {_WORDS[kind]}", f"Write a {_WORDS[kind]}.")
            return
        yield from _value(given, schema, place)
        if isinstance(given, Mapping):
            yield from self._object(given, schema, place)
        if isinstance(given, list):
            yield from self._list(given, schema, place)
        if "oneOf" in schema:
            yield from self._one(given, schema["oneOf"], place)

    def _object(self, given: Mapping[str, Any], schema: Schema, place: Place) -> Iterator[Amiss]:
        known: Mapping[str, Schema] = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in given:
                yield Amiss(place, f"{name} is missing", f"Add {name}.")
        rest = schema.get("additionalProperties", True)
        for name, value in given.items():
            if name in known:
                yield from self.at(value, known[name], (*place, name))
            elif rest is False:
                yield Amiss(place, f"{name} is not known here", _nearest(name, list(known)))
            elif isinstance(rest, Mapping):
                yield from self.at(value, rest, (*place, name))

    def _list(self, given: Sequence[Any], schema: Schema, place: Place) -> Iterator[Amiss]:
        if len(given) < schema.get("minItems", 0):
            yield Amiss(place, "the list is empty", "Give it an entry, or leave it out.")
        if schema.get("uniqueItems") and any(one in given[:n] for n, one in enumerate(given)):
            yield Amiss(place, "the list says something twice", "Say it once.")
        for number, value in enumerate(given) if "items" in schema else ():
            yield from self.at(value, schema["items"], (*place, number))

    def _one(self, given: Any, forms: Sequence[Schema], place: Place) -> Iterator[Amiss]:
        found = [list(self.at(given, each, place)) for each in forms]
        fitting = sum(not each for each in found)
        if fitting == 1:
            return
        choices = [each["required"][0] for each in forms if set(each) == {"required"}]
        if choices or fitting:
            named = f"one of {', '.join(choices)}" if choices else "one form"
            yield Amiss(place, f"it must have exactly {named}", "Keep one of them.")
            return
        yield from min(found, key=len)


def _value(given: Any, schema: Schema, place: Place) -> Iterator[Amiss]:
    if "enum" in schema and not any(_same(given, each) for each in schema["enum"]):
        choices = [str(each) for each in schema["enum"]]
        yield Amiss(place, f"{_shown(given)} does not exist", _nearest(str(given), choices))
    if "pattern" in schema and isinstance(given, str) and not _fits(schema["pattern"], given):
        yield Amiss(place, f"{_shown(given)} is not a path", "Write names joined by dots.")
    if "minimum" in schema and _number(given) and given < schema["minimum"]:
        least = schema["minimum"]
        yield Amiss(place, f"{given} is less than {least}", f"Write {least} or more.")


def _fits(pattern: str, given: str) -> bool:
    # ``$`` also stands before a line end, which no path has.
    return re.search(pattern, given) is not None and "\n" not in given


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _shown(given: Any) -> str:
    text = str(given)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _nearest(given: str, choices: Sequence[str]) -> str:
    close = difflib.get_close_matches(given, choices, 1)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There is: {', '.join(choices)}." if choices else "Leave it out."


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda given: isinstance(given, Mapping),
    "array": lambda given: isinstance(given, list),
    "string": lambda given: isinstance(given, str),
    "boolean": lambda given: isinstance(given, bool),
    "integer": lambda given: _number(given) and given == int(given),
}
_WORDS = {"object": "object", "array": "list", "string": "text", "boolean": "true or false",
          "integer": "whole number"}  # fmt: skip
