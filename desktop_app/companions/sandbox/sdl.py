"""What does a printed schema consist of? Blocks of lines, which can be changed and put together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_HEAD = re.compile(r"(type|interface|input|enum) (\w+)(?: implements ([\w &]+))? \{")
_UNION = re.compile(r"union (\w+) = ([\w |]+)")
_NAME = re.compile(r"\w+")


@dataclass
class Block:
    """``fields`` maps a name to its line, without indentation; a scalar has its text instead."""

    kind: str
    name: str
    interfaces: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    text: str = ""


def parse(text: str) -> list[Block]:
    """The blocks of a schema as ``print_schema`` prints it, without its descriptions."""
    bare = re.sub(r'^ *"""(?:.|\n)*?"""\n', "", text, flags=re.MULTILINE)
    return [_block(each) for each in re.split(r"\n\n+", bare.strip())]


def _block(text: str) -> Block:
    head, *lines = text.splitlines()
    union = _UNION.match(head)
    if union:
        members = [each.strip() for each in union[2].split("|")]
        return Block("union", union[1], fields={each: each for each in members})
    found = _HEAD.match(head)
    if not found:
        return Block("other", text, text=text)
    fields = {}
    for line in lines[:-1]:
        name = _NAME.search(line)
        if name and line.startswith("  "):
            fields[name[0]] = line.strip()
    interfaces = [each.strip() for each in (found[3] or "").split("&") if each.strip()]
    return Block(found[1], found[2], interfaces, fields)


def text_of(blocks: Iterable[Block]) -> str:
    """The schema again. A type that lost all its fields keeps one that nobody knows."""
    return "\n\n".join(map(_text, blocks)) + "\n"


def _text(block: Block) -> str:
    if block.text:
        return block.text
    if block.kind == "union":
        return f"union {block.name} = {' | '.join(block.fields)}"
    over = f" implements {' & '.join(block.interfaces)}" if block.interfaces else ""
    rest = "UNHEARD_OF" if block.kind == "enum" else "unheardOf: Int"
    lines = "\n".join(f"  {each}" for each in block.fields.values() or [rest])
    return f"{block.kind} {block.name}{over} {{\n{lines}\n}}"


def named(line: str) -> str:
    """The type that a field's line gives, without lists and marks: "Price" of "[Price!]!"."""
    kind = line.partition(" @")[0].rpartition(": ")[2]
    return kind.strip("[]!")
