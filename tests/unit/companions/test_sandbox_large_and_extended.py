"""A large house is drawn in blocks, and the extended schema shows what the public one does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from graphql import graphql_sync

from desktop_app.companions.sandbox.blocks import BLOCK, NEAR, WHOLE, Blocks, LargeHouse
from desktop_app.companions.sandbox.extended import TO_DOS, TRAPS
from desktop_app.companions.sandbox.house import Builder, House
from desktop_app.companions.sandbox.opening import open_house
from desktop_app.companions.sandbox.schema import executable, schema_text
from desktop_app.companions.sandbox.traps import set_traps

ANCHOR = date(2026, 11, 3)
LARGE = 4_200


def opened(titles: int, *, extended: bool = False) -> House:
    return open_house(7, titles, ANCHOR, "http://127.0.0.1:1/covers", extended=extended)


def pages(house: House) -> Iterator[list[dict[str, Any]]]:
    schema = executable(schema_text("public"), house)
    query = (
        "query ($after: Int) { works(workSearch: {after: $after}) { id contributions { id } "
        "supportingResources { id } products { id isbn { isbn13 } prices { id } } } }"
    )
    after = 0
    for _ in range(LARGE):
        served = graphql_sync(schema, query, variable_values={"after": after})
        assert served.errors is None
        assert served.data is not None
        if not served.data["works"]:
            return
        yield served.data["works"]
        after = served.data["works"][-1]["id"]


def test_a_large_house_is_read_whole_and_no_number_is_given_twice() -> None:
    house = opened(LARGE)
    works = [each for page in pages(house) for each in page]
    numbers = [each["id"] for each in works]
    assert numbers == sorted(set(numbers)) == list(house.works)
    products = [each for work in works for each in work["products"]]
    assert len(products) == LARGE == len(house.products)
    for ids in (
        [each["id"] for each in products],
        [each["isbn"]["isbn13"] for each in products if (each["isbn"] or {}).get("isbn13")],
        [one["id"] for each in products for one in each["prices"]],
        [one["id"] for each in works for one in each["supportingResources"]],
        [one["id"] for each in works for one in each["contributions"]],
    ):
        assert len(ids) - len(set(ids)) <= 1  # one trap shares its ISBN on purpose


def test_only_a_few_blocks_are_in_memory_however_many_there_are() -> None:
    near = Builder(7, NEAR, ANCHOR, "http://127.0.0.1:1/covers")
    set_traps(near)
    blocks = Blocks(near, NEAR + 20 * BLOCK)
    house = LargeHouse(near, blocks)
    assert sum(len(each["products"]) for each in house.works.values()) == NEAR + 20 * BLOCK
    assert len(blocks) == 20
    assert blocks.in_memory() < 10


def test_a_block_that_is_drawn_again_is_the_same() -> None:
    house = opened(LARGE)
    far = max(house.products)
    before = dict(house.products[far])
    for _ in pages(house):
        pass
    after = house.products[far]
    assert after is not before
    assert {**after, "work": 0} == {**before, "work": 0}
    assert after["work"]["title"] == before["work"]["title"]


def test_what_is_changed_far_behind_stays_changed_and_counts_as_changed() -> None:
    house = opened(LARGE)
    far = max(house.works)
    work = house.works[far]
    house.hold(work)
    work["title"], work["updated"] = "Held", ANCHOR + timedelta(days=1)
    gone = house.works[far - 1]
    house.hold(gone)
    del house.works[far - 1]
    for _ in pages(house):
        pass
    assert house.works[far]["title"] == "Held"
    assert far - 1 not in house.works
    assert far - 1 not in list(house.works)
    moved = house.changed(ANCHOR)
    assert far in moved
    assert len(moved) < 300  # one block at most, however large the house is


def test_a_cover_and_a_contract_are_found_wherever_they_are() -> None:
    house = opened(LARGE)
    for number in (min(house.works), max(house.works) - 7):
        work = house.works[number]
        found = house.work_of_cover(work["supportingResources"][0]["id"])
        assert found is not None
        assert found["id"] == number
        contract = house.contracts[work["contractIds"][0]]
        assert contract["work"]["id"] == number
    assert house.work_of_cover(10**9) is None


def test_the_number_of_products_in_a_format_is_counted_not_drawn() -> None:
    house = opened(LARGE)
    counted = house.sharing("inHouseFormat", 2)
    assert counted == sum(
        each["inHouseFormat"]["id"] == 2
        for each in house.products.values()
        if each.get("inHouseFormat")
    )


def test_a_small_house_is_the_same_with_and_without_the_extended_schema() -> None:
    plain, more = opened(800), opened(800, extended=True)
    assert list(plain.products) == list(more.products)
    shown = ("fullTitle", "isbn", "inHouseFormat", "asin")
    same = [
        number
        for number in plain.products
        if all(plain.products[number][name] == more.products[number][name] for name in shown)
    ]
    assert len(same) == 800
    assert WHOLE >= 800


def test_the_extended_house_has_each_trap_once_and_answers_without_a_fault() -> None:
    house = opened(800, extended=True)
    assert set(TRAPS) <= set(house.traps)
    schema = executable(schema_text("extended"), house)
    query = (
        "query ($id: Int!) { product(productSearch: {idEq: $id}) { fullTitle gtin "
        "onixProductAvailabilityCode onixProductAvailability { code } salesEmbargoDate "
        "tradeAnnouncementDate publicAnnouncementDate contentLanguages { onixLanguageCode } "
        "toDos { name dueDate doneDate } prices { onixTerritoryCodes } "
        "productionFiles { filename approvalStatus downloadUrl } marketingTexts { variant } "
        "work { contracts { signedDate terminatedDate work { id } } languageCode "
        "supportingResources { status productIds } } } }"
    )
    for number in house.products:
        served = graphql_sync(schema, query, variable_values={"id": number})
        assert served.errors is None, number

    def trapped(name: str) -> dict[str, Any]:
        found = graphql_sync(schema, query, variable_values={"id": house.traps[name][0]})
        assert found.data is not None
        return dict(found.data["product"])

    today = ANCHOR.isoformat()
    embargoed = trapped("announced to the trade only")
    assert embargoed["tradeAnnouncementDate"] < today < embargoed["publicAnnouncementDate"]
    assert embargoed["salesEmbargoDate"] > today
    states = [
        each["status"] for each in trapped("two approved covers")["work"]["supportingResources"]
    ]
    assert states == ["Approved", "Approved"]
    states = [
        each["status"] for each in trapped("cover not approved")["work"]["supportingResources"]
    ]
    assert states == ["Not approved"]
    assert trapped("contract ended")["work"]["contracts"][0]["terminatedDate"] < today
    assert trapped("contract not signed")["work"]["contracts"][0]["signedDate"] is None
    assert trapped("no contract")["work"]["contracts"] == []
    late = trapped("files to press are late")["toDos"]
    assert len(late) == len(TO_DOS)
    assert any(each["dueDate"] < today and not each["doneDate"] for each in late)
    assert trapped("interior not approved")["productionFiles"][0]["approvalStatus"] != "Approved"
    assert trapped("in another language")["contentLanguages"] == [{"onixLanguageCode": "fre"}]


@pytest.mark.parametrize("extended", [False, True])
def test_titles_far_behind_answer_the_whole_schema(extended: bool) -> None:
    house = opened(WHOLE + 600, extended=extended)
    schema = executable(schema_text("extended" if extended else "public"), house)
    more = "toDos { name } gtin" if extended else ""
    query = (
        f"{{ product(productSearch: {{idEq: {max(house.products)}}}) {{ fullTitle {more} "
        "contributions { contributor { name } } inHouseFormat { productsCount } "
        "work { seriesMemberships { series { name } } productionRuns { name } } } }"
    )
    served = graphql_sync(schema, query)
    assert served.errors is None
    assert served.data is not None
    assert served.data["product"]["fullTitle"]
