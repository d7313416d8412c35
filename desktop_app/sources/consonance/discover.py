"""Does a server have to-dos, contracts or production files under a name of its own?

The public schema leads to none of them. So the types that hang on a work or a product are looked
through: a list of things that are called to-do, task or milestone and have a name, a due day and a
done day are to-dos, whatever their fields are called; contracts and files are known by their type.
They are asked for under the names that we use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphql import GraphQLField, GraphQLSchema

_TO_DO = re.compile(r"to_?do|task|milestone", re.IGNORECASE)
_NAME = re.compile(r"(name|title|label|description)$", re.IGNORECASE)
_DUE = re.compile(r"^(due|deadline)|due_?(date|on|at)?$", re.IGNORECASE)
_DONE = re.compile(
    r"^(done|completed|finished|closed)|(done|completed|finished)_?(date|on|at)?$", re.IGNORECASE
)
_NO_DAY = re.compile(r"when|count|^is_?", re.IGNORECASE)
_KNOWN = {"Contract": ("contract", "contracts", "ContractFields"),
          "ProductionFile": ("", "productionFiles", "FileFields")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """``selections`` maps Work and Product to what to ask for; ``paths`` are the document paths
    that it fills; ``fields`` how the server calls it."""

    selections: Mapping[str, str]
    paths: tuple[str, ...]
    fields: tuple[str, ...]

    def fragments(self) -> str:
        """What stands beside the other fragments."""
        return "".join(
            f"\nfragment {owner}Found on {owner} {{ {chosen} }}\n"
            for owner, chosen in self.selections.items()
        )

    def into(self, text: str) -> str:
        """A question that also asks for it."""
        for owner in self.selections:
            text = text.replace(f"...{owner}Aside", f"...{owner}Aside ...{owner}Found")
        return text


def discover(server: GraphQLSchema) -> Found:
    """Look through the fields of works and products."""
    selections: dict[str, str] = {}
    paths: list[str] = []
    fields: list[str] = []
    for owner, prefix in (("Work", "work."), ("Product", "")):
        held: Mapping[str, GraphQLField] = getattr(server.type_map.get(owner), "fields", {})
        chosen: dict[str, str] = {}
        for name, each in held.items():
            alias, asked = _asked(name, each)
            if alias and alias not in held and alias not in chosen:
                chosen[alias] = f"{alias}: {name} {asked}"
                paths.append(f"{prefix}{alias}")
                fields.append(f"{owner}.{name}")
        if chosen:
            selections[owner] = " ".join(chosen.values())
    return Found(selections, tuple(paths), tuple(fields))


def _asked(name: str, given: GraphQLField) -> tuple[str, str]:
    """By which of our names a field is asked for, and what of it; "" when it is none of these."""
    from graphql import get_named_type, is_object_type, is_required_argument

    kind = get_named_type(given.type)
    if not is_object_type(kind) or any(map(is_required_argument, given.args.values())):
        return "", ""
    many = _depth(given.type) == 1
    if kind.name in _KNOWN:
        single, several, fragment = _KNOWN[kind.name]
        return (several if many else single), f"{{ ...{fragment} }}"
    if many and (_TO_DO.search(name) or _TO_DO.search(kind.name)):
        asked = _to_do(kind.fields)
        return ("toDos", asked) if asked else ("", "")
    return "", ""


def _to_do(fields: Mapping[str, GraphQLField]) -> str:
    leaves = list(_leaves(fields))
    name = next((each for each in leaves if _NAME.search(each)), "")
    due = next((each for each in leaves if _DUE.search(each) and not _NO_DAY.search(each)), "")
    done = next((each for each in leaves if _DONE.search(each) and not _NO_DAY.search(each)), "")
    if not (name and due and done):
        return ""
    more = " ".join(each for each in ("id", "productIds") if each in fields)
    renamed = (("name", name), ("dueDate", due), ("doneDate", done))
    asked = " ".join(ours if ours == theirs else f"{ours}: {theirs}" for ours, theirs in renamed)
    return f"{{ {more} {asked} }}"


def _leaves(fields: Mapping[str, GraphQLField]) -> Iterator[str]:
    """Single values that can be asked for without an argument, in the server's order."""
    from graphql import get_named_type, is_leaf_type, is_required_argument

    for name, each in fields.items():
        plain = is_leaf_type(get_named_type(each.type)) and _depth(each.type) == 0
        flag = get_named_type(each.type).name == "Boolean"
        if plain and not flag and not any(map(is_required_argument, each.args.values())):
            yield name


def _depth(kind: Any) -> int:
    from graphql import is_list_type, is_non_null_type

    depth = 0
    while is_list_type(kind) or is_non_null_type(kind):
        depth += is_list_type(kind)
        kind = kind.of_type
    return depth
