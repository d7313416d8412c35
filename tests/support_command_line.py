"""The command line in this process: what a process of its own would do, without starting one."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop_app.__main__ import _Windows
from desktop_app.cli import main


@dataclass(frozen=True)
class Done:
    """What a caller gets to see."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def document(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """One object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def call(home: Path, *arguments: str, stdin: str = "") -> Done:
    """`colophon --home HOME …`, with streams of its own."""
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as streams:
        # As narrow as a terminal can be: the command line has to see to UTF-8 itself.
        for name, kept in (("stdout", out), ("stderr", err)):
            narrow = io.TextIOWrapper(kept, encoding="ascii", write_through=True)
            streams.setattr(sys, name, narrow)
        streams.setattr(sys, "stdin", io.StringIO(stdin))
        code = main(["--home", str(home), *arguments], _Windows())
        sys.stdout.flush()
        sys.stderr.flush()
        told = Done(code, out.getvalue(), err.getvalue().decode())
    assert "Traceback" not in told.err
    return told


def document(home: Path, *arguments: str, codes: tuple[int, ...] = (0, 1), stdin: str = "") -> Any:
    """The JSON document of a command that is expected to end with one of the codes."""
    done = call(home, "--json", *arguments, stdin=stdin)
    assert done.code in codes, (done.code, done.text, done.err)
    return done.document
