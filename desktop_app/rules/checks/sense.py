"""Do the prices make sense beside the last ones, the form, and the sister products? Rule 7."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from desktop_app.records.payload import (
    Baseline,
    BaselineKind,
    FieldDifference,
    Payload,
    Row,
    Sibling,
)
from desktop_app.rules.checks.case import SALES, Case, Finding, listed, warning
from desktop_app.rules.checks.prices import day_that_matters, priced
from desktop_app.rules.compare.difference import compare
from desktop_app.rules.compare.words import label, money_moved
from desktop_app.rules.mapping.markets import market
from desktop_app.rules.onix.codes import WITH_TAX

MOST_PERCENT = Decimal(25)
CHEAP = Decimal("0.99")

_FIELD = "prices"
_EBOOKS = frozenset({"DG", "DH", "EA", "EB", "EC", "ED"})
_HARDBACK, _PAPERBACK = "BB", "BC"
_KEY = re.compile(r"\b[Pp]rices?\[([A-Z]{3})-([0-9]{2})(?:-([0-9]{2}))?")
_Prices = Mapping[str, list[Decimal]]
"""Currency, type and qualifier to the amounts that hold."""


def prices_make_sense(case: Case) -> Iterator[Finding]:
    """Rule 7: no price leaps, changes its tax type, or is out of line with form and sisters."""
    form = case.code("onix21ProductFormCode") or ""
    if form in _EBOOKS:
        yield from _cheap(_holding(case))
    elif case.facts.siblings and form in (_HARDBACK, _PAPERBACK):
        yield from _beside(form, _holding(case), case.facts.siblings)
    if case.facts.baseline is not None:
        yield from moved_since(case.payload, case.facts.baseline)


def _holding(case: Case) -> _Prices:
    """The amounts that hold on the day that matters, in the currencies of the market."""
    bought_in, moment = market(case.flow.market), day_that_matters(case)
    found: dict[str, list[Decimal]] = {}
    for each in map(priced, case.list_of(_FIELD) or []):
        sound = each.amount is not None and each.amount > 0 and each.holds_on(moment)
        if sound and bought_in.sells_in(each.currency) and each.amount is not None:
            found.setdefault(each.key, []).append(each.amount)
    return found


def _cheap(found: _Prices) -> Iterator[Finding]:
    for key, amounts in found.items():
        if min(amounts) <= CHEAP:
            yield Finding(
                f"{_FIELD}[].amount",
                f"This ebook costs {key[:3]} {min(amounts):f}.",
                "Check that the price is meant.",
                SALES,
            )


def _beside(form: str, found: _Prices, siblings: Iterable[Sibling]) -> Iterator[Finding]:
    """A hardback that costs less than the paperback of its work, told on both of them."""
    other = {_HARDBACK: _PAPERBACK, _PAPERBACK: _HARDBACK}.get(form)
    for sibling in siblings if other else ():
        if sibling.form != other:
            continue
        theirs: dict[str, list[Decimal]] = {}
        for each in sibling.prices:
            key = f"{each.currency}-{each.type}-{each.qualifier}"
            theirs.setdefault(key, []).append(each.amount)
        for key in found.keys() & theirs.keys():
            hard, soft = found[key], theirs[key]
            if form == _PAPERBACK:
                hard, soft = soft, hard
            if max(hard) < min(soft):
                yield warning(
                    f"{_FIELD}[].amount",
                    f"The hardback costs {key[:3]} {max(hard):f}, less than the paperback at "
                    f"{key[:3]} {min(soft):f} ({sibling.id}).",
                    "Check both prices in Consonance.",
                    SALES,
                )
                break


def moved_since(payload: Payload, baseline: Baseline) -> Iterator[Finding]:
    """What the values that were last taken show; nothing while nobody knows them."""
    if baseline.kind is BaselineKind.UNKNOWN or not baseline.rows:
        return
    for each in compare(payload, baseline).fields:
        percent = money_moved(each)
        if percent is not None and abs(percent) > MOST_PERCENT:
            yield _leap(each, percent)
    before, after = _types(baseline.rows), _types(payload.rows)
    for key in sorted(before.keys() & after.keys()):
        was, now = before[key], after[key]
        if not was & now:
            yield Finding(
                f"{_FIELD}[].onixPriceTypeCode",
                f"The {key} price was {_said(was)} when it was last taken and is {_said(now)} now.",
                "Check the price type in Consonance.",
                SALES,
            )


def _leap(field: FieldDifference, percent: Decimal) -> Finding:
    sign = "+" if percent > 0 else "−"
    return Finding(
        f"{_FIELD}[].amount",
        f"The {label(field.target)} moves by {sign}{abs(percent):.0f} %, from {field.before} to "
        f"{field.after}.",
        "Check that the new price is meant.",
        SALES,
    )


def _types(rows: Iterable[Row]) -> dict[str, set[bool]]:
    """For each currency and qualifier whether its prices are with tax."""
    found: dict[str, set[bool]] = {}
    for row in rows:
        key = _KEY.search(row.target)
        if key:
            # One qualifier more or less does not make it another price.
            found.setdefault(key[1], set()).add(key[2] in WITH_TAX)
    return found


def _said(kinds: set[bool]) -> str:
    return listed("with tax" if each else "without tax" for each in sorted(kinds))
