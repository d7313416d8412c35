"""Where does a command write what nobody expected? To a log in the home, and a line on stderr."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from desktop_app.records.errors import ColophonError
from desktop_app.settings.late_log import LateLog

if TYPE_CHECKING:
    from desktop_app.cli.output import Output

FILE = "command-line.log"
_OURS = "desktop_app"


class Journal:
    """The log of one command: everything from warnings upwards to the file, our own warnings in
    one line to stderr too. A traceback goes to the file only."""

    def __init__(self, folder: Path, output: Output) -> None:
        self._path = folder / FILE
        self._handlers = (LateLog(self._path), _Words(output))
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
