"""Which services has an open profile, and what are they built from?

Each is built, and its libraries are imported, when it is first asked for: a window paints rows
before anything else.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from desktop_app.records.flow import SafeMode

if TYPE_CHECKING:
    from desktop_app.engine import Engine
    from desktop_app.records.halt import Halt
    from desktop_app.services.assets import Assets
    from desktop_app.services.capabilities import Capabilities
    from desktop_app.services.cover_choice import CoverChoices
    from desktop_app.services.covers import Covers
    from desktop_app.services.drift import Told
    from desktop_app.services.fetched_files import AllFetched
    from desktop_app.services.files import Files
    from desktop_app.services.history import History
    from desktop_app.services.look_up import LookUp
    from desktop_app.services.mapping_change import MappingChanges
    from desktop_app.services.milestones import Milestones
    from desktop_app.services.network import Network
    from desktop_app.services.production_files import ProductionFiles
    from desktop_app.services.refresh import Refresh
    from desktop_app.services.review import Review
    from desktop_app.services.saved_views import SavedViews
    from desktop_app.services.send import Send
    from desktop_app.services.standing import StandingService
    from desktop_app.services.survey import Survey
    from desktop_app.services.sync import Sync
    from desktop_app.services.their_file import TheirFile
    from desktop_app.settings.paths import Home
    from desktop_app.settings.profiles import Profile, Settings
    from desktop_app.store.catalogue import Catalogue
    from desktop_app.store.db import Database
    from desktop_app.store.ledger import Ledger
    from desktop_app.store.standing import StandingTable


class Services:
    """What an ``App`` has beside its life: the attributes are the services; there is no logic here.

    Whoever derives from it has opened the files.
    """

    home: Home
    settings: Settings
    profile: Profile
    writable: bool
    look_up: LookUp
    _files: Files
    _cache: Database
    _catalogue: Catalogue
    _table: StandingTable

    @property
    def _book(self) -> Database:
        return self._files.book

    @property
    def halt(self) -> Halt | None:
        """Why nothing is sent, and perhaps nothing read; None while all is well."""
        return self._files.halt

    @cached_property
    def _ledger(self) -> Ledger:
        from desktop_app.store.ledger import Ledger

        return Ledger(self._book)

    @cached_property
    def network(self) -> Network:
        """The two ends of the profile."""
        from desktop_app.services.network import Network

        return Network(self.home, self.profile, self._ledger.id)

    @cached_property
    def review(self) -> Review:
        """What would go, what is in the way, what changes."""
        from desktop_app.services.review import Review

        return Review(self._catalogue, self._ledger, self.profile, hashes=self._fetched.hashes)

    @cached_property
    def survey(self) -> Survey:
        """What is to be said of thousands of titles at once."""
        from desktop_app.services.survey import Survey

        return Survey(self._catalogue, self._ledger, self.profile, hashes=self._fetched.hashes)

    @cached_property
    def standing(self) -> StandingService:
        """Keeps the cells of the list up to date."""
        from desktop_app.services.standing import StandingService

        return StandingService(
            self._catalogue, self._table, self._ledger, self.profile,
            hashes=self._fetched.hashes, files=self._fetched,
        )  # fmt: skip

    @cached_property
    def sync(self) -> Sync:
        """Reads the source into the catalogue."""
        from desktop_app.services.sync import Sync

        return Sync(self._catalogue, self.network.source, self._table)

    @cached_property
    def capabilities(self) -> Capabilities:
        """What the profile's Consonance can give, and what each loss touches."""
        from desktop_app.services.capabilities import Capabilities
        from desktop_app.services.handshakes import HandshakeFile

        memory = HandshakeFile(self.home.handshake(self.profile.name))
        told = HandshakeFile(self.home.told(self.profile.name))
        return Capabilities(self.profile, self.network.source, memory, told)

    @cached_property
    def told(self) -> Told:
        """What is new about what Consonance can give, since people were last told of it."""
        from desktop_app.services.drift import Told
        from desktop_app.services.handshakes import HandshakeFile

        return Told(self.profile, HandshakeFile(self.home.told(self.profile.name)))

    @cached_property
    def engine(self) -> Engine:
        """Sends what the ledger says is due."""
        from desktop_app.engine import Engine, lanes

        sends = self.profile.safe_mode is not SafeMode.READ_ONLY and self.halt is None
        return Engine(self._ledger, self.network.courier, lanes(self.profile.flows), sends=sends)

    @cached_property
    def send(self) -> Send:
        """Puts plans in line and takes them out."""
        from desktop_app.services.send import Send

        return Send(self._ledger, self.engine, self.review, self.profile, self.halt)

    @cached_property
    def history(self) -> History:
        """What went where."""
        from desktop_app.services.history import History

        return History(self._ledger)

    @cached_property
    def their_file(self) -> TheirFile:
        """What a destination really has, by a file of its own."""
        from desktop_app.services.their_file import TheirFile

        return TheirFile(self._catalogue, self._ledger, self.profile)

    @cached_property
    def mapping_changes(self) -> MappingChanges:
        """What another mapping of a format would do, and taking it into use."""
        from desktop_app.services.mapping_change import MappingChanges

        settled = self.settings.profile(self.profile.name)
        return MappingChanges(
            self._catalogue, self._ledger, self.home, settled, hashes=self._fetched.hashes
        )

    @cached_property
    def milestones(self) -> Milestones:
        """What titles have reached, and what was told of it."""
        from desktop_app.services.milestones import Milestones

        return Milestones(self._catalogue, self._table, self.profile)

    @cached_property
    def views(self) -> SavedViews:
        """Searches that were kept."""
        from desktop_app.services.saved_views import SavedViews
        from desktop_app.settings.views import ViewsFile

        return SavedViews(ViewsFile(self.home.views(self.profile.name)), self.look_up)

    @cached_property
    def covers(self) -> Covers:
        """Pictures by address."""
        from desktop_app.services.covers import Covers

        return Covers(
            self.home.covers(self.profile.name), loopback_allowed=self.network.on_this_computer
        )

    @cached_property
    def production_files(self) -> ProductionFiles:
        """Files for printers and repositories, by address."""
        from desktop_app.services.production_files import ProductionFiles

        return ProductionFiles(
            self.home.production_files(self.profile.name),
            loopback_allowed=self.network.on_this_computer,
        )

    @cached_property
    def _fetched(self) -> AllFetched:
        from desktop_app.services.fetched_files import all_fetched

        return all_fetched(self.home, self.profile.name)

    @cached_property
    def assets(self) -> Assets:
        """Which files a title has, and what is known of each."""
        from desktop_app.services.assets import Assets

        return Assets(self.look_up, self.covers, lambda: self.production_files)

    @cached_property
    def cover_choices(self) -> CoverChoices:
        """Which front cover is meant where a title has several."""
        from desktop_app.services.cover_choice import CoverChoices

        async def hold() -> str:
            return await self.send.hold_outdated()

        return CoverChoices(self.look_up, self.covers, self._ledger, hold, writable=self.writable)

    @cached_property
    def _refresh(self) -> Refresh:
        from desktop_app.services.refresh import Refresh

        return Refresh(self.sync, self.standing, self.send, self.halt)
