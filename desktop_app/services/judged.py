"""What can be said of one subject for one flow now? Pure: records and facts in, verdicts out.

It imports records and rules only, so that it runs as well in a process that has nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from desktop_app import rules
from desktop_app.records.cover import CoverChoice
from desktop_app.records.flow import Flow
from desktop_app.records.line import FREE, Line
from desktop_app.records.lineage import unpack_rows
from desktop_app.records.payload import (
    Baseline,
    BaselineKind,
    Difference,
    Facts,
    Payload,
    Problem,
    Sibling,
)
from desktop_app.records.standing import StandingRow
from desktop_app.records.state import State
from desktop_app.records.stored import Stored
from desktop_app.records.title import Record, Verdict

Lineages = Mapping[tuple[str, str], bytes]
"""(flow, subject) to the rows of what was taken, as they are kept."""

Confirmations = Mapping[tuple[str, str, str], str]
"""(flow, rule, kind of source) to the reason that a person gave."""

_OPEN = frozenset({Verdict.IN_FLIGHT, Verdict.NOT_CONFIRMED})


@dataclass(frozen=True, slots=True)
class Known:
    """Facts about one slice of records. ``previewed`` maps a title to the hash a person saw,
    ``covers`` one to the choice among its front covers, ``hashes`` a file's address to its
    SHA-256, ``siblings`` a work to its products."""

    today: date
    owners: Mapping[str, tuple[str, ...]]
    baselines: Mapping[tuple[str, str], Baseline]
    lines: Mapping[tuple[str, str], Line]
    confirmed: Confirmations
    previewed: Mapping[str, str] = field(default_factory=dict)
    covers: Mapping[str, CoverChoice] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    siblings: Mapping[str, tuple[Sibling, ...]] = field(default_factory=dict)

    def facts(
        self, record: Record, flow: Flow, subject: str, overrides: Mapping[str, str]
    ) -> Facts:
        """What the rules are told about one subject; ``overrides`` are those of flow and source."""
        return Facts(
            today=self.today,
            baseline=self.baselines.get((flow.name, subject)),
            isbn_owners=self.owners,
            overrides=overrides,
            previewed_hash=self.previewed.get(record.id, ""),
            cover=self.covers.get(record.id),
            siblings=tuple(
                each for each in self.siblings.get(record.work, ()) if each.id != record.id
            ),
            asset_hashes=self.hashes,
        )

    def line(self, flow: Flow, subject: str) -> Line:
        """What is on its way for a subject."""
        return self.lines.get((flow.name, subject), FREE)

    def subjects(self, shared: rules.Shared, flow: Flow) -> tuple[str, ...]:
        """What a record is handed off as: what holds now, and what was told before.

        A milestone that does not hold any more is withdrawn where it was told, and only there.
        """
        possible, now = shared.subjects(flow)
        return tuple(
            each for each in possible if each in now or (flow.name, each) in self.baselines
        )


@dataclass(frozen=True)
class Judged:
    """One subject for one flow, with all that can be said about it now."""

    record: Stored
    flow: Flow
    subject: str
    payload: Payload
    problems: tuple[Problem, ...]
    baseline: Baseline | None
    line: Line
    valid_until: str

    @cached_property
    def difference(self) -> Difference:
        """What is new in it: compared when first asked for, for a list needs it of few."""
        return rules.compare(self.payload, self.baseline)

    @cached_property
    def stops(self) -> tuple[Problem, ...]:
        """The problems that a send may not pass."""
        return tuple(each for each in self.problems if each.stops)

    @property
    def same(self) -> bool:
        """Whether the destination holds exactly this already."""
        return self.baseline is not None and self.baseline.sha256 == self.payload.sha256

    @property
    def needs_rows(self) -> bool:
        """Whether only the rows of what was taken can say what differs."""
        found = self.baseline
        return found is not None and found.kind is not BaselineKind.UNKNOWN and not self.same

    @property
    def _waits_for_files(self) -> bool:
        """It was never sent, and nothing but a look at its files is missing: the plan asks for
        that. A house full of titles nobody has sent yet is not a house full of blocked ones."""
        return self.baseline is None and all(each.to_fetch for each in self.stops)

    @property
    def verdict(self) -> Verdict:
        """The first that holds, in the order in which they need a person."""
        if self.line.open is not None:
            return in_flight(self.line.open)
        if self.line.refused_sha256 == self.payload.sha256:
            return Verdict.REFUSED
        if self.stops and not self._waits_for_files:
            return Verdict.BLOCKED
        if self.baseline is None:
            return Verdict.NEVER
        return Verdict.SAME if self.same else Verdict.CHANGED


def in_flight(state: State) -> Verdict:
    """The verdict while an item is open."""
    return Verdict.NOT_CONFIRMED if state is State.NOT_CONFIRMED else Verdict.IN_FLIGHT


def judge_all(records: Iterable[Stored], flows: Sequence[Flow], known: Known) -> Iterator[Judged]:
    """Every subject in the order titles × flows.

    A baseline that differs counts as one whose rows nobody knows (see ``with_rows``).
    """
    overrides = _overrides(known.confirmed)
    for stored in records:
        shared = rules.Shared(stored.record())
        until = rules.valid_until(shared.record, known.today)
        valid_until = until.isoformat() if until else ""
        for flow in flows:
            words = overrides.get((flow.name, stored.source.value), {})
            for subject in known.subjects(shared, flow):
                facts = known.facts(shared.record, flow, subject, words)
                payload = shared.build(flow, subject, facts.cover, facts.asset_hashes)
                yield Judged(
                    record=stored,
                    flow=flow,
                    subject=subject,
                    payload=payload,
                    problems=shared.check(flow, payload, facts),
                    baseline=facts.baseline,
                    line=known.line(flow, subject),
                    valid_until=valid_until,
                )


def _overrides(confirmed: Confirmations) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """(flow, kind of source) to the reasons by rule."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for (flow, rule, kind), reason in confirmed.items():
        found.setdefault((flow, kind), {})[rule] = reason
    return found


def with_rows(judged: Judged, lineages: Lineages) -> Judged:
    """The same, compared field by field where the rows of its baseline are given."""
    packed = lineages.get((judged.flow.name, judged.subject))
    if packed is None or judged.baseline is None:
        return judged
    found = replace(judged.baseline, rows=unpack_rows(packed))
    return replace(
        judged,
        baseline=found,
        problems=rules.check_moves(judged.problems, judged.flow, judged.payload, found),
    )


def planned(judged: Judged) -> State:
    """What a plan that is made now says of it."""
    line = judged.line
    if judged.stops:
        return State.BLOCKED
    if line.open is State.NOT_CONFIRMED:
        return State.HELD
    if line.open is not None:
        # What has not left yet gives way to what is newer; what may have left goes first. The
        # same once more is no omission either: until it has arrived nothing is known to be there.
        return State.HELD if line.left else State.PREPARED
    return State.UNCHANGED if judged.same else State.PREPARED


def standings(judged: Iterable[Judged]) -> list[StandingRow]:
    """What lists need to know of each."""
    return [standing(each) for each in judged]


def standing(judged: Judged) -> StandingRow:
    """What lists need to know of it."""
    verdict = judged.verdict
    closed = verdict not in _OPEN
    own = judged.flow.own
    return StandingRow(
        subject=judged.subject,
        title=judged.record.id,
        flow=judged.flow.name,
        verdict=verdict,
        count=_count(judged, verdict),
        baseline=_baseline(judged.baseline),
        payload_sha256=judged.payload.sha256 if closed else "",
        baseline_sha256=judged.baseline.sha256 if judged.baseline else "",
        rule_version=rules.VERSION + (f"+{own.word}" if own else ""),
        valid_until=judged.valid_until if closed else "",
    )


def _count(judged: Judged, verdict: Verdict) -> int:
    if verdict is Verdict.BLOCKED:
        return len(judged.stops)
    if verdict is Verdict.CHANGED and judged.difference.known:
        return max(judged.difference.count, 1)
    return 0


def _baseline(baseline: Baseline | None) -> str | None:
    if baseline is None:
        return None
    return "unknown" if baseline.kind is BaselineKind.UNKNOWN else baseline.taken_at
