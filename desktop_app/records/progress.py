"""What a long operation tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """``total`` is None while nobody knows it, and so is ``seconds_left``. ``wait`` is how
    many seconds nothing moves because the other end asked for it."""

    words: str
    done: int
    total: int | None = None
    seconds_left: float | None = None
    wait: float | None = None


Report = Callable[[Progress], None]
"""Called on the core loop; must return at once."""


def silent(_: Progress) -> None:
    """A listener that is not interested."""


class Pace:
    """How long until all is done, if it goes on as it did? ``done`` and ``now`` (seconds of a
    clock that never runs back) are those of the beginning: what an earlier run did says nothing
    about the speed of this one."""

    def __init__(self, done: int, now: float) -> None:
        self._done = done
        self._since = now

    def left(self, done: int, total: int | None, now: float) -> float | None:
        """Seconds, or None while nobody can tell: without a total, and in the first second."""
        here, took = done - self._done, now - self._since
        if total is None or here <= 0 or took < _TOO_SOON:
            return None
        return max(0.0, (total - done) * took / here)


_TOO_SOON = 1.0


def left_words(progress: Progress) -> str:
    """ "about 2 minutes left", "a few seconds left", or "" while nobody can tell."""
    left = progress.seconds_left
    if left is None:
        return ""
    if left < 10:
        return "a few seconds left"
    if left < 55:
        return f"about {round(left / 10) * 10} seconds left"
    minutes = max(1, round(left / 60))
    if minutes < 90:
        return f"about {minutes} minute{'' if minutes == 1 else 's'} left"
    return f"about {round(minutes / 60)} hours left"
