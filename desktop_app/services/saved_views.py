"""Searches that a person kept, and how many titles each finds now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.records.errors import StoreError, UsageError
from desktop_app.records.query import Query
from desktop_app.records.saved_view import SavedView
from desktop_app.services.look_up import LookUp
from desktop_app.settings.views import ViewsFile


@dataclass(frozen=True, slots=True)
class Counted:
    """``counts`` maps a view's name to its number of titles; a view that cannot be counted (it
    names a destination that is gone, say) is in ``faults`` with the reason instead."""

    views: tuple[SavedView, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


class SavedViews:
    """Every method may raise SettingsError."""

    def __init__(self, file: ViewsFile, look_up: LookUp) -> None:
        self._file = file
        self._look_up = look_up

    async def get(self, name: str) -> SavedView:
        """One by name; raises NotFoundError."""
        return await asyncio.to_thread(self._file.get, name)

    async def put(self, name: str, query: Query) -> Counted:
        """Keep a query under a name, in the place of an older one of that name."""
        self._look_up.understand(query.text)
        return await self._counted(await asyncio.to_thread(self._file.put, _view(name, query)))

    async def rename(self, name: str, to: str) -> Counted:
        """Raises NotFoundError and UsageError."""
        return await self._counted(await asyncio.to_thread(self._file.rename, name, to.strip()))

    async def remove(self, name: str) -> Counted:
        """Raises NotFoundError."""
        return await self._counted(await asyncio.to_thread(self._file.remove, name))

    async def bring_back(self, view: SavedView, place: int) -> Counted:
        """Put one that was removed where it was, as it was; raises UsageError when there is one
        of its name again."""

        def work() -> tuple[SavedView, ...]:
            known = self._file.read()
            if any(each.name.casefold() == view.name.casefold() for each in known):
                raise UsageError(
                    f"There is a view {view.name} again.", not_done="It was left as it is."
                )
            return self._file.move(view.name, place - (len(self._file.put(view)) - 1))

        return await self._counted(await asyncio.to_thread(work))

    async def move(self, name: str, by: int) -> Counted:
        """One place up (-1) or down (1); raises NotFoundError."""
        return await self._counted(await asyncio.to_thread(self._file.move, name, by))

    async def counted(self) -> Counted:
        """All of them with their numbers as they are now."""
        return await self._counted(await asyncio.to_thread(self._file.read))

    async def _counted(self, views: tuple[SavedView, ...]) -> Counted:
        counts: dict[str, int] = {}
        faults: dict[str, str] = {}
        for each in views:
            try:
                counts[each.name] = await self._look_up.count(each.query())
            except StoreError:
                raise
            except UsageError as error:
                faults[each.name] = error.sentence()
        return Counted(views, counts, faults)


def _view(name: str, query: Query) -> SavedView:
    return SavedView.of(name.strip(), query)
