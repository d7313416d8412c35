"""How does a publisher's own mapping change the one of a format? Rows by their targets.

An own mapping adds or replaces rows and code tables, and removes rows. What a format is for, whom
it is about and which milestones it has stay as they are. It may not loosen what keeps the outside
out: that is looked at when a table is made, not only when a file is checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop_app.records.flow import Audience
from desktop_app.records.resources import resource_text
from desktop_app.rules.mapping.selectors import SELECTORS

__all__ = ["Part", "guards_missing", "merged", "parts", "targets"]

Raw = Mapping[str, Any]

_PICKS = ("each", "one", "first")
_GUARDED_FIELDS = {"externalText": "for_audience", "downloadUrl": "may_be_distributed"}
"""Fields that a list may only tell under a condition, wherever it is."""
_FILES = ("item_json.v1.json", "item_csv.v1.json", "asset_package.v1.json",
          "contributor_json.v1.json")  # fmt: skip
"""Tables for the outside: what they ask of a list, every own row about such a list asks."""


@dataclass(frozen=True, slots=True)
class Part:
    """One list of rows: of the format (``""``), of a milestone or of its subject."""

    name: str
    rows: Sequence[Raw]
    removed: Sequence[str] = ()

    @property
    def words(self) -> str:
        return f" of {self.name}" if self.name else ""


def parts(given: Raw) -> Iterator[Part]:
    """The lists of rows of a whole mapping or of an own one."""
    yield Part("", given.get("rows", ()), given.get("remove", ()))
    for name, entry in given.get("milestones", {}).items():
        yield Part(f"milestones.{name}", entry.get("rows", ()), entry.get("remove", ()))
    about = given.get("subject") or {}
    if about.get("rows") or about.get("remove"):
        yield Part("subject", about.get("rows", ()), about.get("remove", ()))


def targets(rows: Sequence[Raw]) -> list[str]:
    """The targets of rows in their order."""
    return [str(each["to"]) for each in rows]


def merged(base: Raw, own: Raw) -> dict[str, Any]:
    """The mapping of a format with an own one put over it; neither is altered.

    A row that is replaced stays in its place, new ones come last. Raises ValueError in words.
    """
    if own.get("format") != base["format"]:
        raise ValueError(f"it is for {own.get('format')}, not for {base['format']}")
    made = dict(base)
    made["tables"] = {**base.get("tables", {}), **own.get("tables", {})}
    made["rows"] = _rows(base["rows"], own, base)
    milestones = dict(base.get("milestones", {}))
    for name, entry in own.get("milestones", {}).items():
        if name not in milestones:
            raise ValueError(f"there is no milestone {name} in {base['format']}")
        milestones[name] = {**milestones[name],
                            "rows": _rows(milestones[name]["rows"], entry, base)}  # fmt: skip
    if milestones:
        made["milestones"] = milestones
    if about := own.get("subject"):
        if not base.get("subject", {}).get("rows"):
            raise ValueError(f"{base['format']} has no rows of a subject")
        made["subject"] = {**base["subject"], "rows": _rows(base["subject"]["rows"], about, base)}
    if not made["tables"]:
        del made["tables"]
    return made


def _rows(base: Sequence[Raw], own: Raw, whole: Raw) -> list[Raw]:
    given: dict[str, Raw] = {}
    for each in own.get("rows", ()):
        if each["to"] in given:
            raise ValueError(f"the target {each['to']} is written twice")
        given[each["to"]] = each
        if missing := guards_missing(each, whole):
            raise ValueError(f"the row {each['to']} must ask {' and '.join(missing)}")
    known = {str(each["to"]): each for each in base}
    removed = set(own.get("remove", ()))
    for target in own.get("remove", ()):
        if target not in known:
            raise ValueError(f"there is no row {target} to remove")
        if target in given:
            raise ValueError(f"the row {target} is both written and removed")
        if known[target].get("required"):
            raise ValueError(f"the row {target} is required and cannot be removed")
    for target, row in given.items():
        if target in known and known[target].get("required") and not row.get("required"):
            raise ValueError(f"the row {target} is required and must stay so")
    kept = [given.get(str(each["to"]), each) for each in base if each["to"] not in removed]
    return [*kept, *(row for target, row in given.items() if target not in known)]


def guards_missing(row: Raw, base: Raw) -> list[str]:
    """Conditions that guard the outside and that a row about a list does not ask.

    As the format asks them of the same list; of a list that it has not, as any format does.
    """
    pick = next((each for each in _PICKS if each in row), "")
    if not pick or row.get("audience") == [Audience.INTERNAL.value]:
        return []
    path = str(row[pick])
    own = [each for part in parts(base) for each in part.rows if _path(each) == path]
    if own:
        wanted = set.intersection(*(_guards(each) for each in own))
    else:
        wanted = set(_usual().get(path.rpartition(".")[2], ()))
        fields = {str(each.get("from", "")).rpartition(".")[2] for each in row.get("rows", ())}
        wanted |= {guard for field, guard in _GUARDED_FIELDS.items() if field in fields}
    return sorted(wanted - _guards(row))


def _path(row: Raw) -> str:
    return next((str(row[each]) for each in _PICKS if each in row), "")


def _guards(row: Raw) -> set[str]:
    named = (*row.get("only", ()), *row.get("if", ()))
    return {each for each in named if each in SELECTORS and not SELECTORS[each].inside}


@cache
def _usual() -> Mapping[str, frozenset[str]]:
    """What formats for the outside ask of each list, by the last name of its path."""
    found: dict[str, frozenset[str]] = {}
    for file in _FILES:
        for part in parts(json.loads(resource_text("mappings", file))):
            for row in part.rows:
                if (path := _path(row)) and (guards := _guards(row)):
                    name = path.rpartition(".")[2]
                    found[name] = found.get(name, frozenset()) | guards
    return found
