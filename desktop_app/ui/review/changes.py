"""How does one changed field read in a sentence? Prices as per cent, dates as a distance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from desktop_app.records.payload import Change, Difference, FieldDifference

_KEY = re.compile(r"\[([^\]]*)\]")
_MONEY = re.compile(r"amount|price", re.IGNORECASE)
_WORDS = {
    "isbn13": "ISBN",
    "isbn": "ISBN",
    "sha256": "checksum",
    "bic": "BIC",
    "bisac": "BISAC",
    "thema": "Thema",
    "url": "address",
}
_MUTE = {"value", "amount", "text", "code", "name", "date", "url", "sha256", "label"}
_FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Largest:
    """The change that a person should read first; ``weight`` orders the candidates."""

    weight: Decimal
    words: tuple[str, ...]


def field_label(target: str) -> str:
    """``prices[GBP-02-05].amount`` gives "price GBP", ``publicationDate`` "publication date"."""
    parts = [part for part in re.sub(r"\[[^\]]*\]", "", target).split(".") if part]
    while len(parts) > 1 and parts[-1].lower() in _MUTE:
        parts.pop()
    words = _humanise(parts[-1]) if parts else target
    keys = _KEY.findall(target)
    if _MONEY.search(target) and keys:
        currency = re.match(r"[A-Z]{3}", keys[0])
        return f"price {currency[0]}" if currency else "price"
    return words


def change_words(field: FieldDifference) -> str:
    """One field in a few words: "price GBP +15 %", "publication date 3 weeks later"."""
    label = field_label(field.target)
    if field.state is Change.ADDED:
        return f"{label} added"
    if field.state is Change.REMOVED:
        return f"{label} removed"
    percent = price_change(field)
    if percent is not None:
        return f"{label} {percent_words(percent)}"
    days = days_moved(field)
    if days is not None:
        return f"{label} {distance_words(days)}"
    return label


def price_change(field: FieldDifference) -> Decimal | None:
    """Change of an amount of money in per cent, or None when it is not one."""
    if not _MONEY.search(field.target):
        return None
    try:
        before, after = Decimal(field.before), Decimal(field.after)
    except InvalidOperation:
        return None
    if not before.is_finite() or not after.is_finite() or before <= 0:
        return None
    return (after - before) / before * _FULL


def percent_words(percent: Decimal) -> str:
    """``15.01`` gives "+15 %"; under one per cent one decimal is kept."""
    size = abs(percent)
    shown = f"{size:.1f}" if size < 1 else f"{size:.0f}"
    return f"{'+' if percent >= 0 else '−'}{shown} %"


def days_moved(field: FieldDifference) -> int | None:
    """By how many days a date moved, or None when both sides are not dates."""
    try:
        return (date.fromisoformat(field.after) - date.fromisoformat(field.before)).days
    except ValueError:
        return None


def distance_words(days: int) -> str:
    """``21`` gives "3 weeks later", ``-1`` "1 day earlier"."""
    size = abs(days)
    if size >= 60:
        number, unit = round(size / 30.44), "month"
    elif size >= 14:
        number, unit = round(size / 7), "week"
    else:
        number, unit = size, "day"
    many = "" if number == 1 else "s"
    return f"{number} {unit}{many} {'later' if days > 0 else 'earlier'}"


def difference_words(difference: Difference) -> tuple[str, ...]:
    """Every field that is not the same, the heaviest first, without repeats."""
    fields = sorted(_moved(difference), key=_weight, reverse=True)
    return tuple(dict.fromkeys(change_words(field) for field in fields))


def largest(differences: Iterable[Difference]) -> Largest | None:
    """The heaviest change of several differences; None when nothing moved."""
    fields = [field for each in differences if each.known for field in _moved(each)]
    if not fields:
        return None
    fields.sort(key=_weight, reverse=True)
    words = tuple(dict.fromkeys(change_words(field) for field in fields))
    return Largest(_weight(fields[0]), words)


def _moved(difference: Difference) -> list[FieldDifference]:
    return [field for field in difference.fields if field.state is not Change.SAME]


def _weight(field: FieldDifference) -> Decimal:
    """Prices before dates before all else; the further it moved, the heavier."""
    percent = price_change(field)
    if percent is not None:
        return Decimal(10_000) + abs(percent)
    days = days_moved(field)
    if days is not None:
        return Decimal(1_000) + min(abs(days), 5_000)
    if field.state is Change.REMOVED:
        return Decimal(2)
    return Decimal(1)


def _humanise(name: str) -> str:
    plain = _WORDS.get(name.lower())
    if plain:
        return plain
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").replace("-", " ")
    return spaced.lower().strip()
