"""Does every price that would go hold on the day it matters? Rule 6."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from desktop_app.rules.checks.case import SALES, Case, Finding, day, listed, unknown
from desktop_app.rules.mapping.markets import Market, market
from desktop_app.rules.mapping.transforms import as_date, as_decimal, code, money

_FIELD = "prices"
_FIX = "Correct the price in Consonance."


@dataclass(frozen=True, slots=True)
class Priced:
    """One price with readable parts; codes are "" when there is none, None when unknown."""

    currency: str
    type: str | None
    qualifier: str | None
    amount: Decimal | None
    shown: str
    begins: date | None
    ends: date | None
    undated: str

    @property
    def key(self) -> str:
        return f"{self.currency}-{self.type or ''}-{self.qualifier or ''}"

    @property
    def words(self) -> str:
        return f"{self.currency} {self.shown}".strip()

    def holds_on(self, moment: date) -> bool:
        """Both days of the window count as in it."""
        return (self.begins or date.min) <= moment <= (self.ends or date.max)


def prices_hold(case: Case) -> Iterator[Finding]:
    """Rule 6: a price per currency of the market, above zero, complete, one at a time."""
    given = case.list_of(_FIELD)
    if given is None:
        yield unknown(
            _FIELD,
            "This source does not give prices.",
            "Look the prices up in Consonance and confirm them.",
            SALES,
        )
        return
    bought_in = market(case.flow.market)
    found = [each for each in map(priced, given) if bought_in.sells_in(each.currency)]
    for each in found:
        yield from _complete(each)
    sound = [each for each in found if each.amount is not None and each.amount > 0]
    yield from _effective(case, bought_in, sound, found)
    yield from _overlaps(found)


def priced(given: Mapping[str, Any]) -> Priced:
    """The parts of one price of a document."""
    amount = as_decimal(given.get("amount"))
    shown = money(amount) if isinstance(amount, Decimal) else ""
    return Priced(
        currency=_code(given, "currencyCode") or "",
        type=_code(given, "onixPriceTypeCode"),
        qualifier=_code(given, "onixPriceTypeQualifierCode"),
        amount=amount if isinstance(amount, Decimal) else None,
        shown=shown if isinstance(shown, str) else "",
        begins=as_date(given.get("effectiveFrom")),
        ends=as_date(given.get("effectiveTo")),
        undated=next(
            (
                str(given[each])[:30]
                for each in ("effectiveFrom", "effectiveTo")
                if given.get(each) and as_date(given[each]) is None
            ),
            "",
        ),
    )


def _code(given: Mapping[str, Any], name: str) -> str | None:
    if name not in given:
        return None
    found = code(given[name])
    return found if isinstance(found, str) else ""


def _complete(each: Priced) -> Iterator[Finding]:
    name = each.words or "A price"
    if not each.currency:
        yield Finding(f"{_FIELD}[].currencyCode", f"{name} has no currency.", _FIX, SALES)
    if each.amount is None:
        yield Finding(f"{_FIELD}[].amount", f"The {each.key} price has no amount.", _FIX, SALES)
    elif each.amount <= 0:
        yield Finding(
            f"{_FIELD}[].amount",
            f"The {each.key} price is {each.words}; an amount must be above zero.",
            _FIX,
            SALES,
        )
    for path, found, what in (
        ("onixPriceTypeCode", each.type, "price type (with or without tax)"),
        ("onixPriceTypeQualifierCode", each.qualifier, "price qualifier"),
    ):
        if found is None:
            yield unknown(
                f"{_FIELD}[].{path}",
                f"This source does not give the {what} of {name}.",
                "Confirm what kind of price the source gives.",
                SALES,
            )
        elif not found:
            yield Finding(f"{_FIELD}[].{path}", f"{name} has no {what}.", _FIX, SALES)
    if each.undated:
        yield Finding(
            f"{_FIELD}[].effectiveFrom",
            f"{name} is limited by “{each.undated}”, which is not a date.",
            _FIX,
            SALES,
        )
    if each.begins and each.ends and each.begins > each.ends:
        yield Finding(
            f"{_FIELD}[].effectiveTo",
            f"{name} ends on {day(each.ends)}, before it begins on {day(each.begins)}.",
            _FIX,
            SALES,
        )


def day_that_matters(case: Case) -> date:
    """Publication, or today for what is out already."""
    published = as_date(case.value("publicationDate"))
    return max(published, case.today) if published else case.today


def _effective(
    case: Case, bought_in: Market, sound: list[Priced], found: list[Priced]
) -> Iterator[Finding]:
    moment = day_that_matters(case)
    for currency in sorted(bought_in.currencies) if bought_in.currencies else [""]:
        mine = [each for each in sound if currency in ("", each.currency)]
        if any(each.holds_on(moment) for each in mine):
            continue
        wanted = f"{currency} price" if currency else "price"
        there = [each for each in found if currency in ("", each.currency)]
        if there and not mine:
            continue  # what is wrong with them has been said
        message = (
            f"No {wanted} is effective on {day(moment)}." if there else f"There is no {wanted}."
        )
        yield Finding(
            _FIELD,
            message,
            f"Enter a {wanted} that is effective on {day(moment)}.",
            SALES,
        )


def _overlaps(found: list[Priced]) -> Iterator[Finding]:
    """Two prices of one currency, type and qualifier never hold on the same day."""
    kinds: dict[str, list[Priced]] = {}
    for each in found:
        kinds.setdefault(each.key, []).append(each)
    for key, same in kinds.items():
        ordered = sorted(same, key=lambda each: (each.begins or date.min, each.ends or date.max))
        for former, latter in pairwise(ordered):
            begins = latter.begins or date.min
            if (former.ends or date.max) >= begins:
                since = "at all times" if begins == date.min else f"from {day(begins)} on"
                yield Finding(
                    f"{_FIELD}[].effectiveFrom",
                    f"Two {key} prices are effective {since}: "
                    f"{listed([former.words, latter.words])}.",
                    "End the first before the second begins, in Consonance.",
                    SALES,
                )
