"""Where may a process die on purpose? At a named moment, for the fault harnesses only.

``COLOPHON_KILL_AT=page_stored:4`` ends the process with SIGKILL at the fourth passing of that
moment. Unset, which is always so outside the harnesses, a passing is one empty call.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

Moment = TypeVar("Moment", bound=StrEnum)


def passing(moments: type[Moment]) -> Callable[[Moment], None]:
    """What to call at each of these moments."""
    name, _, count = os.environ.get("COLOPHON_KILL_AT", "").partition(":")
    if name not in {each.value for each in moments}:
        return _nothing
    return _killer(moments(name), int(count or "1"))


def _nothing(_moment: StrEnum) -> None:
    return


def _killer(wanted: Moment, left: int) -> Callable[[Moment], None]:
    def pass_by(moment: Moment) -> None:
        nonlocal left
        if moment is wanted:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return pass_by
