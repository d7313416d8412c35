"""The small parts of an invented house: ISBNs, prices, texts, covers, runs, contracts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from desktop_app.companions.sandbox import words
from desktop_app.records.isbn import check_digit_13

Object: TypeAlias = dict[str, Any]
PRICE_TYPES = {"_01": "RRP excluding tax", "_02": "RRP including tax"}
ROLES = {
    "A01": "By (author)",
    "A12": "Illustrated by",
    "A24": "Introduction by",
    "B01": "Edited by",
    "B06": "Translated by",
    "E07": "Read by",
}
STATUSES = {
    "_01": "Cancelled",
    "_02": "Forthcoming",
    "_03": "Postponed indefinitely",
    "_04": "Active",
    "_07": "Out of print",
    "_16": "Temporarily withdrawn from sale",
}
COVER_HEIGHT = 1230
COVER_WIDTH = 800


def code(value: str, label: str) -> Object:
    """An ONIX code with its label; ``value`` is the enum's spelling."""
    plain = value.removeprefix("_")
    return {"code": plain, "value": value, "description": label, "isDeprecated": False}


def isbn(number: int, *, prefix: str = "978") -> Object:
    """A valid ISBN made from a product's number, in each of its spellings."""
    body = f"19{number % 10**7:07d}"
    whole = f"{prefix}{body}"
    whole += check_digit_13(whole)
    dashed = f"{prefix}-{body[0]}-{body[1:7]}-{body[7:]}-{whole[-1]}"
    return {
        "isbn13": whole,
        "isbn10": _isbn10(body) if prefix == "978" else None,
        "isbnWithDashes": dashed,
        "isbnWithSpaces": dashed.replace("-", " "),
    }


def _isbn10(body: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), body, strict=True))
    check = -total % 11
    return body + ("X" if check == 10 else str(check))


def price(
    number: int,
    amount: Decimal,
    currency: str,
    *,
    kind: str = "_02",
    qualifier: str = "_05",
    begins: date | None = None,
    ends: date | None = None,
) -> Object:
    """One price; ``kind`` is of ONIX list 58 and ``qualifier`` of list 59."""
    return {
        "id": number,
        "amount": amount,
        "currencyCode": currency,
        "effectiveFrom": begins.isoformat() if begins else None,
        "effectiveTo": ends.isoformat() if ends else None,
        "onixPriceTypeCode": kind,
        "onixPriceTypeQualifierCode": qualifier,
    }


def subject(scheme: str, value: str, label: str, *, main: bool) -> Object:
    """A subject code of THEMA, BISAC or BIC."""
    typename = {"THEMA": "Thema", "BISAC": "BISAC", "BIC": "BIC"}[scheme]
    return {
        "__typename": typename,
        "scheme": scheme,
        "code": value,
        "description": label,
        "main": main,
        "active": True,
    }


def status(value: str) -> Object:
    """The two fields that tell a publishing status."""
    return {
        "onixPublishingStatusCode": value,
        "onixPublishingStatus": code(value, STATUSES[value]),
    }


def description(draw: random.Random) -> tuple[str, str]:
    """A short text, and a long one in HTML."""
    place, turn, praise = (draw.choice(each) for each in (words.PLACES, words.TURNS, words.PRAISE))
    year = draw.randint(1890, 2024)
    long = (
        f"<p>In the winter of {year}, in {place}, {turn}. <em>Nothing</em> is settled by it, and "
        f"everybody has to live with what follows.</p><p>{praise} "
        f"With {draw.randint(8, 90)} illustrations.</p>"
    )
    return f"In {place}, {turn}.", long


def text(number: int, variant: str, external: str, products: list[int]) -> Object:
    """A marketing text; the internal one must never leave the house."""
    return {
        "id": number,
        "variant": variant,
        "externalText": external,
        "internalText": "INTERNAL: ask publicity before using the quote.",
        "onixContentAudienceCodes": ["_00"],
        "onixLanguageCode": "eng",
        "approvalStatusName": "Approved",
        "fromDate": None,
        "productIds": products,
        "onix2Only": False,
    }


def cover(number: int, work: Object, url: str, anchor: date) -> Object:
    """A front cover linked to all products of the work."""
    made = anchor - timedelta(days=40 + number % 200)
    return {
        "id": number,
        "url": url,
        "filename": f"cover-{work['id']}-{number}.jpg",
        "fileSize": cover_size(number),
        "height": COVER_HEIGHT,
        "aspectRatio": 0.65,
        "imageContentType": "image/jpeg",
        "isProcessing": False,
        "caption": f"Front cover of {work['title']}",
        "requiredCredit": "Cover by Sanna Quist" if number % 4 == 0 else None,
        "createdAt": f"{made.isoformat()}T09:00:00Z",
        "onixContentAudienceCode": "_00",
        "resourceVariant": "FRONT_COVER",
        "productIds": [each["id"] for each in work["products"]],
    }


def cover_size(number: int) -> int:
    """Bytes of a cover's file: told before it is drawn, and kept when it is."""
    return 150_000 + number * 7919 % 50_000


def production_run(number: int, work: Object, copies: int, anchor: date) -> Object:
    """One run for the printed products: quantities by destination, delivery before publication.

    What was to come by the anchor day has come.
    """
    printed = [each for each in work["products"] if each["__typename"] == "PhysicalBookProduct"]
    ids = [each["id"] for each in printed]
    delivery = date.fromisoformat(printed[0]["publicationDate"]) - timedelta(days=28)
    run: Object = {
        "id": number,
        "name": f"First printing of {work['title']}",
        "deliveryDate": delivery.isoformat(),
        "productIds": ids,
        "work": work,
        "workId": work,
    }
    parts: dict[str, Object] = {
        "bindings": {"pageBindingMethod": "Section sewn", "endpapers": "Plain, 120 gsm"},
        "covers": {"coverType": "Printed paper case", "paper": "Wibalin", "coverNotes": None},
        "finishes": {"name": "Matt lamination", "description": None},
        "interiors": {"fsc": True, "paper": "80 gsm Munken Premium Cream", "textColour": "1/1"},
    }
    for index, (name, part) in enumerate(parts.items()):
        run[name] = [{"id": number * 10 + index, "productIds": ids, "productionRunId": run, **part}]
    run["quantities"] = [
        {
            "id": number * 10 + index,
            "name": name,
            "description": None,
            "quantity": count,
            "receivedQuantity": count if delivery <= anchor else None,
            "productId": ids[0],
            "productionRunId": run,
        }
        for index, (name, count) in enumerate((("Warehouse", copies), ("Advances", 40)))
    ]
    return run


def contract(number: int, work: Object, signed: date) -> Object:
    """The agreement with the author of a work, signed on a day."""
    return {
        "id": number,
        "contractName": f"{work['title']}: author’s agreement",
        "clientId": 1,
        "client": {"id": 1, "name": "Estuary Group"},
        "copyrightYear": str(signed.year),
        "description": "Volume rights, all languages",
        "signedDate": signed.isoformat(),
        "msDeliveryDate": (signed + timedelta(days=270)).isoformat(),
        "freeCopies": "10",
        "freeCopiesUsed": "2",
        "authorDiscount": "40%",
        "term": "120",
        "licensedRights": [
            {"id": number * 10, "rightType": "Translation", "authorCut": 75.0},
            {"id": number * 10 + 1, "rightType": "Audio", "authorCut": 50.0},
        ],
        "work": work,
    }
