"""What has come of a file so far? Written as it comes, hashed and counted on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from desktop_app.sources import keeping


class NoRoomError(Exception):
    """The disk does not take the file; the message is why, in a few words."""


class Arriving:
    """A file under way, begun anew at the beginning of ``file``, which can be read and written.

    ``resumed`` says that its beginning came earlier.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0
        self.resumed = False
        file.seek(0)
        file.truncate()

    @property
    def sha256(self) -> str:
        """Of what has come so far, in hexadecimal digits."""
        return self._digest.hexdigest()

    @property
    def digest(self) -> bytes:
        """The same as 32 bytes."""
        return self._digest.digest()

    def write(self, piece: bytes) -> None:
        """Take the next bytes. Raises NoRoomError."""
        try:
            self._file.write(piece)
        except OSError as fault:
            raise NoRoomError(fault.strerror or str(fault)) from fault
        self._digest.update(piece)
        self.size += len(piece)

    def pieces(self) -> Iterator[bytes]:
        """What has come, from its beginning. Raises OSError."""
        self._file.seek(0)
        yield from keeping.pieces(self._file)

    def data(self) -> bytes:
        """The same as one; for files that are small enough."""
        return b"".join(self.pieces())

    def head(self, most: int) -> bytes:
        """The first bytes, at most ``most``."""
        self._file.seek(0)
        return self._file.read(most)

    def tail(self, most: int) -> bytes:
        """The last bytes, at most ``most``."""
        self._file.seek(max(0, self.size - most))
        return self._file.read(most)
