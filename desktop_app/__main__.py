"""Entry: starts the command line, the window, or a companion as a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Hand the arguments to whoever answers for the first word; returns the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    first = arguments[0] if arguments else ""
    if first == "gateway":
        from desktop_app.companions.gateway import main as gateway

        return gateway(arguments[1:])
    if first == "sandbox":
        from desktop_app.companions.sandbox import main as sandbox

        return sandbox(arguments[1:])
    from desktop_app.cli import main as command_line

    return command_line(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
