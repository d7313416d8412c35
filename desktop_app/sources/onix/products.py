"""What does a file say of each product, element by element, and which product is meant?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from desktop_app.records import isbn
from desktop_app.sources.onix.document import Defaults, defaults
from desktop_app.sources.onix.node import Node, from_element, line_of
from desktop_app.sources.onix.opening import look, opened, understood
from desktop_app.sources.onix.reader import name_of, refused_kind
from desktop_app.sources.onix.refusals import no_product
from desktop_app.sources.onix.walking import walk

_TEST = "89"
_NUMBERS = ("15", "03", "02")


@dataclass(frozen=True, slots=True)
class FileProduct:
    """One <Product> of a file. ``data`` is XML of it alone, whatever the tags. ``refused`` says
    why it stands for no whole title, or is ""."""

    reference: str
    isbn: str
    title: str
    name: str
    data: bytes
    known: Defaults
    refused: str = ""


def products(path: Path) -> Iterator[FileProduct]:
    """Every product in the order of the file, in flat memory. Raises SourceFileError."""
    opening = look(path)
    met = 0
    with opened(path) as source, understood(path, source):
        known = Defaults()
        for element in walk(path, source, opening):
            node = from_element(element, short=opening.short)
            if node.name == "Header":
                known = defaults(node)
                continue
            met += 1
            yield _product(element, node, known)
    if not met:
        raise no_product(path)


def _product(element: etree._Element, node: Node, known: Defaults) -> FileProduct:
    reference = node.peek("RecordReference")
    # A test says of a title what the real record would say.
    refused = "" if node.peek("NotificationType") == _TEST else refused_kind(node)
    data = b"" if refused else etree.tostring(element, with_tail=False, encoding="utf-8")
    name = name_of(reference, node, line_of(element))
    return FileProduct(reference, _isbn(node), _title(node), name, data, known, refused)


def _isbn(node: Node) -> str:
    """The ISBN-13 by whichever identifier tells one; "" for none."""
    told = {
        each.peek("ProductIDType"): each.peek("IDValue") for each in node.all("ProductIdentifier")
    }
    return next(filter(None, (isbn.to13(told.get(kind, "")) for kind in _NUMBERS)), "")


def _title(node: Node) -> str:
    for each in node.below("DescriptiveDetail", "TitleDetail", "TitleElement"):
        if each.peek("TitleElementLevel") in ("", "01"):
            parts = (each.peek("TitlePrefix"), each.peek("TitleWithoutPrefix"))
            return each.peek("TitleText") or " ".join(filter(None, parts))
    return ""
