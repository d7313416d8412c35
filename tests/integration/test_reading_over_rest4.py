"""Where there is no GraphQL the older interface gives what it has, and says what it has not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.errors import SourceAbsentError, SourceSignInError
from desktop_app.services.connect import Connect
from desktop_app.sources import Ability, Source
from desktop_app.sources.consonance import ConsonanceSource
from desktop_app.sources.rest4 import EitherSource, Rest4Source
from desktop_app.sources.rest4.convert import TOLD, record_of
from tests.support_graphql import KEY
from tests.support_rest4 import double
from tests.support_sync import QUICK, Shelf


def either(url: str, *, stay: bool = False) -> EitherSource:
    return EitherSource(
        ConsonanceSource(url, KEY, **QUICK), Rest4Source(url, KEY, **QUICK), stay=stay
    )


class OlderShelf(Shelf):
    """Reads with whichever interface answers."""

    def source(self) -> Any:
        return either(self.url)


def paths(document: Mapping[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in document.items():
        entries = value if isinstance(value, list) else [value]
        inner = [each for each in entries if isinstance(each, Mapping)]
        if inner:
            for each in inner:
                found |= paths(each, f"{prefix}{name}.")
        else:
            found.add(f"{prefix}{name}")
    return found


async def test_all_titles_are_read_page_by_page_and_equal_those_of_graphql(tmp_path: Path) -> None:
    async with double(tmp_path, graphql=True) as served:
        older, newer = Rest4Source(served.url, KEY), ConsonanceSource(served.url, KEY)
        whole = [each async for each in older.pages()]
        records = {one.id: one.document for page in whole for one in page.records}
        same = {
            one.id: one.document
            for page in [p async for p in newer.pages()]
            for one in page.records
        }
        await older.aclose()
        await newer.aclose()
    assert [each.cursor for each in whole] == [1, 2, 3]
    assert set(records) == {f"product:{each}" for each in served.house.products}
    assert all(page.complete and not page.skipped for page in whole)
    for name, document in records.items():
        theirs = same[name]
        for each in ("fullTitle", "publicationDate", "onixPublishingStatusCode", "subtitle"):
            assert document[each] == theirs[each], (name, each)
        assert [p["amount"] for p in document["prices"]] == [p["amount"] for p in theirs["prices"]]
        assert document["work"]["id"] == theirs["work"]["id"]
        assert document["work"]["season"] == theirs["work"]["season"]


async def test_what_is_said_to_be_told_is_told_and_what_is_missing_never_comes(
    tmp_path: Path,
) -> None:
    async with double(tmp_path, graphql=False) as served:
        source = Rest4Source(served.url, KEY)
        handshake = await source.handshake()
        found: set[str] = set()
        async for page in source.pages():
            for each in page.records:
                found |= paths(each.document)
        await source.aclose()
    containers = {each.rpartition(".")[0] for each in TOLD}
    assert found - containers <= set(TOLD)
    assert set(TOLD) - found == set()
    for each in handshake.missing:
        assert not any(one == each or one.startswith(f"{each}.") for one in found), each
    for each in ("allowOnixExports", "contributions", "isForSaleWorldwide", "work.subjectCodes"):
        assert each in handshake.missing
    assert handshake.by == "REST v4"
    assert Ability.CHANGED_SINCE not in handshake.abilities


async def test_a_house_without_graphql_is_synced_and_the_report_says_what_is_missing(
    tmp_path: Path,
) -> None:
    async with double(tmp_path, graphql=False) as served:
        opened = OlderShelf(tmp_path / "catalogue.sqlite", served.url, KEY, {})
        try:
            report = await opened.read()
            assert (report.read, report.complete) == (260, True)
            assert "allowOnixExports" in report.left_out
            assert report.words[0].startswith("This Consonance is read over its older interface")
            gone = max(served.house.products)
            del served.house.products[gone]
            again = await opened.read(full=True)
            assert (again.read, again.gone) == (259, 1)
        finally:
            opened.db.close()


async def test_single_titles_are_read_again_and_those_gone_are_not_there(tmp_path: Path) -> None:
    async with double(tmp_path, graphql=False) as served:
        source = Rest4Source(served.url, KEY)
        first = min(served.house.products)
        page = await source.fetch([f"product:{first}", "product:1", "onix:X"])
        await source.aclose()
    assert [each.id for each in page.records] == [f"product:{first}"]
    assert page.skipped == ()


async def test_graphql_is_preferred_where_it_answers(tmp_path: Path) -> None:
    async with double(tmp_path, graphql=True) as served:
        source = either(served.url)
        assert (await source.handshake()).by == "GraphQL"
        await source.aclose()
        assert not any("api/v4" in each for each in served.seen)


async def test_where_graphql_was_before_its_absence_is_a_fault(tmp_path: Path) -> None:
    async with double(tmp_path, graphql=False) as served:
        source = either(served.url, stay=True)
        with pytest.raises(SourceAbsentError, match="no Consonance at this address"):
            await source.handshake()
        await source.aclose()
        assert not any("api/v4" in each for each in served.seen)


async def test_a_wrong_key_is_told_by_the_older_interface_too(tmp_path: Path) -> None:
    async with double(tmp_path, graphql=False) as served:
        source: Source = Rest4Source(served.url, "x" * 32)
        with pytest.raises(SourceSignInError):
            await source.handshake()
        await source.aclose()


async def test_connect_finds_the_older_interface_and_says_what_it_lacks(tmp_path: Path) -> None:
    async with double(tmp_path, graphql=False) as served:
        steps = {each.name: each async for each in Connect().steps(served.url, KEY)}
    assert [
        each.ok for name, each in steps.items() if name in ("address", "sign-in", "schema")
    ] == [
        True,
        True,
        True,
    ]
    assert "REST v4" in steps["schema"].words
    assert "100 titles" in steps["titles"].words


async def test_a_server_that_gives_the_same_page_for_ever_is_left(tmp_path: Path) -> None:
    class Stuck(Rest4Source):
        asked = 0

        async def _page(self, number: int, more: str = "") -> Mapping[str, Any]:
            type(self).asked += 1
            return await super()._page(1, more)

    async with double(tmp_path, graphql=False) as served:
        source = Stuck(served.url, KEY)
        pages = [each async for each in source.pages()]
        await source.aclose()
    assert Stuck.asked == 2
    assert [each.complete for each in pages] == [True, False]


@pytest.mark.parametrize(
    ("given", "path", "value"),
    [
        ({"isbn": "No ISBN"}, "isbn", None),
        ({"isbn": "978-1-905005-12-3"}, "isbn", {"isbn13": "9781905005123"}),
        ({"measurements": None}, "productHeight", None),
        (
            {"measurements": {"product_dimensions_mm": "198 × 129 × 14"}},
            "productThickness",
            "14",
        ),
        ({"prices": [{"currency_code": "GBP", "price_amount": "9.5"}]}, "prices",
         [{"amount": "9.50", "currencyCode": "GBP"}]),
        ({"supportingresources": [{"style_urls": []}]}, "fullTitle", "A"),
        ({"marketingtexts": [{"code": "02", "external_text": "Short"}]}, "shortDescription",
         [{"externalText": "Short"}]),
    ],
)  # fmt: skip
def test_the_traps_of_the_older_interface_are_read(
    given: dict[str, Any], path: str, value: Any
) -> None:
    record = record_of({"id": 7, "work_id": 3, "full_title": "A", **given})
    assert record.document[path] == value


async def test_a_reading_goes_on_behind_the_page_it_came_to(tmp_path: Path) -> None:
    async with double(tmp_path, graphql=False) as served:
        source = Rest4Source(served.url, KEY)
        pages = [each async for each in source.pages(after=2)]
        await source.aclose()
    assert [each.cursor for each in pages] == [3]
