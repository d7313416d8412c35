"""Whatever people, engine and crashes do in whatever order, the ledger keeps its promises."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop_app.engine.policy import Policy
from desktop_app.engine.table import decide
from desktop_app.records.errors import PlanStaleError, UsageError
from desktop_app.records.job import Lease
from desktop_app.records.parcel import Outcome, Receipt, Unknown
from desktop_app.records.settlement import Settled
from desktop_app.records.state import OPEN, State
from desktop_app.store.db import Database
from desktop_app.store.ledger import Ledger
from desktop_app.store.ledger_clock import LedgerClock
from tests.support_sending import FINANCE, GARDNERS, plan_item, plan_of, wrap

FLOWS = {flow.name: flow for flow in (GARDNERS, FINANCE)}
SUBJECTS = ("product:1",)
PRICES = ("12.99", "14.99")
ALONE = {name for name, flow in FLOWS.items() if flow.resends_alone}
POLICY = Policy(attempts=2, deadline=1e9, chance=lambda: 0.0)
FATES = ("answer lost", "arrives", "lost", "accepted", "refused", "sign in")


class Promises(RuleBasedStateMachine):
    """A far end that keeps the contract is played beside the ledger; ``sent`` is every effect."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="promises-"))
        self.wall = 1_795_521_600.0
        self.plans = 0
        self.selected: dict[int, int] = {}
        self.leases: list[Lease] = []
        self.sent: list[tuple[str, str, str]] = []
        self.accepted: set[str] = set()
        self._open()

    def _open(self) -> None:
        self.db = Database(self.folder / "ledger.sqlite", "ledger", durable=False)
        self.ledger = Ledger(self.db, LedgerClock(lambda: self.wall, lambda: self.wall))

    def teardown(self) -> None:
        if hasattr(self, "db"):
            self.db.close()
            shutil.rmtree(self.folder)

    # -- people --------------------------------------------------------------------------------

    @rule(flow=st.sampled_from(("gardners", "gardners", "finance")))
    def submit(self, flow: str) -> None:
        """The price goes up and down, so that nothing stays unchanged by chance."""
        self.plans += 1
        price = PRICES[self.plans % 2]
        plan = plan_of(f"plan-{self.plans}", [plan_item(each, flow, price) for each in SUBJECTS])
        run(self.ledger.save_plan(plan))
        self.selected[run(self.ledger.submit(plan.id))] = len(SUBJECTS)

    @precondition(lambda self: self.selected)
    @rule(what=st.sampled_from(("cancel", "pause", "release")))
    def on_the_newest_job(self, what: str) -> None:
        run(getattr(self.ledger, what)(max(self.selected)))

    @precondition(lambda self: self.selected)
    @rule()
    def retry_all_jobs(self) -> None:
        for job in sorted(self.selected):
            run(self.ledger.retry(job))

    @precondition(lambda self: self._in(State.NOT_CONFIRMED))
    @rule(data=st.data())
    def say_what_became(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self._in(State.NOT_CONFIRMED)))
        # An honest person: what is said is what the far end shows.
        arrived = self._key(item) in {key for key, _, _ in self.sent}
        run(self.ledger.confirm(item, arrived=arrived, note="seen"))

    @precondition(lambda self: self.selected)
    @rule(data=st.data())
    def resend(self, data: st.DataObject) -> None:
        job = data.draw(st.sampled_from(sorted(self.selected)))
        items = [each.id for each in run(self.ledger.items(job))]
        try:
            new = run(self.ledger.resend(items, "again"))
        except UsageError:
            return
        self.selected[new] = len(run(self.ledger.items(new)))

    @precondition(lambda self: self.plans)
    @rule(data=st.data())
    def submit_a_plan_twice(self, data: st.DataObject) -> None:
        name = data.draw(st.integers(1, self.plans))
        try:
            run(self.ledger.submit(f"plan-{name}"))
        except PlanStaleError:
            return
        raise AssertionError("a plan was sent twice")

    # -- crashes -------------------------------------------------------------------------------

    @precondition(lambda self: self._due())
    @rule(left=st.booleans())
    def crash_in_an_exchange(self, left: bool) -> None:
        """The process dies before the bytes left, or after they were taken."""
        for lease in self._claim(1):
            if left and not lease.accepted and not self._arrived(lease):
                self._apply(lease)
        self.db.close()
        self._open()
        run(self.ledger.recover(ALONE))

    # -- the engine ----------------------------------------------------------------------------

    @precondition(lambda self: self._due())
    @rule(fate=st.sampled_from(FATES))
    def send_one(self, fate: str) -> None:
        for lease in self._claim(1):
            assert run(self.ledger.settle([self._settled(lease, self._far(lease, fate))])) == [True]

    @precondition(lambda self: self._due())
    @rule()
    def claim(self) -> None:
        self.leases += self._claim(1)

    def _due(self) -> list[str]:
        """The flows in which something can be claimed."""
        if not getattr(self, "selected", None):
            return []
        moving = (State.WAITING, State.RETRYING, State.ACCEPTED)
        return sorted({run(self.ledger.item(each)).flow for each in self._in(*moving)})

    def _claim(self, n: int) -> list[Lease]:
        self.wall += 3700  # whatever waits is due
        for flow in FLOWS:
            run(self.ledger.resume_flow(flow))
        return run(self.ledger.claim(self._due()[0], n, wrap))

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), fate=st.sampled_from(FATES))
    def exchange(self, data: st.DataObject, fate: str) -> None:
        """One lease is carried out, be it dead or alive: a dead process may have sent late."""
        lease = self.leases.pop(data.draw(st.integers(0, len(self.leases) - 1)))
        item = run(self.ledger.item(lease.item))
        live = item.state in OPEN and self._fence(lease.item) == lease.fence
        if not live:
            settled = run(self.ledger.settle([self._settled(lease, Receipt(Outcome.REFUSED))]))
            assert settled == [False], "a dead lease moved an item"
            return
        answer = self._far(lease, fate)
        assert run(self.ledger.settle([self._settled(lease, answer)])) == [True]
        assert run(self.ledger.settle([self._settled(lease, answer)])) == [False]

    @precondition(lambda self: self._in(State.NOT_CONFIRMED, State.ACCEPTED))
    @rule(data=st.data())
    def check(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self._in(State.NOT_CONFIRMED, State.ACCEPTED)))
        lease = run(self.ledger.claim_check(item))
        run(self.ledger.settle([self._settled(lease, self._asked(lease))]))

    def _far(self, lease: Lease, fate: str) -> Receipt | Unknown:
        if lease.accepted:
            return self._asked(lease)
        if lease.ambiguous and self._arrived(lease):
            return self._asked(lease)
        if fate in ("arrives", "answer lost", "accepted"):
            self._apply(lease)
        outcome = {
            "arrives": Outcome.DELIVERED,
            "lost": Outcome.UNSENT,
            "answer lost": Outcome.AMBIGUOUS,
            "refused": Outcome.REFUSED,
            "accepted": Outcome.ACCEPTED,
            "sign in": Outcome.SIGN_IN,
        }[fate]
        return Receipt(outcome, 200, run="run_1" if fate == "accepted" else "")

    def _asked(self, lease: Lease) -> Receipt | Unknown:
        return Receipt(Outcome.DELIVERED, 200) if self._arrived(lease) else Unknown()

    def _arrived(self, lease: Lease) -> bool:
        return lease.key in {key for key, _, _ in self.sent}

    def _apply(self, lease: Lease) -> None:
        assert not self._arrived(lease), "sent again although it had arrived"
        self.sent.append((lease.key, f"{lease.flow} {lease.subject}", lease.payload_sha256))

    def _settled(self, lease: Lease, answer: Receipt | Unknown) -> Settled:
        settlement = decide(FLOWS[lease.flow], lease, answer, POLICY)
        return Settled(lease, settlement, self.ledger.now())

    def _in(self, *states: State) -> list[int]:
        if not hasattr(self, "ledger"):
            return []
        return [each.id for job in self.selected for each in self._items(job, states)]

    def _items(self, job: int, states: tuple[State, ...] = ()):  # type: ignore[no-untyped-def]
        return run(self.ledger.items(job, states=states))

    def _key(self, item: int) -> str:
        return run(self.ledger.item(item)).key

    def _fence(self, item: int) -> int:
        return int(self._one("SELECT fence FROM item WHERE id = ?", item))

    def _one(self, sql: str, *values: object):  # type: ignore[no-untyped-def]
        return self.db.read(lambda conn: conn.execute(sql, values).fetchone()[0]).result()

    # -- promises ------------------------------------------------------------------------------

    @invariant()
    def the_account_adds_up(self) -> None:
        for number, selected in getattr(self, "selected", {}).items():
            account = dict(run(self.ledger.job(number)).account)
            assert account.pop("selected") == selected == sum(account.values())

    @invariant()
    def one_item_leads_and_nothing_overtakes(self) -> None:
        """Effects on a subject come in the order of their revisions."""
        revisions: dict[str, int] = {}
        for key, line, _ in getattr(self, "sent", []):
            revision = self._one("SELECT revision FROM item WHERE key = ?", key)
            assert revision > revisions.get(line, 0), "older data overtook newer"
            revisions[line] = revision
        if hasattr(self, "db"):
            most = self._one(
                "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM item WHERE state IN"
                " ('waiting', 'sending', 'retrying', 'accepted', 'not_confirmed')"
                " GROUP BY flow, subject)"
            )
            assert most <= 1

    @invariant()
    def delivered_means_delivered_and_nothing_sent_is_forgotten(self) -> None:
        keys = {key for key, _, _ in getattr(self, "sent", [])}
        for job in getattr(self, "selected", {}):
            for item in self._items(job):
                if item.state in (State.DELIVERED, State.HANDED_OVER):
                    assert item.key in keys, "falsely delivered"
                if item.state in (State.CANCELLED, State.SUPERSEDED, State.REFUSED, State.FAILED):
                    assert item.key not in keys, f"{item.state} although it had arrived"

    @invariant()
    def without_a_doubt_the_baseline_is_what_the_far_end_holds(self) -> None:
        held: dict[str, str] = {}
        for _, line, sha256 in getattr(self, "sent", []):
            held[line] = sha256
        for flow in FLOWS if hasattr(self, "ledger") else ():
            for subject in SUBJECTS:
                found = run(self.ledger.baseline(subject, flow))
                busy = self._one(
                    "SELECT count(*) FROM item WHERE flow = ? AND subject = ? AND lead = 1"
                    " AND (state <> 'held' OR ambiguous = 1)",
                    flow,
                    subject,
                )
                if not busy:
                    known = found.sha256 if found else ""
                    assert known == held.get(f"{flow} {subject}", ""), "a wrong baseline"

    @invariant()
    def the_chain_verifies(self) -> None:
        if hasattr(self, "ledger"):
            assert run(self.ledger.verify()).ok


LOOP = asyncio.new_event_loop()


def run(coroutine):  # type: ignore[no-untyped-def]
    return LOOP.run_until_complete(coroutine)


Promises.TestCase.settings = settings(
    max_examples=int(os.environ.get("COLOPHON_EXAMPLES", "25")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestPromises = Promises.TestCase
