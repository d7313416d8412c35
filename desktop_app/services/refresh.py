"""What a person means by *Refresh*: read the source, then bring the standing up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.records.progress import Report, silent

if TYPE_CHECKING:
    from desktop_app.services.standing import StandingService
    from desktop_app.services.sync import Sync, SyncReport


class Refresh:
    """One order of steps for window, command line and demo."""

    def __init__(self, sync: Sync, standing: StandingService) -> None:
        self._sync = sync
        self._standing = standing

    async def run(self, *, full: bool = False, report: Report = silent) -> SyncReport:
        """Synchronise and recompute what changed; raises SourceError, SecretError.

        A cancelled or broken synchronisation keeps its pages, and their standing is still
        brought up to date before the error goes on.
        """
        try:
            return await self._sync.run(full=full, report=report)
        finally:
            await self._standing.refresh(None, None, report)

    async def import_onix(self, path: Path, *, report: Report = silent) -> SyncReport:
        """Take an ONIX file in whole or not at all; raises SourceFileError."""
        taken = await self._sync.import_onix(path, report)
        await self._standing.refresh(None, None, report)
        return taken
