"""Composition root: opens a profile, builds the services, closes them in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.engine import Engine, lanes
from desktop_app.records.flow import Flow
from desktop_app.records.progress import Report, silent
from desktop_app.records.settlement import RecoveryReport
from desktop_app.services.assets import Assets
from desktop_app.services.covers import Covers
from desktop_app.services.history import History
from desktop_app.services.look_up import LookUp
from desktop_app.services.network import Ends, Network
from desktop_app.services.refresh import Refresh
from desktop_app.services.review import Review
from desktop_app.services.send import Send
from desktop_app.services.standing import StandingService
from desktop_app.services.sync import Sync, SyncReport
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.ledger import Ledger
from desktop_app.store.lock import HomeLock
from desktop_app.store.standing import StandingTable

if TYPE_CHECKING:
    from desktop_app.services.connect import Step


class App:
    """Everything one profile needs. The attributes are the services; there is no logic here.

    With a ``lock`` the home is written to; without one every service reads only.
    """

    def __init__(
        self, home: Home, settings: Settings, profile: Profile, lock: HomeLock | None
    ) -> None:
        self.home = home
        self.settings = settings
        self.profile = profile
        self.writable = lock is not None
        self._lock = lock
        self._cache = _database(home.catalogue(profile.name), "catalogue", lock)
        self._book = _database(home.ledger(profile.name), "ledger", lock)
        catalogue, table = Catalogue(self._cache), StandingTable(self._cache)
        self._ledger = Ledger(self._book)
        self.network = Network(home, profile, self._ledger.id)
        self.look_up = LookUp(catalogue, table, profile.flows)
        self.review = Review(catalogue, self._ledger, profile)
        self.standing = StandingService(catalogue, table, self._ledger, profile)
        self.sync = Sync(catalogue, self.network.source, table)
        self.engine = Engine(self._ledger, self.network.courier, lanes(profile.flows))
        self.send = Send(self._ledger, self.engine, self.review, profile)
        self.history = History(self._ledger)
        self.covers = Covers(
            home.covers(profile.name), loopback_allowed=self.network.on_this_computer
        )
        self.assets = Assets(self.look_up, self.covers)
        self._refresh = Refresh(self.sync, self.standing)

    @classmethod
    def open(
        cls,
        home: Home,
        settings: Settings,
        profile_name: str,
        *,
        writable: bool = True,
        patience: float = 0,
    ) -> App:
        """Open the profile's files; raises HomeBusyError, NotFoundError or StoreError.

        ``patience`` is how many seconds to wait for another process to leave the home.
        """
        profile = settings.profile(profile_name)
        lock = HomeLock(home.lock_file) if writable else None
        if lock is None:
            return cls(home, settings, profile, None)
        lock.acquire(patience)
        try:
            return cls(home, settings, profile, lock)
        except BaseException:
            lock.release()
            raise

    async def start(self) -> RecoveryReport:
        """Make sense of what an earlier run left on its way; nothing is sent yet."""
        return await self.send.recover() if self.writable else RecoveryReport("")

    async def work(self) -> RecoveryReport:
        """What a window needs: recover, follow what moves, send what waits."""
        recovered = await self.start()
        self.standing.start()
        self.engine.start()
        return recovered

    async def online(self) -> Ends:
        """Reach both ends; starts the embedded services of the demo."""
        return await self.network.online()

    async def refresh(self, *, full: bool = False, report: Report = silent) -> SyncReport:
        """Read Consonance, then bring the standing up to date; raises SourceError, SecretError."""
        return await self._refresh.run(full=full, report=report)

    async def import_onix(self, path: Path, *, report: Report = silent) -> SyncReport:
        """Take an ONIX file in whole or not at all; raises SourceFileError."""
        return await self._refresh.import_onix(path, report=report)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call ``listener``, from a writer thread, after commits; at most ten times a second."""
        self._cache.on_commit(listener)
        self._book.on_commit(listener)

    async def aclose(self) -> None:
        """End in order: sending, following, the network, the files, the lock."""
        try:
            await self.engine.stop()
            await self.standing.stop()
            if self.writable:
                await self.standing.refresh()
        finally:
            try:
                await self.network.aclose()
            finally:
                self.covers.close()
                self._book.close()
                self._cache.close()
                if self._lock is not None:
                    self._lock.release()


def _database(path: Path, kind: str, lock: HomeLock | None) -> Database:
    # The cache can be fetched again; the ledger exists nowhere else.
    return Database(path, kind, durable=kind == "ledger", writable=lock is not None)


async def connection_steps(
    home: Home, profile: Profile, *, flow: Flow | None = None
) -> AsyncIterator[Step]:
    """Try a profile's two ends a step at a time; nothing is written anywhere."""
    from desktop_app.services.connect import Connect

    network = Network(home, profile, "")
    try:
        ends = await network.online()
        steps = Connect().steps(
            ends.consonance_url,
            ends.consonance_key,
            ends.xconnector_url,
            ends.xconnector_token,
            flow=flow,
        )
        async for step in steps:
            yield step
    finally:
        await network.aclose()
