"""Commands that plan and send."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.app import App
from desktop_app.cli import documents
from desktop_app.cli.codes import EMPTY, OK, WARNINGS
from desktop_app.cli.output import Output
from desktop_app.cli.sending import account_words, carry_out, file_words, needs_words, send_code
from desktop_app.cli.session import idents_from, opened, titles_of
from desktop_app.records.errors import ConfirmationError, UsageError
from desktop_app.records.payload import Severity
from desktop_app.records.state import State

if TYPE_CHECKING:
    from desktop_app.records.plan import Plan

Chooser = Callable[[App, argparse.Namespace], Awaitable[list[str] | None]]
"""The titles that a command is about; None when nobody said."""
_ALL = 1_000_000


async def plan(arguments: argparse.Namespace, output: Output) -> int:
    """Make, store and account for a plan; nothing is sent."""
    to = _page(arguments.save)
    async with opened(arguments, output, write=True) as app:
        made = await _make(app, arguments, output, _named)
        await app.history.keep_plan(made.id)
        if to:
            await app.save_plan(made, to)
    document = _dry(made) | ({"file": str(to)} if to else {})
    output.one(document, f"Plan {made.id}\n{account_words(made.account)}")
    if to:
        output.say(f"Written to {to}. It is sent by its id, in this home: {made.id}")
    return _plan_code(made, arguments, output)


def _page(name: str) -> Path | None:
    """Where the page of a plan goes; checked before a plan is made for nothing."""
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() not in (".html", ".htm"):
        raise UsageError(
            f"{name} is no name of a web page.",
            not_done="No plan was made.",
            next_step="Let it end in .html.",
        )
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(
            f"{name} cannot be written: {'it is a folder' if path.is_dir() else 'no such folder'}.",
            not_done="No plan was made.",
        )
    return path


async def send(arguments: argparse.Namespace, output: Output) -> int:
    """Send a plan, or the titles named; a dry run unless --apply."""
    return await going(arguments, output, _named)


async def going(arguments: argparse.Namespace, output: Output, choose: Chooser) -> int:
    """Plan what ``choose`` gives, or take the plan named, and send it with --apply."""
    not_before = _time(arguments.hold_until)
    async with opened(arguments, output, write=True) as app:
        made = await _planned(app, arguments, output, choose)
        if not arguments.apply:
            _must_count(made, arguments.confirm)
            await app.send.dry_run(made.id)
            head = f"Dry run of plan {made.id}. Nothing was sent."
            words = "\n".join([head, account_words(made.account), *file_words(made)])
            output.one(_dry(made), words)
            return _plan_code(made, arguments, output)
        return await _apply(app, made, arguments, output, not_before)


async def _apply(
    app: App,
    made: Plan,
    arguments: argparse.Namespace,
    output: Output,
    not_before: datetime | None,
) -> int:
    flows = [app.profile.flow(each.flow) for each in made.items if each.state is State.PREPARED]
    await app.network.ready(flows)
    job = await app.send.submit(
        made.id, confirm=arguments.confirm, note=arguments.note, not_before=not_before
    )
    try:
        job = await carry_out(app, job, arguments, output)
    except asyncio.CancelledError:
        output.say(f"Job {job.number} is kept; what is left waits for the next send or worker.")
        raise
    items = await app.history.items(job.number, limit=_ALL)
    payloads = {(each.flow, each.subject): each.payload.data for each in made.items}
    output.one(
        documents.plan(
            made,
            job=job.number,
            dry_run=False,
            items=[
                documents.item(each) | {"files": documents.files(payloads[each.flow, each.subject])}
                for each in items
            ],
            account=dict(job.account),
        ),
        "\n".join([f"Job {job.number}", account_words(job.account), *file_words(made)]),
    )
    for each in needs_words(items):
        output.say(each)
    return send_code(job, items, await app.send.pauses(), arguments)


async def _planned(
    app: App, arguments: argparse.Namespace, output: Output, choose: Chooser
) -> Plan:
    if not arguments.plan_id:
        return await _make(app, arguments, output, choose)
    given = arguments.ids or arguments.ids_from or arguments.flows
    if given or arguments.needed or arguments.override:
        raise UsageError(
            "A plan already says which titles go to which flows.",
            not_done="Nothing was sent.",
            next_step="Give --plan alone, or titles and flows without it.",
        )
    return await app.send.plan(arguments.plan_id)


async def _make(app: App, arguments: argparse.Namespace, output: Output, choose: Chooser) -> Plan:
    titles = await choose(app, arguments)
    if not arguments.flows:
        raise UsageError("Which flow? Name at least one with --flow.", not_done="Nothing was sent.")
    if titles is None:
        raise UsageError("Which titles? Name at least one.", not_done="Nothing was sent.")
    overrides: Mapping[str, str] = {}
    if arguments.override:
        overrides = await _unknown_rules(app, titles, arguments.flows, arguments.override)
    return await app.review.plan(
        titles,
        arguments.flows,
        overrides=overrides,
        needed=arguments.needed,
        note=arguments.note,
        report=output.progress,
    )


async def _named(app: App, arguments: argparse.Namespace) -> list[str] | None:
    """The titles that the arguments name; None when they name none at all."""
    if not arguments.ids and not arguments.ids_from:
        return None
    return [each.id for each in await titles_of(app, idents_from(arguments))]


async def _unknown_rules(
    app: App, titles: Sequence[str], flows: Sequence[str], reason: str
) -> Mapping[str, str]:
    """``--override`` confirms what cannot be checked here, never what was found wrong."""
    checked = await app.review.check(list(titles), list(flows))
    return {
        problem.rule: reason
        for each in checked
        for problem in each.problems
        if problem.severity is Severity.UNKNOWN and problem.starred
    }


def _time(text: str) -> datetime | None:
    """A time of this computer, or with its own offset, in UTC."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{text!r} is not a time.",
            not_done="Nothing was sent.",
            next_step="Write it like 2026-12-01T09:00.",
        ) from error


def _must_count(made: Plan, confirm: int | None) -> None:
    """A number that is given is checked in a dry run too."""
    if confirm is not None and confirm != len(made.titles):
        raise ConfirmationError(
            f"{confirm} is not the number of titles: it is {len(made.titles)}.",
            not_done="Nothing was sent.",
            next_step="Look at the selection again.",
        )


def _dry(made: Plan) -> dict[str, Any]:
    return documents.plan(
        made,
        job=None,
        dry_run=True,
        items=[documents.plan_item(each) for each in made.items],
        account=made.account,
    )


def _plan_code(made: Plan, arguments: argparse.Namespace, output: Output) -> int:
    counts = made.account
    if not made.items:
        output.say("Nothing here is to be sent.")
    if counts.get(State.BLOCKED.value):
        return WARNINGS
    goes = counts.get(State.PREPARED.value, 0) + counts.get(State.HELD.value, 0)
    return EMPTY if arguments.fail_if_empty and not goes else OK
