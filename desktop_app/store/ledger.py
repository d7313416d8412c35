"""Where is it written what was reviewed, what goes, and what became of it? One durable file.

Every change of state is one commit. ``now`` comes from the ledger's own clock, so that no caller
can make time run back.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Mapping, Sequence

from desktop_app.records.cover import CoverCandidate, CoverChoice
from desktop_app.records.job import Attempt, Item, Job, Lease, Unsent
from desktop_app.records.payload import Baseline
from desktop_app.records.plan import KeptPlan, Plan
from desktop_app.records.settlement import (
    ChainReport,
    Change,
    FlowPause,
    ItemContent,
    RecoveryReport,
    Settled,
)
from desktop_app.records.state import State
from desktop_app.store import (
    flow_facts,
    ledger_baseline,
    ledger_chain,
    ledger_claim,
    ledger_covers,
    ledger_hand,
    ledger_kept,
    ledger_moved,
    ledger_plans,
    ledger_read,
    ledger_settle,
    ledger_submit,
    ledger_words,
)
from desktop_app.store.db import Database
from desktop_app.store.ledger_claim import Wrap
from desktop_app.store.ledger_clock import LedgerClock


class Ledger:
    """One ledger file. ``id`` is random and its own; ``db`` is the file for many-row reads.

    Every method may raise StoreError, and DiskFullError when nothing could be recorded.
    """

    def __init__(self, db: Database, clock: LedgerClock | None = None) -> None:
        self.db = db
        self._clock = clock or LedgerClock()
        self.id = str(db.read(lambda c: c.execute("SELECT id FROM ledger").fetchone()[0]).result())
        self._followers: list[Callable[[], object]] = []
        self._gate = threading.Lock()
        db.on_commit(self._tell)

    def now(self) -> str:
        """The present moment as an ISO instant."""
        return self._clock.now()

    def subscribe(self, follower: Callable[[], object]) -> Callable[[], None]:
        """Call ``follower`` in the writer's thread after commits that changed something, at most
        ten times a second; returns a function that ends it."""
        with self._gate:
            self._followers.append(follower)

        def end() -> None:
            with self._gate:
                if follower in self._followers:
                    self._followers.remove(follower)

        return end

    def _tell(self) -> None:
        with self._gate:
            followers = tuple(self._followers)
        for each in followers:
            each()

    # -- plans and jobs ------------------------------------------------------------------------

    async def save_plan(self, plan: Plan) -> None:
        """Store a reviewed plan. The same plan again is nothing new."""
        await self.db.awrite(lambda conn: ledger_plans.save_plan(conn, plan))

    async def plan(self, plan_id: str) -> Plan:
        """The plan as it was stored; raises NotFoundError."""
        return await self.db.aread(lambda conn: ledger_plans.load_plan(conn, plan_id))

    async def keep_plan(self, plan_id: str, who: str) -> None:
        """Note that ``who`` keeps the plan to be sent later; raises NotFoundError."""
        await self.db.awrite(lambda conn: ledger_kept.keep(conn, plan_id, who, self._clock.now()))

    async def stored_plan(self, plan_id: str) -> KeptPlan:
        """What is in any stored plan, kept or not; raises NotFoundError."""
        return await self.db.aread(lambda conn: ledger_kept.one(conn, plan_id))

    async def kept_plans(self, *, limit: int) -> list[KeptPlan]:
        """The plans that were kept, or tried as a dry run, the newest first."""
        return await self.db.aread(lambda conn: ledger_kept.kept(conn, limit))

    async def must_be_unsent(self, plan_id: str) -> None:
        """Raise PlanStaleError when the plan was sent before."""
        await self.db.aread(lambda conn: ledger_submit.must_be_unsent(conn, plan_id))

    async def submit(
        self,
        plan_id: str,
        *,
        note: str = "",
        not_before: str = "",
        undo_seconds: float = 0,
        dry_run: bool = False,
    ) -> int:
        """Make a job of a plan in one commit; returns its number.

        ``not_before`` is an ISO instant or "". Raises NotFoundError, and PlanStaleError when the
        plan was sent before.
        """
        undo_until = self._clock.due(undo_seconds) if undo_seconds > 0 else ""
        return await self.db.awrite(
            lambda conn: ledger_submit.submit(
                conn,
                self.id,
                plan_id,
                note=note,
                not_before=not_before,
                undo_until=undo_until,
                now=self._clock.now(),
                dry_run=dry_run,
            )
        )

    async def resend(self, items: Sequence[int], reason: str) -> int:
        """The same bytes under new keys as a job of its own; returns its number.

        Raises NotFoundError, and UsageError when none of the items can be resent.
        """
        return await self.db.awrite(
            lambda conn: ledger_submit.resend(conn, self.id, items, reason, self._clock.now())
        )

    # -- the engine's side ---------------------------------------------------------------------

    async def turn(
        self,
        flow: str,
        done: Sequence[Settled],
        n: int,
        wrap: Wrap,
        *,
        job: int = 0,
        after: int = 0,
    ) -> list[Lease]:
        """One commit: write what came of earlier leases, then claim up to ``n`` more.

        ``wrap`` makes the envelope of a first attempt and runs inside the commit. With ``job``
        only items of that job with an id above ``after`` are claimed. Once reading met damage
        nothing is claimed any more: raises DamagedError.
        """
        if self.db.harm is not None and not done:
            raise self.db.harm

        def work(conn: sqlite3.Connection) -> list[Lease]:
            ledger_settle.settle(conn, self._clock, done)
            if self.db.harm is not None:
                return []
            return ledger_claim.claim(conn, self._clock, flow, n, wrap, job=job, after=after)

        return await self.db.awrite(work)

    async def claim(self, flow: str, n: int, wrap: Wrap, *, job: int = 0) -> list[Lease]:
        """Up to ``n`` leases of what is due for a flow."""
        return await self.turn(flow, (), n, wrap, job=job)

    async def claim_check(self, item: int) -> Lease:
        """The right to ask about one item; raises NotFoundError and UsageError."""
        return await self.db.awrite(lambda conn: ledger_claim.claim_check(conn, self._clock, item))

    async def settle(self, done: Sequence[Settled]) -> list[bool]:
        """Write what came of leases; False for one whose item has moved on since."""
        return await self.db.awrite(lambda conn: ledger_settle.settle(conn, self._clock, done))

    async def next_due(self, flow: str) -> float | None:
        """Seconds until something of a flow is due, None while nothing will be."""
        return await self.db.aread(lambda conn: ledger_claim.next_due(conn, self._clock, flow))

    async def flows_of(self, job: int) -> list[str]:
        """The flows of a job that still have something to do by themselves."""
        return await self.db.aread(lambda conn: ledger_read.flows_of(conn, job))

    async def recover(self, resent_alone: Collection[str]) -> RecoveryReport:
        """Take up what a process that died left on its way; before the first claim."""
        return await self.db.awrite(
            lambda conn: ledger_settle.recover(conn, self._clock, resent_alone)
        )

    # -- a person's side -----------------------------------------------------------------------

    async def cancel(self, job: int) -> None:
        """Stop a job; raises NotFoundError."""
        await self.db.awrite(lambda conn: ledger_hand.cancel(conn, job, self._clock.now()))

    async def pause(self, job: int) -> None:
        """Hold what waits of a job; raises NotFoundError."""
        await self.db.awrite(lambda conn: ledger_hand.pause(conn, job, self._clock.now()))

    async def release(self, job: int, items: Sequence[int] = ()) -> None:
        """Let held items of a job go now; raises NotFoundError."""
        await self.db.awrite(lambda conn: ledger_hand.release(conn, job, self._clock.now(), items))

    async def retry(self, job: int, items: Sequence[int] = ()) -> None:
        """Look again now at what waits, is held or failed; raises NotFoundError."""
        await self.db.awrite(
            lambda conn: ledger_hand.retry(conn, job, self._clock.now(), self._clock.due(), items)
        )

    async def confirm(self, item: int, *, arrived: bool, note: str) -> None:
        """A person's word on an item; raises NotFoundError and UsageError."""
        await self.db.awrite(
            lambda conn: ledger_hand.confirm(
                conn, item, arrived=arrived, note=note, now=self._clock.now()
            )
        )

    async def pause_flow(self, flow: str, cause: str) -> None:
        """Stop a flow until a person resumes it; ``cause`` is a plain sentence."""
        await self.db.awrite(
            lambda conn: ledger_hand.pause_flow(conn, flow, cause, self._clock.now())
        )

    async def resume_flow(self, flow: str) -> None:
        """Let a paused flow go on."""
        await self.db.awrite(lambda conn: ledger_hand.resume_flow(conn, flow, self._clock.now()))

    async def pauses(self) -> list[FlowPause]:
        """The flows that wait for a person."""
        return await self.db.aread(ledger_hand.pauses)

    async def unsent(self) -> list[Unsent]:
        """Every open item of which no byte has left."""
        return await self.db.aread(ledger_moved.waiting)

    async def unsent_of(self, job: int, items: Sequence[int] = ()) -> list[Unsent]:
        """The same of one job, with what failed; no ``items`` means all of it."""
        return await self.db.aread(lambda conn: ledger_moved.waiting_of(conn, job, items))

    async def mark_moved(self, words: Mapping[int, str]) -> int:
        """Hold items with the reason why they must not go any more, in one commit; "" takes a
        reason back. Returns how many were held that were not before."""
        return await self.db.awrite(lambda conn: ledger_moved.mark(conn, words, self._clock.now()))

    async def open_flows(self) -> list[str]:
        """The flows that have something open."""
        return await self.db.aread(ledger_moved.open_flows)

    async def follow_settings(self, absent: Mapping[str, str], known: Collection[str]) -> None:
        """Hold what waits for ``absent`` flows, each with its reason; what such a reason held
        of ``known`` ones goes on."""
        await self.db.awrite(
            lambda conn: ledger_moved.follow_settings(conn, absent, known, self._clock.now())
        )

    async def confirm_rule(self, flow: str, rule: str, source_kind: str, reason: str) -> None:
        """Keep a person's word on a rule that cannot be checked for a kind of source."""
        await self.db.awrite(
            lambda conn: ledger_hand.confirm_rule(
                conn, flow, rule, source_kind, reason, self._clock.now()
            )
        )

    async def confirmations(self) -> dict[tuple[str, str, str], str]:
        """(flow, rule, kind of source) to the reason that a person gave."""
        return await self.db.aread(flow_facts.confirmations)

    async def choose_cover(
        self, title: str, resource: str, candidates: Sequence[CoverCandidate], why: str, who: str
    ) -> int:
        """Keep a person's choice among front covers; no ``resource`` takes the last one back."""
        return await self.db.awrite(
            lambda conn: ledger_covers.choose(
                conn, title, resource, candidates, why, who, self._clock.now()
            )
        )

    async def see_covers(self, title: str, files: Mapping[str, tuple[str, str]]) -> None:
        """Note address and hash of measured candidates, by resource."""
        await self.db.awrite(lambda conn: ledger_covers.see(conn, title, files, self._clock.now()))

    async def cover_choices(self, titles: Sequence[str]) -> dict[str, CoverChoice]:
        """The choice that counts for each title that has one."""
        return await self.db.aread(lambda conn: ledger_covers.choices(conn, titles))

    async def cover_words(self, items: Sequence[int]) -> dict[int, str]:
        """For items that carry a chosen cover: who chose it, when and why."""
        return await self.db.aread(lambda conn: ledger_covers.words_of(conn, items))

    async def override_reasons(self, items: Sequence[int]) -> dict[int, dict[str, str]]:
        """For items that needed one: rule to the reason a person gave for it."""
        return await self.db.aread(lambda conn: ledger_words.reasons(conn, items))

    async def cover_history(self, title: str) -> list[CoverChoice]:
        """Every choice for a title, newest first, those taken back too."""
        return await self.db.aread(lambda conn: ledger_covers.history(conn, title))

    # -- reading -------------------------------------------------------------------------------

    async def baseline(self, subject: str, flow: str) -> Baseline | None:
        """What a destination last took, with its rows; None when it never took the subject."""
        return await self.db.aread(lambda conn: ledger_baseline.baseline(conn, subject, flow))

    async def changes(self, after: int) -> list[Change]:
        """What moved after a sequence, oldest first."""
        return await self.db.aread(lambda conn: ledger_read.changes(conn, after))

    async def jobs(self, *, limit: int = 50, before: int | None = None) -> list[Job]:
        """The newest jobs first; ``before`` is the number of the last one seen."""
        return await self.db.aread(lambda conn: ledger_read.jobs(conn, limit, before))

    async def job_count(self) -> int:
        """How many jobs there are."""
        return await self.db.aread(ledger_read.job_count)

    async def job(self, number: int) -> Job:
        """One job with its account; raises NotFoundError."""
        return await self.db.aread(lambda conn: ledger_read.job(conn, number))

    async def items(
        self,
        number: int,
        *,
        states: Sequence[State] = (),
        limit: int = 200,
        after: int | None = None,
    ) -> list[Item]:
        """Items of a job in the order of the plan; none of ``states`` means all."""
        return await self.db.aread(
            lambda conn: ledger_read.items(conn, number, states, limit, after)
        )

    async def item(self, item: int) -> Item:
        """One item; raises NotFoundError."""
        return await self.db.aread(lambda conn: ledger_read.item(conn, item))

    async def attempts(self, item: int) -> list[Attempt]:
        """All exchanges for an item, oldest first."""
        return await self.db.aread(lambda conn: ledger_read.attempts(conn, item))

    async def content(self, item: int) -> ItemContent:
        """The exact bytes of an item; raises NotFoundError."""
        return await self.db.aread(lambda conn: ledger_read.content(conn, item))

    async def last(self, title: str, flow: str) -> Item | None:
        """The newest item of a title for a flow of which an attempt was made."""
        return await self.db.aread(lambda conn: ledger_read.last(conn, title, flow))

    async def for_title(
        self, title: str, *, limit: int = 200, before: int | None = None
    ) -> list[Item]:
        """Everything submitted about a title, newest first; ``before`` is an item's id."""
        return await self.db.aread(lambda conn: ledger_read.for_title(conn, title, limit, before))

    async def verify(self) -> ChainReport:
        """Whether every item that ended still says what it said then."""
        return await self.db.aread(ledger_chain.verify)
