"""Where does a command write what nobody expected? A log file in the home, without secrets.

Nothing is opened, and no handler library imported, until there is something to write.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from desktop_app.records.errors import ColophonError

if TYPE_CHECKING:
    from desktop_app.cli.output import Output

FILE = "command-line.log"
_BYTES = 1_000_000
_OLDER = 2
_OURS = "desktop_app"
_FORM = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


class Journal:
    """The log of one command: everything from warnings upwards to the file, our own warnings in
    one line to stderr too. A traceback goes to the file only."""

    def __init__(self, folder: Path, output: Output) -> None:
        self._path = folder / FILE
        self._handlers = (_File(self._path), _Words(output))
        self._hook = threading.excepthook

    def __enter__(self) -> Journal:
        for handler in self._handlers:
            logging.getLogger().addHandler(handler)
        threading.excepthook = _thread_fault
        return self

    def __exit__(self, *_: object) -> None:
        threading.excepthook = self._hook
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            handler.close()

    def fault(self, fault: Exception) -> ColophonError:
        """Write down a fault of ours; returns what a person is told of it."""
        trace = (type(fault), fault, fault.__traceback__)
        words = "The command ended by a fault of Colophon"
        record = logging.getLogger().makeRecord(
            "fault", logging.ERROR, __file__, 0, words, (), trace
        )
        self._handlers[0].handle(record)
        return FaultError(
            f"Colophon ended by a fault of its own ({type(fault).__name__}).",
            not_done="What it was doing is not finished; what was kept or sent before stays so.",
            next_step=f"The details are in {self._path}.",
        )


class FaultError(ColophonError):
    """A mistake in Colophon itself."""

    code = "fault"


class _File(logging.Handler):
    """Rotates at 1 MB, keeps two older files, readable by their owner only."""

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


class _Words(logging.Handler):
    def __init__(self, output: Output) -> None:
        super().__init__(logging.WARNING)
        self._output = output

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(_OURS):
            from desktop_app.settings.secrets import masked

            self._output.say(masked(record.getMessage()))


def _thread_fault(args: threading.ExceptHookArgs) -> None:
    fault = args.exc_value or RuntimeError("a thread ended without a word")
    trace: tuple[type[BaseException], BaseException, TracebackType | None]
    trace = (type(fault), fault, args.exc_traceback)
    logging.getLogger(_OURS).error("A thread ended by a fault of Colophon", exc_info=trace)
