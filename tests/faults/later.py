"""The command line, some days on: ``python -m tests.faults.later DAYS --home HOME send …``.

The clock of the whole process runs ahead: ``datetime`` and ``time.time``, and nothing else. It is
set before the first module of the program is read, so that all of them see it.
"""

from __future__ import annotations

import datetime
import sys
import time


class _Kin(type):
    """Moments that C code made are moments too."""

    def __instancecheck__(cls, given: object) -> bool:
        return isinstance(given, cls.__bases__)


def set_on(days: int) -> None:
    """Let every clock of this process that tells a date tell a later one."""
    ahead = datetime.timedelta(days=days)
    real_time = time.time

    class Moment(datetime.datetime, metaclass=_Kin):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Moment:
            return cls.fromtimestamp(real_time(), tz) + ahead

        @classmethod
        def utcnow(cls) -> Moment:
            return cls.now(datetime.UTC).replace(tzinfo=None)

    # To other processes it goes as what it stands for.
    Moment.__module__, Moment.__qualname__ = "datetime", "datetime"
    time.time = lambda: real_time() + ahead.total_seconds()
    datetime.datetime = Moment  # type: ignore[misc]


if __name__ == "__main__":
    set_on(int(sys.argv[1]))
    from desktop_app.__main__ import main

    sys.exit(main(sys.argv[2:]))
