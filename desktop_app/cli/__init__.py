"""The command line: the same services as the window, for scripts and servers."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Sequence

from desktop_app.cli.commands.window import Windows
from desktop_app.cli.output import Output, close_quietly
from desktop_app.cli.parser import parse
from desktop_app.records.errors import ColophonError

_BROKEN_PIPE = 74
_INTERRUPTED = 130


def main(argv: Sequence[str], windows: Windows) -> int:
    """Run one command; returns the exit code of the command line's contract."""
    arguments = parse(argv)
    arguments.windows = windows
    style = "json" if arguments.json else "jsonl" if arguments.jsonl else "words"
    output = Output(style, arguments.quiet)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        return _run(arguments, output)
    except ColophonError as error:
        output.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        output.say("Interrupted. What was already kept or sent stays so.")
        return _INTERRUPTED
    except BrokenPipeError:
        close_quietly()
        return _BROKEN_PIPE if sys.stdout.closed else 0


def _run(arguments: object, output: Output) -> int:
    handler = arguments.handler  # type: ignore[attr-defined]
    result = handler(arguments, output)
    if asyncio.iscoroutine(result):
        return int(asyncio.run(result))
    return int(result)
