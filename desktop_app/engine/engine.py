"""Who sends? One engine for a profile: lanes that claim, send and settle, and nothing of titles."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from desktop_app.engine.courier import CourierFactory
from desktop_app.engine.couriers import Couriers
from desktop_app.engine.exchange import exchange
from desktop_app.engine.lane import Lane, Runner
from desktop_app.engine.policy import Policy
from desktop_app.engine.ports import Book
from desktop_app.engine.table import decide
from desktop_app.records.errors import UsageError
from desktop_app.records.settlement import RecoveryReport, Settled

T = TypeVar("T")
_log = logging.getLogger(__name__)

_STOP_SECONDS = 15.0


class Engine:
    """Sends what the ledger says is due. Everything runs on the loop that first calls it.

    ``lanes`` by the name of their flow; items of other flows wait. Nothing is sent before
    ``start`` or ``run_once``, and nothing at all without ``sends`` (a read-only profile).
    """

    def __init__(
        self,
        ledger: Book,
        courier_factory: CourierFactory,
        lanes: Mapping[str, Lane],
        policy: Policy | None = None,
        *,
        sends: bool = True,
    ) -> None:
        self._book = ledger
        self._lanes = dict(lanes)
        self._policy = policy or Policy()
        self._sends = sends
        self._couriers = Couriers(courier_factory)
        self._runners: list[Runner] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._recovering: asyncio.Task[RecoveryReport] | None = None
        self._unsubscribe = _nothing

    @property
    def running(self) -> bool:
        """Whether the engine sends by itself what is due."""
        return bool(self._tasks)

    @property
    def trouble(self) -> str:
        """Why nothing can be sent although it is due (a full disk), or ""."""
        return next((each.trouble for each in self._runners if each.trouble), "")

    def start(self) -> None:
        """Send by itself what is due, from now until ``stop``; idempotent."""
        if self._tasks or not self._sends:
            return
        loop = asyncio.get_running_loop()
        self._runners = [self._runner(lane) for lane in self._lanes.values()]
        self._unsubscribe = self._book.subscribe(lambda: self._wake_from_thread(loop))
        self._tasks = [loop.create_task(self._keep(each)) for each in self._runners]

    async def stop(self, patience: float = _STOP_SECONDS) -> None:
        """Finish what is on its way, for at most ``patience`` seconds, and close the couriers.

        What is not finished then is asked about at the next start.
        """
        self._unsubscribe()
        self._unsubscribe = _nothing
        for each in self._runners:
            each.stop()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            if late:
                # A later start has to ask about them.
                self._recovering = None
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._runners, self._tasks = [], []
        await self._couriers.aclose()

    async def use(self, lanes: Mapping[str, Lane], meanwhile: Awaitable[T]) -> T:
        """Other lanes, after the settings changed. ``meanwhile`` runs while nothing is sent: what
        it decides holds before the first item goes by the new lanes. If it fails the lanes stay:
        by them was reviewed what waits."""
        ran, before = self.running, self._lanes
        try:
            await self.stop()
            self._lanes = dict(lanes)
            return await meanwhile
        except BaseException:
            self._lanes = before
            raise
        finally:
            if ran:
                self.start()

    def wake(self) -> None:
        """Something was put in line: look at once. From the engine's own loop."""
        for each in self._runners:
            each.wake()

    async def recover(self) -> RecoveryReport:
        """Take up what a process that died left on its way; once, before the first claim."""
        if self._recovering is None:
            alone = [name for name, lane in self._lanes.items() if lane.flow.resends_alone]
            self._recovering = asyncio.get_running_loop().create_task(self._book.recover(alone))
        recovering = self._recovering
        try:
            return await asyncio.shield(recovering)
        except BaseException:
            if recovering.done():
                self._recovering = None
            raise

    async def run_once(self, job: int) -> None:
        """One attempt for each item of a job that is due. Raises StoreError."""
        flows = await self._book.flows_of(job) if self._sends else []
        runners = [self._runner(self._lanes[name], job) for name in flows if name in self._lanes]
        await asyncio.gather(*(each.run() for each in runners))

    async def check(self, item: int) -> None:
        """Ask the destination about an item that is accepted or not confirmed; sends nothing.

        Raises NotFoundError, UsageError where nobody can be asked, and what opening the courier
        raises (SecretError, SettingsError, SourceError).
        """
        found = await self._book.item(item)
        lane = self._lanes.get(found.flow)
        if lane is None:
            raise UsageError(
                f"The flow {found.flow} is not set up, or switched off.",
                not_done="The destination was not asked.",
            )
        if not (lane.flow.can_be_asked or found.run):
            raise UsageError(
                f"{lane.flow.destination} cannot be asked what became of a hand-off.",
                not_done="The destination was not asked.",
                next_step="Look there, then say whether it arrived.",
            )
        courier = await self._couriers.get(lane.flow)
        lease = await self._book.claim_check(item)
        answer = await exchange(courier, lane.flow, lease)
        settlement = decide(lane.flow, lease, answer, self._policy)
        await self._book.settle([Settled(lease, settlement, self._book.now())])

    def _runner(self, lane: Lane, job: int = 0) -> Runner:
        return Runner(self._book, lane, self._couriers, self._policy, self.recover, job=job)

    async def _keep(self, runner: Runner) -> None:
        try:
            await runner.run()
        except Exception:  # noqa: BLE001 - a fault in one lane must not be silent
            _log.exception("A lane ended by a fault of Colophon")
            runner.trouble = "Sending stopped by a fault of Colophon. Start it again."

    def _wake_from_thread(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            loop.call_soon_threadsafe(self.wake)
        except RuntimeError:
            # The loop was closed between a commit and this call.
            _log.debug("The ledger moved after the engine had gone.")


def _nothing() -> None:
    return
