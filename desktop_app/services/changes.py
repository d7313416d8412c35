"""Which changes should a person read first, and in which words? The rules' own, for the views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.records.payload import Change, Difference, FieldDifference
from desktop_app.rules.compare.words import change, weight


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


def _moved(difference: Difference) -> list[FieldDifference]:
    return [field for field in difference.fields if field.state is not Change.SAME]


def _words(fields: list[FieldDifference]) -> tuple[str, ...]:
    ordered = sorted(fields, key=weight, reverse=True)
    return tuple(dict.fromkeys(change(field) for field in ordered))
