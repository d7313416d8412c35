"""What do the flows of the open profile go by, and how is that changed? Written, then followed.

Every change is one whole write of the settings file, or of an own mapping's; after it every service
that is at work goes by it. What was there before is handed back, so that a change can be undone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from desktop_app.records.errors import ColophonError, ReadOnlyHomeError
from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES
from desktop_app.records.query import Query
from desktop_app.services import own_mappings
from desktop_app.services.own_mappings import Candidate
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings

if TYPE_CHECKING:
    from desktop_app.records.halt import Halt
    from desktop_app.rules.mapping.in_words import RowInWords
    from desktop_app.rules.mapping.own_check import Finding
    from desktop_app.services.look_up import LookUp
    from desktop_app.services.mapping_change import MappingChange, MappingChanges
    from desktop_app.services.network import Network
    from desktop_app.settings.own_mappings import InUse


ENDS = ("table", "folder")
"""What a contract flow may end in, as xConnector words it."""
_PATIENCE = 5.0


class Opened(Protocol):
    """What is asked of the open profile."""

    home: Home
    settings: Settings
    profile: Profile
    writable: bool
    look_up: LookUp

    @property
    def halt(self) -> Halt | None: ...

    @property
    def mapping_changes(self) -> MappingChanges: ...

    @property
    def network(self) -> Network: ...

    async def follow_settings(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Changed:
    """``before`` is what an undo gives back to ``put``; ``held`` a sentence on what waited and is
    held now, or ""."""

    before: Flow
    after: Flow
    held: str


@dataclass(frozen=True, slots=True)
class Taken:
    """``kept`` is where the mapping that was in use is kept, None where there was none; ``held``
    as in ``Changed``."""

    format: str
    own: bool
    kept: Path | None
    held: str


@dataclass(frozen=True, slots=True)
class MappingInForce:
    """``rows`` in words, none for a format that is written by its schema; ``own`` is the own
    mapping's file where there is one, ``fault`` why it cannot be used."""

    format: str
    version: str
    rows: tuple[RowInWords, ...]
    own: InUse | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class OnixTables:
    """What a person chooses from: ``recipients`` by key with their names, and the usual code of
    list 65 for each publishing status of list 64."""

    recipients: Mapping[str, str]
    availability: Mapping[str, str]


def onix_tables() -> OnixTables:
    """The tables that settings of ONIX flows go by. Blocks a moment the first time."""
    from desktop_app.rules.onix.codes import AVAILABILITY
    from desktop_app.rules.onix.recipients import recipients

    return OnixTables({key: each.name for key, each in recipients().items()}, AVAILABILITY)


class FlowSettings:
    """Reads and changes the flows of one open profile; one change at a time."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._one_at_a_time = asyncio.Lock()

    def flows(self) -> tuple[Flow, ...]:
        """Every flow, switched on or off, as the settings have it."""
        return self._settled.flows

    @property
    def _settled(self) -> Profile:
        return self._opened.settings.profile(self._opened.profile.name)

    def fixed(self) -> str:
        """Why nothing can be changed here, or ""."""
        halt = self._opened.halt
        if halt is not None:
            return f"{halt.message} {halt.next_step}"
        return "" if self._opened.writable else "This home is read only here."

    def faults(self) -> dict[str, str]:
        """Formats whose own mapping cannot be used, each with the reason. Blocks."""
        found = own_mappings.listed(self._opened.home, self._settled)
        return {each.format: each.fault for each in found if each.fault}

    async def titles(self) -> int:
        """How many titles a flow that is switched on is judged for."""
        return await self._opened.look_up.count(Query())

    async def ends(self) -> dict[str, tuple[str, ...]]:
        """Where xConnector says that its flows end: words of ``ENDS`` by the name of the flow.

        Empty where it is not at hand, does not answer in a few seconds, or does not say.
        """
        place = self._opened.network.at_hand()
        if place is None:
            return {}
        from desktop_app.services.connect import Connect

        try:
            told = await Connect(deadline=_PATIENCE).flows(*place)
        except ColophonError:
            return {}
        return {str(each.get("name", "")): _ends_of(each.get("ends_in")) for each in told}

    async def put(self, flow: Flow) -> Changed:
        """Keep a flow in the place of the one of its name and go by it at once.

        A flow that a person changed is no mere offer any more. Raises UsageError for settings
        that fit no format, NotFoundError, SettingsError: then nothing was changed.
        """
        self._must_be_changeable()
        async with self._one_at_a_time:
            before = self._settled.flow(flow.name)
            after = replace(flow, own=None)
            if flow.enabled != before.enabled:
                after = replace(after, offered=False)
            await asyncio.to_thread(self._opened.settings.put_flow, self._settled.name, after)
            return Changed(before, after, await self._opened.follow_settings())

    async def put_back(self, changed: Changed) -> Changed:
        """Undo a change, an offer included; raises as ``put`` does."""
        self._must_be_changeable()
        async with self._one_at_a_time:
            settings, name = self._opened.settings, self._settled.name
            await asyncio.to_thread(settings.put_flow, name, changed.before)
            return Changed(changed.after, changed.before, await self._opened.follow_settings())

    # -- mappings ------------------------------------------------------------------------------

    def mapping(self, form: str) -> MappingInForce:
        """The mapping of a format as it is in force, in words. Blocks; raises SettingsError."""
        listed = own_mappings.listed(self._opened.home, self._settled)
        found = next(each for each in listed if each.format == form)
        if form in RELEASES:
            return MappingInForce(form, found.version, ())
        from desktop_app.rules.mapping.in_words import in_words

        own = None if found.own is None or found.fault else found.own.given
        rows = in_words(own_mappings.whole(form, own), own)
        return MappingInForce(form, found.version, tuple(rows), found.own, found.fault)

    def examine(self, path: Path, form: str) -> tuple[Any, list[Finding]]:
        """What a file says, and everything amiss with it as a mapping of this format. Blocks;
        raises UsageError for a file that is no JSON."""
        from desktop_app.rules.mapping.own_check import Finding, findings

        given = own_mappings.read(path)
        found = findings(given)
        its = given.get("format") if isinstance(given, dict) else None
        if not any(each.fatal for each in found) and its != form:
            words = f"it is a mapping of {its}, and this destination gets {form}"
            found = [Finding("", words, f'Write "format": "{form}", or choose another file.')]
        return given, found

    async def take(self, change: MappingChange, given: Candidate, confirm: int | None) -> Taken:
        """Take a mapping into use that was compared before, or the format as it comes.

        Raises ConfirmationError for another number than that of the titles that change,
        SettingsError: then nothing was changed.
        """
        self._must_be_changeable()
        async with self._one_at_a_time:
            changes = self._opened.mapping_changes
            kept = await asyncio.to_thread(changes.take, change, given, confirm)
            held = await self._opened.follow_settings()
            return Taken(given.format, given.given is not None, kept, held)

    async def take_back(self, taken: Taken) -> str:
        """Undo ``take``: the mapping that was in use before is in use again, byte for byte.

        Returns a sentence on what waited and is held, or ""; raises SettingsError.
        """
        self._must_be_changeable()
        async with self._one_at_a_time:
            changes = self._opened.mapping_changes
            await asyncio.to_thread(changes.take_back, taken.format, taken.kept)
            return await self._opened.follow_settings()

    def _must_be_changeable(self) -> None:
        if words := self.fixed():
            raise ReadOnlyHomeError(words, not_done="The settings were left as they are.")


def _ends_of(told: object) -> tuple[str, ...]:
    """What an endpoint says is not trusted: other words are left out."""
    return tuple(each for each in ENDS if each in told) if isinstance(told, list) else ()
