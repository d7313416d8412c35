"""One path for preview, check, plan and standing: records in, judged payloads out.

Rules are pure and quick, but thousands of them together are not: the work gives the loop back
every few milliseconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app import rules
from desktop_app.records.flow import Flow
from desktop_app.records.payload import Baseline, BaselineKind, Difference, Payload, Problem
from desktop_app.records.state import State
from desktop_app.records.title import Record, Verdict
from desktop_app.services.facts import Confirmations, FactsGatherer, Known
from desktop_app.store.flow_facts import Line

SLICE = 100
"""Records that are read and judged together."""

_BREATH = 0.004
"""Seconds of work after which the loop runs whatever else waits."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One subject for one flow, with all that can be said about it now."""

    record: Record
    flow: Flow
    subject: str
    payload: Payload
    problems: tuple[Problem, ...]
    difference: Difference
    baseline: Baseline | None
    line: Line

    @property
    def stops(self) -> tuple[Problem, ...]:
        """The problems that a send may not pass."""
        return tuple(each for each in self.problems if each.stops)

    @property
    def same(self) -> bool:
        """Whether the destination holds exactly this already."""
        return self.baseline is not None and self.baseline.sha256 == self.payload.sha256

    @property
    def verdict(self) -> Verdict:
        """The first that holds, in the order in which they need a person."""
        if self.line.open is not None:
            return in_flight(self.line.open)
        if self.line.refused_sha256 == self.payload.sha256:
            return Verdict.REFUSED
        if self.stops:
            return Verdict.BLOCKED
        if self.baseline is None:
            return Verdict.NEVER
        return Verdict.SAME if self.same else Verdict.CHANGED


def in_flight(state: State) -> Verdict:
    """The verdict while an item is open."""
    return Verdict.NOT_CONFIRMED if state is State.NOT_CONFIRMED else Verdict.IN_FLIGHT


class Breath:
    """Gives the loop back when enough was done since the last time."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    async def take(self) -> None:
        if time.perf_counter() - self._since > _BREATH:
            await asyncio.sleep(0)
            self._since = time.perf_counter()


@dataclass(frozen=True, slots=True)
class Part:
    """One slice: the titles asked for, the records found, and each of their subjects judged."""

    asked: tuple[str, ...]
    records: tuple[Record, ...]
    judged: tuple[Judged, ...]
    known: Known


class Judge:
    """Judges records with facts of this moment."""

    def __init__(self, gatherer: FactsGatherer) -> None:
        self._gatherer = gatherer

    async def slices(
        self,
        records: Callable[[Sequence[str]], Awaitable[list[Record]]],
        title_ids: Sequence[str],
        flows: Sequence[Flow],
        confirmed: Confirmations,
        previewed: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Part]:
        """Slices of the titles, each with its subjects in the order titles × flows."""
        for start in range(0, len(title_ids), SLICE):
            asked = tuple(title_ids[start : start + SLICE])
            found = await records(asked)
            known = await self._gatherer.known(found, flows, confirmed)
            known = replace(known, previewed=previewed or {})
            judged = await self._judge(found, flows, known)
            yield Part(asked, tuple(found), tuple(judged), known)

    async def _judge(
        self, records: Sequence[Record], flows: Sequence[Flow], known: Known
    ) -> list[Judged]:
        breath = Breath()
        judged = []
        for record in records:
            for flow in flows:
                for subject in known.subjects(record, flow):
                    judged.append(_one(record, flow, subject, known))
                    await breath.take()
        return await self._compare(judged, breath)

    async def _compare(self, judged: list[Judged], breath: Breath) -> list[Judged]:
        """Fetch the rows of those baselines that differ, and compare field by field."""
        differ = [each.baseline for each in judged if each.baseline and _needs_rows(each)]
        rows = await self._gatherer.with_rows(differ)
        made = []
        for each in judged:
            whole = rows.get((each.flow.name, each.subject))
            if whole is None:
                made.append(each)
                continue
            difference = rules.compare(each.payload, whole)
            made.append(replace(each, baseline=whole, difference=difference))
            await breath.take()
        return made


def _one(record: Record, flow: Flow, subject: str, known: Known) -> Judged:
    payload = rules.build(record, flow, subject)
    facts = known.facts(record, flow, subject)
    return Judged(
        record=record,
        flow=flow,
        subject=subject,
        payload=payload,
        problems=rules.check(record, flow, payload, facts),
        difference=rules.compare(payload, facts.baseline),
        baseline=facts.baseline,
        line=known.line(flow, subject),
    )


def _needs_rows(judged: Judged) -> bool:
    found = judged.baseline
    return found is not None and found.kind is not BaselineKind.UNKNOWN and not judged.same
