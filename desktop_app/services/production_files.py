"""How do production files get here? Fetched when a person asks, whole, and kept by their hash.

They may be hundreds of megabytes, so none is fetched because somebody looked at a title, and none
is ever in memory as a whole.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from desktop_app.records.asset import AssetFacts
from desktop_app.records.manifest import MOST_BYTES, NoFileError
from desktop_app.services.cover_workers import Workers
from desktop_app.services.fetched_files import Kept, production_files

if TYPE_CHECKING:
    from desktop_app.sources.arriving import Arriving
    from desktop_app.sources.assets import Downloader

_CAP_UNFINISHED = 2 * 1024 * 1024 * 1024
_DEADLINE = 1_800.0
"""Seconds for one file: 512 MB take so long on a line of 2.4 Mbit/s."""
_FRESH = 60.0
"""Seconds for which a file that came counts as what is there now."""
_THREADS = 2
_log = logging.getLogger(__name__)


class ProductionFiles:
    """Files by address. ``folder`` is made when first needed.

    ``loopback_allowed`` opens addresses of this computer, for a Consonance that runs here.
    ``now`` is a clock in seconds since the epoch, for tests.
    """

    def __init__(
        self,
        folder: Path,
        loopback_allowed: bool,
        *,
        verify: ssl.SSLContext | bool = True,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._files = production_files(folder)
        self._unfinished = folder / "unfinished"
        self._workers = Workers("production file", _THREADS)
        self._loopback_allowed = loopback_allowed
        self._verify = verify
        self._now = now
        self._downloader: Downloader | None = None
        self._running: dict[str, Future[AssetFacts]] = {}
        self._guard = threading.Lock()

    def known(self, url: str) -> AssetFacts | None:
        """What was fetched from there last; None when nothing was. Reads the disk."""
        kept = self._files.find(url)
        return kept.facts if kept else None

    def fetch(self, title: str, url: str, filename: str = "", told: int = 0) -> Future[AssetFacts]:
        """Fetch, hash and keep the file; a fault is its ``problem``, and then nothing is kept.

        ``title`` is the id of one that has it; ``filename`` and ``told``, its number of bytes, are
        what the source says of it. Asked for twice at once, it is fetched once.
        """
        with self._guard:
            running = self._running.get(url)
            if running is not None and not running.done():
                return running
            found = self._workers.submit(lambda: self._fetched(title, url, filename, told))
            self._running[url] = found
        found.add_done_callback(lambda _: self._over(url, found))
        return found

    def open(self, sha256: str) -> BinaryIO:
        """The file with exactly these bytes, at its beginning. Blocks; raises NoFileError."""
        return self._files.open(sha256)

    def close(self) -> None:
        """Cancel what waits, end what runs, close the sockets."""
        self._workers.close()
        if self._downloader is not None:
            self._downloader.close()

    # -- in the threads --------------------------------------------------------------------------

    def _over(self, url: str, found: Future[AssetFacts]) -> None:
        with self._guard:
            if self._running.get(url) is found:
                del self._running[url]

    def _fetched(self, title: str, url: str, filename: str, told: int) -> AssetFacts:
        fresh = self._fresh(url, told)
        if fresh is not None:
            return fresh
        from desktop_app.sources.print_files import measure

        def look(came: Arriving) -> AssetFacts:
            return measure(came, filename, told)

        try:
            with self._files.incoming() as file:
                facts = self._line().fetch_into(url, file, look)
                if not facts.problem:
                    self._files.adopt(url, file, Kept(facts, self._now()), title)
        except OSError as fault:
            _log.warning("A production file could not be kept: %s", fault)
            words = fault.strerror or str(fault)
            return AssetFacts(problem=f"The file cannot be kept on this computer ({words}).")
        return facts

    def _fresh(self, url: str, told: int) -> AssetFacts | None:
        """What came a moment ago, if it is still whole and as long as the source says."""
        kept = self._files.find(url)
        if kept is None or not 0 <= self._now() - kept.fetched < _FRESH:
            return None
        if told and told != kept.facts.bytes:
            return None
        try:
            self._files.open(kept.facts.sha256).close()
        except NoFileError:
            return None
        return kept.facts

    def _line(self) -> Downloader:
        """Made when the first file has to be fetched: it brings the HTTP library."""
        from desktop_app.sources.assets import Downloader
        from desktop_app.sources.partial import Partials

        with self._guard:
            if self._downloader is None:
                self._downloader = Downloader(
                    loopback_allowed=self._loopback_allowed,
                    verify=self._verify,
                    cap=MOST_BYTES,
                    deadline=_DEADLINE,
                    stopped=self._workers.stopped,
                    partials=Partials(self._unfinished, _CAP_UNFINISHED),
                )
            return self._downloader
