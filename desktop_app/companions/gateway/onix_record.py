"""What does one <Product> of ONIX say that a plain column can hold? Its ISBN and its title.

Written from the standard alone, not from the sender's code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAMES = {
    "productidentifier": "ProductIdentifier", "b221": "ProductIDType", "b244": "IDValue",
    "descriptivedetail": "DescriptiveDetail", "titledetail": "TitleDetail", "b202": "TitleType",
    "titleelement": "TitleElement", "b203": "TitleText", "b030": "TitlePrefix",
    "b031": "TitleWithoutPrefix",
}  # fmt: skip
"""Short tags to reference names, as far as they are looked for here."""


def is_onix(content: str) -> bool:
    """Whether a text begins as a product does."""
    return content.startswith(("<Product ", "<product ", "<Product>", "<product>"))


def members(content: str) -> dict[str, str]:
    """``isbn13`` and ``title`` where the record has them; nothing for a text that is no XML."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    found = {"isbn13": _isbn(root), "title": _title(root)}
    return {name: value for name, value in found.items() if value}


def _isbn(root: Element) -> str:
    for each in _below(root, "ProductIdentifier"):
        if _words(each, "ProductIDType") == "15":
            return _words(each, "IDValue")
    return ""


def _title(root: Element) -> str:
    for detail in _below(root, "DescriptiveDetail", "TitleDetail"):
        if _words(detail, "TitleType") != "01":
            continue
        for each in _below(detail, "TitleElement"):
            parts = [_words(each, name) for name in ("TitlePrefix", "TitleWithoutPrefix")]
            return _words(each, "TitleText") or " ".join(filter(None, parts))
    return ""


def _below(element: Element, *names: str) -> Iterator[Element]:
    if not names:
        yield element
        return
    for each in element:
        if isinstance(each.tag, str):
            tag = each.tag.rpartition("}")[2]
            if _NAMES.get(tag, tag) == names[0]:
                yield from _below(each, *names[1:])


def _words(element: Element, name: str) -> str:
    found = next(_below(element, name), None)
    return "" if found is None else "".join(str(each) for each in found.itertext()).strip()
