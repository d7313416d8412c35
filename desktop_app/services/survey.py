"""What is to be said of many titles at once? Counts and values, bounded; payloads stay behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from desktop_app.records.progress import Progress, Report, silent
from desktop_app.services.facts import Clock, FactsGatherer, Hashes, utc_now
from desktop_app.services.findings import Findings, Tally, findings_of
from desktop_app.services.judging import Breath, Judge
from desktop_app.services.selected import Gathering, Selection, fields_of

if TYPE_CHECKING:
    from desktop_app.records.flow import Flow
    from desktop_app.services.judged import Judged
    from desktop_app.settings.profiles import Profile
    from desktop_app.store.catalogue import Catalogue
    from desktop_app.store.ledger import Ledger

S_contra = TypeVar("S_contra", contravariant=True)
S = TypeVar("S")


class _Takes(Protocol[S_contra]):
    def meet(self, titles: Sequence[str]) -> None: ...
    def add(self, part: S_contra) -> None: ...


class Survey:
    """Looks at thousands of titles with the memory of a hundred. Built anew for other flows.

    Every method may raise NotFoundError for a flow that is not here, and StoreError. A title that
    the catalogue does not hold any more is told as gone.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        ledger: Ledger,
        profile: Profile,
        *,
        now: Clock = utc_now,
        hashes: Hashes | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._profile = profile
        self._gatherer = FactsGatherer(catalogue, ledger, profile, now, hashes)
        self._judge = Judge(self._gatherer)

    async def selection(
        self, title_ids: Sequence[str], flow: str, report: Report = silent
    ) -> Selection:
        """What the messages of these titles for a flow have in common, in what they differ, and
        what would become of them."""
        titles = list(dict.fromkeys(title_ids))
        gathering = Gathering(flow, titles)
        await self._fold(titles, [self._profile.flow(flow)], fields_of, gathering, report)
        # A tenth of a second for many thousands, which others on this loop need not wait for.
        return await asyncio.to_thread(gathering.told)

    async def findings(
        self, title_ids: Sequence[str], flows: Sequence[str], report: Report = silent
    ) -> Findings:
        """What the rules find in these titles for these flows."""
        titles = list(dict.fromkeys(title_ids))
        tally = Tally(titles)
        chosen = [self._profile.flow(name) for name in dict.fromkeys(flows)]
        await self._fold(titles, chosen, findings_of, tally, report)
        return tally.told()

    async def _fold(
        self,
        titles: Sequence[str],
        flows: Sequence[Flow],
        fold: Callable[[Sequence[Judged]], list[S]],
        into: _Takes[S],
        report: Report,
    ) -> None:
        confirmed = await self._gatherer.confirmations()
        breath = Breath()
        done = 0
        parts: Any = self._judge.folded(self._catalogue.stored, titles, flows, confirmed, fold)
        async with aclosing(parts):
            async for part in parts:
                into.meet([record.id for record in part.records])
                for each in part.judged:
                    into.add(each)
                    await breath.take()
                done += len(part.asked)
                report(Progress("Checking titles", done, len(titles)))
