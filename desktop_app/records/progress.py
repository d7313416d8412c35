"""What a long operation tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """``total`` is None while nobody knows it."""

    words: str
    done: int
    total: int | None = None


Report = Callable[[Progress], None]
"""Called on the core loop; must return at once."""


def silent(_: Progress) -> None:
    """A listener that is not interested."""
