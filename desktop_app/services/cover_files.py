"""How are fetched pictures kept? Each under the hash of its bytes, with a note per address.

A file is written beside its place and moved there, so that nobody reads half of one; what is read
is hashed again, so that a damaged one is as good as absent. The folder is a cache: losing it
costs downloads and nothing else, and faults of the disk are logged, never raised.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from desktop_app.records.asset import AssetFacts
from desktop_app.records.manifest import NoFileError

CAP = 512 * 1024 * 1024
"""Most bytes of pictures in the folder; the longest unused go first."""
_ROOM = 0.8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a file, and when it was fetched (seconds since the epoch)."""

    facts: AssetFacts
    fetched: float


class CoverFiles:
    """Pictures in a folder, by address. Usable by several threads and processes at once."""

    def __init__(self, folder: Path, cap: int = CAP) -> None:
        self._notes = folder / "addresses"
        self._pictures = folder / "pictures"
        self._news = folder / "news"
        self._cap = cap
        self._held: int | None = None
        self._lock = threading.Lock()

    def find(self, url: str) -> Kept | None:
        """The note of an address; None when there is none or it cannot be read."""
        try:
            told = json.loads(self._note(url).read_text(encoding="utf-8"))
            found = Kept(AssetFacts(**told["facts"]), float(told["fetched"]))
            if re.fullmatch("[0-9a-f]{64}", found.facts.sha256):
                return found
            raise ValueError("it names no picture")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as fault:
            _log.info("The note of a cover was not readable and is made anew: %s", fault)
            return None

    def hashes(self, urls: Sequence[str]) -> dict[str, str]:
        """The SHA-256 of those files that were fetched. Reads the disk."""
        found = ((url, self.find(url)) for url in urls)
        return {url: kept.facts.sha256 for url, kept in found if kept is not None}

    def read(self, kept: Kept) -> bytes:
        """The bytes that a note speaks of; empty when they are gone or damaged."""
        path = self._picture(kept.facts.sha256)
        try:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != kept.facts.sha256:
                _log.info("The kept cover %s is damaged and is fetched again.", path.name)
                return b""
            os.utime(path)
        except OSError:
            # Gone, or not ours to read: it is fetched again, and the reason shows there.
            return b""
        return data

    def open(self, sha256: str) -> BinaryIO:
        """The file with exactly these bytes, at its beginning; raises NoFileError.

        It is hashed a piece at a time. Once open it stays whole, whatever becomes of its name.
        """
        path = self._picture(sha256)
        try:
            file = path.open("rb")
        except OSError as fault:
            raise NoFileError("is not on this computer any more") from fault
        try:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise NoFileError("is not on this computer as it was previewed")
            file.seek(0)
            os.utime(path)
        except NoFileError:
            file.close()
            raise
        except OSError as fault:
            file.close()
            raise NoFileError("cannot be read on this computer") from fault
        return file

    def keep(self, url: str, data: bytes, kept: Kept) -> None:
        """Write picture and note. What the disk refuses is not kept."""
        try:
            _write(self._picture(kept.facts.sha256), data)
            note = {"url": url, "facts": asdict(kept.facts), "fetched": kept.fetched}
            before = self.find(url)
            _write(self._note(url), json.dumps(note).encode())
            if before is None or before.facts.sha256 != kept.facts.sha256:
                # By the hash as well: what comes later is news of its own.
                name = f"{self._note(url).stem[:32]}-{kept.facts.sha256[:32]}"
                _write(self._news / name, url.encode("utf-8", "surrogatepass"))
            self._make_room(len(data))
        except OSError as fault:
            _log.warning("A cover could not be kept: %s", fault)

    def news(self) -> dict[str, str]:
        """Addresses whose bytes are known since somebody last looked, or are others now, each
        under the name to forget it by. Reads the disk."""
        found: dict[str, str] = {}
        try:
            for path in self._news.iterdir():
                if not path.name.startswith("."):
                    found[path.name] = path.read_bytes().decode("utf-8", "surrogatepass")
        except FileNotFoundError:
            return found  # none yet, or another process has just forgotten one
        except (OSError, ValueError) as fault:
            _log.warning("What was fetched cannot be followed: %s", fault)
        return found

    def forget_news(self, names: Iterable[str]) -> None:
        """These were looked at."""
        try:
            for name in names:
                (self._news / name).unlink(missing_ok=True)
        except OSError as fault:
            _log.warning("What was fetched is looked at again: %s", fault)

    # -- places ----------------------------------------------------------------------------------

    def _note(self, url: str) -> Path:
        name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self._notes / name[:2] / f"{name}.json"

    def _picture(self, sha256: str) -> Path:
        return self._pictures / sha256[:2] / sha256

    def _make_room(self, added: int) -> None:
        with self._lock:
            self._held = self._measure() if self._held is None else self._held + added
            if self._held <= self._cap:
                return
            files = sorted(
                (found.stat().st_mtime, found.stat().st_size, found)
                for found in self._pictures.rglob("*")
                if found.is_file()
            )
            self._held = sum(size for _, size, _ in files)
            for _, size, path in files:
                if self._held <= self._cap * _ROOM:
                    break
                path.unlink(missing_ok=True)
                self._held -= size

    def _measure(self) -> int:
        return sum(found.stat().st_size for found in self._pictures.rglob("*") if found.is_file())


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
