"""Does the catalogue find what reading every title would find? Same sets, order, totals, counts."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from desktop_app.records.errors import UsageError
from desktop_app.records.query import FACETS, Cursor, Query
from desktop_app.records.title import SourceKind, Verdict
from desktop_app.store import catalogue_search
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingRow, StandingTable
from tests.support_naive_language import PLACES, Language
from tests.support_naive_search import FLOWS, Entry, Fits, Naive, matcher, query, record

PRODUCTS = 5_000
QUERIES = 250
SEEDS = range(8)
"""Eight times 250 queries."""
SHORT = 150
"""Answers up to this length are paged through to the end."""


@dataclass
class House:
    """A catalogue, and the reference that knows the same titles."""

    catalogue: Catalogue
    table: StandingTable
    naive: Naive
    ids: dict[int, str]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    db = Database(folder / "catalogue.sqlite", "catalogue", durable=False)
    yield asyncio.run(_filled(Catalogue(db), StandingTable(db)))
    db.close()


async def _filled(catalogue: Catalogue, table: StandingTable) -> House:
    """Titles come, change and vanish before anything is asked, as they do in a year."""
    dice = random.Random(20260124)
    entries = [Entry(n, record(dice, n)) for n in range(1, PRODUCTS + 101)]
    for start in range(0, len(entries), 1_000):
        await catalogue.put_page([each.record for each in entries[start : start + 1_000]])
    for place in dice.sample(range(len(entries)), 600):
        entries[place] = Entry(place + 1, record(dice, place + 1, version=1))
        await catalogue.put_page([entries[place].record])
    gone = set(dice.sample(range(len(entries)), 100))
    await catalogue.begin_round({})
    kept = [each for place, each in enumerate(entries) if place not in gone]
    await catalogue.put_page([each.record for each in kept])
    assert len(await catalogue.hide_vanished(SourceKind.CONSONANCE)) == 100
    await table.put([row for each in kept for row in _rows(dice, each)])
    numbers = await catalogue.ids(Query())
    shown = await catalogue.rows(numbers)
    return House(
        catalogue, table, Naive(kept),
        {number: each.id for number, each in zip(numbers, shown, strict=True)},
    )  # fmt: skip


def _rows(dice: random.Random, entry: Entry) -> list[StandingRow]:
    """One to three subjects for each flow; a few titles have none for the second."""
    rows = []
    for flow in FLOWS[: 1 if dice.random() < 0.2 else 2]:
        verdicts = dice.choices(list(Verdict), k=dice.randint(1, 3))
        for place, verdict in enumerate(verdicts):
            subject = f"{entry.id}#{place}"
            rows.append(StandingRow(subject, entry.id, flow, verdict, place, None, "", "", "1"))
        entry.cells[flow] = min(verdicts, key=list(Verdict).index)
    return rows


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_titles_in_the_same_order(
    house: House, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Half of them take the way that is meant for more hits than this house has titles.
    monkeypatch.setattr(catalogue_search, "MANY", 20 if seed % 2 else catalogue_search.MANY)
    found = asyncio.run(_compare(house, random.Random(seed)))
    assert found > QUERIES // 2


async def _compare(house: House, dice: random.Random) -> int:
    """Returns how many queries found something."""
    fruitful = 0
    language = Language(dice, house.naive)
    for _ in range(QUERIES):
        asked, fits = _question(dice, language)
        wanted = [each.id for each in house.naive.hits(asked, fits)]
        numbers = await house.catalogue.ids(asked)
        assert [house.ids[number] for number in numbers] == wanted, asked
        assert await house.catalogue.count(asked) == len(wanted), asked
        fruitful += bool(wanted)
        # Pages and counts cost more than the answer itself, so every other question gets one.
        if dice.random() < 0.5:
            await _page_through(house, asked, wanted, dice)
        else:
            await _count_facet(house, asked, fits, dice.choice(FACETS))
    return fruitful


async def _count_facet(house: House, asked: Query, fits: Fits, name: str) -> None:
    counted = (await house.catalogue.facets(asked, (name,)))[name]
    shown = [(each.value, each.label, each.count) for each in counted]
    assert shown == house.naive.facet(asked, name, fits), (asked, name)


def _question(dice: random.Random, language: Language) -> tuple[Query, Fits]:
    """Words, fields, or both in any order; half of all questions have fields."""
    entry = dice.choice(language.shelf.entries)
    asked = query(dice, language.shelf, entry)
    by_words = matcher(asked.text)
    if dice.random() < 0.5:
        return asked, by_words
    drawn = language.clauses(entry, dice.choice((1, 1, 2, 2, 3, 4)))
    plain = dice.choice(("", asked.text))
    parts = [*(each.text for each in drawn if not each.last), *plain.split()]
    dice.shuffle(parts)
    parts += [each.text for each in drawn if each.last]
    # Words keep their order among each other: side by side, digits are one number.
    left = iter(plain.split())
    typed = set(plain.split())
    text = " ".join(next(left) if part in typed else part for part in parts)
    tests = [each.fits for each in drawn]
    if any(each.isalnum() for each in plain):
        tests.append(by_words)
    asked = replace(asked, text=text, places=PLACES)
    return asked, lambda entry: all(test(entry) for test in tests)


async def _page_through(house: House, asked: Query, wanted: list[str], dice: random.Random) -> None:
    """Follow the cursor to the end, or through a few pages of a long answer: the order of all of
    it is compared by its ids already."""
    size = max(dice.randint(1, 40), min(len(wanted), SHORT) // 3 + 1)
    seen: list[str] = []
    after: Cursor | None = None
    for _ in range(5):
        page = await house.catalogue.search(asked, FLOWS, size, after)
        assert page.total == len(wanted), asked
        assert len(page.titles) == min(size, len(wanted) - len(seen)), asked
        seen += [each.id for each in page.titles]
        after = page.cursor
        if after is None:
            break
    assert after is None or len(wanted) > SHORT
    assert seen == wanted[: len(seen)], asked


def test_each_cell_is_the_most_urgent_of_its_subjects(house: House) -> None:
    async def cells() -> None:
        for entry, shown in zip(
            house.naive.entries,
            await house.catalogue.titles([each.id for each in house.naive.entries], FLOWS),
            strict=True,
        ):
            assert {flow: cell.state for flow, cell in shown.standing.items()} == entry.cells
        assert await house.table.counts() == house.naive.counts()

    asyncio.run(cells())


def test_unknown_facets_and_orders_are_refused_with_a_word(house: House) -> None:
    async def ask(asked: Query) -> None:
        with pytest.raises(UsageError, match="cannot be"):
            await house.catalogue.search(asked)

    asyncio.run(ask(Query(facets={"colour": ("red",)})))
    asyncio.run(ask(Query(sort="colour")))
