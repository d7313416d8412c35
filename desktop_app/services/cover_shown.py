"""Which picture may a list show of a title? Pure; the same rule by which a cover goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_app import rules
from desktop_app.records.cover import CoverChoice
from desktop_app.rules.mapping import covers


def cover_shown(document: Mapping[str, Any], choice: CoverChoice | None) -> str:
    """The address of the only front cover that may be it, or of the one that a person chose and
    whose choice holds; "" where nobody can tell."""
    found = rules.cover_candidates(document)
    if len(found) > 1:
        name = covers.chosen(choice, found)
        found = [each for each in found if name and covers.name_of(each) == name]
    url = found[0].get("url") if len(found) == 1 else ""
    return url if isinstance(url, str) else ""
