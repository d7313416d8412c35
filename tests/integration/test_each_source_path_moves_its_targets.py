"""Is lineage true? Every source path that a mapping names is moved in the real sandbox, read by the
real client, and must move exactly the targets whose rows name it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.records.flow import FORMATS, Audience, Flow
from desktop_app.records.onix import RELEASES, OnixSettings
from desktop_app.records.payload import Change
from desktop_app.records.state import State
from desktop_app.rules.mapping.paths import named_in
from desktop_app.rules.mapping.table import FILES, GroupRow, Table, ValueRow, table
from desktop_app.services.review import Preview
from desktop_app.services.sync import Sync
from desktop_app.sources import Source
from desktop_app.sources.consonance import ConsonanceSource
from tests.support_desk import Desk, desk
from tests.support_lineage import NEW, PRODUCT, WORK, leaves, linked, patch, restored
from tests.support_sandbox import Sandbox, running_sandbox

FLOWS = (
    Flow("house", 1, "ERP", "item-json", audience=Audience.INTERNAL, market="WORLD"),
    Flow("trade", 1, "Gardners", "item-json", audience=Audience.TRADE, market="WORLD"),
    *(
        Flow(form, FORMATS[form][0], "Someone", form, audience=Audience.INTERNAL, market="WORLD")
        for form in FILES
        if form != "item-json"
    ),
)
HOUSE = OnixSettings(sender="Harbour & Sons", publisher="Harbour & Sons", supplier="Central Books")
WRITTEN = tuple(
    Flow(form, 1, "Someone", form, audience=Audience.INTERNAL, market="WORLD", onix=HOUSE)
    for form in RELEASES
)
"""ONIX has no table: what a path should move there is told by the lineage of its rows."""

EVERY = (*FLOWS, *WRITTEN)
CONFIRMED = dict.fromkeys(("2", "9", "12"), "seen in Consonance")

NEVER_MOVE: Mapping[str, str] = {
    "id": "the number of a product never changes: another number is another title",
    "work.id": "the number of a work never changes",
    "shortDescription[].onixContentAudienceCode": "a text has the plural, a resource the singular",
    "marketingTexts[].onixContentAudienceCode": "a text has the plural, a resource the singular",
    "work.supportingResources[].onixContentAudienceCodes": "a resource has the singular only",
    "work.contributions[].contributor.__typename": "a person never becomes an organisation",
    "work.productionRuns[].id": "another number is another run, and another subject",
    "work.contracts[].id": "another number is another contract, and another subject",
    "work.toDos[].id": "another number is another to-do, and another subject",
    "productionFiles[].allowDistribution": "guards the outside only, and is asked by nobody here",
}
"""Paths that a mapping names and that no change of a record can move, and why."""

READ_BY_NO_ROW: Mapping[str, str] = {
    "__typename": "says which fields a product can have",
    "contributions[].contributor.__typename": "says which fields a contact can have",
    "isbn.isbnWithDashes": "the same number in another spelling",
    "publicAnnouncementDate": "says whether the title may be told, and is not told itself",
    "tradeAnnouncementDate": "says whether the title may be told, and is not told itself",
    "onix21ProductForm.code": "the same as onix21ProductFormCode",
    "onixPublishingStatus.code": "the same as onixPublishingStatusCode",
    "work.seriesMemberships[].series.id": "a series is named by its name",
    "shortDescription[].id": "there is one short description, which needs no name",
    "shortDescription[].datePublished": "told with the text in marketingTexts",
    "productionFiles[].productIds": "of a product the server tells its own files only",
    "work.contributions[].id": "a contact is named by its own number",
    "work.contributions[].productIds": "says whose contact it is, and nothing of the contact",
    "work.productionFiles[].allowDistribution": "a printer gets its files whatever else may",
    "work.productionFiles[].createdAt": "told with the file of the product",
    "work.productionFiles[].exists": "told with the file of the product",
    "work.productionFiles[].fileFormat": "told with the file of the product",
    "work.productionRuns[].quantities[].id": "a quantity is named by product and destination",
    "work.productionRuns[].quantities[].product.id": "the same as productId",
}
"""Paths that a record holds and that move nothing, and why."""

TWINS = (
    ("contributions[].", "work.contributions[]."),
    ("work.productionFiles[].", "productionFiles[]."),
)
"""The server tells these under both: a change of the first moves the second."""


def twins_of(path: str) -> list[str]:
    """Where else a change of this path is told."""
    return [f"{b}{path.removeprefix(a)}" for a, b in TWINS if path.startswith(a)]


ALONE = {"subjects"}
"""Joined lists of which the rich title has one entry: what only sorts it moves nothing."""

NUMBERS = {"contact": "work.contributions[].contributor.id"}
"""A change of these makes another subject, which has nothing to be compared with."""

MOVE_WITH: Mapping[str, tuple[str, ...]] = {
    "contributions[].productIds": ("contributions", "work.contributions"),
    "work.supportingResources[].status": ("work.supportingResources",),
    "marketingTexts[].productIds": ("marketingTexts",),
    "shortDescription[].productIds": ("shortDescription", "marketingTexts"),
}
"""Of an entry that is unlinked from the product the server tells nothing any more."""


def rows_of(known: Table) -> Iterator[tuple[str, str]]:
    """(target, source) of every row of a mapping; entries of lists without their keys."""
    rows = [
        *known.rows,
        *known.scope_rows,
        *(row for each in known.milestones.values() for row in each.rows),
    ]
    for row in rows:
        if isinstance(row, ValueRow):
            yield row.target, row.source
        elif isinstance(row, GroupRow):
            for each in row.rows:
                # Of a first entry the targets have no key: what only sorts moves no value of it.
                sorts = row.first or (row.join and row.target in ALONE)
                source = each.source.partition(" by ")[0] if sorts else each.source
                yield row.target if row.join else f"{row.target}.{each.target}", source


def targets_naming(flow: Flow, paths: set[str]) -> set[str]:
    known = table(flow.format, flow.audience)
    return {target for target, source in rows_of(known) if paths & set(named_in(source))}


def mapped_paths() -> set[str]:
    """Every source path that some mapping file uses for some audience."""
    return {
        path
        for name in FILES
        for audience in Audience
        for _, source in rows_of(table(name, audience))
        for path in named_in(source)
    }


def test_every_mapped_path_has_a_change_or_a_reason() -> None:
    twins = {path: twins_of(path) for path in NEW}
    told = set(NEW) | set(NEVER_MOVE) | {each for found in twins.values() for each in found}
    assert mapped_paths() <= told
    assert set(NEVER_MOVE) <= mapped_paths()
    assert {path for path, found in twins.items() if not mapped_paths() & {path, *found}} == set()
    assert not set(NEW) & set(NEVER_MOVE)


@dataclass
class Bench:
    """The rich title in a running sandbox, read by the real client into a real catalogue."""

    sandbox: Sandbox
    desk: Desk
    sync: Sync
    product: str
    work: str

    def patch(self, owner: str, fields: Mapping[str, object]) -> None:
        if owner == "work":
            self.sandbox.patch_work(self.work, linked(fields, int(self.product)))
        else:
            self.sandbox.patch_product(self.product, fields)

    @property
    def title(self) -> str:
        return f"product:{self.product}"

    async def paths(self, *, whole: bool = False) -> dict[str, list[object]]:
        """Read the title again, or the ``whole`` house, and give what the catalogue holds of it."""
        await (self.sync.run(full=True) if whole else self.sync.again([self.title]))
        return leaves((await self.desk.catalogue.record(self.title)).document)

    async def moved(self) -> dict[str, set[str]]:
        """For each flow the targets that differ from what the destination took; entries without
        their keys."""
        found: dict[str, set[str]] = {flow.name: set() for flow in EVERY}
        for each in await self.look():
            if not each.difference.known:
                found[each.flow].add(ANOTHER)
                continue
            found[each.flow] |= {
                plain(field.target)
                for field in each.difference.fields
                if field.state is not Change.SAME
            }
        return found

    async def look(self, flows: Sequence[Flow] = EVERY) -> Sequence[Preview]:
        return await self.desk.review.check([self.title], [each.name for each in flows])

    async def origins(self) -> dict[str, dict[str, set[str]]]:
        """For each flow of ONIX every target with the paths that its lineage names."""
        found: dict[str, dict[str, set[str]]] = {}
        for each in await self.look(WRITTEN):
            for row in each.payload.rows:
                named = found.setdefault(each.flow, {}).setdefault(plain(row.target), set())
                named.update(named_in(row.source))
        return found


def plain(target: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", target)


class KeptSource(ConsonanceSource):
    """The real client, connected once: a new one would ask for the schema for every path."""

    async def aclose(self) -> None:
        """Stay open for the next reading."""


def hashes(urls: Iterable[str]) -> dict[str, str]:
    """As if every file had been fetched, and were another one at another address."""
    return {each: hashlib.sha256(each.encode()).hexdigest() for each in urls}


@asynccontextmanager
async def bench(folder: Path) -> AsyncIterator[Bench]:
    with running_sandbox(folder / "home", "--titles", "40", "--schema", "extended") as sandbox:
        kept = KeptSource(sandbox.consonance["url"], sandbox.consonance["key"])

        async def source() -> Source:
            return kept

        async with desk(folder, flows=EVERY, hashes=hashes) as opened:
            sync = Sync(opened.catalogue, source, opened.table)
            product, work = printed(sandbox)
            made = Bench(sandbox, opened, sync, product, work)
            made.patch("work", WORK)
            made.patch("product", PRODUCT)
            await sync.run()
            try:
                yield made
            finally:
                await ConsonanceSource.aclose(kept)


STILL_LINKED = {
    each
    for each in NEW
    if each.endswith(".productIds")
    and each.startswith(("work.productionRuns", "work.toDos", "work.productionFiles"))
}
ANOTHER = "another subject"


def expected_of(flow: Flow, moved: set[str]) -> set[str]:
    """What should differ: the targets that name the paths, or a subject that nobody took yet."""
    known = table(flow.format, flow.audience)
    if known.scope and NUMBERS.get(known.scope.kind) in moved:
        return {ANOTHER}
    if known.scope and known.scope.kind == "contact" and "contributions[].productIds" in moved:
        return set()
    rows = list(rows_of(known))
    values = {named_in(source)[0]: target for target, source in rows if source}
    # A number that only names an entry stands in no payload; an entry that gets one more product
    # is still linked to this one.
    silent = {each for each in moved if each.endswith(".id") and each not in values}
    linked_still = {each for each in moved if each in STILL_LINKED}
    own = {target for target, source in rows if source and named_in(source)[0] in linked_still}
    return targets_naming(flow, moved - silent - linked_still) | own


def printed(sandbox: Sandbox) -> tuple[str, str]:
    """A printed book that is alone in its work, so that no sibling moves with it."""
    works = sandbox.graphql("query { works { id products { __typename id } } }")["works"]
    for work in works:
        products = work["products"]
        if [each["__typename"] for each in products] == ["PhysicalBookProduct"]:
            return str(products[0]["id"]), str(work["id"])
    raise AssertionError("the sandbox has no work with one printed book")


async def test_each_source_path_moves_exactly_the_targets_that_name_it(tmp_path: Path) -> None:
    wrong: dict[str, object] = {}
    async with bench(tmp_path) as made:
        plan = await made.desk.review.plan(
            [made.title], [each.name for each in EVERY], overrides=CONFIRMED
        )
        assert {each.state for each in plan.items} == {State.PREPARED}, [
            (each.subject, each.reason) for each in plan.items
        ]
        await made.desk.send(plan)
        before = await made.paths()
        assert set(before) - mapped_paths() == set(READ_BY_NO_ROW)
        origins = await made.origins()
        for path, value in NEW.items():
            owner, fields = patch(path, value)
            made.patch(owner, fields)
            after = await made.paths()
            moved = {each for each in before | after if before.get(each) != after.get(each)}
            if not sound(path, moved):
                wrong[path] = f"moved {sorted(moved)}"
            differing = await made.moved()
            for flow in FLOWS:
                expected = expected_of(flow, moved)
                found = differing[flow.name] - GROUPS[flow.format]
                if found != expected:
                    wrong[f"{path} in {flow.name}"] = {
                        "missing": sorted(expected - found),
                        "unexpected": sorted(found - expected),
                    }
            told = await made.origins()
            for flow in WRITTEN:
                named = naming(moved, origins[flow.name], told[flow.name])
                if differing[flow.name] - named:
                    wrong[f"{path} in {flow.name}"] = {"unexpected": differing[flow.name] - named}
            made.patch(owner, restored(owner, fields))
        assert await made.paths(whole=True) == before
        assert not any((await made.moved()).values())
    assert not wrong, "\n".join(f"{path}: {each}" for path, each in wrong.items())


def naming(paths: set[str], *origins: Mapping[str, set[str]]) -> set[str]:
    return {target for each in origins for target, named in each.items() if named & paths}


GROUPS = {
    name: {
        row.target
        for row in table(name, Audience.INTERNAL).rows
        if isinstance(row, GroupRow) and not row.join
    }
    for name in FILES
}
"""Bare names of lists: a list that lost its only entry says so under its own name."""


def sound(path: str, moved: set[str]) -> bool:
    """Whether a change moved the path that it is about, and only that."""
    # The short description is one of the marketing texts: the server tells it under both.
    twin = path.replace("shortDescription", "marketingTexts", 1)
    with_it = MOVE_WITH.get(path, (twin, *twins_of(path)))
    return path in moved and all(each == path or each.startswith(with_it) for each in moved)


@pytest.mark.timeout(120)
async def test_paths_that_no_row_reads_move_nothing(tmp_path: Path) -> None:
    async with bench(tmp_path) as made:
        plan = await made.desk.review.plan(
            [made.title], [each.name for each in EVERY], overrides=CONFIRMED
        )
        await made.desk.send(plan)
        before = await made.paths()
        series = WORK["seriesMemberships"][0]
        changes = {
            "isbn.isbnWithDashes": ("product", {"isbn": {"isbnWithDashes": "978-1911-39-022-0"}}),
            "onix21ProductForm.code": ("product", {"onix21ProductForm": {"code": "BZ"}}),
            "onixPublishingStatus.code": ("product", {"onixPublishingStatus": {"code": "_13"}}),
            "work.seriesMemberships[].series.id": (
                "work",
                {"seriesMemberships": [{**series, "series": {**series["series"], "id": 9_400_9}}]},
            ),
        }
        for path, (owner, fields) in changes.items():
            made.patch(owner, fields)
            after = await made.paths()
            assert {each for each in before if before[each] != after[each]} == {path}
            assert not any((await made.moved()).values()), path
            made.patch(owner, restored(owner, fields))
