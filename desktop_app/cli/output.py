"""How results leave the command line: data on stdout, words on stderr."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.records.errors import ColophonError
from desktop_app.records.progress import Progress, left_words

Document = Mapping[str, Any]

# What a terminal would obey instead of showing it. Titles come from outside.
_CONTROLS = dict.fromkeys(
    [each for each in (*range(0x20), *range(0x7F, 0xA0)) if each not in (0x09, 0x0A)], "�"
)


@dataclass(frozen=True, slots=True)
class Output:
    """``style`` is ``words``, ``json`` or ``jsonl``."""

    style: str = "words"
    quiet: bool = False

    @classmethod
    def asked_for(cls, argv: Sequence[str]) -> Output:
        """The style that the arguments ask for, known before they are understood."""
        options = list(argv)[: argv.index("--")] if "--" in argv else argv
        style = "json" if "--json" in options else "jsonl" if "--jsonl" in options else "words"
        return cls(style, "--quiet" in options)

    @property
    def machine(self) -> bool:
        return self.style != "words"

    def speak_utf8(self) -> None:
        """JSON is UTF-8 wherever it is read, and no title may be too foreign for a terminal."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")

    def one(self, document: Document, words: str) -> None:
        """One document; people get the words instead."""
        self._data(_dump(document) if self.machine else _plain(words))

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
                self._data(_plain(line))

    def line(self, words: str) -> None:
        """A line of a result that comes bit by bit, for people; machines get the whole."""
        if not self.machine:
            self._data(_plain(words))

    def raw(self, data: bytes) -> None:
        """Exact bytes."""
        sys.stdout.flush()
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except OSError as error:
            _gone(error)

    def say(self, text: str) -> None:
        """Words for a person, on stderr."""
        if not self.quiet:
            self._tell(text)

    def progress(self, step: Progress) -> None:
        """One line that is rewritten, only where a person watches."""
        if self.quiet or not sys.stderr.isatty():
            return
        known = f"{step.done} of {step.total}" if step.total else f"{step.done}"
        left = left_words(step)
        told = f"{step.words} {known}{f', {left}' if left else ''}"
        sys.stderr.write(f"\r\x1b[K{_plain(told)}")
        if step.total and step.done >= step.total:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    def error(self, error: ColophonError) -> None:
        """The sentence on stderr and, for scripts, the same as a document on stdout."""
        if self.machine:
            told = {
                "code": error.code,
                "message": error.message,
                "not_done": error.not_done,
                "next": error.next_line(),
            }
            try:
                self._data(_dump({"error": told}))
            except ColophonError as closed:
                self._tell(f"colophon: {closed.line()}")
        self._tell(f"colophon: {error.line()}")

    def _tell(self, text: str) -> None:
        try:
            print(_plain(text), file=sys.stderr, flush=True)  # noqa: T201 - the place for it
        except OSError:
            # Nobody can be told that nobody can be told.
            return

    def _data(self, text: str) -> None:
        try:
            print(text, flush=True)  # noqa: T201 - stdout is where data goes
        except OSError as error:
            _gone(error)


def _gone(error: OSError) -> None:
    """Stdout takes no more. A reader that left (``| head``) has what it wanted: the command goes
    on and its exit code tells the rest. Raises ColophonError for any other fault."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    if not isinstance(error, BrokenPipeError):
        raise ColophonError(
            f"The result could not be written: {error.strerror or error}.",
            not_done="It was not shown in full.",
            next_step="Make room where it is written to, and ask again: reading changes nothing.",
        ) from error


def _plain(text: str) -> str:
    return text.translate(_CONTROLS)


def _dump(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False)
