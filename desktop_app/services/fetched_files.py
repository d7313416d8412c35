"""How are fetched files kept? Each under the hash of its bytes, with a note per address.

What is read is hashed again, so that a damaged file is as good as absent. The folder is a cache:
losing it costs downloads and nothing else, and faults of the disk are logged, never raised.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from desktop_app.records.asset import AssetFacts
from desktop_app.records.manifest import NoFileError
from desktop_app.sources import keeping

if TYPE_CHECKING:
    from desktop_app.settings.paths import Home

CAP = 512 * 1024 * 1024
"""Most bytes of files in a folder; the longest unused go first."""
CAP_PRODUCTION = 8 * 1024 * 1024 * 1024
"""The same of production files, each of which may have hundreds of megabytes."""
_ROOM = 0.8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a file, and when it was fetched (seconds since the epoch)."""

    facts: AssetFacts
    fetched: float


class FetchedFiles:
    """Files in a folder, by address. Usable by several threads and processes at once."""

    def __init__(self, folder: Path, cap: int = CAP, inside: str = "pictures") -> None:
        self._notes = folder / "addresses"
        self._files = folder / inside
        self._news = folder / "news"
        self._room = keeping.Room(self._files, cap, _ROOM)

    def find(self, url: str) -> Kept | None:
        """The note of an address; None when there is none or it cannot be read."""
        try:
            told = json.loads(self._note(url).read_text(encoding="utf-8"))
            found = Kept(AssetFacts(**told["facts"]), float(told["fetched"]))
            if re.fullmatch("[0-9a-f]{64}", found.facts.sha256):
                return found
            raise ValueError("it names no file")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError) as fault:
            _log.info("The note of a file was not readable and is made anew: %s", fault)
            return None

    def hashes(self, told: Mapping[str, int]) -> dict[str, str]:
        """The SHA-256 of those files that were fetched. Reads the disk.

        ``told`` are addresses with the bytes that the source tells, 0 for not told. A file of
        another length is an older one of that address: it is to be fetched again.
        """
        found = ((url, size, self.find(url)) for url, size in told.items())
        return {
            url: kept.facts.sha256
            for url, size, kept in found
            if kept is not None and size in (0, kept.facts.bytes)
        }

    def read(self, kept: Kept) -> bytes:
        """The bytes that a note speaks of; empty when they are gone or damaged."""
        path = self._place(kept.facts.sha256)
        try:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != kept.facts.sha256:
                _log.info("The kept file %s is damaged and is fetched again.", path.name)
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
        path = self._place(sha256)
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
        """Write file and note. What the disk refuses is not kept."""
        try:
            size = keeping.write(self._place(kept.facts.sha256), [data])
            self._noted(url, kept, size, url)
        except OSError as fault:
            _log.warning("A file could not be kept: %s", fault)

    @contextmanager
    def incoming(self) -> Iterator[BinaryIO]:
        """A file to write to that ``adopt`` takes in without a copy. Raises OSError."""
        self._files.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._files, prefix=".new-")
        os.close(handle)
        try:
            with open(name, "w+b") as file:  # noqa: PTH123 - its name is asked for later
                yield file
        finally:
            Path(name).unlink(missing_ok=True)

    def adopt(self, url: str, file: BinaryIO, kept: Kept, title: str) -> None:
        """Keep a file that ``incoming`` gave, and close it; the news is about a title.

        Raises OSError.
        """
        place = self._place(kept.facts.sha256)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.close()
        Path(file.name).replace(place)
        self._noted(url, kept, kept.facts.bytes, title)

    def news(self) -> dict[str, str]:
        """Addresses whose bytes are known since somebody last looked, or are others now, or the
        titles of which a file is, each under the name to forget it by. Reads the disk."""
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

    def _noted(self, url: str, kept: Kept, size: int, news: str) -> None:
        note = {"url": url, "facts": asdict(kept.facts), "fetched": kept.fetched}
        before = self.find(url)
        keeping.write(self._note(url), [json.dumps(note).encode()])
        if before is None or before.facts.sha256 != kept.facts.sha256:
            # By the hash as well: what comes later is news of its own.
            name = f"{self._note(url).stem[:32]}-{kept.facts.sha256[:32]}"
            keeping.write(self._news / name, [news.encode("utf-8", "surrogatepass")])
        self._room.make(size)

    def _note(self, url: str) -> Path:
        name = keeping.name_of(url)
        return self._notes / name[:2] / f"{name}.json"

    def _place(self, sha256: str) -> Path:
        return self._files / sha256[:2] / sha256


class AllFetched:
    """Several folders of fetched files as one."""

    def __init__(self, *folders: FetchedFiles) -> None:
        self._folders = folders

    def hashes(self, told: Mapping[str, int]) -> dict[str, str]:
        """The SHA-256 of those files that were fetched. Reads the disk."""
        found: dict[str, str] = {}
        for each in reversed(self._folders):
            found |= each.hashes(told)
        return found

    def open(self, sha256: str) -> BinaryIO:
        """The file with exactly these bytes, at its beginning; raises NoFileError."""
        faults: list[NoFileError] = []
        for each in self._folders:
            try:
                return each.open(sha256)
            except NoFileError as fault:
                faults.append(fault)
        # What is damaged in one place says more than what was never in another.
        raise max(faults, key=lambda each: "any more" not in str(each))

    def news(self) -> dict[str, str]:
        """As of one folder. Reads the disk."""
        return {name: url for each in self._folders for name, url in each.news().items()}

    def forget_news(self, names: Iterable[str]) -> None:
        """These were looked at."""
        wanted = list(names)
        for each in self._folders:
            each.forget_news(wanted)


def production_files(folder: Path) -> FetchedFiles:
    """The production files in their folder."""
    return FetchedFiles(folder, CAP_PRODUCTION, "whole")


def all_fetched(home: Home, profile: str) -> AllFetched:
    """The covers and production files of a profile."""
    return AllFetched(
        FetchedFiles(home.covers(profile)), production_files(home.production_files(profile))
    )
