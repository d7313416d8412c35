"""What must be known of the world before records can be judged? Gathered for many at once."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop_app import rules
from desktop_app.records.cover import CoverChoice
from desktop_app.records.flow import Environment, Flow
from desktop_app.records.line import Line
from desktop_app.records.payload import Baseline
from desktop_app.records.stored import Stored
from desktop_app.records.title import SourceKind
from desktop_app.services.judged import Confirmations, Known, Lineages
from desktop_app.settings.profiles import Profile
from desktop_app.store import flow_facts, ledger_covers
from desktop_app.store.catalogue import Catalogue

if TYPE_CHECKING:
    from desktop_app.store.ledger import Ledger

Clock = Callable[[], datetime]
Hashes = Callable[[Mapping[str, int]], Mapping[str, str]]
"""From addresses, each with the bytes that its source tells (0 for not told), to the SHA-256 of
what was fetched from there and is of that length; called in a thread, for it reads the disk."""
_TEXT = r'"(?:[^"\\]|\\.)*"'
_ADDRESS = re.compile(rf'"(?:url|downloadUrl)":({_TEXT})')
_SIZED = re.compile(
    rf'"downloadUrl":({_TEXT})(?:,"[^"]*":(?:{_TEXT}|[a-z0-9]+))*?,"fileSize":"?([0-9]{{1,15}})\b'
)
"""Production files, in canonical JSON: the names of an object are in order."""
_Found = tuple[dict[tuple[str, str], Baseline], dict[tuple[str, str], Line], dict[str, CoverChoice]]

DEMO_REASON = "The demo's titles are invented: nothing here is under embargo."
_DEMO_RULES = {
    "9": DEMO_REASON,
    "12": "The demo's covers are drawn by the program: all count as approved.",
    "17": "The demo has no print files: they count as approved.",
}


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class FactsGatherer:
    """Reads facts from catalogue and ledger. ``now`` is a clock in UTC, for tests."""

    def __init__(
        self,
        catalogue: Catalogue,
        ledger: Ledger,
        profile: Profile,
        now: Clock = utc_now,
        hashes: Hashes | None = None,
    ) -> None:
        self._hashes = hashes
        self._catalogue = catalogue
        self._ledger = ledger
        self._profile = profile
        self._now = now

    def use(self, profile: Profile) -> None:
        """After the settings changed."""
        self._profile = profile

    def today(self) -> date:
        """The date in the house's time zone; in UTC where this computer knows no such zone."""
        try:
            return self._now().astimezone(ZoneInfo(self._profile.time_zone)).date()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return self._now().astimezone(UTC).date()

    async def confirmations(self) -> Confirmations:
        """A person's words on rules, with those that the demo comes with.

        They are about invented titles: whatever comes from a Consonance of its own address is
        not covered by them, though its profile be called a demo.
        """
        given = await self._ledger.db.aread(flow_facts.confirmations)
        profile = self._profile
        if profile.environment is not Environment.DEMO or profile.consonance_url:
            return given
        kind = SourceKind.CONSONANCE.value
        return {
            (flow.name, rule, kind): reason
            for flow in self._profile.flows
            for rule, reason in _DEMO_RULES.items()
        } | given

    async def known(
        self,
        records: Sequence[Stored],
        flows: Sequence[Flow],
        confirmed: Confirmations,
        *,
        brief: bool = False,
    ) -> Known:
        """All facts about some records for some flows; baselines come without their rows.

        ``brief`` leaves out what no verdict hangs on.
        """
        works = [] if brief else list(dict.fromkeys(each.work for each in records if each.work))
        siblings = await self._catalogue.siblings(works) if works else {}
        numbers = list(dict.fromkeys(each.isbn for each in records if each.isbn))
        owners = await self._catalogue.isbn_owners(numbers) if numbers else {}
        wanted = {
            flow.name: [each for record in records for each in rules.possible(record.id, flow)]
            for flow in flows
        }
        await _add_shared(wanted, records, flows)

        def read(conn: sqlite3.Connection) -> _Found:
            heads: dict[tuple[str, str], Baseline] = {}
            lines: dict[tuple[str, str], Line] = {}
            for name, subjects in wanted.items():
                found = flow_facts.heads(conn, name, subjects)
                heads |= {(name, subject): each for subject, each in found.items()}
                open_now = flow_facts.lines(conn, name, subjects)
                lines |= {(name, subject): each for subject, each in open_now.items()}
            chosen = ledger_covers.choices(conn, [each.id for each in records])
            return heads, lines, chosen

        baselines, lines, covers = await self._ledger.db.aread(read)
        hashes = await self._hashes_of(records, flows)
        return Known(
            self.today(),
            owners,
            baselines,
            lines,
            confirmed,
            covers=covers,
            hashes=hashes,
            siblings=siblings,
        )

    async def _hashes_of(
        self, records: Sequence[Stored], flows: Sequence[Flow]
    ) -> Mapping[str, str]:
        """Only where a flow tells them; addresses are picked from the text, which is quicker."""
        if self._hashes is None or not any(rules.hashed(flow) for flow in flows):
            return {}
        texts = {text for each in records for text in (each.product, each.work_text or "")}
        found = {json.loads(each) for text in texts for each in _ADDRESS.findall(text)}
        told = dict.fromkeys(sorted(found), 0)
        for text in texts:
            told |= {json.loads(url): int(size) for url, size in _SIZED.findall(text)}
        return await asyncio.to_thread(self._hashes, told)

    async def lineages(self, wanted: Sequence[Baseline]) -> Lineages:
        """The rows, as they are kept, of what these baselines took.

        What was taken again meanwhile is left out: the rest was judged by the older one.
        """
        by_flow: dict[str, dict[str, str]] = {}
        for each in wanted:
            by_flow.setdefault(each.flow, {})[each.subject] = each.sha256

        def read(conn: sqlite3.Connection) -> Lineages:
            return {
                (flow, subject): packed
                for flow, hashes in by_flow.items()
                for subject, (sha256, packed) in flow_facts.lineages(
                    conn, flow, list(hashes)
                ).items()
                if hashes[subject] == sha256
            }

        return await self._ledger.db.aread(read) if wanted else {}


async def _add_shared(
    wanted: dict[str, list[str]], records: Sequence[Stored], flows: Sequence[Flow]
) -> None:
    """What titles share (a run, a contact) only the record tells, so it is read for such flows."""
    sharing = [flow for flow in flows if rules.shared(flow)]
    for stored in records if sharing else ():
        record = stored.record()
        for flow in sharing:
            wanted[flow.name] += rules.candidates(record, flow)
        await asyncio.sleep(0)
    for flow in sharing:
        wanted[flow.name] = list(dict.fromkeys(wanted[flow.name]))
