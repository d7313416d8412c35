"""How does a product of REST v4 become a record in the shape of the GraphQL schema?

A key that the answer does not have stays unset: the source cannot tell. The texts of a product
that stand for nothing (``No ISBN``) become null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from desktop_app.records.document import content_hash
from desktop_app.records.title import Record, SourceKind
from desktop_app.sources.consonance.shapes import product_of, work_of

_PLAIN: Mapping[str, str] = {
    "id": "id",
    "full_title": "fullTitle",
    "subtitle": "subtitle",
    "authorship": "authorshipDescription",
    "pub_date": "publicationDate",
    "publishing_status": "onixPublishingStatusCode",
    "product_form": "onix21ProductFormCode",
    "edition_statement": "editionStatement",
    "rights_not_available_countries": "notForSaleCountryCodes",
}
_WORK: Mapping[str, str] = {
    "work_id": "id",
    "work_type_name": "workType",
    "season_name": "season",
    "marketing_tier_name": "marketingTier",
    "project_stage_name": "projectStage",
    "in_house_work_reference": "inHouseWorkReference",
    "publishers_url": "publishersUrl",
    "edition_number": "editionNumber",
}
_EXTENTS: Mapping[str, str] = {
    "page_count": "approximatePageCount",
    "main_content_page_count": "mainContentPageCount",
    "front_matter_page_count": "frontMatterPageCount",
    "back_matter_page_count": "backMatterPageCount",
    "total_numbered_pages": "totalNumberedPages",
    "production_page_count": "productionPageCount",
    "number_of_words": "wordCount",
}
_SIZES = ("productHeight", "productWidth", "productThickness")
_SHORT, _ORIGINAL = "02", "jpg_rgb_original"
_DIMENSIONS = re.compile(r"\s*[×x]\s*")
_NO_ISBN = re.compile(r"no isbn", re.IGNORECASE)

TOLD = tuple(
    sorted(
        [
            *_PLAIN.values(),
            *(f"work.{each}" for each in _WORK.values()),
            *_EXTENTS.values(),
            *_SIZES,
            "inHouseEdition.name",
            "inHouseFormat.name",
            "isbn.isbn13",
            "marketingTexts.externalText",
            "prices.amount",
            "prices.currencyCode",
            "prices.onixPriceTypeQualifierCode",
            "shortDescription.externalText",
            "work.imprint.name",
            "work.supportingResources.url",
        ]
    )
)
"""The document paths that this interface can fill."""


def record_of(raw: Mapping[str, Any]) -> Record:
    """One product with its work; raises AbsurdError."""
    document = product_of(_product(raw))
    work = work_of(_work(raw))
    document["work"] = work
    return Record(
        f"product:{document['id']}",
        f"work:{work['id']}",
        SourceKind.CONSONANCE,
        document,
        content_hash(document),
    )


def _product(raw: Mapping[str, Any]) -> dict[str, Any]:
    made = {ours: raw[theirs] for theirs, ours in _PLAIN.items() if theirs in raw}
    for theirs, ours in (
        ("in_house_edition", "inHouseEdition"),
        ("in_house_format", "inHouseFormat"),
    ):
        if theirs in raw:
            made[ours] = {"name": raw[theirs]} if raw[theirs] else None
    parts: Mapping[str, Callable[[Any], dict[str, Any]]] = {
        "isbn": _isbn,
        "extents": _extents,
        "measurements": _measurements,
        "prices": _prices,
        "marketingtexts": _texts,
    }
    for name, part in parts.items():
        if name in raw:
            made |= part(raw[name])
    return made


def _work(raw: Mapping[str, Any]) -> dict[str, Any]:
    made = {ours: raw[theirs] for theirs, ours in _WORK.items() if theirs in raw}
    if "imprint" in raw:
        made["imprint"] = {"name": raw["imprint"]} if raw["imprint"] else None
    if "supportingresources" in raw:
        made["supportingResources"] = _resources(raw["supportingresources"])
    return made


def _isbn(given: Any) -> dict[str, Any]:
    if not isinstance(given, str) or not given.strip() or _NO_ISBN.fullmatch(given.strip()):
        return {"isbn": None}
    return {"isbn": {"isbn13": given.replace("-", "").replace(" ", "")}}


def _extents(given: Any) -> dict[str, Any]:
    found = given if isinstance(given, Mapping) else {}
    return {ours: found[theirs] for theirs, ours in _EXTENTS.items() if theirs in found}


def _measurements(given: Any) -> dict[str, Any]:
    """``198 × 129 × 14``: height, width, thickness; fewer when the last are not known."""
    text = given.get("product_dimensions_mm") if isinstance(given, Mapping) else None
    if not isinstance(text, str) or not text.strip():
        return dict.fromkeys(_SIZES)
    return dict(zip(_SIZES, _DIMENSIONS.split(text.strip()), strict=False))


def _prices(given: Any) -> dict[str, Any]:
    if not isinstance(given, list):
        return {"prices": given}
    names = {
        "price_amount": "amount",
        "currency_code": "currencyCode",
        "price_qualifier": "onixPriceTypeQualifierCode",
    }
    return {"prices": [_renamed(each, names) for each in given]}


def _texts(given: Any) -> dict[str, Any]:
    if not isinstance(given, list):
        return {"marketingTexts": given}
    found = [each for each in given if isinstance(each, Mapping)]
    texts = [_renamed(each, {"external_text": "externalText"}) for each in found]
    short = [text for text, each in zip(texts, found, strict=True) if each.get("code") == _SHORT]
    return {"marketingTexts": texts, "shortDescription": short}


def _resources(given: Any) -> Any:
    if not isinstance(given, list):
        return given
    return [
        {"url": _original(each.get("style_urls"))} for each in given if isinstance(each, Mapping)
    ]


def _original(given: Any) -> str | None:
    """The address of the file as it was uploaded, else of the last rendition that is named."""
    styles = (
        [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []
    )
    named = {each.get("style"): each.get("url") for each in styles}
    found = named.get(_ORIGINAL) or next(reversed(named.values()), None)
    return found if isinstance(found, str) else None


def _renamed(given: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(given, Mapping):
        return given
    return {ours: given[theirs] for theirs, ours in names.items() if theirs in given}
