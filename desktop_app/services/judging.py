"""One path for preview, check, plan and standing: records in, judged payloads out.

Rules are pure and quick, but thousands of them together are not: a few titles are judged here,
giving the loop back every few milliseconds; many in a process of their own.
"""

from __future__ import annotations

import asyncio
import pickle
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from desktop_app.records.flow import Flow
from desktop_app.records.lineage import unpack_rows
from desktop_app.records.standing import StandingRow
from desktop_app.records.stored import Stored
from desktop_app.services import judge_worker
from desktop_app.services.facts import FactsGatherer
from desktop_app.services.judge_process import JudgeProcess, ProcessLostError
from desktop_app.services.judged import (
    Confirmations,
    Judged,
    Known,
    Lineages,
    judge_all,
    standings,
    with_rows,
)
from desktop_app.services.kept_process import KeptProcess

T = TypeVar("T")
Reader = Callable[[Sequence[str]], Awaitable[list[Stored]]]

SLICE = 100
"""Records that are read and judged together."""

MANY = 200
"""Above so many titles another process judges; starting it costs about as much."""

SOME = 20
"""The same where a process is kept, because a window must not wait for a thread that judges."""

_UNDER_WAY = 3
"""Slices in work at once: one is read, one is judged, one is taken back."""

_BREATH = 0.004
"""Seconds of work after which the loop runs whatever else waits."""


class Breath:
    """Gives the loop back when enough was done since the last time."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    async def take(self) -> None:
        if time.perf_counter() - self._since > _BREATH:
            await asyncio.sleep(0)
            self._since = time.perf_counter()


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One slice: the titles asked for, the records found, and a result for each subject."""

    asked: tuple[str, ...]
    records: tuple[Stored, ...]
    judged: tuple[T, ...]
    known: Known


@dataclass(frozen=True, slots=True)
class _Question:
    """What every slice of one batch is asked."""

    records: Reader
    flows: Sequence[Flow]
    confirmed: Confirmations
    previewed: Mapping[str, str]
    fold: judge_worker.Fold | None = None
    """What is to be told of the cases; all that was found without one."""
    brief: bool = False
    """Leave out the facts that no verdict hangs on."""


class Judge:
    """Judges records with facts of this moment."""

    def __init__(self, gatherer: FactsGatherer) -> None:
        self._gatherer = gatherer
        self._kept: KeptProcess | None = None

    def keep(self) -> None:
        """From now on a process is kept between batches, for a window."""
        self._kept = self._kept or KeptProcess()

    def let_go(self) -> None:
        """No process is kept any more."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.let_go()

    def slices(
        self,
        records: Reader,
        title_ids: Sequence[str],
        flows: Sequence[Flow],
        confirmed: Confirmations,
        previewed: Mapping[str, str] | None = None,
    ) -> AsyncGenerator[Part[Judged], None]:
        """Slices of the titles, each with its subjects in the order titles × flows.

        Close the generator (``aclosing``) when it is left early.
        """
        asked = _Question(records, flows, confirmed, previewed or {})
        return self._parts(title_ids, asked)

    def standings(
        self,
        records: Reader,
        title_ids: Sequence[str],
        flows: Sequence[Flow],
        confirmed: Confirmations,
    ) -> AsyncGenerator[Part[StandingRow], None]:
        """The same, but only what the standing keeps of each subject."""
        asked = _Question(records, flows, confirmed, {}, standings, brief=True)
        return self._parts(title_ids, asked)

    def folded(
        self,
        records: Reader,
        title_ids: Sequence[str],
        flows: Sequence[Flow],
        confirmed: Confirmations,
        fold: Callable[[Sequence[Judged]], list[T]],
    ) -> AsyncGenerator[Part[T], None]:
        """The same, but only what ``fold`` makes of cases that stand together, in their order.

        It is a function of a module that knows records and rules only: it is called where the
        cases are judged, with as many at once as are judged there.
        """
        return self._parts(title_ids, _Question(records, flows, confirmed, {}, fold))

    async def _parts(
        self, title_ids: Sequence[str], asked: _Question
    ) -> AsyncGenerator[Part[Any], None]:
        slices = [
            tuple(title_ids[place : place + SLICE]) for place in range(0, len(title_ids), SLICE)
        ]
        if len(title_ids) <= (MANY if self._kept is None else SOME):
            for titles in slices:
                yield await self._slice(titles, asked, None)
            return
        place = JudgeProcess() if self._kept is None else self._kept.use()
        async with place as process, aclosing(self._ahead(slices, asked, process)) as all_:
            async for part in all_:
                yield part

    async def _ahead(
        self, slices: Sequence[tuple[str, ...]], asked: _Question, process: JudgeProcess
    ) -> AsyncGenerator[Part[Any], None]:
        """Parts in order, while the next ones are on their way."""
        under_way: deque[asyncio.Task[Part[Any]]] = deque()
        try:
            for titles in slices:
                under_way.append(asyncio.create_task(self._slice(titles, asked, process)))
                if len(under_way) >= _UNDER_WAY:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _slice(
        self, titles: tuple[str, ...], asked: _Question, process: JudgeProcess | None
    ) -> Part[Any]:
        found = await asked.records(titles)
        known = await self._gatherer.known(found, asked.flows, asked.confirmed, brief=asked.brief)
        known = replace(known, previewed=asked.previewed)
        results: Sequence[Any]
        try:
            results = await self._there(found, known, asked, process)
        except ProcessLostError:
            results = await self._here(found, known, asked)
        return Part(titles, tuple(found), tuple(results), known)

    # -- in this process ---------------------------------------------------------------------------

    async def _here(
        self, records: Sequence[Stored], known: Known, asked: _Question
    ) -> Sequence[Any]:
        breath = Breath()
        judged = []
        for each in judge_all(records, asked.flows, known):
            judged.append(each)
            await breath.take()
        differ = [each.baseline for each in judged if each.baseline and each.needs_rows]
        lineages = await self._gatherer.lineages(differ)
        made: list[Any] = []
        for each in judged:
            compared = with_rows(each, lineages)
            made += asked.fold([compared]) if asked.fold else [_compared(compared)]
            await breath.take()
        return made

    # -- in the other one --------------------------------------------------------------------------

    async def _there(
        self,
        records: Sequence[Stored],
        known: Known,
        asked: _Question,
        process: JudgeProcess | None,
    ) -> Sequence[Any]:
        if process is None:
            raise ProcessLostError
        number = next(process.numbers)
        task = judge_worker.Task(
            number, records, asked.flows, known, asked.fold or judge_worker.all_of
        )
        answer = await process.call(judge_worker.start, task)
        lineages: Lineages = {}
        if answer.differ:
            taken = [known.baselines[each] for each in answer.differ]
            lineages = await self._gatherer.lineages(taken)
            answer = await process.call(judge_worker.finish, number, lineages)
        results = await _unpacked(answer)
        if asked.fold is not None:
            return results
        return await _whole(results, records, known, asked, lineages)


async def _unpacked(answer: judge_worker.Answer) -> list[Any]:
    results: list[Any] = []
    for chunk in answer.chunks:
        results += pickle.loads(chunk)  # noqa: S301 - written by our own process
        # One call that unpacks them all would hold every thread for as long.
        await asyncio.sleep(0)
    return results


async def _whole(
    results: Sequence[judge_worker.Found],
    records: Sequence[Stored],
    known: Known,
    asked: _Question,
    lineages: Lineages,
) -> list[Judged]:
    """Put what came back beside the records and facts that never left."""
    breath = Breath()
    titles = {each.id: each for each in records}
    flows = {each.name: each for each in asked.flows}
    made = []
    for title, flow, payload, problems, valid_until in results:
        key = flow, payload.subject
        baseline = known.baselines.get(key)
        if baseline is not None and key in lineages:
            baseline = replace(baseline, rows=unpack_rows(lineages[key]))
        line = known.line(flows[flow], payload.subject)
        judged = Judged(
            titles[title], flows[flow], payload.subject, payload, problems, baseline, line,
            valid_until,
        )  # fmt: skip
        made.append(_compared(judged))
        await breath.take()
    return made


def _compared(judged: Judged) -> Judged:
    """The same. Whoever asks for all that was found reads the difference: made here, between two
    breaths, it holds nobody for long."""
    _ = judged.difference
    return judged
