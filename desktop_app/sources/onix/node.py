"""What does one product of a file say, and what of it was not kept?

An element becomes a small node under its reference name, so that the mapping reads both tag
styles alike. A value that is read is marked; what stays unmarked is counted in the end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from lxml import etree

from desktop_app.records.onix_tags import REFERENCE_NAMES

# Elements whose children are words in XHTML, not data: kept as markup, or as words alone.
_FLOW = frozenset({"Text", "BiographicalNote"})
_PLAIN = frozenset({"AudienceDescription", "ContributorStatement", "EditionStatement"})
_PLAIN |= {"FeatureNote", "PrizeStatement", "WebsiteDescription"}
_C1 = re.compile("[\x80-\x9f]")


class Node:
    """One element: its reference name, its words, and its children in order."""

    __slots__ = ("_kept", "attributes", "children", "name", "text")

    def __init__(
        self, name: str, text: str, attributes: Mapping[str, str], children: list[Node]
    ) -> None:
        self.name = name
        self.text = text
        self.attributes = attributes
        self.children = children
        self._kept = False

    def find(self, name: str) -> Node | None:
        """The first child of that name."""
        return next((each for each in self.children if each.name == name), None)

    def all(self, name: str) -> Iterator[Node]:
        """The children of that name, in the order of the file."""
        return (each for each in self.children if each.name == name)

    def below(self, *names: str) -> Iterator[Node]:
        """The descendants along a path of names."""
        if not names:
            yield self
            return
        for each in self.all(names[0]):
            yield from each.below(*names[1:])

    def peek(self, name: str) -> str:
        """The words of a child without keeping them; "" when there is none."""
        found = self.find(name)
        return one_line(found.text) if found else ""

    def say(self, name: str) -> str:
        """The words of a child on one line, which are kept; "" when there is none."""
        found = self.find(name)
        return found.keep() if found else ""

    def keep(self) -> str:
        """Mark this element as kept; its words on one line."""
        self._kept = True
        return one_line(self.text)

    def keep_all(self) -> None:
        """Mark the element with all that is in it."""
        self._kept = True
        for each in self.children:
            each.keep_all()

    def left_out(self) -> Counter[str]:
        """The topmost elements of which nothing was kept, counted by name."""
        found: Counter[str] = Counter()
        self._count(found)
        return found

    def _count(self, found: Counter[str]) -> bool:
        """Whether anything in here was kept; if not, nothing in here is counted yet."""
        if not self.children:
            return self._kept
        below: Counter[str] = Counter()
        kept = self._kept
        for each in self.children:
            if each._count(below):
                kept = True
            else:
                below[each.name] += 1
        if kept:
            found.update(below)
        return kept


def one_line(text: str) -> str:
    """Without line breaks and needless spaces."""
    return " ".join(text.split())


def from_element(element: etree._Element, *, short: bool) -> Node:
    """The node of an element. XHTML in texts becomes markup without namespaces."""
    name = local(element)
    if short:
        name = REFERENCE_NAMES.get(name, name)
    attributes = {str(key): str(value) for key, value in element.attrib.items()}
    if name in _FLOW:
        return Node(name, _flow(element), attributes, [])
    if name in _PLAIN:
        return Node(name, _repaired("".join(_all_words(element))), attributes, [])
    children = [from_element(each, short=short) for each in element if isinstance(each.tag, str)]
    return Node(name, "" if children else _words(element), attributes, children)


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: etree._Element) -> int:
    """The line of the file in which an element ends its start tag; 0 when nobody knows."""
    found: Any = element.sourceline
    return int(found or 0)


def _words(element: etree._Element) -> str:
    """All text of a leaf: a comment in the middle of a value does not end it."""
    text = element.text or ""
    for each in element:
        text += each.tail or ""
    return _repaired(text)


def _all_words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for each in element:
        if isinstance(each.tag, str):
            yield from _all_words(each)
        yield each.tail or ""


def _flow(element: etree._Element) -> str:
    """Text as it stands, or as markup where it holds elements."""
    if not any(isinstance(each.tag, str) for each in element):
        return _words(element)
    return _repaired(_markup(element))


def _markup(element: etree._Element) -> str:
    parts = [escape(element.text or "", quote=False)]
    for each in element:
        if isinstance(each.tag, str):
            tag = local(each)
            parts.append(f"<{tag}>{_markup(each)}</{tag}>")
        parts.append(escape(each.tail or "", quote=False))
    return "".join(parts)


def _repaired(text: str) -> str:
    """Files that call Windows text Latin-1 hold quotes as control characters."""
    if text.isascii() or not _C1.search(text):
        return text
    return _C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "replace"), text)
