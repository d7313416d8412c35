"""How does a person or a test change the invented house, so that the change outlives a restart?

A patch names fields by their GraphQL names and sets just these: a code's description, for example,
is a field of its own. Lists are given whole; what an object in a patch leaves out stays as it was
in the object of the same id. Each patch is a line of a file, read again at the next start.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    is_leaf_type,
)

from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.parts import Object

log = logging.getLogger("colophon.sandbox")

KINDS = {"products": "product", "works": "work"}
_DIGITS = 15
"""As many digits as a float holds exactly, which is what the schema's Float can carry."""
_BESIDE = frozenset({"__typename", "variant"})
"""Members of an object that the schema's output types do not have."""
_FIXED = frozenset({"id", "work", "products"})
_SCHEMES = {"THEMA": "Thema", "BIC": "BIC", "BISAC": "BISAC"}
_FIRST_NEW_ID = 9_000_001
_LINKED = frozenset({"contributions", "marketingTexts", "supportingResources", "prizes"})
_SCALARS: dict[str, tuple[type, ...]] = {
    "Int": (int,),
    "Float": (int, Decimal),
    "String": (str,),
    "Boolean": (bool,),
}


class PatchError(ValueError):
    """The patch does not fit the schema; the text says where. Nothing of it was taken."""


class UnknownObjectError(LookupError):
    """There is no product or work of that id."""


def read_json(text: str) -> Any:
    """JSON with decimals kept as they are written. Raises PatchError."""
    try:
        text.encode()
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise PatchError(f"The body is not JSON: {error}") from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


class Patches:
    """Changes one house in memory and in a file."""

    def __init__(self, house: House, schema: GraphQLSchema, file: Path) -> None:
        self._house = house
        self._schema = schema
        self._file = file

    def replay(self) -> int:
        """Apply what earlier runs kept; returns how many patches. A torn last line is dropped."""
        if not self._file.exists():
            return 0
        count = 0
        whole = b""
        for line in self._file.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                log.warning("the last change was not written whole; it is dropped")
                self._file.write_bytes(whole)
                break
            whole += line
            count += self._replay_line(line.decode())
        return count

    def _replay_line(self, line: str) -> int:
        entry = read_json(line)
        try:
            day = date.fromisoformat(entry["day"])
            found = self._find(entry["kind"], entry["id"])
            if entry["fields"] is None:
                self._remove(found, day)
            else:
                self._apply(found, entry["fields"], day)
        except (PatchError, UnknownObjectError) as error:
            # Another schema or size may not know what was patched; the rest still counts.
            log.warning("an earlier change is left out: %s", error)
            return 0
        return 1

    def patch(self, kind: str, number: int, fields: Any, today: date) -> Object:
        """Check, keep and apply a patch of a product or work; returns the changed object.

        Raises UnknownObjectError and PatchError; then nothing has changed.
        """
        found = self._find(kind, number)
        self._check(found, fields)
        self._apply(found, fields, today)
        self._keep({"kind": kind, "id": number, "day": today.isoformat(), "fields": fields})
        return found

    def remove(self, kind: str, number: int, today: date) -> None:
        """Take a product, or a work with its products, out of the house, and keep that.

        Raises UnknownObjectError.
        """
        self._remove(self._find(kind, number), today)
        self._keep({"kind": kind, "id": number, "day": today.isoformat(), "fields": None})

    def _remove(self, found: Object, day: date) -> None:
        work = found.get("work", found)
        gone = [found] if found is not work else list(work["products"])
        for product in gone:
            del self._house.products[product["id"]]
            work["products"] = [each for each in work["products"] if each is not product]
        work["updated"] = max(work["updated"], day)
        if found is work:
            del self._house.works[work["id"]]

    def _keep(self, entry: dict[str, Any]) -> None:
        line = json.dumps(entry, default=float) + "\n"
        with self._file.open("ab") as file:
            file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())

    def _find(self, kind: str, number: int) -> Object:
        known = self._house.products if kind == "products" else self._house.works
        if number not in known:
            raise UnknownObjectError(f"There is no {KINDS[kind]} {number}.")
        found = known[number]
        self._house.hold(found.get("work", found))
        return found

    def _check(self, found: Object, fields: Any) -> None:
        if not isinstance(fields, dict) or not fields:
            raise PatchError("A patch is an object with at least one field.")
        fixed = _FIXED & fields.keys()
        if fixed:
            raise PatchError(f"{min(fixed)} cannot be patched.")
        self._fits(self._schema.type_map[found["__typename"]], fields, found["__typename"])

    def _apply(self, found: Object, fields: Any, day: date) -> None:
        self._check(found, fields)
        kind = self._schema.type_map[found["__typename"]]
        assert isinstance(kind, GraphQLObjectType)
        work = found.get("work", found)
        for name, given in fields.items():
            # A product without an override of its own shows what its work has.
            old = found.get(name, work.get(name))
            found[name] = self._adopt(kind.fields[name].type, given, old)
            _link(name, found[name], found, work)
        work["updated"] = max(work["updated"], day)

    # ------------------------------------------------------------------ against the schema

    def _fits(self, kind: Any, given: Any, path: str) -> None:
        """Whether a value may stand where the schema has a type. Raises PatchError."""
        if isinstance(kind, GraphQLNonNull):
            if given is None:
                raise PatchError(f"{path} cannot be null.")
            kind = kind.of_type
        if given is None:
            return
        if isinstance(kind, GraphQLList):
            if not isinstance(given, list):
                raise PatchError(f"{path} must be a list.")
            for index, each in enumerate(given):
                self._fits(kind.of_type, each, f"{path}[{index}]")
        elif is_leaf_type(kind):
            _leaf_fits(kind, given, path)
        else:
            self._object_fits(kind, given, path)

    def _object_fits(self, kind: Any, given: Any, path: str) -> None:
        if not isinstance(given, dict):
            raise PatchError(f"{path} must be an object.")
        fields = self._fields(kind)
        for name, each in given.items():
            if name in fields:
                self._fits(fields[name].type, each, f"{path}.{name}")
            elif name not in _BESIDE:
                raise PatchError(f"{kind} has no field {name}.")

    def _fields(self, kind: Any) -> dict[str, Any]:
        """The fields of a type; of an interface, those of all its types."""
        if not isinstance(kind, GraphQLInterfaceType):
            return dict(kind.fields)
        types = self._schema.get_possible_types(kind)
        return {name: field for each in types for name, field in each.fields.items()}

    # ------------------------------------------------------------------ into the house

    def _adopt(self, kind: Any, given: Any, old: Any) -> Any:
        """The value as the house keeps it: completed from what it replaces."""
        kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if given is None or is_leaf_type(kind):
            return given
        if isinstance(kind, GraphQLList):
            return self._adopt_list(kind.of_type, given, old if isinstance(old, list) else [])
        return self._adopt_object(kind, given, old if isinstance(old, dict) else {})

    def _adopt_list(self, kind: Any, given: list[Any], old: list[Any]) -> list[Any]:
        known = {each["id"]: each for each in old if isinstance(each, dict) and "id" in each}
        fresh = max([_FIRST_NEW_ID - 1, *(each for each in known if isinstance(each, int))])
        named = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        made = []
        for each in given:
            entry = each
            if isinstance(each, dict) and "id" not in each and "id" in self._fields(named):
                fresh += 1
                entry = {"id": fresh, **each}
            before = known.get(entry.get("id")) if isinstance(entry, dict) else None
            made.append(self._adopt(kind, entry, before))
        return made

    def _adopt_object(self, kind: Any, given: Object, old: Object) -> Object:
        before = old if given.get("id", old.get("id")) == old.get("id") else {}
        if kind.name == "Contact":
            before = before or self._house.contacts.get(given.get("id", 0), {})
        fields = self._fields(kind)
        made = {**before}
        for name, each in given.items():
            known = name in fields
            made[name] = self._adopt(fields[name].type, each, before.get(name)) if known else each
        if isinstance(kind, GraphQLInterfaceType):
            made["__typename"] = _typename(kind.name, made)
        return made


def _leaf_fits(kind: Any, given: Any, path: str) -> None:
    if isinstance(kind, GraphQLEnumType):
        if given not in kind.values:
            raise PatchError(f"{path} must be one of {kind.name}, for example {min(kind.values)}.")
        return
    allowed = _SCALARS.get(kind.name, (str, int, bool, Decimal))
    if not isinstance(given, allowed) or (isinstance(given, bool) and bool not in allowed):
        raise PatchError(f"{path} must be {kind.name}.")
    if isinstance(given, Decimal) and len(given.normalize().as_tuple().digits) > _DIGITS:
        raise PatchError(f"{path} has more than {_DIGITS} digits, which cannot be kept exactly.")


def _typename(interface: str, made: Object) -> str:
    if "__typename" in made:
        return str(made["__typename"])
    if interface == "SubjectCode":
        return _SCHEMES[made.get("scheme", "THEMA")]
    return "Organisation" if made.get("organisationName") else "Person"


def _link(name: str, value: Any, owner: Object, work: Object) -> None:
    """Give new entries what they refer to: their work, their run, the products they belong to."""
    for each in value if isinstance(value, list) else ():
        if not isinstance(each, dict):
            continue
        if name in _LINKED and "productIds" not in each:
            each["productIds"] = [one["id"] for one in owner.get("products", [owner])]
        if name == "contributions":
            each |= {"work": work, "workId": work["id"]}
        elif name == "prizes":
            each["prizeable"] = work
        elif name == "productionRuns":
            each |= {"work": work, "workId": work}
            _link_parts(each)


def _link_parts(run: Object) -> None:
    for parts in run.values():
        for each in parts if isinstance(parts, list) else ():
            if isinstance(each, dict):
                each["productionRunId"] = run
