"""How results leave the command line: data on stdout, words on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.records.errors import ColophonError
from desktop_app.records.progress import Progress

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Output:
    """``style`` is ``words``, ``json`` or ``jsonl``."""

    style: str = "words"
    quiet: bool = False

    @property
    def machine(self) -> bool:
        return self.style != "words"

    def one(self, document: Document, words: str) -> None:
        """One document; people get the words instead."""
        self._data(_dump(document) if self.machine else words)

    def listing(
        self, items: Sequence[Document], lines: Iterable[str], *, total: int | None = None
    ) -> None:
        """A list with its exact total, one object a line with ``--jsonl``, or lines of words."""
        if self.style == "json":
            self._data(
                _dump({"items": list(items), "total": len(items) if total is None else total})
            )
        elif self.style == "jsonl":
            for item in items:
                self._data(_dump(item))
        else:
            for line in lines:
                self._data(line)

    def raw(self, data: bytes) -> None:
        """Exact bytes."""
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    def say(self, text: str) -> None:
        """Words for a person, on stderr."""
        if not self.quiet:
            print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is the place for it

    def progress(self, step: Progress) -> None:
        """One line that is rewritten, only where a person watches."""
        if self.quiet or not sys.stderr.isatty():
            return
        known = f"{step.done} of {step.total}" if step.total else f"{step.done}"
        sys.stderr.write(f"\r\x1b[K{step.words} {known}")
        if step.total and step.done >= step.total:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    def error(self, error: ColophonError) -> None:
        """The sentence on stderr and, for scripts, the same as a document on stdout."""
        if self.machine:
            self._data(
                _dump(
                    {
                        "error": {
                            "code": error.code,
                            "message": error.message,
                            "not_done": error.not_done,
                            "next": error.next_step,
                        }
                    }
                )
            )
        print(f"colophon: {error.sentence()}", file=sys.stderr, flush=True)  # noqa: T201

    def _data(self, text: str) -> None:
        print(text, flush=True)  # noqa: T201 - stdout is where data goes


def close_quietly() -> None:
    """After a broken pipe: keep the interpreter from complaining at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _dump(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False)
