"""Commands on covers and files: what is known of each, and the files themselves."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli.codes import EMPTY, OK, TROUBLE, WARNINGS
from desktop_app.cli.output import Output
from desktop_app.cli.session import opened, titles_of
from desktop_app.records.errors import UsageError

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.services.assets import Asset, ProductionFile
    from desktop_app.services.cover_choice import Contest


async def list_assets(arguments: argparse.Namespace, output: Output) -> int:
    """Covers and production files of the titles, with what is known of each; 1 when one cannot be
    had. Covers are measured; production files are as they were last fetched."""
    async with opened(arguments, output, write=False) as app:
        await app.network.awake()
        found = await titles_of(app, arguments.ids)
        items: list[dict[str, Any]] = []
        for title in found:
            contest = await app.cover_choices.contest(title.id)
            items += [
                _document(each) | _standing(contest, each.resource)
                for each in await app.assets.facts(title.id)
            ]
            items += map(_production, await app.assets.production_files(title.id))
    return _told(items, arguments, output, otherwise=WARNINGS)


async def choose(arguments: argparse.Namespace, output: Output) -> int:
    """Say which front cover of a title is meant, with a reason that is kept, or take it back."""
    if bool(arguments.use) == arguments.clear:
        raise UsageError(
            "Either --use RESOURCE or --clear is needed.", not_done="Nothing was chosen."
        )
    async with opened(arguments, output, write=True) as app:
        await app.network.awake()
        (title,) = await titles_of(app, [arguments.id])
        if arguments.clear:
            contest = await app.cover_choices.clear(title.id, arguments.reason)
        else:
            contest = await app.cover_choices.choose(title.id, arguments.use, arguments.reason)
    output.one(_contest(contest), "\n".join(_contest_lines(contest)))
    return OK


def _contest(contest: Contest) -> dict[str, Any]:
    return {
        "id": contest.title,
        "candidates": [asdict(each) for each in contest.candidates],
        "choice": _choice(contest),
        "used": contest.used or None,
    }


def _choice(contest: Contest) -> dict[str, Any] | None:
    found = contest.choice
    if found is None:
        return None
    return {
        "resource": found.resource,
        "sha256": found.chosen.sha256 if found.chosen else "",
        "others": [each.resource for each in found.others],
        "reason": found.reason,
        "who": found.who,
        "at": found.at,
        "holds": not contest.ended,
        "ended": contest.ended,
    }


def _contest_lines(contest: Contest) -> list[str]:
    lines = [
        f"{'*' if each.resource == contest.used else '-'} {each.resource} {each.filename}, "
        f"{each.created[:10]}, {each.width} × {each.height}, {each.bytes} bytes, "
        f"sha-256 {each.sha256[:12]}, {each.approval}"
        for each in contest.candidates
    ]
    if contest.used and contest.choice is not None:
        return [*lines, f"{contest.used} is used: {contest.choice.reason}"]
    return [*lines, f"{contest.title}: no cover is chosen."]


def _standing(contest: Contest, resource: str) -> dict[str, Any]:
    """Whether a file might be the front cover, and whether it is the one that goes."""
    names = [each.resource for each in contest.candidates]
    candidate = resource in names
    return {
        "candidate": candidate,
        "used": candidate and (len(names) == 1 or contest.used == resource),
        "choice": _choice(contest) if candidate else None,
    }


async def fetch(arguments: argparse.Namespace, output: Output) -> int:
    """Write the files into a folder, each named by its SHA-256; 3 when one cannot be had."""
    folder = Path(arguments.to)
    items: list[dict[str, Any]] = []
    async with opened(arguments, output, write=False) as app:
        await app.network.awake()
        for title in await titles_of(app, arguments.ids):
            items += await _fetched(app, title.id, folder)
    return _told(items, arguments, output, otherwise=TROUBLE)


async def _fetched(app: App, title: str, folder: Path) -> list[dict[str, Any]]:
    from desktop_app.services.asset_files import copy, keep

    items: list[dict[str, Any]] = []
    for asset, data in await app.assets.files(title):
        place = keep(folder, asset.facts, data) if data else None
        items.append(_document(asset) | {"file": str(place) if place else None})
    for each in await app.assets.fetch_production_files(title):
        place = None
        if each.fetched:
            place = await asyncio.to_thread(
                copy, folder, each.facts, app.assets.open_production_file
            )
        items.append(_production(each) | {"file": str(place) if place else None})
    return items


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
        "kind": "supporting resource",
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


def _production(file: ProductionFile) -> dict[str, Any]:
    """As a cover's; ``bytes`` are those that the source tells until the file was fetched."""
    return {
        "id": file.title_id,
        "kind": "production file",
        "resource": file.number,
        "filename": file.filename,
        "variant": file.variant,
        "url": file.url,
        "bytes": file.facts.bytes or file.told_bytes,
        "width": 0,
        "height": 0,
        "sha256": file.facts.sha256,
        "content_type": file.facts.content_type,
        "approval": file.approval,
        "fetched": file.fetched,
        "problem": file.facts.problem,
    }


def _said(item: dict[str, Any]) -> str:
    """What there is to know of a file that might be the front cover, for people."""
    if not item.get("candidate"):
        return ""
    choice = item["choice"]
    if choice and choice["holds"] and item["used"]:
        return f", chosen: {choice['reason']}"
    return ", the front cover" if item["used"] else ", one of several front covers"


def _line(item: dict[str, Any]) -> str:
    if item["problem"]:
        return f"{item['id']}: {item['filename']}, could not be had"
    pixels = f"{item['width']} × {item['height']}, " if item["width"] else ""
    known = f"sha-256 {item['sha256'][:12]}" if item["sha256"] else "not fetched yet"
    line = (
        f"{item['id']}: {item['filename']}, {pixels}{item['bytes']} bytes, {known}, "
        f"{item['approval']}{_said(item)}"
    )
    return f"{line}\n  {item['file']}" if item.get("file") else line
