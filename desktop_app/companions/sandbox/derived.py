"""Which fields follow from others when an object does not hold them itself?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any, TypeAlias

from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.parts import PRICE_TYPES, Object, code
from desktop_app.companions.sandbox.production_files import address

Derived: TypeAlias = Callable[[Mapping[str, Any], House], Any]

_SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€", "AUD": "A$"}
_TAG = re.compile(r"<[^>]*>")


def strip_html(text: str) -> str:
    """The words of an HTML text, without tags."""
    return unescape(_TAG.sub(" ", text)).strip()


def _of_product(entries: Iterable[Object], product: Mapping[str, Any]) -> list[Object]:
    return [each for each in entries if product["id"] in (each.get("productIds") or ())]


def _money(price: Mapping[str, Any]) -> str:
    return f"{float(price['amount']):.2f}"


def _coded(name: str, label: str = "") -> Derived:
    """The object of a code that stands beside it."""

    def derive(source: Mapping[str, Any], _: House) -> Any:
        value = source.get(name)
        return code(value, PRICE_TYPES.get(value, label)) if isinstance(value, str) else None

    return derive


def _coded_list(name: str) -> Derived:
    def derive(source: Mapping[str, Any], _: House) -> list[Object]:
        given = source.get(name) or ()
        return [code(each, each) for each in ([given] if isinstance(given, str) else given)]

    return derive


def _products(source: Mapping[str, Any], house: House) -> list[Object]:
    return [
        house.products[each] for each in source.get("productIds") or () if each in house.products
    ]


def _plain(field: str) -> Derived:
    return lambda source, _: strip_html(source.get(field) or "")


def _length(field: str) -> Derived:
    return lambda source, _: len(source.get(field) or "")


def _nothing(_: Mapping[str, Any], __: House) -> str:
    return ""


def _same(field: str) -> Derived:
    return lambda source, _: source.get(field)


DERIVED: Mapping[tuple[str, str], Derived] = {
    ("Product", "publicationDateString"): _same("publicationDate"),
    ("Product", "plannedPublicationDateString"): _same("plannedPublicationDate"),
    ("Product", "authorshipDescription"): lambda p, _: p["work"].get("authorshipDescription"),
    ("Product", "contributions"): lambda p, _: _of_product(p["work"]["contributions"], p),
    ("Product", "marketingTexts"): lambda p, _: _of_product(p["work"]["marketingTexts"], p),
    ("Product", "gbVatCode"): lambda _, __: "S",
    ("Price", "amountWithCurrencyCode"): lambda p, _: f"{p['currencyCode']} {_money(p)}",
    ("Price", "amountWithCurrencySymbol"): lambda p, _: (
        f"{_SYMBOLS.get(p['currencyCode'], p['currencyCode'] + ' ')}{_money(p)}"
    ),
    ("Price", "label"): lambda p, _: f"{p['currencyCode']} consumer",
    ("Price", "onixPriceType"): _coded("onixPriceTypeCode"),
    ("Price", "onixPriceTypeQualifier"): _coded("onixPriceTypeQualifierCode", "Consumer"),
    ("Contribution", "onixContributorRole"): _coded("onixContributorRoleCode"),
    ("Contribution", "languagesFrom"): _coded_list("languagesFromCodes"),
    ("Contribution", "languagesTo"): _coded_list("languagesToCodes"),
    ("Prize", "onixPrizeAchievement"): _coded("onixPrizeAchievementCode"),
    ("MarketingText", "externalTextMarkdown"): _plain("externalText"),
    ("MarketingText", "externalTextNumberOfCharacters"): _length("externalText"),
    ("MarketingText", "internalText"): _nothing,
    ("MarketingText", "internalTextMarkdown"): _plain("internalText"),
    ("MarketingText", "internalTextNumberOfCharacters"): _length("internalText"),
    ("MarketingText", "alternateExternalText"): _nothing,
    ("MarketingText", "alternateExternalTextMarkdown"): _plain("alternateExternalText"),
    ("MarketingText", "onixContentAudiences"): _coded_list("onixContentAudienceCodes"),
    ("MarketingText", "language"): _coded("onixLanguageCode"),
    ("MarketingText", "products"): _products,
    ("SupportingResource", "onixContentAudience"): _coded_list("onixContentAudienceCode"),
    ("SupportingResource", "onixIntendedContentAudience"): _coded("onixContentAudienceCode"),
    ("Binding", "products"): _products,
    ("Cover", "products"): _products,
    ("Embellishment", "products"): _products,
    ("Finish", "products"): _products,
    ("Interior", "products"): _products,
    ("Quantity", "product"): lambda q, house: house.products.get(q.get("productId") or 0),
    ("Contact", "contributions"): lambda c, house: [
        each
        for work in house.works.values()
        for each in work["contributions"]
        if each["contributor"]["id"] == c["id"]
    ],
    ("InHouseEdition", "productsCount"): lambda e, house: house.sharing("inHouseEdition", e["id"]),
    ("InHouseFormat", "productsCount"): lambda f, house: house.sharing("inHouseFormat", f["id"]),
    ("Work", "contracts"): lambda work, house: [
        house.contracts[each] for each in work["contractIds"] if each in house.contracts
    ],
    ("Product", "toDos"): lambda p, _: _of_product(p["work"].get("toDos") or (), p),
    ("Product", "productionFiles"): lambda p, _: _of_product(
        p["work"].get("productionFiles") or (), p
    ),
    ("ProductionFile", "downloadUrl"): lambda f, house: address(house.files_url, dict(f)),
    ("ContentLanguage", "onixLanguage"): _coded("onixLanguageCode"),
    ("Product", "onixProductAvailability"): _coded("onixProductAvailabilityCode", "Availability"),
}
