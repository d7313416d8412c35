"""How are fetched files kept in a folder that may be lost? Whole, private, and not for ever.

A file is written beside its place and moved there, so that nobody reads half of one. Addresses
give names that no address can lead astray. When there is too much, the longest unused goes first.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
_NEW = ".new-"


def name_of(url: str) -> str:
    """The name under which something of an address is kept, whatever signs it has."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file, a piece at a time. Raises OSError."""
    while piece := file.read(PIECE):
        yield piece


def write(place: Path, given: Iterable[bytes]) -> int:
    """Whole or not at all, readable by its owner only; the bytes written. Raises OSError."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=_NEW)
    try:
        size = 0
        with os.fdopen(handle, "wb") as file:
            for piece in given:
                size += file.write(piece)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return size


class Room:
    """The files under a folder, of which at most ``cap`` bytes stay.

    ``left`` is the part of it that stays when it was too much, so that not every new file counts
    them all anew. Usable by several threads.
    """

    def __init__(self, folder: Path, cap: int, left: float = 1.0) -> None:
        self._folder = folder
        self._cap = cap
        self._left = left
        self._held: int | None = None
        self._lock = threading.Lock()

    def make(self, added: int) -> None:
        """After ``added`` bytes came: let the longest unused go if it is too much now.

        Raises OSError.
        """
        with self._lock:
            if self._held is not None and self._held + added <= self._cap:
                self._held += added
                return
            files = sorted(self._files(), key=lambda each: each[0])
            self._held = sum(size for _, size, _ in files)
            if self._held <= self._cap:
                return
            for _, size, path in files:
                if self._held <= self._cap * self._left:
                    return
                path.unlink(missing_ok=True)
                self._held -= size

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for found in self._folder.rglob("*"):
            try:
                if found.is_file():
                    seen = found.stat()
                    yield seen.st_mtime, seen.st_size, found
            except FileNotFoundError:
                continue  # another process was quicker
