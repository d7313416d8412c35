"""Does what waits still hold? What was reviewed and has not left is judged again, and held if not.

A person may have set a time, paused a job, or a destination may have been out of reach for hours:
the title can have changed meanwhile, or be approved no more, or its flow may lead elsewhere by
now. Old bytes that a person sends again on purpose are held only when their title is gone or a
starred rule finds it wrong.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, NoReturn

from desktop_app.records.errors import PlanStaleError, UsageError
from desktop_app.records.job import Unsent
from desktop_app.records.payload import Baseline, BaselineKind, Severity
from desktop_app.records.subject import milestone_of
from desktop_app.services.ways import moved_way

if TYPE_CHECKING:
    from desktop_app.services.judged import Judged
    from desktop_app.services.judging import Part
    from desktop_app.services.review import Review
    from desktop_app.settings.profiles import Profile
    from desktop_app.store.ledger import Ledger

GONE = "the title is not in the catalogue any more"
NO_MILESTONE = "the title has no such milestone any more"
_CHANGED = "the title has changed since it was reviewed"
_ANEW = "Cancel it, or review the title again: the new plan takes its place."
_NAMED = 5
_FORM = "the way it is written has changed since it was reviewed"


class Outdated:
    """Holds what was reviewed and does not hold any more. Every method may raise StoreError."""

    def __init__(self, ledger: Ledger, review: Review, profile: Profile) -> None:
        self._ledger = ledger
        self._review = review
        self._profile = profile

    def use(self, profile: Profile) -> None:
        """After the settings changed."""
        self._profile = profile

    async def follow_settings(self) -> None:
        """Hold what waits for flows that are not in the settings, or are switched off."""
        absent = self._absent(await self._ledger.open_flows())
        await self._ledger.follow_settings(absent, self._sending)

    async def hold(self) -> str:
        """Judge everything that waits; a sentence when something was held by it, or ""."""
        waiting = await self._ledger.unsent()
        held = await self._marked(waiting)
        if not held:
            return ""
        them = "1 item that waited is" if held == 1 else f"{held} items that waited are"
        its = "its title is" if held == 1 else "their titles are"
        if self._elsewhere(waiting):
            its = "its title or its address is" if held == 1 else "their titles or addresses are"
        return f"{them} held: {its} not as reviewed any more. See History."

    async def must_hold(self, job: int, items: Sequence[int] = ()) -> None:
        """Judge what a person wants to go of a job; no ``items`` means all that has not left.

        What does not hold is marked, so that it stays when the rest goes. Raises PlanStaleError
        when one of ``items`` does not hold, or nothing of a whole job, or something that failed;
        UsageError when no flow of it may send.
        """
        found = await self._ledger.unsent_of(job, items)
        await self._marked(found)
        found = await self._ledger.unsent_of(job, items)
        self.must_send(*dict.fromkeys(each.flow for each in found))
        barred = [each for each in found if each.moved]
        failed = any(each.failed for each in barred)
        if barred and (items or failed or len(barred) == len(found)):
            raise_stale([f"{each.subject} for {each.flow}: {each.moved}." for each in barred])

    def must_send(self, *flows: str) -> None:
        """Raise UsageError when none of these flows may send by the settings."""
        absent = list(self._absent(flows).values())
        if flows and len(absent) == len(flows):
            words = "; ".join(absent)
            raise UsageError(
                f"{words[0].upper()}{words[1:]}.",
                not_done="Nothing was sent.",
                next_step="Set the flow up again, or cancel what waits for it.",
            )

    @property
    def _sending(self) -> set[str]:
        return {each.name for each in self._profile.flows if each.enabled}

    def _absent(self, flows: Iterable[str]) -> dict[str, str]:
        off = {each.name for each in self._profile.flows if not each.enabled}
        return {
            name: f"the flow {name} is switched off"
            if name in off
            else f"the flow {name} is not in the settings any more"
            for name in flows
            if name not in self._sending
        }

    def _elsewhere(self, items: Iterable[Unsent]) -> dict[int, str]:
        """Those that would reach another address than the one they were reviewed for, and why."""
        flows = {each.name: each for each in self._profile.flows if each.enabled}
        found = {
            each.id: moved_way(flows[each.flow], each.ways, self._profile)
            for each in items
            if each.flow in flows
        }
        return {item: words for item, words in found.items() if words}

    async def _marked(self, items: Sequence[Unsent]) -> int:
        known = [each for each in items if each.flow in self._sending]
        words = await self._review.outdated(known) if known else {}
        words |= self._elsewhere(known)
        news = {each.id: words[each.id] for each in known if words[each.id] != each.moved}
        return await self._ledger.mark_moved(news) if news else 0


def raise_stale(words: Sequence[str], next_step: str = _ANEW) -> NoReturn:
    """Raise PlanStaleError with the first few of these sentences."""
    more = f" And {len(words) - _NAMED} more." if len(words) > _NAMED else ""
    raise PlanStaleError(
        " ".join(words[:_NAMED]) + more,
        not_done="Nothing was sent.",
        next_step=next_step,
    )


async def reasons(
    items: Sequence[Unsent], parts: AsyncGenerator[Part[Judged], None]
) -> dict[int, str]:
    """Why each of these items must not go any more, "" for one that still holds.

    ``parts`` are their titles as they are judged now; they are closed here.
    """
    judged: dict[tuple[str, str, str], Judged] = {}
    here: set[str] = set()
    async with aclosing(parts):
        async for part in parts:
            here.update(record.id for record in part.records)
            judged |= {(e.flow.name, e.subject, e.record.id): e for e in part.judged}
    return {
        each.id: _reason(
            each,
            judged.get((each.flow, each.subject, each.titles[0])),
            each.titles[0] in here,
        )
        for each in items
    }


def by_overrides(items: Iterable[Unsent]) -> list[tuple[Mapping[str, str], list[Unsent]]]:
    """Items with the words on rules that their plans were made with, the same words once."""
    groups: dict[tuple[tuple[str, str], ...], list[Unsent]] = {}
    for each in items:
        groups.setdefault(tuple(sorted(each.overrides.items())), []).append(each)
    return [(dict(words), found) for words, found in groups.items()]


def _reason(item: Unsent, now: Judged | None, here: bool) -> str:
    if not here:
        return GONE
    if now is None:
        return NO_MILESTONE if milestone_of(item.subject) else GONE
    stops = now.stops
    if item.resent:
        stops = tuple(p for p in stops if p.starred and p.severity is Severity.BLOCKER)
    if stops:
        return f"the title is blocked now: {stops[0].message}"
    if item.resent or now.payload.sha256 == item.payload_sha256:
        return ""
    words = _difference(item, now)
    if words:
        return f"{_CHANGED}: {words}"
    return _FORM if item.mapping_version != now.payload.mapping_version else _CHANGED


def _difference(item: Unsent, now: Judged) -> str:
    from desktop_app import rules
    from desktop_app.records.lineage import unpack_rows

    seen = Baseline(
        subject=item.subject,
        flow=item.flow,
        kind=BaselineKind.CONFIRMED,
        taken_at="",
        sha256=item.payload_sha256,
        mapping_version=item.mapping_version,
        rows=unpack_rows(item.lineage),
    )
    return rules.in_words(rules.compare(now.payload, seen))
