"""Where do files lie that came ahead of their events? Each under the SHA-256 of its bytes.

A file is written under another name, hashed on the way, and renamed when the hash is the one that
was promised: whoever finds a file under a hash finds it whole. Equal bytes are kept once.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger("colophon.gateway")

SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_NEW = ".new-"
_LEFT_BEHIND = 3600.0
"""Seconds after which a file that nobody writes to any more is what a killed process left."""


class OtherBytesError(Exception):
    """What came has another hash than was promised."""


class Shelf:
    """A folder of files by hash; made when the first one comes. Usable by several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def tidy(self) -> None:
        """Take away what uploads that were cut off long ago left."""
        before = time.time() - _LEFT_BEHIND
        for each in self._folder.glob(f"{_NEW}*"):
            try:
                if each.stat().st_mtime < before:
                    each.unlink(missing_ok=True)
            except OSError as error:
                log.info("a left-over file stays (%s)", error.strerror)

    def size(self, sha256: str) -> int | None:
        """The number of bytes of a file, None when it is not here."""
        place = self._place(sha256)
        try:
            return place.stat().st_size if place.is_file() else None
        except FileNotFoundError:
            return None

    def has(self, sha256: str) -> bool:
        """Whether the file is here and its bytes are still those; a damaged one is taken away,
        so that its sender is told and can send it again."""
        if not SHA256.fullmatch(sha256) or self.size(sha256) is None:
            return False
        place = self._place(sha256)
        if hash_of(place) == sha256:
            return True
        place.unlink(missing_ok=True)
        return False

    def begin(self) -> Incoming:
        """Room for a file that is about to come. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Incoming(self._folder, self._place)

    def copy(self, sha256: str, place: Path) -> None:
        """Put a copy at a place, whole or not at all, unless it lies there. Raises OSError."""
        source = self._place(sha256)
        if place.is_file() and not place.is_symlink() and hash_of(place) == sha256:
            return
        handle, made = tempfile.mkstemp(dir=place.parent, prefix=_NEW)
        try:
            with source.open("rb") as given, os.fdopen(handle, "wb") as taken:
                while chunk := given.read(_CHUNK):
                    taken.write(chunk)
                taken.flush()
                os.fsync(taken.fileno())
            Path(made).replace(place)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


class Incoming:
    """One file as it comes in. ``keep`` or ``discard`` ends it."""

    def __init__(self, folder: Path, place: Callable[[str], Path]) -> None:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_NEW)
        self._file = os.fdopen(handle, "wb")
        self._made = Path(name)
        self._place = place
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Take the next bytes. Raises OSError."""
        self._file.write(chunk)
        self._digest.update(chunk)
        self.size += len(chunk)

    def keep(self, sha256: str) -> bool:
        """Give the file its place, durably; whether it is new there.

        Raises OtherBytesError when the bytes are not those, OSError.
        """
        if self._digest.hexdigest() != sha256:
            raise OtherBytesError
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        place = self._place(sha256)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        new = not place.is_file()
        self._made.replace(place)
        _settle(place.parent)
        return new

    def discard(self) -> None:
        """Forget what was not kept; nothing happens after ``keep``."""
        self._file.close()
        self._made.unlink(missing_ok=True)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, read a piece at a time. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    if os.name != "posix":
        return
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
