"""Which covers and files a title has, and what is known of each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_app.records.asset import AssetFacts
    from desktop_app.services.covers import Covers
    from desktop_app.services.look_up import LookUp


@dataclass(frozen=True, slots=True)
class Resource:
    """One supporting resource of a work as the source lists it.

    ``linked`` says whether it is linked to this product; ``approval`` is in words, because the
    public schema cannot tell it.
    """

    title_id: str
    resource: str
    url: str
    filename: str
    caption: str
    content_type: str
    linked: bool
    approval: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A resource with what a download of it showed."""

    title_id: str
    resource: str
    url: str
    filename: str
    approval: str
    facts: AssetFacts


class Assets:
    """Reads resources from the record and facts from the files themselves."""

    def __init__(self, look_up: LookUp, covers: Covers) -> None:
        self._look_up = look_up
        self._covers = covers

    async def resources(self, title_id: str) -> tuple[Resource, ...]:
        """All supporting resources of the title's work, those linked to the title first."""
        record = await self._look_up.record(title_id)
        product = str(record.document.get("id", ""))
        work = record.document.get("work") or {}
        found = [
            _resource(title_id, product, entry) for entry in work.get("supportingResources") or ()
        ]
        return tuple(sorted(found, key=lambda each: not each.linked))

    async def facts(self, title_id: str) -> tuple[Asset, ...]:
        """The same, downloaded, measured and hashed; a file that fails says why in its facts."""
        listed = [each for each in await self.resources(title_id) if each.linked]
        measured = await asyncio.gather(
            *(asyncio.wrap_future(self._covers.facts(each.url)) for each in listed)
        )
        return tuple(map(_asset, listed, measured))

    async def files(self, title_id: str) -> tuple[tuple[Asset, bytes], ...]:
        """The same with the bytes; empty where a file could not be had."""
        listed = [each for each in await self.resources(title_id) if each.linked]
        fetched = await asyncio.gather(
            *(asyncio.wrap_future(self._covers.file(each.url)) for each in listed)
        )
        return tuple(
            (_asset(each, facts), data) for each, (facts, data) in zip(listed, fetched, strict=True)
        )


def _asset(resource: Resource, facts: AssetFacts) -> Asset:
    return Asset(
        resource.title_id, resource.resource, resource.url, resource.filename, resource.approval,
        facts,
    )  # fmt: skip


def _resource(title_id: str, product: str, entry: Mapping[str, Any]) -> Resource:
    linked = bool(product) and product in {str(each) for each in entry.get("productIds") or ()}
    return Resource(
        title_id=title_id,
        resource=str(entry.get("id") or ""),
        url=str(entry.get("url") or ""),
        filename=str(entry.get("filename") or ""),
        caption=str(entry.get("caption") or ""),
        content_type=str(entry.get("imageContentType") or ""),
        linked=linked or title_id.startswith("onix:"),
        approval=approval_words(title_id, entry),
    )


def approval_words(title_id: str, entry: Mapping[str, Any]) -> str:
    """What the source says of the approval of a resource, or that it does not say."""
    status = entry.get("status")
    teller = "the ONIX file" if title_id.startswith("onix:") else "Consonance"
    return str(status) if status else f"approval unknown: {teller} does not say"
