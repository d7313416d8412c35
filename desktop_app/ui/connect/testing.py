"""What does the dialog ask for on the core loop? The steps of a test, and keeping a profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop_app.services.profiles import ConnectForm, Profiles

if TYPE_CHECKING:
    from desktop_app.services.connect import Step


async def run_steps(profiles: Profiles, form: ConnectForm, tell: Callable[[Step], None]) -> int:
    """Tell each step as it ends; returns how many failed. Raises ColophonError."""
    failed = 0
    async for step in profiles.test(form):
        tell(step)
        failed += step.ok is False
    return failed


async def keep(profiles: Profiles, form: ConnectForm) -> str:
    """Keep the profile with the flows that its xConnector offers; returns its name."""
    flows = await profiles.offered_flows(form)
    return (await profiles.save(form, flows)).name
