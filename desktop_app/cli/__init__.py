"""The command line: the same services as the window, for scripts and servers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from desktop_app.cli.output import Output
from desktop_app.cli.parser import OPENS_THE_WINDOW, handler_of, parse
from desktop_app.records.errors import Cancelled, ColophonError

if TYPE_CHECKING:
    import argparse

    from desktop_app.cli.commands.window import Windows

_FATAL = 7


def main(argv: Sequence[str], windows: Windows) -> int:
    """Run one command; returns the exit code of the command line's contract."""
    output = Output.asked_for(argv)
    output.speak_utf8()
    try:
        arguments = parse(argv)
        arguments.windows = windows
        return _logged(arguments, output)
    except SystemExit as ended:
        # Help and version were printed.
        return int(ended.code or 0)
    except ColophonError as error:
        output.error(error)
        return error.exit_code
    except KeyboardInterrupt:
        stopped = Cancelled(
            "Interrupted.", not_done="The rest was not done; what was kept or sent stays so."
        )
        output.error(stopped)
        return stopped.exit_code


def _logged(arguments: argparse.Namespace, output: Output) -> int:
    """Run the command with the home's log at hand for whatever nobody expected."""
    from desktop_app.cli.journal import Journal
    from desktop_app.cli.session import home_of

    journal = Journal(home_of(arguments).logs, output)
    # A window keeps a log of its own while it is open.
    with nullcontext() if arguments.handler == OPENS_THE_WINDOW else journal:
        try:
            return _run(arguments, output)
        except ColophonError:
            raise
        except Exception as fault:  # noqa: BLE001 - a fault of ours is told in one sentence
            output.error(journal.fault(fault))
            return _FATAL


def _run(arguments: argparse.Namespace, output: Output) -> int:
    result = handler_of(arguments)(arguments, output)
    if isinstance(result, int):
        return result
    import asyncio

    return int(asyncio.run(result))
