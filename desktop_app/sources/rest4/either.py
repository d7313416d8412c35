"""Which interface of a Consonance is asked? GraphQL; REST v4 only where there is no GraphQL.

Once GraphQL was there, its absence is a fault and no reason to read less.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date

from desktop_app.records.errors import SourceAbsentError, SourceError
from desktop_app.records.title import SourceKind
from desktop_app.sources import Handshake, SourcePage
from desktop_app.sources.consonance import ConsonanceSource
from desktop_app.sources.rest4.source import Rest4Source


class EitherSource:
    """Takes both and closes both. ``stay``: only GraphQL, for it was there before."""

    kind = SourceKind.CONSONANCE

    def __init__(self, first: ConsonanceSource, second: Rest4Source, *, stay: bool) -> None:
        self._first = first
        self._second = second
        self._stay = stay
        self._chosen: ConsonanceSource | Rest4Source | None = None

    async def chosen(self) -> ConsonanceSource | Rest4Source:
        """The one that answers; raises what GraphQL raised when neither does."""
        if self._chosen is None:
            try:
                await self._first.sign_in()
                self._chosen = self._first
            except SourceAbsentError as absent:
                self._chosen = await self._older(absent)
        return self._chosen

    async def _older(self, absent: SourceAbsentError) -> Rest4Source:
        if self._stay:
            raise absent
        try:
            await self._second.sign_in()
        except SourceError:
            raise absent from None
        return self._second

    async def handshake(self) -> Handshake:
        """That of the one that answers."""
        return await (await self.chosen()).handshake()

    async def pages(
        self, *, since: date | None = None, after: int = 0
    ) -> AsyncIterator[SourcePage]:
        """Those of the one that answers."""
        async for page in (await self.chosen()).pages(since=since, after=after):
            yield page

    async def fetch(self, title_ids: Sequence[str]) -> SourcePage:
        """From the one that answers."""
        return await (await self.chosen()).fetch(title_ids)

    async def aclose(self) -> None:
        """Close both."""
        await self._first.aclose()
        await self._second.aclose()
