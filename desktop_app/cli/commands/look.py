"""Commands that read: sync, import, titles, preview, check, assets."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop_app.cli import documents
from desktop_app.cli.output import Output
from desktop_app.cli.session import opened, titles_of
from desktop_app.records.errors import UsageError
from desktop_app.records.payload import Severity
from desktop_app.records.query import Query
from desktop_app.records.title import Title
from desktop_app.services.review import Preview
from desktop_app.services.sync import SyncReport

OK, WARNINGS, EMPTY, TEMPORARY = 0, 1, 6, 5
_FACETS = ("imprint", "status", "month", "form")


async def sync(arguments: argparse.Namespace, output: Output) -> int:
    """Refresh the local catalogue and the standing of what changed."""
    async with opened(arguments, write=True) as app:
        report = await app.refresh(full=arguments.full, report=output.progress)
    return _report(report, output)


async def import_file(arguments: argparse.Namespace, output: Output) -> int:
    """Take an ONIX file in whole, or not at all."""
    async with opened(arguments, write=True) as app:
        report = await app.import_onix(Path(arguments.file), report=output.progress)
    return _report(report, output)


def _report(report: SyncReport, output: Output) -> int:
    document: dict[str, Any] = {
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "gone": report.gone,
        "skipped": [{"id": each.id, "reason": each.reason} for each in report.skipped],
        "left_out": dict(report.left_out),
        "complete": report.complete,
        "words": list(report.words),
    }
    words = (
        f"{report.read} titles read: {report.new} new, {report.changed} changed, "
        f"{report.gone} gone, {len(report.skipped)} skipped."
    )
    output.one(document, words)
    for sentence in report.words:
        output.say(sentence)
    for each in report.skipped[:20]:
        output.say(f"skipped {each.id}: {each.reason}")
    if report.left_out:
        kinds = ", ".join(f"{name} {count}" for name, count in report.left_out.items())
        output.say(f"not kept: {kinds}")
    if not report.complete:
        output.say("This is only a part: run it again to continue.")
        return TEMPORARY
    return WARNINGS if report.skipped else OK


async def search(arguments: argparse.Namespace, output: Output) -> int:
    """Titles that match words, an ISBN in any punctuation, or filters."""
    facets: dict[str, tuple[str, ...]] = {}
    standing: tuple[str, ...] = ()
    for each in arguments.filter:
        key, found, value = each.partition("=")
        if not found or key not in (*_FACETS, "standing"):
            raise UsageError(f"--filter {each} is not one of {', '.join(_FACETS)}, standing.")
        if key == "standing":
            standing = (*standing, value)
        else:
            facets[key] = (*facets.get(key, ()), value)
    query = Query(text=" ".join(arguments.query), facets=facets, standing=standing)
    async with opened(arguments, write=False) as app:
        page = await app.look_up.search(query, limit=arguments.limit)
    output.listing(
        [documents.title(each) for each in page.titles],
        [_line(each) for each in page.titles],
        total=page.total,
    )
    output.say(f"{len(page.titles)} of {page.total} titles")
    return EMPTY if arguments.fail_if_empty and not page.total else OK


def _line(title: Title) -> str:
    date = title.publication_date.isoformat() if title.publication_date else "no date   "
    return f"{title.id:<16} {title.isbn or '-':<13}  {date}  {title.title} · {title.contributors}"


async def show(arguments: argparse.Namespace, output: Output) -> int:
    """One title, or all titles of a work."""
    async with opened(arguments, write=False) as app:
        found = await titles_of(app, [arguments.id])
    if len(found) == 1:
        output.one(documents.title(found[0]), _sheet(found[0]))
    else:
        output.listing([documents.title(each) for each in found], [_line(each) for each in found])
    return EMPTY if arguments.fail_if_empty and not found else OK


def _sheet(title: Title) -> str:
    prices = ", ".join(f"{each.currency} {each.amount}" for each in title.prices) or "none"
    lines = [
        f"{title.title}" + (f": {title.subtitle}" if title.subtitle else ""),
        f"{title.contributors} · {title.form_label} · {title.imprint}",
        f"ISBN {title.isbn or 'none'} · {title.status_label}",
        f"Publication date: {title.publication_date or 'none'}",
        f"Prices: {prices}",
    ]
    for flow, standing in title.standing.items():
        lines.append(f"{flow}: {standing.state.value} {standing.count or ''}".rstrip())
    return "\n".join(lines)


async def preview(arguments: argparse.Namespace, output: Output) -> int:
    """What would go: the values with source and rule, the bytes, or the difference."""
    async with opened(arguments, write=False) as app:
        found = await titles_of(app, arguments.ids)
        previews = [
            each for title in found for each in await app.review.preview(title.id, arguments.flow)
        ]
    if arguments.form == "payload" and not output.machine:
        output.raw(b"\n".join(each.payload.data for each in previews))
        return OK
    items = [_preview_document(each) for each in previews]
    words = [line for each in previews for line in _preview_lines(each, arguments.form)]
    return _subjects(items, words, output)


def _preview_document(preview: Preview) -> dict[str, Any]:
    return {
        "flow": preview.flow,
        "subject": preview.subject,
        "rows": [documents.row(each) for each in preview.payload.rows],
        "problems": [documents.problem(each) for each in preview.problems],
        "difference": documents.difference(preview.difference),
        "baseline": documents.baseline_time(preview.baseline),
        "payload_sha256": preview.payload.sha256,
        "payload": preview.payload.data.decode(),
    }


def _preview_lines(preview: Preview, form: str) -> list[str]:
    head = f"{preview.subject} → {preview.flow}, sha-256 {preview.payload.sha256[:12]}"
    if form == "difference":
        return [head] + [
            f"  {each.state.value:<8} {each.target}: {each.before or '–'} → {each.after or '–'}"
            for each in preview.difference.fields
            if each.state.value != "same"
        ]
    return [head] + [
        f"  {each.target:<36} {each.value[:60]:<60}  {each.source} ({each.rule})"
        for each in preview.payload.rows
    ]


def _subjects(items: list[dict[str, Any]], words: list[str], output: Output) -> int:
    """One subject gives the object, several a list, none an empty list and the reason."""
    if len(items) == 1:
        output.one(items[0], "\n".join(words))
    else:
        output.listing(items, words)
    if not items:
        output.say("Nothing here leads to a subject of this flow.")
    return OK


async def check(arguments: argparse.Namespace, output: Output) -> int:
    """All problems at once; exit 1 when something stops or warns."""
    async with opened(arguments, write=False) as app:
        found = await titles_of(app, arguments.ids)
        checked = await app.review.check(
            [each.id for each in found], [arguments.flow], output.progress
        )
    items = [
        {
            "flow": each.flow,
            "subject": each.subject,
            "problems": [documents.problem(problem) for problem in each.problems],
        }
        for each in checked
    ]
    words = [
        f"{each.subject}: rule {problem.rule} {problem.severity.value}: {problem.message}"
        for each in checked
        for problem in each.problems
    ]
    _subjects(items, words or ["No problems found."], output)
    serious = any(
        problem.severity in (Severity.BLOCKER, Severity.WARNING)
        for each in checked
        for problem in each.problems
    )
    return WARNINGS if serious else OK


async def assets(arguments: argparse.Namespace, output: Output) -> int:
    """Covers and files of the titles, with what is known of each."""
    async with opened(arguments, write=False) as app:
        await app.online()
        found = await titles_of(app, arguments.ids)
        listed = [each for title in found for each in await app.assets.facts(title.id)]
    items = [
        {
            "id": each.title_id,
            "resource": each.resource,
            "filename": each.filename,
            "url": each.url,
            "bytes": each.facts.bytes,
            "width": each.facts.width,
            "height": each.facts.height,
            "sha256": each.facts.sha256,
            "content_type": each.facts.content_type,
            "approval": each.approval,
            "problem": each.facts.problem,
        }
        for each in listed
    ]
    words = [
        f"{each['id']}: {each['filename']} {each['width']} × {each['height']}, "
        f"{each['bytes']} bytes, sha-256 {str(each['sha256'])[:12]} {each['problem']}"
        for each in items
    ]
    output.listing(items, words)
    return WARNINGS if any(each["problem"] for each in items) else OK
