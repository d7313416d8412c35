"""The engine on a real ledger, with a far end that answers as each test says."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.engine import Engine, lanes
from desktop_app.records.errors import SecretError, StoreError
from desktop_app.records.flow import Flow
from desktop_app.records.parcel import Outcome, Receipt, Unknown
from desktop_app.records.state import State
from tests.support_sending import (
    FLOWS,
    GARDNERS,
    SOON,
    Far,
    answers,
    ended,
    many,
    open_ledger,
    plan_item,
    plan_of,
    running,
    submitted,
    take,
    until,
)

AMBIGUOUS = Receipt(Outcome.AMBIGUOUS, 502, "Bad gateway")
BUSY = Receipt(Outcome.BUSY, 503, "Busy")


async def test_everything_in_line_is_sent_once_and_the_account_adds_up(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far()
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 200))
            assert await ended(ledger, job) == {"selected": 200, "delivered": 200}
        assert len(far.taken) == 200
        assert set(far.taken.values()) == {1}
        assert far.most_at_once <= 16
        assert far.closed == 1
        assert (await ledger.verify()).ok


async def test_a_busy_endpoint_gets_the_same_bytes_with_the_same_key(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        left = [BUSY, BUSY]
        far = Far(lambda far, parcel: left.pop() if left else take(far, parcel))
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 1))
            assert await ended(ledger, job) == {"selected": 1, "delivered": 1}
        item = (await ledger.items(job))[0]
        assert item.attempts == 3
        assert far.bodies[item.key] == {(await ledger.content(item.id)).envelope}
        tried = await ledger.attempts(item.id)
        assert [each.outcome for each in tried] == ["busy", "busy", "delivered"]


async def test_an_ambiguous_answer_is_asked_about_before_it_is_sent_again(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:

        def lose_first(far: Far, parcel: object) -> Receipt:
            if len([call for call in far.log if call[0] == "deliver"]) == 1:
                return AMBIGUOUS
            return take(far, parcel)  # type: ignore[arg-type, return-value]

        far = Far(lose_first)
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 1))
            assert await ended(ledger, job) == {"selected": 1, "delivered": 1}
        assert [call for call, _ in far.log] == ["deliver", "ask", "deliver"]


async def test_what_had_arrived_is_not_sent_a_second_time(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:

        def take_silently(far: Far, parcel: object) -> Receipt:
            take(far, parcel)  # type: ignore[arg-type]
            return AMBIGUOUS

        far = Far(take_silently)
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 1))
            assert await ended(ledger, job) == {"selected": 1, "delivered": 1}
        assert [call for call, _ in far.log] == ["deliver", "ask"]
        assert set(far.taken.values()) == {1}


async def test_finance_is_never_sent_again_by_itself(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far(answers(AMBIGUOUS))
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 3, "finance"))
            assert await ended(ledger, job) == {"selected": 3, "not_confirmed": 3}
        assert [call for call, _ in far.log] == ["deliver"] * 3


async def test_attempts_used_up_end_as_failed_or_not_confirmed(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far(answers(BUSY))
        async with running(ledger, far):
            job = await submitted(ledger, many("never", 1))
            assert await ended(ledger, job) == {"selected": 1, "failed": 1}
        assert len(far.log) == SOON.attempts
        lost = Far(answers(AMBIGUOUS), answers(AMBIGUOUS))
        async with running(ledger, lost):
            job = await submitted(ledger, plan_of("lost", [plan_item("product:9")]))
            assert await ended(ledger, job) == {"selected": 1, "not_confirmed": 1}


async def test_a_refused_sign_in_pauses_the_flow_once_and_resuming_sends_the_rest(
    tmp_path: Path,
) -> None:
    async with open_ledger(tmp_path) as ledger:
        wrong = [True]

        def guarded(far: Far, parcel: object) -> Receipt:
            if wrong[0]:
                return Receipt(Outcome.SIGN_IN, 401, "Who are you?")
            return take(far, parcel)  # type: ignore[arg-type, return-value]

        far = Far(guarded)
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 50))
            assert await ended(ledger, job) == {"selected": 50, "held": 50}
            pauses = await ledger.pauses()
            assert [each.flow for each in pauses] == ["gardners"]
            assert pauses[0].cause == "Who are you?"
            tried = len(far.log)
            assert tried <= 16
            wrong[0] = False
            await ledger.resume_flow("gardners")
            assert await ended(ledger, job) == {"selected": 50, "delivered": 50}
        assert far.closed == 2, "the courier with the refused secret was not used again"


async def test_a_courier_that_cannot_be_opened_holds_the_flow_with_its_sentence(
    tmp_path: Path,
) -> None:
    async with open_ledger(tmp_path) as ledger:

        async def locked(flow: Flow) -> Far:
            raise SecretError("The keychain is locked.", next_step="Unlock it.")

        engine = Engine(ledger, locked, lanes(FLOWS), SOON)
        engine.start()
        job = await submitted(ledger, many("p", 3))
        assert await ended(ledger, job) == {"selected": 3, "held": 3}
        await engine.stop()
        held = (await ledger.items(job))[0]
        assert held.reason == "Sign-in problem: The keychain is locked. Unlock it."
        assert held.attempts == 0


async def test_an_accepted_item_is_polled_until_its_destination_took_it(tmp_path: Path) -> None:
    accepted = Receipt(Outcome.ACCEPTED, 202, run="run_1", status_url="http://x/v1/runs/run_1")
    async with open_ledger(tmp_path) as ledger:
        far = Far(answers(accepted), answers(accepted, accepted, Receipt(Outcome.DELIVERED, 200)))
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 1))
            assert await ended(ledger, job) == {"selected": 1, "delivered": 1}
        assert [call for call, _ in far.log] == ["deliver", "ask", "ask", "ask"]
        assert (await ledger.items(job))[0].run == "run_1"


async def test_one_round_attempts_each_item_once(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far(answers(BUSY))
        engine = Engine(ledger, far.open, lanes(FLOWS), SOON)
        both = [plan_item(f"product:{n}", flow) for n in range(40) for flow in ("gardners", "hook")]
        job = await submitted(ledger, plan_of("p", both))
        await engine.run_once(job)
        await engine.stop()
        assert (await ledger.job(job)).account == {"selected": 80, "retrying": 80}
        assert len(far.log) == len({key for _, key in far.log}) == 80


async def test_a_round_leaves_other_jobs_alone(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far()
        engine = Engine(ledger, far.open, lanes(FLOWS), SOON)
        other = await submitted(ledger, many("other", 2))
        job = await submitted(ledger, plan_of("p", [plan_item("product:99")]))
        await engine.run_once(job)
        await engine.stop()
        assert (await ledger.job(job)).account == {"selected": 1, "delivered": 1}
        assert (await ledger.job(other)).account == {"selected": 2, "waiting": 2}


async def test_stopping_finishes_what_is_on_its_way_and_keeps_the_rest(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far()
        engine = Engine(ledger, far.open, lanes(FLOWS), SOON)
        job = await submitted(ledger, many("p", 300))
        engine.start()

        async def some() -> bool:
            return (await ledger.job(job)).account.get("delivered", 0) > 0

        await until(some, ledger)
        await engine.stop()
        account = (await ledger.job(job)).account
        assert "sending" not in account
        assert account.get("delivered", 0) == len(far.taken)
        assert sum(count for name, count in account.items() if name != "selected") == 300


async def test_two_flows_do_not_wait_for_each_other(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:

        def by_flow(far: Far, parcel: object) -> Receipt:
            if parcel.flow == "hook":  # type: ignore[attr-defined]
                return BUSY
            return take(far, parcel)  # type: ignore[arg-type, return-value]

        far = Far(by_flow)
        items = [plan_item("product:1", flow) for flow in ("hook", "gardners")]
        async with running(ledger, far):
            job = await submitted(ledger, plan_of("p", items))
            assert await ended(ledger, job) == {"selected": 2, "delivered": 1, "failed": 1}


async def test_a_check_asks_and_sends_nothing(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far(answers(AMBIGUOUS), answers(BUSY, Unknown()))
        async with running(ledger, far) as engine:
            job = await submitted(ledger, many("p", 1, "finance"))
            await ended(ledger, job)
            item = (await ledger.items(job))[0].id
            await engine.check(item)
            assert (await ledger.item(item)).state is State.NOT_CONFIRMED
            await engine.check(item)
        found = await ledger.item(item)
        assert found.state is State.FAILED
        assert "never arrived" in found.reason
        assert [call for call, _ in far.log] == ["deliver", "ask", "ask"]
        assert (await ledger.baseline("product:1", "finance")) is None


async def test_a_fault_of_the_courier_counts_as_ambiguous(tmp_path: Path) -> None:
    def burst(far: Far, parcel: object) -> Receipt:
        raise RuntimeError("a bug")

    async with open_ledger(tmp_path) as ledger:
        far = Far(burst)
        async with running(ledger, far):
            job = await submitted(ledger, many("p", 1, "hook"))
            assert await ended(ledger, job) == {"selected": 1, "not_confirmed": 1}


async def test_nothing_is_lost_when_the_engine_has_no_lane_for_a_flow(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far()
        async with running(ledger, far, flows=(GARDNERS,)):
            items = [plan_item("product:1"), plan_item("product:1", "hook")]
            job = await submitted(ledger, plan_of("p", items))

            async def gone() -> bool:
                return (await ledger.job(job)).account.get("delivered", 0) == 1

            await until(gone, ledger)
        assert (await ledger.job(job)).account == {"selected": 2, "waiting": 1, "delivered": 1}


async def test_a_read_only_engine_leaves_what_waits(tmp_path: Path) -> None:
    async with open_ledger(tmp_path) as ledger:
        far = Far()
        engine = Engine(ledger, far.open, lanes(FLOWS), SOON, sends=False)
        job = await submitted(ledger, many("p", 2))
        engine.start()
        await engine.run_once(job)
        await engine.stop()
        assert not engine.running
        assert far.log == []
        assert (await ledger.job(job)).account == {"selected": 2, "waiting": 2}


async def test_lanes_stay_where_the_change_to_others_failed(tmp_path: Path) -> None:
    """What waits was reviewed by the old ones; nothing of it was held for the new ones."""

    async def fails() -> None:
        raise StoreError("The disk is full.")

    async with open_ledger(tmp_path) as ledger:
        far = Far()
        async with running(ledger, far) as engine:
            with pytest.raises(StoreError):
                await engine.use(lanes(()), fails())
            assert engine.running
            job = await submitted(ledger, many("p", 3))
            assert await ended(ledger, job) == {"selected": 3, "delivered": 3}
