"""What must be known of the world before records can be judged? Gathered for many at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop_app import rules
from desktop_app.records import isbn
from desktop_app.records.flow import Environment, Flow
from desktop_app.records.payload import Baseline, Facts
from desktop_app.records.title import Record, SourceKind
from desktop_app.settings.profiles import Profile
from desktop_app.store import flow_facts
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.flow_facts import FREE, Line

if TYPE_CHECKING:
    from desktop_app.store.ledger import Ledger

Clock = Callable[[], datetime]
Confirmations = Mapping[tuple[str, str, str], str]

DEMO_REASON = "The demo's titles are invented: nothing here is under embargo."
_DEMO_RULES = {
    "9": DEMO_REASON,
    "12": "The demo's covers are drawn by the program: all count as approved.",
}


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """Facts about one slice of records. ``previewed`` maps a title to the hash a person saw."""

    today: date
    owners: Mapping[str, tuple[str, ...]]
    baselines: Mapping[tuple[str, str], Baseline]
    lines: Mapping[tuple[str, str], Line]
    confirmed: Confirmations
    previewed: Mapping[str, str] = field(default_factory=dict)

    def facts(self, record: Record, flow: Flow, subject: str) -> Facts:
        """What the rules are told about one subject."""
        return Facts(
            today=self.today,
            baseline=self.baselines.get((flow.name, subject)),
            isbn_owners=self.owners,
            overrides={
                rule: reason
                for (name, rule, kind), reason in self.confirmed.items()
                if name == flow.name and kind == record.source.value
            },
            previewed_hash=self.previewed.get(record.id, ""),
        )

    def line(self, flow: Flow, subject: str) -> Line:
        """What is on its way for a subject."""
        return self.lines.get((flow.name, subject), FREE)

    def subjects(self, record: Record, flow: Flow) -> tuple[str, ...]:
        """What a record is handed off as: what holds now, and what was told before.

        A milestone that does not hold any more is withdrawn where it was told, and only there.
        """
        now = set(rules.subjects(record, flow))
        return tuple(
            each
            for each in rules.candidates(record, flow)
            if each in now or (flow.name, each) in self.baselines
        )


class FactsGatherer:
    """Reads facts from catalogue and ledger. ``now`` is a clock in UTC, for tests."""

    def __init__(
        self, catalogue: Catalogue, ledger: Ledger, profile: Profile, now: Clock = utc_now
    ) -> None:
        self._catalogue = catalogue
        self._ledger = ledger
        self._profile = profile
        self._now = now

    def today(self) -> date:
        """The date in the house's time zone; in UTC where this computer knows no such zone."""
        try:
            return self._now().astimezone(ZoneInfo(self._profile.time_zone)).date()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return self._now().astimezone(UTC).date()

    async def confirmations(self) -> Confirmations:
        """A person's words on rules, with those that the demo comes with."""
        given = await self._ledger.db.aread(flow_facts.confirmations)
        if self._profile.environment is not Environment.DEMO:
            return given
        kind = SourceKind.CONSONANCE.value
        return {
            (flow.name, rule, kind): reason
            for flow in self._profile.flows
            for rule, reason in _DEMO_RULES.items()
        } | given

    async def known(
        self,
        records: Sequence[Record],
        flows: Sequence[Flow],
        confirmed: Confirmations,
    ) -> Known:
        """All facts about some records for some flows; baselines come without their rows."""
        numbers = list(dict.fromkeys(filter(None, map(isbn_of, records))))
        owners = await self._catalogue.isbn_owners(numbers) if numbers else {}
        wanted = {
            flow.name: [each for record in records for each in rules.candidates(record, flow)]
            for flow in flows
        }

        def read(
            conn: sqlite3.Connection,
        ) -> tuple[dict[tuple[str, str], Baseline], dict[tuple[str, str], Line]]:
            heads: dict[tuple[str, str], Baseline] = {}
            lines: dict[tuple[str, str], Line] = {}
            for name, subjects in wanted.items():
                found = flow_facts.heads(conn, name, subjects)
                heads |= {(name, subject): each for subject, each in found.items()}
                open_now = flow_facts.lines(conn, name, subjects)
                lines |= {(name, subject): each for subject, each in open_now.items()}
            return heads, lines

        baselines, lines = await self._ledger.db.aread(read)
        return Known(self.today(), owners, baselines, lines, confirmed)

    async def with_rows(self, wanted: Sequence[Baseline]) -> dict[tuple[str, str], Baseline]:
        """The same baselines with the rows of what was taken."""

        def read(conn: sqlite3.Connection) -> dict[tuple[str, str], Baseline]:
            found: dict[tuple[str, str], Baseline] = {}
            for each in wanted:
                rows = flow_facts.whole(conn, each.flow, [each.subject])
                # Taken again meanwhile: keep the one that the rest was judged by.
                same = rows.get(each.subject, each)
                kept = same if same.sha256 == each.sha256 else replace(each, rows=())
                found[each.flow, each.subject] = kept
            return found

        return await self._ledger.db.aread(read) if wanted else {}


def isbn_of(record: Record) -> str:
    """The ISBN-13 of a record as lists know it, or ""."""
    held = record.document.get("isbn")
    found = held.get("isbn13") if isinstance(held, Mapping) else None
    return isbn.to13(found) if isinstance(found, str) else ""
