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
    async with opened(arguments, output, write=True) as app:
        report = await app.refresh(full=arguments.full, report=output.progress)
    return _report(report, arguments, output)


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
        "words": list(report.words),
    }
    output.one(
        document,
        f"{report.read} titles read: {report.new} new, {report.changed} changed, "
        f"{report.gone} gone, {len(report.skipped)} skipped.",
    )
    for sentence in _words(report):
        output.say(sentence)
    if not report.complete:
        return TEMPORARY
    if report.skipped:
        return WARNINGS
    moved = report.new + report.changed + report.gone
    return EMPTY if arguments.fail_if_empty and not moved else OK


def _words(report: SyncReport) -> list[str]:
    words = list(report.words)
    words += [f"skipped {each.id}: {each.reason}" for each in report.skipped[:_NAMED]]
    if len(report.skipped) > _NAMED:
        words.append(f"… and {len(report.skipped) - _NAMED} more were skipped.")
    if report.left_out:
        kinds = ", ".join(f"{name} {count}" for name, count in report.left_out.items())
        words.append(f"not kept: {kinds}")
    if not report.complete:
        words.append("This is only a part: run it again to continue.")
    return words
