"""A real catalogue with generated titles, and as much of an App as the titles room needs."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from desktop_app.records.title import Record, Verdict
from desktop_app.services.look_up import LookUp
from desktop_app.settings.profiles import Profile, demo_profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingRow, StandingTable
from tests.support_records import document, record

WORDS = [
    "harbour",
    "atlas",
    "rain",
    "salt",
    "algebra",
    "lighthouse",
    "river",
    "clock",
    "orchard",
    "roads",
    "gods",
    "viaduct",
    "tide",
]
PEOPLE = ("Ana Núñez", "M. Okafor", "L. Whitcombe", "Øystein Łódź", "R. Haddad")
FORMS = (("BC", "Paperback"), ("BB", "Hardback"), ("DG", "Ebook"))


class NoCovers:
    """No pictures: lists show their blanks."""

    def thumbnail(self, url: str, box: tuple[int, int]) -> Future[bytes | None]:
        future: Future[bytes | None] = Future()
        future.set_result(None)
        return future


@dataclass
class Shelf:
    """Look-up on a real store. ``listeners`` are called like the App's."""

    profile: Profile
    catalogue: Catalogue
    standing: StandingTable
    look_up: LookUp
    covers: NoCovers = field(default_factory=NoCovers)
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def on_change(self, listener: Callable[[], None]) -> None:
        self.listeners.append(listener)

    def close(self) -> None:
        self.catalogue.db.close()


def isbn13(number: int) -> str:
    body = f"978{number:09d}"
    odd = sum(int(c) for c in body[::2]) + 3 * sum(int(c) for c in body[1::2])
    return body + str(-odd % 10)


def generated(count: int, seed: int = 7) -> list[Record]:
    dice = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        name = " ".join(dice.sample(WORDS, 3)).capitalize()
        code, label = dice.choice(FORMS)
        when = date(2026, 1, 1) + timedelta(days=dice.randrange(900))
        person = dice.choice(PEOPLE)
        thirteen = isbn13(number)
        made.append(
            record(
                document(
                    id=str(number),
                    fullTitle=name,
                    titlePrefix=None,
                    titleWithoutPrefix=name,
                    subtitle=None,
                    authorshipDescription=person,
                    contributions=[],
                    isbn={"isbn13": thirteen},
                    onix21ProductFormCode=code,
                    onix21ProductForm={"code": code, "description": label},
                    publicationDate=when.isoformat(),
                    work={
                        "id": str(number // 2),
                        "imprint": {"id": "1", "name": dice.choice(("Pavilion", "Quay"))},
                        "supportingResources": [],
                    },
                )
            )
        )
    return made


def open_shelf(folder: Path, count: int, *, standing: bool = True) -> Shelf:
    """A catalogue of ``count`` titles; every flow has a standing for each."""
    profile = demo_profile()
    db = Database(folder / "catalogue.sqlite", "catalogue", durable=False)
    catalogue, table = Catalogue(db), StandingTable(db)
    records = generated(count)
    asyncio.run(_fill(catalogue, table, records, profile, standing))
    return Shelf(profile, catalogue, table, LookUp(catalogue, table, profile.flows))


async def _fill(
    catalogue: Catalogue,
    table: StandingTable,
    records: list[Record],
    profile: Profile,
    standing: bool,
) -> None:
    for start in range(0, len(records), 500):
        page = records[start : start + 500]
        await catalogue.put_page(page)
        if standing:
            await table.put(
                [
                    StandingRow(
                        each.id, each.id, flow.name, _verdict(each, place), 2, None, "", "", "1"
                    )
                    for each in page
                    for place, flow in enumerate(profile.flows)
                ]
            )


def _verdict(each: Record, place: int) -> Verdict:
    number = int(each.id.partition(":")[2])
    return (Verdict.NEVER, Verdict.CHANGED, Verdict.BLOCKED, Verdict.SAME)[(number + place) % 4]
