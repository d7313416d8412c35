"""The small parts of an invented house: ISBNs, prices, texts, covers, runs."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from desktop_app.companions.sandbox import words

if TYPE_CHECKING:
    from desktop_app.companions.sandbox.house import Builder

Object = dict[str, Any]
_PRICE_TYPES = {"_01": "RRP excluding tax", "_02": "RRP including tax"}


def code(value: str, label: str) -> Object:
    """An ONIX code with its label; ``value`` is the enum's spelling."""
    plain = value.removeprefix("_")
    return {"code": plain, "value": value, "description": label, "isDeprecated": False}


def check_digit(first_twelve: str) -> str:
    """The thirteenth digit of an ISBN-13 (EAN-13 weights)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return str(-total % 10)


def isbn(number: int, *, prefix: str = "978") -> Object:
    """A valid ISBN made from a product's number, with and without dashes."""
    body = f"{prefix}1915{number % 100000:05d}"
    whole = body + check_digit(body)
    dashed = f"{whole[:3]}-{whole[3]}-{whole[4:7]}{whole[7:9]}-{whole[9:12]}-{whole[12]}"
    return {
        "isbn13": whole,
        "isbn10": None,
        "isbnWithDashes": dashed,
        "isbnWithSpaces": dashed.replace("-", " "),
    }


def price(
    number: int,
    amount: float,
    currency: str,
    *,
    kind: str = "_02",
    qualifier: str = "_05",
    begins: str | None = None,
    ends: str | None = None,
) -> Object:
    """One price; ``kind`` is of ONIX list 58 and ``qualifier`` of list 59."""
    return {
        "id": number,
        "amount": amount,
        "amountWithCurrencyCode": f"{currency} {amount:.2f}",
        "amountWithCurrencySymbol": f"{currency} {amount:.2f}",
        "currencyCode": currency,
        "effectiveFrom": begins,
        "effectiveTo": ends,
        "label": f"{currency} consumer",
        "onixPriceTypeCode": kind,
        "onixPriceType": code(kind, _PRICE_TYPES[kind]),
        "onixPriceTypeQualifierCode": qualifier,
        "onixPriceTypeQualifier": code(qualifier, "Consumer"),
    }


def subject(scheme: str, value: str, label: str, *, main: bool) -> Object:
    typename = {"THEMA": "Thema", "BISAC": "BISAC", "BIC": "BIC"}[scheme]
    return {
        "__typename": typename,
        "scheme": scheme,
        "code": value,
        "description": label,
        "main": main,
        "active": True,
        "parentCategories": [],
    }


def description(draw: random.Random) -> tuple[str, str]:
    """A short text and a long one in HTML."""
    place, turn, praise = (draw.choice(each) for each in (words.PLACES, words.TURNS, words.PRAISE))
    short = f"In {place}, {turn}."
    year = draw.randint(1890, 2024)
    long = (
        f"In the winter of {year}, in {place}, {turn}. <em>Nothing</em> is settled by it, and "
        f"everybody has to live with what follows.</p><p>{praise} "
        f"With {draw.randint(8, 90)} illustrations."
    )
    return short, long


def text(number: int, variant: str, external: str, products: list[int]) -> Object:
    """A marketing text; the internal one must never leave the house."""
    return {
        "id": number,
        "variant": variant,
        "externalText": external,
        "externalTextMarkdown": external,
        "externalTextNumberOfCharacters": len(external),
        "internalText": "INTERNAL: ask publicity before using the quote.",
        "internalTextMarkdown": "INTERNAL: ask publicity before using the quote.",
        "internalTextNumberOfCharacters": 47,
        "alternateExternalText": "",
        "alternateExternalTextMarkdown": "",
        "onixContentAudienceCodes": ["_00"],
        "onixContentAudiences": [code("_00", "Unrestricted")],
        "approvalStatusName": "Approved",
        "fromDate": None,
        "productIds": products,
        "onix2Only": False,
    }


def cover(number: int, work: Object, url: str, anchor: date) -> Object:
    """A front cover linked to all products of the work."""
    return {
        "id": number,
        "url": url,
        "filename": f"cover-{work['id']}-{number}.jpg",
        "fileSize": None,
        "height": 1230,
        "aspectRatio": 0.65,
        "imageContentType": "image/jpeg",
        "isProcessing": False,
        "caption": f"Front cover of {work['title']}",
        "copyright": None,
        "copyrightHolder": None,
        "createdAt": f"{(anchor - timedelta(days=40 + number % 200)).isoformat()}T09:00:00Z",
        "onixContentAudienceCode": "_00",
        "onixContentAudience": [code("_00", "Unrestricted")],
        "onixIntendedContentAudience": code("_00", "Unrestricted"),
        "resourceVariant": "FRONT_COVER",
        "productIds": [each["id"] for each in work["products"]],
    }


def production_run(builder: Builder, work: Object) -> Object:
    """One run for the printed products: quantities by destination, delivery before publication."""
    printed = [each for each in work["products"] if each["__typename"] == "PhysicalBookProduct"]
    number = builder.number("run")
    delivery = date.fromisoformat(printed[0]["publicationDate"]) - timedelta(days=28)
    ids = [each["id"] for each in printed]
    run: Object = {
        "id": number,
        "name": f"First printing of {work['title']}",
        "deliveryDate": delivery.isoformat(),
        "productIds": ids,
        "bindings": [{"id": number, "productIds": ids, "pageBindingMethod": "Section sewn"}],
        "covers": [],
        "embellishments": [],
        "finishes": [],
        "interiors": [],
        "work": work,
        "workId": work,
    }
    run["quantities"] = [
        _quantity(number * 10 + index, name, each, run, builder.draw.randrange(500, 6000, 250))
        for index, (name, each) in enumerate((("Warehouse", ids[0]), ("Advances", ids[0])))
    ]
    return run


def _quantity(number: int, name: str, product: int, run: Object, copies: int) -> Object:
    return {
        "id": number,
        "name": name,
        "description": None,
        "quantity": copies if name == "Warehouse" else 40,
        "receivedQuantity": None,
        "productId": product,
        "productionRunId": run,
    }
