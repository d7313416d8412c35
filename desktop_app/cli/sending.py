"""How does a command carry out a job, and how does it tell what came of it?"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from desktop_app.app import App
from desktop_app.cli import documents
from desktop_app.cli.codes import EMPTY, FATAL, TEMPORARY, TROUBLE, UNCONFIRMED, WARNINGS, first_of
from desktop_app.cli.output import Output
from desktop_app.records.job import Item, Job
from desktop_app.records.manifest import files_of
from desktop_app.records.plan import Plan
from desktop_app.records.settlement import FlowPause
from desktop_app.records.state import WORDS, JobState, State

_NAMED = 20
_EARLIER_JOBS = 200
_BY_A_PERSON = "paused by a person"
_CODES: Mapping[State, int] = {
    State.NOT_CONFIRMED: UNCONFIRMED,
    State.REFUSED: TROUBLE,
    State.FAILED: TROUBLE,
    State.WAITING: TEMPORARY,
    State.SENDING: TEMPORARY,
    State.RETRYING: TEMPORARY,
    State.BLOCKED: WARNINGS,
    State.DELIVERED_WITH_ERRORS: WARNINGS,
}
_TELLING = (State.BLOCKED, State.REFUSED, State.FAILED, State.NOT_CONFIRMED, State.HELD)


async def carry_out(app: App, job: Job, arguments: argparse.Namespace, output: Output) -> Job:
    """One attempt for each item that is due, of earlier jobs too; with ``--wait`` until every
    item of this job is final, held or not confirmed."""
    if arguments.wait:
        app.engine.start()
        found = await app.send.wait(job.number, arguments.timeout)
        if app.engine.trouble:
            output.say(app.engine.trouble)
        return found
    await _earlier(app, job.number)
    await app.engine.run_once(job.number)
    return await app.history.job(job.number)


async def _earlier(app: App, number: int) -> None:
    """What earlier sends left is due before what is newer."""
    for each in reversed(await app.history.jobs(limit=_EARLIER_JOBS, before=number)):
        if each.state in (JobState.RUNNING, JobState.HELD):
            await app.engine.run_once(each.number)


def send_code(
    job: Job, items: Sequence[Item], pauses: Sequence[FlowPause], arguments: argparse.Namespace
) -> int:
    """The exit code of a job as it stands now."""
    paused = {each.flow: each.cause for each in pauses}
    code = first_of(_code(each, paused, waited=arguments.wait) for each in items)
    idle = all(each.state is State.UNCHANGED for each in items)
    return EMPTY if arguments.fail_if_empty and idle and not code else code


def _code(item: Item, paused: Mapping[str, str], *, waited: bool) -> int:
    if item.state is State.HELD:
        return _held(item, paused)
    if item.state is State.ACCEPTED:
        return TEMPORARY if waited else 0
    return _CODES.get(item.state, 0)


def _held(item: Item, paused: Mapping[str, str]) -> int:
    """A time that somebody set is as asked; a flow that a fault has paused needs a person."""
    cause = paused.get(item.flow, "")
    if cause and cause != _BY_A_PERSON:
        return FATAL
    return 0 if item.due_at else TEMPORARY


def account_words(account: Mapping[str, int]) -> str:
    """``3 selected = 2 delivered + 1 blocked``."""
    parts = [f"{count} {_word(name)}" for name, count in account.items() if name != "selected"]
    return f"{account.get('selected', 0)} selected = " + (" + ".join(parts) or "0")


def _word(name: str) -> str:
    return WORDS[State(name)].lower().replace("xconnector", "xConnector")


def file_words(plan: Plan) -> list[str]:
    """The files of the first items that have some, under the subject of each."""
    having = [each for each in plan.items if files_of(each.payload.data)]
    lines = []
    for each in having[:_NAMED]:
        lines.append(f"{each.subject} → {each.flow}")
        lines += [f"  {line}" for line in documents.file_lines(each.payload.data)]
    more = len(having) - _NAMED
    return lines + ([f"… and the files of {more} more"] if more > 0 else [])


def needs_words(items: Sequence[Item]) -> list[str]:
    """A sentence for each of the first items that somebody should know about."""
    shown = [each for each in items if each.state in _TELLING]
    lines = [f"{each.subject} {WORDS[each.state].lower()}: {each.reason}" for each in shown]
    more = len(lines) - _NAMED
    return lines[:_NAMED] + ([f"… and {more} more"] if more > 0 else [])
