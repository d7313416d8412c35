"""Where do two payloads of one title differ? Field by field, in people's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.records.payload import Payload
from desktop_app.services.changes import field_label
from desktop_app.services.said import said


@dataclass(frozen=True, slots=True)
class Beside:
    """One field of both. None where a payload does not have it; ``alike`` says whether both say
    the same of it."""

    target: str
    label: str
    left: str | None
    right: str | None

    @property
    def alike(self) -> bool:
        return (self.left or "") == (self.right or "")


def beside(left: Sequence[Payload], right: Sequence[Payload]) -> list[Beside]:
    """Every field of either, those that differ first, else in the order of the left ones.

    Two formats call the same thing otherwise: then each field stands on one side only.
    """
    theirs, ours = _values(left), _values(right)
    found = [
        Beside(target, field_label(target), theirs.get(target), ours.get(target))
        for target in dict.fromkeys([*theirs, *ours])
    ]
    return sorted(found, key=lambda each: each.alike)


def _values(payloads: Sequence[Payload]) -> dict[str, str]:
    found: dict[str, str] = {}
    for payload in payloads:
        raw = {row.target: row.value for row in payload.rows}
        found |= {target: said(target, value, raw) for target, value in raw.items()}
    return found
