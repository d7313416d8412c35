"""Commands that fill the catalogue: from Consonance, or from a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.cli.codes import EMPTY, OK, TEMPORARY, WARNINGS
from desktop_app.cli.output import Output
from desktop_app.cli.session import opened

if TYPE_CHECKING:
    from desktop_app.services.sync import SyncReport

_NAMED = 20


async def sync(arguments: argparse.Namespace, output: Output) -> int:
    """Refresh the local catalogue and the standing of what changed."""
    if arguments.remove_vanished:
        return await _remove(arguments, output)
    async with opened(arguments, output, write=True) as app:
        report = await app.refresh(full=arguments.full, report=output.progress)
    return _report(report, arguments, output)


async def _remove(arguments: argparse.Namespace, output: Output) -> int:
    """Take off the list what the last full reading did not meet; nothing is read."""
    async with opened(arguments, output, write=True) as app:
        removed, held = await app.remove_vanished()
    words = "1 title was" if removed == 1 else f"{removed} titles were"
    output.one(
        {"removed": removed, "words": [held] if held else []},
        f"{words} taken off the list; their history is kept."
        if removed
        else "No title waits to be taken off the list.",
    )
    if held:
        output.say(held)
    return OK if removed or not arguments.fail_if_empty else EMPTY


async def import_file(arguments: argparse.Namespace, output: Output) -> int:
    """Take an ONIX file in whole, or not at all."""
    async with opened(arguments, output, write=True) as app:
        report = await app.import_onix(Path(arguments.file), report=output.progress)
    return _report(report, arguments, output)


def _report(report: SyncReport, arguments: argparse.Namespace, output: Output) -> int:
    document: dict[str, Any] = {
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "gone": report.gone,
        "skipped": [{"id": each.id, "reason": each.reason} for each in report.skipped],
        "left_out": dict(report.left_out),
        "complete": report.complete,
        "vanished": report.vanished,
        "words": list(report.words),
    }
    output.one(document, summary(report))
    for sentence in _words(report):
        output.say(sentence)
    if report.vanished:
        output.say("To take them off the list: colophon sync --remove-vanished")
    if not report.complete:
        return TEMPORARY
    if report.skipped:
        return WARNINGS
    moved = report.new + report.changed + report.gone
    return EMPTY if arguments.fail_if_empty and not moved else OK


def summary(report: SyncReport) -> str:
    """ "1204 titles read: 3 new, 12 changed, 0 gone, 1 skipped." """
    return (
        f"{report.read} titles read: {report.new} new, {report.changed} changed, "
        f"{report.gone} gone, {len(report.skipped)} skipped."
    )


def _words(report: SyncReport) -> list[str]:
    words = list(report.words)
    words += [f"skipped {each.id}: {each.reason}" for each in report.skipped[:_NAMED]]
    if len(report.skipped) > _NAMED:
        words.append(f"… and {len(report.skipped) - _NAMED} more were skipped.")
    if report.left_out:
        kinds = ", ".join(f"{name} {count}" for name, count in report.left_out.items())
        words.append(f"not kept: {kinds}")
    return words
