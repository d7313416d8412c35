"""What does a mapping table say, and is it one that may be used?

A table is JSON in ``resources/mappings``. Its rows are read once, checked, and refused as a whole
when one of them names an unknown function or reaches for what must never leave the house.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Audience
from desktop_app.records.onix import RELEASES
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


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """One target that says the same for every record; ``fact`` names a fact of the flow."""

    target: str
    place: Steps
    text: str
    fact: str


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


AnyRow: TypeAlias = ValueRow | ConstantRow | GroupRow


@dataclass(frozen=True, slots=True)
class Milestone:
    """``path`` is where it is read; it is reached when the value is there, or is true."""

    name: str
    label: str
    path: str
    needs_true: bool
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
def table(name: str, audience: Audience) -> Table:
    """The table of a format with the rows that an audience may read.

    Raises MappingError naming the row that cannot be used.
    """
    if name in RELEASES:
        # ONIX is written by code of its own: the schema asks for more than a table can say.
        return Table(name, f"{name}.v1", 1, "application/xml", (), {})
    if name not in FILES:
        raise MappingError(f"There is no mapping for the format {name}.")
    return parse(json.loads(resource_text("mappings", FILES[name])), FILES[name], audience)


def parse(
    given: Mapping[str, Any], file: str = "mapping", audience: Audience = Audience.TRADE
) -> Table:
    """Read and check all of a table, and keep what is for the audience; raises MappingError."""
    try:
        milestones = {
            name: each
            for name, entry in given.get("milestones", {}).items()
            if (each := _milestone(name, entry, audience)) is not None
        }
        made = Table(
            format=str(given["format"]),
            version=f"{given['format']}.v{int(given['version'])}",
            purpose=int(given["purpose"]),
            content_type=str(given["content_type"]),
            rows=_rows(given["rows"], audience, frozenset(Audience)),
            milestones=milestones,
        )
        for rows in [made.rows, *(each.rows for each in milestones.values())]:
            _check_targets(rows if rows is made.rows else (*made.rows, *rows))
    except KeyError as error:
        raise MappingError(f"{file} lacks {error}.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise MappingError(f"{file} cannot be used: {error}.") from error
    return made


def _milestone(name: str, given: Mapping[str, Any], audience: Audience) -> Milestone | None:
    allowed = _allowed(given, frozenset(Audience))
    _check_path(given["path"], allowed)
    steps(given["path"])
    made = Milestone(
        name=name,
        label=str(given["label"]),
        path=str(given["path"]),
        needs_true=bool(given.get("needs_true", False)),
        rows=_rows(given["rows"], audience, allowed),
    )
    return made if audience in allowed else None


def _rows(
    given: list[Mapping[str, Any]], audience: Audience, inherited: frozenset[Audience]
) -> tuple[AnyRow, ...]:
    """Every row is read and checked, also one that is not for this audience."""
    read = [(_row(each, audience, _allowed(each, inherited)), each) for each in given]
    return tuple(row for row, each in read if audience in _allowed(each, inherited))


def _row(given: Mapping[str, Any], audience: Audience, allowed: frozenset[Audience]) -> AnyRow:
    target = str(given["to"])
    if "each" in given or "one" in given:
        return _group(given, target, audience, allowed)
    if "constant" in given or "flow" in given:
        _known(given, _CONSTANT_KEYS, target)
        fact = str(given.get("flow", ""))
        if fact:
            _known([fact], _FLOW_FACTS, target)
        return ConstantRow(target, steps(target), str(given.get("constant", "")), fact)
    return _value(given, target, allowed, "", "")


def _value(
    given: Mapping[str, Any], target: str, allowed: frozenset[Audience], root: str, suffix: str
) -> ValueRow:
    _known(given, _VALUE_KEYS, target)
    path = str(given["from"])
    whole = f"{root}{path}"
    _check_path(whole, allowed)
    rule = str(given["rule"])
    _known([rule], TRANSFORMS, target)
    return ValueRow(
        target=target,
        place=steps(target),
        names=steps(path),
        source=f"{whole}{suffix}",
        transform=TRANSFORMS[rule],
    )


def _group(
    given: Mapping[str, Any], target: str, audience: Audience, allowed: frozenset[Audience]
) -> GroupRow:
    _known(given, _GROUP_KEYS, target)
    single = "one" in given
    path = str(given["one" if single else "each"])
    key = tuple(str(each) for each in given.get("key", ()))
    if not single and not key:
        raise ValueError(f"{target} needs a key, or its differences would not be stable")
    only = _selectors(given.get("only", ()), target, audience)
    then = _selectors(given.get("if", ()), target, audience)
    decides = dict.fromkeys([*key, *(each for one in (*only, *then) for each in one.needs)])
    _check_path(path, allowed)
    rows = tuple(
        _value(
            each,
            str(each["to"]),
            allowed,
            f"{path}[].",
            _by([field for field in decides if field != each["from"]]),
        )
        for each in given["rows"]
    )
    _check_targets(rows)
    return GroupRow(
        target=target,
        place=steps(target),
        path=path,
        names=steps(path),
        single=single,
        only=only,
        then=then,
        key=tuple(steps(each) for each in key),
        rank=tuple(steps(str(each)) for each in given.get("rank", ())),
        suffix=_by(list(decides)),
        rows=rows,
    )


def _selectors(names: Collection[str], target: str, audience: Audience) -> tuple[Selector, ...]:
    """Inside the house a condition that only guards the outside is not asked."""
    _known(names, SELECTORS, target)
    found = [SELECTORS[each] for each in names]
    return tuple(each for each in found if each.inside or audience is not Audience.INTERNAL)


def _by(fields: list[str]) -> str:
    joined = ", ".join(fields)
    return f" by {joined}" if joined else ""


def _allowed(given: Mapping[str, Any], inherited: frozenset[Audience]) -> frozenset[Audience]:
    """Whom a row is for; a row inside a milestone may narrow that, never widen it."""
    named = given.get("audience")
    if named is None:
        return inherited
    return inherited & {Audience(each) for each in named}


def _check_path(path: str, allowed: frozenset[Audience]) -> None:
    lowered = path.lower()
    for word in NEVER:
        if word in lowered:
            raise ValueError(f"{path} may never leave the house")
    if path in IN_HOUSE and allowed != {Audience.INTERNAL}:
        raise ValueError(f"{path} is for the house itself: limit its row to internal")


def _known(given: Collection[str], allowed: Collection[str], target: str) -> None:
    for each in given:
        if each not in allowed:
            close = difflib.get_close_matches(each, list(allowed), 1)
            hint = f", did you mean {close[0]}" if close else ""
            raise ValueError(f"the row {target} names {each}, which does not exist{hint}")


def _check_targets(rows: Sequence[AnyRow]) -> None:
    taken: set[Steps] = set()
    for row in rows:
        place = row.place
        if any(place[:n] in taken for n in range(1, len(place) + 1)) or any(
            other[: len(place)] == place for other in taken
        ):
            raise ValueError(f"the target {row.target} is written twice")
        taken.add(place)
