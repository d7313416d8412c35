"""Where does every value in the bytes of a product come from, those that stand in no row too?

Rows tell the values of a title. What is left says what kind of thing its neighbours are: which
measure, which identifier, how a date is written. This reads it again from the bytes, so that
nothing in them is without an origin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from desktop_app.records.payload import Payload, Row
from desktop_app.rules.onix.tree import name_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_KEYS = re.compile(r"\[[^\]]*\]")
_PARTS = re.compile(r"[A-Za-z@]+(?:\[[^\]]*\])?")
_PROSE = frozenset({"Text", "BiographicalNote"})
_SHAPES = ("dateformat", "textformat")

CONSTANT = "constant of the format"
FIXED: Mapping[str, str] = {
    "CollectionIDType": "which number of the series it is",
    "CollectionSequenceType": "in which order the series is counted",
    "CollectionType": "a series of the publisher",
    "ContentDateRole": "which date of the text it is",
    "ExtentType": "what is counted",
    "ExtentUnit": "in what it is counted",
    "IDTypeName": "whose number it is",
    "LanguageRole": "the language of the text",
    "MeasureType": "which measure it is",
    "MeasureUnitCode": "in what it is measured",
    "NameIDType": "which number of the person it is",
    "PriceDateRole": "which end of the price it is",
    "ProductIDType": "which number of the product it is",
    "PublishingDateRole": "which date it is",
    "PublishingRole": "who the publisher is to the title",
    "ResourceContentType": "a front cover",
    "ResourceFeatureType": "what is said of the cover",
    "ResourceForm": "how the cover can be got",
    "ResourceMode": "a picture",
    "ResourceVersionFeatureType": "what is said of the file",
    "TaxType": "which tax it is",
    "TitleElementLevel": "of what it is the title",
    "TitleType": "which title it is",
    "WorkIDType": "which number of the work it is",
    "WorkRelationCode": "what the work is to the title",
    "@dateformat": "how the date is written",
}
"""Elements and attributes that say the same of every title, and what they say."""

_MADE: Mapping[str, tuple[str, str]] = {
    "ProductComposition": ("onix21ProductFormCode", "several items for a form that holds several"),
    "SubjectSchemeIdentifier": (
        "work.subjectCodes[].scheme by scheme, code", "scheme of the code; of a qualifier its own",
    ),
}  # fmt: skip
"""Elements without a row that a title decides."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """``path`` has no keys; ``owners`` are numbers of the elements that it stands in, outermost
    first."""

    path: str
    value: str
    owners: tuple[int, ...]


def everything(payload: Payload) -> tuple[Row, ...]:
    """A row for every value in the bytes, in their order: those of the payload, and beside them
    what no row tells. Raises ValueError when the bytes are no XML.

    A value whose origin nobody knows has an empty rule: a test holds that there is none.
    """
    leaves = list(_leaves(payload.data))
    rows = _matched(leaves, payload.rows)
    keyed = _keyed(leaves, rows)
    return tuple(row or _untold(leaf, keyed) for leaf, row in zip(leaves, rows, strict=True))


def constants(payload: Payload) -> tuple[Row, ...]:
    """What ``everything`` has and the rows of the payload have not."""
    told = {each.target for each in payload.rows}
    return tuple(each for each in everything(payload) if each.target not in told)


def _leaves(data: bytes) -> Iterator[_Leaf]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    yield from _below(root, "", (), count())


def _below(
    owner: Element, above: str, owners: tuple[int, ...], numbers: Iterator[int]
) -> Iterator[_Leaf]:
    for each in owner:
        if not isinstance(each.tag, str):
            continue
        name = name_of(each.tag)
        path = f"{above}{name}"
        if len(each) and name not in _PROSE:
            yield from _below(each, f"{path}.", (*owners, next(numbers)), numbers)
            continue
        for shape in _SHAPES:
            if shape in each.attrib:
                yield _Leaf(f"{path}@{shape}", str(each.get(shape)), owners)
        yield _Leaf(path, "".join(map(str, each.itertext())) or "true", owners)
        if "language" in each.attrib:
            yield _Leaf(f"{path}@language", str(each.get("language")), owners)


def _matched(leaves: list[_Leaf], rows: tuple[Row, ...]) -> list[Row | None]:
    """The row of each value. Both stand in the order in which they were written."""
    waiting = iter(rows)
    row = next(waiting, None)
    found: list[Row | None] = []
    for leaf in leaves:
        if row is not None and _KEYS.sub("", row.target) == leaf.path:
            found.append(row)
            row = next(waiting, None)
        else:
            found.append(None)
    return found


def _keyed(leaves: list[_Leaf], rows: list[Row | None]) -> Mapping[int, str]:
    """The path with its keys of every element in which some row stands."""
    found: dict[int, str] = {}
    for leaf, row in zip(leaves, rows, strict=True):
        parts = _PARTS.findall(row.target) if row else []
        for place, number in enumerate(leaf.owners if row else (), 1):
            found[number] = ".".join(parts[:place])
    return found


def _untold(leaf: _Leaf, keyed: Mapping[int, str]) -> Row:
    above, _, name = leaf.path.rpartition(".")
    prefix = keyed.get(leaf.owners[-1], above) if leaf.owners else ""
    target = f"{prefix}.{name}" if prefix else name
    return Row(target, leaf.value, *_origin(name, target))


def _origin(name: str, target: str) -> tuple[str, str]:
    """Source and rule of what no row tells."""
    element, _, shape = name.partition("@")
    if shape == "textformat":
        return "", f"{CONSTANT}: XHTML where {element} has elements, else plain text"
    known = FIXED.get(f"@{shape}" if shape else name)
    if known:
        return "", f"{CONSTANT}: {known}"
    if name == "SalesRightsType":
        ours = "[for_sale]" in target
        return "", "setting of the flow: rights" if ours else f"{CONSTANT}: not for sale there"
    return _MADE.get(name, ("", ""))
