"""Row by row what an answer means, as the architecture says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.engine.policy import Policy
from desktop_app.engine.table import decide
from desktop_app.records.flow import Acknowledgement, Flow, Style
from desktop_app.records.job import Lease
from desktop_app.records.parcel import PAUSES, Outcome, Receipt, Unknown
from desktop_app.records.state import State

CONTRACT = Flow("gardners", 1, "Gardners", "item-json")
FINANCE = Flow("finance", 4, "Finance", "item-json")
PRINT = Flow("print", 5, "Printer", "item-json")
HOOK = Flow(
    "hook", 1, "Hook", "item-json", style=Style.WEBHOOK, acknowledgement=Acknowledgement.NONE
)
ALL = (CONTRACT, FINANCE, PRINT, HOOK)
POLICY = Policy(chance=lambda: 1.0)
LEASE = Lease(
    item=1, job=1, flow="gardners", subject="product:1", key="k", fence=1, attempt=1,
    content_type="application/json", payload=b"{}", payload_sha256="s", envelope=b"e",
    ambiguous=False, accepted=False, status_url="", run="",
    started="2026-11-24T12:00:00.000Z",
)  # fmt: skip
LAST = replace(LEASE, tries=POLICY.attempts)
DOUBTFUL = replace(LEASE, ambiguous=True)
ACCEPTED = replace(
    LEASE, accepted=True, run="run_1", accepted_at="2026-11-24T11:59:00.000Z", attempt=3
)
OVERDUE = replace(ACCEPTED, accepted_at="2026-11-24T11:45:00.000Z")
CHECK = replace(LEASE, check=True, ambiguous=True)


def said(outcome: Outcome, message: str = "", **more: object) -> Receipt:
    return Receipt(outcome, message=message, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("flow", ALL)
@pytest.mark.parametrize("outcome", [Outcome.UNSENT, Outcome.BUSY])
def test_what_never_arrived_is_tried_again(flow: Flow, outcome: Outcome) -> None:
    settlement = decide(flow, LEASE, said(outcome), POLICY)
    assert (settlement.state, settlement.ambiguous) == (State.RETRYING, False)
    assert settlement.due_in == 5
    assert settlement.counted


@pytest.mark.parametrize(
    ("named", "waits"), [(17.0, 17.0), (3600.0, 3600.0), (86400.0, 3600.0), (0.0, 0.25)]
)
def test_retry_after_is_obeyed_for_at_most_an_hour(named: float, waits: float) -> None:
    settlement = decide(CONTRACT, LEASE, said(Outcome.BUSY, retry_after=named), POLICY)
    assert settlement.due_in == waits


def test_waits_grow_with_full_jitter() -> None:
    bounds = [5, 30, 120, 600, 1800]
    for tries, bound in enumerate(bounds, start=1):
        lease = replace(LEASE, tries=tries)
        assert decide(CONTRACT, lease, said(Outcome.BUSY), POLICY).due_in == bound
        half = Policy(chance=lambda: 0.5)
        assert decide(CONTRACT, lease, said(Outcome.BUSY), half).due_in == bound / 2


@pytest.mark.parametrize("flow", ALL)
def test_six_attempts_that_never_arrived_are_failed(flow: Flow) -> None:
    settlement = decide(flow, LAST, said(Outcome.UNSENT, "refused"), POLICY)
    assert (settlement.state, settlement.reason) == (State.FAILED, "refused")


def test_attempts_used_up_after_an_ambiguous_one_are_never_failed() -> None:
    doubtful = replace(LAST, ambiguous=True)
    for outcome in (Outcome.UNSENT, Outcome.BUSY, Outcome.AMBIGUOUS):
        assert decide(CONTRACT, doubtful, said(outcome), POLICY).state is State.NOT_CONFIRMED


def test_an_earlier_doubt_is_not_forgotten_by_a_busy_answer() -> None:
    settlement = decide(CONTRACT, DOUBTFUL, said(Outcome.BUSY), POLICY)
    assert (settlement.state, settlement.ambiguous) == (State.RETRYING, True)


@pytest.mark.parametrize(
    ("flow", "state"),
    [
        (CONTRACT, State.RETRYING),
        (FINANCE, State.NOT_CONFIRMED),
        (PRINT, State.NOT_CONFIRMED),
        (HOOK, State.NOT_CONFIRMED),
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.AMBIGUOUS, Outcome.DUPLICATE])
def test_an_ambiguous_answer_is_resent_alone_only_where_that_is_safe(
    flow: Flow, state: State, outcome: Outcome
) -> None:
    settlement = decide(flow, LEASE, said(outcome), POLICY)
    assert (settlement.state, settlement.ambiguous) == (state, True)


def test_accepted_is_polled_and_uses_up_no_try() -> None:
    settlement = decide(CONTRACT, LEASE, said(Outcome.ACCEPTED, run="run_1"), POLICY)
    assert settlement.state is State.ACCEPTED
    assert not settlement.counted
    assert settlement.due_in == POLICY.shortest
    later = decide(CONTRACT, ACCEPTED, said(Outcome.ACCEPTED), POLICY)
    assert later.due_in == 15
    named = decide(CONTRACT, ACCEPTED, said(Outcome.ACCEPTED, retry_after=40), POLICY)
    assert named.due_in == 40


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.DELIVERED, State.DELIVERED),
        (Outcome.DELIVERED_WITH_ERRORS, State.DELIVERED_WITH_ERRORS),
        (Outcome.REFUSED, State.REFUSED),
    ],
)
@pytest.mark.parametrize("lease", [LEASE, LAST, DOUBTFUL, ACCEPTED, OVERDUE, CHECK])
def test_a_result_is_taken_whenever_it_comes(lease: Lease, outcome: Outcome, state: State) -> None:
    for flow in ALL:
        assert decide(flow, lease, said(outcome), POLICY).state is state


def test_a_refusal_says_what_was_said_field_by_field() -> None:
    refusal = said(Outcome.REFUSED, "No.", details=("/isbn: missing", "/title: too long"))
    settlement = decide(CONTRACT, LEASE, refusal, POLICY)
    assert settlement.reason == "No. /isbn: missing; /title: too long"
    long = decide(CONTRACT, LEASE, said(Outcome.REFUSED, "x" * 9000), POLICY)
    assert len(long.reason) == 500


def test_too_large_is_refused_when_there_is_nothing_to_halve() -> None:
    assert decide(CONTRACT, LEASE, said(Outcome.TOO_LARGE), POLICY).state is State.REFUSED


def test_handed_over_is_enough_only_where_nothing_more_was_promised() -> None:
    assert decide(HOOK, LEASE, said(Outcome.HANDED_OVER), POLICY).state is State.HANDED_OVER
    assert decide(CONTRACT, LEASE, said(Outcome.HANDED_OVER), POLICY).state is State.NOT_CONFIRMED


@pytest.mark.parametrize("flow", ALL)
def test_another_2xx_is_not_confirmed(flow: Flow) -> None:
    settlement = decide(flow, LEASE, said(Outcome.NOT_UNDERSTOOD), POLICY)
    assert (settlement.state, settlement.pause) == (State.NOT_CONFIRMED, "")


def test_a_web_page_is_not_confirmed_and_pauses_the_flow() -> None:
    settlement = decide(CONTRACT, LEASE, said(Outcome.WEB_PAGE), POLICY)
    assert settlement.state is State.NOT_CONFIRMED
    assert settlement.pause == "A web page answered, not xConnector."


@pytest.mark.parametrize("outcome", sorted(PAUSES - {Outcome.WEB_PAGE}))
@pytest.mark.parametrize("lease", [LEASE, LAST, DOUBTFUL])
def test_what_a_person_must_mend_holds_the_item_and_pauses_the_flow(
    outcome: Outcome, lease: Lease
) -> None:
    for flow in ALL:
        settlement = decide(flow, lease, said(outcome, "Who?"), POLICY)
        assert settlement.state is State.HELD
        assert settlement.pause == settlement.reason
        assert settlement.pause == "Who?"
        assert settlement.ambiguous is lease.ambiguous
        assert not settlement.counted


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.BUSY, Outcome.UNSENT])
def test_after_the_deadline_accepted_is_not_confirmed(outcome: Outcome) -> None:
    settlement = decide(CONTRACT, OVERDUE, said(outcome), POLICY)
    assert settlement.state is State.NOT_CONFIRMED
    assert OVERDUE.accepted_at in settlement.reason


@pytest.mark.parametrize("outcome", [Outcome.BUSY, Outcome.UNSENT, Outcome.AMBIGUOUS])
def test_a_question_without_an_answer_leaves_accepted_as_it_is(outcome: Outcome) -> None:
    settlement = decide(FINANCE, ACCEPTED, said(outcome), POLICY)
    assert (settlement.state, settlement.counted) == (State.ACCEPTED, False)
    assert settlement.due_in > 0


@pytest.mark.parametrize("outcome", sorted(PAUSES))
@pytest.mark.parametrize("lease", [ACCEPTED, OVERDUE])
def test_a_pause_while_polling_leaves_accepted_as_it_is(outcome: Outcome, lease: Lease) -> None:
    settlement = decide(CONTRACT, lease, said(outcome), POLICY)
    assert settlement.state is State.ACCEPTED
    assert settlement.pause


def test_a_run_that_is_forgotten_there_is_not_confirmed() -> None:
    for answer in (Unknown(), said(Outcome.NOT_UNDERSTOOD)):
        assert decide(CONTRACT, ACCEPTED, answer, POLICY).state is State.NOT_CONFIRMED


def test_a_key_that_was_never_taken_is_failed_when_a_person_asked() -> None:
    for flow in (CONTRACT, FINANCE):
        assert decide(flow, CHECK, Unknown(), POLICY).state is State.FAILED


@pytest.mark.parametrize(
    "outcome",
    [Outcome.BUSY, Outcome.UNSENT, Outcome.AMBIGUOUS, Outcome.NOT_UNDERSTOOD, *sorted(PAUSES)],
)
def test_a_check_without_a_result_leaves_it_not_confirmed(outcome: Outcome) -> None:
    settlement = decide(CONTRACT, CHECK, said(outcome), POLICY)
    assert settlement.state is State.NOT_CONFIRMED
    assert bool(settlement.pause) is (outcome in PAUSES)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("lease", [LEASE, LAST, DOUBTFUL, ACCEPTED, OVERDUE, CHECK])
def test_every_answer_has_a_row(outcome: Outcome, lease: Lease) -> None:
    for flow in ALL:
        settlement = decide(flow, lease, said(outcome), POLICY)
        assert settlement.state in State
        if settlement.state in (State.DELIVERED, State.DELIVERED_WITH_ERRORS):
            assert outcome in (Outcome.DELIVERED, Outcome.DELIVERED_WITH_ERRORS)
        if settlement.state is State.RETRYING:
            assert settlement.due_in > 0
