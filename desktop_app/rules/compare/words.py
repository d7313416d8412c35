"""How does a difference read in a sentence? Prices as per cent, dates as a distance."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from desktop_app.records.payload import Change, Difference, FieldDifference
from desktop_app.rules.onix import words as onix

_KEY = re.compile(r"\[([^\]]*)\]")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MUTE = frozenset({"amount", "text", "code", "name", "date", "url", "description"})
_NAMES = {
    "full_title": "title",
    "isbn13": "ISBN",
    "isbn10": "ISBN-10",
    "prices": "price",
    "contributors": "contributor",
    "subjects": "subject",
    "texts": "marketing text",
    "web_links": "web link",
    "gb_vat": "VAT in Great Britain",
    "in_house": "in-house data",
    "subject_order": "order of subjects",
}
_KEYED = frozenset({"prices", "contributors", "series", "subjects", "prizes"})
_MOST = 3


def in_words(difference: Difference, most: int = _MOST) -> str:
    """The heaviest changes in one line: "price GBP +15 %, publication date 3 weeks later".

    "" when nothing differs. More than ``most`` changes are counted at the end.
    """
    moved = [each for each in difference.fields if each.state is not Change.SAME]
    moved.sort(key=weight, reverse=True)
    words = list(dict.fromkeys(change(each) for each in moved))
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def change(field: FieldDifference) -> str:
    """One field: "price GBP +15 %", "publication date 3 weeks later", "title changed"."""
    name = label(field.target)
    if field.state is Change.ADDED:
        return f"{name} added"
    if field.state is Change.REMOVED:
        return f"{name} removed"
    percent = money_moved(field)
    if percent is not None:
        return f"{name} {_percent(percent)}"
    days = days_moved(field)
    if days is not None:
        return f"{name} {_distance(days)}"
    if not field.before:
        return f"{name} added"
    return f"{name} changed" if field.after else f"{name} removed"


def label(target: str) -> str:
    """``prices[GBP-02-05].amount`` gives "price GBP", ``publication_date`` "publication date"."""
    if onix.is_onix(target):
        return onix.label(target)
    keys = _KEY.findall(target)
    parts = _KEY.sub("", target).split(".")
    root = parts[0]
    if root == "prices" and keys:
        currency = _CURRENCY.match(keys[0])
        field = "" if parts[-1] == "amount" else f" {_plain(parts[-1])}"
        return f"price{f' {currency[0]}' if currency else ''}{field}"
    words = [_NAMES.get(root, _plain(root))]
    if root in _KEYED and keys and keys[0]:
        words.append(keys[0])
    words += [_plain(each) for each in parts[1:] if each not in _MUTE]
    return " ".join(words)


def money_moved(field: FieldDifference) -> Decimal | None:
    """The change of an amount in per cent, or None when it is not one."""
    if not field.target.endswith((".amount", ".PriceAmount")):
        return None
    try:
        before, after = Decimal(field.before), Decimal(field.after)
    except InvalidOperation:
        return None
    if not before.is_finite() or not after.is_finite() or before <= 0:
        return None
    return (after - before) / before * 100


def days_moved(field: FieldDifference) -> int | None:
    """By how many days a date moved, or None when not both sides are dates."""
    try:
        return (date.fromisoformat(field.after) - date.fromisoformat(field.before)).days
    except ValueError:
        return None


def weight(field: FieldDifference) -> Decimal:
    """Money before dates before all else, and the further it moved the heavier."""
    percent = money_moved(field)
    if percent is not None:
        return 10_000 + min(abs(percent), Decimal(100_000))
    days = days_moved(field)
    if days is not None:
        return Decimal(1_000 + min(abs(days), 5_000))
    return Decimal(2 if field.state is Change.REMOVED else 1)


def _percent(percent: Decimal) -> str:
    size = abs(percent)
    digits = f"{size:.1f}" if size < 1 else f"{size:.0f}"
    return f"{'+' if percent >= 0 else '−'}{digits} %"


def _distance(days: int) -> str:
    size = abs(days)
    if size >= 60:
        number, unit = round(size / 30.44), "month"
    elif size >= 14:
        number, unit = round(size / 7), "week"
    else:
        number, unit = size, "day"
    return f"{number} {unit}{'' if number == 1 else 's'} {'later' if days > 0 else 'earlier'}"


def _plain(name: str) -> str:
    return _NAMES.get(name, name.replace("_", " "))
