"""Can a publisher's own mapping be used, and what looks odd about it? All that can be said at once.

Every finding names the row and says what to do about it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop_app.records.flow import Audience
from desktop_app.records.onix import RELEASES
from desktop_app.records.resources import resource_text
from desktop_app.rules.mapping.as_described import Amiss, Place, amiss
from desktop_app.rules.mapping.own import Part, guards_missing, merged, parts, targets
from desktop_app.rules.mapping.table import FILES, MappingError, parse, shipped

SCHEMA = "own_mapping.schema.json"

_REMEDIES = (
    ("may never leave", "Take the row out: no flow may have it."),
    ("is for the house itself", 'Give the row "audience": ["internal"].'),
    ("needs a key", 'Name the fields that tell entries apart, as "key": ["id"].'),
    ("written twice", "Give one of them another target, or remove the other."),
    ("not a source path", "Write GraphQL names joined by dots, as work.imprint.name."),
    ("did you mean", "Use that name."),
    ("to remove", "colophon mapping explain FORMAT lists the targets."),
    ("required and cannot", "Replace it instead."),
    ("required and must", 'Add "required": true.'),
    ("must ask", 'Add what it must ask to "only", or give the row "audience": ["internal"].'),
    ("both written and removed", "Leave one of the two out."),
    ("no milestone", "colophon mapping explain FORMAT lists the milestones."),
)
_ELSE = "colophon mapping explain FORMAT shows how rows of this format are written."


@dataclass(frozen=True, slots=True)
class Finding:
    """``row`` is the target it is about, "" for the file as a whole. What is not ``fatal`` is
    odd, but can be used."""

    row: str
    message: str
    remedy: str
    fatal: bool = True


def findings(given: Any) -> list[Finding]:
    """Everything amiss with an own mapping, faults first; empty when all is well."""
    form = given.get("format") if isinstance(given, Mapping) else None
    if isinstance(form, str) and form in RELEASES:
        return [_of_onix(form)]
    wrong = [_described(each, given) for each in amiss(given, _schema())]
    if wrong:
        return wrong
    base = shipped(str(form))
    wrong = list(dict.fromkeys([*_rows_amiss(base, given), *_whole_amiss(base, given)]))
    return wrong or list(_odd(base, given))


def _of_onix(form: str) -> Finding:
    return Finding(
        "",
        f"{form} is written as its schema asks, which no table can say",
        "What may differ by destination is set with colophon flows add --set.",
    )


@cache
def _schema() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(resource_text("formats", SCHEMA))
    return found


def _described(found: Amiss, given: Any) -> Finding:
    names = _spoken(found.place)
    words = f"{names}: {found.message}" if names else found.message
    return Finding(_row_at(found.place, given), words, found.remedy)


def _spoken(place: Place) -> str:
    """``rows.2.rule`` as people count: ``rows 3, rule``."""
    said = ""
    for each in place:
        said += f" {each + 1}" if isinstance(each, int) else f"{', ' if said else ''}{each}"
    return said


def _row_at(place: Place, given: Any) -> str:
    """The target of the row that a place is in; of a row in a row both."""
    named = []
    for each in place:
        try:
            given = given[each]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(each, int) and isinstance(given, Mapping) and "to" in given:
            named.append(str(given["to"]))
    return ".".join(named)


def _rows_amiss(base: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Finding]:
    """Each row by itself, so that one fault hides no other."""
    bare = dict(base) | {"rows": [], "milestones": {}}
    bare["tables"] = {**base.get("tables", {}), **given.get("tables", {})}
    if "subject" in base:
        bare["subject"] = {key: each for key, each in base["subject"].items() if key != "rows"}
    for part in parts(given):
        for row in part.rows:
            if missing := guards_missing(row, base):
                yield _finding(part, str(row["to"]), f"it must ask {' and '.join(missing)}")
            if words := _refused(_with_row(bare, base, part, row)):
                yield _finding(part, str(row["to"]), words)


def _with_row(
    bare: Mapping[str, Any], base: Mapping[str, Any], part: Part, row: Mapping[str, Any]
) -> dict[str, Any]:
    place, _, name = part.name.partition(".")
    if place == "milestones":
        known = base.get("milestones", {}).get(name)
        return dict(bare) | ({"milestones": {name: known | {"rows": [row]}}} if known else {})
    if place == "subject" and "subject" in base:
        return dict(bare) | {"subject": base["subject"] | {"rows": [row]}}
    return dict(bare) | {"rows": [row]}


def _refused(table: Mapping[str, Any]) -> str:
    try:
        for audience in Audience:
            parse(table, "", audience)
    except MappingError as error:
        cause = error.__cause__
        lacks = f"{cause} is missing" if isinstance(cause, KeyError) else ""
        return lacks or str(cause) or error.message
    return ""


def _whole_amiss(base: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Finding]:
    """What only shows when all is put together."""
    try:
        made = merged(base, given)
    except ValueError as error:
        if "must ask" not in str(error):
            yield _finding(Part("", ()), _named(str(error), given), str(error))
        return
    rows = [dict(made) | {"rows": base["rows"]}, made]
    if not _refused(rows[0]) and (words := _refused(made)) and "written twice" in words:
        yield _finding(Part("", ()), _named(words, given), words)


def _named(words: str, given: Mapping[str, Any]) -> str:
    every = [each for part in parts(given) for each in (*targets(part.rows), *part.removed)]
    return next((each for each in sorted(every, key=len, reverse=True) if each in words), "")


def _finding(part: Part, row: str, words: str) -> Finding:
    remedy = next((then for sign, then in _REMEDIES if sign in words), _ELSE)
    told = words.partition(": limit its row")[0]
    return Finding(row, f"{told}{part.words}" if part.name else told, remedy)


def _odd(base: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Finding]:
    known = {part.name: {str(each["to"]): each for each in part.rows} for part in parts(base)}
    nothing = True
    for part in parts(given):
        shipped_rows = known.get(part.name, {})
        for row in part.rows:
            target = str(row["to"])
            if shipped_rows.get(target) == row:
                yield Finding(
                    target, "says what the format says anyway", "Leave it out.", fatal=False
                )
                continue
            nothing = False
            if target not in shipped_rows:
                yield Finding(
                    target,
                    f"{base['format']} has no such target: its description does not name it",
                    "Tell the destination before it gets it.",
                    fatal=False,
                )
        nothing = nothing and not part.removed
    if nothing and not given.get("tables"):
        yield Finding("", "it changes nothing", "Nothing needs it.", fatal=False)


def usable(form: str) -> bool:
    """Whether a format can have an own mapping."""
    return form in FILES
