"""Which covers and files a title has, and what is known of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from desktop_app.records.asset import AssetFacts

if TYPE_CHECKING:
    from desktop_app.services.covers import Covers
    from desktop_app.services.look_up import LookUp
    from desktop_app.services.production_files import ProductionFiles

NOTHING_KNOWN = AssetFacts()
_NO_ADDRESS = "Consonance gives no address for this file."


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


@dataclass(frozen=True, slots=True)
class ProductionFile:
    """One production file that a title goes to press or to a repository with.

    ``told_bytes`` is its length as the source tells it, 0 where it does not. ``facts`` are those
    of the file as it was last fetched; without a ``sha256`` in them it never was.
    """

    title_id: str
    number: str
    url: str
    filename: str
    variant: str
    told_bytes: int
    approval: str
    facts: AssetFacts = NOTHING_KNOWN

    @property
    def fetched(self) -> bool:
        """Whether its bytes are known."""
        return bool(self.facts.sha256) and not self.facts.problem


class Assets:
    """Reads resources from the record and facts from the files themselves."""

    def __init__(
        self, look_up: LookUp, covers: Covers, production: Callable[[], ProductionFiles]
    ) -> None:
        self._look_up = look_up
        self._covers = covers
        self._production = production

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

    async def production_files(self, title_id: str) -> tuple[ProductionFile, ...]:
        """The production files of a title, and of what is printed in one run with it, as the
        source lists them and as they were last fetched; nothing is fetched by this."""
        record = await self._look_up.record(title_id)
        entries = production_entries(record.document)
        if not entries:
            return ()
        kept = self._production()

        def known() -> tuple[ProductionFile, ...]:
            listed = [_production_file(title_id, each) for each in entries]
            return tuple(replace(each, facts=kept.known(each.url) or each.facts) for each in listed)

        return await asyncio.to_thread(known)

    async def fetch_production_files(self, title_id: str) -> tuple[ProductionFile, ...]:
        """The same, each fetched, hashed and kept; one that fails says why in its facts."""
        kept = self._production()

        async def fetched(each: ProductionFile) -> ProductionFile:
            if not each.url:
                return replace(each, facts=AssetFacts(problem=_NO_ADDRESS))
            coming = kept.fetch(title_id, each.url, each.filename, each.told_bytes)
            return replace(each, facts=await asyncio.wrap_future(coming))

        listed = await self.production_files(title_id)
        return tuple(await asyncio.gather(*map(fetched, listed)))

    def open_production_file(self, sha256: str) -> BinaryIO:
        """A file that was fetched, at its beginning. Blocks; raises NoFileError."""
        return self._production().open(sha256)


def production_entries(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The production files that a print order or a package of this product may name, each once.

    Those that the source tells with the product, and of the work's those that name no product,
    this one, or one that a run prints together with it.
    """
    product = str(document.get("id") or "")
    work = _mapping(document.get("work"))
    together = {product}
    for run in _listed(work.get("productionRuns")):
        printed = {str(each) for each in run.get("productIds") or ()}
        together |= printed if product in printed else set()
    found = {_name(each): each for each in _listed(document.get("productionFiles"))}
    for each in _listed(work.get("productionFiles")):
        ids = each.get("productIds")
        if not isinstance(ids, list) or not ids or together & set(map(str, ids)):
            found.setdefault(_name(each), each)
    return list(found.values())


def _name(entry: Mapping[str, Any]) -> str:
    return str(entry.get("id") or entry.get("downloadUrl") or entry.get("filename"))


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}


def _listed(given: Any) -> list[Mapping[str, Any]]:
    return [each for each in given or () if isinstance(each, Mapping)]


def _production_file(title_id: str, entry: Mapping[str, Any]) -> ProductionFile:
    size = str(entry.get("fileSize") or "")
    return ProductionFile(
        title_id=title_id,
        number=str(entry.get("id") or ""),
        url=str(entry.get("downloadUrl") or ""),
        filename=str(entry.get("filename") or ""),
        variant=str(entry.get("fileVariant") or "").removeprefix("_"),
        told_bytes=int(size) if size.isascii() and size.isdigit() else 0,
        approval=approval_words(title_id, {"status": entry.get("approvalStatus")}),
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
