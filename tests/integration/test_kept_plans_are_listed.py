"""Only plans that a person kept or tried are listed; any is found by its id."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.records.errors import NotFoundError
from desktop_app.services.history import History
from tests.support_sending import many, open_ledger


async def test_a_plan_is_in_the_list_once_it_is_kept_or_tried(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        for name in ("draft", "kept", "tried", "sent"):
            await ledger.save_plan(many(name, 2))
        await ledger.keep_plan("kept", "ann")
        await ledger.keep_plan("sent", "ben")
        await ledger.submit("tried", dry_run=True)
        job = await ledger.submit("sent")
        found = {each.id: each for each in await History(ledger).kept_plans()}
        assert set(found) == {"kept", "tried", "sent"}
        assert (found["kept"].kept_by, found["tried"].kept_by) == ("ann", "")
        assert found["kept"].kept_at
        assert (found["kept"].job, found["tried"].job, found["sent"].job) == (0, 0, job)
        for each in found.values():
            assert each.account == {"selected": 2, "prepared": 2}
            assert each.titles == 2


async def test_who_kept_it_first_stays(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        await ledger.save_plan(many("one", 1))
        await ledger.keep_plan("one", "ann")
        await ledger.keep_plan("one", "ben")
        assert (await ledger.stored_plan("one")).kept_by == "ann"


async def test_any_stored_plan_is_found_by_its_id_and_no_other(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        await ledger.save_plan(many("draft", 1))
        assert (await ledger.stored_plan("draft")).kept_at == ""
        with pytest.raises(NotFoundError, match="There is no plan other here"):
            await ledger.stored_plan("other")
        with pytest.raises(NotFoundError):
            await ledger.keep_plan("other", "ann")


async def test_the_list_ends_where_it_is_asked_to(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        for number in range(5):
            await ledger.save_plan(many(f"plan{number}", 1))
            await ledger.keep_plan(f"plan{number}", "ann")
        assert len(await ledger.kept_plans(limit=3)) == 3
