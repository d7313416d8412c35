"""What would go where, what is in the way, what changes? Previews, checks and stored plans."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app import rules
from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.instant import iso
from desktop_app.records.job import Item, Unsent
from desktop_app.records.payload import (
    Baseline,
    BaselineKind,
    Difference,
    Payload,
    Problem,
    Severity,
)
from desktop_app.records.plan import Action, Plan, PlanItem
from desktop_app.records.progress import Progress, Report, silent
from desktop_app.records.query import Query
from desktop_app.records.state import State
from desktop_app.records.title import SourceKind, Verdict
from desktop_app.services.facts import Clock, FactsGatherer, Hashes, utc_now
from desktop_app.services.judged import Judged, planned
from desktop_app.services.judging import Judge
from desktop_app.services.reasons import reason_of
from desktop_app.services.ways import moved_ways, ways_of
from desktop_app.settings.profiles import Profile
from desktop_app.store.catalogue import Catalogue

if TYPE_CHECKING:
    from datetime import date

    from desktop_app.store.ledger import Ledger

_NEEDED = frozenset({Verdict.NEVER, Verdict.CHANGED})
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go for one subject and flow, and all that can be said about it now."""

    subject: str
    flow: str
    payload: Payload
    problems: tuple[Problem, ...]
    difference: Difference
    baseline: Baseline | None
    title: str = ""


class Review:
    """The one way from titles and flows to exact payloads. ``now`` is a clock in UTC.

    Every method may raise NotFoundError for a title or flow that is not here, and StoreError.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        ledger: Ledger,
        profile: Profile,
        *,
        now: Clock = utc_now,
        hashes: Hashes | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._ledger = ledger
        self._profile = profile
        self._now = now
        self._gatherer = FactsGatherer(catalogue, ledger, profile, now, hashes)
        self._judge = Judge(self._gatherer)

    def use(self, profile: Profile) -> None:
        """After the settings changed."""
        self._profile = profile
        self._gatherer.use(profile)

    def keep_ready(self) -> None:
        """For a window: more than a few titles are judged in a process that stays a while."""
        self._judge.keep()

    def let_go(self) -> None:
        """The window is gone."""
        self._judge.let_go()

    def today(self) -> date:
        """The day by which everything here is judged, in the house's time zone."""
        return self._gatherer.today()

    async def preview(self, title_id: str, flow: str) -> tuple[Preview, ...]:
        """Every subject that one title leads to for a flow; none when it has no subject."""
        return await self.check([title_id], [flow])

    async def check(
        self,
        title_ids: Sequence[str],
        flows: Sequence[str],
        report: Report = silent,
        *,
        previewed: Mapping[str, str] | None = None,
    ) -> tuple[Preview, ...]:
        """All problems of all titles for all flows, in the order titles × flows, each subject once.

        ``previewed`` maps title ids to the content hash that a person looked at (rule 18).
        """
        judged = await self._judged(title_ids, self._flows(flows), report, {}, previewed)
        return tuple(_preview(each) for each in _once(judged))

    async def plan(
        self,
        title_ids: Sequence[str],
        flows: Sequence[str],
        *,
        overrides: Mapping[str, str] | None = None,
        needed: bool = False,
        note: str = "",
        report: Report = silent,
    ) -> Plan:
        """Make and store the exact payloads for titles × flows, each subject once.

        ``overrides`` maps a starred rule to a person's reason; it counts only where the rule
        cannot be checked, and is then kept for that flow and kind of source. With ``needed``
        only subjects whose standing is never or changed are taken in.
        """
        given = dict(overrides or {})
        chosen = self._flows(flows)
        titles = list(dict.fromkeys(title_ids))
        judged = await self._judged(titles, chosen, report, given)
        await self._keep_words(judged, given)
        if needed:
            judged = [each for each in judged if each.verdict in _NEEDED]
        moment = self._now()
        plan = Plan(
            id=_plan_id(int(moment.timestamp() * 1000)),
            created=iso(moment),
            titles=tuple(titles),
            flows=tuple(flow.name for flow in chosen),
            items=_items(judged),
            overrides=given,
            note=note,
            ways=ways_of(chosen, self._profile),
        )
        await self._ledger.save_plan(plan)
        return plan

    async def confirm_rule(
        self, flow: str, rule: str, source_kind: SourceKind | str, reason: str
    ) -> None:
        """Keep a person's word on a rule that cannot be checked for this kind of source.

        Raises UsageError without a reason: a word that nobody can understand later is none.
        """
        self._flows([flow])
        if not reason.strip():
            raise UsageError(
                "A confirmation needs a reason.", not_done=f"Rule {rule} was not confirmed."
            )
        await self._ledger.confirm_rule(flow, rule, str(source_kind), reason.strip())

    async def moved(self, plan: Plan) -> tuple[str, ...]:
        """What is not any more as the plan shows it, one sentence per subject that would go.

        Empty when every payload and every baseline of the plan still holds, and every flow still
        leads to where it led.
        """
        going = [each for each in plan.items if each.state in (State.PREPARED, State.HELD)]
        if not going:
            return ()
        if elsewhere := moved_ways(plan, {each.flow for each in going}, self._profile):
            return elsewhere
        titles = list(dict.fromkeys(each.titles[0] for each in going))
        found = await self._catalogue.stored(titles)
        here = [record.id for record in found]
        judged = await self._judged(here, self._flows(plan.flows), silent, dict(plan.overrides))
        # What titles share is held against the one whose record was reviewed.
        now = {(each.flow.name, each.subject, each.record.id): each for each in judged}
        words = (_moved(each, now.get((each.flow, each.subject, each.titles[0]))) for each in going)
        return tuple(word for word in words if word)

    async def barred(self, items: Sequence[Item]) -> tuple[str, ...]:
        """Why bytes that were reviewed before may not go again now, one sentence per item.

        Their title is gone, or a starred rule finds it wrong by now: such a word is no person's
        to overrule, so it holds for old bytes too.
        """
        flows = self._flows(item.flow for item in items)
        named = {title for item in items for title in item.titles}
        found = await self._catalogue.stored(sorted(named))
        judged = await self._judged([each.id for each in found], flows, silent, {})
        wrong: dict[tuple[str, str], str] = {}
        for each in judged:
            key = each.flow.name, each.subject
            wrong[key] = wrong.get(key, "") or _wrong(each)
        here = {each.id for each in found}
        words = []
        for item in items:
            name = f"{item.subject} for {item.flow}"
            if not here & set(item.titles):
                words.append(f"{name} is not in the catalogue any more.")
            elif why := wrong.get((item.flow, item.subject), ""):
                words.append(f"{name} is blocked now: {why}")
        return tuple(words)

    async def outdated(self, items: Sequence[Unsent]) -> dict[int, str]:
        """Why each of these items must not go any more, "" for one that still holds."""
        from desktop_app.services import outdated

        known = await self._gatherer.confirmations()
        found: dict[int, str] = {}
        for given, group in outdated.by_overrides(items):
            flows = self._flows(each.flow for each in group)
            titles = list(dict.fromkeys(each.titles[0] for each in group))
            confirmed = dict(known) | _words(flows, given)
            parts = self._judge.slices(self._catalogue.stored, titles, flows, confirmed)
            found |= await outdated.reasons(group, parts)
        return found

    async def imprint_shares(self, title_ids: Sequence[str]) -> list[tuple[str, int, int]]:
        """For each imprint among these titles: its name, how many they are, how many there are."""
        chosen = await self._catalogue.facets(Query(ids=tuple(title_ids)), ("imprint",))
        total = await self._catalogue.facets(Query(), ("imprint",))
        all_of = {each.value: each.count for each in total["imprint"]}
        return [
            (each.label or each.value, each.count, all_of.get(each.value, each.count))
            for each in chosen["imprint"]
            if each.value
        ]

    def _flows(self, names: Iterable[str]) -> list[Flow]:
        found = [self._profile.flow(name) for name in dict.fromkeys(names)]
        for flow in found:
            if not flow.enabled:
                raise UsageError(
                    f"The flow {flow.name} is switched off.",
                    next_step="Switch it on in its settings.",
                    command=f"Or: colophon flows enable {flow.name}",
                )
        return found

    async def _judged(
        self,
        title_ids: Sequence[str],
        flows: Sequence[Flow],
        report: Report,
        overrides: Mapping[str, str],
        previewed: Mapping[str, str] | None = None,
    ) -> list[Judged]:
        titles = list(dict.fromkeys(title_ids))
        confirmed = dict(await self._gatherer.confirmations()) | _words(flows, overrides)
        judged: list[Judged] = []
        met: set[str] = set()
        parts = self._judge.slices(self._catalogue.stored, titles, flows, confirmed, previewed)
        async with aclosing(parts):
            async for part in parts:
                judged += part.judged
                met.update(record.id for record in part.records)
                report(Progress("Checking titles", len(met), len(titles)))
        missing = [each for each in titles if each not in met]
        if missing:
            named = ", ".join(missing[:_NAMED])
            more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
            raise NotFoundError(
                f"The catalogue does not hold {named}{more}.",
                not_done="Nothing was planned.",
                next_step="Refresh first.",
            )
        return judged

    async def _keep_words(self, judged: Sequence[Judged], given: Mapping[str, str]) -> None:
        """Keep the reasons that were needed, for the flows and kinds of source at hand."""
        if not given:
            return
        known = await self._gatherer.confirmations()
        used = {
            (each.flow.name, problem.rule, each.record.source.value)
            for each in judged
            for problem in each.problems
            if problem.severity is Severity.UNKNOWN and problem.starred and problem.rule in given
        }
        for flow, rule, kind in sorted(used - set(known)):
            await self._ledger.confirm_rule(flow, rule, kind, given[rule])


def _words(flows: Sequence[Flow], overrides: Mapping[str, str]) -> dict[tuple[str, str, str], str]:
    return {
        (flow.name, rule, kind.value): reason
        for flow in flows
        for rule, reason in overrides.items()
        for kind in SourceKind
    }


def _preview(judged: Judged) -> Preview:
    return Preview(
        subject=judged.subject,
        flow=judged.flow.name,
        payload=judged.payload,
        problems=judged.problems,
        difference=judged.difference,
        baseline=judged.baseline,
        title=judged.record.id,
    )


def _once(judged: Sequence[Judged]) -> Sequence[Judged]:
    """What titles share once, by the title that is stopped if one is."""
    found: dict[tuple[str, str], Judged] = {}
    for each in judged:
        met = found.setdefault((each.flow.name, each.subject), each)
        if each.stops and not met.stops:
            found[each.flow.name, each.subject] = each
    return tuple(found.values())


def _items(judged: Sequence[Judged]) -> tuple[PlanItem, ...]:
    """One item per subject and flow; titles that lead to the same subject share it."""
    items: dict[tuple[str, str], PlanItem] = {}
    for each in judged:
        key = each.flow.name, each.subject
        if key not in items:
            items[key] = _item(each)
            continue
        met = items[key]
        titles = (*met.titles, each.record.id)
        if each.stops and met.state is not State.BLOCKED:
            # What stops one of its titles stops all that they share.
            met = _item(each)
        items[key] = replace(met, titles=titles)
    return tuple(items.values())


def _item(judged: Judged) -> PlanItem:
    state = planned(judged)
    goes = state in (State.PREPARED, State.HELD)
    action = Action.NEW if judged.baseline is None else Action.UPDATE
    return PlanItem(
        subject=judged.subject,
        flow=judged.flow.name,
        titles=(judged.record.id,),
        state=state,
        action=action if goes else None,
        reason=reason_of(judged, state),
        payload=judged.payload,
        problems=judged.problems,
        difference=judged.difference,
        record_hash=judged.record.content_hash,
        baseline_sha256=judged.baseline.sha256 if judged.baseline else "",
    )


def _wrong(judged: Judged) -> str:
    """What a starred rule finds wrong, not what it cannot look at; or ""."""
    wrong = (each for each in judged.stops if each.severity is Severity.BLOCKER)
    return next((each.message for each in wrong if each.starred), "")


def _moved(item: PlanItem, now: Judged | None) -> str:
    name = f"{item.subject} for {item.flow}"
    if now is None:
        return f"{name} is not in the catalogue any more."
    if now.payload.sha256 != item.payload.sha256:
        seen = Baseline(
            subject=item.subject,
            flow=item.flow,
            kind=BaselineKind.CONFIRMED,
            taken_at="",
            sha256=item.payload.sha256,
            mapping_version=item.payload.mapping_version,
            rows=item.payload.rows,
        )
        words = rules.in_words(rules.compare(now.payload, seen))
        return f"{name} has changed since it was reviewed: {words or 'its form'}."
    if now.stops:
        return f"{name} is blocked now: {now.stops[0].message}"
    held = now.baseline.sha256 if now.baseline else ""
    if held != item.baseline_sha256:
        return f"{name}: the destination has taken something else since it was reviewed."
    return ""


def _plan_id(milliseconds: int) -> str:
    """Nine signs of time, so that ids sort, and four of chance: ``01k9x2m4q-7f3c``."""
    signs = [_DIGITS[milliseconds >> 5 * place & 31] for place in reversed(range(9))]
    return "".join(signs) + "-" + "".join(secrets.choice(_DIGITS) for _ in range(4))
