"""How does a reviewed plan leave this computer, and what can a person do while it does?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.records.errors import UsageError
from desktop_app.records.instant import iso
from desktop_app.records.job import Item, Job
from desktop_app.records.plan import Plan
from desktop_app.records.settlement import FlowPause, RecoveryReport
from desktop_app.records.state import State
from desktop_app.services import guards
from desktop_app.services.outdated import Outdated, raise_stale
from desktop_app.services.review import Review
from desktop_app.settings.profiles import Profile
from desktop_app.store.ledger import Ledger

if TYPE_CHECKING:
    from desktop_app.engine import Engine
    from desktop_app.records.halt import Halt

_GOES_BY_ITSELF = (State.WAITING, State.SENDING, State.RETRYING, State.ACCEPTED)


class Send:
    """Everything that puts items in line or takes them out. Safe mode and guards live here; with
    a ``halt`` nothing is sent at all.

    Every method may raise StoreError, and DiskFullError when nothing could be recorded: then
    nothing is sent.
    """

    def __init__(
        self,
        ledger: Ledger,
        engine: Engine,
        review: Review,
        profile: Profile,
        halt: Halt | None = None,
    ) -> None:
        self._ledger = ledger
        self._engine = engine
        self._review = review
        self._profile = profile
        self._halt = halt
        self._outdated = Outdated(ledger, review, profile)
        self._judging = asyncio.Lock()

    # -- sending -------------------------------------------------------------------------------

    async def plan(self, plan_id: str) -> Plan:
        """A stored plan; raises NotFoundError."""
        return await self._ledger.plan(plan_id)

    async def dry_run(self, plan_id: str) -> Job:
        """Keep what would have gone as a job of its own; nothing is sent. Raises NotFoundError."""
        return await self._ledger.job(await self._ledger.submit(plan_id, dry_run=True))

    async def submit(
        self,
        plan_id: str,
        *,
        confirm: int | None = None,
        note: str = "",
        not_before: datetime | None = None,
        undo_seconds: float = 0,
    ) -> Job:
        """Put the payloads of a plan in line, in one commit; the engine sends them.

        ``confirm`` is the number of titles as a person typed it, ``not_before`` an aware time,
        ``undo_seconds`` how long everything is held so that it can be taken back. Raises
        PlanStaleError naming what moved, ConfirmationError where a number is wanted or wrong,
        UsageError in a read-only profile, NotFoundError.
        """
        self._must_be_allowed()
        plan = await self._ledger.plan(plan_id)
        # Sent before, it has moved too: but that is not what a person needs to hear.
        await self._ledger.must_be_unsent(plan_id)
        shares = await self._review.imprint_shares(plan.titles) if guards.going(plan) else ()
        guards.must_be_confirmed(self._profile, plan, confirm, shares)
        await self._must_hold(plan)
        number = await self._ledger.submit(
            plan_id,
            note=note,
            not_before=iso(not_before) if not_before else "",
            undo_seconds=undo_seconds,
        )
        self._engine.wake()
        return await self._ledger.job(number)

    def _must_be_allowed(self) -> None:
        guards.must_be_allowed(self._profile, self._halt)
        if self._ledger.db.harm is not None:
            raise self._ledger.db.harm

    async def _must_hold(self, plan: Plan) -> None:
        _must_be_free(await self._review.moved(plan))

    async def resend(self, items: Sequence[int], reason: str) -> Job:
        """The same bytes again with new keys, linked to the originals.

        Raises UsageError without a reason, where nothing can be resent, and in a read-only
        profile; PlanStaleError naming what may not go any more; NotFoundError.
        """
        self._must_be_allowed()
        if not reason.strip():
            raise UsageError("A resend needs a reason.", not_done="Nothing was sent.")
        _must_be_free(await self._review.barred([await self._ledger.item(n) for n in items]))
        number = await self._ledger.resend(items, reason.strip())
        self._engine.wake()
        return await self._ledger.job(number)

    async def wait(self, job: int, timeout: float) -> Job:
        """Until every item is final, held or not confirmed, or ``timeout`` seconds are over."""
        moved = asyncio.Event()
        loop = asyncio.get_running_loop()
        end = self._ledger.subscribe(lambda: loop.call_soon_threadsafe(moved.set))
        until = time.monotonic() + timeout
        try:
            while True:
                moved.clear()
                found = await self._ledger.job(job)
                left = until - time.monotonic()
                if left <= 0 or not _moving(found):
                    return found
                try:
                    # Not wait_for: before Python 3.12 it may swallow an interruption.
                    async with asyncio.timeout(left):
                        await moved.wait()
                except TimeoutError:
                    return await self._ledger.job(job)
        finally:
            end()

    # -- after a start -------------------------------------------------------------------------

    async def recover(self) -> RecoveryReport:
        """Take up what an earlier run left on its way, once; before anything is sent.

        What waits for a flow that the settings do not have is held, and what is not as it was
        reviewed any more.
        """
        recovered = await self._engine.recover()
        await self._outdated.follow_settings()
        held = await self._outdated.hold()
        return replace(recovered, words=" ".join(filter(None, (recovered.words, held))))

    async def hold_outdated(self) -> str:
        """Judge again what waits, after titles have come in: what is not as it was reviewed any
        more is held. Returns a sentence when something was, or ""."""
        async with self._judging:
            return await self._outdated.hold()

    async def use(self, profile: Profile) -> str:
        """After the settings changed, while nothing is sent: hold what waits for flows that are
        off or gone, and what is not as it was reviewed. Returns a sentence, or ""."""
        async with self._judging:
            self._profile = profile
            self._outdated.use(profile)
            await self._outdated.follow_settings()
            return await self._outdated.hold()

    # -- a job ---------------------------------------------------------------------------------

    async def cancel(self, job: int) -> Job:
        """Stop a job: what has not left is cancelled, what may have left is not confirmed.

        What is on its way is finished, but not tried again. Raises NotFoundError.
        """
        await self._ledger.cancel(job)
        return await self._ledger.job(job)

    async def undo(self, job: int) -> Job:
        """Take a job back within its undo time: nothing of it has left. Raises NotFoundError."""
        return await self.cancel(job)

    async def pause(self, job: int) -> Job:
        """Hold what waits of a job until it is released. Raises NotFoundError."""
        await self._ledger.pause(job)
        return await self._ledger.job(job)

    async def release(self, job: int, items: Sequence[int] = ()) -> Job:
        """Let held items go now; a paused flow goes on as a whole.

        What is not as it was reviewed any more stays held. Raises PlanStaleError when it is one
        of ``items``, or all of the job; NotFoundError.
        """
        self._must_be_allowed()
        await self._outdated.must_hold(job, items)
        await self._ledger.release(job, items)
        self._engine.wake()
        return await self._ledger.job(job)

    async def retry(self, job: int, items: Sequence[int] = ()) -> Job:
        """Look again now at what waits for a retry, is held, or failed.

        Raises PlanStaleError naming what does not hold any more; NotFoundError.
        """
        self._must_be_allowed()
        await self._outdated.must_hold(job, items)
        await self._ledger.retry(job, items)
        self._engine.wake()
        return await self._ledger.job(job)

    # -- a flow --------------------------------------------------------------------------------

    async def pauses(self) -> list[FlowPause]:
        """The flows that wait for a person, with the cause of each."""
        return await self._ledger.pauses()

    async def pause_flow(self, flow: str, cause: str = "paused by a person") -> None:
        """Hold everything that would go to a flow. Raises NotFoundError for an unknown flow."""
        self._profile.flow(flow)
        await self._ledger.pause_flow(flow, cause)

    async def resume_flow(self, flow: str) -> None:
        """Let a paused flow go on, with everything that was held by the pause.

        Raises UsageError for one that the settings do not have, or have switched off.
        """
        self._must_be_allowed()
        self._outdated.must_send(flow)
        await self._outdated.hold()
        await self._ledger.resume_flow(flow)
        self._engine.wake()

    # -- an item -------------------------------------------------------------------------------

    async def confirm(self, item: int, arrived: bool, note: str) -> Item:
        """A person's word on an item that is not confirmed.

        Arrived: handed over, with the note. Not: failed; a resend is then a new item. Raises
        NotFoundError, and UsageError for an item that nobody has doubts about.
        """
        await self._ledger.confirm(item, arrived=arrived, note=note)
        self._engine.wake()
        return await self._ledger.item(item)

    async def check_at_destination(self, item: int) -> Item:
        """Ask what became of an item that is accepted or not confirmed; nothing is sent by it.

        Raises NotFoundError, UsageError where nobody can be asked, SecretError, SettingsError.
        """
        await self._engine.check(item)
        return await self._ledger.item(item)


def _must_be_free(words: Sequence[str]) -> None:
    if words:
        raise_stale(words, "Review it again.")


def _moving(job: Job) -> bool:
    return any(job.account.get(state.value, 0) for state in _GOES_BY_ITSELF)
