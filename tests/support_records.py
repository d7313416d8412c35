"""Many varied records, quickly: the same numbers give the same records on every machine."""

# ruff: noqa: SIM905 - words read better as a text

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from desktop_app.records import isbn
from desktop_app.records.document import content_hash
from desktop_app.records.title import Record, SourceKind

_ADJECTIVES = (
    "Quiet Salt Northern Burning Hidden Second Winter Glass Paper Late Bright Small Lost Iron "
    "Golden Broken Open Distant Silver Wild Hollow Patient Secret Borrowed Endless"
).split()
_NOUNS = (
    "Harbour Garden Letters Kitchen River Clocks Island Orchard Map Kings Bread Song Machine "
    "Lighthouse Summer Cartographer Wolves Bridge Diary Market Rain Library Theatre Republic Sea"
).split()
_TAILS = (
    "", "", "", ": A Novel", " of Łódź", " in the Straße", " & Other Stories", " – 1984 to 2001",
    " for Beginners", " de España", " d’été", " 東京物語", " Война", " O'Clock", " (Revised)",
)  # fmt: skip
_FIRST = (
    "Anna Øystein Łukasz Zoë José Maria Kwame Ingrid Siobhán Noor Thérèse Jürgen Ayşe Björn Chloe "
    "David Emeka Fatima George Hana"
).split()
_LAST = (
    "O'Brien Nuñez Smith Kowalski Sørensen Müller Okafor García Lindqvist Haddad Dvořák Grey "
    "Æbelø d’Arcy Nakamura Иванова Łęcki Straßburg Jones Patel"
).split()
_IMPRINTS = (
    "Pavilion Press", "Heron & Reed", "Saltmarsh", "Éditions Lumière", "Kestrel Academic",
    "Nine Elms Children’s", "Øst Forlag", "Granite",
)  # fmt: skip
_SERIES = ("Harbour Mysteries", "Very Short Guides", "Łódź Quartet", "")
_FORMS = (
    ("BB", "Hardback"), ("BC", "Paperback"), ("DG", "Electronic book text"), ("AJ", "Audio"),
    ("", ""),
)  # fmt: skip
_STATUSES = (
    ("02", "Forthcoming"), ("04", "Active"), ("04", "Active"), ("07", "Out of print"),
    ("00", "Unspecified"),
)  # fmt: skip
_FIRST_DAY = date(1998, 1, 5)


def isbn_of(number: int) -> str:
    """A valid ISBN-13 for a product number."""
    body = f"978{number * 104_729 % 1_000_000_000:09d}"
    return body + isbn.check_digit_13(body)


def record(number: int, seed: int = 1, **fields: Any) -> Record:
    """The record of one product; ``fields`` replace keys of its document (not of its work).

    Four products in a row share a work. Every 97th has neither ISBN nor date.
    """
    work = work_of(number)
    document = _product(number, seed) | fields
    document["work"] = _work(work, seed) | fields.get("work", {})
    return Record(
        f"product:{number}", f"work:{work}", SourceKind.CONSONANCE, document, content_hash(document)
    )


def records(count: int, seed: int = 1) -> Iterator[Record]:
    """Products 1 to ``count``."""
    for number in range(1, count + 1):
        yield record(number, seed)


def pages(count: int, size: int = 100, seed: int = 1) -> Iterator[list[Record]]:
    """The same in pages that never part a work."""
    page: list[Record] = []
    for each in records(count, seed):
        if len(page) >= size and each.work != page[-1].work:
            yield page
            page = []
        page.append(each)
    if page:
        yield page


def work_of(number: int) -> int:
    return (number - 1) // 4 + 1


def products_of(work: int) -> range:
    """The product numbers of a work."""
    return range(work * 4 - 3, work * 4 + 1)


def _product(number: int, seed: int) -> dict[str, Any]:
    chance = random.Random(f"{seed}-{number}")
    work = random.Random(f"{seed}-work-{work_of(number)}")
    bare = number % 97 == 0
    thirteen = isbn_of(number)
    form, status = chance.choice(_FORMS), chance.choice(_STATUSES)
    day = _FIRST_DAY + timedelta(days=chance.randrange(11_000))
    people = [f"{work.choice(_FIRST)} {work.choice(_LAST)}" for _ in range(work.choice((1, 1, 2)))]
    return {
        "__typename": "PhysicalBookProduct",
        "id": str(number),
        "fullTitle": _title(work),
        "subtitle": chance.choice((None, None, "Notes from the edge", "Eine Einführung")),
        "authorshipDescription": " and ".join(people),
        "allowOnixExports": chance.random() < 0.9,
        "isbn": None if bare else {"isbn13": thirteen, "isbn10": None},
        "onix21ProductFormCode": form[0] or None,
        "onix21ProductForm": {"code": form[0], "description": form[1]} if form[0] else None,
        "onixPublishingStatusCode": status[0],
        "onixPublishingStatus": {"code": status[0], "description": status[1]},
        "publicationDate": None if bare else day.isoformat(),
        "prices": [
            {
                "amount": f"{chance.randrange(4, 60)}.99",
                "currencyCode": currency,
                "onixPriceTypeCode": "02" if currency == "GBP" else "01",
                "onixPriceTypeQualifierCode": "05",
            }
            for currency in ("GBP", "USD", "EUR")[: chance.randrange(1, 4)]
        ],
        "contributions": [
            {
                "sequenceNumber": place,
                "onixContributorRoleCode": "A01",
                "productIds": [str(number)],
                "contributor": {"__typename": "Person", "id": str(place), "name": name},
            }
            for place, name in enumerate(people, 1)
        ],
        "marketingTexts": [{"id": str(number), "externalText": "<p>A long evening. </p>" * 6}],
    }


def _title(work: random.Random) -> str:
    first, second = work.choice(_ADJECTIVES), work.choice(_NOUNS)
    article = work.choice(("The ", "", "A "))
    return f"{article}{first} {second}{work.choice(_TAILS)}"


def _work(number: int, seed: int) -> dict[str, Any]:
    chance = random.Random(f"{seed}-of-{number}")
    series = chance.choice(_SERIES)
    linked = [str(each) for each in products_of(number)]
    return {
        "id": str(number),
        "title": f"Work {number}",
        "imprint": {"id": str(number % 8), "name": _IMPRINTS[chance.randrange(len(_IMPRINTS))]},
        "seriesMemberships": [{"partNumber": "2", "series": {"id": "1", "name": series}}]
        if series
        else [],
        "subjectCodes": [{"scheme": "THEMA", "code": "FBA", "description": "Fiction"}],
        "supportingResources": [
            {"id": "1", "url": f"http://127.0.0.1/other/{number}.jpg", "productIds": [],
             "imageContentType": "image/jpeg", "isProcessing": False},
            {"id": "2", "url": f"http://127.0.0.1/covers/{number}.jpg", "productIds": linked,
             "imageContentType": "image/jpeg", "isProcessing": False},
        ],
    }  # fmt: skip
