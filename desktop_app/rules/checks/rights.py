"""Is it said where the product may be sold, and may it be told already? Rules 8 and 9."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.records.flow import Audience
from desktop_app.rules.checks.case import (
    MARKETING,
    RIGHTS,
    Case,
    Finding,
    day,
    listed,
    unknown,
    warning,
)
from desktop_app.rules.mapping.markets import market
from desktop_app.rules.mapping.paths import ABSENT
from desktop_app.rules.mapping.selectors import context, for_audience, for_product, has_text
from desktop_app.rules.mapping.transforms import as_date, codes, first_free_day

_WORLD, _FOR_SALE, _NOT_FOR_SALE = (
    "isForSaleWorldwide",
    "forSaleCountryCodes",
    "notForSaleCountryCodes",
)

_ANNOUNCED = {
    Audience.TRADE: ("tradeAnnouncementDate", "the trade"),
    Audience.PUBLIC: ("publicAnnouncementDate", "the public"),
}


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


def embargo_is_kept(case: Case) -> Iterator[Finding]:
    """Rule 9: what may not be told yet is not told to this flow's audience."""
    if case.flow.purpose == 1 and case.flow.audience is not Audience.INTERNAL:
        yield from _embargoed_texts(case)
    yield from _announced(case)


def _announced(case: Case) -> Iterator[Finding]:
    """The house itself may know at any time; others from the day that the house says."""
    path, who = _ANNOUNCED.get(case.flow.audience, _ANNOUNCED[Audience.TRADE])
    given = case.value(path)
    if given is ABSENT:
        yield unknown(
            "publicationDate",
            "This source gives no announcement and sales embargo dates, so an embargo cannot be "
            "checked here.",
            "Confirm that titles for this destination may be announced.",
            MARKETING,
        )
        return
    if case.flow.audience is Audience.INTERNAL or given in (None, ""):
        return
    free = first_free_day(given)
    if free is None or free > case.today:
        until = day(free) if free and as_date(given) else f"“{str(given)[:30]}”"
        yield Finding(
            path,
            f"The title may not be announced to {who} before {until}.",
            "Send on that day, or correct the date in Consonance.",
            MARKETING,
        )


def _embargoed_texts(case: Case) -> Iterator[Finding]:
    known = context(case.document, case.flow)
    seen: set[str] = set()
    for path in ("shortDescription", "marketingTexts"):
        for entry in case.list_of(path) or []:
            given = entry.get("fromDate")
            free = first_free_day(given)
            name = str(entry.get("id", ""))
            goes = (
                for_product(entry, known) and has_text(entry, known) and for_audience(entry, known)
            )
            over = given in (None, "") or (free is not None and free <= case.today)
            if not goes or over or (name and name in seen):
                continue
            seen.add(name)
            until = day(free) if free and as_date(given) else f"“{str(given)[:30]}”"
            yield Finding(
                f"{path}[].fromDate",
                f"A marketing text is under embargo until {until}.",
                "Send after that day, or clear the date of the text in Consonance.",
                MARKETING,
            )
