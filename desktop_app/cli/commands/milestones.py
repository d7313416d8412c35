"""Commands on milestones that were detected: list them, send them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop_app.cli import documents
from desktop_app.cli.codes import EMPTY, OK
from desktop_app.cli.commands.send import going
from desktop_app.cli.output import Output
from desktop_app.cli.session import idents_from, opened, titles_of

if TYPE_CHECKING:
    from desktop_app.app import App
    from desktop_app.services.milestones import Milestone


async def list_milestones(arguments: argparse.Namespace, output: Output) -> int:
    """All milestones of the titles named; without any, those reached or told in the catalogue."""
    async with opened(arguments, output, write=False) as app:
        flows = app.milestones.flows(arguments.flows)
        if arguments.ids:
            titles = [each.id for each in await titles_of(app, arguments.ids)]
            every = await app.milestones.of_titles(titles, flows)
            wanted = [each for each in every if not arguments.needed or _needed(each)]
            found, total = wanted[: arguments.limit], len(wanted)
        else:
            found, total = await app.milestones.reached(
                flows, needed=arguments.needed, limit=arguments.limit
            )
    output.listing([_document(each) for each in found], map(_line, found), total=total)
    output.say(f"{len(found)} of {total} milestones")
    return EMPTY if arguments.fail_if_empty and not total else OK


async def send_milestones(arguments: argparse.Namespace, output: Output) -> int:
    """As ``send``, to all flows that take milestones, or to the named ones. With ``--needed``
    and no titles: all titles with a milestone that was never told, or has moved."""
    return await going(arguments, output, _prepare)


async def _prepare(app: App, arguments: argparse.Namespace) -> list[str] | None:
    """Fills in the flows; returns the titles, or None where the arguments name them."""
    flows = app.milestones.flows(arguments.flows)
    arguments.flows = [each.name for each in flows]
    if arguments.ids or arguments.ids_from:
        return [each.id for each in await titles_of(app, idents_from(arguments))]
    return await app.milestones.titles(flows) if arguments.needed else None


def _needed(milestone: Milestone) -> bool:
    from desktop_app.services.milestones import NEEDED

    return milestone.standing is not None and milestone.standing.state in NEEDED


def _document(milestone: Milestone) -> dict[str, Any]:
    return {
        "subject": milestone.subject,
        "flow": milestone.flow,
        "id": milestone.title,
        "milestone": milestone.name,
        "label": milestone.label,
        "date": milestone.date,
        "value": milestone.value,
        "reached": milestone.reached,
        "told": milestone.told,
        "standing": documents.standing(milestone.standing) if milestone.standing else None,
    }


def _line(milestone: Milestone) -> str:
    reached = milestone.value or "reached" if milestone.reached else "not reached"
    state = milestone.standing.state.value if milestone.standing else "–"
    return f"{milestone.title:<16} {milestone.label:<32} {reached:<24} {milestone.flow}: {state}"
