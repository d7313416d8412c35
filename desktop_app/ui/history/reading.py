"""What does the history room read besides the ledger? Covers of titles; one item as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.records.errors import StoreError
from desktop_app.records.job import Attempt, Item

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.records.settlement import ItemContent


@dataclass(frozen=True, slots=True)
class ItemWhole:
    """An item with its attempts, oldest first, and the bytes that were or would be sent.

    ``overrides`` maps a rule that could not be checked to the reason a person gave for it.
    """

    item: Item
    attempts: tuple[Attempt, ...]
    content: ItemContent
    overrides: Mapping[str, str] = field(default_factory=dict)


async def cover_urls(app: App, titles: Sequence[str]) -> dict[str, str]:
    """Title id to the address of its cover; titles no longer in the catalogue are left out."""
    return {title.id: title.cover_url for title in await app.look_up.titles(titles)}


async def whole_item(app: App, item: int) -> ItemWhole:
    """All that the right pane shows. Raises NotFoundError or StoreError."""
    found = await app.history.item(item)
    attempts = await app.history.attempts(item)
    given = await app.history.override_reasons([item])
    content = await app.history.content(item)
    return ItemWhole(found, tuple(attempts), content, given.get(item, {}))


async def write_file(app: App, job: int, path: str) -> int:
    """Export a job's report to a file; returns its size in bytes. Raises StoreError."""
    data = await app.history.export(job)
    try:
        await asyncio.to_thread(Path(path).write_bytes, data)
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror}.",
            not_done="The report was not kept.",
            next_step="Choose another folder.",
        ) from error
    return len(data)
