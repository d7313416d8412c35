"""How does a server drift from a schema, on purpose, and what is lost by it? For tests.

A specification follows the schema's name after a plus: ``public+lack:Work.season,dark``. Each part
is a kind and its target; ``mutate:SEED`` draws a few. What is lost is named by coordinates of the
schema (``Work.season``, ``MarketingTextVariant.SHORT_DESCRIPTION``), whoever asks for it.

| part | what becomes of it |
|---|---|
| ``lack:T.f``, ``rename:T.f=g`` | a field, or an input's field, is gone or called otherwise |
| ``type:T``, ``retype:T=U`` | a type is gone with every field that gives it, or called otherwise |
| ``value:E.V``, ``revalue:E.V=W`` | a value of an enum is gone or called otherwise |
| ``need:T.f`` | the field wants an argument that nobody knows |
| ``many:T.f`` | the field gives a list instead of one value |
| ``union:I`` | the interface is a union |
| ``null:T.f=N`` | every Nth object has null there, though the schema forbids it |
| ``dark`` | the server does not describe itself |
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache

from graphql import build_schema, print_schema

from desktop_app.companions.sandbox.sdl import Block, named, parse, text_of
from desktop_app.records.errors import UsageError

_DRAWN = 4
_UNIONS = ("Contact", "Product", "SubjectCode")
_VALUES = ("MarketingTextVariant.SHORT_DESCRIPTION", "ProductMeasurementUnit.MM")
_INPUTS = ("WorkSearchAttributes.changedSince", "ProductSearchAttributes.isbn13Eq")
_NEVER = frozenset({"Work.id", "Work.products", "Product.id", "Product.fullTitle"})
_NEVER_TYPES = frozenset({"Query", "Mutation", "Work"})
_NULLS = ("Product.fullTitle=97", "Price.amount=211", "Product.gbVatCode=83")
_KINDS = (
    "lack", "lack", "lack", "rename", "rename", "type", "retype", "value", "revalue", "need",
    "need", "many", "union", "input", "null",
)  # fmt: skip


@dataclass
class Drift:
    """``text`` is the schema as it has become; ``losses`` are coordinates, sorted. ``renamed``
    maps a type's old name to its new one; ``nulls`` maps a coordinate to N."""

    text: str
    spec: str = ""
    losses: tuple[str, ...] = ()
    dark: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    nulls: Mapping[str, int] = field(default_factory=dict)


def drift(text: str, spec: str) -> Drift:
    """The schema after a specification. Raises UsageError for one that does not fit it."""
    world = _World(_blocks(text))
    parts = [each.strip() for each in spec.split(",") if each.strip()]
    drawn: list[str] = []
    for part in parts:
        kind, _, target = part.partition(":")
        drawn += draw(text, int(target)) if kind == "mutate" and target.isdigit() else [part]
    for part in drawn:
        kind, _, target = part.partition(":")
        change = _CHANGES.get(kind)
        if change is None:
            raise _unfit(part, f"there is no change of the kind {kind}")
        try:
            change(world, target)
        except LookupError as error:
            raise _unfit(part, str(error.args[0])) from error
    return Drift(
        text_of(world.blocks),
        ",".join(drawn),
        tuple(sorted(world.losses)),
        world.dark,
        world.renamed,
        world.nulls,
    )


def draw(text: str, seed: int) -> list[str]:
    """A few parts from a seed; none takes away what no reading can do without."""
    chance = random.Random(seed)
    blocks = _blocks(text)
    fields = sorted(_own_fields(blocks))
    types = sorted(
        each.name
        for each in blocks
        if each.kind == "type"
        and each.name not in _NEVER_TYPES
        and not each.name.endswith("Payload")
    )
    found = ["dark"] if chance.random() < 0.3 else []
    taken: set[str] = set()
    while len(found) < _DRAWN:
        part = _part(chance.choice(_KINDS), chance, fields, types, dark="dark" in found)
        touched = part.partition(":")[2].partition("=")[0].partition(".")[0]
        if part and touched not in taken and _fits(text, [*found, part]):
            taken.add(touched)
            found.append(part)
    return found


def _fits(text: str, parts: Sequence[str]) -> bool:
    """One change may have taken away what the next is about."""
    try:
        drift(text, ",".join(parts))
    except UsageError:
        return False
    return True


def _part(
    kind: str, chance: random.Random, fields: Sequence[str], types: Sequence[str], *, dark: bool
) -> str:
    chosen = {
        "type": types,
        "retype": types,
        "value": _VALUES,
        "revalue": _VALUES,
        "union": _UNIONS,
        "input": _INPUTS,
        "null": _NULLS,
    }.get(kind, fields)
    target = chance.choice(chosen)
    if kind in ("retype", "many") and dark:
        return ""  # names and forms that are told nowhere show in no refusal
    if kind in ("rename", "retype"):
        return f"{kind}:{target}={target.rpartition('.')[2]}Anew"
    if kind == "revalue":
        return f"{kind}:{target}=ANEW"
    return f"{'lack' if kind == 'input' else kind}:{target}"


def _blocks(text: str) -> list[Block]:
    """The blocks of a schema, to be changed at will."""
    return deepcopy(_parsed(text))


@lru_cache(4)
def _parsed(text: str) -> list[Block]:
    return parse(print_schema(build_schema(text)))


def _own_fields(blocks: Iterable[Block]) -> set[str]:
    """Fields that a type has by itself, and those of interfaces."""
    blocks = list(blocks)
    shared = {
        f"{name}.{one}"
        for each in blocks
        if each.kind == "type"
        for name in [each.name]
        for over in blocks
        if over.kind == "interface" and over.name in each.interfaces
        for one in over.fields
    }
    return {
        f"{each.name}.{one}"
        for each in blocks
        if each.kind in ("type", "interface") and not each.name.endswith("Payload")
        if each.name not in ("Query", "Mutation")
        for one in each.fields
    } - shared - _NEVER  # fmt: skip


class _World:
    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.losses: set[str] = set()
        self.dark = False
        self.renamed: dict[str, str] = {}
        self.nulls: dict[str, int] = {}

    def block(self, name: str) -> Block:
        for each in self.blocks:
            if each.name == name:
                return each
        raise LookupError(f"there is no type {name}")

    def lines(self, target: str) -> Iterable[tuple[Block, str]]:
        """The block of a field and, for an interface, those of all its types."""
        owner, _, name = target.partition(".")
        found = self.block(owner)
        members = found.fields if found.kind == "union" else ()
        every = [found, *(e for e in self.blocks if owner in e.interfaces or e.name in members)]
        having = [(each, name) for each in every if name in each.fields]
        if not having:
            raise LookupError(f"{owner} has no {name}")
        return having


def _lack(world: _World, target: str) -> None:
    for block, name in world.lines(target):
        del block.fields[name]
        world.losses.add(f"{block.name}.{name}")


def _rename(world: _World, target: str) -> None:
    old, _, new = target.partition("=")
    for block, name in world.lines(old):
        line = block.fields.pop(name)
        block.fields[new] = new + line.removeprefix(name)
        world.losses.add(f"{block.name}.{name}")


def _type(world: _World, target: str) -> None:
    gone = world.block(target)
    world.losses |= {f"{target}.{name}" for name in gone.fields}
    world.blocks.remove(gone)
    for block in world.blocks:
        for name in [name for name, line in block.fields.items() if named(line) == target]:
            del block.fields[name]
            if block.kind != "union":
                world.losses.add(f"{block.name}.{name}")


def _retype(world: _World, target: str) -> None:
    old, _, new = target.partition("=")
    world.block(old).name = new
    word = re.compile(rf"(?<=[\[:&| ]){re.escape(old)}(?=[\]!,)&| ]|$)")
    for block in world.blocks:
        block.interfaces = [new if each == old else each for each in block.interfaces]
        block.fields = {name: word.sub(new, line) for name, line in block.fields.items()}
    world.renamed[old] = new


def _revalue(world: _World, target: str) -> None:
    old, _, new = target.partition("=")
    for block, name in world.lines(old):
        del block.fields[name]
        block.fields[new] = new
    world.losses.add(old)


def _need(world: _World, target: str) -> None:
    for block, name in world.lines(target):
        head, _, rest = block.fields[name].partition(name)
        open_, more = ("(", rest[1:]) if rest.startswith("(") else ("(", f"){rest}")
        comma = ", " if rest.startswith("(") else ""
        block.fields[name] = f"{head}{name}{open_}unheardOf: Int!{comma}{more}"
        world.losses.add(f"{block.name}.{name}")


def _many(world: _World, target: str) -> None:
    for block, name in world.lines(target):
        line, at, directive = block.fields[name].partition(" @")
        head, _, kind = line.rpartition(": ")
        block.fields[name] = f"{head}: [{kind}]{at}{directive}"
        world.losses.add(f"{block.name}.{name}")


def _union(world: _World, target: str) -> None:
    block = world.block(target)
    members = [each for each in world.blocks if target in each.interfaces]
    if block.kind != "interface" or not members:
        raise LookupError(f"{target} is no interface")
    block.kind, block.fields = "union", {each.name: each.name for each in members}
    for each in members:
        each.interfaces = [name for name in each.interfaces if name != target]


def _null(world: _World, target: str) -> None:
    place, _, every = target.partition("=")
    if not every.isdigit() or not int(every):
        raise LookupError("it needs a number, for example Product.fullTitle=50")
    for block, name in world.lines(place):
        world.nulls[f"{block.name}.{name}"] = int(every)


def _dark(world: _World, _: str) -> None:
    world.dark = True


_CHANGES: Mapping[str, Callable[[_World, str], None]] = {
    "lack": _lack,
    "rename": _rename,
    "type": _type,
    "retype": _retype,
    "value": _lack,
    "revalue": _revalue,
    "need": _need,
    "many": _many,
    "union": _union,
    "null": _null,
    "dark": _dark,
}


def _unfit(part: str, why: str) -> UsageError:
    return UsageError(
        f"The change {part!r} of the schema cannot be made: {why}.",
        not_done="The sandbox was not started.",
        next_step="Write for example --schema public+lack:Work.season,dark.",
    )
