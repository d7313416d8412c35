"""What can be asked of a profile that is not open? Its two ends answer; nothing is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from desktop_app.services.own_mappings import in_force

if TYPE_CHECKING:
    from desktop_app.records.flow import Flow
    from desktop_app.services.capabilities import Account
    from desktop_app.services.connect import Step
    from desktop_app.settings.paths import Home
    from desktop_app.settings.profiles import Profile


async def connection_steps(
    home: Home, profile: Profile, *, flow: Flow | None = None
) -> AsyncIterator[Step]:
    """Try a profile's two ends a step at a time; nothing is written anywhere."""
    from desktop_app.services.connect import Connect
    from desktop_app.services.network import Network

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


async def capabilities_of(home: Home, profile: Profile) -> Account:
    """What a profile's Consonance can give; nothing of the home is opened for it."""
    from desktop_app.services.capabilities import Capabilities
    from desktop_app.services.handshakes import HandshakeFile
    from desktop_app.services.network import Network

    profile, _ = in_force(home, profile)
    network = Network(home, profile, "")
    try:
        memory = HandshakeFile(home.handshake(profile.name))
        told = HandshakeFile(home.told(profile.name))
        return await Capabilities(profile, network.source, memory, told).ask()
    finally:
        await network.aclose()
