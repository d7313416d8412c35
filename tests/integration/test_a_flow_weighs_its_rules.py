"""What a flow says of the weight of its rules moves the standing, from the next refresh on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop_app.records.flow import Flow
from desktop_app.records.title import Verdict
from tests.support_desk import FLOWS, Desk, desk, title


def weighed(*said: tuple[str, str]) -> tuple[Flow, ...]:
    return tuple(
        replace(flow, severities=said) if flow.name == "gardners" else flow for flow in FLOWS
    )


async def at_gardners(here: Desk, number: int) -> Verdict:
    found = await here.table.for_titles([f"product:{number}"])
    return found[f"product:{number}"]["gardners"].state


async def test_the_standing_follows_the_weight_and_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put(title(1, contributions=[]), title(2))
        await here.standing.refresh()
        assert await at_gardners(here, 1) is Verdict.NEVER
        assert await here.standing.refresh() == 0

        here.use(weighed(("10", "blocker")))
        assert await here.standing.refresh() == 2
        assert await at_gardners(here, 1) is Verdict.BLOCKED
        assert await at_gardners(here, 2) is Verdict.NEVER
        plan = await here.review.plan(["product:1"], ["gardners"])
        assert plan.account == {"selected": 1, "blocked": 1}
        assert plan.items[0].reason == "There is no contributor."

        here.use(FLOWS)
        await here.standing.refresh()
        assert await at_gardners(here, 1) is Verdict.NEVER


async def test_a_price_that_leaps_blocks_where_the_flow_says_so(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put(title(1))
        await here.send(await here.review.plan(["product:1"], ["gardners"]))
        dear = [{**each, "amount": "49.99"} for each in title(1).document["prices"]]
        await here.put(title(1, prices=dear))
        await here.standing.refresh()
        assert await at_gardners(here, 1) is Verdict.CHANGED
        here.use(weighed(("7", "blocker")))
        await here.standing.refresh()
        assert await at_gardners(here, 1) is Verdict.BLOCKED
        await here.standing.from_scratch()
        assert await at_gardners(here, 1) is Verdict.BLOCKED


async def test_a_sister_that_costs_less_is_seen_in_the_catalogue(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        cheap = [{**title(1).document["prices"][0], "amount": "9.99"}]
        work = {"id": "9"}
        hard = title(2, onix21ProductFormCode="BB", prices=cheap, work=work)
        await here.put(title(1, work=work), hard)
        found = await here.review.check(["product:1", "product:2"], ["gardners"])
        told = {
            each.subject: problem.message
            for each in found
            for problem in each.problems
            if problem.rule == "7"
        }
        words = "The hardback costs GBP 9.99, less than the paperback at GBP 14.99"
        assert told == {
            "product:1": f"{words} (product:2).",
            "product:2": f"{words} (product:1).",
        }
