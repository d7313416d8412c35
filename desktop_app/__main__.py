"""Entry: starts the command line, the window, or a companion as a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.settings.paths import Home

_WITH_VALUE = frozenset({"--home", "--profile", "--wait-lock"})
"""Global options that take the next word."""
_NO_MATTER = frozenset(
    {
        "--profile",
        "--wait-lock",
        "--json",
        "--jsonl",
        "--quiet",
        "--fail-if-empty",
        "--secret-stdin",
    }
)
"""Global options that say nothing to a companion."""


def main(argv: Sequence[str] | None = None) -> int:
    """Hand the arguments to whoever answers for the first word; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    place = _command(arguments)
    command = arguments[place] if place < len(arguments) else ""
    if command == "gateway":
        from desktop_app.companions.gateway import main as gateway

        # It keeps its own files and knows no home.
        return gateway(_without(arguments, place, _NO_MATTER | {"--home"}))
    if command == "sandbox":
        from desktop_app.companions.sandbox import main as sandbox

        return sandbox(_without(arguments, place, _NO_MATTER))
    from desktop_app.cli import main as command_line

    return command_line(arguments, _Windows())


class _Windows:
    """Qt is loaded only for commands that want a window."""

    def open(self, home: Home, profile: str, *, demo: bool) -> int:
        from desktop_app.ui.start import run

        return run(home, profile, demo=demo)

    def pictures(self, home: Path, profile: str, folder: Path) -> list[Path]:
        from desktop_app.ui.screenshots import take_all

        return take_all(home, profile, folder)


def _command(arguments: Sequence[str]) -> int:
    """Where the first word stands that is neither an option nor the value of one."""
    place = 0
    while place < len(arguments) and arguments[place].startswith("-"):
        place += 2 if arguments[place] in _WITH_VALUE else 1
    return place


def _without(arguments: Sequence[str], command: int, dropped: frozenset[str]) -> list[str]:
    """The arguments without the command's word and without these options and their values."""
    kept: list[str] = []
    place = 0
    while place < len(arguments):
        word = arguments[place]
        name, equals, _ = word.partition("=")
        if place == command:
            place += 1
        elif name in dropped:
            place += 2 if name in _WITH_VALUE and not equals else 1
        else:
            kept.append(word)
            place += 1
    return kept


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        # In a packaged program this file is also what the process that judges titles starts with.
        from multiprocessing import freeze_support

        freeze_support()
    raise SystemExit(main())
