"""Commands on mappings: what they say, whether one can be used, what it would change, and use."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli import documents
from desktop_app.cli.codes import EMPTY, OK, USAGE, WARNINGS
from desktop_app.cli.output import Output
from desktop_app.cli.session import home_of, opened, profile_of
from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.payload import Difference
from desktop_app.services import own_mappings
from desktop_app.settings.profiles import Profile, Settings

if TYPE_CHECKING:
    from desktop_app.rules.mapping.in_words import RowInWords
    from desktop_app.rules.mapping.own_check import Finding
    from desktop_app.services.mapping_change import FlowChange, MappingChange, RowChange
    from desktop_app.services.own_mappings import Candidate, Listed

_LONG = 60


def _profile(arguments: argparse.Namespace) -> Profile:
    return profile_of(arguments, Settings.load(home_of(arguments)))


# -- list, check, explain --------------------------------------------------------------------------


def list_mappings(arguments: argparse.Namespace, output: Output) -> int:
    """Every format, its version in force, and whether the publisher has an own mapping of it."""
    found = own_mappings.listed(home_of(arguments), _profile(arguments))
    output.listing([_listed(each) for each in found], map(_listed_line, found))
    faults = [each for each in found if each.fault]
    for each in faults:
        output.say(f"Your own mapping of {each.format} cannot be used: {each.fault}.")
    return WARNINGS if faults else OK


def _listed(each: Listed) -> dict[str, Any]:
    return {
        "format": each.format,
        "version": each.version,
        "rows": each.rows or None,
        "own": each.own is not None and not each.fault,
        "own_since": each.own.since if each.own else None,
        "own_file": str(each.own.path) if each.own else None,
        "fault": each.fault or None,
        "flows": list(each.flows),
    }


def _listed_line(each: Listed) -> str:
    own = (
        "cannot be used" if each.fault else f"own, {each.own.since}" if each.own else "as it comes"
    )
    rows = f"{each.rows} rows" if each.rows else "by schema"
    flows = ", ".join(each.flows) or "no flow"
    return f"{each.format:<20} {each.version:<28} {rows:<10} {own:<32} {flows}"


def check(arguments: argparse.Namespace, output: Output) -> int:
    """2 for a file that cannot be used, 1 where something about it is odd."""
    from desktop_app.rules.mapping.own_check import findings

    path = Path(arguments.file)
    found = findings(own_mappings.read(path))
    usable = not any(each.fatal for each in found)
    lines = [_finding_line(path.name, each) for each in found]
    if usable:
        lines.append(f"{path.name} can be used.")
    if output.style == "jsonl":
        output.listing([_finding(each) for each in found], [])
    else:
        output.one(
            {
                "file": str(path),
                "usable": usable,
                "items": [_finding(each) for each in found],
                "total": len(found),
            },
            "\n".join(lines),
        )
    if not usable:
        output.say(f"{path.name} cannot be used.")
        return USAGE
    return WARNINGS if found else OK


def _finding(each: Finding) -> dict[str, Any]:
    return {
        "severity": "blocker" if each.fatal else "warning",
        "row": each.row or None,
        "message": each.message,
        "fix": each.remedy,
    }


def _finding_line(file: str, each: Finding) -> str:
    kind = "cannot be used" if each.fatal else "look again"
    row = f", row {each.row}" if each.row else ""
    return f"{file}{row}: {kind}: {each.message}. {each.remedy}"


def explain(arguments: argparse.Namespace, output: Output) -> int:
    """Each row in words: of a format as it is in force, or of a file put over its format."""
    from desktop_app.rules.mapping.in_words import in_words

    given, own = _meant(arguments)
    found = in_words(given, own)
    if arguments.target:
        found = _of_target(found, arguments.target)
    output.listing([_row(each) for each in found], map(_row_line, found))
    return EMPTY if arguments.fail_if_empty and not found else OK


def _meant(arguments: argparse.Namespace) -> tuple[dict[str, Any], Mapping[str, Any] | None]:
    path = Path(arguments.file)
    if path.suffix == ".json" or path.is_file():
        found = own_mappings.candidate(path)
        return own_mappings.whole(found.format, found.given), found.given
    form = str(arguments.file)
    own_mappings.must_be_known(form)
    kept = own_mappings.kept(home_of(arguments), _profile(arguments), form)
    given = kept.given if kept else None
    return own_mappings.whole(form, given), given


def _of_target(rows: list[RowInWords], target: str) -> list[RowInWords]:
    found = [each for each in rows if each.target == target or each.target.startswith(f"{target}.")]
    if found:
        return found
    close = difflib.get_close_matches(target, [each.target for each in rows], 1)
    raise NotFoundError(
        f"There is no row {target}.",
        next_step=f"Did you mean {close[0]}?" if close else "Leave it out to see all rows.",
    )


def _row(each: RowInWords) -> dict[str, Any]:
    return {
        "target": each.target,
        "part": each.part or None,
        "words": each.words,
        "source": each.source or None,
        "rule": each.rule or None,
        "audience": list(each.audience) or None,
        "own": each.own,
    }


def _row_line(each: RowInWords) -> str:
    part = f"{each.part}: " if each.part else ""
    return f"{part}{each.target:<34} {each.words}{' · own' if each.own else ''}"


# -- diff and use ----------------------------------------------------------------------------------


async def diff(arguments: argparse.Namespace, output: Output) -> int:
    """What a file would do against what is in force; 1 where any title changes."""
    given = own_mappings.candidate(Path(arguments.file))
    async with opened(arguments, output, write=False) as app:
        change = await app.mapping_changes.change(given, output.progress, arguments.examples)
    output.one(_change(change), "\n".join([*_change_words(change), change.words]))
    if change.same:
        output.say("It is what is in force already.")
    return WARNINGS if change.titles else OK


async def use(arguments: argparse.Namespace, output: Output) -> int:
    """Take a file into use, or go back to the format as it comes, after saying what that does.

    What waits and was made by the other mapping is held, and the standing is brought up to date.
    """
    if bool(arguments.file) == bool(arguments.drop):
        raise UsageError(
            "Give the file of a mapping, or --drop with a format.",
            not_done="The mapping in force stayed as it is.",
        )
    read = own_mappings.candidate(Path(arguments.file)) if arguments.file else None
    async with opened(arguments, output, write=True) as app:
        changes = app.mapping_changes
        given: Candidate = read or changes.may_drop(arguments.drop)
        change = await changes.change(given, output.progress)
        for line in _change_words(change):
            output.say(line)
        output.say(change.words)
        kept = changes.take(change, given, arguments.confirm)
    # By the other mapping: what waits is looked at, and what lists show.
    async with opened(arguments, output, write=True) as app:
        judged = await app.standing.refresh(report=output.progress) if app.halt is None else 0
    form = change.format
    words = f"Your own mapping of {form} is in use." if given.given else f"{form} is as it comes."
    if kept is not None:
        words += f" The mapping in use before is kept in {kept}."
    told = {"in_use": given.given is not None, "judged": judged, "kept": kept and str(kept)}
    output.one(_change(change) | told, words)
    return OK


def _change(change: MappingChange) -> dict[str, Any]:
    return {
        "format": change.format,
        "own_in_force": change.now.sha256 if change.now else None,
        "own": change.then.sha256 if change.then else None,
        "same": change.same,
        "titles": change.titles,
        "destinations": change.destinations,
        "compared": change.compared,
        "rows": [_row_change(each) for each in change.rows],
        "flows": [_flow(each) for each in change.flows],
        "examples": [
            {
                "id": each.title,
                "subject": each.subject,
                "flow": each.flow,
                "difference": documents.difference(Difference(True, each.fields)),
            }
            for each in change.examples
        ],
    }


def _row_change(each: RowChange) -> dict[str, Any]:
    return {
        "target": each.target,
        "part": each.part or None,
        "state": each.state.value,
        "before": each.before or None,
        "after": each.after or None,
    }


def _flow(each: FlowChange) -> dict[str, Any]:
    return {
        "flow": each.flow,
        "destination": each.destination,
        "titles": each.titles,
        "standing_before": dict(each.before),
        "standing_after": dict(each.after),
        "on_its_way": each.on_its_way,
    }


def _change_words(change: MappingChange) -> Iterator[str]:
    for row in change.rows:
        part = f"{row.part}: " if row.part else ""
        told = " → ".join(filter(None, (row.before, row.after)))
        yield f"{row.state.value:<8} {part}{row.target}: {told}"
    for flow in change.flows:
        after = ", ".join(f"{n} {state.replace('_', ' ')}" for state, n in flow.after.items())
        yield f"{flow.destination} · {flow.flow}: {flow.titles} titles change; then {after or '–'}"
        if flow.on_its_way:
            yield f"    {flow.on_its_way} are on their way and not counted among what changes"
    for each in change.examples:
        yield f"{each.subject} for {each.flow}"
        for one in each.fields:
            yield f"    {one.target}: {_short(one.before)} → {_short(one.after)}"


def _short(value: str) -> str:
    line = " ".join(value.split()) or "–"
    return line if len(line) <= _LONG else f"{line[:_LONG]}…"
