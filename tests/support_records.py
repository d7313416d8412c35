"""Records built by hand, in the document shape that both sources give."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop_app.records.document import content_hash
from desktop_app.records.flow import Audience, Flow
from desktop_app.records.payload import Facts
from desktop_app.records.title import Record, SourceKind

TODAY = date(2026, 11, 24)
GARDNERS = Flow("gardners", 1, "Gardners", "item-json", audience=Audience.TRADE, market="UK")
ERP = Flow("erp", 1, "ERP", "item-json", audience=Audience.INTERNAL, market="WORLD")
INGRAM = Flow("ingram", 1, "Ingram", "item-json", audience=Audience.TRADE, market="US")
SHOP = Flow("shop", 1, "Web shop", "item-json", audience=Audience.PUBLIC, market="EU")
LAUNCH = Flow("launch", 7, "Launch planning", "milestone-event", audience=Audience.INTERNAL)

DOCUMENT: Mapping[str, Any] = {
    "__typename": "PhysicalBookProduct",
    "id": "12",
    "fullTitle": "The Harbour Atlas",
    "titlePrefix": "The",
    "titleWithoutPrefix": "Harbour Atlas",
    "subtitle": "A chart of vanished coasts",
    "authorshipDescription": "Ana Núñez with B. Okafor",
    "allowOnixExports": True,
    "asin": "B00HARBOUR",
    "editionStatement": "Second edition",
    "gbVatCode": "Z",
    "isbn": {"isbn10": "1911390228", "isbn13": "9781911390220", "isbnWithDashes": "x"},
    "inHouseEdition": {"name": "Paperback"},
    "inHouseFormat": {"name": "B format"},
    "isForSaleWorldwide": False,
    "forSaleCountryCodes": ["IE", "GB", "US", "DE"],
    "notForSaleCountryCodes": ["AU"],
    "salesRightsDescription": "UK, Ireland, US and Germany",
    "onix21ProductFormCode": "BC",
    "onix21ProductForm": {"code": "BC", "description": "Paperback"},
    "onixPublishingStatusCode": "02",
    "onixPublishingStatus": {"code": "02", "description": "Forthcoming"},
    "plannedPublicationDate": "2027-10-05",
    "publicationDate": "2027-10-12",
    "salesEmbargoDate": "2026-11-01",
    "approximatePageCount": 320,
    "productionPageCount": 336,
    "totalNumberedPages": 312,
    "mainContentPageCount": 300,
    "frontMatterPageCount": 8,
    "backMatterPageCount": 4,
    "totalUnnumberedInsertPageCount": 16,
    "wordCount": 90000,
    "productHeight": "198",
    "productWidth": "129",
    "productThickness": "22.5",
    "prices": [
        {
            "amount": "14.99",
            "currencyCode": "GBP",
            "onixPriceTypeCode": "02",
            "onixPriceTypeQualifierCode": "05",
            "effectiveFrom": None,
            "effectiveTo": None,
        },
        {
            "amount": "19.95",
            "currencyCode": "USD",
            "onixPriceTypeCode": "01",
            "onixPriceTypeQualifierCode": "05",
            "effectiveFrom": "2026-01-01",
            "effectiveTo": None,
        },
        {
            "amount": "17.50",
            "currencyCode": "EUR",
            "onixPriceTypeCode": "02",
            "onixPriceTypeQualifierCode": "05",
            "effectiveFrom": None,
            "effectiveTo": "2029-12-31",
        },
    ],
    "contributions": [
        {
            "sequenceNumber": 1,
            "onixContributorRoleCode": "A01",
            "onixContributorRole": {"description": "By (author)"},
            "productIds": ["12", "13"],
            "contributor": {
                "__typename": "Person",
                "id": "71",
                "name": "Ana Núñez",
                "personName": "Ana Núñez",
                "personNameInverted": "Núñez, Ana",
                "keyNames": "Núñez",
                "isni": "0000000121032683",
                "biographicalNote": "<p>Lives by the <em>sea</em>.</p>",
            },
        },
        {
            "sequenceNumber": 2,
            "onixContributorRoleCode": "A12",
            "onixContributorRole": {"description": "Illustrated by"},
            "productIds": ["12"],
            "contributor": {
                "__typename": "Organisation",
                "id": "72",
                "name": "Okafor Maps",
                "organisationName": "Okafor Maps",
            },
        },
    ],
    "marketingTexts": [
        {
            "id": "901",
            "externalText": "<p>A chart of coasts that are <b>gone</b>.</p><p>Read it.</p>",
            "internalText": "Do not tell: the author wants more money.",
            "onixContentAudienceCodes": ["00"],
            "onixLanguageCode": "eng",
            "fromDate": None,
            "datePublished": "2026-10-01",
            "productIds": ["12"],
        },
        {
            "id": "902",
            "externalText": "For the trade only.",
            "internalText": "",
            "onixContentAudienceCodes": ["02"],
            "fromDate": None,
            "productIds": ["12"],
        },
    ],
    "shortDescription": [
        {
            "id": "901",
            "externalText": "A chart of coasts that are gone.",
            "internalText": "hush",
            "onixContentAudienceCodes": ["00"],
            "onixLanguageCode": "eng",
            "fromDate": None,
            "productIds": ["12"],
        }
    ],
    "webLinks": [
        {
            "id": "31",
            "link": "https://example.org/atlas",
            "role": "02",
            "description": "Page of the book",
            "includeInOnix": True,
        }
    ],
    "work": {
        "id": "9",
        "title": "The Harbour Atlas",
        "subtitle": "Coasts",
        "imprint": {"id": "3", "name": "Pavilion"},
        "seriesMemberships": [
            {
                "partNumber": "2",
                "yearOfAnnual": "2027",
                "series": {
                    "id": "4",
                    "name": "Lost places",
                    "subtitle": "On maps",
                    "printIssn": "1234-5679",
                    "onlineIssn": "1234-5687",
                },
            }
        ],
        "subjectCodes": [
            {"scheme": "THEMA", "code": "RGV", "description": "Cartography", "main": True},
            {"scheme": "BISAC", "code": "TEC048000", "description": "Maps", "main": False},
        ],
        "bics": ["RGV", "WT"],
        "bisacs": ["TEC048000"],
        "audience": {"description": "General readers"},
        "editionNumber": 2,
        "editionStatement": "Second, revised",
        "inHouseWorkReference": "HA-2",
        "workType": "Trade",
        "season": "Autumn 2027",
        "projectStage": "Layout",
        "marketingTier": "A",
        "publishersUrl": "https://example.org/works/9",
        "prizes": [
            {
                "prizeName": "Atlas Prize",
                "prizeYear": 2026,
                "onixPrizeAchievementCode": "01",
                "prizeStatement": "Winner",
                "productIds": ["12"],
            }
        ],
        "supportingResources": [
            {
                "id": "55",
                "url": "https://img.example.org/55.jpg",
                "filename": "atlas.jpg",
                "imageContentType": "image/jpeg",
                "fileSize": 81234,
                "height": 2459,
                "isProcessing": False,
                "caption": "Cover",
                "requiredCredit": "Okafor",
                "onixContentAudienceCode": "00",
                "createdAt": "2026-10-01T10:00:00Z",
                "productIds": ["12"],
            },
            {
                "id": "56",
                "url": "https://img.example.org/56.jpg",
                "filename": "hardback.jpg",
                "imageContentType": "image/jpeg",
                "isProcessing": False,
                "onixContentAudienceCode": "00",
                "productIds": ["13"],
            },
        ],
    },
}


def document(**changes: Any) -> dict[str, Any]:
    """The rich document with some of its keys replaced; ``work`` is merged, not replaced."""
    made = copy.deepcopy(dict(DOCUMENT))
    made["work"] |= changes.pop("work", {})
    return made | changes


def without(*keys: str) -> dict[str, Any]:
    """The rich document as a source gives it that cannot tell some keys."""
    made = copy.deepcopy(dict(DOCUMENT))
    for each in keys:
        owner = made["work"] if each.startswith("work.") else made
        del owner[each.removeprefix("work.")]
    return made


def record(given: Mapping[str, Any] | None = None, title: str = "") -> Record:
    """A record of a document; its id is that of the document unless another is named."""
    made = DOCUMENT if given is None else given
    kind = SourceKind.ONIX if title.startswith("onix:") else SourceKind.CONSONANCE
    work = made.get("work")
    number = work.get("id") if isinstance(work, Mapping) else None
    return Record(
        title or f"product:{made.get('id')}",
        f"work:{number}" if number else "",
        kind,
        made,
        content_hash(made),
    )


def facts(**changes: Any) -> Facts:
    """What is known of the world in most tests: the day, and nothing else."""
    return Facts(**({"today": TODAY} | changes))
