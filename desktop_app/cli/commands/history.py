"""Commands on what was sent: jobs, their items, their bytes, and proof that nothing was altered."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.app import App
from desktop_app.cli import documents
from desktop_app.cli.codes import EMPTY, FATAL, OK
from desktop_app.cli.commands.look import tell
from desktop_app.cli.output import Output
from desktop_app.cli.sending import account_words
from desktop_app.cli.session import opened, titles_of
from desktop_app.records.errors import UsageError
from desktop_app.records.job import Attempt, Item, Job
from desktop_app.records.manifest import FORMATS as WITH_FILES
from desktop_app.records.title import Title

if TYPE_CHECKING:
    from desktop_app.records.settlement import ItemContent

_ALL = 1_000_000


async def list_jobs(arguments: argparse.Namespace, output: Output) -> int:
    """The newest jobs first."""
    async with opened(arguments, output, write=False) as app:
        jobs = await app.history.jobs(limit=arguments.limit)
        total = await app.history.count() if len(jobs) == arguments.limit else len(jobs)
    output.listing(
        [documents.job(each) for each in jobs], [_line(each) for each in jobs], total=total
    )
    return EMPTY if arguments.fail_if_empty and not jobs else OK


def _line(job: Job) -> str:
    flows = ", ".join(job.flows)
    dry = " (dry run)" if job.dry_run else ""
    words = account_words(job.account)
    return f"#{job.number}{dry} {job.submitted} {flows}: {job.state.value}, {words}"


async def show_job(arguments: argparse.Namespace, output: Output) -> int:
    """A job with its account, every item and every attempt."""
    async with opened(arguments, output, write=False) as app:
        job = await app.history.job(arguments.job)
        items = await app.history.items(arguments.job, limit=_ALL)
        attempts = {each.id: await app.history.attempts(each.id) for each in items}
        covers = await app.history.cover_words([each.id for each in items])
        overrides = await app.history.override_reasons([each.id for each in items])
        manifests = await _manifests(app, items)
    document = documents.job(job) | {
        "items": [
            documents.item(each, attempts[each.id])
            | {
                "cover": covers.get(each.id),
                "overrides": overrides.get(each.id, {}),
                "files": documents.files(manifests.get(each.id, b"")),
            }
            for each in items
        ]
    }
    lines = [_line(job)]
    for item in items:
        lines += _item_lines(item, attempts[item.id])
        lines += [f"    {each}" for each in documents.file_lines(manifests.get(item.id, b""))]
        if item.id in covers:
            lines.append(f"    cover {covers[item.id]}")
        if item.id in overrides:
            lines.append(f"    confirmed {_confirmed(overrides[item.id])}")
    output.one(document, "\n".join(lines))
    return OK


async def _manifests(app: App, items: Sequence[Item]) -> dict[int, bytes]:
    """The payloads of those items that name files."""
    flows = {flow.name for flow in app.profile.flows if flow.format in WITH_FILES}
    wanted = [each.id for each in items if each.flow in flows]
    return {each: (await app.history.content(each)).payload for each in wanted}


def _confirmed(given: Mapping[str, str]) -> str:
    return "; ".join(f"rule {rule}: {reason}" for rule, reason in given.items())


def _item_lines(item: Item, attempts: list[Attempt]) -> list[str]:
    head = f"  {item.id} {item.subject} → {item.flow}: {item.state.value} {item.reason}"
    return [head.rstrip()] + [
        f"    {each.number}. {each.started} {each.http_status or '–'} {each.outcome} "
        f"{each.message}".rstrip()
        for each in attempts
    ]


async def last(arguments: argparse.Namespace, output: Output) -> int:
    """When did this go there, and what did they get?"""
    async with opened(arguments, output, write=False) as app:
        app.profile.flow(arguments.flow)
        titles = await titles_of(app, arguments.ids)
        sent = [await _sent(app, title, arguments.flow) for title in titles]
    found = [each for each in sent if each is not None]
    if arguments.form == "payload" and not output.machine:
        output.raw(b"\n".join(content.payload for _, _, _, content in found))
    else:
        tell(arguments, [_last_document(each) for each in found], list(map(_words, found)), output)
    for title, each in zip(titles, sent, strict=True):
        if each is None:
            output.say(
                f"{title.title} never went to {arguments.flow}, as far as this computer knows."
            )
    return EMPTY if arguments.fail_if_empty and not found else OK


_Sent = tuple[Title, Item, list[Attempt], "ItemContent"]


async def _sent(app: App, title: Title, flow: str) -> _Sent | None:
    item = await app.history.last(title.id, flow)
    if item is None:
        return None
    return title, item, await app.history.attempts(item.id), await app.history.content(item.id)


def _last_document(sent: _Sent) -> dict[str, Any]:
    _, item, attempts, content = sent
    return documents.item(item, attempts) | {
        "job": item.job,
        "content_type": content.content_type,
        "payload": content.payload.decode(),
    }


def _words(sent: _Sent) -> str:
    title, item, attempts, content = sent
    when = attempts[-1].ended or attempts[-1].started if attempts else item.updated_at
    return (
        f"{title.title} → {item.flow}: {item.state.value} at {when}, job {item.job}, "
        f"{len(content.payload)} bytes, sha-256 {item.payload_sha256}"
    )


async def export(arguments: argparse.Namespace, output: Output) -> int:
    """A job's account and items as CSV."""
    async with opened(arguments, output, write=False) as app:
        data = await app.history.export(arguments.job)
    document = {"job": arguments.job, "file": arguments.to, "bytes": len(data)}
    if arguments.to == "-":
        if output.machine:
            output.one(document | {"file": None, "csv": data.decode()}, "")
        else:
            output.raw(data)
        return OK
    try:
        Path(arguments.to).write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"{arguments.to} cannot be written: {error.strerror}.", not_done="Nothing was exported."
        ) from error
    output.one(document, f"Written to {arguments.to}.")
    return OK


async def verify(arguments: argparse.Namespace, output: Output) -> int:
    """Whether every recorded row still says what it said when it was written."""
    async with opened(arguments, output, write=False) as app:
        report = await app.history.verify()
    output.one({"ok": report.ok, "rows": report.rows, "words": report.words}, report.words)
    return OK if report.ok else FATAL


async def renew(arguments: argparse.Namespace, output: Output) -> int:
    """A person agrees to go on where the history is missing, damaged or an older one."""
    async with opened(arguments, output, write=True) as app:
        words = await app.renew_history()
    output.one({"words": words}, words)
    return OK
