"""Composition root: opens a profile, has its services at hand, closes them in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.on_demand import Services
from desktop_app.records.progress import Report, silent
from desktop_app.services.files import Files
from desktop_app.services.look_up import LookUp
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.standing import StandingTable

if TYPE_CHECKING:
    from desktop_app.records.halt import Halt
    from desktop_app.records.plan import Plan
    from desktop_app.records.settlement import RecoveryReport
    from desktop_app.services.flow_settings import FlowSettings
    from desktop_app.services.network import Ends
    from desktop_app.services.sync import SyncReport
    from desktop_app.store.lock import HomeLock

_BY_FLOWS = ("capabilities", "told", "their_file", "mapping_changes", "milestones", "survey")
"""Services that hold nothing but what they were built with: built anew for other flows."""


class App(Services):
    """Everything one profile needs, from opening its files to closing them in order.

    Look-up is there at once, because a window paints rows before anything else; every other
    service when it is first asked for. With a ``lock`` the home is written to; without one every
    service reads only.
    """

    def __init__(
        self,
        home: Home,
        settings: Settings,
        profile: Profile,
        lock: HomeLock | None,
        halt: Halt | None = None,
    ) -> None:
        self.home = home
        self.settings = settings
        self.profile, self._own_words = _in_force(home, profile)
        profile = self.profile
        self.writable = lock is not None
        self._lock = lock
        self._following = False
        self._files = Files(home, profile.name, writable=self.writable, halt=halt)
        self._cache = self._files.cache
        self._catalogue = Catalogue(self._cache)
        self._table = StandingTable(self._cache)
        self.look_up = LookUp(self._catalogue, self._table, profile.flows)

    @property
    def words(self) -> str:
        """What opening the files found and mended, for people; "" for nothing."""
        return " ".join(filter(None, (self._files.words, self._own_words)))

    @cached_property
    def flow_settings(self) -> FlowSettings:
        """The flows as the settings have them, and changing them."""
        from desktop_app.services.flow_settings import FlowSettings

        return FlowSettings(self)

    # -- life ----------------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        home: Home,
        settings: Settings,
        profile_name: str,
        *,
        writable: bool = True,
        patience: float = 0,
        halt: Halt | None = None,
    ) -> App:
        """Open the profile's files; raises HomeBusyError, NotFoundError or StoreError.

        ``patience`` is how many seconds to wait for another process to leave the home. ``halt``
        is why a window that is not ``writable`` shows what there is all the same.
        """
        profile = settings.profile(profile_name)
        if not writable:
            return cls(home, settings, profile, None, halt)
        from desktop_app.store.lock import HomeLock

        lock = HomeLock(home.lock_file)
        lock.acquire(patience)
        try:
            app = cls(home, settings, profile, lock)
            app._open_book()
        except BaseException:
            lock.release()
            raise
        return app

    def _open_book(self) -> None:
        """At once where something may be sent: a ledger that cannot be opened is told first."""
        try:
            self._book.path  # noqa: B018 - opens it
        except BaseException:
            self._files.close()
            raise

    async def start(self) -> RecoveryReport:
        """Make sense of what an earlier run left on its way; nothing is sent yet."""
        if self.writable and self.halt is None:
            return await self.send.recover()
        from desktop_app.records.settlement import RecoveryReport

        return RecoveryReport("")

    async def work(self) -> RecoveryReport:
        """What a window needs: recover, follow what moves, send what waits."""
        recovered = await self.start()
        self._following = True
        self.review.keep_ready()
        if self.writable and self.halt is None:
            self.standing.start()
            self.engine.start()
        return recovered

    async def follow_settings(self) -> str:
        """Go by the flows as the settings have them now, without opening the profile again: what
        is on its way is finished, what waits and is not as reviewed any more is held. Returns a
        sentence when something was, or ""; the standing is then to be refreshed."""
        from desktop_app.services.following import follow

        self.profile, self._own_words = await asyncio.to_thread(
            _in_force, self.home, self.settings.profile(self.profile.name)
        )
        for name in _BY_FLOWS:
            self.__dict__.pop(name, None)
        return await follow(
            self.profile, self.look_up, self.review, self.standing, self.send, self.engine
        )

    async def online(self) -> Ends:
        """Reach both ends; starts the embedded services of the demo."""
        return await self.network.online()

    async def refresh(self, *, full: bool = False, report: Report = silent) -> SyncReport:
        """Read Consonance, then bring the standing up to date; raises SourceError, SecretError."""
        return await self._refresh.run(full=full, report=report)

    async def refresh_titles(self, title_ids: Sequence[str]) -> SyncReport:
        """Read single titles from Consonance again; raises UsageError, SourceError."""
        return await self._refresh.titles(title_ids)

    async def remove_vanished(self) -> tuple[int, str]:
        """Take off the list what the last full reading did not meet, because a person agreed:
        how many titles, and a sentence when something that waited is held by it."""
        return await self._refresh.remove_vanished()

    async def renew_history(self) -> str:
        """A person agrees to another history; takes effect when the profile is opened again.
        Raises UsageError where nothing is to be agreed to."""
        return self._files.renew()

    async def import_onix(self, path: Path, *, report: Report = silent) -> SyncReport:
        """Take an ONIX file in whole or not at all; raises SourceFileError."""
        return await self._refresh.import_onix(path, report=report)

    async def save_plan(self, plan: Plan, path: Path) -> None:
        """A stored plan as a page for people; raises ColophonError when it cannot be written."""
        from desktop_app.services import plan_page

        titles = await self.look_up.titles(plan.titles)
        await plan_page.save(plan, {each.id: each for each in titles}, self.profile, path)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call ``listener``, from a writer thread, after commits; at most ten times a second."""
        self._cache.on_commit(listener)
        self._book.on_commit(listener)

    async def aclose(self) -> None:
        """End in order: sending, following, the network, the files, the lock."""
        built = self.__dict__
        try:
            if "engine" in built:
                await self.engine.stop()
            if "standing" in built:
                await self.standing.stop()
            if "review" in built:
                self.review.let_go()
            if self.writable and self.halt is None and not self._following:
                # A command that ends leaves the standing as it is; a window is not kept open for
                # the rest, which its next start takes up.
                await self.standing.refresh()
        finally:
            await self._close_files()

    async def _close_files(self) -> None:
        built = self.__dict__
        try:
            if "network" in built:
                await self.network.aclose()
        finally:
            if "covers" in built:
                self.covers.close()
            if "production_files" in built:
                self.production_files.close()
            self._files.close()
            if self._lock is not None:
                self._lock.release()


def _in_force(home: Home, profile: Profile) -> tuple[Profile, str]:
    """Most homes have no own mapping, and open sooner without what reads them."""
    if not home.own_mappings(profile.name).exists():
        return profile, ""
    from desktop_app.services.own_mappings import in_force

    return in_force(home, profile)
