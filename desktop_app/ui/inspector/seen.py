"""What does one look at a title and a destination bring, and how is just that sent?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop_app.records.flow import Flow
from desktop_app.records.job import Item, Job
from desktop_app.records.onix import RELEASES
from desktop_app.records.payload import Problem
from desktop_app.records.state import State
from desktop_app.records.title import SourceKind, Title
from desktop_app.services import said
from desktop_app.services.whole_message import Part, parts
from desktop_app.ui.findings import once

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.services.review import Preview


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the inspector shows, from one moment. ``today`` is the house's day."""

    title: Title
    flow: Flow
    previews: tuple[Preview, ...]
    items: tuple[Item, ...]
    document: Mapping[str, Any]
    source: SourceKind
    today: date
    whole: tuple[tuple[Part, ...], ...] = ()

    @property
    def problems(self) -> Mapping[Problem, str]:
        """Each finding once, with the words for how many milestones it holds."""
        return once([(preview.subject, preview.problems) for preview in self.previews])


async def look(app: App, title: Title, flow: Flow) -> Seen:
    """Read it all; runs on the core loop. Raises NotFoundError, StoreError."""
    # Each goes to a thread and back: one after the other would wait for that three times.
    previews, record, items = await asyncio.gather(
        app.review.preview(title.id, flow.name),
        app.look_up.record(title.id),
        app.history.for_title(title.id),
    )
    slow = flow.format in RELEASES
    whole = await asyncio.to_thread(_whole, previews, flow) if slow else _whole(previews, flow)
    told = record.document, record.source, app.review.today()
    return Seen(title, flow, tuple(previews), tuple(items), *told, whole)


def _whole(previews: Sequence[Preview], flow: Flow) -> tuple[tuple[Part, ...], ...]:
    """All that each message says; the words of its codes are read here, off every loop."""
    if flow.format in RELEASES:
        said.ready()
    return tuple(parts(each.payload, flow) for each in previews)


async def submit(app: App, seen: Seen, undo_seconds: int) -> Job | None:
    """Plan again and send only what was on the screen; None when it is not the same any more.

    Raises ConfirmationError where a guard wants the review sheet, PlanStaleError, StoreError.
    """
    plan = await app.review.plan([seen.title.id], [seen.flow.name])
    shown = {preview.subject: preview.payload.sha256 for preview in seen.previews}
    going = [item for item in plan.items if item.state is State.PREPARED]
    if not going or any(shown.get(each.subject) != each.payload.sha256 for each in going):
        return None
    job: Job = await app.send.submit(plan.id, undo_seconds=undo_seconds)
    return job
