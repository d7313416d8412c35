"""What does the engine need of a ledger? These calls; it knows neither SQL nor titles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from desktop_app.records.job import Item, Lease
from desktop_app.records.settlement import RecoveryReport, Settled

Wrap = Callable[[Lease, str], bytes]


class Book(Protocol):
    """A durable ledger. Every call but ``subscribe`` and ``now`` may raise StoreError."""

    def now(self) -> str:
        """The present moment as an ISO instant."""
        ...

    def subscribe(self, follower: Callable[[], object]) -> Callable[[], None]:
        """Call ``follower``, from any thread, after commits; returns a function that ends it."""
        ...

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
        """One commit: write what came of earlier leases, then claim up to ``n`` more."""
        ...

    async def claim_check(self, item: int) -> Lease:
        """The right to ask about one item; raises NotFoundError and UsageError."""
        ...

    async def settle(self, done: Sequence[Settled]) -> list[bool]:
        """Write what came of leases; False for one whose item has moved on since."""
        ...

    async def next_due(self, flow: str) -> float | None:
        """Seconds until something of a flow is due, None while nothing will be."""
        ...

    async def flows_of(self, job: int) -> list[str]:
        """The flows of a job that still have something to do by themselves."""
        ...

    async def pause_flow(self, flow: str, cause: str) -> None:
        """Stop a flow until a person resumes it."""
        ...

    async def item(self, item: int) -> Item:
        """One item; raises NotFoundError."""
        ...

    async def recover(self, resent_alone: Collection[str]) -> RecoveryReport:
        """Take up what a process that died left on its way; before the first claim."""
        ...
