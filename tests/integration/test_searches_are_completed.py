"""Fields and values are offered while a search is typed, with the counts that they would give."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from desktop_app.records.query import Query
from desktop_app.services.completion import Offers, worth_asking
from desktop_app.settings.profiles import demo_profile
from tests.gui.support_shelf import Shelf, open_shelf


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    made = open_shelf(tmp_path_factory.mktemp("shelf"), 120)
    yield made
    made.close()


def offers(shelf: Shelf, text: str, **query: object) -> Offers:
    asked = Query(text.replace("|", ""), **query)  # type: ignore[arg-type]
    cursor = text.index("|") if "|" in text else len(text)
    return asyncio.run(shelf.look_up.offers(asked, cursor))


def labels(found: Offers) -> list[str]:
    return [each.label for each in found.offers]


def test_two_letters_of_a_field_offer_it(shelf: Shelf) -> None:
    assert labels(offers(shelf, "harbour st")) == ["status:"]
    assert labels(offers(shelf, "-pr")) == ["price:"]
    found = offers(shelf, "harbour st")
    assert found.taken("harbour st", found.offers[0]) == ("harbour status:", 15)


@pytest.mark.parametrize("text", ["harbour", "", "s", '"st', "status:x ", "978", "dune:st"])
def test_plain_words_ask_for_nothing(text: str) -> None:
    assert not worth_asking(text, len(text))


def test_values_come_with_the_counts_that_they_give(shelf: Shelf) -> None:
    for text in ("form:", "harbour form:", "-harbour form:pa"):
        found = offers(shelf, text)
        assert "Paperback" in labels(found)
        for each in found.offers:
            taken, _ = found.taken(text, each)
            assert asyncio.run(shelf.look_up.count(Query(taken))) == each.count
    assert labels(offers(shelf, "form:har")) == ["Hardback"]


def test_the_rest_of_the_query_counts_but_not_the_facet_itself(shelf: Shelf) -> None:
    found = offers(shelf, "form:e", facets={"form": ("BC",)}, standing=("blocked",))
    assert labels(found) == ["Ebook"]
    assert found.offers[0].count


def test_destinations_are_offered_with_their_counts(shelf: Shelf) -> None:
    found = offers(shelf, "changed:")
    enabled = [flow.destination for flow in demo_profile().flows]
    assert labels(found) == ["any destination", *enabled][: len(found.offers)]
    for each in found.offers:
        taken, _ = found.taken("changed:", each)
        assert asyncio.run(shelf.look_up.count(Query(taken))) == each.count
    assert labels(offers(shelf, "never:plan")) == ["Launch planning"]


def test_a_value_is_put_in_the_middle_of_the_text(shelf: Shelf) -> None:
    text = "form:har| rain"
    found = offers(shelf, text)
    assert found.taken("form:har rain", found.offers[0]) == ('form:"Hardback" rain', 15)
    quoted = offers(shelf, 'form:"har')
    assert quoted.taken('form:"har', quoted.offers[0]) == ('form:"Hardback" ', 16)
    second = offers(shelf, "form:Ebook,pap")
    assert second.taken("form:Ebook,pap", second.offers[0])[0] == 'form:Ebook,"Paperback" '


def test_months_and_names_are_offered(shelf: Shelf) -> None:
    months = labels(offers(shelf, "pub:20"))
    assert months == sorted(months, reverse=True)
    people = offers(shelf, "contributor:oka")
    assert people.offers
    assert all("Okafor" in each.label for each in people.offers)
    taken, _ = people.taken("contributor:oka", people.offers[0])
    assert asyncio.run(shelf.look_up.count(Query(taken))) >= (people.offers[0].count or 0) > 0


def test_an_unclear_rest_does_not_stop_the_offers(shelf: Shelf) -> None:
    assert labels(offers(shelf, "price:cheap form:pap")) == ["Paperback"]
