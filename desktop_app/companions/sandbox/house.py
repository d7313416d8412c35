"""An invented publishing house, made from a seed: works, products, contacts and their parts.

Objects are plain dictionaries under the schema's field names; references point to the other
dictionaries, so that the GraphQL executor can walk them. Dates hang on one anchor day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from desktop_app.companions.sandbox import words
from desktop_app.companions.sandbox.parts import (
    code,
    cover,
    description,
    isbn,
    price,
    production_run,
    subject,
    text,
)

Object = dict[str, Any]
_MARKETS = (("USD", 1.4), ("EUR", 1.2), ("AUD", 2.1))


@dataclass
class House:
    """Everything the double serves. ``traps`` maps a trap's name to product ids."""

    works: dict[int, Object] = field(default_factory=dict)
    products: dict[int, Object] = field(default_factory=dict)
    contacts: dict[int, Object] = field(default_factory=dict)
    traps: dict[str, list[int]] = field(default_factory=dict)

    def products_of(self, work: int) -> Iterator[Object]:
        yield from self.works[work]["products"]


class Builder:
    """Draws one house; the same seed, size and anchor give the same house."""

    def __init__(self, seed: int, titles: int, anchor: date, covers_url: str) -> None:
        self.draw = random.Random(seed)
        self.anchor = anchor
        self.covers_url = covers_url
        self.house = House()
        self._titles = titles
        self._next = {"text": 1, "price": 1, "resource": 1, "run": 1, "contribution": 1}
        self._seen_titles: set[str] = set()

    def build(self) -> House:
        """All works and products, with the traps set afterwards by the caller."""
        self._contacts()
        number = 0
        while len(self.house.products) < self._titles:
            number += 1
            self._work(number)
        return self.house

    def number(self, kind: str) -> int:
        """The next id of a kind."""
        self._next[kind] += 1
        return self._next[kind] - 1

    # ------------------------------------------------------------------ contacts

    def _contacts(self) -> None:
        pairs = [(given, family) for given in words.GIVEN for family in words.FAMILY]
        self.draw.shuffle(pairs)
        for number, (given, family) in enumerate(pairs[:260], 1):
            self._person(number, given, family)

    def _person(self, number: int, given: str, family: str) -> Object:
        person = {
            "__typename": "Person",
            "id": number,
            "name": f"{given} {family}",
            "personName": f"{given} {family}",
            "personNameInverted": f"{family}, {given}",
            "keyNames": family,
            "biographicalNote": f"{given} {family} lives and works near {_place(self.draw)}.",
            "isni": f"{self.draw.randrange(10**15):016d}" if self.draw.random() < 0.3 else None,
            "contactTags": ["author"],
        }
        self.house.contacts[number] = person
        return person

    # ------------------------------------------------------------------ works

    def _work(self, number: int) -> None:
        draw = self.draw
        imprint = draw.choice(words.IMPRINTS)
        title, author = self._title(number)
        publication = self._publication()
        work: Object = {
            "__typename": "Work",
            "id": 1000 + number,
            "title": title,
            "subtitle": draw.choice(words.SUBTITLES) if draw.random() < 0.55 else None,
            "imprint": {"id": imprint[0], "name": imprint[1]},
            "season": draw.choice(words.SEASONS),
            "projectStage": draw.choice(words.STAGES),
            "marketingTier": draw.choice(words.TIERS),
            "workType": "Monograph" if imprint[0] == 5 else "Trade",
            "inHouseWorkReference": f"W-{number:05d}",
            "editionNumber": 1 if draw.random() < 0.8 else draw.randint(2, 5),
            "publishersUrl": None,
            "audience": {"description": None, "onixAudiences": [], "contentWarnings": []},
            "subjectCodes": self._subjects(),
            "prizes": self._prizes(),
            "seriesMemberships": self._series(number),
            "products": [],
            "contributions": [],
            "supportingResources": [],
            "productionRuns": [],
            "updated": self.anchor,
        }
        work["bics"] = [each["code"] for each in work["subjectCodes"] if each["scheme"] == "BIC"]
        work["bisacs"] = [
            each["code"] for each in work["subjectCodes"] if each["scheme"] == "BISAC"
        ]
        self.house.works[work["id"]] = work
        for index, form in enumerate(self._forms(number)):
            self._product(work, form, publication + timedelta(days=7 * index))
        self._contributions(work, author)
        self._marketing(work)
        work["supportingResources"].append(self._cover(work))
        if any(each["__typename"] == "PhysicalBookProduct" for each in work["products"]):
            work["productionRuns"].append(production_run(self, work))

    def _title(self, number: int) -> tuple[str, tuple[str, str] | None]:
        if number % 53 == 7:
            title, author, key = words.OTHER_SCRIPTS[(number // 53) % len(words.OTHER_SCRIPTS)]
            return title, (author, key)
        while True:
            made = self.draw.choice(words.PATTERNS).format(
                thing=self.draw.choice(words.THINGS),
                kind=self.draw.choice(words.KINDS),
                number=self.draw.choice(words.NUMBERS),
            )
            if made not in self._seen_titles or len(self._seen_titles) > 4000:
                self._seen_titles.add(made)
                return made, None

    def _publication(self) -> date:
        days = self.draw.randint(-900, 420)
        if -14 < days < 45:
            # Nothing sits on the edge of today: a run next week must see the same statuses.
            days += 60
        return self.anchor + timedelta(days=days)

    def _forms(self, number: int) -> tuple[str, ...]:
        return words.PATTERNS_OF_FORMS[(number * 7) % len(words.PATTERNS_OF_FORMS)]

    def _subjects(self) -> list[Object]:
        draw = self.draw
        found = [subject("THEMA", *draw.choice(words.THEMA), main=True)]
        if draw.random() < 0.7:
            found.append(subject("BISAC", *draw.choice(words.BISAC), main=True))
        if draw.random() < 0.3:
            found.append(subject("BIC", *draw.choice(words.BIC), main=True))
        return found

    def _prizes(self) -> list[Object]:
        if self.draw.random() > 0.06:
            return []
        return [
            {"id": 1, "prizeName": "The Estuary Prize", "prizeYear": 2026,
             "onixPrizeAchievementCode": "04", "productIds": []}
        ]  # fmt: skip

    def _series(self, number: int) -> list[Object]:
        if number % 4:
            return []
        series = words.SERIES[(number // 4) % len(words.SERIES)]
        return [
            {"id": number, "partNumber": str(1 + number // 24),
             "series": {"id": series[0], "name": series[1], "titleWithSubtitle": series[1]}}
        ]  # fmt: skip

    def _contributions(self, work: Object, author: tuple[str, str] | None) -> None:
        people = self.draw.sample(range(1, 261), self.draw.choice((1, 1, 1, 2, 2, 3)))
        products = [each["id"] for each in work["products"]]
        for sequence, person in enumerate(people, 1):
            contact = self.house.contacts[person]
            if author and sequence == 1:
                contact = self._person(1000 + work["id"], "", author[1])
                contact["name"] = contact["personName"] = author[0]
                contact["personNameInverted"] = author[0]
            role = "A01" if sequence == 1 else self.draw.choice(("A01", "A12", "B06", "A24"))
            work["contributions"].append(
                {
                    "id": self.number("contribution"),
                    "sequenceNumber": sequence,
                    "onixContributorRoleCode": role,
                    "onixContributorRole": code(role, _ROLES[role]),
                    "productIds": products,
                    "contributor": contact,
                    "work": work,
                    "workId": work["id"],
                }
            )
        names = [each["contributor"]["name"] for each in work["contributions"]]
        work["authorshipDescription"] = work["contributorPrettyList"] = ", ".join(names)

    def _marketing(self, work: Object) -> None:
        products = [each["id"] for each in work["products"]]
        short, long = description(self.draw)
        work["marketingTexts"] = [
            text(self.number("text"), "SHORT_DESCRIPTION", short, products),
            text(self.number("text"), "", f"<p>{long}</p>", products),
        ]

    def _cover(self, work: Object) -> Object:
        resource = self.number("resource")
        return cover(resource, work, f"{self.covers_url}/{resource}.jpg", self.anchor)

    # ------------------------------------------------------------------ products

    def _product(self, work: Object, form: str, publication: date) -> Object:
        typename, label, in_house, usual = words.FORMS[form]
        number = 20000 + len(self.house.products) + 1
        published = publication <= self.anchor
        status = "_04" if published else "_02"
        prefix, rest = _split(work["title"])
        product: Object = {
            "__typename": typename,
            "id": number,
            "allowOnixExports": True,
            "fullTitle": work["title"],
            "titlePrefix": prefix,
            "titleWithoutPrefix": rest,
            "subtitle": work["subtitle"],
            "isbn": isbn(number),
            "onix21ProductFormCode": form,
            "onix21ProductForm": code(form, label),
            "onixPublishingStatusCode": status,
            "onixPublishingStatus": code(status, "Active" if published else "Forthcoming"),
            "publicationDate": publication.isoformat(),
            "plannedPublicationDate": (publication - timedelta(days=21)).isoformat()
            if self.draw.random() < 0.5
            else None,
            "inHouseFormat": {"id": 1, "name": in_house},
            "inHouseEdition": {"id": 1, "name": label},
            "isForSaleWorldwide": True,
            "forSaleCountryCodes": [],
            "notForSaleCountryCodes": [],
            "salesRightsDescription": "World",
            "gbVatCode": "Z" if typename.startswith("Physical") else "S",
            "editionNumber": work["editionNumber"],
            "prices": self._prices(usual, form),
            "webLinks": [],
            "containedProducts": [],
            "work": work,
        }
        self._rights(product)
        product |= self._extents(typename, form)
        self.house.products[number] = product
        work["products"].append(product)
        return product

    def _rights(self, product: Object) -> None:
        if self.draw.random() < 0.2:
            product["isForSaleWorldwide"] = False
            product["forSaleCountryCodes"] = ["GB", "IE", "AU", "NZ", "ZA"]
            product["notForSaleCountryCodes"] = ["US", "CA"]
            product["salesRightsDescription"] = "UK and Commonwealth without Canada"

    def _prices(self, usual: float, form: str) -> list[Object]:
        steps = self.draw.randint(-2, 5)
        amount = round(usual + steps * 1.0, 2)
        found = [price(self.number("price"), amount, "GBP")]
        for currency, factor in _MARKETS:
            if self.draw.random() < 0.5:
                abroad = round(amount * factor) + 0.99
                taxed = "_01" if currency == "USD" else "_02"
                found.append(price(self.number("price"), abroad, currency, kind=taxed))
        return found

    def _extents(self, typename: str, form: str) -> Object:
        pages = self.draw.randrange(96, 640, 16)
        if typename == "PhysicalBookProduct":
            height, width = (234.0, 156.0) if form == "BB" else (198.0, 129.0)
            return {
                "approximatePageCount": pages,
                "productionPageCount": pages,
                "mainContentPageCount": pages - 16,
                "productHeight": height,
                "productWidth": width,
                "productThickness": round(pages / 16, 1),
            }
        if typename in ("ElectronicBookProduct", "PhysicalAudioProduct"):
            return {"approximatePageCount": pages}
        return {}


_ROLES = {
    "A01": "By (author)",
    "A12": "Illustrated by",
    "B06": "Translated by",
    "A24": "Introduction by",
}


def _split(title: str) -> tuple[str | None, str]:
    for prefix in ("The ", "A ", "An "):
        if title.startswith(prefix):
            return prefix.strip(), title.removeprefix(prefix)
    return None, title


def _place(draw: random.Random) -> str:
    return draw.choice(words.PLACES)
