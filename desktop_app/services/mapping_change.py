"""What would another mapping of a format do? Rows, titles and destinations, before it is in use.

Every title on show is judged twice, by the mapping in force and by the other one, in the process
that judges for the standing: what is counted here is what the standing says afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop_app import rules
from desktop_app.records.errors import ConfirmationError, UsageError
from desktop_app.records.flow import Environment, Flow, OwnMapping
from desktop_app.records.instant import iso
from desktop_app.records.payload import Baseline, BaselineKind, Change, FieldDifference
from desktop_app.records.progress import Progress, Report, silent
from desktop_app.records.standing import StandingRow
from desktop_app.records.title import Verdict
from desktop_app.services import own_mappings
from desktop_app.services.facts import Clock, FactsGatherer, Hashes, utc_now
from desktop_app.services.judging import Judge, Part
from desktop_app.services.own_mappings import Candidate
from desktop_app.settings.own_mappings import OwnMappingFiles
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile
from desktop_app.store.catalogue import Catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.store.ledger import Ledger

_URGENCY = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that differs, in words; ``part`` is the milestone or subject whose row it is."""

    target: str
    part: str
    state: Change
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FlowChange:
    """One flow. ``titles`` would get other bytes; ``before`` and ``after`` count titles by their
    standing; what ``on_its_way`` counts is compared when it is settled."""

    flow: str
    destination: str
    titles: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    on_its_way: int


@dataclass(frozen=True, slots=True)
class Example:
    """What one title would get otherwise."""

    title: str
    subject: str
    flow: str
    fields: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class MappingChange:
    """``moved`` are the titles that change at any destination, each once; ``now`` is the own
    mapping in force, ``then`` the other one, None for the format as it comes."""

    format: str
    now: OwnMapping | None
    then: OwnMapping | None
    rows: tuple[RowChange, ...]
    flows: tuple[FlowChange, ...]
    moved: tuple[str, ...]
    compared: int
    examples: tuple[Example, ...]

    @property
    def titles(self) -> int:
        """How many titles change."""
        return len(self.moved)

    @property
    def destinations(self) -> int:
        """At how many destinations a title changes."""
        return len({each.destination for each in self.flows if each.titles})

    @property
    def same(self) -> bool:
        """Whether it is what is in force already."""
        return self.now == self.then

    @property
    def words(self) -> str:
        """The sentence that a person decides by."""
        if not self.flows:
            return f"No flow goes by {self.format}: it changes nothing yet."
        if not self.titles:
            return f"It changes none of {self.compared} titles."
        titles = "1 title" if self.titles == 1 else f"{self.titles} titles"
        places = "1 destination" if self.destinations == 1 else f"{self.destinations} destinations"
        return f"It changes {titles} at {places}, of {self.compared} compared."


class MappingChanges:
    """Says what another mapping would do, and takes it into use. ``profile`` is as the settings
    have it: its flows know no own mapping."""

    def __init__(
        self,
        catalogue: Catalogue,
        ledger: Ledger,
        home: Home,
        profile: Profile,
        now: Clock = utc_now,
        hashes: Hashes | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._home = home
        self._profile = profile
        self._now = now
        self._gatherer = FactsGatherer(catalogue, ledger, profile, now, hashes)
        self._judge = Judge(self._gatherer)
        self._files = OwnMappingFiles(home.own_mappings(profile.name))

    async def change(
        self, given: Candidate, report: Report = silent, examples: int = 3
    ) -> MappingChange:
        """Compare an own mapping, or none, with what is in force; raises StoreError."""
        kept = own_mappings.kept(self._home, self._profile, given.format)
        now = kept.own if kept else None
        pairs = [
            (replace(flow, own=now), replace(flow, own=given.own))
            for flow in self._profile.flows
            if flow.enabled and flow.format == given.format
        ]
        titles = await self._catalogue.title_ids() if pairs else []
        count = _Count(pairs)
        parts = self._standings(titles, [flow for pair in pairs for flow in pair])
        async with aclosing(parts):
            async for part in parts:
                count.take(part.judged)
                count.compared += len(part.records)
                report(Progress("Comparing both mappings", count.compared, len(titles)))
        shown = await self._examples(count.some(examples), pairs)
        before = own_mappings.whole(given.format, kept.given if kept else None)
        after = own_mappings.whole(given.format, given.given)
        return MappingChange(
            given.format, now, given.own, tuple(row_changes(before, after)),
            tuple(count.flows()), tuple(count.moved), count.compared, tuple(shown),
        )  # fmt: skip

    def take(self, change: MappingChange, given: Candidate, confirm: int | None) -> Path | None:
        """Take it into use, or the format as it comes; raises ConfirmationError, SettingsError.

        Returns where the mapping that was in use is kept, None where there was none. It is in
        force when the profile is opened the next time, or follows its settings.
        """
        _must_count(change, confirm, production=self.asks_count)
        if given.given is None:
            return self._files.drop(given.format)
        return self._files.put(given.given, iso(self._now()))

    def take_back(self, form: str, aside: Path | None) -> None:
        """Undo ``take``, by what it returned; raises SettingsError."""
        self._files.bring_back(form, aside)

    def may_drop(self, form: str) -> Candidate:
        """The format as it comes; raises NotFoundError, and UsageError where it is so already."""
        own_mappings.must_be_known(form)
        if not any(each.format == form for each in self._files.all()):
            raise UsageError(f"{form} has no mapping of your own.", not_done="It stayed as it is.")
        return Candidate(form, None)

    @property
    def asks_count(self) -> bool:
        """Whether a person confirms the number of titles first."""
        return self._profile.environment is Environment.PRODUCTION

    async def _standings(
        self, titles: Sequence[str], flows: Sequence[Flow]
    ) -> AsyncGenerator[Part[StandingRow], None]:
        confirmed = await self._gatherer.confirmations()
        parts = self._judge.standings(self._catalogue.stored, titles, flows, confirmed)
        async with aclosing(parts):
            async for part in parts:
                yield part

    async def _examples(
        self, wanted: Mapping[str, str], pairs: Sequence[tuple[Flow, Flow]]
    ) -> list[Example]:
        """Of each title the first subject that would get other bytes, at the flow named."""
        confirmed = await self._gatherer.confirmations()
        found: list[Example] = []
        for title, name in wanted.items():
            pair = next(each for each in pairs if each[0].name == name)
            parts = self._judge.slices(self._catalogue.stored, [title], pair, confirmed)
            async with aclosing(parts):
                async for part in parts:
                    half = len(part.judged) // 2
                    twins = zip(part.judged[:half], part.judged[half:], strict=True)
                    found += [
                        Example(title, now.subject, name, _fields(now.payload, then.payload))
                        for now, then in twins
                        if now.payload.sha256 != then.payload.sha256
                    ][:1]
        return found


class _Count:
    """Adds up what both mappings say. The rows of a title and flow come in two halves: those by
    the mapping in force, then as many by the other, about the same subjects in the same order."""

    def __init__(self, pairs: Sequence[tuple[Flow, Flow]]) -> None:
        self._flows = [now for now, _ in pairs]
        self._before: dict[str, Counter[str]] = {each.name: Counter() for each in self._flows}
        self._after: dict[str, Counter[str]] = {each.name: Counter() for each in self._flows}
        self._titles: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self.moved: dict[str, str] = {}
        self.compared = 0

    def take(self, rows: Sequence[StandingRow]) -> None:
        groups: dict[tuple[str, str], list[StandingRow]] = {}
        for row in rows:
            groups.setdefault((row.title, row.flow), []).append(row)
        for (title, flow), both in groups.items():
            half = len(both) // 2
            now, then = both[:half], both[half:]
            self._before[flow][_cell(now)] += 1
            self._after[flow][_cell(then)] += 1
            if any(not each.payload_sha256 for each in now):
                self._open[flow] += 1
            twins = zip(now, then, strict=True)
            if any(one.payload_sha256 != other.payload_sha256 for one, other in twins):
                self._titles[flow] += 1
                self.moved.setdefault(title, flow)

    def some(self, most: int) -> dict[str, str]:
        """The first titles that change, each with a flow where it does."""
        return dict(list(self.moved.items())[:most])

    def flows(self) -> Iterator[FlowChange]:
        for flow in self._flows:
            name = flow.name
            yield FlowChange(
                name, flow.destination, self._titles[name],
                _ordered(self._before[name]), _ordered(self._after[name]), self._open[name],
            )  # fmt: skip


def _cell(rows: Sequence[StandingRow]) -> str:
    return min((each.verdict for each in rows), key=_URGENCY.__getitem__).value


def _ordered(counts: Mapping[str, int]) -> dict[str, int]:
    return {each.value: counts[each.value] for each in Verdict if counts[each.value]}


def _fields(now: Any, then: Any) -> tuple[FieldDifference, ...]:
    seen = Baseline(
        subject=now.subject,
        flow=now.flow,
        kind=BaselineKind.CONFIRMED,
        taken_at="",
        sha256=now.sha256,
        mapping_version=now.mapping_version,
        rows=now.rows,
    )
    found = rules.compare(then, seen).fields
    return tuple(each for each in found if each.state is not Change.SAME)


def row_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[RowChange]:
    """Rows that are added, changed or removed, in the order of the mapping they are in."""
    from desktop_app.rules.mapping.in_words import row_words
    from desktop_app.rules.mapping.own import parts

    was = {(part.name, row["to"]): row for part in parts(before) for row in part.rows}
    new = {(part.name, row["to"]): row for part in parts(after) for row in part.rows}
    tables = {
        name
        for name in {*before.get("tables", {}), *after.get("tables", {})}
        if before.get("tables", {}).get(name) != after.get("tables", {}).get(name)
    }
    for (part, target), row in was.items():
        if (part, target) not in new:
            yield RowChange(target, part, Change.REMOVED, row_words(row), "")
    for (part, target), row in new.items():
        old = was.get((part, target))
        if old is None:
            yield RowChange(target, part, Change.ADDED, "", row_words(row))
        elif old != row or tables & {row.get("table"), *_tables(row)}:
            yield RowChange(target, part, Change.CHANGED, row_words(old), row_words(row))


def _tables(row: Mapping[str, Any]) -> set[str]:
    return {str(each["table"]) for each in row.get("rows", ()) if "table" in each}


def _must_count(change: MappingChange, confirm: int | None, *, production: bool) -> None:
    if confirm is not None and confirm != change.titles:
        raise ConfirmationError(
            f"{confirm} is not the number of titles that change: it is {change.titles}.",
            not_done="The mapping in force stayed as it is.",
            next_step="Look again at what it changes.",
            command="Here: colophon mapping diff FILE.",
        )
    if confirm is None and production and change.titles:
        raise ConfirmationError(
            f"This is production. {change.words}",
            not_done="The mapping in force stayed as it is.",
            next_step=f"Confirm the number of titles: {change.titles}.",
            command=f"Here: --confirm {change.titles}.",
        )
