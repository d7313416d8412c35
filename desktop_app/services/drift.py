"""What is new about what a Consonance can give, since a person was last told of it?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.services.capabilities import readings, rules_touched, touches, unable
from desktop_app.services.handshakes import HandshakeFile
from desktop_app.sources import Handshake, Loss
from desktop_app.sources.kept import remembered, written

if TYPE_CHECKING:
    from desktop_app.records.flow import Flow
    from desktop_app.settings.profiles import Profile

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Drift:
    """``lost`` and ``back`` are names of fields as people know them from Consonance; ``rows`` and
    ``rules`` count what a loss touches. ``words`` are the sentences to tell now, in order."""

    lost: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    rows: int = 0
    rules: int = 0
    words: tuple[str, ...] = ()


class Told:
    """Compares what a Consonance says with what people were told before, and keeps it as told."""

    def __init__(self, profile: Profile, kept: HandshakeFile) -> None:
        self._flows = profile.flows
        self._kept = kept

    async def news(self, handshake: Handshake) -> Drift:
        """What to tell of this handshake; nothing when it is told a second time."""
        return await asyncio.to_thread(self._news, handshake)

    def _news(self, handshake: Handshake) -> Drift:
        before = remembered(self._kept.recall())
        learned = handshake.learned or datetime.now(UTC).isoformat(timespec="seconds")
        self._kept.keep(written(replace(handshake, learned=learned)))
        return drift(before, handshake, self._flows)


def drift(before: Handshake | None, after: Handshake, flows: Sequence[Flow]) -> Drift:
    """What differs; at the first time the source's own words, for nothing is lost *since*.

    Raises MappingError for a flow whose table cannot be used.
    """
    if before is None:
        return Drift(words=after.words)
    lost = _new(after.losses, before.losses)
    back = _new(before.losses, after.losses)
    known = readings(flows) if lost else {}
    places = {each.path for each in lost}
    forms = {flow.name: flow.format for flow in known}
    rows = {(forms[t.flow], target) for t in touches(places, known) for target in t.targets}
    rules = len(rules_touched(places, known))
    names, returned = _names(lost), _names(back)
    words = []
    if names:
        words.append(f"{_where(before, after)} {_fields(names)}. {_affected(len(rows), rules)}")
    if returned:
        words.append(f"Consonance now has {_fields(returned)}.")
    if before.by == after.by:
        words += [f"{name}: {no}" for name, no in unable(before.abilities - after.abilities)]
    else:
        words += after.words
    return Drift(names, returned, len(rows), rules, tuple(words))


def _new(here: Sequence[Loss], there: Sequence[Loss]) -> list[Loss]:
    """What is more of a loss here than there: a part of a field is less than the whole."""
    known = {each.path: each.partly for each in there}
    return [
        each for each in here if each.path not in known or (known[each.path] and not each.partly)
    ]


def _names(losses: Sequence[Loss]) -> tuple[str, ...]:
    """The fields as people find them in Consonance; those within another lost one are left out."""
    paths = {each.path for each in losses}
    top = [each for each in losses if each.path.rpartition(".")[0] not in paths]
    return tuple(dict.fromkeys((each.field or each.path).rpartition(".")[2] for each in top))


def _where(before: Handshake, after: Handshake) -> str:
    if before.by == after.by:
        return "Consonance no longer has"
    return f"Consonance is now read over {after.by}, which lacks"


def _fields(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"field {names[0]}"
    if len(names) <= _NAMED:
        return f"fields {', '.join(names[:-1])} and {names[-1]}"
    return f"{len(names)} fields, among them {', '.join(names[:_NAMED])}"


def _affected(rows: int, rules: int) -> str:
    parts = [f"{count} {one if count == 1 else one + 's'}"
             for count, one in ((rows, "mapping rule"), (rules, "check")) if count]  # fmt: skip
    if not parts:
        return "No mapping rule and no check is affected."
    return f"{' and '.join(parts)} {'is' if rows + rules == 1 else 'are'} affected."
