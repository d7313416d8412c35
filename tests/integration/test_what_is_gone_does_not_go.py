"""A title that has vanished from its source is neither planned nor sent, and its history stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.records.errors import NotFoundError
from desktop_app.records.title import SourceKind
from tests.support_desk import Desk, desk, title


async def vanish(here: Desk, *left: int) -> None:
    await here.catalogue.begin_round({})
    await here.put(*[title(number) for number in left])
    await here.catalogue.hide_vanished(SourceKind.CONSONANCE)


async def test_a_title_that_is_gone_is_not_planned(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put(title(1), title(2))
        await vanish(here, 1)
        with pytest.raises(NotFoundError, match="product:2"):
            await here.review.plan(["product:1", "product:2"], ["gardners"])
        assert (await here.catalogue.record("product:2")).id == "product:2"


async def test_a_plan_with_a_title_that_is_gone_since_is_stale(tmp_path: Path) -> None:
    async with desk(tmp_path) as here:
        await here.put(title(1), title(2))
        plan = await here.review.plan(["product:1", "product:2"], ["gardners"])
        await vanish(here, 1)
        [moved] = await here.review.moved(plan)
        assert moved == "product:2 for gardners is not in the catalogue any more."
