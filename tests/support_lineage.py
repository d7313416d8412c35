"""One rich title of the sandbox, and a change for every path that a mapping reads.

Values are in the shape of the server: codes with an underscore before a digit, numbers as numbers.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from tests.support_lineage_parts import NEW_PARTS, ORGANISATION, PARTS, PERSON, SELF

Value = Any

PRODUCT: Mapping[str, Any] = {
    "fullTitle": "The Harbour Atlas",
    "titlePrefix": "The",
    "titleWithoutPrefix": "Harbour Atlas",
    "subtitle": "A chart of vanished coasts",
    "authorshipDescription": "Ana Núñez with Okafor Maps",
    "allowOnixExports": True,
    "asin": "B00HARBOUR",
    "isbn": {"isbn10": "1911390228", "isbn13": "9781911390220", "isbnWithDashes": "978-1-91"},
    "inHouseEdition": {"id": 901, "name": "Paperback"},
    "inHouseFormat": {"id": 902, "name": "B format"},
    "isForSaleWorldwide": False,
    "forSaleCountryCodes": ["GB", "IE", "US"],
    "notForSaleCountryCodes": ["AU"],
    "salesRightsDescription": "UK, Ireland and US",
    "onix21ProductFormCode": "BC",
    "onix21ProductForm": {"code": "BC", "description": "Paperback"},
    "onixPublishingStatusCode": "_02",
    "onixPublishingStatus": {"code": "_02", "description": "Forthcoming"},
    "plannedPublicationDate": "2029-10-05",
    "publicationDate": "2029-10-12",
    "salesEmbargoDate": "2029-10-12",
    "editionStatement": "Second edition",
    "gbVatCode": "Z",
    "approximatePageCount": 320,
    "productionPageCount": 336,
    "totalNumberedPages": 312,
    "mainContentPageCount": 300,
    "frontMatterPageCount": 8,
    "backMatterPageCount": 4,
    "totalUnnumberedInsertPageCount": 16,
    "wordCount": 90000,
    "productHeight": 198,
    "productWidth": 129,
    "productThickness": 22.5,
    "prices": [
        {
            "id": 9_100_001,
            "amount": 14.99,
            "currencyCode": "GBP",
            "onixPriceTypeCode": "_02",
            "onixPriceTypeQualifierCode": "_05",
            "effectiveFrom": "2026-01-01",
            "effectiveTo": "2031-12-31",
        }
    ],
    "webLinks": [
        {
            "id": 9_200_001,
            "link": "https://example.org/atlas",
            "role": "_02",
            "description": "Page of the book",
            "includeInOnix": True,
        }
    ],
}
WORK: Mapping[str, Any] = {
    "title": "The Harbour Atlas, a work",
    "subtitle": "Coasts",
    "imprint": {"id": 9_300_001, "name": "Pavilion"},
    "audience": {"description": "General readers"},
    "editionNumber": 2,
    "editionStatement": "Second, revised",
    "inHouseWorkReference": "HA-2",
    "workType": "Trade",
    "season": "Autumn 2029",
    "projectStage": "Layout",
    "marketingTier": "A",
    "publishersUrl": "https://example.org/works/9",
    "bics": ["RGV", "WT"],
    "bisacs": ["TEC048000", "HIS054000"],
    "subjectCodes": [
        {"scheme": "THEMA", "code": "RGV", "description": "Cartography", "main": True},
    ],
    "seriesMemberships": [
        {
            "partNumber": "2",
            "yearOfAnnual": "2029",
            "series": {
                "id": 9_400_001,
                "name": "Lost places",
                "subtitle": "On maps",
                "printIssn": "1234-5679",
                "onlineIssn": "1234-5687",
            },
        }
    ],
    "prizes": [
        {
            "prizeName": "Atlas Prize",
            "prizeYear": 2026,
            "onixPrizeAchievementCode": "_01",
            "prizeStatement": "Winner",
        }
    ],
    "contributions": [
        {
            "id": 9_530_001,
            "sequenceNumber": 1,
            "onixContributorRoleCode": "A01",
            "onixContributorRole": {"code": "A01", "description": "By (author)"},
            "contributor": {
                "__typename": "Person",
                "id": 9_500_001,
                "name": "Ana Núñez",
                "personName": "Ana Núñez",
                "personNameInverted": "Núñez, Ana",
                "keyNames": "Núñez",
                "isni": "0000000121032683",
                "biographicalNote": "<p>Lives by the sea.</p>",
                **PERSON,
            },
        },
        {
            "id": 9_530_002,
            "sequenceNumber": 2,
            "onixContributorRoleCode": "A12",
            "onixContributorRole": {"code": "A12", "description": "Illustrated by"},
            "contributor": {
                "__typename": "Organisation",
                "id": 9_500_002,
                "name": "Okafor Maps",
                "organisationName": "Okafor Maps Ltd",
                "isni": "0000000121032691",
                "biographicalNote": "<p>Draws maps.</p>",
                **ORGANISATION,
            },
        },
    ],
    "marketingTexts": [
        {
            "id": 9_600_001,
            "variant": "SHORT_DESCRIPTION",
            "externalText": "A chart of coasts that are gone.",
            "internalText": "hush",
            "onixContentAudienceCodes": ["_00"],
            "onixLanguageCode": "eng",
            "fromDate": "2026-01-02",
            "datePublished": "2026-01-03",
        },
        {
            "id": 9_600_002,
            "variant": "LONG_DESCRIPTION",
            "externalText": "<p>A chart of coasts that are <b>gone</b>.</p>",
            "internalText": "hush",
            "onixContentAudienceCodes": ["_00"],
            "onixLanguageCode": "eng",
            "fromDate": "2026-02-02",
            "datePublished": "2026-02-03",
        },
    ],
    "supportingResources": [
        {
            "id": 9_700_001,
            "url": "https://img.example.org/55.jpg",
            "filename": "atlas.jpg",
            "imageContentType": "image/jpeg",
            "fileSize": 81234,
            "height": 2459,
            "isProcessing": False,
            "caption": "Cover",
            "requiredCredit": "Okafor",
            "resourceVariant": "FRONT_COVER",
            "onixContentAudienceCode": "_00",
            "createdAt": "2026-10-01T10:00:00Z",
            "status": "Approved",
        }
    ],
    **PARTS,
}
_ROOTS = {"contributions", "marketingTexts"}
"""Lists of the product that the server keeps with the work."""
LINKED = frozenset({"contributions", "marketingTexts", "prizes", "supportingResources"})
_SHORT = "shortDescription"

NEW: Mapping[str, Value] = {
    "isbn.isbn13": "9781911390237",
    "isbn.isbn10": "1911390236",
    "asin": "B00ATLAS01",
    "fullTitle": "The Harbour Atlas, again",
    "titlePrefix": "An",
    "titleWithoutPrefix": "Atlas of Harbours",
    "subtitle": "Another subtitle",
    "work.title": "Another work",
    "work.subtitle": "Another work's subtitle",
    "authorshipDescription": "Ana Núñez alone",
    "contributions[].sequenceNumber": lambda n: 10 + n,
    "contributions[].productIds": lambda _: [],
    "contributions[].onixContributorRoleCode": lambda _: "B01",
    "contributions[].onixContributorRole.description": lambda _: "Edited by",
    "contributions[].contributor.id": lambda n: 9_500_101 + n,
    "contributions[].contributor.name": lambda n: f"Somebody {n}",
    "contributions[].contributor.personName": lambda n: "Ana M. Núñez" if n == 0 else None,
    "contributions[].contributor.personNameInverted": lambda n: "Núñez, A." if n == 0 else None,
    "contributions[].contributor.keyNames": lambda n: "Nunez" if n == 0 else None,
    "contributions[].contributor.organisationName": lambda n: "Okafor & Co" if n == 1 else None,
    "contributions[].contributor.isni": lambda _: "0000000081032682",
    "contributions[].contributor.biographicalNote": lambda n: f"Another note {n}.",
    "work.imprint.id": 9_300_002,
    "work.imprint.name": "Old Quay",
    "work.seriesMemberships[].series.name": lambda _: "Found places",
    "work.seriesMemberships[].series.subtitle": lambda _: "On charts",
    "work.seriesMemberships[].series.printIssn": lambda _: "2049-3630",
    "work.seriesMemberships[].series.onlineIssn": lambda _: "2049-3649",
    "work.seriesMemberships[].partNumber": lambda _: "3",
    "work.seriesMemberships[].yearOfAnnual": lambda _: "2030",
    "onix21ProductFormCode": "BB",
    "onix21ProductForm.description": "Hardback",
    "work.editionNumber": 3,
    "editionStatement": "Third edition",
    "work.editionStatement": "Third, revised",
    "onixPublishingStatusCode": "_04",
    "onixPublishingStatus.description": "Soon",
    "publicationDate": "2029-11-13",
    "salesEmbargoDate": "2029-11-12",
    "plannedPublicationDate": "2029-11-01",
    "prices[].amount": lambda _: 15.49,
    "prices[].currencyCode": lambda _: "EUR",
    "prices[].onixPriceTypeCode": lambda _: "_01",
    "prices[].onixPriceTypeQualifierCode": lambda _: "_06",
    "prices[].effectiveFrom": lambda _: "2026-03-01",
    "prices[].effectiveTo": lambda _: "2032-12-31",
    "gbVatCode": "S",
    "isForSaleWorldwide": True,
    "forSaleCountryCodes": ["GB", "IE"],
    "notForSaleCountryCodes": ["AU", "NZ"],
    "salesRightsDescription": "As agreed",
    "work.subjectCodes[].scheme": lambda _: "BIC",
    "work.subjectCodes[].code": lambda _: "WTM",
    "work.subjectCodes[].description": lambda _: "Maps",
    "work.subjectCodes[].main": lambda _: False,
    "work.bics": ["WT", "RGV"],
    "work.bisacs": ["HIS054000", "TEC048000"],
    "work.audience.description": "Children",
    "shortDescription[].externalText": lambda _: "Gone coasts.",
    "shortDescription[].productIds": lambda _: [],
    "shortDescription[].onixContentAudienceCodes": lambda _: ["_01"],
    "shortDescription[].onixLanguageCode": lambda _: "fre",
    "shortDescription[].fromDate": lambda _: "2026-04-05",
    "marketingTexts[].id": lambda n: 9_600_101 + n,
    "marketingTexts[].externalText": lambda _: "<p>Nothing of it is left.</p>",
    "marketingTexts[].productIds": lambda _: [],
    "marketingTexts[].onixContentAudienceCodes": lambda _: ["_01"],
    "marketingTexts[].onixLanguageCode": lambda _: "fre",
    "marketingTexts[].fromDate": lambda _: "2026-04-06",
    "marketingTexts[].datePublished": lambda _: "2026-04-07",
    "work.prizes[].prizeName": lambda _: "Map Prize",
    "work.prizes[].prizeYear": lambda _: 2027,
    "work.prizes[].productIds": lambda _: [],
    "work.prizes[].onixPrizeAchievementCode": lambda _: "_02",
    "work.prizes[].prizeStatement": lambda _: "Runner-up",
    "approximatePageCount": 321,
    "productionPageCount": 352,
    "totalNumberedPages": 313,
    "mainContentPageCount": 301,
    "frontMatterPageCount": 9,
    "backMatterPageCount": 5,
    "totalUnnumberedInsertPageCount": 17,
    "wordCount": 90001,
    "productHeight": 234,
    "productWidth": 156,
    "productThickness": 23.5,
    "work.supportingResources[].id": lambda _: 9_700_101,
    "work.supportingResources[].url": lambda _: "https://img.example.org/56.jpg",
    "work.supportingResources[].filename": lambda _: "atlas-2.jpg",
    "work.supportingResources[].imageContentType": lambda _: "application/pdf",
    "work.supportingResources[].resourceVariant": lambda _: "BACK_COVER",
    "work.supportingResources[].isProcessing": lambda _: True,
    "work.supportingResources[].onixContentAudienceCode": lambda _: "_01",
    "work.supportingResources[].fileSize": lambda _: 81235,
    "work.supportingResources[].height": lambda _: 2460,
    "work.supportingResources[].caption": lambda _: "The cover",
    "work.supportingResources[].requiredCredit": lambda _: "Okafor Maps",
    "work.supportingResources[].createdAt": lambda _: "2026-10-02T10:00:00Z",
    "work.supportingResources[].productIds": lambda _: [],
    "webLinks[].id": lambda _: 9_200_101,
    "webLinks[].link": lambda _: "https://example.org/harbour",
    "webLinks[].role": lambda _: "_01",
    "webLinks[].description": lambda _: "Another page",
    "webLinks[].includeInOnix": lambda _: False,
    "work.publishersUrl": "https://example.org/works/10",
    "work.inHouseWorkReference": "HA-3",
    "inHouseFormat.name": "C format",
    "inHouseEdition.name": "Trade paperback",
    "work.workType": "Academic",
    "work.season": "Spring 2030",
    "work.projectStage": "Proofs",
    "work.marketingTier": "B",
    "allowOnixExports": False,
    **NEW_PARTS,
}
"""Mapped path to its new value; in a list a function of the entry's place, None for unchanged."""


def patch(path: str, value: Value) -> tuple[str, dict[str, Any]]:
    """("product" or "work", the fields to patch) that give a path of the rich title a new value."""
    owner = "work" if path.startswith("work.") else "product"
    names = path.removeprefix("work.").split(".")
    root = names[0].removesuffix("[]")
    if root == _SHORT or root in _ROOTS:
        owner = "work"
    known = WORK if owner == "work" else PRODUCT
    field = "marketingTexts" if root == _SHORT else root
    given = copy.deepcopy(known[field])
    if not names[0].endswith("[]"):
        return owner, {field: _set(given, names[1:], value)}
    for place in _entries(root, given):
        changed = value(place)
        if changed is not None:
            given[place] = _set(given[place], names[1:], changed)
    return owner, {field: given}


def _entries(root: str, given: list[Any]) -> list[int]:
    """The short description is the first marketing text, the others are the rest."""
    if root == _SHORT:
        return [0]
    return list(range(1, len(given))) if root == "marketingTexts" else list(range(len(given)))


def _set(given: Any, names: list[str], value: Value) -> Any:
    if not names:
        return value
    if names[0].endswith("[]"):
        name = names[0].removesuffix("[]")
        inner = [_set(each, names[1:], value) for each in given.get(name) or ()]
        return {**given, name: inner} if inner else given
    return {**given, names[0]: _set(given.get(names[0]), names[1:], value)}


def linked(fields: Mapping[str, Any], product: int) -> dict[str, Any]:
    """The same patch, with entries that can be linked to products linked to this one."""
    made = _with_self(copy.deepcopy(dict(fields)), product)
    for name in LINKED & made.keys():
        for each in made[name]:
            each.setdefault("productIds", [product])
    return made


def _with_self(given: Any, product: int) -> Any:
    """The same with the product's number where it is named."""
    if isinstance(given, dict):
        return {name: _with_self(each, product) for name, each in given.items()}
    if isinstance(given, list):
        return [_with_self(each, product) for each in given]
    return product if given == SELF else given


def restored(owner: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The patch that brings the same fields back."""
    known = WORK if owner == "work" else PRODUCT
    return {name: copy.deepcopy(known[name]) for name in fields}


def leaves(document: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Every path of a record with its values; entries of a list share one: ``prices[].amount``."""
    found: dict[str, list[Any]] = {}
    _walk(document, "", found.setdefault)
    return found


def _walk(given: Any, path: str, put: Callable[[str, list[Any]], list[Any]]) -> None:
    if isinstance(given, Mapping):
        for name, each in given.items():
            _walk(each, f"{path}.{name}" if path else str(name), put)
    elif isinstance(given, list) and any(isinstance(each, Mapping) for each in given):
        for each in given:
            _walk(each, f"{path}[]", put)
    else:
        put(path, []).append(given)
