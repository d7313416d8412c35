"""Which changes should a person read first, and in which words? The rules' own, for the views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.records.payload import Change, Difference, FieldDifference
from desktop_app.rules.compare.words import change, days_moved, label, money_moved, weight


@dataclass(frozen=True, slots=True)
class Largest:
    """The changes with the heaviest first; ``weight`` orders several of these."""

    weight: Decimal
    words: tuple[str, ...]


def difference_words(difference: Difference) -> tuple[str, ...]:
    """Every field that is not the same, the heaviest first, without repeats."""
    return _words(_moved(difference))


def largest(differences: Iterable[Difference]) -> Largest | None:
    """The changes of several differences together; None when nothing is known to have moved."""
    fields = [field for each in differences if each.known for field in _moved(each)]
    if not fields:
        return None
    return Largest(max(weight(field) for field in fields), _words(fields))


def without_echoes(words: Iterable[str]) -> tuple[str, ...]:
    """Without what another one says at its end: a flow that calls the same field "date" only
    adds nothing to "publication date 3 weeks later"."""
    told = tuple(dict.fromkeys(words))
    return tuple(each for each in told if not any(other.endswith(f" {each}") for other in told))


def field_label(target: str) -> str:
    """``prices[GBP-02-05].amount`` gives "price GBP"."""
    return label(target)


def distance(field: FieldDifference) -> str:
    """How far money or a date moved: "+15 %", "3 weeks later"; "" for all else."""
    if money_moved(field) is None and days_moved(field) is None:
        return ""
    return change(field).removeprefix(label(field.target)).strip()


def _moved(difference: Difference) -> list[FieldDifference]:
    return [field for field in difference.fields if field.state is not Change.SAME]


def _words(fields: list[FieldDifference]) -> tuple[str, ...]:
    ordered = sorted(fields, key=weight, reverse=True)
    return without_echoes(change(field) for field in ordered)
