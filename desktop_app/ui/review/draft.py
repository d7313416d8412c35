"""How does the sheet get a plan, and how does what is on screen become a job? No widgets.

The sheet is a draft: its plan is made again from the ticked titles when a person sends, and what
would then go is compared with what was shown. Only an equal plan is sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.job import Job
from desktop_app.records.plan import KeptPlan, Plan
from desktop_app.records.progress import Report, silent
from desktop_app.records.state import State
from desktop_app.records.title import Title
from desktop_app.ui.review.view_model import OpenQuestion, moved_words

if TYPE_CHECKING:
    from desktop_app.app import App

UNDO_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan with what is needed to show it. ``first`` are the flows that never sent."""

    plan: Plan
    titles: Mapping[str, Title]
    read_at: str = ""
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose in the sheet. ``confirm`` is the number typed, or None."""

    mode: str
    note: str = ""
    not_before: datetime | None = None
    confirm: int | None = None
    unticked: Collection[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Sent:
    """Either a job, or words that say what moved and the plan that shows it. ``saved`` is a
    plan that was kept with a page of it instead."""

    job: Job | None
    moved: str = ""
    draft: Draft | None = None
    saved: Plan | None = None


async def make(
    app: App, titles: Sequence[str], flows: Sequence[str], report: Report = silent
) -> Draft:
    """Plan the titles for the flows and fetch the rows to show. Raises ColophonError."""
    plan = await app.review.plan(list(titles), list(flows), report=report)
    found = await app.look_up.titles(plan.titles)
    freshness = await app.look_up.freshness()
    return Draft(
        plan,
        {title.id: title for title in found},
        read_at=freshness.last_complete or "",
        first=await _first(app, flows),
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """A plan as it was approved. ``moved`` says why it cannot go any more, one sentence each."""

    draft: Draft
    about: KeptPlan
    moved: tuple[str, ...] = ()


async def stored(app: App, plan_id: str) -> Stored:
    """A stored plan with what is needed to show it, and whether it still holds.

    Raises NotFoundError for an unknown id, StoreError.
    """
    about = await app.history.stored_plan(plan_id)
    plan = await app.send.plan(plan_id)
    found = await app.look_up.titles(plan.titles)
    draft = Draft(plan, {title.id: title for title in found})
    if about.job:
        return Stored(draft, about)
    try:
        moved = await app.review.moved(plan)
    except (NotFoundError, UsageError) as error:
        # One of its flows is not set up any more, or switched off.
        moved = (error.message,)
    return Stored(draft, about, moved)


async def carry_out(app: App, draft: Draft, wish: Wish, report: Report = silent) -> Sent:
    """Send, dry run or hold what is on screen, or say what moved since. Raises ColophonError;
    then nothing was sent."""
    plan, moved = draft.plan, ""
    if wish.unticked:
        plan, moved = await _ticked(app, draft, wish, report)
    if moved:
        return Sent(None, moved, await make(app, draft.plan.titles, draft.plan.flows, report))
    if wish.mode == "dry_run":
        return Sent(await app.send.dry_run(plan.id))
    job = await app.send.submit(
        plan.id,
        confirm=wish.confirm,
        note=wish.note,
        not_before=wish.not_before,
        undo_seconds=0 if wish.not_before else UNDO_SECONDS,
    )
    return Sent(job)


async def save(app: App, draft: Draft, wish: Wish, path: Path, report: Report = silent) -> Sent:
    """Keep what is ticked as a plan and write the page of it, or say what moved since.

    Raises ColophonError; nothing is sent in either case.
    """
    # Made anew in every case, so that the plan has the note and is nobody else's.
    plan, moved = await _ticked(app, draft, wish, report)
    if moved:
        return Sent(None, moved, await make(app, draft.plan.titles, draft.plan.flows, report))
    await app.save_plan(plan, path)
    await app.history.keep_plan(plan.id)
    return Sent(None, saved=plan)


async def _ticked(app: App, draft: Draft, wish: Wish, report: Report) -> tuple[Plan, str]:
    """A plan of the rows that are ticked, and what in it is not as it was shown."""
    out = set(wish.unticked)
    kept = [title for title in draft.plan.titles if title not in out]
    flows = list(draft.plan.flows)
    plan = await app.review.plan(kept, flows, note=wish.note, report=report)
    return plan, moved_words(draft.plan, plan, draft.titles)


async def _first(app: App, flows: Sequence[str]) -> tuple[str, ...]:
    """Flows for which this computer has not carried out anything, not even a dry run."""
    seen: set[str] = set()
    for job in await app.history.jobs(limit=500):
        seen.update(job.flows)
    return tuple(flow for flow in flows if flow not in seen)


async def check_open(app: App, title: str, flows: Sequence[str]) -> None:
    """Ask each destination about the last send of this title that is not confirmed."""
    for flow in flows:
        item = await app.history.last(title, flow)
        if item is not None and item.state is State.NOT_CONFIRMED:
            await app.send.check_at_destination(item.id)


async def confirm(app: App, draft: Draft, questions: Sequence[OpenQuestion], reason: str) -> None:
    """Keep a person's word for each flow and rule, for the kinds of source in this plan."""
    kinds = {title.source for title in draft.titles.values()}
    for question in questions:
        for kind in kinds:
            await app.review.confirm_rule(question.flow, question.rule, kind, reason)
