"""Who is at the other end: addresses and secrets of a profile, found when first needed.

The demo profile's services are embedded and started on demand; every other profile brings its
addresses from the settings and its secrets from the keychain, the environment or a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.records.errors import SettingsError
from desktop_app.records.flow import Flow, Style
from desktop_app.records.manifest import FORMATS as WITH_FILES
from desktop_app.services.handshakes import HandshakeFile
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import DEMO, GRAPHQL, REST4, Profile
from desktop_app.settings.secrets import CONSONANCE, SIGNING, XCONNECTOR, get_secret, given_secret

if TYPE_CHECKING:
    from desktop_app.engine.courier import Courier
    from desktop_app.records.manifest import Files
    from desktop_app.services.embedded import Embedded
    from desktop_app.sources import Source


@dataclass(frozen=True, slots=True)
class Ends:
    """Addresses with their secrets; kept in memory only, and never shown."""

    consonance_url: str
    consonance_key: str
    xconnector_url: str
    xconnector_token: str
    signing_secret: str = ""

    def __repr__(self) -> str:
        return f"Ends({self.consonance_url}, {self.xconnector_url})"


class Network:
    """Opens the two ends of one profile. ``online`` is idempotent and may be awaited by many."""

    def __init__(self, home: Home, profile: Profile, ledger_id: str) -> None:
        self._home = home
        self._profile = profile
        self._ledger_id = ledger_id
        self._ends: Ends | None = None
        self._secrets: dict[str, str] = {}
        self._embedded: Embedded | None = None
        self._opening = asyncio.Lock()

    @property
    def on_this_computer(self) -> bool:
        """Whether the profile's Consonance is on loopback: only then may its files be, too."""
        if self._profile.name == DEMO:
            return True
        from desktop_app.records.wire import is_loopback_host

        return is_loopback_host(urlsplit(self._profile.consonance_url).hostname or "")

    async def online(self) -> Ends:
        """The two ends; starts the embedded services for the demo.

        An end without an address has no secret either. Raises SecretError when one is missing.
        """
        if self._profile.name == DEMO:
            return await self._demo()
        profile = self._profile
        key = await self._secret(CONSONANCE) if profile.consonance_url else ""
        token = await self._secret(XCONNECTOR) if profile.xconnector_url else ""
        signing = given_secret(profile, SIGNING)
        return Ends(profile.consonance_url, key, profile.xconnector_url, token, signing)

    async def awake(self) -> None:
        """Start the embedded services of the demo; other profiles are asked for nothing."""
        if self._profile.name == DEMO:
            await self._demo()

    async def ready(self, flows: Iterable[Flow]) -> None:
        """Make sure that these flows can be sent to; raises SecretError or SettingsError.

        Sending needs no Consonance, and a webhook no xConnector.
        """
        if any(flow.style is not Style.WEBHOOK for flow in flows):
            await self._xconnector()

    async def _demo(self) -> Ends:
        from desktop_app.services.embedded import Embedded

        async with self._opening:
            if self._ends is None:
                self._embedded = self._embedded or Embedded()
                found = await self._embedded.start(self._home)
                self._ends = Ends(
                    found.consonance_url, found.consonance_key, found.xconnector_url,
                    found.xconnector_token,
                )  # fmt: skip
        return self._ends

    async def _consonance_key(self) -> str:
        if not self._profile.consonance_url:
            raise SettingsError(
                f"The profile {self._profile.name} has no Consonance address.",
                not_done="Nothing was read or sent.",
                next_step="Add the address in Connect.",
            )
        return await self._secret(CONSONANCE)

    async def _secret(self, kind: str) -> str:
        """A secret, asked for once: a locked keychain would prompt each time."""
        async with self._opening:
            if kind not in self._secrets:
                self._secrets[kind] = await asyncio.to_thread(get_secret, self._profile, kind)
        return self._secrets[kind]

    def forget(self) -> None:
        """Read addresses and secrets again the next time: a person has changed them."""
        self._ends = None
        self._secrets.clear()

    async def source(self) -> Source:
        """A fresh Consonance source; the caller closes it. Reading needs no xConnector."""
        if self._profile.name == DEMO:
            ends = await self._demo()
            return self._source(ends.consonance_url, ends.consonance_key)
        key = await self._consonance_key()
        return self._source(self._profile.consonance_url, key)

    def _source(self, url: str, key: str) -> Source:
        from desktop_app.services.reading_process import APART
        from desktop_app.sources.consonance import ConsonanceSource

        memory = HandshakeFile(self._home.handshake(self._profile.name))
        if self._profile.interface == GRAPHQL:
            return ConsonanceSource(url, key, memory=memory, **APART)
        from desktop_app.sources.rest4 import EitherSource, Rest4Source

        if self._profile.interface == REST4:
            return Rest4Source(url, key)
        return EitherSource(
            ConsonanceSource(url, key, memory=memory, **APART),
            Rest4Source(url, key),
            stay=memory.recall() is not None,
        )

    async def courier(self, flow: Flow) -> Courier:
        """The courier that reaches the flow's endpoint. Sending needs no Consonance."""
        secret = given_secret(self._profile, SIGNING)
        if flow.style is Style.WEBHOOK:
            from desktop_app.xconnector.webhook import WebhookCourier

            return WebhookCourier(
                flow.url, flow.acknowledgement, ledger=self._ledger_id, secret=secret
            )
        from desktop_app.xconnector.contract import ContractCourier

        url, token = await self._xconnector()
        return ContractCourier(
            url, token, ledger=self._ledger_id, secret=secret, files=self._files(flow)
        )

    def _files(self, flow: Flow) -> Files | None:
        """Where the files of a manifest are taken from, by the hash that was previewed."""
        if flow.format not in WITH_FILES:
            return None
        from desktop_app.services.fetched_files import all_fetched

        return all_fetched(self._home, self._profile.name)

    async def _xconnector(self) -> tuple[str, str]:
        if self._profile.name == DEMO:
            ends = await self._demo()
            return ends.xconnector_url, ends.xconnector_token
        if not self._profile.xconnector_url:
            raise SettingsError(
                f"The profile {self._profile.name} has no xConnector address.",
                not_done="Nothing was sent.",
                next_step="Add the address in Connect.",
            )
        return self._profile.xconnector_url, await self._secret(XCONNECTOR)

    def at_hand(self) -> tuple[str, str] | None:
        """xConnector's address and token where it is at work and nobody has to be asked for
        anything; None otherwise."""
        if self._profile.name == DEMO:
            return (self._ends.xconnector_url, self._ends.xconnector_token) if self._ends else None
        token = self._secrets.get(XCONNECTOR, "")
        return (self._profile.xconnector_url, token) if token else None

    async def aclose(self) -> None:
        """Stop what was started here."""
        if self._embedded is not None:
            await self._embedded.stop()
