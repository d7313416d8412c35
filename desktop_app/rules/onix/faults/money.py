"""Do prices, tax and dates hold together?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from desktop_app.records.payload import Severity
from desktop_app.rules.checks.case import EDITORIAL, SALES, Case, Finding, day
from desktop_app.rules.onix.codes import WITH_TAX, places
from desktop_app.rules.onix.faults.fault import fault, short
from desktop_app.rules.onix.tree import Node, Tree

_PRICES = "ProductSupply/SupplyDetail/Price"
_CENT = Decimal("0.01")
_FORMATS = {"00": r"\d{8}", "01": r"\d{6}", "05": r"\d{4}"}
_NOT_YET = frozenset({"10", "11", "12"})
_NOW = frozenset({"20", "21", "22", "23"})
_LATER = frozenset({"30", "31", "32", "33", "34"})
_DATED = {
    "ProductSupply/SupplyDetail/Price/PriceDate": "prices[].effectiveFrom",
    "PublishingDetail/PublishingDate": "publicationDate",
    "CollateralDetail/TextContent/ContentDate": "marketingTexts[].fromDate",
    "ProductSupply/SupplyDetail/SupplyDate": "onixPublishingStatusCode",
}


def amount(given: str) -> Decimal | None:
    """A finite number, or None."""
    try:
        found = Decimal(given)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@fault("currency", "Currency of prices", "Every price has a currency.")
def prices_have_currencies(tree: Tree, case: Case) -> Iterator[Finding]:
    for each in tree.all(_PRICES):
        if tree.all("PriceAmount", each) and not tree.say("CurrencyCode", each):
            yield Finding(
                "prices[].currencyCode",
                f"The price {tree.say('PriceAmount', each)} has no currency.",
                "In Consonance, set the currency of the price.",
                SALES,
            )


@fault(
    "price-twice",
    "Prices at the same time",
    "One price holds at a time for a currency, type, qualifier and territory.",
)
def prices_hold_alone(tree: Tree, case: Case) -> Iterator[Finding]:
    met: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for supply in tree.all("ProductSupply"):
        market = " ".join(tree.said("Market/Territory/CountriesIncluded", supply))
        for each in tree.all("SupplyDetail/Price", supply):
            kind = ("CurrencyCode", "PriceType", "PriceQualifier", "Territory/CountriesIncluded")
            key = (market, *(tree.say(name, each) for name in kind))
            begins = tree.say("PriceDate[PriceDateRole='14']/Date", each) or "0"
            ends = tree.say("PriceDate[PriceDateRole='15']/Date", each) or "99999999"
            if any(begins <= other[1] and other[0] <= ends for other in met.get(key, ())):
                named = "-".join(filter(None, key[1:4]))
                yield Finding(
                    "prices[].effectiveFrom",
                    f"Two {named} prices hold at the same time.",
                    "In Consonance, end the first price on the day before the second begins.",
                    SALES,
                )
            met.setdefault(key, []).append((begins, ends))


@fault("decimals", "Decimals of prices", "An amount has no more decimals than its currency.")
def decimals_fit(tree: Tree, case: Case) -> Iterator[Finding]:
    for each in tree.all(_PRICES):
        given, currency = tree.say("PriceAmount", each), tree.say("CurrencyCode", each)
        decimals = len(given.partition(".")[2])
        most = places(currency)
        if decimals > most:
            yield Finding(
                "prices[].amount",
                f"{currency} {given} has {decimals} decimals; {currency} has {most or 'none'}.",
                "In Consonance, correct the amount of the price.",
                SALES,
            )


@fault("tax", "Tax of prices", "Taxable amount, tax, rate and price add up.")
def tax_adds_up(tree: Tree, case: Case) -> Iterator[Finding]:
    for each in tree.all(_PRICES):
        price = amount(tree.say("PriceAmount", each))
        if price is None or tree.say("PriceType", each) not in WITH_TAX:
            continue
        taxes = tree.all("Tax", each)
        parts = [
            tuple(_part(tree, tax, n) for n in ("TaxableAmount", "TaxAmount")) for tax in taxes
        ]
        if not taxes or any(None in part for part in parts):
            continue
        total = sum((one or Decimal(0) for part in parts for one in part), Decimal(0))
        wrong = abs(total - price) > _CENT or not all(_rate_fits(tree, tax) for tax in taxes)
        if wrong:
            currency = tree.say("CurrencyCode", each)
            yield Finding(
                "gbVatCode",
                f"The tax of {currency} {price} does not add up: {_sums(tree, taxes[0])}.",
                "In Consonance, correct the VAT code of the product, or the price.",
                SALES,
            )


def _part(tree: Tree, tax: Node, name: str) -> Decimal | None:
    return amount(tree.say(name, tax))


def _rate_fits(tree: Tree, tax: Node) -> bool:
    rate, base, due = (
        _part(tree, tax, n) for n in ("TaxRatePercent", "TaxableAmount", "TaxAmount")
    )
    if rate is None or base is None or due is None:
        return True
    return abs(base * rate / 100 - due) <= _CENT


def _sums(tree: Tree, tax: Node) -> str:
    rate, base, due = (tree.say(n, tax) for n in ("TaxRatePercent", "TaxableAmount", "TaxAmount"))
    return f"{base} and {due} at {rate or '?'} %"


@fault(
    "date",
    "Dates of the calendar",
    "Every date is one of the calendar, written as its format says.",
)
def dates_are_real(tree: Tree, case: Case) -> Iterator[Finding]:
    for path, field in _DATED.items():
        for each in tree.all(f"{path}/Date"):
            given = each.text
            kind = each.element.get("dateformat", "00")
            if kind in _FORMATS and not _is_date(given, _FORMATS[kind]):
                yield Finding(
                    field,
                    f"“{short(given)}” is no date of the calendar.",
                    "In Consonance, correct the date.",
                    EDITORIAL,
                )


def _is_date(given: str, pattern: str) -> bool:
    if not re.fullmatch(pattern, given, re.ASCII):
        return False
    try:
        date(int(given[:4]), int(given[4:6] or 1), int(given[6:8] or 1))
    except ValueError:
        return False
    return True


@fault(
    "availability",
    "Status and availability",
    "Status, date and availability tell the same story.",
    Severity.WARNING,
)
def availability_fits(tree: Tree, case: Case) -> Iterator[Finding]:
    status = tree.say("PublishingDetail/PublishingStatus")
    given = tree.say("PublishingDetail/PublishingDate[PublishingDateRole='01']/Date")
    published = date.fromisoformat(given) if _is_date(given, _FORMATS["00"]) else None
    for each in tree.all("ProductSupply/SupplyDetail"):
        said = tree.say("ProductAvailability", each)
        words = _story(tree, case, status, published, said, each)
        if words:
            yield Finding(
                "onixPublishingStatusCode",
                words,
                "In Consonance, correct the publishing status or date, or set the availability of "
                "this status in the settings of the flow.",
                SALES,
            )


def _story(
    tree: Tree, case: Case, status: str, published: date | None, said: str, supply: Node
) -> str:
    if said in _NOW and status in ("01", "02", "03"):
        return f"The status is {status}, yet the supplier would say available ({said})."
    if said in _NOT_YET and status == "04":
        return f"The status is 04 Active, yet the supplier would say not yet available ({said})."
    if said in _NOW and published and published > case.today:
        return (
            f"It is published on {day(published)}, yet the supplier would say available ({said})."
        )
    if said in _LATER and not tree.all("SupplyDate[SupplyDateRole='08']", supply):
        return f"Temporarily unavailable ({said}) needs the day on which it is expected."
    return ""
