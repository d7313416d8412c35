"""How does an open profile go by other flows? In place: no file is closed, no send is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.engine import Engine
    from desktop_app.services.look_up import LookUp
    from desktop_app.services.review import Review
    from desktop_app.services.send import Send
    from desktop_app.services.standing import StandingService
    from desktop_app.settings.profiles import Profile


async def follow(
    profile: Profile,
    look_up: LookUp,
    review: Review,
    standing: StandingService,
    send: Send,
    engine: Engine,
) -> str:
    """Give every service that is at work the flows of ``profile``.

    What is on its way is finished first (at most the engine's patience). Returns a sentence when
    something that waited is held, or ""; raises StoreError.
    """
    from desktop_app.engine import lanes

    async def judge_anew() -> str:
        look_up.set_flows(profile.flows)
        review.use(profile)
        standing.use(profile)
        return await send.use(profile)

    return await engine.use(lanes(profile.flows), judge_anew())
