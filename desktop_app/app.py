"""Composition root: opens a profile, builds the services, closes them in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.records.flow import Flow
from desktop_app.records.progress import Report, silent
from desktop_app.services.assets import Asset, Assets
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
    from desktop_app.engine import Engine
    from desktop_app.services.connect import Step
    from desktop_app.services.covers import Covers


class App:
    """Everything one profile needs. The attributes are the services; there is no logic here."""

    def __init__(self, home: Home, settings: Settings, profile: Profile, lock: HomeLock | None):
        self.home = home
        self.settings = settings
        self.profile = profile
        self.writable = lock is not None
        self._lock = lock
        writable = self.writable
        self._cache = Database(
            home.catalogue(profile.name), "catalogue", durable=False, writable=writable
        )
        self._book = Database(home.ledger(profile.name), "ledger", durable=True, writable=writable)
        self.catalogue = Catalogue(self._cache)
        self.standing_table = StandingTable(self._cache)
        self.ledger = Ledger(self._book)
        self.network = Network(home, profile, self.ledger.id)
        self.look_up = LookUp(self.catalogue, self.standing_table, profile.flows)
        self.review = Review(self.catalogue, self.ledger, profile)
        self.standing = StandingService(self.catalogue, self.standing_table, self.ledger, profile)
        self.sync = Sync(self.catalogue, self.network.source, self.standing_table)
        self.engine = Engine(self.ledger, self.network.courier, lanes(profile.flows))
        self.send = Send(self.ledger, self.engine, self.review, profile)
        self.history = History(self.ledger)
        self.covers = Covers(home.covers(profile.name), loopback_allowed=self._on_loopback)
        self.assets = Assets(self.look_up, self.covers)
        self._refresh = Refresh(self.network, self.sync, self.standing)

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
        """Open the profile's files; raises HomeBusyError, NotFoundError or StoreError."""
        profile = settings.profile(profile_name)
        lock = HomeLock(home.lock_file) if writable else None
        if lock:
            lock.acquire(patience)
        return cls(home, settings, profile, lock)
