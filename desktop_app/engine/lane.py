"""How is one flow sent? A bounded number at once, and one commit for all that moved meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from desktop_app.engine.courier import Courier
from desktop_app.engine.couriers import Couriers
from desktop_app.engine.exchange import exchange
from desktop_app.engine.killpoint import Boundary, passed
from desktop_app.engine.policy import Policy
from desktop_app.engine.ports import Book
from desktop_app.engine.table import decide
from desktop_app.records.errors import ColophonError, SecretError, StoreError
from desktop_app.records.flow import Flow
from desktop_app.records.job import Lease
from desktop_app.records.settlement import Settled

_log = logging.getLogger(__name__)

WIDTH = 16
"""How many items of one flow are on their way at once."""
_LONGEST_SLEEP = 60.0
_A_MOMENT = 0.05
_AFTER_TROUBLE = 2.0
_LONGEST_TROUBLE = 30.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One flow and how many of its items may be on their way at once."""

    flow: Flow
    width: int = WIDTH


def lanes(flows: Iterable[Flow]) -> dict[str, Lane]:
    """A lane for each flow, by its name. Flows that are switched off send nothing."""
    return {flow.name: Lane(flow) for flow in flows if flow.enabled}


class Runner:
    """Sends what is due in one lane, for ever or once through a job.

    ``recovered`` is awaited before the first claim. ``job`` 0 means for ever, until ``stop``;
    otherwise each due item of that job is attempted once. ``trouble`` is the sentence of what
    keeps the lane from working (a full disk), or "".
    """

    def __init__(
        self,
        book: Book,
        lane: Lane,
        couriers: Couriers,
        policy: Policy,
        recovered: Callable[[], Awaitable[object]],
        *,
        job: int = 0,
    ) -> None:
        self._book = book
        self._lane = lane
        self._couriers = couriers
        self._policy = policy
        self._recovered = recovered
        self._job = job
        self._last = 0
        self._busy: set[asyncio.Task[None]] = set()
        self._finished: list[Settled] = []
        self._woken = asyncio.Event()
        self._stopping = False
        self._stale = False
        self._more = bool(job)
        self._patience = _AFTER_TROUBLE
        self.trouble = ""

    def wake(self) -> None:
        """Something may be due."""
        self._woken.set()

    def stop(self) -> None:
        """Claim nothing more; ``run`` ends when what is on its way has been written down."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Send until stopped, or until the job was gone through once."""
        try:
            while True:
                self._woken.clear()
                wait = await self._guarded_turn()
                if self._ended(wait):
                    return
                await self._sleep(wait)
        finally:
            for each in self._busy:
                each.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)

    def _ended(self, wait: float | None) -> bool:
        if self._busy:
            return False
        if self._finished:
            # A ledger that takes nothing holds up no one for ever: the next start asks.
            return self._stopping and bool(self.trouble)
        return self._stopping or (bool(self._job) and wait is None)

    async def _sleep(self, wait: float | None) -> None:
        if wait == 0:
            return
        longest = _LONGEST_SLEEP if wait is None else min(wait, _LONGEST_SLEEP)
        try:
            await asyncio.wait_for(self._woken.wait(), longest)
        except TimeoutError:
            return

    async def _guarded_turn(self) -> float | None:
        """A turn; while the ledger cannot be written nothing is sent and it is tried again."""
        try:
            await self._recovered()
            wait = await self._turn()
        except StoreError as error:
            self.trouble = error.sentence()
            _log.warning("Sending to %s waits: %s", self._lane.flow.name, self.trouble)
            if self._job and not self._busy:
                raise
            self._patience = min(self._patience * 2, _LONGEST_TROUBLE)
            return self._patience
        self.trouble, self._patience = "", _AFTER_TROUBLE
        return wait

    async def _turn(self) -> float | None:
        """Settle what came back and claim what there is room for, in one commit.

        Returns seconds until the next turn: 0 at once, None when something has to happen first.
        """
        room = 0 if self._stopping else self._lane.width - len(self._busy)
        wait: float | None = None
        courier: Courier | None = None
        if room > 0:
            courier, wait = await self._ready()
        if courier is None:
            if self._finished:
                await self._commit(None, 0)
                return 0
            return wait
        leases = await self._commit(courier, room)
        self._more = len(leases) == room
        for lease in leases:
            self._last = max(self._last, lease.item)
            self._spawn(courier, lease)
        if leases:
            return 0
        return None if self._job else _A_MOMENT

    async def _ready(self) -> tuple[Courier | None, float | None]:
        """The courier when something is due; otherwise the seconds until then."""
        if self._stale:
            if self._busy:
                return None, None
            await self._couriers.forget(self._lane.flow.name)
            self._stale = False
        if not self._more and not self._job:
            due = await self._book.next_due(self._lane.flow.name)
            if due is None or due > 0:
                return None, due
        try:
            return await self._couriers.get(self._lane.flow), 0
        except StoreError:
            raise
        except ColophonError as error:
            await self._book.pause_flow(self._lane.flow.name, opening_cause(error))
            self._more = False
            return None, None

    async def _commit(self, courier: Courier | None, room: int) -> list[Lease]:
        done, self._finished = self._finished, []
        wrap = _Wrapping(courier)
        try:
            leases = await self._book.turn(
                self._lane.flow.name, done, room, wrap, job=self._job, after=self._last
            )
        except BaseException:
            self._finished = done + self._finished
            raise
        for each in done:
            passed(Boundary.RESULT_STORED)
            self._stale = self._stale or bool(each.settlement.pause)
        return leases

    def _spawn(self, courier: Courier, lease: Lease) -> None:
        task = asyncio.get_running_loop().create_task(self._carry(courier, lease))
        self._busy.add(task)
        task.add_done_callback(self._came_back)

    def _came_back(self, task: asyncio.Task[None]) -> None:
        self._busy.discard(task)
        self._woken.set()

    async def _carry(self, courier: Courier, lease: Lease) -> None:
        passed(Boundary.INTENT_STORED)
        answer = await exchange(courier, self._lane.flow, lease)
        passed(Boundary.ANSWER_READ)
        settlement = decide(self._lane.flow, lease, answer, self._policy)
        self._finished.append(Settled(lease, settlement, self._book.now()))


class _Wrapping:
    """The courier's ``wrap`` as the claiming commit calls it."""

    def __init__(self, courier: Courier | None) -> None:
        self._courier = courier

    def __call__(self, lease: Lease, now: str) -> bytes:
        assert self._courier is not None, "nothing is claimed without a courier"
        passed(Boundary.ITEM_READ)
        return self._courier.wrap(lease, now)


def opening_cause(error: ColophonError) -> str:
    """Why a flow's courier could not be opened, as the cause of its pause."""
    lead = "Sign-in problem: " if isinstance(error, SecretError) else ""
    return f"{lead}{error.sentence()}"
