"""Which own mappings of formats are in force for a profile, and what do mappings say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop_app.records import strict_json
from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.flow import OwnMapping
from desktop_app.records.onix import RELEASES
from desktop_app.settings.own_mappings import InUse, OwnMappingFiles, read_small
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile

# What reads mappings is imported where it is needed: most homes have no own one, and open sooner.


@dataclass(frozen=True, slots=True)
class Candidate:
    """An own mapping that may be used; ``path`` is where it was read, None for none at all."""

    format: str
    given: Mapping[str, Any] | None
    path: Path | None = None

    @property
    def own(self) -> OwnMapping | None:
        return None if self.given is None else OwnMapping.of(self.given)


@dataclass(frozen=True, slots=True)
class Listed:
    """One format. ``own`` is the file of the publisher's own mapping, ``fault`` why it cannot be
    used, ``flows`` those of the profile that go by it."""

    format: str
    version: str
    rows: int
    own: InUse | None
    fault: str
    flows: tuple[str, ...]


def in_force(home: Home, profile: Profile) -> tuple[Profile, str]:
    """The profile with its own mappings in its flows, and a sentence where one cannot be used.

    The flows of a format whose own mapping cannot be used are off: what went by it must not go
    by another one because a file was spoilt.
    """
    files = OwnMappingFiles(home.own_mappings(profile.name)).all()
    if not files:
        return profile, ""
    found = {each.format: _sound(each) for each in files if each.since or each.fault}
    flows, off = [], []
    for flow in profile.flows:
        kept = found.get(flow.format)
        if kept is None:
            flows.append(flow)
        elif kept.fault:
            off += [flow.name] if flow.enabled else []
            flows.append(replace(flow, enabled=False))
        else:
            flows.append(replace(flow, own=kept.own))
    words = " ".join(
        f"Your own mapping of {each.format} cannot be used: {each.fault}."
        for each in found.values()
        if each.fault
    )
    if off:
        words += (
            f" Off until it is put right: {', '.join(off)}. Take it into use again with colophon "
            "mapping use FILE, or go back with colophon mapping use --drop FORMAT."
        )
    return replace(profile, flows=tuple(flows)), words


def _sound(kept: InUse) -> InUse:
    """What was sound when it was taken may not be by the tables of a later version."""
    from desktop_app.rules.mapping.own_check import findings

    wrong = [each for each in findings(kept.given) if each.fatal] if kept.own else []
    if not wrong:
        return kept
    row = f"the row {wrong[0].row}: " if wrong[0].row else ""
    return replace(kept, own=None, fault=f"{row}{wrong[0].message}")


def listed(home: Home, profile: Profile) -> list[Listed]:
    """Every format there is, by name."""
    from desktop_app.rules.mapping.own import merged, parts
    from desktop_app.rules.mapping.table import FILES, shipped

    files = OwnMappingFiles(home.own_mappings(profile.name)).all()
    kept = {each.format: _sound(each) for each in files}
    made = []
    for form in sorted({*FILES, *RELEASES}):
        mine = kept.get(form)
        flows = tuple(each.name for each in profile.flows if each.format == form)
        if form in RELEASES:
            made.append(Listed(form, f"{form}.v1", 0, None, "", flows))
            continue
        given = shipped(form)
        version = f"{form}.v{given['version']}"
        if mine is not None and mine.own is not None and mine.given is not None:
            given, version = merged(given, mine.given), f"{version}+{mine.own.word}"
        rows = sum(len(part.rows) for part in parts(given))
        used = mine if mine is not None and mine.since else None
        made.append(Listed(form, version, rows, used, mine.fault if mine else "", flows))
    return made


def kept(home: Home, profile: Profile, form: str) -> InUse | None:
    """The own mapping of a format that is in use and sound; None for none."""
    for each in OwnMappingFiles(home.own_mappings(profile.name)).all():
        if each.format == form and (sound := _sound(each)).own is not None:
            return sound
    return None


def read(path: Path) -> Any:
    """What a file says, whatever it is; raises UsageError where it is no JSON."""
    try:
        return strict_json.parse(read_small(path))
    except (OSError, ValueError) as error:
        cause = (error.strerror or error) if isinstance(error, OSError) else error
        raise UsageError(
            f"{path.name} cannot be read: {cause}.",
            not_done="Nothing was done.",
            next_step="Give a mapping as a JSON file; the guide shows one.",
        ) from error


def candidate(path: Path) -> Candidate:
    """The own mapping of a file; raises UsageError naming what cannot be used."""
    from desktop_app.rules.mapping.own_check import findings

    given = read(path)
    wrong = [each for each in findings(given) if each.fatal]
    if wrong:
        first = wrong[0]
        row = f", the row {first.row}" if first.row else ""
        more = (
            f" And {len(wrong) - 1} more: colophon mapping check lists them." if wrong[1:] else ""
        )
        raise UsageError(
            f"{path.name}{row}: {first.message}.{more}",
            not_done="The mapping in force stayed as it is.",
            next_step=first.remedy,
        )
    return Candidate(str(given["format"]), given, path)


def whole(form: str, own: Mapping[str, Any] | None) -> dict[str, Any]:
    """The mapping of a format with an own one over it; raises NotFoundError for no format."""
    from desktop_app.rules.mapping.own import merged
    from desktop_app.rules.mapping.table import FILES, shipped

    must_be_known(form)
    if form not in FILES:
        raise NotFoundError(
            f"{form} is written as its schema asks: it has no table.",
            next_step="The preview of a title shows where each value comes from.",
            command="Here: colophon preview --flow FLOW ID.",
        )
    return shipped(form) if own is None else merged(shipped(form), own)


def must_be_known(form: str) -> None:
    """Raise NotFoundError for a format that there is not."""
    from desktop_app.rules.mapping.table import FILES

    known = sorted({*FILES, *RELEASES})
    if form not in known:
        from difflib import get_close_matches

        close = get_close_matches(form, known, 1)
        raise NotFoundError(
            f"There is no file and no format named {form}.",
            next_step=f"Did you mean {close[0]}?" if close else f"Formats: {', '.join(known)}.",
        )
