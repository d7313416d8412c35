"""Commands on covers and files: what is known of each, and the files themselves."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli.codes import EMPTY, OK, TROUBLE, WARNINGS
from desktop_app.cli.output import Output
from desktop_app.cli.session import opened, titles_of

if TYPE_CHECKING:
    from desktop_app.services.assets import Asset


async def list_assets(arguments: argparse.Namespace, output: Output) -> int:
    """Covers and files of the titles, with what is known of each; 1 when one cannot be had."""
    async with opened(arguments, output, write=False) as app:
        await app.network.awake()
        found = await titles_of(app, arguments.ids)
        listed = [each for title in found for each in await app.assets.facts(title.id)]
    items = [_document(each) for each in listed]
    return _told(items, arguments, output, otherwise=WARNINGS)


async def fetch(arguments: argparse.Namespace, output: Output) -> int:
    """Write the files into a folder, each named by its SHA-256; 3 when one cannot be had."""
    from desktop_app.services.asset_files import keep

    folder = Path(arguments.to)
    items: list[dict[str, Any]] = []
    async with opened(arguments, output, write=False) as app:
        await app.network.awake()
        for title in await titles_of(app, arguments.ids):
            for each, data in await app.assets.files(title.id):
                place = keep(folder, each.facts, data) if data else None
                items.append(_document(each) | {"file": str(place) if place else None})
    return _told(items, arguments, output, otherwise=TROUBLE)


def _told(
    items: list[dict[str, Any]], arguments: argparse.Namespace, output: Output, *, otherwise: int
) -> int:
    output.listing(items, [_line(each) for each in items])
    if not items:
        output.say("No file is linked to these titles.")
        return EMPTY if arguments.fail_if_empty else OK
    for each in items:
        if each["problem"]:
            output.say(f"{each['id']} {each['filename'] or each['url']}: {each['problem']}")
    return otherwise if any(each["problem"] for each in items) else OK


def _document(asset: Asset) -> dict[str, Any]:
    return {
        "id": asset.title_id,
        "resource": asset.resource,
        "filename": asset.filename,
        "url": asset.url,
        "bytes": asset.facts.bytes,
        "width": asset.facts.width,
        "height": asset.facts.height,
        "sha256": asset.facts.sha256,
        "content_type": asset.facts.content_type,
        "approval": asset.approval,
        "problem": asset.facts.problem,
    }


def _line(item: dict[str, Any]) -> str:
    if item["problem"]:
        return f"{item['id']}: {item['filename']}, could not be had"
    line = (
        f"{item['id']}: {item['filename']}, {item['width']} × {item['height']}, "
        f"{item['bytes']} bytes, sha-256 {item['sha256'][:12]}, {item['approval']}"
    )
    return f"{line}\n  {item['file']}" if item.get("file") else line
