"""What is wrong with one payload? Every rule of the flow's purpose, all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from desktop_app.records.flow import Flow
from desktop_app.records.onix import RELEASES
from desktop_app.records.payload import Baseline, Facts, Payload, Problem
from desktop_app.records.title import Record
from desktop_app.rules.checks.case import Case, Finding, Rule
from desktop_app.rules.checks.complete import dates_to_keep, in_good_time, what_every_title_needs
from desktop_app.rules.checks.cover import one_front_cover
from desktop_app.rules.checks.embargo import embargo_is_kept, embargo_is_told
from desktop_app.rules.checks.form import format_holds
from desktop_app.rules.checks.identity import isbn_is_sound, no_stand_ins
from desktop_app.rules.checks.prices import prices_hold
from desktop_app.rules.checks.production import (
    contract_is_signed,
    files_are_approved,
    measures_are_there,
    run_is_complete,
    steps_are_done,
)
from desktop_app.rules.checks.publishing import approved, dates_fit, status_fits
from desktop_app.rules.checks.reached import milestone_is_reached, still_as_previewed
from desktop_app.rules.checks.rights import rights_are_explicit
from desktop_app.rules.checks.sense import moved_since, prices_make_sense
from desktop_app.rules.checks.weights import (
    FORM_RULE,
    MILESTONE_RULE,
    in_order,
    problem,
    rules_of,
)
from desktop_app.rules.mapping.paths import entries, steps, value
from desktop_app.rules.mapping.transforms import first_free_day
from desktop_app.rules.onix.judge import judge

MOVES, NEEDS = "7", "10"
RULES: Mapping[str, Rule] = {
    "1": isbn_is_sound,
    "2": approved,
    "3": status_fits,
    "4": dates_fit,
    "6": prices_hold,
    MOVES: prices_make_sense,
    "8": rights_are_explicit,
    "9": embargo_is_kept,
    NEEDS: what_every_title_needs,
    "11": no_stand_ins,
    "12": one_front_cover,
    "13": in_good_time,
    "18": still_as_previewed,
    "5": contract_is_signed,
    "14": run_is_complete,
    "15": measures_are_there,
    "16": steps_are_done,
    "17": files_are_approved,
    FORM_RULE: format_holds,
    MILESTONE_RULE: milestone_is_reached,
}
HANGS_ON: Mapping[str, Callable[[Case], Hashable]] = {
    "1": lambda case: None,
    "2": lambda case: None,
    "3": lambda case: None,
    "4": lambda case: None,
    "6": lambda case: case.flow.market,
    "8": lambda case: (case.flow.market, case.flow.destination),
    "9": lambda case: (
        case.flow.purpose,
        case.flow.market,
        case.flow.audience,
        case.flow.own,
        embargo_is_told(case),
    ),
    NEEDS: lambda case: (case.flow.market, case.flow.audience, case.flow.destination),
    "12": lambda case: (case.flow.market, case.flow.audience, case.flow.destination),
    "18": lambda case: None,
}
"""What a rule looks at besides the record and the facts of the day. Where that is equal its
findings are; a rule that stands not here also looks at the payload or the baseline."""

_DATES = (
    "publicationDate",
    "plannedPublicationDate",
    "tradeAnnouncementDate",
    "publicAnnouncementDate",
    "salesEmbargoDate",
)
_DATED_LISTS = (
    ("prices", ("effectiveFrom", "effectiveTo")),
    ("marketingTexts", ("fromDate",)),
    ("shortDescription", ("fromDate",)),
    ("work.productionRuns", ("deliveryDate",)),
)
_A_DAY = timedelta(days=1)


Ask: TypeAlias = Callable[[str, Case], Iterable[Finding]]
"""The findings of a rule for a case."""


def _ask(rule: str, case: Case) -> Iterable[Finding]:
    return RULES[rule](case)


def check(
    record: Record, flow: Flow, payload: Payload, facts: Facts, ask: Ask = _ask
) -> tuple[Problem, ...]:
    """Every problem of one payload, blockers first. Never raises for any document."""
    case = Case(record, flow, payload, facts)
    made = [
        problem(rule, finding, flow, facts.overrides)
        for rule in rules_of(flow)
        for finding in ask(rule, case)
    ]
    found = [each for each in made if each is not None]
    if flow.format in RELEASES:
        said = list(judge(case, found))
        told = {each.field for each in said}
        found = [each for each in found if each.rule != NEEDS or each.field not in told] + said
    return in_order(found)


def check_moves(
    problems: tuple[Problem, ...], flow: Flow, payload: Payload, baseline: Baseline
) -> tuple[Problem, ...]:
    """The same problems, with what only the values of the last send can show.

    ``check`` is first asked without them: most of what was taken last is the same as now.
    """
    if MOVES not in rules_of(flow):
        return problems
    made = [problem(MOVES, each, flow, {}) for each in moved_since(payload, baseline)]
    return in_order([*problems, *(each for each in made if each is not None)])


def valid_until(record: Record, today: date) -> date | None:
    """The first day after today on which a dated rule may judge this record otherwise.

    None when no date in the record lies ahead. A day too early costs a look, never an error.
    """
    ahead = [
        each
        for moment in _moments(record)
        for each in (moment, moment + _A_DAY if moment < date.max else moment)
        if each > today
    ]
    return min(ahead, default=None)


def _moments(record: Record) -> list[date]:
    document = record.document
    given = [value(document, each) for each in _DATES]
    given += [each.isoformat() for each in dates_to_keep(document)]
    for path, fields in _DATED_LISTS:
        found = entries(document, steps(path))
        if isinstance(found, list):
            given += [entry.get(field) for entry in found for field in fields]
    return [moment for moment in map(first_free_day, given) if moment]
