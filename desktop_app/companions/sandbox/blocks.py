"""How can a house of 200,000 titles stand in little memory? Blocks are drawn when asked for.

The first titles, with all traps, stay in memory; behind them come blocks of sound titles, each
drawn from its own seed and forgotten again. A block that was changed is kept.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from datetime import date, timedelta
from threading import RLock

from desktop_app.companions.sandbox import search, words
from desktop_app.companions.sandbox.house import (
    FIRST_WORK,
    MOST_FORMS,
    PARTS_A_TITLE,
    Builder,
    House,
    forms_of,
    series_of,
)
from desktop_app.companions.sandbox.parts import Object
from desktop_app.companions.sandbox.products import FIRST_PRODUCT

WHOLE = 2_000
"""Up to so many titles a house is drawn at once."""
NEAR = 1_000
BLOCK = 500
_KEPT = 6
_FIRST_CONTRACT = 501
_FURNISH = Callable[[House, int, date], None]


class Blocks:
    """All blocks behind ``near``; ``furnish`` adds to a house what its schema can also show."""

    def __init__(self, near: Builder, titles: int, furnish: _FURNISH | None = None) -> None:
        self._near = near
        self._furnish = furnish
        self._sizes = [min(BLOCK, titles - at) for at in range(NEAR, titles, BLOCK)]
        self._drawn: OrderedDict[int, House] = OrderedDict()
        self._held: dict[int, House] = {}
        self._works = [len(_forms(self.before(n), size)) for n, size in enumerate(self._sizes)]
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._sizes)

    def in_memory(self) -> int:
        """How many blocks are held just now, changed ones included."""
        return len(self._drawn) + len(self._held)

    def before(self, block: int) -> int:
        """How many titles come before a block."""
        return NEAR + block * BLOCK

    def house(self, block: int) -> House:
        """The titles of one block."""
        with self._lock:
            if block in self._held:
                return self._held[block]
            if block not in self._drawn:
                self._drawn[block] = self._draw(block)
                if len(self._drawn) > _KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(block)
            return self._drawn[block]

    def held(self, block: int) -> House | None:
        """A block that was changed, or None."""
        return self._held.get(block)

    def hold(self, block: int) -> None:
        """Never forget a block again."""
        with self._lock:
            self._held[block] = self.house(block)
            self._drawn.pop(block, None)

    def of_title(self, place: int) -> int | None:
        """The block that holds the place of a title in the house, counted from 0."""
        block = (place - NEAR) // BLOCK
        return block if place >= NEAR and block < len(self) else None

    def ids(self, block: int, first: int, part: str) -> list[int]:
        """The ids of the works, products or contracts of a block, without drawing it."""
        held = self._held.get(block)
        if held is not None:
            found: MutableMapping[int, Object] = getattr(held, part)
            return list(found)
        count = self._sizes[block] if part == "products" else self._works[block]
        start = first + self.before(block) * (PARTS_A_TITLE if part == "contracts" else 1)
        return list(range(start, start + count))

    def changed(self, block: int, since: date) -> set[int]:
        """Ids of works that count as changed since a day."""
        held = self._held.get(block)
        if held is not None:
            return search.changed_works(held.works.values(), since)
        moved = {
            number
            for number in self.ids(block, FIRST_WORK, "works")
            if self._updated(number) >= since
        }
        series = {entry["series"]["id"] for each in moved for entry in self._series(each, block)}
        if not series:
            return moved
        return moved | {
            number
            for number in self.ids(block, FIRST_WORK, "works")
            if any(entry["series"]["id"] in series for entry in self._series(number, block))
        }

    def forms(self) -> Counter[str]:
        """How many products of each form there are in all blocks, as they were drawn."""
        return Counter(
            form
            for block, size in enumerate(self._sizes)
            for forms in _forms(self.before(block), size)
            for form in forms
        )

    def _draw(self, block: int) -> House:
        near = self._near
        builder = Builder(
            near.seed, self._sizes[block], near.anchor, near.covers_url, before=self.before(block)
        )
        builder.house.contacts = dict(near.house.contacts)
        builder.build(self._sizes[block])
        for number, work in builder.house.works.items():
            work["updated"] = self._updated(number)
            work["seriesMemberships"] = self._series(number, block)
        if self._furnish:
            self._furnish(builder.house, near.seed, near.anchor)
        return builder.house

    def _updated(self, number: int) -> date:
        return self._near.anchor - timedelta(days=3 + number * 7919 % 398)

    def _series(self, number: int, block: int) -> list[Object]:
        """Series of its own for each block, so that one change does not touch all of them."""
        found = series_of(number - FIRST_WORK + 1)
        for each in found:
            series = each["series"]
            each["series"] = series | {"id": series["id"] + 1_000 * (block + 1)}
        return found


class Drawn(MutableMapping[int, Object]):
    """Works, products or contracts by id: those near, then those of the blocks, in order."""

    def __init__(self, near: MutableMapping[int, Object], blocks: Blocks, part: str) -> None:
        self._near = near
        self._blocks = blocks
        self._part = part
        self._first, self._spacing = {
            "works": (FIRST_WORK, 1),
            "products": (FIRST_PRODUCT, 1),
            "contracts": (_FIRST_CONTRACT, PARTS_A_TITLE),
        }[part]
        self._ids: list[int] = []

    def ids(self) -> list[int]:
        """All ids, ascending; the list must not be changed."""
        if not self._ids:
            self._ids = list(self._near)
            for block in range(len(self._blocks)):
                self._ids += self._blocks.ids(block, self._first, self._part)
        return self._ids

    def __getitem__(self, number: int) -> Object:
        if number in self._near:
            return self._near[number]
        return self._place(number)[number]

    def __delitem__(self, number: int) -> None:
        held = self._near if number in self._near else self._place(number)
        del held[number]
        self._ids = []

    def __setitem__(self, number: int, value: Object) -> None:
        raise TypeError("titles are drawn, not put in")

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids())

    def __len__(self) -> int:
        return len(self.ids())

    def _place(self, number: int) -> MutableMapping[int, Object]:
        block = self._blocks.of_title((number - self._first) // self._spacing)
        if block is None:
            raise KeyError(number)
        found: MutableMapping[int, Object] = getattr(self._blocks.house(block), self._part)
        return found


class LargeHouse(House):
    """A house of which only a part is in memory."""

    def __init__(self, near: Builder, blocks: Blocks) -> None:
        house = near.house
        super().__init__(
            works=Drawn(house.works, blocks, "works"),
            products=Drawn(house.products, blocks, "products"),
            contacts=house.contacts,
            contracts=Drawn(house.contracts, blocks, "contracts"),
            broken_covers=house.broken_covers,
            traps=house.traps,
        )
        self._house = house
        self._blocks = blocks
        self._forms: Counter[str] | None = None

    def hold(self, work: Object) -> None:
        """Keep the block of a work."""
        block = self._blocks.of_title(work["id"] - FIRST_WORK)
        if block is not None:
            self._blocks.hold(block)

    def changed(self, since: date) -> set[int]:
        """Near works and those of each block; a series never reaches beyond its block."""
        found = self._house.changed(since)
        for block in range(len(self._blocks)):
            found |= self._blocks.changed(block, since)
        return found

    def work_of_cover(self, number: int) -> Object | None:
        """By the block in which the number was given."""
        block = self._blocks.of_title((number - 1) // PARTS_A_TITLE)
        house = self._house if block is None else self._blocks.house(block)
        return house.work_of_cover(number)

    def sharing(self, name: str, number: int) -> int:
        """As drawn: each form has its own edition and format."""
        if self._forms is None:
            self._forms = self._blocks.forms()
        form = list(words.FORMS)[number - 1] if 0 < number <= len(words.FORMS) else ""
        return self._house.sharing(name, number) + self._forms[form]


def _forms(before: int, titles: int) -> list[tuple[str, ...]]:
    """The forms of each work of a block, as `Builder.build` gives them."""
    found: list[tuple[str, ...]] = []
    missing = titles
    while missing > 0:
        number = before + len(found) + 1
        found.append(forms_of(number) if missing >= MOST_FORMS else ("BC",))
        missing -= len(found[-1])
    return found
