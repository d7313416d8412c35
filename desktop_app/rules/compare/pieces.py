"""What does one <Product> say, whoever wrote it? Tags by name, words without their dress.

Only what the format itself calls equal is made equal: tag style, white space, HTML and text of
the same words, 9.9 and 9.90, hyphens of an ISBN, the order of a list of countries.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop_app.rules.mapping.transforms import as_decimal, plain_text
from desktop_app.rules.onix.tree import name_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MARKUP = re.compile(r"</[a-zA-Z]|<(?:p|br|em|strong|i|b|ul|li)\b[^<>]*>", re.IGNORECASE)
_HTML_FORMATS = frozenset({"01", "02", "03", "05"})
_INLINE = frozenset({"a", "abbr", "b", "cite", "em", "i", "q", "small", "span", "strong", "sub"})
_INLINE |= {"sup", "tt", "u", "ruby", "rb", "rt", "rp"}
_BLOCK = frozenset({"blockquote", "br", "dd", "div", "dl", "dt", "hr", "li", "ol", "p", "pre"})
_BLOCK |= {"table", "tbody", "td", "th", "thead", "tr", "ul", *(f"h{n}" for n in range(1, 7))}
_XHTML = _INLINE | _BLOCK
_NUMBERS = frozenset(
    {"PriceAmount", "Measurement", "ExtentValue", "TaxRatePercent", "TaxableAmount", "TaxAmount"}
    | {"DiscountPercent", "EditionNumber", "PackQuantity", "CollectionSequenceNumber"}
)
_SETS = frozenset({"CountriesIncluded", "CountriesExcluded", "RegionsIncluded", "RegionsExcluded"})
_PLAIN_NUMBERS = frozenset(
    {("ProductIdentifier", "02"), ("ProductIdentifier", "03"), ("ProductIdentifier", "15")}
    | {("CollectionIdentifier", "02"), ("NameIdentifier", "16")}
)
"""Numbers whose hyphens and spaces say nothing: ISBN, GTIN, ISSN, ISNI."""

_UNTOLD = frozenset(
    {"RecordReference", "NotificationType", "DeletionText", "RecordSourceType", "DateFormat"}
    | {"RecordSourceIdentifier", "RecordSourceName"}
)
"""What says something of the record or its form, and nothing of the title."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the header of a message says for every product that does not say it itself."""

    price_type: str = ""
    currency: str = ""
    language: str = ""


class Piece:
    """One element: ``value`` as it reads, ``equal`` as it compares, or the pieces in it.

    ``number`` is the place that a contributor claims.
    """

    __slots__ = ("equal", "kids", "language", "name", "number", "value")

    def __init__(self, name: str, value: str, kids: list[Piece], language: str = "") -> None:
        self.name = name
        self.value = value
        self.kids = kids
        self.language = language
        self.number = ""
        self.equal = value

    def say(self, name: str) -> str:
        """What the first child of that name says; "" when there is none."""
        return next((each.equal for each in self.kids if each.name == name), "")

    def leaves(self) -> Iterator[Piece]:
        """Everything in it that has a value of its own."""
        if not self.kids:
            yield self
        for each in self.kids:
            yield from each.leaves()

    @property
    def summary(self) -> str:
        """The values in it on one line."""
        said = " · ".join(each.value for each in self.leaves())
        return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


_LONGEST = 400


def product(data: bytes, known: Defaults | None = None) -> Piece:
    """The pieces of one product. Raises ValueError when the bytes are no XML."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    made = _piece(root, known or Defaults())
    return made or Piece("Product", "", [])


def _piece(element: Element, known: Defaults) -> Piece | None:
    """None for what says nothing."""
    name = name_of(str(element.tag))
    children = [each for each in element if isinstance(each.tag, str)]
    language = str(element.get("language", ""))
    if not children or all(_local(each) in _XHTML for each in children):
        return _leaf(name, element, children, language)
    kids = []
    number = ""
    for each in children:
        made = _piece(each, known)
        if made is None or made.name in _UNTOLD:
            continue
        if made.name == "SequenceNumber":
            number = made.equal
        else:
            kids.append(made)
    if not kids:
        return None
    piece = Piece(name, "", kids)
    piece.number = number
    _add_defaults(piece, known)
    _plain_number(piece)
    piece.equal = _whole(piece)
    return piece


def _leaf(name: str, element: Element, children: list[Element], language: str) -> Piece | None:
    kind = str(element.get("textformat", ""))
    said = "".join(_words(element)) if children else (element.text or "")
    if not children and (kind in _HTML_FORMATS or (not kind and _MARKUP.search(said))):
        plain = plain_text(said)
        said = plain if isinstance(plain, str) else ""
    value = unicodedata.normalize("NFC", " ".join(said.split()))
    if not value:
        # Some elements say something by being there; an empty one of the others says nothing.
        return Piece(name, "yes", []) if name.startswith("No") or name == "MainSubject" else None
    made = Piece(name, value, [], language)
    if name == "Date":
        made.value = made.equal = _day(value)
    elif name in _NUMBERS:
        number = as_decimal(value)
        made.equal = f"{number.normalize():f}" if isinstance(number, Decimal) else value
    elif name in _SETS:
        made.equal = " ".join(sorted(set(value.split())))
    return made


def _words(element: Element) -> Iterator[str]:
    """What a reader would see; where a block begins or ends, words are apart."""
    yield element.text or ""
    for each in element:
        if isinstance(each.tag, str):
            apart = " " if _local(each) in _BLOCK else ""
            yield apart
            yield from _words(each)
            yield apart
        yield each.tail or ""


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _day(value: str) -> str:
    """``20260314`` and ``2026-03-14T00:00`` as a date; another text as it is."""
    digits = value.partition("T")[0].replace("-", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (4, 6, 8):
        return value
    return "-".join(filter(None, (digits[:4], digits[4:6], digits[6:])))


def _plain_number(piece: Piece) -> None:
    kind = piece.say("ProductIDType") or piece.say("CollectionIDType") or piece.say("NameIDType")
    if (piece.name, kind) in _PLAIN_NUMBERS:
        for each in piece.kids:
            if each.name == "IDValue":
                each.equal = re.sub(r"[\s-]", "", each.value).upper()


def _add_defaults(piece: Piece, known: Defaults) -> None:
    """What the header says once counts for every price, and for the language of the text."""
    if piece.name == "Price":
        for name, value in (("CurrencyCode", known.currency), ("PriceType", known.price_type)):
            if value and not piece.say(name):
                piece.kids.append(Piece(name, value, []))
    elif piece.name == "DescriptiveDetail" and known.language:
        spoken = [each.say("LanguageRole") for each in piece.kids if each.name == "Language"]
        if "01" not in spoken:
            role, code = Piece("LanguageRole", "01", []), Piece("LanguageCode", known.language, [])
            made = Piece("Language", "", [role, code])
            made.equal = _whole(made)
            piece.kids.append(made)


def _whole(piece: Piece) -> str:
    """Equal for equal pieces whatever the order of what is in them, but for contributors."""
    people = [each for each in piece.kids if each.name == "Contributor"]
    others = sorted(_one(each) for each in piece.kids if each.name != "Contributor")
    return "\x1e".join((*others, *(_one(each) for each in in_order(people))))


def _one(piece: Piece) -> str:
    return f"{piece.name}\x1f{piece.language}\x1f{piece.equal}\x1d"


def in_order(people: list[Piece]) -> list[Piece]:
    """By the places they claim, where all of them claim one; else as they stand."""
    if all(each.number.isascii() and each.number.isdigit() for each in people):
        return sorted(people, key=lambda each: int(each.number))
    return people


def agree(theirs: Piece, ours: Piece) -> bool:
    """Whether two values say the same; a month agrees with each of its days."""
    if theirs.equal == ours.equal:
        return True
    if theirs.name != "Date":
        return False
    shorter, longer = sorted((theirs.equal, ours.equal), key=len)
    return len(shorter) in (4, 7) and longer.startswith(f"{shorter}-")
