"""The invented house: the same from the same seed, plausible, and with its traps."""

from __future__ import annotations

import io
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from graphql import build_schema, get_introspection_query, graphql_sync
from PIL import Image

from desktop_app.companions.sandbox.covers import Covers
from desktop_app.companions.sandbox.gateway_child import FLOWS
from desktop_app.companions.sandbox.house import Builder, House
from desktop_app.companions.sandbox.parts import COVER_HEIGHT, COVER_WIDTH
from desktop_app.companions.sandbox.place import SEED, TITLES, Place
from desktop_app.companions.sandbox.schema import executable
from desktop_app.companions.sandbox.traps import EDITIONS, set_traps
from desktop_app.records import isbn
from desktop_app.records.resources import resource_text
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import DEMO_FLOWS

ANCHOR = date(2026, 11, 25)


def drawn(titles: int = TITLES, seed: int = SEED) -> House:
    return set_traps(Builder(seed, titles, ANCHOR, "http://127.0.0.1:1/covers"))


@pytest.fixture(scope="module")
def house() -> House:
    return drawn()


def sound(house: House) -> list[dict[str, Any]]:
    odd = {each for ids in house.traps.values() for each in ids}
    return [each for number, each in house.products.items() if number not in odd]


def test_the_same_seed_gives_the_same_house_and_another_gives_another(house: House) -> None:
    again, other = drawn(), drawn(seed=SEED + 1)

    def facts(made: House) -> list[Any]:
        return [(e["fullTitle"], e["isbn"], e["prices"]) for e in made.products.values()]

    assert facts(again) == facts(house)
    assert facts(other) != facts(house)


@pytest.mark.parametrize("titles", [1, 37, 250, 1200])
def test_there_are_exactly_as_many_products_as_asked_for(titles: int) -> None:
    assert len(drawn(titles).products) == titles


def test_the_default_house_is_large_and_varied(house: House) -> None:
    products, works = house.products.values(), house.works.values()
    assert len(house.works) >= 300
    assert len(house.products) >= 700
    assert len({each["__typename"] for each in products}) == 7
    assert len({each["imprint"]["id"] for each in works if each["imprint"]}) >= 6
    currencies = {price["currencyCode"] for each in products for price in each["prices"]}
    assert currencies == {"GBP", "USD", "EUR", "AUD"}
    languages = {t["onixLanguageCode"] for each in works for t in each["marketingTexts"]}
    assert len(languages) >= 4
    assert sum(not each["title"].isascii() for each in works) >= 6


def test_every_sound_product_could_be_sold(house: House) -> None:
    products = sound(house)
    numbers = [each["isbn"]["isbn13"] for each in products]
    assert len(set(numbers)) == len(numbers)
    assert all(isbn.valid13(each) for each in numbers)
    for each in products:
        published = date.fromisoformat(each["publicationDate"])
        assert each["onixPublishingStatusCode"] == ("_04" if published <= ANCHOR else "_02")
        assert abs((published - ANCHOR).days) > 14
        assert each["allowOnixExports"]
        assert each["isForSaleWorldwide"] or each["forSaleCountryCodes"]
        assert any(price["currencyCode"] == "GBP" for price in each["prices"])
    dollars = [e for e in products if any(p["currencyCode"] == "USD" for p in e["prices"])]
    assert len(dollars) >= 400


def test_prices_of_a_sound_product_never_overlap(house: House) -> None:
    for product in sound(house):
        pounds = [each for each in product["prices"] if each["currencyCode"] == "GBP"]
        for former, latter in pairwise(pounds):
            assert former["effectiveTo"] < latter["effectiveFrom"]


def test_the_traps_are_there(house: House) -> None:
    def first(trap: str) -> dict[str, Any]:
        return house.products[house.traps[trap][0]]

    assert not first("unapproved")["allowOnixExports"]
    assert first("without ISBN")["isbn"] is None
    assert first("price of nothing")["prices"][0]["amount"] == 0
    same = [house.products[n]["isbn"]["isbn13"] for n in house.traps["one ISBN on two products"]]
    assert len(same) == 2
    assert len(set(same)) == 1
    assert not isbn.valid13(first("ISBN with a wrong digit")["isbn"]["isbn13"])
    assert first("ISBN with 979")["isbn"]["isbn13"].startswith("979")
    assert isbn.valid13(first("ISBN with 979")["isbn"]["isbn13"])
    assert len(house.traps["a work with sixty products"]) == EDITIONS
    run = first("run after publication")["work"]["productionRuns"][0]
    assert run["deliveryDate"] > first("run after publication")["publicationDate"]
    assert len(first("run over two forms")["work"]["productionRuns"][0]["bindings"]) == 2
    approved = [house.products[n]["allowOnixExports"] for n in house.traps["one of four approved"]]
    assert approved == [True, False, False, False]
    twice = first("same person twice")["work"]["contributions"]
    assert len({each["contributor"]["name"].casefold() for each in twice}) == 1
    assert len({each["contributor"]["id"] for each in twice}) == 2


def test_every_trap_but_the_absurd_can_be_read_through_the_schema(house: House) -> None:
    schema = executable(resource_text("schema", "consonance.graphql"), house)
    for ids in house.traps.values():
        query = (
            f"{{ product(productSearch: {{idEq: {ids[0]}}}) {{ fullTitle publicationDate "
            "isbn { isbn13 } prices { amount label onixPriceType { code } } "
            "contributions { contributor { name } } marketingTexts { externalText } "
            "work { supportingResources { url } productionRuns { bindings { id } } } } }"
        )
        answer = graphql_sync(schema, query)
        assert answer.errors is None
        assert answer.data is not None
        assert answer.data["product"]["fullTitle"] is not None


def test_introspection_gives_the_schema_of_the_file(house: House) -> None:
    text = resource_text("schema", "consonance.graphql")
    query = get_introspection_query()
    served = graphql_sync(executable(text, house), query)
    assert served.errors is None
    assert served.data == graphql_sync(build_schema(text), query).data


def test_covers_are_jpeg_files_of_the_size_that_is_told(house: House) -> None:
    covers = Covers(house)
    for work in list(house.works.values())[:4]:
        told = work["supportingResources"][0]
        answer = covers.answer(told["url"].rpartition("/")[2])
        assert isinstance(answer.body, bytes)
        assert len(answer.body) == told["fileSize"]
        image = Image.open(io.BytesIO(answer.body))
        image.load()
        assert image.format == "JPEG"
        assert image.size == (COVER_WIDTH, COVER_HEIGHT)
        assert Covers(house).answer(f"{told['id']}.jpg").body == answer.body


def test_broken_covers_answer_as_broken_servers_do(house: House) -> None:
    covers = Covers(house)

    def answer(trap: str) -> Any:
        work = house.products[house.traps[trap][0]]["work"]
        return covers.answer(f"{work['supportingResources'][0]['id']}.jpg")

    assert answer("cover missing").status == 404
    assert answer("cover is a page").content_type == "text/html"
    assert answer("cover empty").body == b""
    assert answer("cover is a PNG").body.startswith(b"\x89PNG")
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(answer("cover cut off").body)).load()
    assert covers.answer("../house.json").status == 404


def test_the_gateway_has_the_flows_of_the_demo_profile() -> None:
    wanted = [(f.name, f.purpose, f.destination, f.format) for f in DEMO_FLOWS]
    told = [(f["name"], f["purpose"], f["destination"], f["format"]) for f in FLOWS]
    assert told[: len(wanted)] == wanted
    # The rest waits for flows that somebody adds: every purpose has one.
    assert {purpose for _, purpose, _, _ in told} == set(range(1, 8))


def test_sandbox_and_settings_agree_where_things_are(tmp_path: Any) -> None:
    place, home = Place(tmp_path), Home(tmp_path)
    assert (place.folder, place.runtime_file) == (home.sandbox_dir, home.runtime_file)
