"""Where may this process die on purpose? At one of five boundaries, for the fault harness only.

``COLOPHON_KILL_AT=intent_stored:40`` ends the process with SIGKILL at the fortieth passing of
that boundary. Unset, which is always so outside the harness, a passing is one empty call.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from enum import StrEnum


class Boundary(StrEnum):
    """The five moments of one exchange, in their order."""

    ITEM_READ = "item_read"
    INTENT_STORED = "intent_stored"
    BYTES_SENT = "bytes_sent"
    ANSWER_READ = "answer_read"
    RESULT_STORED = "result_stored"


def _nothing(_boundary: Boundary) -> None:
    return


def _killer(wish: str) -> Callable[[Boundary], None]:
    name, _, count = wish.partition(":")
    wanted, left = Boundary(name), int(count or "1")

    def passing(boundary: Boundary) -> None:
        nonlocal left
        if boundary is wanted:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return passing


_wish = os.environ.get("COLOPHON_KILL_AT", "")
passed: Callable[[Boundary], None] = _killer(_wish) if _wish else _nothing
