"""What a person means by *Refresh*: read the source, then bring the standing up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.records.progress import Report, silent

if TYPE_CHECKING:
    from desktop_app.records.halt import Halt
    from desktop_app.services.send import Send
    from desktop_app.services.standing import StandingService
    from desktop_app.services.sync import Sync, SyncReport


class Refresh:
    """One order of steps for window, command line and demo.

    With a ``halt`` titles are read only where it allows that, and nothing is compared with a
    history that is in doubt. Every method may then raise StoreError.
    """

    def __init__(
        self, sync: Sync, standing: StandingService, send: Send, halt: Halt | None = None
    ) -> None:
        self._sync = sync
        self._standing = standing
        self._send = send
        self._halt = halt

    async def run(self, *, full: bool = False, report: Report = silent) -> SyncReport:
        """Synchronise and recompute what changed; raises SourceError, SecretError.

        A cancelled or broken synchronisation keeps its pages: what waits and is not as it was
        reviewed any more is held, and the standing is brought up to date, before the error goes
        on.
        """
        self._must_read()
        try:
            taken = await self._sync.run(full=full, report=report)
        finally:
            held = await self._follow(report)
        return _with(taken, held)

    async def titles(self, title_ids: Sequence[str]) -> SyncReport:
        """Read single titles anew; raises UsageError, SourceError, SecretError."""
        self._must_read()
        report = await self._sync.again(title_ids)
        if self._halt is not None:
            return report
        held = await self._send.hold_outdated()
        await self._standing.refresh(list(title_ids))
        return _with(report, held)

    async def remove_vanished(self) -> tuple[int, str]:
        """Take off the list what the last full reading did not meet: a person agreed.

        How many they were, and a sentence when something that waited is held because of it.
        """
        self._must_read()
        removed = await self._sync.remove_vanished()
        return removed, await self._follow(silent) if removed else ""

    async def import_onix(self, path: Path, *, report: Report = silent) -> SyncReport:
        """Take an ONIX file in whole or not at all; raises SourceFileError."""
        self._must_read()
        taken = await self._sync.import_onix(path, report)
        return _with(taken, await self._follow(report))

    async def _follow(self, report: Report) -> str:
        """First what may be about to leave, then what lists show."""
        if self._halt is not None:
            return ""
        held = await self._send.hold_outdated()
        await self._standing.refresh(None, None, report)
        return held

    def _must_read(self) -> None:
        if self._halt is not None and not self._halt.reads:
            raise self._halt.error("Nothing was read.")


def _with(taken: SyncReport, held: str) -> SyncReport:
    return replace(taken, words=(*taken.words, held)) if held else taken
