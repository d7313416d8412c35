"""Is it said where the product may be sold? Rule 8."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.rules.checks.case import (
    RIGHTS,
    Case,
    Finding,
    listed,
    unknown,
    warning,
)
from desktop_app.rules.mapping.markets import market
from desktop_app.rules.mapping.paths import ABSENT
from desktop_app.rules.mapping.transforms import codes

_WORLD, _FOR_SALE, _NOT_FOR_SALE = (
    "isForSaleWorldwide",
    "forSaleCountryCodes",
    "notForSaleCountryCodes",
)


def rights_are_explicit(case: Case) -> Iterator[Finding]:
    """Rule 8: the world or a list of countries; an empty list is not the world."""
    world = case.value(_WORLD)
    for_sale, not_for_sale = _countries(case, _FOR_SALE), _countries(case, _NOT_FOR_SALE)
    both = sorted(set(for_sale or ()) & set(not_for_sale or ()))
    if both:
        yield Finding(
            _NOT_FOR_SALE,
            f"{listed(both)} stands in both lists: for sale and not for sale.",
            "Take it out of one of the lists in Consonance.",
            RIGHTS,
        )
    if world is True or for_sale:
        yield from _market(case, world is True, for_sale or [], not_for_sale or [])
    elif world is ABSENT or for_sale is None:
        yield unknown(
            _FOR_SALE,
            "This source does not say where the product may be sold.",
            "Look the sales rights up in Consonance and confirm them.",
            RIGHTS,
        )
    else:
        only = " Only countries where it may not be sold are listed." if not_for_sale else ""
        yield Finding(
            _FOR_SALE,
            f"Sales rights are not set: neither the world nor any country.{only}",
            "Tick “for sale worldwide” or list the countries in Consonance.",
            RIGHTS,
        )


def _market(
    case: Case, world: bool, for_sale: list[str], not_for_sale: list[str]
) -> Iterator[Finding]:
    """Rights that are explicit but leave out the whole market of the flow."""
    wanted = market(case.flow.market).countries
    if wanted is None:
        return
    covered = wanted - set(not_for_sale) if world else wanted & set(for_sale)
    if not covered:
        yield warning(
            _FOR_SALE,
            f"The product may not be sold in {listed(sorted(wanted))}, the market of "
            f"{case.flow.destination}.",
            "Check the sales rights, or leave this destination out.",
            RIGHTS,
        )


def _countries(case: Case, path: str) -> list[str] | None:
    given = case.value(path)
    if given is ABSENT:
        return None
    found = codes(given)
    return found if isinstance(found, list) else []
