"""What does a mapping table say, and is it one that may be used?

A table is JSON in ``resources/mappings``. Its rows are read once, checked, and refused as a whole
when one of them names an unknown function or reaches for what must never leave the house.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Audience
from desktop_app.records.resources import resource_text
from desktop_app.rules.mapping.paths import Steps, steps
from desktop_app.rules.mapping.selectors import SELECTORS, Selector
from desktop_app.rules.mapping.transforms import TRANSFORMS, Transform

FILES = {"item-json": "item_json.v1.json", "milestone-event": "milestone_event.v1.json"}

NEVER = ("internal", "gender", "notes", "emails", "phones", "addresses", "vatnumber")
"""A step of a source path that holds one of these is refused, whatever the flow."""

IN_HOUSE = frozenset(
    {
        "inHouseEdition.name",
        "inHouseFormat.name",
        "plannedPublicationDate",
        "work.inHouseWorkReference",
        "work.marketingTier",
        "work.projectStage",
        "work.season",
        "work.workType",
    }
)
"""Read by the house itself only: a row with one of these must be limited to ``internal``."""

_VALUE_KEYS = {"to", "from", "rule", "audience"}
_CONSTANT_KEYS = {"to", "constant", "flow", "audience"}
_GROUP_KEYS = {"to", "each", "one", "only", "if", "key", "rank", "rows", "audience"}
_FLOW_FACTS = {"market"}


class MappingError(ColophonError):
    """A mapping table cannot be used; nothing is built with it."""

    code = "mapping"


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One target with one source path."""

    target: str
    place: Steps
    names: Steps
    source: str
    transform: Transform
    audience: frozenset[Audience]


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """One target that says the same for every record; ``fact`` names a fact of the flow."""

    target: str
    place: Steps
    text: str
    fact: str
    audience: frozenset[Audience]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One target for a list: an entry for each, or the only entry that fits.

    ``key`` are the fields that name an entry, ``rank`` the fields that order entries of the
    same key. ``suffix`` names the fields that decide about an entry, as sources show it.
    """

    target: str
    place: Steps
    path: str
    names: Steps
    single: bool
    only: tuple[Selector, ...]
    then: tuple[Selector, ...]
    key: tuple[Steps, ...]
    rank: tuple[Steps, ...]
    suffix: str
    rows: tuple[ValueRow, ...]
    audience: frozenset[Audience]


AnyRow: TypeAlias = ValueRow | ConstantRow | GroupRow


@dataclass(frozen=True, slots=True)
class Milestone:
    """``path`` is where it is read; it is reached when the value is there, or is true."""

    name: str
    label: str
    path: str
    needs_true: bool
    audience: frozenset[Audience]
    rows: tuple[AnyRow, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole mapping. ``version`` is what baselines and plans remember."""

    format: str
    version: str
    purpose: int
    content_type: str
    rows: tuple[AnyRow, ...]
    milestones: Mapping[str, Milestone]


@cache
def table(name: str) -> Table:
    """The table of a format; raises MappingError naming the row that cannot be used."""
    if name not in FILES:
        raise MappingError(f"There is no mapping for the format {name}.")
    return parse(json.loads(resource_text("mappings", FILES[name])), FILES[name])


def parse(given: Mapping[str, Any], file: str = "mapping") -> Table:
    """Read and check a table; raises MappingError."""
    try:
        milestones = {
            name: _milestone(name, entry) for name, entry in given.get("milestones", {}).items()
        }
        made = Table(
            format=str(given["format"]),
            version=f"{given['format']}.v{int(given['version'])}",
            purpose=int(given["purpose"]),
            content_type=str(given["content_type"]),
            rows=_rows(given["rows"]),
            milestones=milestones,
        )
        for rows in [made.rows, *(each.rows for each in milestones.values())]:
            _check_targets(rows if rows is made.rows else (*made.rows, *rows))
    except KeyError as error:
        raise MappingError(f"{file} lacks {error}.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise MappingError(f"{file} cannot be used: {error}.") from error
    return made


def _milestone(name: str, given: Mapping[str, Any]) -> Milestone:
    audience = _audience(given)
    _check_path(given["path"], audience)
    steps(given["path"])
    return Milestone(
        name=name,
        label=str(given["label"]),
        path=str(given["path"]),
        needs_true=bool(given.get("needs_true", False)),
        audience=audience,
        rows=tuple(_row(each, inherited=audience) for each in given["rows"]),
    )


def _rows(given: list[Mapping[str, Any]]) -> tuple[AnyRow, ...]:
    return tuple(_row(each) for each in given)


def _row(given: Mapping[str, Any], inherited: frozenset[Audience] | None = None) -> AnyRow:
    target = str(given["to"])
    audience = _audience(given) if "audience" in given or inherited is None else inherited
    if "each" in given or "one" in given:
        return _group(given, target, audience)
    if "constant" in given or "flow" in given:
        _known(given, _CONSTANT_KEYS, target)
        fact = str(given.get("flow", ""))
        if fact:
            _known([fact], _FLOW_FACTS, target)
        return ConstantRow(target, steps(target), str(given.get("constant", "")), fact, audience)
    return _value(given, target, audience, "", "")


def _value(
    given: Mapping[str, Any], target: str, audience: frozenset[Audience], root: str, suffix: str
) -> ValueRow:
    _known(given, _VALUE_KEYS, target)
    path = str(given["from"])
    whole = f"{root}{path}"
    _check_path(whole, audience)
    rule = str(given["rule"])
    _known([rule], TRANSFORMS, target)
    return ValueRow(
        target=target,
        place=steps(target),
        names=steps(path),
        source=f"{whole}{suffix}",
        transform=TRANSFORMS[rule],
        audience=audience,
    )


def _group(given: Mapping[str, Any], target: str, audience: frozenset[Audience]) -> GroupRow:
    _known(given, _GROUP_KEYS, target)
    single = "one" in given
    path = str(given["one" if single else "each"])
    chosen = [*given.get("only", ()), *given.get("if", ())]
    _known(chosen, SELECTORS, target)
    key = tuple(str(each) for each in given.get("key", ()))
    if not single and not key:
        raise ValueError(f"{target} needs a key, or its differences would not be stable")
    decides = dict.fromkeys([*key, *(each for name in chosen for each in SELECTORS[name].needs)])
    root = f"{path}[]."
    _check_path(path, audience)
    for each in decides:
        steps(each)
    rows = tuple(
        _value(
            each,
            str(each["to"]),
            audience,
            root,
            _by(field for field in decides if field != each["from"]),
        )
        for each in given["rows"]
    )
    return GroupRow(
        target=target,
        place=steps(target),
        path=path,
        names=steps(path),
        single=single,
        only=tuple(SELECTORS[each] for each in given.get("only", ())),
        then=tuple(SELECTORS[each] for each in given.get("if", ())),
        key=tuple(steps(each) for each in key),
        rank=tuple(steps(str(each)) for each in given.get("rank", ())),
        suffix=_by(iter(decides)),
        rows=rows,
        audience=audience,
    )


def _by(fields: Iterator[str] | Any) -> str:
    joined = ", ".join(fields)
    return f" by {joined}" if joined else ""


def _audience(given: Mapping[str, Any]) -> frozenset[Audience]:
    return frozenset(Audience(each) for each in given.get("audience", list(Audience)))


def _check_path(path: str, audience: frozenset[Audience]) -> None:
    lowered = path.lower()
    for word in NEVER:
        if word in lowered:
            raise ValueError(f"{path} may never leave the house")
    if path in IN_HOUSE and audience != {Audience.INTERNAL}:
        raise ValueError(f"{path} is for the house itself: limit its row to internal")


def _known(given: Collection[str], allowed: Collection[str], target: str) -> None:
    for each in given:
        if each not in allowed:
            close = difflib.get_close_matches(each, list(allowed), 1)
            hint = f", did you mean {close[0]}" if close else ""
            raise ValueError(f"the row {target} names {each}, which does not exist{hint}")


def _check_targets(rows: tuple[AnyRow, ...]) -> None:
    taken: set[Steps] = set()
    for row in rows:
        place = row.place
        if any(place[:n] in taken for n in range(1, len(place) + 1)) or any(
            other[: len(place)] == place for other in taken
        ):
            raise ValueError(f"the target {row.target} is written twice")
        taken.add(place)
