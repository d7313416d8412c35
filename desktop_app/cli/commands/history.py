"""Commands on what was sent: jobs, their items, their bytes, and proof that nothing was altered."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli import documents
from desktop_app.cli.commands.send import account_words, carry_out, send_code
from desktop_app.cli.output import Output
from desktop_app.cli.session import opened, titles_of
from desktop_app.records.errors import UsageError
from desktop_app.records.job import Job

OK, EMPTY, FATAL = 0, 6, 7
_ALL = 1_000_000


async def list_jobs(arguments: argparse.Namespace, output: Output) -> int:
    async with opened(arguments, write=False) as app:
        jobs = await app.history.jobs(limit=arguments.limit)
    output.listing([documents.job(each) for each in jobs], [_line(each) for each in jobs])
    return EMPTY if arguments.fail_if_empty and not jobs else OK


def _line(job: Job) -> str:
    flows = ", ".join(job.flows)
    return f"#{job.number} {job.submitted} {flows}: {job.state.value}, {account_words(job.account)}"


async def show_job(arguments: argparse.Namespace, output: Output) -> int:
    """A job with its account, every item and every attempt."""
    async with opened(arguments, write=False) as app:
        job = await app.history.job(arguments.job)
        items = await app.history.items(arguments.job, limit=_ALL)
        attempts = {each.id: await app.history.attempts(each.id) for each in items}
    document = documents.job(job) | {
        "items": [documents.item(each, attempts[each.id]) for each in items]
    }
    lines = [_line(job)]
    for item in items:
        lines.append(f"  {item.id} {item.subject} → {item.flow}: {item.state.value} {item.reason}")
        for each in attempts[item.id]:
            status = each.http_status or "–"
            lines.append(
                f"    {each.number}. {each.started} {status} {each.outcome} {each.message}"
            )
    output.one(document, "\n".join(lines))
    return OK


async def last(arguments: argparse.Namespace, output: Output) -> int:
    """When did this go there, and what did they get?"""
    async with opened(arguments, write=False) as app:
        title = (await titles_of(app, [arguments.id]))[0]
        item = await app.history.last(title.id, arguments.flow)
        if item is None:
            output.one(
                {"flow": arguments.flow, "id": title.id, "item": None},
                f"{title.title} never went to {arguments.flow}, as far as this computer knows.",
            )
            return EMPTY if arguments.fail_if_empty else OK
        content = await app.history.content(item.id)
        attempts = await app.history.attempts(item.id)
    if arguments.form == "payload" and not output.machine:
        output.raw(content.payload)
        return OK
    document = documents.item(item, attempts) | {"payload": content.payload.decode()}
    words = (
        f"{title.title} → {arguments.flow}: {item.state.value} at {item.updated_at}, "
        f"job {item.job}, {len(content.payload)} bytes, sha-256 {item.payload_sha256}"
    )
    output.one(document, words)
    return OK


async def retry(arguments: argparse.Namespace, output: Output) -> int:
    """Look again now at what waits for a retry, is held, or failed."""
    async with opened(arguments, write=True) as app:
        await app.online()
        await app.send.retry(arguments.job)
        arguments.wait = False
        job = await carry_out(app, await app.history.job(arguments.job), arguments)
        items = await app.history.items(arguments.job, limit=_ALL)
    output.one(documents.job(job), _line(job))
    return send_code(job, items, arguments, waited=False)


async def cancel(arguments: argparse.Namespace, output: Output) -> int:
    """Cancel what has not left this computer."""
    async with opened(arguments, write=True) as app:
        await app.send.cancel(arguments.job)
        job = await app.history.job(arguments.job)
    output.one(documents.job(job), _line(job))
    return OK


async def resend(arguments: argparse.Namespace, output: Output) -> int:
    """Send the same bytes again with a new key, linked to the original."""
    async with opened(arguments, write=True) as app:
        await app.online()
        items = arguments.item or [
            each.id for each in await app.history.items(arguments.job, limit=_ALL)
        ]
        job = await app.send.resend(items, arguments.reason)
        arguments.wait = False
        job = await carry_out(app, job, arguments)
        sent = await app.history.items(job.number, limit=_ALL)
    output.one(documents.job(job), _line(job))
    return send_code(job, sent, arguments, waited=False)


async def confirm(arguments: argparse.Namespace, output: Output) -> int:
    """A person's word on an item that no machine can find out about."""
    async with opened(arguments, write=True) as app:
        await app.send.confirm(arguments.item, arguments.arrived, arguments.note)
        item = await app.history.item(arguments.item)
    output.one(documents.item(item), f"{item.subject} → {item.flow}: {item.state.value}")
    return OK


async def export(arguments: argparse.Namespace, output: Output) -> int:
    """A job's account and items as CSV."""
    async with opened(arguments, write=False) as app:
        data = await app.history.export(arguments.job)
    if arguments.to == "-":
        output.raw(data)
        return OK
    try:
        Path(arguments.to).write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"{arguments.to} cannot be written: {error.strerror}.", not_done="Nothing was exported."
        ) from error
    output.one({"file": arguments.to, "bytes": len(data)}, f"Written to {arguments.to}.")
    return OK


async def verify(arguments: argparse.Namespace, output: Output) -> int:
    """Whether every recorded row still says what it said when it was written."""
    async with opened(arguments, write=False) as app:
        report = await app.history.verify()
    output.one({"ok": report.ok, "rows": report.rows, "words": report.words}, report.words)
    return OK if report.ok else FATAL
