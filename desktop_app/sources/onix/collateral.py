"""What does block 2 of a product say: texts, prizes, covers?"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from desktop_app.sources.onix.node import Node
from desktop_app.sources.onix.values import date_text, html_text, numbered, whole
from desktop_app.sources.onix.words import FILE_TYPES, RESOURCES

_SHORT = "02"
_IMAGE = ("03", "")
_FRONT = "FRONT_COVER"
_PUBLISHED, _FROM = ("01",), ("14", "27")
_FORMAT, _HEIGHT, _NAME, _MEGABYTES, _BYTES = "01", "02", "04", "05", "07"
_CREDIT, _CAPTION = "01", "02"


def collect(detail: Node, product: dict[str, Any], work: dict[str, Any], language: str) -> None:
    """Put what the block says into the document; ``language`` is the header's default."""
    texts = _texts(detail, language)
    product["shortDescription"] = [text for kind, text in texts if kind == _SHORT]
    product["marketingTexts"] = [text for _, text in texts]
    work["prizes"] = [_prize(each) for each in detail.all("Prize")]
    work["supportingResources"] = _resources(detail)


def _texts(detail: Node, language: str) -> list[tuple[str, dict[str, Any]]]:
    """Texts with their kind (ONIX list 153). A text is named by its kind and place in it."""
    used: dict[str, int] = {}
    found = []
    for each in detail.all("TextContent"):
        words = each.find("Text")
        if words is None or not words.text.strip():
            continue
        kind = each.say("TextType")
        made: dict[str, Any] = {
            "id": numbered(kind or "text", used),
            "externalText": html_text(words),
            "fromDate": _dated(each, _FROM),
            "datePublished": _dated(each, _PUBLISHED),
        }
        codes = [code.keep() for code in each.all("ContentAudience")]
        if codes:
            made["onixContentAudienceCodes"] = codes
        spoken = words.attributes.get("language") or language
        if spoken:
            made["onixLanguageCode"] = spoken
        found.append((kind, made))
    return found


def _dated(each: Node, roles: tuple[str, ...]) -> str | None:
    for dated in each.all("ContentDate"):
        if dated.peek("ContentDateRole") in roles:
            dated.say("ContentDateRole")
            return date_text(dated) or None
    return None


def _prize(each: Node) -> dict[str, Any]:
    year = each.say("PrizeYear")
    return {
        "prizeName": each.say("PrizeName") or None,
        "prizeYear": whole(year) if year else None,
        "onixPrizeAchievementCode": each.say("PrizeCode") or None,
        "prizeStatement": each.say("PrizeStatement") or None,
    }


# -- files ---------------------------------------------------------------------------------------


def _resources(detail: Node) -> list[dict[str, Any]]:
    """Pictures, front covers first, each in its best version."""
    used: dict[str, int] = {}
    found = []
    for each in detail.all("SupportingResource"):
        version = _best(each)
        if version is None or each.peek("ResourceMode") not in _IMAGE:
            continue
        each.say("ResourceMode")
        found.append(_resource(each, version, used))
    return sorted(found, key=lambda made: made["resourceVariant"] != _FRONT)


def _resource(each: Node, version: Node, used: dict[str, int]) -> dict[str, Any]:
    kind = each.say("ResourceContentType")
    version.say("ResourceForm")
    links = list(version.all("ResourceLink"))
    made: dict[str, Any] = {
        "id": numbered(kind or "resource", used),
        "url": links[0].keep(),
        "resourceVariant": RESOURCES.get(kind, f"ONIX_{kind or 'UNKNOWN'}"),
    }
    codes = [code.keep() for code in each.all("ContentAudience")]
    if codes:
        # The document holds one code: unrestricted, where it is among several, covers them.
        made["onixContentAudienceCode"] = "00" if "00" in codes else codes[0]
    for feature in each.all("ResourceFeature"):
        made |= _feature(feature)
    return made | _file(version)


def _feature(feature: Node) -> dict[str, str]:
    name = {_CREDIT: "requiredCredit", _CAPTION: "caption"}.get(feature.peek("ResourceFeatureType"))
    words = feature.peek("FeatureNote") or feature.peek("FeatureValue")
    if not name or not words:
        return {}
    feature.keep_all()
    return {name: words}


def _file(version: Node) -> dict[str, Any]:
    given = _features(version)
    made: dict[str, Any] = {}
    kind = FILE_TYPES.get(given.get(_FORMAT, ""))
    if kind:
        made["imageContentType"] = kind
    if given.get(_NAME):
        made["filename"] = given[_NAME]
    if given.get(_HEIGHT):
        made["height"] = whole(given[_HEIGHT])
    if given.get(_BYTES):
        made["fileSize"] = whole(given[_BYTES])
    for feature in version.all("ResourceVersionFeature"):
        if feature.peek("ResourceVersionFeatureType") in (_FORMAT, _NAME, _HEIGHT, _BYTES):
            feature.keep_all()
    return made


def _best(resource: Node) -> Node | None:
    """The version with a link that is a JPEG, the largest of those."""
    versions = [each for each in resource.all("ResourceVersion") if each.peek("ResourceLink")]
    return max(versions, key=_worth, default=None)


def _worth(version: Node) -> tuple[bool, Decimal, Decimal]:
    given = _features(version)
    jpeg = FILE_TYPES.get(given.get(_FORMAT, "")) == "image/jpeg"
    size = _number(given.get(_BYTES)) or _number(given.get(_MEGABYTES)) * 1_000_000
    return jpeg, _number(given.get(_HEIGHT)), size


def _features(version: Node) -> dict[str, str]:
    return {
        each.peek("ResourceVersionFeatureType"): each.peek("FeatureValue")
        for each in version.all("ResourceVersionFeature")
    }


def _number(text: str | None) -> Decimal:
    return Decimal(text) if text and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text) else Decimal()
