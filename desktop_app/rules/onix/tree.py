"""The product that would go, read again from its bytes: what rules look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from desktop_app.records.onix import Tags
from desktop_app.records.onix_tags import REFERENCE_NAMES

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STEP = re.compile(r"([A-Za-z]+|\*)((?:\[[^\]]*\])*)")
_CONDITION = re.compile(r"\[([A-Za-z]+)(?:='([^']*)')?\]")
_NONE: dict[str, list[Node]] = {}
_MIXED = frozenset({"Text", "BiographicalNote"})

Condition = tuple[str, str | None]
Step = tuple[str, tuple[Condition, ...]]


class Node:
    """One element: its reference name, its words, and its children by name.

    A search in this is a few times as fast as one in the tree that was parsed.
    """

    __slots__ = ("element", "kids", "name", "text")

    def __init__(self, name: str, element: Element, names: dict[str, str]) -> None:
        self.name = name
        self.element = element
        self.kids: dict[str, list[Node]] = _NONE
        if not len(element):
            self.text = (element.text or "").strip()
        elif name in _MIXED:
            self.text = "".join(str(each) for each in element.itertext()).strip()
        else:
            self.text = ""
            self.kids = _grown(element, names)

    def leaves(self) -> Iterator[Node]:
        """Every element without elements in it."""
        if not self.kids:
            yield self
        for named in self.kids.values():
            for each in named:
                yield from each.leaves()


def _grown(element: Element, names: dict[str, str]) -> dict[str, list[Node]]:
    """The children of an element by name; ``names`` remembers what a tag is called."""
    kids: dict[str, list[Node]] = {}
    for each in element:
        tag = each.tag
        name = names.get(tag)
        if name is None:
            if not isinstance(tag, str):
                continue  # a comment
            name = names[tag] = name_of(tag)
        kid = Node(name, each, names)
        if name in kids:
            kids[name].append(kid)
        else:
            kids[name] = [kid]
    return kids


def name_of(tag: str) -> str:
    """The reference name of a tag with its namespace; short tags are names of no element."""
    plain = tag.rpartition("}")[2]
    return REFERENCE_NAMES.get(plain, plain)


@cache
def _steps(path: str) -> tuple[Step, ...]:
    """``Price[PriceType='02']/Tax`` in parts."""
    made = []
    for part in path.split("/"):
        found = _STEP.fullmatch(part)
        if not found:
            raise ValueError(f"{path!r} is no path of element names")
        conditions = tuple((each[1], each[2]) for each in _CONDITION.finditer(found[2]))
        made.append((found[1], conditions))
    return tuple(made)


def _holds(node: Node, conditions: tuple[Condition, ...]) -> bool:
    return all(
        any(value is None or kid.text == value for kid in node.kids.get(name, ()))
        for name, value in conditions
    )


_names: dict[str, str] = {}
"""Every tag that was met to its reference name: there are some hundred, of four namespaces."""


class Tree:
    """One product under reference names, whatever its tags. Raises ValueError when the bytes are
    no XML."""

    __slots__ = ("element", "release", "root", "tags")

    def __init__(self, data: bytes) -> None:
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            self.element: Element = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise ValueError(str(error)) from error
        space = str(self.element.tag).rpartition("}")[0]
        *_, self.release, style = ("/" + space).split("/")
        self.tags = Tags.SHORT if style == Tags.SHORT else Tags.REFERENCE
        self.root = Node("Product", self.element, _names)

    def all(self, path: str, above: Node | None = None) -> list[Node]:
        """Every element at a path below the product, or below another element."""
        found = [self.root if above is None else above]
        for name, conditions in _steps(path):
            if name == "*":
                found = [kid for each in found for kids in each.kids.values() for kid in kids]
            else:
                found = [kid for each in found for kid in each.kids.get(name, ())]
            if conditions:
                found = [each for each in found if _holds(each, conditions)]
        return found

    def say(self, path: str, above: Node | None = None) -> str:
        """The words of the first element at a path; "" when there is none."""
        if above is not None and (kids := above.kids.get(path)):
            return kids[0].text
        found = self.all(path, above)
        return found[0].text if found else ""

    def said(self, path: str, above: Node | None = None) -> list[str]:
        """The words of every element at a path."""
        return [each.text for each in self.all(path, above)]
