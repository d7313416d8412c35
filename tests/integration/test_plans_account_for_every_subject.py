"""Review on a real catalogue and a real ledger: what becomes of each title × destination."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.flow import Environment
from desktop_app.records.payload import Severity
from desktop_app.records.plan import Action, Plan, PlanItem
from desktop_app.records.progress import Progress
from desktop_app.records.state import State
from desktop_app.records.title import SourceKind
from tests.support_desk import Desk, desk, title
from tests.support_records import record, without


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(tmp_path) as opened:
        await opened.put(*(title(number) for number in range(1, 7)))
        yield opened


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[Desk]:
    """A house that has confirmed nothing yet."""
    async with desk(tmp_path, environment=Environment.PRODUCTION) as opened:
        await opened.put(title(1), title(2))
        yield opened


def only(plan: Plan) -> PlanItem:
    assert len(plan.items) == 1
    return plan.items[0]


IDS = [f"product:{number}" for number in range(1, 7)]


async def test_titles_times_flows_adds_up_without_repeats(here: Desk) -> None:
    plan = await here.review.plan([*IDS, "product:1"], ["gardners", "launch", "gardners"])
    assert plan.titles == tuple(IDS)
    assert plan.flows == ("gardners", "launch")
    assert plan.account == {"selected": 6 + 24, "prepared": 30}
    assert len({(each.flow, each.subject) for each in plan.items}) == 30
    assert {each.action for each in plan.items} == {Action.NEW}
    assert {each.reason for each in plan.items} == {"first time"}


async def test_a_plan_is_stored_as_it_is(here: Desk) -> None:
    plan = await here.review.plan(IDS[:2], ["gardners"], note="spring")
    kept = await here.ledger.plan(plan.id)
    assert kept.account == plan.account
    assert [each.payload for each in kept.items] == [each.payload for each in plan.items]
    later = await here.review.plan(IDS[:1], ["gardners"])
    assert len(later.id) == 14
    assert later.id[:9] >= plan.id[:9]


async def test_what_was_taken_is_unchanged_and_a_price_is_an_update(here: Desk) -> None:
    await here.send(await here.review.plan(IDS, ["gardners", "erp"]))
    again = await here.review.plan(IDS, ["gardners", "erp"])
    assert again.account == {"selected": 12, "unchanged": 12}
    assert all(each.action is None for each in again.items)
    assert again.items[0].reason.startswith("no changes since it was taken on")

    moved = title(1)
    prices = [dict(each) for each in moved.document["prices"]]
    prices[0]["amount"] = "17.24"
    await here.put(title(1, prices=prices, publicationDate="2027-11-02"))
    plan = await here.review.plan(IDS, ["gardners", "erp"])
    assert plan.account == {"selected": 12, "prepared": 2, "unchanged": 10}
    update = plan.items[0]
    assert update.action is Action.UPDATE
    assert update.reason == "price GBP +15 %, publication date 3 weeks later"
    assert update.difference is not None
    assert update.difference.count == 2


async def test_a_value_that_goes_and_comes_back_is_sent_again(here: Desk) -> None:
    await here.send(await here.review.plan(IDS[:1], ["gardners"]))
    await here.put(title(1, subtitle="Other"))
    await here.send(await here.review.plan(IDS[:1], ["gardners"]))
    await here.put(title(1))
    back = only(await here.review.plan(IDS[:1], ["gardners"]))
    assert back.state is State.PREPARED
    assert back.reason == "subtitle changed"


async def test_a_blocked_title_says_why(here: Desk) -> None:
    await here.put(title(2, prices=[], publicationDate="2027-09-02"))
    item = only(await here.review.plan(["product:2"], ["gardners"]))
    assert item.state is State.BLOCKED
    assert item.action is None
    assert item.reason == "There is no GBP price."


async def test_two_products_with_one_isbn_block_each_other(here: Desk) -> None:
    await here.put(title(9, isbn=title(1).document["isbn"]))
    plan = await here.review.plan(["product:1", "product:9"], ["gardners"])
    assert plan.account == {"selected": 2, "blocked": 2}
    assert "also on product:9" in plan.items[0].reason


async def test_an_open_item_holds_back_only_what_could_overtake_it(here: Desk) -> None:
    await here.send(await here.review.plan(IDS[:1], ["gardners"]), State.SENDING)
    same = only(await here.review.plan(IDS[:1], ["gardners"]))
    assert (same.state, same.reason) == (State.HELD, "the same is on its way already")
    await here.put(title(1, subtitle="Newer"))
    newer = only(await here.review.plan(IDS[:1], ["gardners"]))
    assert (newer.state, newer.reason) == (State.HELD, "an earlier item is open")
    await here.ledger.move_open("gardners", "product:1", State.NOT_CONFIRMED)
    doubt = only(await here.review.plan(IDS[:1], ["gardners"]))
    assert doubt.state is State.HELD
    assert "not confirmed" in doubt.reason


async def test_what_has_not_left_yet_gives_way(here: Desk) -> None:
    await here.send(await here.review.plan(IDS[:1], ["gardners"]), State.WAITING)
    await here.put(title(1, subtitle="Newer"))
    assert only(await here.review.plan(IDS[:1], ["gardners"])).state is State.PREPARED


async def test_needed_takes_only_what_is_never_or_changed(here: Desk) -> None:
    await here.send(await here.review.plan(IDS[:3], ["gardners"]))
    await here.put(title(3, subtitle="New"), title(4, prices=[]))
    plan = await here.review.plan(IDS, ["gardners"], needed=True)
    assert [each.subject for each in plan.items] == ["product:3", "product:5", "product:6"]
    assert plan.account == {"selected": 3, "prepared": 3}


async def test_an_unknown_starred_rule_wants_one_word_and_keeps_it(strict: Desk) -> None:
    ids = ["product:1", "product:2"]
    first = await strict.review.plan(ids, ["gardners"])
    assert first.account == {"selected": 2, "blocked": 2}
    words = {"9": "announced in spring", "12": "covers approved by Production"}
    second = await strict.review.plan(ids, ["gardners"], overrides=words)
    assert second.account == {"selected": 2, "prepared": 2}
    assert second.overrides == words
    third = await strict.review.plan(ids, ["gardners"])
    assert third.account == {"selected": 2, "prepared": 2}
    found = {each.rule: each.confirmed for each in third.items[0].problems if each.starred}
    assert found == words
    other_flow = await strict.review.plan(ids, ["erp"])
    assert other_flow.account == {"selected": 2, "blocked": 2}


async def test_a_word_for_one_kind_of_source_does_not_count_for_another(strict: Desk) -> None:
    given = without("allowOnixExports", "id")
    await strict.put(record(given | {"isbn": {"isbn13": "9780306406157"}}, "onix:REF-1"))
    for rule in ("9", "12"):
        await strict.review.confirm_rule("gardners", rule, SourceKind.CONSONANCE, "seen")
    plan = await strict.review.plan(["product:1", "onix:REF-1"], ["gardners"])
    assert [each.state for each in plan.items] == [State.PREPARED, State.BLOCKED]
    unknown = {p.rule for p in plan.items[1].problems if p.severity is Severity.UNKNOWN}
    assert "2" in unknown
    mended = await strict.review.plan(
        ["onix:REF-1"], ["gardners"], overrides=dict.fromkeys(sorted(unknown), "our own file")
    )
    assert mended.account == {"selected": 1, "prepared": 1}


async def test_a_false_rule_is_not_overridden(strict: Desk) -> None:
    await strict.put(title(1, allowOnixExports=False))
    words = dict.fromkeys(["1", "2", "6", "8", "9", "11", "12"], "I want it out")
    item = only(await strict.review.plan(["product:1"], ["gardners"], overrides=words))
    assert item.state is State.BLOCKED
    assert item.reason == "The product is not approved for ONIX in Consonance."
    later = await strict.review.check(["product:1"], ["gardners"])
    assert {each.rule for each in later[0].problems if each.confirmed} == {"9", "12"}


async def test_a_confirmation_without_a_reason_is_none(strict: Desk) -> None:
    with pytest.raises(UsageError, match="reason"):
        await strict.review.confirm_rule("gardners", "9", SourceKind.CONSONANCE, "  ")


async def test_a_withdrawn_milestone_goes_where_it_was_told(here: Desk) -> None:
    subject = "milestone:product:1:approval"
    await here.send(await here.review.plan(["product:1"], ["launch"]))
    await here.put(title(1, allowOnixExports=False), title(2, allowOnixExports=False))
    told = await here.review.plan(["product:1"], ["launch"])
    item = next(each for each in told.items if each.subject == subject)
    assert (item.state, item.action) == (State.PREPARED, Action.UPDATE)
    never_told = await here.review.plan(["product:2"], ["launch"])
    assert "milestone:product:2:approval" not in {each.subject for each in never_told.items}


async def test_preview_says_what_check_and_plan_say(here: Desk) -> None:
    (preview,) = await here.review.preview("product:1", "gardners")
    item = only(await here.review.plan(["product:1"], ["gardners"]))
    assert preview.payload == item.payload
    assert preview.problems == item.problems
    assert preview.flow == "gardners"
    assert preview.baseline is None
    assert len(await here.review.preview("product:1", "launch")) == 4


async def test_moved_names_what_a_plan_does_not_show_any_more(here: Desk) -> None:
    plan = await here.review.plan(IDS[:2], ["gardners"])
    assert await here.review.moved(plan) == ()
    await here.put(title(2, publicationDate="2027-10-13"))
    assert await here.review.moved(plan) == (
        "product:2 for gardners has changed since it was reviewed: publication date 1 day later.",
    )


async def test_today_is_the_day_of_the_house(here: Desk) -> None:
    here.now = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    given = title(1, publicationDate="2026-11-24")
    await here.put(given)
    found = (await here.review.check(["product:1"], ["gardners"]))[0]
    assert not [each for each in found.problems if each.rule == "4"]
    from dataclasses import replace

    from desktop_app.services.facts import FactsGatherer

    sydney = replace(here.profile, time_zone="Australia/Sydney")
    gatherer = FactsGatherer(here.catalogue, here.ledger, sydney, lambda: here.now)
    assert gatherer.today().isoformat() == "2026-11-25"
    lost = replace(here.profile, time_zone="Mars/Olympus")
    assert FactsGatherer(here.catalogue, here.ledger, lost, lambda: here.now).today().day == 24


async def test_a_title_that_is_not_here_is_named(here: Desk) -> None:
    with pytest.raises(NotFoundError, match="product:77"):
        await here.review.plan(["product:1", "product:77"], ["gardners"])
    with pytest.raises(NotFoundError, match="no flow named nowhere"):
        await here.review.plan(["product:1"], ["nowhere"])


async def test_a_large_selection_lets_the_loop_breathe(here: Desk) -> None:
    for start in range(100, 1100, 200):
        await here.put(*(title(number) for number in range(start, start + 200)))
    gaps: list[float] = []

    async def beat() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    told: list[Progress] = []
    watcher = asyncio.create_task(beat())
    ids = [f"product:{number}" for number in range(100, 1100)]
    plan = await here.review.plan(ids, ["gardners"], report=told.append)
    watcher.cancel()
    assert plan.account == {"selected": 1000, "prepared": 1000}
    assert [each.done for each in told] == list(range(100, 1001, 100))
    ordered = sorted(gaps)
    assert ordered[int(len(ordered) * 0.9)] < 0.05
