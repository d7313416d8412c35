"""What several flows of one title have in common is worked out once: subjects, payloads, findings.

Flows to several destinations often send the same form, and most rules look at the record alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from functools import lru_cache

from desktop_app.records.cover import CoverChoice
from desktop_app.records.flow import Flow
from desktop_app.records.payload import Facts, Payload, Problem
from desktop_app.records.title import Record
from desktop_app.rules.checks.case import Case, Finding
from desktop_app.rules.checks.check import HANGS_ON, RULES, check
from desktop_app.rules.mapping.build import build
from desktop_app.rules.mapping.milestones import candidates, subjects


class Shared:
    """One record, judged for any number of flows with facts of one moment.

    All that it gives is equal to what ``build``, ``check``, ``candidates`` and ``subjects`` give
    for the same arguments. Except for baseline and overrides, facts must be the same at each call.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self._subjects: dict[Flow, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._payloads: dict[tuple[Flow, str], Payload] = {}
        self._findings: dict[Hashable, tuple[Finding, ...]] = {}

    def subjects(self, flow: Flow) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(every subject the record could have, those it has now); see ``rules.candidates``."""
        form = form_of(flow)
        found = self._subjects.get(form)
        if found is None:
            found = candidates(self.record, flow), subjects(self.record, flow)
            self._subjects[form] = found
        return found

    def build(
        self, flow: Flow, subject: str, cover: CoverChoice | None, hashes: Mapping[str, str]
    ) -> Payload:
        """See ``rules.build``."""
        key = form_of(flow), subject
        found = self._payloads.get(key)
        if found is None:
            found = self._payloads[key] = build(self.record, flow, subject, cover, hashes)
        return found if found.flow == flow.name else replace(found, flow=flow.name)

    def check(self, flow: Flow, payload: Payload, facts: Facts) -> tuple[Problem, ...]:
        """See ``rules.check``."""
        return check(self.record, flow, payload, facts, self._ask)

    def _ask(self, rule: str, case: Case) -> tuple[Finding, ...]:
        hangs_on = HANGS_ON.get(rule)
        if hangs_on is None:
            return tuple(RULES[rule](case))
        key = rule, hangs_on(case)
        found = self._findings.get(key)
        if found is None:
            found = self._findings[key] = tuple(RULES[rule](case))
        return found


@lru_cache(maxsize=500)
def form_of(flow: Flow) -> Flow:
    """What a payload hangs on: a flow without its name, its destination and the way there."""
    return Flow(
        name="",
        purpose=flow.purpose,
        destination="",
        format=flow.format,
        audience=flow.audience,
        market=flow.market,
        onix=flow.onix,
        trial=flow.trial,
        own=flow.own,
    )
