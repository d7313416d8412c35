"""What does a mapping table say, and is it one that may be used?

A table is JSON in ``resources/mappings``. Its rows are read once, checked, and refused as a whole
when one of them names an unknown function or reaches for what must never leave the house.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from desktop_app.records.errors import ColophonError
from desktop_app.records.flow import Audience, Flow, OwnMapping
from desktop_app.records.onix import RELEASES
from desktop_app.records.resources import resource_text
from desktop_app.rules.mapping.own import merged
from desktop_app.rules.mapping.paths import Steps, steps
from desktop_app.rules.mapping.rows import (
    WRITES,
    AnyRow,
    ConstantRow,
    GroupRow,
    Milestone,
    Table,
    ValueRow,
)
from desktop_app.rules.mapping.scope import Scope
from desktop_app.rules.mapping.selectors import SELECTORS, Selector
from desktop_app.rules.mapping.transforms import TRANSFORMS

__all__ = [
    "FILES",
    "AnyRow",
    "ConstantRow",
    "GroupRow",
    "MappingError",
    "Milestone",
    "Table",
    "ValueRow",
    "parse",
    "shipped",
    "table",
    "table_of",
]

FILES = {
    "item-json": "item_json.v1.json",
    "milestone-event": "milestone_event.v1.json",
    "item-csv": "item_csv.v1.json",
    "workflow-event": "workflow_event.v1.json",
    "status-snapshot": "status_snapshot.v1.json",
    "asset-package": "asset_package.v1.json",
    "contract-terms": "contract_terms.v1.json",
    "payment-milestones": "payment_milestones.v1.json",
    "print-order": "print_order.v1.json",
    "warehouse-notice": "warehouse_notice.v1.json",
    "contributor-json": "contributor_json.v1.json",
    "contributor-vcard": "contributor_vcard.v1.json",
    "vendor-json": "vendor_json.v1.json",
    "milestone-calendar": "milestone_calendar.v1.json",
}

NEVER = ("internal", "gender", "notes", "emails", "phones", "addresses", "vatnumber")
"""A step of a source path that holds one of these is refused, whatever the flow."""

_FOR_PRINTERS = frozenset({"work.productionRuns[].covers[].coverNotes"})
"""Notes that are written for the printer, not about people."""

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
        "work.contributions[].contributor.inhouseCustomerId",
        "work.contributions[].contributor.inhouseSupplierId",
    }
)
"""Read by the house itself only: a row with one of these must be limited to ``internal``."""

_IN_HOUSE_ROOTS = ("work.contracts", "work.toDos")
_VALUE_KEYS = {"to", "from", "rule", "audience", "table", "required", "max", "when_set"}
_CONSTANT_KEYS = {"to", "constant", "flow", "audience"}
_GROUP_KEYS = {"to", "each", "one", "first", "only", "if", "key", "rank", "join", "rows"} | {
    "audience",
    "required",
}
_SCOPE_KEYS = {"kind", "each", "id", "as", "only", "if", "rows", "audience"}
_FLOW_FACTS = {"market"}
_KINDS = {"run", "contact", "contract", "milestone:work"}


class MappingError(ColophonError):
    """A mapping table cannot be used; nothing is built with it."""

    code = "mapping"


def table_of(flow: Flow) -> Table:
    """The table that is in force for a flow; raises MappingError."""
    return table(flow.format, flow.audience, flow.own)


@cache
def table(name: str, audience: Audience, own: OwnMapping | None = None) -> Table:
    """The table of a format with the rows that an audience may read, changed by the publisher's
    own mapping where there is one.

    Raises MappingError naming the row that cannot be used.
    """
    if name in RELEASES:
        # ONIX is written by code of its own: the schema asks for more than a table can say.
        return Table(name, f"{name}.v1", 1, "application/xml", (), {})
    if name not in FILES:
        raise MappingError(f"There is no mapping for the format {name}.")
    if own is None:
        return parse(shipped(name), FILES[name], audience)
    try:
        given = merged(shipped(name), json.loads(own.text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MappingError(f"Your own mapping of {name} cannot be used: {error}.") from error
    made = parse(given, f"Your own mapping of {name}", audience)
    return replace(made, version=f"{made.version}+{own.word}")


def shipped(name: str) -> dict[str, Any]:
    """The mapping of a format as it comes with the program."""
    found: dict[str, Any] = json.loads(resource_text("mappings", FILES[name]))
    return found


def parse(
    given: Mapping[str, Any], file: str = "mapping", audience: Audience = Audience.TRADE
) -> Table:
    """Read and check all of a table, and keep what is for the audience; raises MappingError."""
    try:
        about = given.get("subject") or {}
        loose = tuple(_columns(given, when_set=True))
        reading = _Reading(audience, given.get("tables", {}), _scope(about, audience))
        milestones = {
            name: each
            for name, entry in given.get("milestones", {}).items()
            if (each := _milestone(name, entry, reading)) is not None
        }
        made = Table(
            format=str(given["format"]),
            version=f"{given['format']}.v{int(given['version'])}",
            purpose=int(given["purpose"]),
            content_type=str(given["content_type"]),
            rows=_rows(given["rows"], reading, frozenset(Audience)),
            milestones=milestones,
            scope=reading.scope if audience in _allowed(about, frozenset(Audience)) else None,
            scope_rows=_rows(about.get("rows", ()), reading, _allowed(about, frozenset(Audience))),
            apart=bool(about),
            writes=str(given.get("writes", WRITES[0])),
            columns=(*_columns(given), *loose),
            loose=len(loose),
        )
        _known([made.writes], WRITES, "writes")
        _check_targets(made.rows)
        _check_targets(made.scope_rows)
        for each in milestones.values():
            _check_targets((*made.rows, *each.rows))
    except KeyError as error:
        raise MappingError(f"{file} lacks {error}.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise MappingError(f"{file} cannot be used: {error}.") from error
    return made


@dataclass(frozen=True, slots=True)
class _Reading:
    """For whom a table is read, and what its rows may name."""

    audience: Audience
    tables: Mapping[str, Mapping[str, str]]
    scope: Scope | None

    def shown(self, path: str) -> str:
        return self.scope.shown(path) if self.scope else path


def _scope(given: Mapping[str, Any], audience: Audience) -> Scope | None:
    if not given:
        return None
    _known(given, _SCOPE_KEYS, "subject")
    _known([str(given["kind"])], _KINDS, "subject")
    path = str(given["each"])
    return Scope(
        kind=str(given["kind"]),
        path=path,
        names=steps(path),
        id=steps(str(given["id"])),
        alias=str(given["as"]),
        only=_selectors(given.get("only", ()), "subject", audience),
        then=_selectors(given.get("if", ()), "subject", audience),
    )


def _columns(given: Mapping[str, Any], *, when_set: bool = False) -> Iterator[str]:
    """The columns of a flat form, whoever reads it: a header that moved would break a file.

    Those that are there ``when_set`` only come after all others, a publisher's own ones too.
    """
    if given.get("writes") != "csv":
        return
    for row in given["rows"]:
        if bool(row.get("when_set", False)) is not when_set:
            continue
        inner = [f"{row['to']}.{each['to']}" for each in row.get("rows", ())]
        yield from inner if inner and "join" not in row else [str(row["to"])]


def _milestone(name: str, given: Mapping[str, Any], reading: _Reading) -> Milestone | None:
    allowed = _allowed(given, frozenset(Audience))
    _check_path(given["path"], allowed)
    steps(given["path"])
    made = Milestone(
        name=name,
        label=str(given["label"]),
        path=str(given["path"]),
        needs_true=bool(given.get("needs_true", False)),
        rows=_rows(given["rows"], reading, allowed),
    )
    return made if reading.audience in allowed else None


def _rows(
    given: Sequence[Mapping[str, Any]], reading: _Reading, inherited: frozenset[Audience]
) -> tuple[AnyRow, ...]:
    """Every row is read and checked, also one that is not for this audience."""
    read = [(_row(each, reading, _allowed(each, inherited)), each) for each in given]
    return tuple(row for row, each in read if reading.audience in _allowed(each, inherited))


def _row(given: Mapping[str, Any], reading: _Reading, allowed: frozenset[Audience]) -> AnyRow:
    target = str(given["to"])
    if "each" in given or "one" in given or "first" in given:
        return _group(given, target, reading, allowed)
    if "constant" in given or "flow" in given:
        _known(given, _CONSTANT_KEYS, target)
        fact = str(given.get("flow", ""))
        if fact:
            _known([fact], _FLOW_FACTS, target)
        return ConstantRow(target, steps(target), str(given.get("constant", "")), fact)
    return _value(given, target, reading, allowed)


def _value(
    given: Mapping[str, Any],
    target: str,
    reading: _Reading,
    allowed: frozenset[Audience],
    root: str = "",
    suffix: str = "",
) -> ValueRow:
    _known(given, _VALUE_KEYS, target)
    path = str(given["from"])
    whole = f"{root}{path}" if root else reading.shown(path)
    _check_path(whole, allowed)
    rule = str(given["rule"])
    _known([rule], TRANSFORMS, target)
    named = given.get("table")
    if named is not None:
        _known([str(named)], reading.tables, target)
    return ValueRow(
        target=target,
        place=steps(target),
        names=steps(path),
        source=f"{whole}{suffix}",
        transform=TRANSFORMS[rule],
        codes=None if named is None else reading.tables[str(named)],
        required=bool(given.get("required", False)),
        most=int(given.get("max", 0)),
        when_set=bool(given.get("when_set", False)),
    )


def _group(
    given: Mapping[str, Any], target: str, reading: _Reading, allowed: frozenset[Audience]
) -> GroupRow:
    _known(given, _GROUP_KEYS, target)
    pick = next(each for each in ("one", "first", "each") if each in given)
    named = str(given[pick])
    path = reading.shown(named)
    key = tuple(str(each) for each in given.get("key", ()))
    if pick != "one" and not key:
        raise ValueError(f"{target} needs a key, or its differences would not be stable")
    only = _selectors(given.get("only", ()), target, reading.audience)
    then = _selectors(given.get("if", ()), target, reading.audience)
    decides = dict.fromkeys([*key, *(each for one in (*only, *then) for each in one.needs)])
    _check_path(path, allowed)
    for field in (*given.get("key", ()), *given.get("rank", ())):
        _check_path(f"{path}[].{field}", allowed)
    rows = tuple(
        _value(
            each,
            str(each["to"]),
            reading,
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
        names=steps(named),
        single=pick != "each",
        only=only,
        then=then,
        key=tuple(steps(each) for each in key),
        rank=tuple(steps(str(each)) for each in given.get("rank", ())),
        suffix=_by(list(decides)),
        rows=rows,
        first=pick == "first",
        join=str(given.get("join", "")),
        required=bool(given.get("required", False)),
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
    lowered = "" if path in _FOR_PRINTERS else path.lower()
    for word in NEVER:
        if word in lowered:
            raise ValueError(f"{path} may never leave the house")
    if (path in IN_HOUSE or path.startswith(_IN_HOUSE_ROOTS)) and allowed != {Audience.INTERNAL}:
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
