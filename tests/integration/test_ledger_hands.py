"""What a person can do with jobs and items, and what the ledger keeps of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.records.errors import NotFoundError, PlanStaleError, UsageError
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.payload import BaselineKind
from desktop_app.records.settlement import Settled, Settlement
from desktop_app.records.state import JobState, State
from desktop_app.store.ledger import Ledger
from desktop_app.store.ledger_clock import LedgerClock
from tests.support_sending import many, open_ledger, plan_item, plan_of, submitted, wrap


class Time:
    """A wall clock and a monotonic one that move only when told."""

    def __init__(self) -> None:
        self.wall = 1_795_521_600.0  # 24 November 2026, noon
        self.monotonic = 100.0
        self.clock = LedgerClock(lambda: self.wall, lambda: self.monotonic)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.monotonic += seconds


async def settle_all(
    ledger: Ledger, state: State, flow: str = "gardners", **more: object
) -> list[bool]:
    """Claim everything that is due and bring it to one state."""
    outcomes = {State.DELIVERED: Outcome.DELIVERED, State.REFUSED: Outcome.REFUSED}
    receipt = Receipt(outcomes.get(state, Outcome.AMBIGUOUS), 200)
    leases = await ledger.claim(flow, 1000, wrap)
    settlement = Settlement(state, "", receipt, **more)  # type: ignore[arg-type]
    return await ledger.settle([Settled(each, settlement, ledger.now()) for each in leases])


async def states(ledger: Ledger, job: int) -> list[State]:
    return [each.state for each in await ledger.items(job)]


async def test_nothing_is_claimed_before_the_undo_time_and_undo_takes_all_back(
    tmp_path: Path,
) -> None:
    time = Time()
    async with open_ledger(tmp_path, time.clock) as ledger:
        job = await submitted(ledger, many("p", 3), undo_seconds=5)
        assert (await ledger.job(job)).state is JobState.HELD
        time.passes(4.9)
        assert await ledger.claim("gardners", 10, wrap) == []
        due = await ledger.next_due("gardners")
        assert due == pytest.approx(0.1, abs=0.01)
        await ledger.cancel(job)
        time.passes(10)
        assert await ledger.claim("gardners", 10, wrap) == []
        assert (await ledger.job(job)).state is JobState.CANCELLED

        again = await submitted(ledger, many("q", 3), undo_seconds=5)
        time.passes(5)
        assert len(await ledger.claim("gardners", 10, wrap)) == 3
        assert await states(ledger, again) == [State.SENDING] * 3


async def test_a_time_set_is_kept_by_the_wall_even_when_the_wall_is_set_back(
    tmp_path: Path,
) -> None:
    time = Time()
    async with open_ledger(tmp_path, time.clock) as ledger:
        await submitted(ledger, many("p", 1), not_before="2026-11-24T13:00:00.000Z")
        time.wall -= 1800
        time.monotonic += 3600
        assert await ledger.claim("gardners", 10, wrap) == []
        time.wall += 5400
        assert len(await ledger.claim("gardners", 10, wrap)) == 1


async def test_a_clock_set_back_freezes_no_retry(tmp_path: Path) -> None:
    time = Time()
    async with open_ledger(tmp_path, time.clock) as ledger:
        await submitted(ledger, many("p", 1))
        await settle_all(ledger, State.RETRYING, due_in=30.0)
        time.wall -= 7200
        time.monotonic += 29
        assert await ledger.claim("gardners", 10, wrap) == []
        time.monotonic += 1
        assert len(await ledger.claim("gardners", 10, wrap)) == 1
        later = await submitted(ledger, plan_of("q", [plan_item("product:2")]))
        assert len(await ledger.claim("gardners", 10, wrap)) == 1
        assert await states(ledger, later) == [State.SENDING]


async def test_a_plan_becomes_one_job_only(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 1))
        with pytest.raises(PlanStaleError, match=f"job {job}"):
            await ledger.submit("p")


async def test_a_price_that_goes_and_comes_back_is_three_sends(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        keys = []
        for name, price in (("a", "12.99"), ("b", "14.99"), ("c", "12.99")):
            job = await submitted(ledger, many(name, 1, price=price))
            assert await settle_all(ledger, State.DELIVERED) == [True]
            keys.append((await ledger.items(job))[0].key)
        assert len(set(keys)) == 3
        found = await ledger.baseline("product:1", "gardners")
        assert found is not None
        assert {row.value for row in found.rows} >= {"12.99"}


async def test_a_second_settle_and_an_older_fence_are_ignored(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 1))
        first = (await ledger.claim("gardners", 1, wrap))[0]
        await ledger.recover({"gardners"})
        second = (await ledger.claim("gardners", 1, wrap))[0]
        assert second.fence > first.fence
        assert second.envelope == first.envelope
        assert second.ambiguous
        done = Settlement(State.DELIVERED, "", Receipt(Outcome.DELIVERED, 200))
        refused = Settlement(State.REFUSED, "", Receipt(Outcome.REFUSED, 422))
        assert await ledger.settle([Settled(first, refused, ledger.now())]) == [False]
        assert await ledger.settle([Settled(second, done, ledger.now())]) == [True]
        assert await ledger.settle([Settled(second, refused, ledger.now())]) == [False]
        assert await states(ledger, job) == [State.DELIVERED]


async def test_recovery_asks_where_it_can_and_leaves_the_rest_to_a_person(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        items = [plan_item("product:1"), plan_item("product:1", "finance")]
        job = await submitted(ledger, plan_of("p", items))
        await ledger.claim("gardners", 1, wrap)
        await ledger.claim("finance", 1, wrap)
        report = await ledger.recover({"gardners"})
        assert (report.asked_again, report.not_confirmed) == (1, 1)
        assert "1 item waits for a person" in report.words
        assert await states(ledger, job) == [State.RETRYING, State.NOT_CONFIRMED]
        tried = await ledger.attempts((await ledger.items(job))[0].id)
        assert [each.outcome for each in tried] == ["ambiguous"]
        assert (await ledger.recover({"gardners"})).words == ""


async def test_newer_data_waits_behind_what_may_have_left_and_replaces_what_has_not(
    tmp_path: Path,
) -> None:
    async with open_ledger(tmp_path) as ledger:
        old = await submitted(ledger, many("a", 1, price="1.00"))
        newer = await submitted(ledger, many("b", 1, price="2.00"))
        assert await states(ledger, old) == [State.SUPERSEDED]
        lease = (await ledger.claim("gardners", 10, wrap))[0]
        newest = await submitted(ledger, many("c", 1, price="3.00"))
        assert await states(ledger, newest) == [State.HELD]
        assert await ledger.claim("gardners", 10, wrap) == []
        done = Settlement(State.DELIVERED, "", Receipt(Outcome.DELIVERED, 200))
        await ledger.settle([Settled(lease, done, ledger.now())])
        assert await states(ledger, newer) == [State.DELIVERED]
        assert [each.job for each in await ledger.claim("gardners", 10, wrap)] == [newest]


async def test_what_waited_behind_an_equal_one_is_unchanged(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        await submitted(ledger, many("a", 1))
        lease = (await ledger.claim("gardners", 1, wrap))[0]
        second = await submitted(ledger, many("b", 1))
        done = Settlement(State.DELIVERED, "", Receipt(Outcome.DELIVERED, 200))
        await ledger.settle([Settled(lease, done, ledger.now())])
        assert await states(ledger, second) == [State.UNCHANGED]


@pytest.mark.parametrize(
    ("arrived", "state", "kind"),
    [(True, State.HANDED_OVER, BaselineKind.ASSUMED), (False, State.FAILED, None)],
)
async def test_a_persons_word_ends_the_doubt(
    tmp_path: Path, arrived: bool, state: State, kind: BaselineKind | None
) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 1))
        await settle_all(ledger, State.NOT_CONFIRMED)
        found = await ledger.baseline("product:1", "gardners")
        assert found is not None
        assert found.kind is BaselineKind.UNKNOWN
        item = (await ledger.items(job))[0].id
        await ledger.confirm(item, arrived=arrived, note="Sue has seen it")
        after = await ledger.item(item)
        assert after.state is state
        assert "Sue has seen it" in after.reason
        found = await ledger.baseline("product:1", "gardners")
        assert (found.kind if found else None) is kind
        with pytest.raises(UsageError):
            await ledger.confirm(item, arrived=False, note="no")
        assert (await ledger.verify()).ok


async def test_a_doubt_that_ends_well_gives_back_what_was_known_before(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        await submitted(ledger, many("a", 1, price="1.00"))
        await settle_all(ledger, State.DELIVERED)
        before = await ledger.baseline("product:1", "gardners")
        job = await submitted(ledger, many("b", 1, price="2.00"))
        await settle_all(ledger, State.NOT_CONFIRMED)
        await ledger.confirm((await ledger.items(job))[0].id, arrived=False, note="lost")
        assert await ledger.baseline("product:1", "gardners") == before


async def test_stop_cancels_what_has_not_left_and_doubts_what_may_have(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 3))
        leases = await ledger.claim("gardners", 2, wrap)
        await ledger.settle(
            [
                Settled(
                    leases[0],
                    Settlement(
                        State.RETRYING, "", Receipt(Outcome.AMBIGUOUS), due_in=9, ambiguous=True
                    ),
                    ledger.now(),
                )
            ]
        )
        await ledger.cancel(job)
        assert await states(ledger, job) == [State.NOT_CONFIRMED, State.SENDING, State.CANCELLED]
        busy = Settlement(State.RETRYING, "", Receipt(Outcome.BUSY, 503), due_in=9)
        await ledger.settle([Settled(leases[1], busy, ledger.now())])
        assert await states(ledger, job) == [State.NOT_CONFIRMED, State.CANCELLED, State.CANCELLED]


async def test_pause_holds_a_job_until_it_is_released(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 3))
        lease = (await ledger.claim("gardners", 1, wrap))[0]
        await ledger.pause(job)
        assert await states(ledger, job) == [State.SENDING, State.HELD, State.HELD]
        busy = Settlement(State.RETRYING, "", Receipt(Outcome.BUSY, 503), due_in=9)
        await ledger.settle([Settled(lease, busy, ledger.now())])
        assert await states(ledger, job) == [State.HELD] * 3
        assert (await ledger.job(job)).state is JobState.HELD
        await ledger.release(job)
        assert len(await ledger.claim("gardners", 9, wrap)) == 3


async def test_releasing_a_job_resumes_its_paused_flow_for_all(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        first = await submitted(ledger, many("a", 2))
        second = await submitted(ledger, plan_of("b", [plan_item("product:9")]))
        await ledger.pause_flow("gardners", "the sign-in was not accepted")
        await ledger.pause_flow("gardners", "another cause")
        assert [each.cause for each in await ledger.pauses()] == ["the sign-in was not accepted"]
        late = await submitted(ledger, plan_of("c", [plan_item("product:10")]))
        assert await states(ledger, late) == [State.HELD]
        await ledger.release(first)
        assert await ledger.pauses() == []
        for job in (first, second, late):
            assert set(await states(ledger, job)) == {State.WAITING}


async def test_retry_takes_a_failed_item_up_again_with_its_key(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 2))
        await settle_all(ledger, State.FAILED)
        before = await ledger.items(job)
        await ledger.retry(job, (before[0].id,))
        assert await states(ledger, job) == [State.WAITING, State.FAILED]
        assert [each.key for each in await ledger.items(job)] == [each.key for each in before]
        await settle_all(ledger, State.DELIVERED)
        report = await ledger.verify()
        assert report.ok
        assert report.rows == 4


async def test_retry_never_brings_older_data_past_newer(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        old = await submitted(ledger, many("a", 1, price="1.00"))
        await settle_all(ledger, State.FAILED)
        await submitted(ledger, many("b", 1, price="2.00"))
        await settle_all(ledger, State.DELIVERED)
        await ledger.retry(old)
        assert await states(ledger, old) == [State.FAILED]
        assert await ledger.claim("gardners", 9, wrap) == []


async def test_resend_is_a_job_of_its_own_with_the_same_bytes(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 2))
        await settle_all(ledger, State.DELIVERED)
        items = await ledger.items(job)
        again = await ledger.resend([items[0].id], "lost in their inbox")
        assert "lost in their inbox" in (await ledger.job(again)).note
        new = (await ledger.items(again))[0]
        assert new.payload_sha256 == items[0].payload_sha256
        assert new.key != items[0].key
        await ledger.claim("gardners", 9, wrap)
        with pytest.raises(UsageError):
            await ledger.resend([new.id], "too early")


async def test_history_is_read_in_pages_and_by_title(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        for number in range(1, 6):
            await submitted(ledger, many(f"p{number}", 5, price=f"{number}.00"))
            await settle_all(ledger, State.DELIVERED)
        first = await ledger.jobs(limit=2)
        assert [each.number for each in first] == [5, 4]
        assert [each.number for each in await ledger.jobs(limit=9, before=4)] == [3, 2, 1]
        page = await ledger.items(5, limit=2)
        rest = await ledger.items(5, limit=9, after=page[-1].id)
        assert [each.subject for each in [*page, *rest]] == [f"product:{n}" for n in range(1, 6)]
        assert await ledger.items(5, states=(State.REFUSED,)) == []
        found = await ledger.for_title("product:3", limit=3)
        assert [each.job for each in found] == [5, 4, 3]
        newest = await ledger.last("product:3", "gardners")
        assert newest is not None
        assert newest.job == 5
        content = await ledger.content(newest.id)
        assert content.envelope.endswith(content.payload)
        with pytest.raises(NotFoundError):
            await ledger.item(9999)
        with pytest.raises(NotFoundError):
            await ledger.cancel(9999)


async def test_a_dry_run_is_kept_and_sends_nothing(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 2), dry_run=True)
        found = await ledger.job(job)
        assert (found.dry_run, found.state) == (True, JobState.COMPLETED)
        assert found.account == {"selected": 2, "prepared": 2}
        assert await ledger.claim("gardners", 9, wrap) == []
        assert await ledger.last("product:1", "gardners") is None
        real = await ledger.submit("p")
        assert await states(ledger, real) == [State.WAITING] * 2


async def test_changes_name_what_moved_and_nothing_else(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        job = await submitted(ledger, many("p", 2))
        seen = (await ledger.changes(0))[-1].seq
        assert await ledger.changes(seen) == []
        await settle_all(ledger, State.DELIVERED)
        moved = await ledger.changes(seen)
        assert {each.kind for each in moved} == {"item"}
        assert {each.subject for each in moved} == {"product:1", "product:2"}
        assert {each.titles for each in moved} == {("product:1",), ("product:2",)}
        await ledger.confirm_rule("gardners", "2", "onix", "approved this morning")
        assert (await ledger.changes(moved[-1].seq))[0].kind == "confirmation"
        assert await ledger.confirmations() == {("gardners", "2", "onix"): "approved this morning"}
        assert (await ledger.job(job)).state is JobState.COMPLETED


async def test_an_altered_row_shows(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        await submitted(ledger, many("p", 3))
        await settle_all(ledger, State.DELIVERED)
        assert (await ledger.verify()).rows == 3
        await ledger.db.awrite(
            lambda conn: conn.execute("UPDATE item SET state = 'refused' WHERE id = 2")
        )
        report = await ledger.verify()
        assert not report.ok
        assert report.broken_at == 2
