"""Which document is one <Product>? The shape of Consonance's schema, with what the file can tell.

A key is absent where a file cannot tell it (approval, in-house fields, links to other products),
where the file leaves out the whole block, and for a value whose omission says nothing in ONIX
(status, sales rights, dates, sizes). In a block that is there, a list without entries is empty,
and a subtitle or statement that is not given is null: there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop_app.sources.onix import collateral, descriptive, publishing, supply
from desktop_app.sources.onix.node import Node


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the header of the message says for every product that does not say it itself."""

    price_type: str = ""
    currency: str = ""
    language: str = ""


def defaults(header: Node) -> Defaults:
    """The defaults of a header."""
    return Defaults(
        header.say("DefaultPriceType"),
        header.say("DefaultCurrencyCode"),
        header.say("DefaultLanguageOfText"),
    )


def document(product: Node, reference: str, known: Defaults) -> dict[str, Any]:
    """The document of one product. Marks in ``product`` what was kept."""
    made: dict[str, Any] = {"id": reference, "isbn": _isbn(product)}
    work: dict[str, Any] = {}
    detail = product.find("DescriptiveDetail")
    if detail is not None:
        descriptive.describe(detail, made, work)
    detail = product.find("CollateralDetail")
    if detail is not None:
        collateral.collect(detail, made, work, known.language)
    detail = product.find("PublishingDetail")
    if detail is not None:
        publishing.publish(detail, made, work)
    supplies = list(product.all("ProductSupply"))
    if supplies:
        supply.price(supplies, made, known.price_type, known.currency)
    made["work"] = work
    return made


def _isbn(product: Node) -> dict[str, str | None]:
    """The numbers as written; an ISBN that only stands there as a bar code number counts."""
    found: dict[str, str] = {}
    for each in product.all("ProductIdentifier"):
        kind = each.peek("ProductIDType")
        value = each.peek("IDValue")
        is_book = kind == "03" and value.startswith(("978", "979"))
        if kind in ("02", "15") or is_book:
            each.say("ProductIDType")
            found.setdefault(kind, each.say("IDValue"))
    made: dict[str, str | None] = {"isbn13": found.get("15") or found.get("03")}
    if "02" in found:
        made["isbn10"] = found["02"]
    return made
