"""Counts of many titles hold what their payloads hold, here and in a process of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from desktop_app.records.flow import Flow
from desktop_app.records.progress import Progress
from desktop_app.records.state import State
from desktop_app.services import judging
from desktop_app.services.findings import Findings, Kind
from desktop_app.services.review import Preview
from desktop_app.services.selected import Selection, Stand
from desktop_app.services.shapes import shape
from desktop_app.services.survey import Survey
from tests.integration.test_many_titles_are_judged_apart import gone
from tests.support_desk import Desk, desk, title

TITLES = 40
IDS = [f"product:{number}" for number in range(1, TITLES + 1)]
FLOWS = ["gardners", "erp", "launch"]


@pytest.fixture
async def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Small slices; some titles taken, changed since, not confirmed, wrong, without a price."""
    monkeypatch.setattr(judging, "SLICE", 8)
    async with desk(tmp_path) as opened:
        await opened.put(*(title(number) for number in range(1, TITLES + 1)))
        for place, state in enumerate((State.DELIVERED, State.REFUSED, State.NOT_CONFIRMED)):
            plan = await opened.review.plan(IDS[place * 8 : place * 8 + 8], FLOWS)
            await opened.send(plan, state)
        await opened.put(*(title(n, fullTitle=f"Moved {n}") for n in range(1, TITLES, 3)))
        await opened.put(title(5, isbn={"isbn13": "9780000000000"}), title(6, prices=None))
        yield opened
    await gone()


def survey(here: Desk) -> Survey:
    return Survey(here.catalogue, here.ledger, here.profile, now=lambda: here.now)


@pytest.fixture(params=[1_000, 10], ids=["here", "apart"])
def many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(judging, "MANY", request.param)
    return int(request.param)


@pytest.mark.parametrize("flow", FLOWS)
async def test_fields_are_those_of_the_payloads(here: Desk, many: int, flow: str) -> None:
    previews = await here.review.check(IDS, [flow])
    told = await survey(here).selection([*IDS, "product:999"], flow)
    assert told.messages == len(previews)
    have: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in previews:
        for row in each.payload.rows:
            if row.value:
                have[shape(row.target)][row.value].add(each.title)
    assert {each.target for each in told.fields} == set(have)
    for field in told.fields:
        found = sorted(sorted(told.named(value.titles)) for value in field.values)
        assert found == sorted(sorted(titles) for titles in have[field.target].values())
    assert told.alike
    assert told.named(told.stands[Stand.GONE]) == ["product:999"]


async def test_stands_are_those_of_a_plan(here: Desk, many: int) -> None:
    plan = await here.review.plan(IDS, ["gardners"])
    told = await survey(here).selection(IDS, "gardners")
    wanted = {State.PREPARED: {Stand.GOES}, State.HELD: {Stand.HELD}, State.UNCHANGED: {Stand.SAME},
              State.BLOCKED: {Stand.BLOCKED, Stand.UNCHECKED}}  # fmt: skip
    stood = {name: stand for stand, at in told.stands.items() for name in told.named(at)}
    assert len(stood) == TITLES
    for item in plan.items:
        assert stood[item.titles[0]] in wanted[item.state], item.reason
    assert {Stand.GOES, Stand.HELD, Stand.SAME, Stand.BLOCKED} <= set(stood.values())


async def test_titles_without_a_message_and_unchecked_ones_are_told_apart(tmp_path: Path) -> None:
    printer = Flow("printer", 6, "Printer", "print-order")
    async with desk(tmp_path, flows=(printer,)) as opened:
        await opened.put(*(title(number) for number in range(1, 4)))
        told = await survey(opened).selection(IDS[:3], printer.name)
    assert told.named(told.stands[Stand.NO_SUBJECT]) == IDS[:3]
    assert told.messages == 0
    assert told.fields == ()


async def test_findings_are_those_of_the_check(here: Desk, many: int) -> None:
    previews = await here.review.check(IDS, FLOWS)
    seen: list[Progress] = []
    found = await survey(here).findings([*IDS, "product:999"], FLOWS, seen.append)
    assert _told(found) == _of(previews)
    assert found.named(found.gone) == ["product:999"]
    assert (seen[-1].done, seen[-1].total) == (TITLES + 1, TITLES + 1)


def _told(found: Findings) -> dict[Kind, tuple[set[str], set[str], bool]]:
    return {
        each.kind: (set(found.named(each.titles)), set(each.flows), each.alike)
        for each in found.found
    }


def _of(previews: Sequence[Preview]) -> dict[Kind, tuple[set[str], set[str], bool]]:
    hits: dict[Kind, list[tuple[str, str, str]]] = {}
    for each in previews:
        for problem in each.problems:
            if not problem.confirmed:
                kind = Kind(problem.severity, problem.rule, shape(problem.field))
                hits.setdefault(kind, []).append((each.title, each.flow, problem.message))
    return {
        kind: ({a for a, _, _ in given}, {b for _, b, _ in given}, len({c for *_, c in given}) == 1)
        for kind, given in hits.items()
    }


async def test_both_ways_tell_the_same(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MANY", 1_000)
    near: Selection = await survey(here).selection(IDS, "launch")
    monkeypatch.setattr(judging, "MANY", 10)
    assert await survey(here).selection(IDS, "launch") == near


async def test_no_payload_comes_back(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even out of the process that judges."""
    from desktop_app.services import judge_worker
    from desktop_app.services.judge_process import JudgeProcess

    monkeypatch.setattr(judging, "MANY", 10)
    came: list[int] = []
    call = JudgeProcess.call

    async def weigh(self: JudgeProcess, work: object, *given: object) -> object:
        answer = await call(self, work, *given)  # type: ignore[arg-type, var-annotated]
        if isinstance(answer, judge_worker.Answer):
            came.append(sum(map(len, answer.chunks)))
        return answer

    monkeypatch.setattr(JudgeProcess, "call", weigh)
    whole = sum(len(each.payload.data) for each in await here.review.check(IDS, FLOWS))
    of_check = sum(came)
    came.clear()
    await survey(here).findings(IDS, FLOWS)
    assert 0 < sum(came) < min(whole, of_check) / 5
