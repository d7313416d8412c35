"""What does the older interface of the double answer? The same house as pages of products.

Shapes and traps are those that public material shows: `No ISBN` as words, dimensions with a ×,
codes without GraphQL's underscore, and none of the fields that this interface never had.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any

from desktop_app.companions.sandbox.blocks import Drawn
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.parts import Object

PER_PAGE = 100
_MILLIMETRES_AN_INCH = 25.4
_EXTENTS = {
    "page_count": "approximatePageCount",
    "main_content_page_count": "mainContentPageCount",
    "number_of_words": "wordCount",
    "front_matter_page_count": "frontMatterPageCount",
    "back_matter_page_count": "backMatterPageCount",
    "total_numbered_pages": "totalNumberedPages",
    "production_page_count": "productionPageCount",
    "absolute_page_count": "absolutePageCount",
}
_TEXTS = {"SHORT_DESCRIPTION": "02"}


def answer(house: House, query: Mapping[str, str], url: str) -> bytes:
    """One page as JSON; ``query`` are `page`, and the filters that are known."""
    found = _found(house, query)
    page = max(1, int(query["page"])) if query.get("page", "").isdigit() else 1
    chosen = islice(found, (page - 1) * PER_PAGE, page * PER_PAGE)
    made = {
        "current_page": page,
        "per_page": PER_PAGE,
        "total_pages": -(-len(found) // PER_PAGE),
        "url": url,
        "products": [_product(house.products[each]) for each in chosen],
    }
    return json.dumps(made, ensure_ascii=False).encode()


def _found(house: House, query: Mapping[str, str]) -> list[int]:
    """Numbers of products, by their order. A filter that is not known is passed over."""
    held = house.products
    number = query.get("q[id_eq]", "")
    if number:
        return [int(number)] if number.isdigit() and int(number) in held else []
    ids = held.ids() if isinstance(held, Drawn) else list(held)
    wanted = query.get("q[isbn_eq]", "")
    if wanted:
        return [each for each in ids if _isbn13(held[each]) == wanted]
    return ids


def _isbn13(product: Object) -> str:
    return (product.get("isbn") or {}).get("isbn13") or ""


def _product(product: Object) -> Object:
    work: Object = product["work"]
    return {
        "id": product["id"],
        "work_id": work["id"],
        "full_title": product["fullTitle"],
        "subtitle": product.get("subtitle"),
        "pub_date": product.get("publicationDate"),
        "publishing_status": _plain(product.get("onixPublishingStatusCode")),
        "out_of_print_date": None,
        "product_form": product.get("onix21ProductFormCode"),
        "edition_type_codes": None,
        "edition_statement": product.get("editionStatement"),
        "in_house_format": _name(product.get("inHouseFormat")),
        "in_house_edition": _name(product.get("inHouseEdition")),
        "isbn": (product.get("isbn") or {}).get("isbnWithDashes") or _isbn13(product) or "No ISBN",
        "product_doi": None,
        "work_doi": None,
        "work_type_name": work.get("workType"),
        "season_name": work.get("season"),
        "marketing_tier_name": work.get("marketingTier"),
        "project_stage_name": work.get("projectStage"),
        "lc_control_number": None,
        "in_house_work_reference": work.get("inHouseWorkReference"),
        "publishers_url": work.get("publishersUrl"),
        "imprint": _name(work.get("imprint")),
        "weblinks": [],
        "edition_number": work.get("editionNumber"),
        "extents": {theirs: product.get(ours) for theirs, ours in _EXTENTS.items()},
        "measurements": _measurements(product),
        "authorship": work.get("authorshipDescription"),
        "prices": [_price(each) for each in product["prices"]],
        "marketingtexts": [_text(each) for each in _of(work["marketingTexts"], product)],
        "supportingresources": [
            {"style_urls": [{"style": "jpg_rgb_original", "url": each["url"]}]}
            for each in _of(work["supportingResources"], product)
        ],
        "rights_not_available_countries": product.get("notForSaleCountryCodes") or [],
        "series_ids": [
            each["series"]["id"] for each in work["seriesMemberships"] if each.get("series")
        ],
        "all_related_products": [
            {"relation_code": "06", "isbn": _isbn13(each)}
            for each in work["products"]
            if each is not product
        ],
    }


def _of(entries: list[Object], product: Object) -> list[Object]:
    return [each for each in entries if product["id"] in (each.get("productIds") or ())]


def _plain(code: Any) -> Any:
    return code.removeprefix("_") if isinstance(code, str) else code


def _name(entry: Any) -> Any:
    return entry["name"] if entry else None


def _measurements(product: Object) -> Object | None:
    sizes = [product.get(f"product{each}") for each in ("Height", "Width", "Thickness")]
    if not all(sizes):
        return None
    inches = [round(float(each) / _MILLIMETRES_AN_INCH, 4) for each in sizes if each]
    return {
        "product_dimensions_mm": " × ".join(f"{float(each):g}" for each in sizes if each),
        "product_dimensions_in": " × ".join(f"{each:g}" for each in inches),
    }


def _price(price: Object) -> Object:
    return {
        "currency_code": price["currencyCode"],
        "price_qualifier": _plain(price.get("onixPriceTypeQualifierCode")),
        "price_amount": float(price["amount"]),
    }


def _text(text: Object) -> Object:
    return {
        "code": _TEXTS.get(text.get("variant") or "", "01"),
        "external_text": text["externalText"],
    }
