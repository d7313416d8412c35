"""When is it tried again, and when is it given up? Pure numbers, with chance handed in."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.records.instant import moment
from desktop_app.records.job import Lease


@dataclass(frozen=True, slots=True)
class Policy:
    """All times in seconds. ``chance`` gives a number from 0 to 1 (full jitter).

    The first try is made at once; ``delays[n - 1]`` bounds the wait after try ``n``.
    """

    attempts: int = 6
    delays: tuple[float, ...] = (5.0, 30.0, 120.0, 600.0, 1800.0)
    shortest: float = 0.25
    longest: float = 3600.0
    deadline: float = 900.0
    slowest_poll: float = 30.0
    chance: Callable[[], float] = random.random

    def used_up(self, tries: int) -> bool:
        """Whether the try that just ended was the last one."""
        return tries >= self.attempts

    def wait(self, tries: int, retry_after: float | None) -> float:
        """Until the next try: what the server named, at most an hour, or a random time."""
        if retry_after is not None:
            return min(max(retry_after, self.shortest), self.longest)
        bound = self.delays[min(tries, len(self.delays)) - 1]
        return max(self.shortest, bound * self.chance())

    def poll(self, lease: Lease, retry_after: float | None) -> float:
        """Until an accepted item is asked about again: the longer it takes, the less often."""
        grown = min(max(self.shortest, waited(lease) / 4), self.slowest_poll)
        return min(max(grown, retry_after or 0.0), self.longest)

    def overdue(self, lease: Lease) -> bool:
        """Whether an accepted item got no result within the deadline."""
        return lease.accepted and waited(lease) >= self.deadline


def waited(lease: Lease) -> float:
    """Seconds from the acceptance of an item to this exchange, by one and the same clock."""
    if not lease.accepted_at:
        return 0.0
    return (moment(lease.started) - moment(lease.accepted_at)).total_seconds()
