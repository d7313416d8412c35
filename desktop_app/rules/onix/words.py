"""What do people call the place of a value in ONIX? "price GBP", "title", "publication date"."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KEY = re.compile(r"([A-Za-z]+)(?:\[([^\]]*)\])?")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES: Mapping[str, str] = {
    "RecordReference": "record reference", "TitleText": "title", "TitleWithoutPrefix": "title",
    "TitlePrefix": "title prefix", "NoPrefix": "title prefix", "CorporateName": "contributor",
    "PersonName": "contributor", "PersonNameInverted": "contributor, inverted name",
    "ImprintName": "imprint", "PublisherName": "publisher", "SupplierName": "supplier",
    "PriceAmount": "price", "ResourceLink": "cover", "ContributorStatement": "authorship",
    "AudienceDescription": "audience", "ProductAvailability": "availability",
    "NoCollection": "series", "NoContributor": "contributor", "WebsiteLink": "web link",
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
    | {"feature note", "countries included", "regions included", "content audience"}
)


def is_onix(target: str) -> bool:
    """Whether a target is a path of elements."""
    return target[:1].isupper()


def label(target: str) -> str:
    """``ProductSupply.SupplyDetail.Price[GBP-02-05].PriceAmount`` gives "price GBP"."""
    parts = [(each[1], each[2] or "") for each in map(_KEY.match, _split(target)) if each]
    leaf = parts[-1][0].partition("@")[0]
    owner, key = next((each for each in reversed(parts[:-1]) if each[0] in _BY_OWNER), ("", ""))
    said = key.replace("_", " ")
    if owner in ("Measure", "Extent", "ProductIdentifier"):
        return said
    if owner == "PublishingDate":
        return f"{said} date"
    if owner == "Price":
        said = key.partition("-")[0]
    name = "" if owner == "Collection" else _NAMES.get(leaf, "")
    if not name and owner:
        name = _BY_OWNER[owner]
        rest = _plain(leaf, owner)
        return " ".join(filter(None, (name, said, rest)))
    name = name or _plain(leaf, owner)
    return f"{name} {said}".strip() if owner in ("Price", "Contributor", "Subject") else name


def _split(target: str) -> list[str]:
    """The parts of a target; dots in brackets part nothing."""
    return re.findall(r"[A-Za-z@]+(?:\[[^\]]*\])?", target)


def _plain(leaf: str, owner: str) -> str:
    words = _HUMP.sub(" ", leaf.removeprefix(owner)).lower()
    return "" if words in _MUTE else words
