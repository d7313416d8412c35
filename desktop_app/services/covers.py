"""Where do pictures of covers come from, and how are they kept? A few threads and a folder.

Nothing here runs on the core loop or the GUI's: callers get futures. Files are kept under the
hash of their bytes, so a damaged one is noticed and fetched again.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

from desktop_app.records.asset import AssetFacts
from desktop_app.services.cover_workers import Workers
from desktop_app.services.fetched_files import FetchedFiles, Kept

if TYPE_CHECKING:
    from desktop_app.sources.assets import Download, Downloader

T = TypeVar("T")

_FRESH_PICTURE = 7 * 86_400.0
"""Seconds for which a list shows a kept picture without asking whether it has changed."""
_FRESH_FACTS = 60.0
"""Seconds for which a measured file counts as measured now."""
_FORGIVEN_PICTURE = 300.0
"""Seconds for which a list does not ask again for what could not be had."""
_FORGIVEN_FACTS = 15.0
_REMEMBERED = 4_000
_log = logging.getLogger(__name__)


class _Lock:
    """A lock that a weak dictionary may hold: it lives while somebody uses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class Covers:
    """Pictures and facts by address. ``folder`` is made when first needed.

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
        self._files = FetchedFiles(folder)
        self._unfinished = folder / "unfinished"
        self._workers = Workers("cover")
        self._loopback_allowed = loopback_allowed
        self._verify = verify
        self._downloader: Downloader | None = None
        self._now = now
        self._locks: WeakValueDictionary[str, _Lock] = WeakValueDictionary()
        self._failed: OrderedDict[str, tuple[float, AssetFacts]] = OrderedDict()
        self._guard = threading.Lock()

    def thumbnail(self, url: str, box: tuple[int, int]) -> Future[bytes | None]:
        """The picture within a box of device pixels, as JPEG or PNG; None when there is none.

        The newest request is served first. A request that is pushed out by hundreds of newer
        ones is cancelled; ask again when the picture is needed again.
        """
        return self._workers.submit(lambda: self._thumbnail(url, box))

    def facts(self, url: str) -> Future[AssetFacts]:
        """What the file is now, downloaded, measured and hashed; a fault is its ``problem``."""
        return self._workers.submit(lambda: self._measured(url)[0])

    def file(self, url: str) -> Future[tuple[AssetFacts, bytes]]:
        """The facts with the bytes they were measured from; no bytes where there is a problem."""
        return self._workers.submit(lambda: self._measured(url))

    def close(self) -> None:
        """Cancel what waits, end what runs, close the sockets."""
        self._workers.close()
        if self._downloader is not None:
            self._downloader.close()

    # -- in the pool's threads -------------------------------------------------------------------

    def _thumbnail(self, url: str, box: tuple[int, int]) -> bytes | None:
        from desktop_app.sources import pictures

        data = self._picture(url)
        if not data:
            return None
        try:
            return pictures.thumbnail(data, box)
        except pictures.NoPictureError as fault:
            _log.info("No thumbnail of %s: %s", url[:200], fault)
            return None

    def _picture(self, url: str) -> bytes:
        with self._alone(url):
            kept = self._files.find(url)
            data = self._files.read(kept) if kept else b""
            if data and kept and self._now() - kept.fetched < _FRESH_PICTURE:
                return data
            if self._failure(url, _FORGIVEN_PICTURE) is None:
                got = self._fetch(url)
                if not got.facts.problem:
                    return got.data
            # A picture of last month is better than none while its server is away.
            return data

    def _measured(self, url: str) -> tuple[AssetFacts, bytes]:
        with self._alone(url):
            kept = self._files.find(url)
            if kept and self._now() - kept.fetched < _FRESH_FACTS:
                data = self._files.read(kept)
                if data:
                    return kept.facts, data
            failed = self._failure(url, _FORGIVEN_FACTS)
            if failed is not None:
                return failed, b""
            got = self._fetch(url)
            return got.facts, b"" if got.facts.problem else got.data

    def _fetch(self, url: str) -> Download:
        got = self._line().fetch(url)
        with self._guard:
            self._failed.pop(url, None)
            if got.facts.problem and not self._workers.stopped():
                self._failed[url] = (self._now(), got.facts)
                while len(self._failed) > _REMEMBERED:
                    self._failed.popitem(last=False)
        if not got.facts.problem:
            self._files.keep(url, got.data, Kept(got.facts, self._now()))
        return got

    def _line(self) -> Downloader:
        """Made when the first picture has to be fetched: it brings the HTTP library."""
        from desktop_app.sources.assets import Downloader
        from desktop_app.sources.partial import Partials

        with self._guard:
            if self._downloader is None:
                self._downloader = Downloader(
                    loopback_allowed=self._loopback_allowed,
                    verify=self._verify,
                    stopped=self._workers.stopped,
                    partials=Partials(self._unfinished),
                )
            return self._downloader

    def _failure(self, url: str, forgiven_after: float) -> AssetFacts | None:
        with self._guard:
            found = self._failed.get(url)
        if found is None or self._now() - found[0] >= forgiven_after:
            return None
        return found[1]

    def _alone(self, url: str) -> _Lock:
        """One thread at a time per address: the others then find the file in the folder."""
        with self._guard:
            lock = self._locks.get(url)
            if lock is None:
                lock = self._locks[url] = _Lock()
            return lock
