"""What came of a file before its connection broke? Kept with what says that it is still the same.

Only where the server named a strong entity tag, so that the rest is asked of the very same file.
The bytes are hashed when they are kept and when they are taken up again; a damaged one is none.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

CAP = 96 * 1024 * 1024
"""Most bytes of unfinished files; the oldest go first."""
_HEAD = 4_096
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a file. ``tag`` is its entity tag, ``total`` its length or 0."""

    data: bytes
    tag: str
    total: int = 0


class Partials:
    """Beginnings of files by address. Faults of the disk are logged: a part is only a saving."""

    def __init__(self, folder: Path | None, cap: int = CAP) -> None:
        self._folder = folder
        self._cap = cap

    def find(self, url: str) -> Part | None:
        """The part of an address; None when there is none, or not as it was kept."""
        if self._folder is None:
            return None
        try:
            head, _, data = self._place(url).read_bytes().partition(b"\n")
            told = json.loads(head[:_HEAD])
            if told["sha256"] != hashlib.sha256(data).hexdigest() or told["url"] != url:
                raise ValueError("it is not what was kept")
            return Part(data, str(told["tag"]), int(told["total"])) if data else None
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as fault:
            _log.info("An unfinished file was not usable and is fetched anew: %s", fault)
            self.drop(url)
            return None

    def keep(self, url: str, part: Part) -> None:
        """Write a part, whole or not at all, in place of an earlier one."""
        if self._folder is None or not part.data:
            return
        told = {
            "url": url,
            "tag": part.tag,
            "total": part.total,
            "sha256": hashlib.sha256(part.data).hexdigest(),
        }
        head = json.dumps(told).encode()
        if len(head) > _HEAD:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._place(url), head + b"\n" + part.data)
            self._make_room()
        except OSError as fault:
            _log.warning("An unfinished file could not be kept: %s", fault)

    def drop(self, url: str) -> None:
        """Forget a part."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._place(url).unlink(missing_ok=True)

    def _place(self, url: str) -> Path:
        assert self._folder is not None
        name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{name}.part"

    def _write(self, place: Path, data: bytes) -> None:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        assert self._folder is not None
        found = [(each.stat(), each) for each in self._folder.glob("*.part")]
        held = sum(stat.st_size for stat, _ in found)
        for stat, path in sorted(found, key=lambda each: each[0].st_mtime):
            if held <= self._cap:
                return
            path.unlink(missing_ok=True)
            held -= stat.st_size
