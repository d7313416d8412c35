"""Commands that move jobs: try again, cancel, send again, say what became of an item."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_app.app import App
from desktop_app.cli import documents
from desktop_app.cli.codes import OK
from desktop_app.cli.output import Output
from desktop_app.cli.sending import account_words, carry_out, needs_words, send_code
from desktop_app.cli.session import opened
from desktop_app.records.job import Item, Job

_ALL = 1_000_000


async def retry(arguments: argparse.Namespace, output: Output) -> int:
    """Look again now at what waits for a retry, is held, or failed: one attempt for each."""
    async with opened(arguments, output, write=True) as app:
        job = await app.send.retry(arguments.job)
        return await _carried(app, job, arguments, output)


async def resend(arguments: argparse.Namespace, output: Output) -> int:
    """Send the same bytes again with new keys, linked to the originals; dry unless --apply."""
    async with opened(arguments, output, write=True) as app:
        items = await _chosen(app, arguments)
        if not arguments.apply:
            job = await app.history.job(arguments.job)
            words = f"Dry run. {len(items)} items of job {job.number} would be sent again."
            output.one(_dry(job, items), words)
            output.say("Nothing was sent. Add --apply to send.")
            return OK
        flows = [app.profile.flow(name) for name in dict.fromkeys(each.flow for each in items)]
        await app.network.ready(flows)
        job = await app.send.resend([each.id for each in items], arguments.reason)
        return await _carried(app, job, arguments, output)


async def _chosen(app: App, arguments: argparse.Namespace) -> list[Item]:
    if arguments.item:
        return [await app.history.item(each) for each in arguments.item]
    return await app.history.items(arguments.job, limit=_ALL)


def _dry(job: Job, items: list[Item]) -> dict[str, Any]:
    return documents.job(job) | {
        "dry_run": True,
        "items": [documents.item(each) for each in items],
    }


async def _carried(app: App, job: Job, arguments: argparse.Namespace, output: Output) -> int:
    arguments.wait = False
    job = await carry_out(app, job, arguments, output)
    items = await app.history.items(job.number, limit=_ALL)
    document = documents.job(job) | {"items": [documents.item(each) for each in items]}
    output.one(document, f"Job {job.number}\n{account_words(job.account)}")
    for each in needs_words(items):
        output.say(each)
    return send_code(job, items, await app.send.pauses(), arguments)


async def cancel(arguments: argparse.Namespace, output: Output) -> int:
    """Cancel what has not left this computer."""
    async with opened(arguments, output, write=True) as app:
        job = await app.send.cancel(arguments.job)
    words = f"Job {job.number}: {job.state.value}\n{account_words(job.account)}"
    output.one(documents.job(job), words)
    return OK


async def confirm(arguments: argparse.Namespace, output: Output) -> int:
    """A person's word on an item that no machine can find out about."""
    async with opened(arguments, output, write=True) as app:
        item = await app.send.confirm(arguments.item, arguments.arrived, arguments.note)
    output.one(documents.item(item), f"{item.subject} → {item.flow}: {item.state.value}")
    return OK
