"""How are plans kept as text? JSON for rows, problems and differences, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from desktop_app.records.lineage import pack_rows, unpack_rows
from desktop_app.records.payload import (
    Change,
    Difference,
    FieldDifference,
    Payload,
    Problem,
    Severity,
)

__all__ = ["pack_rows", "unpack_rows"]

_NAMES = ("title", "fullTitle", "full_title", "product.title", "name")
_ISBNS = ("isbn13", "isbn_13", "isbn", "identifiers.isbn13", "gtin13")


def to_json(value: Any) -> str:
    """Compact JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def problems_to_json(problems: Iterable[Problem]) -> str:
    return to_json(
        [
            [p.rule, p.severity, p.field, p.message, p.fix, p.owner, p.starred, p.confirmed]
            for p in problems
        ]
    )


def problems_from_json(text: str) -> tuple[Problem, ...]:
    return tuple(
        Problem(rule, Severity(severity), *rest) for rule, severity, *rest in json.loads(text)
    )


def difference_to_json(difference: Difference | None) -> str:
    """The fields that differ; fields that are the same are left to the payload's rows."""
    if difference is None:
        return ""
    fields = [[f.target, f.before, f.after, f.state] for f in difference.fields]
    return to_json({"known": difference.known, "fields": fields})


def difference_from_json(text: str) -> Difference | None:
    if not text:
        return None
    stored = json.loads(text)
    fields = tuple(FieldDifference(t, b, a, Change(s)) for t, b, a, s in stored["fields"])
    return Difference(stored["known"], fields)


def strings(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def mapping(text: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads(text)
    return found


def label(payload: Payload) -> tuple[str, str]:
    """The title and ISBN that a payload carries, so that history reads as it was sent."""
    values = {row.target: row.value for row in payload.rows}

    def first(targets: tuple[str, ...]) -> str:
        return next((values[each] for each in targets if values.get(each)), "")

    return first(_NAMES)[:500], first(_ISBNS)[:40]
