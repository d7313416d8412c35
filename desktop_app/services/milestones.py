"""Which milestones have titles reached, and which of them were told where?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app import rules
from desktop_app.records.errors import UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.subject import milestone_of
from desktop_app.records.title import Record, Standing, Verdict
from desktop_app.settings.profiles import Profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.standing import StandingRow, StandingTable

NEEDED = (Verdict.NEVER, Verdict.CHANGED)
_PURPOSE = 7
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone of one title for one flow.

    ``name`` is as in the subject, ``label`` the same in words. ``date`` is an ISO date, or None
    where the milestone has none or is not dated yet; ``value`` what it says (the date, a status,
    "true"), or "". ``told`` says whether the destination ever took it, as far as known;
    ``standing`` is None for a milestone that is not reached and was never told.
    """

    subject: str
    flow: str
    title: str
    name: str
    label: str
    date: str | None
    value: str
    reached: bool
    told: bool
    standing: Standing | None


class Milestones:
    """Reads the catalogue and the standing; every method may raise StoreError."""

    def __init__(self, catalogue: Catalogue, standing: StandingTable, profile: Profile) -> None:
        self._catalogue = catalogue
        self._standing = standing
        self._profile = profile

    def flows(self, names: Sequence[str] = ()) -> list[Flow]:
        """The flows that take milestones: all that are switched on, or the named ones.

        Raises NotFoundError, and UsageError for a flow that takes something else.
        """
        if not names:
            return [each for each in self._profile.flows if _takes(each) and each.enabled]
        found = [self._profile.flow(name) for name in dict.fromkeys(names)]
        for flow in found:
            if not _takes(flow):
                raise UsageError(
                    f"The flow {flow.name} takes no milestones.",
                    next_step="Name a flow of purpose 7.",
                )
        return found

    async def of_titles(self, titles: Sequence[str], flows: Sequence[Flow]) -> list[Milestone]:
        """Every milestone that these titles can have, reached or not."""
        names = [flow.name for flow in flows]
        rows, _ = await self._standing.some(names, titles=titles, limit=_ALL)
        known = {(row.flow, row.subject): row for row in rows}
        found = []
        for record in await self._catalogue.records(titles):
            for flow in flows:
                found += [
                    _milestone(record, flow, subject, known.get((flow.name, subject)))
                    for subject in rules.candidates(record, flow)
                ]
        return found

    async def reached(
        self, flows: Sequence[Flow], *, needed: bool, limit: int
    ) -> tuple[list[Milestone], int]:
        """Milestones of all titles that were reached or told, at most ``limit``, and how many
        there are; with ``needed`` only those never told and those that moved since."""
        by_name = {flow.name: flow for flow in flows}
        rows, total = await self._standing.some(
            list(by_name), verdicts=NEEDED if needed else tuple(Verdict), limit=limit
        )
        records = await self._records([row.title for row in rows])
        found = [
            _milestone(records[row.title], by_name[row.flow], row.subject, row)
            for row in rows
            if row.title in records
        ]
        return found, total

    async def titles(self, flows: Sequence[Flow]) -> list[str]:
        """The titles with a milestone that was never told, or has moved since."""
        names = [flow.name for flow in flows]
        rows, _ = await self._standing.some(names, verdicts=NEEDED, limit=_ALL)
        return list(dict.fromkeys(row.title for row in rows))

    async def _records(self, titles: Sequence[str]) -> Mapping[str, Record]:
        found = await self._catalogue.records(list(dict.fromkeys(titles)))
        return {record.id: record for record in found}


def _takes(flow: Flow) -> bool:
    return flow.purpose == _PURPOSE


def _milestone(record: Record, flow: Flow, subject: str, row: StandingRow | None) -> Milestone:
    payload = rules.build(record, flow, subject)
    values = {each.target: each.value for each in payload.rows}
    name = milestone_of(subject)
    date = values.get("date") or None
    status = values.get("status.description") or values.get("status.code")
    return Milestone(
        subject=subject,
        flow=flow.name,
        title=record.id,
        name=name,
        label=values.get("name") or name,
        date=date,
        value=date or status or values.get("approved") or "",
        reached=subject in rules.subjects(record, flow),
        told=row is not None and row.baseline is not None,
        standing=Standing(row.verdict, row.count, row.baseline) if row else None,
    )
