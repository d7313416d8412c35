"""What does each root field answer? Lists are ordered by id and capped, as a busy server would."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias

from desktop_app.companions.sandbox import search
from desktop_app.companions.sandbox.blocks import Drawn
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.parts import Object
from desktop_app.companions.sandbox.search import Search, keeps

Root: TypeAlias = Callable[..., Any]
WORKS_A_PAGE = 50
PRODUCTS_A_PAGE = 100


def _works(house: House, **given: Any) -> list[Object]:
    wanted, inner = given.get("workSearch"), given.get("productSearch")
    moved = _moved(house, wanted, inner)
    found = (
        each
        for each in _from(house.works, wanted, moved)
        if keeps(each, wanted, search.WORK)
        and (inner is None or any(keeps(one, inner, search.PRODUCT) for one in each["products"]))
    )
    return _page(found, WORKS_A_PAGE)


def _products_root(house: House, **given: Any) -> list[Object]:
    wanted, outer = given.get("productSearch"), given.get("workSearch")
    prices = given.get("priceSearch")
    moved = _moved(house, wanted, outer)
    found = (
        each
        for each in _from(house.products, wanted)
        if (moved is None or each["work"]["id"] in moved)
        and keeps(each, wanted, search.PRODUCT)
        and keeps(each["work"], outer, search.WORK)
        and (prices is None or any(keeps(one, prices, search.PRICE) for one in each["prices"]))
    )
    return _page(found, PRODUCTS_A_PAGE)


def _from(
    objects: Mapping[int, Object], wanted: Search, moved: set[int] | None = None
) -> Iterator[Object]:
    """By id, from behind the one named by `after`; ids were given in order."""
    given = wanted or {}
    if given.get("idEq") is not None and moved is None:
        return (objects[each] for each in (given["idEq"],) if each in objects)
    ids: Sequence[int] = objects.ids() if isinstance(objects, Drawn) else list(objects)
    if moved is not None:
        ids = sorted(moved)
    start = bisect_right(ids, given.get("after") or 0)
    return (objects[each] for each in islice(ids, start, None))


def _moved(house: House, *searches: Search) -> set[int] | None:
    days = [each["changedSince"] for each in searches if each and each.get("changedSince")]
    return house.changed(max(days)) if days else None


def _page(found: Iterable[Object], most: int) -> list[Object]:
    return list(islice(found, most))


def _first(root: Root) -> Root:
    def answer(house: House, **given: Any) -> Object | None:
        return next(iter(root(house, **given)), None)

    return answer


def _contacts(house: House, **given: Any) -> list[Object]:
    part = (given.get("contactSearch") or {}).get("personNameCont")
    return [
        each
        for _, each in sorted(house.contacts.items())
        if part is None or part.casefold() in (each.get("personName") or "").casefold()
    ]


def _contracts(house: House, **given: Any) -> list[Object]:
    return _page(_from(house.contracts, given.get("contractSearch")), PRODUCTS_A_PAGE)


def _contract(house: House, **given: Any) -> Object | None:
    return house.contracts.get((given.get("contractSearch") or {}).get("idEq") or 0)


def _organisation(house: House, **given: Any) -> Object | None:
    name = (given.get("organisationSearch") or {}).get("nameEq")
    found = (each for each in house.contacts.values() if each["__typename"] == "Organisation")
    return next((each for each in found if name in (None, each["name"])), None)


def _person(house: House, **given: Any) -> Object | None:
    found = house.contacts.get(given["id"])
    return found if found and found["__typename"] == "Person" else None


ROOTS: Mapping[str, Root] = {
    "works": _works,
    "work": _first(_works),
    "products": _products_root,
    "product": _first(_products_root),
    "contacts": _contacts,
    "contract": _contract,
    "contracts": _contracts,
    "organisation": _organisation,
    "person": _person,
}
