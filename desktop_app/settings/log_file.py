"""A log file of a home whose disk may be full or closed: then it is silent, and breaks nothing."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler


class LogFile(RotatingFileHandler):
    """What cannot be written is said once on stderr, without a traceback."""

    _told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name there
        fault = sys.exc_info()[1]
        if self._told or sys.stderr is None:
            return
        self._told = True
        why = fault.strerror if isinstance(fault, OSError) else type(fault).__name__
        with suppress(OSError, ValueError):
            sys.stderr.write(f"The log {self.baseFilename} cannot be written: {why}.\n")

    def close(self) -> None:
        # Closing writes what is left, and fails where writing failed.
        with suppress(OSError):
            super().close()
