"""Commands that plan and send, and the worker that sends what waits."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from desktop_app.app import App
from desktop_app.cli import documents
from desktop_app.cli.output import Output
from desktop_app.cli.session import idents_from, opened, titles_of
from desktop_app.records.errors import UsageError
from desktop_app.records.job import Item, Job
from desktop_app.records.payload import Severity
from desktop_app.records.plan import Plan
from desktop_app.records.state import WORDS, State

OK, WARNINGS, TROUBLE, UNCONFIRMED, TEMPORARY, NOTHING = 0, 1, 3, 4, 5, 6


async def plan(arguments: argparse.Namespace, output: Output) -> int:
    """Make, store and account for a plan; nothing is sent."""
    async with opened(arguments, write=True) as app:
        made = await _make(app, arguments, output)
        documented = _plan_document(made, dry_run=True)
    output.one(documented, f"Plan {made.id}\n{account_words(made.account)}")
    return _plan_code(made, arguments)


async def send(arguments: argparse.Namespace, output: Output) -> int:
    """Send a plan, or the titles named; a dry run unless --apply."""
    async with opened(arguments, write=True) as app:
        if arguments.plan_id:
            made = await app.send.plan(arguments.plan_id)
        else:
            made = await _make(app, arguments, output)
        if not arguments.apply:
            await app.send.dry_run(made.id)
            words = f"Dry run of plan {made.id}. Nothing was sent.\n{account_words(made.account)}"
            output.one(_plan_document(made, dry_run=True), words)
            return _plan_code(made, arguments)
        await app.online()
        job = await app.send.submit(
            made.id,
            confirm=arguments.confirm,
            note=arguments.note,
            not_before=_time(arguments.hold_until),
        )
        job = await carry_out(app, job, arguments)
        items = await app.history.items(job.number, limit=_ALL)
        output.one(
            documents.plan(
                made,
                job=job.number,
                dry_run=False,
                items=[documents.item(each) for each in items],
                account=dict(job.account),
            ),
            f"Job {job.number}\n{account_words(job.account)}",
        )
        for each in _needs_words(items):
            output.say(each)
        return send_code(job, items, arguments, waited=arguments.wait)


_ALL = 1_000_000


async def _make(app: App, arguments: argparse.Namespace, output: Output) -> Plan:
    flows = arguments.flows
    if not flows:
        raise UsageError("Which flow? Name at least one with --flow.", not_done="Nothing was sent.")
    found = await titles_of(app, idents_from(arguments))
    if not found:
        raise UsageError("Which titles? Name at least one.", not_done="Nothing was sent.")
    overrides: Mapping[str, str] = {}
    if arguments.override:
        overrides = await _unknown_rules(
            app, [each.id for each in found], flows, arguments.override
        )
    return await app.review.plan(
        [each.id for each in found],
        flows,
        overrides=overrides,
        needed=arguments.needed,
        note=arguments.note,
        report=output.progress,
    )


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


async def carry_out(app: App, job: Job, arguments: argparse.Namespace) -> Job:
    """One attempt for each item, or until everything is final with --wait."""
    if arguments.wait:
        app.engine.start()
        return await app.send.wait(job.number, arguments.timeout)
    await app.engine.run_once(job.number)
    return await app.history.job(job.number)


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a time.",
            not_done="Nothing was sent.",
            next_step="Write it like 2026-12-01T09:00.",
        ) from error
    return moment.astimezone(UTC)


def _plan_document(made: Plan, *, dry_run: bool) -> dict[str, Any]:
    return documents.plan(
        made,
        job=None,
        dry_run=dry_run,
        items=[documents.plan_item(each) for each in made.items],
        account=made.account,
    )


def _plan_code(made: Plan, arguments: argparse.Namespace) -> int:
    counts = made.account
    ready = counts.get(State.PREPARED.value, 0)
    if arguments.fail_if_empty and not ready:
        return NOTHING
    return WARNINGS if counts.get(State.BLOCKED.value) else OK


def account_words(account: Mapping[str, int]) -> str:
    parts = [f"{count} {_word(name)}" for name, count in account.items() if name != "selected"]
    return f"{account.get('selected', 0)} selected = " + (" + ".join(parts) or "0")


def _word(name: str) -> str:
    return WORDS[State(name)].lower().replace("xconnector", "xConnector")


def _needs_words(items: Sequence[Item]) -> list[str]:
    trouble = (State.BLOCKED, State.REFUSED, State.FAILED, State.NOT_CONFIRMED, State.HELD)
    shown = [each for each in items if each.state in trouble]
    lines = [f"{each.subject} {WORDS[each.state].lower()}: {each.reason}" for each in shown[:20]]
    return lines + ([f"… and {len(shown) - 20} more"] if len(shown) > 20 else [])


def send_code(
    job: Job, items: Sequence[Item], arguments: argparse.Namespace, *, waited: bool
) -> int:
    """The first that applies of sign-in, not confirmed, refused, temporary, warnings."""

    def n(*states: State) -> int:
        return sum(job.account.get(state.value, 0) for state in states)

    if any(each.state is State.HELD and "sign" in each.reason.lower() for each in items):
        return 7
    if n(State.NOT_CONFIRMED):
        return UNCONFIRMED
    if n(State.REFUSED, State.FAILED):
        return TROUBLE
    unfinished = (State.RETRYING, State.WAITING, State.SENDING)
    if n(*unfinished) or (waited and n(State.ACCEPTED)):
        return TEMPORARY
    if n(State.BLOCKED, State.DELIVERED_WITH_ERRORS):
        return WARNINGS
    empty = job.account.get("selected", 0) == n(State.UNCHANGED)
    return NOTHING if arguments.fail_if_empty and empty else OK


async def worker(arguments: argparse.Namespace, output: Output) -> int:
    """Send what waits in this home until interrupted."""
    async with opened(arguments, write=True) as app:
        await app.online()
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, stop.set)
        report = await app.send.recover()
        if report.words:
            output.say(report.words)
        app.engine.start()
        output.say("Sending what waits. Stop with Ctrl+C.")
        await stop.wait()
        output.say("Finishing what is on its way.")
    return OK
