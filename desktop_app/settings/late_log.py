"""Where is written what nobody expected? A log file without secrets, opened when it is needed.

Nothing is opened, and no handler library imported, until there is something to write.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

_BYTES = 1_000_000
_OLDER = 2
_FORM = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class LateLog(logging.Handler):
    """Warnings and errors. Rotates at 1 MB, keeps two older files, readable by their owner only."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.WARNING)
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._open().emit(record)
        except OSError as error:
            sys.stderr.write(f"The log {self._path} cannot be written: {error.strerror}\n")

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

    def _open(self) -> logging.Handler:
        if self._file is None:
            from desktop_app.settings.log_file import LogFile

            flags = os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
            os.close(os.open(self._path, flags, 0o600))
            self._file = LogFile(
                self._path, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8",
                errors="backslashreplace",
            )  # fmt: skip
            self._file.setFormatter(_Masked(_FORM))
        return self._file


class _Masked(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        from desktop_app.settings.secrets import masked

        return masked(super().format(record))
