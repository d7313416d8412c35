"""What does an invented publishing house hold? Works, products, contacts and contracts from a seed.

Objects are plain dictionaries under the schema's field names; references point to the other
dictionaries, so that queries can walk them. Dates hang on one anchor day.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from desktop_app.companions.sandbox import search, words
from desktop_app.companions.sandbox.parts import (
    ROLES,
    Object,
    code,
    contract,
    cover,
    description,
    production_run,
    subject,
    text,
)
from desktop_app.companions.sandbox.people import PEOPLE, contacts, person
from desktop_app.companions.sandbox.products import add_product

FIRST_WORK = 1001
PARTS_A_TITLE = 10
"""No title has more texts, prices, covers or contributions: their ids never meet."""
_THURSDAY = 3
MOST_FORMS = max(map(len, words.PATTERNS_OF_FORMS))
_ARTICLE = re.compile(r"\b([Aa])(?= [AEIO])")
_QUIET = range(-40, 46)
"""Days from the anchor on which nothing is published: no status turns on the edge of today."""


@dataclass
class House:
    """Everything that is served, by id. ``broken_covers`` maps ids of resources to what is wrong
    with the file; ``traps`` a trap's name to ids of products. ``files_url`` is where production
    files are served."""

    works: MutableMapping[int, Object] = field(default_factory=dict)
    products: MutableMapping[int, Object] = field(default_factory=dict)
    contacts: dict[int, Object] = field(default_factory=dict)
    contracts: MutableMapping[int, Object] = field(default_factory=dict)
    broken_covers: dict[int, str] = field(default_factory=dict)
    traps: dict[str, list[int]] = field(default_factory=dict)
    files_url: str = ""
    _counts: dict[str, Counter[int]] = field(default_factory=dict)

    def hold(self, work: Object) -> None:
        """A work is about to be changed: keep it in memory from now on."""

    def changed(self, since: date) -> set[int]:
        """Ids of the works that count as changed on or after a day."""
        return search.changed_works(self.works.values(), since)

    def work_of_cover(self, number: int) -> Object | None:
        """The work that a supporting resource belongs to."""
        return next(
            (
                work
                for work in self.works.values()
                if any(each["id"] == number for each in work["supportingResources"])
            ),
            None,
        )

    def sharing(self, name: str, number: int) -> int:
        """How many products share an in-house edition or format. Counted once."""
        if name not in self._counts:
            self._counts[name] = Counter(
                entry["id"] for each in self.products.values() if (entry := each.get(name))
            )
        return self._counts[name][number]


class Builder:
    """Draws one house; the same seed, size and anchor give the same house."""

    def __init__(
        self, seed: int, titles: int, anchor: date, covers_url: str, *, before: int = 0
    ) -> None:
        """``before`` is how many titles of the house are drawn elsewhere, with smaller ids."""
        self.seed = seed
        self.before = before
        self.draw = random.Random(f"{seed}/{before}" if before else seed)
        self.anchor = anchor
        self.covers_url = covers_url
        self.house = House()
        self.titles = titles
        self._next: dict[str, int] = {}
        self._seen_titles: set[str] = set()

    def build(self, products: int) -> None:
        """Exactly so many products, all of them sound."""
        self.house.contacts = self.house.contacts or contacts(self.draw)
        while (missing := products - len(self.house.products)) > 0:
            self.add_work(() if missing >= MOST_FORMS else ("BC",))

    def number(self, kind: str) -> int:
        """The next id of a kind, from 1."""
        spacing = 1 if kind == "work" else PARTS_A_TITLE
        self._next[kind] = self._next.get(kind, self.before * spacing) + 1
        return self._next[kind]

    def add_work(self, forms: tuple[str, ...] = (), title: str = "") -> Object:
        """One more work with its products; forms and title are drawn unless given."""
        number = self.number("work")
        drawn, author = self._title(number)
        publication = self._publication()
        work = self._bare_work(number, title or drawn, publication)
        self.house.works[work["id"]] = work
        for index, form in enumerate(forms or forms_of(number)):
            add_product(self, work, form, publication + timedelta(days=7 * index))
        self._contributions(work, None if title else author)
        self._marketing(work)
        self.add_cover(work)
        if any(each["__typename"] == "PhysicalBookProduct" for each in work["products"]):
            copies = self.draw.randrange(500, 6000, 250)
            self.add_run(work, copies)
        self._contract(work, publication)
        return work

    def add_cover(self, work: Object) -> Object:
        """One more front cover, linked to all products of the work."""
        number = self.number("resource")
        made = cover(number, work, f"{self.covers_url}/{number}.jpg", self.anchor)
        work["supportingResources"].append(made)
        return made

    def add_run(self, work: Object, copies: int) -> Object:
        """One more production run for the printed products of the work."""
        made = production_run(self.number("run"), work, copies, self.anchor)
        work["productionRuns"].append(made)
        return made

    def _bare_work(self, number: int, title: str, publication: date) -> Object:
        draw = self.draw
        imprint = draw.choice(words.IMPRINTS)
        subjects = self._subjects()
        edition = 1 if draw.random() < 0.8 else draw.randint(2, 5)
        stage = "Published" if publication <= self.anchor else draw.choice(words.STAGES)
        return {
            "__typename": "Work",
            "id": FIRST_WORK - 1 + number,
            "title": title,
            "subtitle": draw.choice(words.SUBTITLES) if draw.random() < 0.55 else None,
            "imprint": {"id": imprint[0], "name": imprint[1]},
            "season": _season(publication),
            "projectStage": stage,
            "marketingTier": draw.choice(words.TIERS),
            "workType": "Monograph" if imprint[0] == words.ACADEMIC else "Trade",
            "inHouseWorkReference": f"W-{number:05d}",
            "editionNumber": edition,
            "editionStatement": f"{words.ORDINALS[edition]} edition" if edition > 1 else None,
            "publishersUrl": f"https://books.example.org/w/{number}" if number % 5 == 0 else None,
            "audience": {"description": self._audience(), "onixAudiences": []},
            "subjectCodes": subjects,
            "bics": [each["code"] for each in subjects if each["scheme"] == "BIC"],
            "bisacs": [each["code"] for each in subjects if each["scheme"] == "BISAC"],
            "prizes": [],
            "seriesMemberships": series_of(number),
            "products": [],
            "contributions": [],
            "marketingTexts": [],
            "supportingResources": [],
            "productionRuns": [],
            "contractIds": [],
            "updated": self.anchor - timedelta(days=draw.randint(3, 400)),
        }

    def _title(self, number: int) -> tuple[str, tuple[str, str] | None]:
        if number % 53 == 7:
            title, author, key = words.OTHER_SCRIPTS[(number // 53) % len(words.OTHER_SCRIPTS)]
            return title, (author, key)
        while True:
            drawn = self.draw.choice(words.PATTERNS).format(
                thing=self.draw.choice(words.THINGS),
                kind=self.draw.choice(words.KINDS),
                number=self.draw.choice(words.NUMBERS),
            )
            made = _ARTICLE.sub(r"\1n", drawn)
            if made not in self._seen_titles or len(self._seen_titles) > 3000:
                self._seen_titles.add(made)
                return made, None

    def _publication(self) -> date:
        days = self.draw.randint(-900, 420)
        day = self.anchor + timedelta(days=days + (90 if days in _QUIET else 0))
        day += timedelta(days=(_THURSDAY - day.weekday()) % 7)
        return day + timedelta(days=7) if (day.month, day.day) == (1, 1) else day

    def _subjects(self) -> list[Object]:
        draw = self.draw
        found = [subject("THEMA", *draw.choice(words.THEMA), main=True)]
        if draw.random() < 0.7:
            found.append(subject("BISAC", *draw.choice(words.BISAC), main=True))
        if draw.random() < 0.3:
            found.append(subject("BIC", *draw.choice(words.BIC), main=True))
        return found

    def _audience(self) -> str | None:
        return self.draw.choice(words.AUDIENCES) if self.draw.random() < 0.15 else None

    def _contributions(self, work: Object, author: tuple[str, str] | None) -> None:
        products = [each["id"] for each in work["products"]]
        people = self.draw.sample(range(1, PEOPLE + 1), self.draw.choice((1, 1, 1, 2, 2, 3)))
        for sequence, each in enumerate(people, 1):
            contact = self.house.contacts[each]
            if author and sequence == 1:
                contact = self._foreign_author(work, author)
            role = "A01" if sequence == 1 else self.draw.choice(("A01", "A12", "B06", "A24"))
            work["contributions"].append(
                self._contribution(work, contact, sequence, role, products)
            )
        names = [each["contributor"]["name"] for each in work["contributions"]]
        work["authorshipDescription"] = work["contributorPrettyList"] = ", ".join(names)
        if self.draw.random() < 0.06:
            work["prizes"].append(self._prize(work, products))

    def _foreign_author(self, work: Object, author: tuple[str, str]) -> Object:
        contact = person(self.draw, 1000 + work["id"], "", author[1])
        contact["name"] = contact["personName"] = contact["personNameInverted"] = author[0]
        self.house.contacts[contact["id"]] = contact
        return contact

    def _contribution(
        self, work: Object, contact: Object, sequence: int, role: str, products: list[int]
    ) -> Object:
        translated = role == "B06"
        return {
            "id": self.number("contribution"),
            "sequenceNumber": sequence,
            "onixContributorRoleCode": role,
            "onixContributorRole": code(role, ROLES[role]),
            "languagesFromCodes": [self.draw.choice(words.LANGUAGES)] if translated else [],
            "languagesToCodes": ["eng"] if translated else [],
            "productIds": products,
            "contributor": contact,
            "work": work,
            "workId": work["id"],
        }

    def _prize(self, work: Object, products: list[int]) -> Object:
        return {
            "id": self.number("prize"),
            "prizeName": "The Estuary Prize",
            "prizeYear": self.anchor.year - 1,
            "prizeStatement": "Shortlisted by a unanimous jury",
            "onixPrizeAchievementCode": "04",
            "productIds": products,
            "prizeable": work,
        }

    def _marketing(self, work: Object) -> None:
        products = [each["id"] for each in work["products"]]
        short, long = description(self.draw)
        work["marketingTexts"] += [
            text(self.number("text"), "SHORT_DESCRIPTION", short, products),
            text(self.number("text"), "", long, products),
        ]
        if self.draw.random() < 0.08:
            language, foreign = self.draw.choice(words.FOREIGN_TEXTS)
            made = text(self.number("text"), "", f"<p>{foreign}</p>", products)
            work["marketingTexts"].append(made | {"onixLanguageCode": language})

    def _contract(self, work: Object, publication: date) -> None:
        number = 500 + self.number("contract")
        signed = publication - timedelta(days=self.draw.randint(400, 900))
        self.house.contracts[number] = contract(number, work, signed)
        work["contractIds"].append(number)


def forms_of(number: int) -> tuple[str, ...]:
    """The forms of the products that the nth work has."""
    return words.PATTERNS_OF_FORMS[(number * 7) % len(words.PATTERNS_OF_FORMS)]


def series_of(number: int) -> list[Object]:
    """The memberships of the nth work."""
    if number % 4:
        return []
    series = words.SERIES[(number // 4) % len(words.SERIES)]
    part = 1 + (number // 4) // len(words.SERIES)
    return [
        {
            "id": number,
            "partNumber": str(part),
            "series": {
                "id": series[0],
                "name": series[1],
                "titleWithSubtitle": series[1],
                "printIssn": series[2],
            },
        }
    ]


def _season(publication: date) -> str:
    name = ("Spring", "Summer", "Autumn")[(publication.month - 1) // 4]
    return f"{name} {publication.year}"
