"""What time is it for the ledger? The wall's for people, and one that never runs back for waiting.

``due`` follows the wall clock forwards and the monotonic clock when the wall is set back, so that
a corrected clock or a woken laptop neither freezes a retry nor makes it wait twice. A promise made
in wall time (*not before Tuesday*) is held to the wall.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from desktop_app.records.instant import iso, moment


class LedgerClock:
    """Two times as ISO instants. ``wall`` and ``monotonic`` in seconds can be given by tests."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._ahead = wall() - monotonic()
        self._gate = threading.Lock()

    def now(self) -> str:
        """What the clock on the wall shows."""
        self._due()
        return _text(self._wall())

    def due(self, after: float = 0.0) -> str:
        """The time that decides whether something is due, ``after`` seconds from now."""
        return _text(self._due() + after)

    def until(self, instant: str, *, by_wall: bool) -> float:
        """Seconds from now to an instant; negative when it has passed."""
        here = self._wall() if by_wall else self._due()
        return moment(instant).timestamp() - here

    def _due(self) -> float:
        with self._gate:
            here = self._wall()
            steady = self._monotonic() + self._ahead
            if here > steady:
                self._ahead += here - steady
                return here
            return steady


def _text(seconds: float) -> str:
    return iso(datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds))
