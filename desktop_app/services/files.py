"""How are a profile's two files opened when something is wrong with them, or with their disk?

The cache of titles can be read again: a damaged one is set aside, and an empty one takes its
place. The ledger exists nowhere else: one that is damaged, missing or older than it was is never
replaced by itself. What can be read of it is shown from a copy, and nothing is sent until the
file is back or a person agrees to go on without it.
"""

from __future__ import annotations

import sqlite3
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.records.errors import (
    ANOTHER_HOME,
    DamagedError,
    DiskFullError,
    StoreError,
    UsageError,
)
from desktop_app.records.halt import Halt
from desktop_app.store import aside, ledger_memory
from desktop_app.store.db import Database
from desktop_app.store.ledger_memory import Remembered

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from desktop_app.settings.paths import Home

RENEW = "Begin a new history"
GO_ON = "Go on with this history"
_NOTE_EVERY = 60.0
_BACK = "Put the file back from a copy and open Colophon again, or"
_ANEW = (
    f"{_BACK} begin a new history: what is there is kept aside, and Colophon knows nothing of what "
    "was sent before."
)
DISK_FULL = Halt(
    "The disk is full, so what is on this computer is shown as it was.",
    "Free some space and open Colophon again.",
)


class Files:
    """Both files of a profile, opened as well as they can be.

    ``writable`` is True in the process that holds the home's lock. ``halt`` is why nothing is
    sent, ``words`` what a person should be told once. Raises StoreError.
    """

    def __init__(self, home: Home, name: str, *, writable: bool, halt: Halt | None = None) -> None:
        self._catalogue, self._ledger = home.catalogue(name), home.ledger(name)
        self._writable = writable
        self._temporary: TemporaryDirectory[str] | None = None
        self.words = ""
        self._noted = -_NOTE_EVERY
        # Asked before anything is opened: on such a disk a database does not open where it lies.
        self._copies = not aside.may_write(self._catalogue.parent)
        self.halt = halt or (read_only(home) if self._copies else None)
        self.cache = self._open_cache()

    @cached_property
    def book(self) -> Database:
        """The ledger, or what stands in for it while there is a ``halt``."""
        path = self._ledger
        if self._copies:
            return self._stand_in(path)
        if not self._writable:
            gone = _missing(path)
            if gone is not None:
                raise gone.error("Nothing was read or written.")
            return self._read_only(path, "ledger")
        return self._own_book(path)

    def renew(self) -> str:
        """A person agrees to go on with the history as it is, or without the one that is lost.

        What is damaged is kept under another name. Takes effect when the profile is opened
        again. Raises UsageError where nothing is to be agreed to, StoreError.
        """
        if self.halt is None or not self.halt.agree:
            raise UsageError(
                "The history of this profile is whole.",
                not_done="Nothing was changed.",
            )
        if self.halt.agree == GO_ON:
            ledger_memory.forget(self._ledger)
            return "From now on this is the history of the profile."
        # First aside, then forgotten: whatever stops this in between, the history is in doubt.
        kept = aside.set_aside(self._ledger) if aside.exists(self._ledger) else None
        ledger_memory.forget(self._ledger)
        if kept is None:
            return "A new history begins."
        return f"A new history begins. The old file is kept as {kept.name}."

    def close(self) -> None:
        """Close what was opened, and remember how long the history is."""
        try:
            if "book" in self.__dict__:
                if self._writable and self.halt is None:
                    self._remember(self.book)
                self.book.close()
        finally:
            self.cache.close()
            if self._temporary is not None:
                self._temporary.cleanup()

    # -- the cache -----------------------------------------------------------------------------

    def _open_cache(self) -> Database:
        path = self._catalogue
        if self._copies:
            return self._copied(path, "catalogue")
        if not self._writable:
            return self._read_only(path, "catalogue")
        if aside.mark_of(path).exists():
            self._set_aside(path)
        try:
            return Database(path, "catalogue", durable=False)
        except DamagedError:
            self._set_aside(path)
            return Database(path, "catalogue", durable=False)

    def _set_aside(self, path: Path) -> None:
        kept = aside.set_aside(path)
        self.words = (
            f"The catalogue on this computer was damaged. It is kept as {kept.name}, and an empty "
            "one takes its place. Refresh to read the titles again; the history of what was sent "
            "is whole."
        )

    # -- the ledger ----------------------------------------------------------------------------

    def _own_book(self, path: Path) -> Database:
        halt = _missing(path) or _marked(path)
        if halt is None:
            try:
                book = Database(path, "ledger", durable=True)
            except DamagedError:
                halt = _damaged(path)
            else:
                halt = self._other(book)
                if halt is None:
                    book.on_commit(lambda: self._note(book))
                    return book
                book.close()
        self.halt = halt
        # The sentence about the catalogue must not vouch for a history that is in doubt.
        self.words = self.words.replace("; the history of what was sent is whole", "")
        return self._stand_in(path)

    def _other(self, book: Database) -> Halt | None:
        """Whether this is the ledger that was here before, and nothing of it is lacking."""
        try:
            now = _look(book)
        except DamagedError:
            return _damaged(self._ledger)
        before = ledger_memory.recall(self._ledger)
        if before is not None and before.id != now.id:
            return Halt(
                f"The history in {self._ledger} is not the one that this profile had.",
                f"{_BACK} go on with this one.",
                reads=True,
                agree=GO_ON,
            )
        if before is not None and before.jobs > now.jobs:
            return Halt(
                f"The history of this profile is older than it was: it has {now.jobs} jobs, and "
                f"had {before.jobs} when Colophon was last closed.",
                f"{_BACK} go on with this one: what was sent since is then not known.",
                reads=True,
                agree=GO_ON,
            )
        if before is not None and before.changes > now.changes:
            return Halt(
                "The history of this profile is older than it was: its last "
                f"{before.changes - now.changes} changes are not in it.",
                f"{_BACK} go on with this one: what was sent since is then not known.",
                reads=True,
                agree=GO_ON,
            )
        ledger_memory.remember(self._ledger, now)
        return None

    def _note(self, book: Database) -> None:
        """Now and then, for a window may be killed after weeks. In the writer's thread."""
        if time.monotonic() - self._noted >= _NOTE_EVERY:
            self._noted = time.monotonic()
            self._remember(book)

    def _remember(self, book: Database) -> None:
        try:
            now = _look(book)
        except StoreError:
            return  # marked by the reading itself; the next start tells it
        ledger_memory.remember(self._ledger, now)

    def _stand_in(self, path: Path) -> Database:
        """A copy of what can be read, else an empty history that nothing can be written to."""
        try:
            book = self._copied(path, "ledger")
        except StoreError:
            return self._copied(Path(self._folder("empty")) / path.name, "ledger")
        try:
            _look(book)
        except StoreError:
            book.close()
            return self._copied(Path(self._folder("empty")) / path.name, "ledger")
        return book

    def _read_only(self, path: Path, kind: str) -> Database:
        """For whoever does not hold the lock. Even reading needs a little room beside the file:
        on a full disk a copy elsewhere is read."""
        try:
            return Database(path, kind, durable=False, writable=False)
        except DiskFullError:
            if self.halt is None:
                self.halt = DISK_FULL
            return self._copied(path, kind)

    def _copied(self, path: Path, kind: str) -> Database:
        copy = aside.copy_to(path, self._folder(f"{kind}-{path.parent.name}"))
        return Database(copy, kind, durable=False, halt=self.halt)

    def _folder(self, name: str) -> Path:
        if self._temporary is None:
            from tempfile import TemporaryDirectory

            self._temporary = TemporaryDirectory(prefix="colophon-", ignore_cleanup_errors=True)
        folder = Path(self._temporary.name) / name
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder


def read_only(home: Home) -> Halt:
    """Nothing can be written to the home."""
    return Halt(
        f"The home {home.root} cannot be written to, so it is shown as it was.",
        "Make the folder writable, or ask who looks after this computer, and open Colophon again.",
        command=ANOTHER_HOME,
    )


def _missing(path: Path) -> Halt | None:
    before = ledger_memory.recall(path)
    if before is None or (path.exists() and path.stat().st_size):
        return None
    jobs = "1 job" if before.jobs == 1 else f"{before.jobs} jobs"
    had = f", and it had {jobs}" if before.jobs else ""
    return Halt(
        f"The history of this profile is missing: {path} is not there{had}.",
        _ANEW,
        reads=True,
        agree=RENEW,
    )


def _marked(path: Path) -> Halt | None:
    """What an earlier run met while reading, if it is still so."""
    if not aside.mark_of(path).exists():
        return None
    if not aside.sound(path):
        return _damaged(path)
    aside.mark_of(path).unlink(missing_ok=True)
    return None


def _damaged(path: Path) -> Halt:
    return Halt(
        f"The history of this profile is damaged: {path}. What can be read of it is shown.",
        _ANEW,
        reads=True,
        agree=RENEW,
    )


def _look(book: Database) -> Remembered:
    def work(connection: sqlite3.Connection) -> Remembered:
        own = connection.execute("SELECT id FROM ledger").fetchone()
        jobs = connection.execute("SELECT count(*) FROM job").fetchone()
        last = connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()
        if own is None:
            raise DamagedError(f"The file {book.path} is damaged: it has no number of its own.")
        return Remembered(str(own[0]), int(jobs[0]), int(last[0]))

    return book.read(work).result()
