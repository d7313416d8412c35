"""Which titles may stand otherwise than the table says? What moved since it was last looked at."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from desktop_app import rules
from desktop_app.records.flow import Flow
from desktop_app.services.facts import FactsGatherer
from desktop_app.services.judged import Confirmations
from desktop_app.store import flow_facts
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.cover_news import titles_showing
from desktop_app.store.standing import StandingTable

if TYPE_CHECKING:
    from desktop_app.store.ledger import Ledger

_CATALOGUE, _LEDGER = "standing.catalogue", "standing.ledger"
_FLOWS, _SHARED, _DAY = "standing.flows", "standing.shared", "standing.day"
_MANY = "*"


@dataclass(slots=True)
class Touched:
    """``everywhere`` are titles to judge for all flows, ``some`` titles for the flows named."""

    everywhere: set[str] = field(default_factory=set)
    some: dict[str, set[str]] = field(default_factory=dict)
    gone_flows: set[str] = field(default_factory=set)

    def add(self, title: str, flows: set[str] | None) -> None:
        """Touch a title for some flows, or for all with None."""
        if flows is None:
            self.everywhere.add(title)
            self.some.pop(title, None)
        elif title not in self.everywhere:
            self.some.setdefault(title, set()).update(flows)

    def __len__(self) -> int:
        return len(self.everywhere) + len(self.some)

    def batches(self, flows: Sequence[str]) -> Iterator[tuple[set[str], list[str]]]:
        """(flows, titles) so that each title comes once."""
        if self.everywhere:
            yield set(flows), sorted(self.everywhere)
        groups: dict[frozenset[str], list[str]] = {}
        for title, some in self.some.items():
            groups.setdefault(frozenset(some), []).append(title)
        for names, titles in groups.items():
            yield set(names), sorted(titles)


@dataclass(slots=True)
class Marks:
    """How far the table has followed. None leaves a mark where it is.

    ``flows`` maps a flow to a word that moves with its settings, the rules and what was
    confirmed for it. ``shared`` are titles that were judged to share an ISBN, ``files`` names of
    news of files that are followed by then.
    """

    catalogue: int | None = None
    ledger: int | None = None
    flows: dict[str, str] | None = None
    shared: set[str] = field(default_factory=set)
    day: str | None = None
    files: tuple[str, ...] = ()


class FileNews(Protocol):
    """Files that came since somebody last looked. Blocks."""

    def news(self) -> Mapping[str, str]:
        """Addresses of covers whose bytes are new, and titles of which a production file is,
        each under the name to forget it by."""
        ...

    def forget_news(self, names: Iterable[str]) -> None:
        """These were looked at."""
        ...


class Watch:
    """Reads the marks and what moved beyond them."""

    def __init__(
        self,
        catalogue: Catalogue,
        table: StandingTable,
        ledger: Ledger,
        flows: Sequence[Flow],
        gatherer: FactsGatherer,
        files: FileNews | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._table = table
        self._ledger = ledger
        self._flows = flows
        self._gatherer = gatherer
        self._files = files

    async def read(self) -> Marks:
        """The marks as they were left; None where there is none yet."""
        state = await self._catalogue.state()
        return Marks(
            catalogue=_number(state.get(_CATALOGUE)),
            ledger=_number(state.get(_LEDGER)),
            flows=_mapping(state.get(_FLOWS)),
            shared=set(_list(state.get(_SHARED))),
            day=state.get(_DAY, ""),
        )

    async def remember(self, marks: Marks) -> None:
        """Leave the marks for the next time."""
        given = {
            _CATALOGUE: marks.catalogue,
            _LEDGER: marks.ledger,
            _FLOWS: None if marks.flows is None else json.dumps(marks.flows, sort_keys=True),
            _SHARED: json.dumps(sorted(marks.shared)),
            _DAY: marks.day,
        }
        await self._catalogue.set_state(
            {name: str(value) for name, value in given.items() if value is not None}
        )
        if self._files is not None and marks.files:
            await asyncio.to_thread(self._files.forget_news, marks.files)

    async def since(self, today: date) -> tuple[Marks, Touched]:
        """New marks, and what moved between the old ones and these."""
        old = await self.read()
        new = Marks(shared=set(old.shared), day=today.isoformat())
        touched = Touched()
        new.ledger = await self._by_ledger(old.ledger, touched)
        new.flows = await self._by_flows(old.flows or {}, touched)
        new.catalogue = await self._by_catalogue(old.catalogue or 0, touched)
        new.files = await self._by_files(touched)
        for title in await self._by_day(old.day or "", today):
            touched.add(title, None)
        if touched.everywhere:
            # A record that moved may have freed the ISBN that another one shared with it.
            for title in old.shared:
                touched.add(title, None)
        return new, touched

    async def _by_day(self, before: str, today: date) -> list[str]:
        """Titles for which another day may say otherwise; all of them when time ran back."""
        if before == today.isoformat():
            return []
        if before > today.isoformat():
            return await self._catalogue.title_ids()
        return await self._table.expired((today + timedelta(days=1)).isoformat())

    async def _by_catalogue(self, after: int, touched: Touched) -> int:
        changes = await self._catalogue.changes(after)
        lost = bool(changes) and changes[0][0] > after + 1
        many = any(kind == "title" and name == _MANY for _, kind, name in changes)
        if lost or many:
            for title in await self._catalogue.title_ids():
                touched.add(title, None)
        for _, kind, name in changes:
            if kind == "title" and name != _MANY:
                touched.add(name, None)
        return changes[-1][0] if changes else after

    async def _by_ledger(self, after: int | None, touched: Touched) -> int:
        newest = await self._ledger.db.aread(flow_facts.last_change)
        if after is None:
            return newest  # without a mark every flow counts as moved, and so does every title
        if newest < after:
            # An older copy of the history was put back: nothing tells what it lacks.
            for title in await self._catalogue.title_ids():
                touched.add(title, None)
            return newest
        names = {flow.name for flow in self._flows}
        moved: dict[str, set[str]] = {}
        for change in await self._ledger.changes(after):
            if change.kind == "item" and change.flow in names:
                for title in change.titles:
                    touched.add(title, {change.flow})
                moved.setdefault(change.flow, set()).add(change.subject)
            elif change.kind == "cover":
                touched.add(change.id, None)
            newest = max(newest, change.seq)
        for flow in self._flows:
            if flow.name in moved and rules.shared(flow):
                # Other titles lead to the same run or contact and stand as it does.
                for title in await self._table.leading_to(flow.name, sorted(moved[flow.name])):
                    touched.add(title, {flow.name})
        return newest

    async def _by_files(self, touched: Touched) -> tuple[str, ...]:
        """Flows that tell the hash of a file are touched when one came, or is another now."""
        if self._files is None:
            return ()
        news = await asyncio.to_thread(self._files.news)
        flows = {flow.name for flow in self._flows if rules.hashed(flow)}
        if news and flows:
            found = sorted(set(news.values()))
            for title in await self._catalogue.db.aread(lambda conn: titles_showing(conn, found)):
                touched.add(title, flows)
        return tuple(news)

    async def came(self) -> bool:
        """Whether a file came that nobody has followed yet."""
        return self._files is not None and bool(await asyncio.to_thread(self._files.news))

    async def _by_flows(self, old: Mapping[str, str], touched: Touched) -> dict[str, str]:
        confirmed = await self._gatherer.confirmations()
        now = {flow.name: self._signature(flow, confirmed) for flow in self._flows}
        touched.gone_flows = set(old) - set(now)
        moved = {name for name, signature in now.items() if old.get(name) != signature}
        if moved:
            for title in await self._catalogue.title_ids():
                touched.add(title, moved if moved != set(now) else None)
        return now

    def _signature(self, flow: Flow, confirmed: Confirmations) -> str:
        """A word that moves with all that touches every title of a flow."""
        words = sorted((rule, kind) for name, rule, kind in confirmed if name == flow.name)
        whole = f"{flow!r} {rules.VERSION} {words} {self._ledger.id}"
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _mapping(text: str | None) -> dict[str, str]:
    found = json.loads(text) if text else {}
    return {str(key): str(value) for key, value in found.items()}


def _list(text: str | None) -> list[str]:
    return [str(each) for each in json.loads(text)] if text else []
