"""Where do two <Product> of one title differ? By path of elements; free order is no difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from desktop_app.rules.compare.pieces import Piece, agree, in_order

Found = dict[str, tuple[str, str]]
"""Path to what theirs says and what ours says; "" for nothing."""

_Pair = tuple[Piece | None, Piece | None]

_KIND: Mapping[str, tuple[str, ...]] = {
    "Audience": ("AudienceCodeType",), "CollectionIdentifier": ("CollectionIDType",),
    "ContentDate": ("ContentDateRole",), "Extent": ("ExtentType", "ExtentUnit"),
    "Language": ("LanguageRole",), "Measure": ("MeasureType", "MeasureUnitCode"),
    "NameIdentifier": ("NameIDType", "IDTypeName"), "Price": ("CurrencyCode",),
    "PriceDate": ("PriceDateRole",), "ProductIdentifier": ("ProductIDType", "IDTypeName"),
    "Publisher": ("PublishingRole",), "PublishingDate": ("PublishingDateRole",),
    "RelatedProduct": ("ProductRelationCode",), "RelatedWork": ("WorkRelationCode",),
    "ResourceFeature": ("ResourceFeatureType",), "ResourceVersion": ("ResourceForm",),
    "ResourceVersionFeature": ("ResourceVersionFeatureType",),
    "SalesRights": ("SalesRightsType",), "Subject": ("SubjectSchemeIdentifier",),
    "SupplyDate": ("SupplyDateRole",), "SupportingResource": ("ResourceContentType",),
    "Tax": ("TaxType",), "TextContent": ("TextType",), "TitleDetail": ("TitleType",),
    "TitleElement": ("TitleElementLevel",), "Website": ("WebsiteRole",),
    "WorkIdentifier": ("WorkIDType", "IDTypeName"),
}  # fmt: skip
"""What kind of thing a composite is: only those of one kind are the same thing, changed."""

_NAME: Mapping[str, tuple[str, ...]] = {
    "Audience": ("AudienceCodeValue",), "Language": ("LanguageCode",),
    "Price": ("PriceType", "PriceQualifier"), "Prize": ("PrizeName", "PrizeYear"),
    "ProductIdentifier": ("IDValue",), "Publisher": ("PublisherName",),
    "Subject": ("SubjectCode", "SubjectHeadingText"), "SupplyDetail": ("ProductAvailability",),
    "TextContent": ("ContentAudience",), "Website": ("WebsiteLink",),
    "WorkIdentifier": ("IDValue",),
}  # fmt: skip
"""What tells one of a kind from another."""

_SHOWN: Mapping[str, Mapping[str, str]] = {
    "Measure": {"01": "height", "02": "width", "03": "thickness", "08": "weight"},
    "Extent": {
        "00": "main content pages", "02": "words", "03": "front matter pages",
        "04": "back matter pages", "05": "numbered pages", "06": "production pages",
        "10": "pages", "11": "content pages", "12": "insert pages",
    },
    "ProductIdentifier": {"01": "own number", "02": "ISBN-10", "03": "GTIN-13", "15": "ISBN-13"},
    "PublishingDate": {"01": "publication", "02": "embargo", "09": "announcement"},
    "PriceDate": {"14": "from", "15": "until"},
    "ResourceFeature": {"01": "credit", "02": "caption"},
    "ResourceVersionFeature": {"01": "format", "02": "height", "04": "filename", "07": "bytes"},
    "SupportingResource": {"01": "front cover"},
    "TextContent": {"02": "short description", "03": "description"},
    "SalesRights": {"01": "for sale", "02": "for sale", "03": "not for sale"},
}  # fmt: skip
"""How a kind reads; others are shown by their code."""


def differ(theirs: Piece, ours: Piece) -> Found:
    """Every value on which two products do not agree."""
    found: Found = {}
    _both(theirs, ours, "", found)
    return found


def _both(theirs: Piece, ours: Piece, path: str, found: Found) -> None:
    if theirs.equal == ours.equal and theirs.kids:
        return
    for name in dict.fromkeys(each.name for each in (*theirs.kids, *ours.kids)):
        left = [each for each in theirs.kids if each.name == name]
        right = [each for each in ours.kids if each.name == name]
        several = len(left) > 1 or len(right) > 1
        keys = _keys(left), _keys(right)
        for their, our in _pairs(name, left, right):
            shown = their or our
            if shown is None:
                continue
            key = keys[0][id(their)] if their is not None else keys[1][id(our)]
            target = f"{path}{name}[{key}]" if key and (several or shown.kids) else f"{path}{name}"
            _one(their, our, target, found)


def _one(theirs: Piece | None, ours: Piece | None, target: str, found: Found) -> None:
    if theirs is None or ours is None:
        said = theirs.summary if theirs else "", ours.summary if ours else ""
        _put(found, target, said)
    elif theirs.kids or ours.kids:
        _both(theirs, ours, f"{target}.", found)
    else:
        if not agree(theirs, ours):
            _put(found, target, (theirs.value, ours.value))
        if theirs.language != ours.language:
            _put(found, f"{target}@language", (theirs.language, ours.language))


def _put(found: Found, target: str, said: tuple[str, str]) -> None:
    name, number = target, 1
    while name in found:
        number += 1
        name = f"{target}#{number}"
    found[name] = said


def _kind(piece: Piece) -> tuple[str, ...]:
    if not piece.kids:
        return (piece.language,)
    return tuple(piece.say(each) for each in _KIND.get(piece.name, ()))


def _named(piece: Piece) -> tuple[str, ...]:
    if not piece.kids:
        return (piece.equal,)
    return tuple(piece.say(each) for each in _NAME.get(piece.name, ()))


def _keys(siblings: Sequence[Piece]) -> dict[int, str]:
    """What stands in brackets for each, so that every path is told once."""
    found: dict[int, str] = {}
    used: dict[str, int] = {}
    for place, each in enumerate(siblings, 1):
        if each.name == "Contributor":
            key = each.number or str(place)
        elif each.kids:
            kind = _kind(each)
            key = _SHOWN.get(each.name, {}).get(kind[0] if kind else "", "")
            parts = (*kind, *_named(each)) if each.name in ("Price", "Subject") else kind
            if each.name == "Subject":
                parts = parts[:2]
            key = key or "-".join(filter(None, parts))
        else:
            key = each.value if len(siblings) > 1 else ""
        key = key.translate(_BRACKETS)[:60]
        used[key] = used.get(key, 0) + 1
        found[id(each)] = key if used[key] == 1 else f"{key}#{used[key]}".strip()
    return found


_BRACKETS = str.maketrans({"[": "(", "]": ")"})


def _pairs(name: str, left: list[Piece], right: list[Piece]) -> Iterator[_Pair]:
    """Which of theirs is which of ours; None beside what has no other."""
    if name == "Contributor":
        yield from _aligned(in_order(left), in_order(right))
        return
    if len(left) == 1 == len(right) and _kind(left[0]) == _kind(right[0]):
        yield left[0], right[0]
        return
    steps: tuple[Callable[[Piece], object], ...] = (
        lambda each: each.equal,
        lambda each: (_kind(each), _named(each)),
        _kind,
    )
    for step in steps:
        taken, left, right = _matched(left, right, step)
        yield from taken
    if left and right and not left[0].kids and not right[0].kids:
        yield from zip_longest(left, right)
        return
    yield from ((each, None) for each in left)
    yield from ((None, each) for each in right)


def _matched(
    left: list[Piece], right: list[Piece], key: Callable[[Piece], object]
) -> tuple[list[_Pair], list[Piece], list[Piece]]:
    """Pairs of equal keys in order of standing, and what is left of both."""
    waiting: dict[object, list[Piece]] = {}
    for each in right:
        waiting.setdefault(key(each), []).append(each)
    taken: list[_Pair] = []
    rest: list[Piece] = []
    for each in left:
        others = waiting.get(key(each))
        if others:
            taken.append((each, others.pop(0)))
        else:
            rest.append(each)
    met = {id(ours) for _, ours in taken}
    return taken, rest, [each for each in right if id(each) not in met]


def _aligned(left: list[Piece], right: list[Piece]) -> Iterator[_Pair]:
    """Contributors in their order: it has a meaning. Between equal ones, place by place."""
    names = [each.equal for each in left], [each.equal for each in right]
    for _, start, end, first, last in SequenceMatcher(None, *names, False).get_opcodes():
        yield from zip_longest(left[start:end], right[first:last])
