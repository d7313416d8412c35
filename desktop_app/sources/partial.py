"""What came of a file before its connection broke? Kept with what says that it is still the same.

Only where the server named a strong entity tag, so that the rest is asked of the very same file.
The bytes are hashed when they are kept and when they are taken up again; a damaged one is none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from desktop_app.sources import keeping
from desktop_app.sources.arriving import Arriving

CAP = 96 * 1024 * 1024
"""Most bytes of unfinished files; the oldest go first."""
_HEAD = 4_096
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a file, ``size`` bytes of it, as it lies at ``place`` from ``start`` on.

    ``tag`` is its entity tag, ``total`` the length of the whole file or 0.
    """

    place: Path
    start: int
    size: int
    sha256: str
    tag: str
    total: int = 0

    def pieces(self) -> Iterator[bytes]:
        """Its bytes. Raises OSError."""
        with self.place.open("rb") as file:
            file.seek(self.start)
            yield from keeping.pieces(file)


class Partials:
    """Beginnings of files by address. Faults of the disk are logged: a part is only a saving."""

    def __init__(self, folder: Path | None, cap: int = CAP) -> None:
        self._folder = folder
        self._room = keeping.Room(folder, cap) if folder is not None else None

    def find(self, url: str) -> Part | None:
        """The part of an address; None when there is none, or not as it was kept."""
        if self._folder is None:
            return None
        try:
            found = _read(self._place(url), url)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as fault:
            _log.info("An unfinished file was not usable and is fetched anew: %s", fault)
            self.drop(url)
            return None
        return found if found.size else None

    def keep(self, url: str, came: Arriving, tag: str, total: int = 0) -> None:
        """Write what has come, whole or not at all, in place of an earlier part."""
        if self._room is None or not came.size:
            return
        told = {"url": url, "tag": tag, "total": total, "sha256": came.sha256}
        head = json.dumps(told).encode() + b"\n"
        if len(head) > _HEAD:
            return
        try:
            self._room.make(keeping.write(self._place(url), chain([head], came.pieces())))
        except OSError as fault:
            _log.warning("An unfinished file could not be kept: %s", fault)

    def drop(self, url: str) -> None:
        """Forget a part."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._place(url).unlink(missing_ok=True)

    def _place(self, url: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{keeping.name_of(url)}.part"


def _read(place: Path, url: str) -> Part:
    """Raises OSError, and ValueError, TypeError or KeyError for what is not as it was kept."""
    digest, size = hashlib.sha256(), 0
    with place.open("rb") as file:
        head = file.readline(_HEAD)
        told = json.loads(head)
        for piece in keeping.pieces(file):
            digest.update(piece)
            size += len(piece)
    if told["sha256"] != digest.hexdigest() or told["url"] != url:
        raise ValueError("it is not what was kept")
    return Part(place, len(head), size, digest.hexdigest(), str(told["tag"]), int(told["total"]))
