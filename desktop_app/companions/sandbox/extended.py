"""What does the invented house hold beyond the public schema? Shown only where it is asked for.

Contracts, to-dos, production files, embargo dates, availability, languages and the approval of
covers follow from what a work has already, with a draw of its own for each work, so that the
house without them stays as it is.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from desktop_app.companions.sandbox.house import Builder, House
from desktop_app.companions.sandbox.parts import Object, status
from desktop_app.companions.sandbox.print_traps import PRINT_TRAPS, reprint

TO_DOS = (
    ("Manuscript delivery", -270),
    ("Manuscript received by Editorial", -265),
    ("Manuscript to Production", -230),
    ("Text to copy editor", -220),
    ("Edited text and images to design", -190),
    ("First layouts", -165),
    ("Files to repro and indexer", -120),
    ("P&P decision", -110),
    ("Files to press", -90),
    ("Advance copies received", -45),
    ("Ex works", -35),
    ("Delivered to warehouse", -28),
)
"""Consonance's usual names, with days from publication."""
_AVAILABILITY = {"_02": "_10", "_04": "_21", "_01": "_40", "_03": "_40", "_07": "_51", "_16": "_31"}
_TERRITORIES = {"GBP": ["GB"], "USD": ["US"], "EUR": ["IE", "FR", "DE"], "AUD": ["AU", "NZ"]}
_PRINTED = "PhysicalBookProduct"
_APPROVED, _NOT_APPROVED = "Approved", "Not approved"
_SIZE = 400_000


def furnish(house: House, seed: int, anchor: date) -> None:
    """Give every work of a house what the extended schema can show."""
    for work in house.works.values():
        _furnish_work(work, random.Random(f"{seed}:{work['id']}"), anchor)


def _furnish_work(work: Object, draw: random.Random, anchor: date) -> None:
    published = _day(work["products"][0].get("publicationDate"), anchor)
    foreign = draw.random() < 0.04
    work["languageCode"] = "eng"
    work["toDos"] = _to_dos(work, published, anchor)
    work["productionFiles"] = _files(work, published, anchor)
    if not work["productionFiles"]:
        work["productionRuns"] = []  # a run is entered when the files are there to be printed
    for each in work["supportingResources"]:
        each["status"] = _APPROVED
    for each in work["marketingTexts"]:
        each["variant"] = each.get("variant") or "LONG_DESCRIPTION"
    for product in work["products"]:
        _furnish_product(product, published, anchor, foreign=foreign)


def _furnish_product(product: Object, published: date, anchor: date, *, foreign: bool) -> None:
    state = product.get("onixPublishingStatusCode") or ""
    number = product["id"] * 10
    known = anchor - timedelta(days=1)
    product |= {
        "onixProductAvailabilityCode": _AVAILABILITY.get(state),
        "expectedAvailabilityDate": _iso(anchor + timedelta(days=40)) if state == "_16" else None,
        "gtin": (product.get("isbn") or {}).get("isbn13"),
        "tradeAnnouncementDate": _iso(min(published - timedelta(days=300), known)),
        "publicAnnouncementDate": _iso(min(published - timedelta(days=210), known)),
        "salesEmbargoDate": _iso(published) if product["id"] % 40 == 0 else None,
        "contentLanguages": [_language(number, "eng", "01")],
    }
    if foreign:
        product["contentLanguages"].append(_language(number + 1, "fre", "02"))
    for price in product["prices"]:
        price["onixTerritoryCodes"] = _TERRITORIES.get(price["currencyCode"])


def _language(number: int, code: str, role: str) -> Object:
    return {"id": number, "onixLanguageCode": code, "onixLanguageRoleCode": role}


def _to_dos(work: Object, published: date, anchor: date) -> list[Object]:
    ids = [each["id"] for each in work["products"]]
    found = []
    for index, (name, days) in enumerate(TO_DOS):
        due = published + timedelta(days=days)
        done = due - timedelta(days=work["id"] % 5) if due <= anchor else None
        found.append(
            {
                "id": work["id"] * 20 + index,
                "name": name,
                "dueDate": _iso(due),
                "doneDate": _iso(done) if done else None,
                "dueDateWhenDone": _iso(due) if done else None,
                "assignee": None,
                "productIds": ids,
            }
        )
    return found


def _files(work: Object, published: date, anchor: date) -> list[Object]:
    made = published - timedelta(days=95)
    if made > anchor:
        return []
    found: list[Object] = []
    for product in work["products"]:
        if product["__typename"] == _PRINTED:
            variants = [("INTERIOR", "PDF"), ("COVER", "PDF")]
        elif product["__typename"] == "ElectronicBookProduct":
            variants = [("EBOOK", "EPUB")]
        else:
            continue
        found += [_file(product, made, n, *each) for n, each in enumerate(variants)]
    return found


def _file(product: Object, made: date, index: int, variant: str, kind: str) -> Object:
    number = product["id"] * 4 + index
    return {
        "id": number,
        "filename": f"{product['id']}-{variant.lower()}.{kind.lower()}",
        "fileFormat": kind,
        "fileVariant": variant,
        "fileSize": _SIZE + number * 104_729 % _SIZE,
        "approvalStatus": _APPROVED,
        "allowDistribution": "YES" if kind == "EPUB" else "NO",
        "analysisStatus": "ANALYSED",
        "exists": True,
        "bookmarks": kind == "PDF",
        "inspectable": kind == "EPUB",
        "createdAt": f"{made.isoformat()}T09:00:00Z",
        "updatedAt": f"{made.isoformat()}T09:00:00Z",
        "onixAnalysedContentTypeAccessibility": [],
        "onixAnalysedEpubAccessibility": [],
        "productIds": [product["id"]],
    }


def _iso(day: date) -> str:
    return day.isoformat()


def _day(text: Any, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return otherwise


# ---------------------------------------------------------------------- traps


def _announced_to_trade(builder: Builder, work: Object) -> None:
    _announce(builder.anchor, work, trade=-30, public=60)


def _announced_to_nobody(builder: Builder, work: Object) -> None:
    _announce(builder.anchor, work, trade=30, public=90)


def _announce(anchor: date, work: Object, *, trade: int, public: int) -> None:
    embargo = _iso(anchor + timedelta(days=public + 30))
    for product in work["products"]:
        product |= {
            **status("_02"),
            "publicationDate": embargo,
            "tradeAnnouncementDate": _iso(anchor + timedelta(days=trade)),
            "publicAnnouncementDate": _iso(anchor + timedelta(days=public)),
            "salesEmbargoDate": embargo,
        }


def _cover_not_approved(_: Builder, work: Object) -> None:
    work["supportingResources"][0]["status"] = _NOT_APPROVED


def _two_approved_covers(builder: Builder, work: Object) -> None:
    builder.add_cover(work)["status"] = _APPROVED


def _one_approved_cover(builder: Builder, work: Object) -> None:
    """The newer one waits for its approval: the older stays the cover."""
    builder.add_cover(work)["status"] = _NOT_APPROVED


def _contract_ended(builder: Builder, work: Object) -> None:
    reprint(builder, work)
    for number in work["contractIds"]:
        builder.house.contracts[number] |= {
            "terminatedDate": _iso(builder.anchor - timedelta(days=20)),
            "terminationReason": "Rights have gone back to the author",
        }


def _contract_not_signed(builder: Builder, work: Object) -> None:
    for number in work["contractIds"]:
        builder.house.contracts[number]["signedDate"] = None


def _no_contract(_: Builder, work: Object) -> None:
    work["contractIds"] = []


def _files_late(builder: Builder, work: Object) -> None:
    """The names as somebody typed them, one of them in words of their own."""
    late = builder.anchor - timedelta(days=9)
    for each in work["toDos"][6:]:
        each |= {"dueDate": _iso(late), "doneDate": None, "dueDateWhenDone": None}
    work["toDos"][8]["name"] = "FILES TO PRESS"
    work["toDos"][7]["name"] = "Print order agreed"


def _file_not_approved(builder: Builder, work: Object) -> None:
    reprint(builder, work)
    for each in work["productionFiles"][:1]:
        each["approvalStatus"] = _NOT_APPROVED


def _in_french(_: Builder, work: Object) -> None:
    work["languageCode"] = "fre"
    for product in work["products"]:
        product["contentLanguages"] = [_language(product["id"] * 10, "fre", "01")]


def _under_embargo(builder: Builder, work: Object) -> None:
    """Sound: the trade may have it and is told the day, the public may not see it yet."""
    day = _iso(builder.anchor + timedelta(days=100))
    for product in work["products"]:
        product |= {**status("_02"), "publicationDate": day, "salesEmbargoDate": day}


def _embargo_without_a_day(builder: Builder, work: Object) -> None:
    """A breach to be: nobody who gets it can be told until when, so nobody may get it."""
    _under_embargo(builder, work)
    for product in work["products"]:
        product["salesEmbargoDate"] = f"{builder.anchor.year + 1}-02-31"


TRAPS = {
    "announced to the trade only": _announced_to_trade,
    "announced to nobody yet": _announced_to_nobody,
    "cover not approved": _cover_not_approved,
    "two approved covers": _two_approved_covers,
    "one of two covers approved": _one_approved_cover,
    "contract ended": _contract_ended,
    "contract not signed": _contract_not_signed,
    "no contract": _no_contract,
    "files to press are late": _files_late,
    "interior not approved": _file_not_approved,
    "in another language": _in_french,
    **PRINT_TRAPS,
    "under a sales embargo": _under_embargo,
    "sales embargo without a day": _embargo_without_a_day,
}
"""Each trap by its name. Two are sound and are there to go: the reprint, and the title under a
sales embargo, which the trade may have and the public may not."""
_APART = 2
"""Every so manieth sound book is spoiled."""


def set_extended_traps(builder: Builder) -> None:
    """Spoil sound printed books that have been through production, from the first one on."""
    house = builder.house
    odd = {number for ids in house.traps.values() for number in ids}
    sound = [
        work
        for work in house.works.values()
        if work["products"][0]["__typename"] == _PRINTED
        and work["productionFiles"]
        and not odd & {each["id"] for each in work["products"]}
    ]
    if len(sound) < _APART * (len(TRAPS) + 1):
        return
    for (name, spoil), work in zip(TRAPS.items(), sound[_APART::_APART], strict=False):
        spoil(builder, work)
        house.traps[name] = [each["id"] for each in work["products"]]
