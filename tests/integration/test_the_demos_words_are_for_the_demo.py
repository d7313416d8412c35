"""What the demo takes as confirmed holds for its invented titles and for nobody's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop_app.records.state import State
from desktop_app.services.review import Review
from tests.support_desk import desk, title


async def test_a_real_consonance_called_a_demo_gets_no_words_for_free(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put(title(1))
        free = await here.review.plan(["product:1"], ["gardners"])
        assert [each.state for each in free.items] == [State.PREPARED]
        profile = replace(here.profile, consonance_url="https://house.example/graphql")
        own = Review(here.catalogue, here.ledger, profile, now=lambda: here.now)
        plan = await own.plan(["product:1"], ["gardners"])
        assert [each.state for each in plan.items] == [State.BLOCKED]
        assert {each.rule for each in plan.items[0].problems if each.stops} == {"9", "12"}
