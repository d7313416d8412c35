"""What do people call the place of a value in ONIX? "price GBP", "title", "publication date"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_KEY = re.compile(r"([A-Za-z]+)(?:\[([^\]]*)\])?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES: Mapping[str, str] = {
    "RecordReference": "record reference", "TitleText": "title", "TitleWithoutPrefix": "title",
    "TitlePrefix": "title prefix", "NoPrefix": "no title prefix", "CorporateName": "contributor",
    "PersonName": "contributor", "PersonNameInverted": "contributor, inverted name",
    "ImprintName": "imprint", "PublisherName": "publisher", "SupplierName": "supplier",
    "PriceAmount": "price", "ResourceLink": "cover", "ContributorStatement": "authorship",
    "AudienceDescription": "audience", "ProductAvailability": "availability",
    "NoCollection": "no series", "NoContributor": "no contributor", "WebsiteLink": "web link",
    "MainSubject": "main subject", "SubjectSchemeIdentifier": "subject scheme",
}  # fmt: skip
_BY_OWNER: Mapping[str, str] = {
    "Measure": "", "Extent": "", "ProductIdentifier": "", "PublishingDate": "date",
    "ResourceFeature": "cover", "ResourceVersionFeature": "cover", "SalesRights": "sales rights",
    "TextContent": "text", "Subject": "subject", "Collection": "series", "Prize": "prize",
    "Price": "price", "Contributor": "contributor", "Market": "market", "RelatedWork": "work",
    "SupportingResource": "cover",
}  # fmt: skip


_MUTE = frozenset(
    {"idvalue", "date", "measurement", "text", "code", "title text", "amount", "feature value"}
    | {"feature note", "countries included", "regions included"}
)
_CALLED: Mapping[str, str] = {
    "content audience": "audience", "id type": "kind of number", "name id type": "kind of number",
    "id type name": "whose number", "sent date time": "sent date", "text type": "kind",
    "default language of text": "default language", "addressee name": "addressee",
    "sender name": "sender", "email address": "e-mail address", "relation code": "relation",
    "work relation code": "relation", "work id type": "kind of number",
}  # fmt: skip
_SHAPES: Mapping[str, str] = {
    "language": "language", "textformat": "form of the text", "dateformat": "form of the date",
}  # fmt: skip
_ASIDE: Mapping[str, str] = {
    "Type": ", kind",
    "Role": ", kind",
    "Unit": ", unit",
    "UnitCode": ", unit",
}
_SCHEMES: Mapping[str, str] = {
    "93": "Thema", "10": "BISAC", "12": "BIC", **dict.fromkeys(map(str, range(94, 100)), "Thema"),
    **dict.fromkeys(map(str, range(13, 18)), "BIC"),
}  # fmt: skip
"""Subject schemes and their qualifiers, list 27."""


def is_onix(target: str) -> bool:
    """Whether a target is a path of elements."""
    return target[:1].isupper()


def label(target: str) -> str:
    """``ProductSupply.SupplyDetail.Price[GBP-02-05].PriceAmount`` gives "price GBP"."""
    parts = [(each[1], each[2] or "") for each in map(_KEY.match, _split(target)) if each]
    leaf = parts[-1][0]
    place, _, shape = target.rpartition("@")
    if shape in _SHAPES:
        return f"{label(place)} {_SHAPES[shape]}"
    owner, key = next((each for each in reversed(parts[:-1]) if each[0] in _BY_OWNER), ("", ""))
    said = key.replace("_", " ")
    if owner in ("Measure", "Extent", "ProductIdentifier"):
        return f"{said}{_aside(leaf)}"
    if owner == "PublishingDate":
        return f"{said} date{_aside(leaf)}"
    if owner == "Subject":
        scheme, _, code = said.partition("-")
        said = f"{_SCHEMES.get(scheme, scheme)} {code}".strip()
    if owner == "Price":
        said = key.partition("-")[0]
    name = "" if owner == "Collection" else _NAMES.get(leaf, "")
    if not name and owner:
        name = _BY_OWNER[owner]
        rest = _number(parts) if leaf == "IDValue" else _plain(leaf, owner)
        return " ".join(filter(None, (name, said, rest)))
    name = name or _plain(leaf, owner)
    return f"{name} {said}".strip() if owner in ("Price", "Contributor", "Subject") else name


def _number(parts: Sequence[tuple[str, str]]) -> str:
    """Which number it is, where one thing has several."""
    kind, key = parts[-2] if len(parts) > 1 else ("", "")
    return {"NameIdentifier": key, "CollectionIdentifier": f"ISSN {key}"}.get(kind, "")


def _aside(leaf: str) -> str:
    """What an element says of the value beside it."""
    return next((words for end, words in _ASIDE.items() if leaf.endswith(end)), "")


def _split(target: str) -> list[str]:
    """The parts of a target; dots in brackets part nothing."""
    return re.findall(r"[A-Za-z@]+(?:\[[^\]]*\])?", target)


def _plain(leaf: str, owner: str) -> str:
    words = _HUMP.sub(" ", leaf.removeprefix(owner).replace("IDType", "IdType")).lower()
    words = _CALLED.get(words, words)
    return "" if words in _MUTE else words
