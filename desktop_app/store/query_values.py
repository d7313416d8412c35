"""Which days and which amounts does a typed value mean? Pure; one that means none is an error."""

from __future__ import annotations

import re
from datetime import date

from desktop_app.records.asked import Money
from desktop_app.records.query import TENTHS

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_COMPARED = re.compile(r"(<=|>=|<|>|=)?(.*)", re.DOTALL)
_RANGE = re.compile(r"(.*?)\.\.(.*)", re.DOTALL)
_MONEY = re.compile(r"([A-Za-z]{3})?:?(<=|>=|<|>|=)?([A-Za-z]{3})?(.*)", re.DOTALL | re.ASCII)
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,4})?", re.ASCII)
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
_FIRST, _LAST = 1, 99_991_231
"""Days are compared as numbers like 20270331; 0 is a title without a date."""

DATES = "pub:2027, pub:2027-03, pub:2027-03-14, pub:2027-01..2027-06, pub:>2027 or pub:none"
AMOUNTS = "price:<10, price:>=12.99, price:5..10, price:gbp<10 or price:none"


def days(text: str) -> tuple[int, int]:
    """The first and last day that a value means; raises ValueError saying what is wrong."""
    spread = _RANGE.fullmatch(text)
    if spread:
        if not spread[1] and not spread[2]:
            raise ValueError("a range needs a day on one side at least")
        first = _span(spread[1])[0] if spread[1] else _FIRST
        last = _span(spread[2])[1] if spread[2] else _LAST
        if first > last:
            raise ValueError(f"the range {text} ends before it begins")
        return first, last
    compared = _COMPARED.fullmatch(text)
    sign, value = (compared[1], compared[2]) if compared else ("", text)
    first, last = _span(value)
    spans = {">": (last + 1, _LAST), ">=": (first, _LAST), "<": (_FIRST, first - 1),
             "<=": (_FIRST, last)}  # fmt: skip
    return spans.get(sign or "=", (first, last))


def _span(text: str) -> tuple[int, int]:
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(f"“{text}” is not a date")
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise ValueError(f"there is no day or month {text}") from None
    low = year * 10_000 + (month or 1) * 100 + (day or 1)
    high = year * 10_000 + (month or 12) * 100 + (day or 31)
    return low, high


def money(text: str) -> Money:
    """The prices that a value means; raises ValueError saying what is wrong."""
    plain, sign_currency = _without_sign(text)
    found = _MONEY.fullmatch(plain)
    if not found:  # the pattern takes any text; this is for whoever changes it
        raise ValueError(f"“{text}” is not an amount")
    before, sign, after, amount = found.groups()
    named = {each.upper() for each in (before, after, sign_currency) if each}
    if len(named) > 1:
        raise ValueError(f"“{text}” names two currencies")
    currency = named.pop() if named else ""
    if not amount and not sign and currency:
        return Money(currency)
    return _money(currency, sign or "=", amount)


def _without_sign(text: str) -> tuple[str, str]:
    for sign, currency in _SIGNS.items():
        if sign in text:
            return text.replace(sign, "", 2), currency
    return text, ""


def _money(currency: str, sign: str, amount: str) -> Money:
    spread = _RANGE.fullmatch(amount)
    if spread and sign == "=" and (spread[1] or spread[2]):
        low = _tenths(spread[1]) if spread[1] else None
        high = _tenths(spread[2]) if spread[2] else None
        if low is not None and high is not None and low > high:
            raise ValueError(f"the range {amount} ends before it begins")
        return Money(currency, low, high)
    value = _tenths(amount)
    bounds = {"=": (value, value), "<": (None, value - 1), "<=": (None, value),
              ">": (value + 1, None), ">=": (value, None)}  # fmt: skip
    return Money(currency, *bounds[sign])


def _tenths(text: str) -> int:
    if not _AMOUNT.fullmatch(text):
        said = f"“{text}” is not an amount" if text else "the amount is missing"
        raise ValueError(f"{said}; decimals stand after a point")
    whole, _, fine = text.partition(".")
    return int(whole) * TENTHS + int(fine.ljust(4, "0") or 0)
