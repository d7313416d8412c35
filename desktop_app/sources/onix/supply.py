"""What does block 6 of a product say: prices, with tax and dates?"""

from __future__ import annotations

from typing import Any

from desktop_app.sources.onix.node import Node
from desktop_app.sources.onix.values import date_text

_FROM, _UNTIL, _BOTH = "14", "15", "24"
_VAT = ("01", "")


def price(supplies: list[Node], product: dict[str, Any], kind: str, currency: str) -> None:
    """Put the prices into the document; ``kind`` and ``currency`` are the header's defaults.

    The territory of a price is not kept. The same price of two suppliers is one price.
    """
    found: list[dict[str, Any]] = []
    rates: dict[str, None] = {}
    for each in supplies:
        for given in each.below("SupplyDetail", "Price"):
            if not given.peek("PriceAmount"):
                continue
            made = _price(given, kind, currency)
            if made["currencyCode"] == "GBP":
                rates |= dict.fromkeys(_vat(given))
            if made not in found:
                found.append(made)
    product["prices"] = found
    if len(rates) == 1:
        product["gbVatCode"] = next(iter(rates))


def _price(given: Node, kind: str, currency: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "amount": given.say("PriceAmount"),
        "currencyCode": given.say("CurrencyCode") or currency or None,
        "effectiveFrom": None,
        "effectiveTo": None,
    }
    kind = given.say("PriceType") or kind
    if kind:
        made["onixPriceTypeCode"] = kind
    qualifier = given.say("PriceQualifier")
    if qualifier:
        made["onixPriceTypeQualifierCode"] = qualifier
    for dated in given.all("PriceDate"):
        name = {_FROM: "effectiveFrom", _UNTIL: "effectiveTo"}.get(dated.peek("PriceDateRole"))
        if name:
            dated.say("PriceDateRole")
            made[name] = date_text(dated) or None
        elif dated.peek("PriceDateRole") == _BOTH:
            made["effectiveFrom"], made["effectiveTo"] = _window(dated)
    return made


def _window(dated: Node) -> tuple[str | None, str | None]:
    """Both ends of a window that is written as one number; whatever else stays as it is."""
    dated.say("PriceDateRole")
    written = date_text(dated)
    if len(written) == 16 and written.isascii() and written.isdigit():
        begins, ends = written[:8], written[8:]
        return (f"{begins[:4]}-{begins[4:6]}-{begins[6:]}", f"{ends[:4]}-{ends[4:6]}-{ends[6:]}")
    return written or None, None


def _vat(given: Node) -> list[str]:
    found = []
    for each in given.all("Tax"):
        if each.peek("TaxType") in _VAT and each.peek("TaxRateCode"):
            each.say("TaxType")
            found.append(each.say("TaxRateCode"))
    return found
