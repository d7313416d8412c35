"""What does an answer mean? The one table, as a pure function from an exchange to a settlement."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_app.engine.policy import Policy
from desktop_app.records.flow import Flow
from desktop_app.records.job import Lease
from desktop_app.records.parcel import PAUSES, Outcome, Receipt, Unknown
from desktop_app.records.settlement import Settlement
from desktop_app.records.state import State

Decision = Callable[[Flow, Lease, Receipt, Policy], Settlement]

_CAUSES: Mapping[Outcome, str] = {
    Outcome.SIGN_IN: "The sign-in was not accepted",
    Outcome.FLOW_GONE: "The endpoint does not know this flow",
    Outcome.REDIRECTED: "The endpoint points to another address, which was not followed",
    Outcome.TLS: "The endpoint's certificate or encryption was not accepted",
    Outcome.WEB_PAGE: "A web page answered, not xConnector",
}
_REASON_CHARACTERS = 500


def decide(flow: Flow, lease: Lease, answer: Receipt | Unknown, policy: Policy) -> Settlement:
    """The next state of the leased item.

    ``answer`` is what the courier brought: for an item that was accepted, or that a person asked
    about, the answer to that question; otherwise that to the delivery.
    """
    if isinstance(answer, Unknown):
        return _never_taken(lease, answer)
    if lease.check or lease.accepted:
        return _told(flow, lease, answer, policy)
    return _ROWS[answer.outcome](flow, lease, answer, policy)


# -- rows -------------------------------------------------------------------------------------


def _unsent(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    """Not taken for certain by this attempt; an earlier one may still have arrived."""
    if policy.used_up(lease.tries):
        return _given_up(lease, receipt, ambiguous=lease.ambiguous)
    return Settlement(
        State.RETRYING,
        _words(receipt, "It could not be sent."),
        receipt,
        due_in=policy.wait(lease.tries, receipt.retry_after),
        ambiguous=lease.ambiguous,
    )


def _ambiguous(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    if not flow.resends_alone:
        return _not_confirmed(receipt, "It may have arrived; no clear answer came.")
    if policy.used_up(lease.tries):
        return _given_up(lease, receipt, ambiguous=True)
    return Settlement(
        State.RETRYING,
        _words(receipt, "It may have arrived; xConnector is asked before it is sent again."),
        receipt,
        due_in=policy.wait(lease.tries, receipt.retry_after),
        ambiguous=True,
    )


def _accepted(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    return Settlement(
        State.ACCEPTED,
        receipt.message,
        receipt,
        due_in=policy.poll(lease, receipt.retry_after),
        counted=False,
    )


def _final(state: State) -> Decision:
    def decision(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
        return Settlement(state, _words(receipt, ""), receipt)

    return decision


def _handed_over(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    """A 2xx without a receipt is enough only where nothing more was promised."""
    if flow.can_be_asked:
        return _not_confirmed(receipt, "The answer was not a receipt.")
    return Settlement(State.HANDED_OVER, _words(receipt, "No confirmation."), receipt)


def _not_understood(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    return _not_confirmed(receipt, "The answer was not a receipt.")


def _web_page(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    settlement = _not_confirmed(receipt, _CAUSES[Outcome.WEB_PAGE] + ".")
    return _with_pause(settlement, _cause(receipt))


def _pausing(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    cause = _cause(receipt)
    return Settlement(
        State.HELD, cause, receipt, pause=cause, ambiguous=lease.ambiguous, counted=False
    )


def _without_file(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    """A person can bring the file back; the rest of the flow goes on."""
    words = _words(receipt, "A file of it is not here as it was previewed.")
    return Settlement(State.HELD, words, receipt, ambiguous=lease.ambiguous, counted=False)


_ROWS: Mapping[Outcome, Decision] = {
    Outcome.UNSENT: _unsent,
    Outcome.BUSY: _unsent,
    Outcome.AMBIGUOUS: _ambiguous,
    Outcome.DUPLICATE: _ambiguous,  # known there already, but what became of it was not told
    Outcome.ACCEPTED: _accepted,
    Outcome.DELIVERED: _final(State.DELIVERED),
    Outcome.DELIVERED_WITH_ERRORS: _final(State.DELIVERED_WITH_ERRORS),
    Outcome.REFUSED: _final(State.REFUSED),
    Outcome.TOO_LARGE: _final(State.REFUSED),
    Outcome.NO_FILE: _without_file,
    Outcome.HANDED_OVER: _handed_over,
    Outcome.NOT_UNDERSTOOD: _not_understood,
    Outcome.WEB_PAGE: _web_page,
    Outcome.SIGN_IN: _pausing,
    Outcome.FLOW_GONE: _pausing,
    Outcome.REDIRECTED: _pausing,
    Outcome.TLS: _pausing,
}

# -- answers to a question ----------------------------------------------------------------------

_TOLD = frozenset({Outcome.DELIVERED, Outcome.DELIVERED_WITH_ERRORS, Outcome.REFUSED})


def _told(flow: Flow, lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    """What a question brought about an item that may have arrived. Asking uses up no try."""
    if receipt.outcome in _TOLD:
        return _ROWS[receipt.outcome](flow, lease, receipt, policy)
    if receipt.outcome is Outcome.HANDED_OVER and not flow.can_be_asked:
        return _handed_over(flow, lease, receipt, policy)
    if receipt.outcome is Outcome.ACCEPTED and not policy.overdue(lease):
        return _accepted(flow, lease, receipt, policy)
    return _still_open(lease, receipt, policy)


def _still_open(lease: Lease, receipt: Receipt, policy: Policy) -> Settlement:
    """No result yet. An accepted item waits on until its deadline, a doubtful one for a person."""
    pause = _cause(receipt) if receipt.outcome in PAUSES else ""
    # A pause is no silence of the destination: the deadline counts again when it is over.
    waits = lease.accepted and (bool(pause) or not policy.overdue(lease))
    if waits and receipt.outcome is not Outcome.NOT_UNDERSTOOD:
        settlement = Settlement(
            State.ACCEPTED,
            _words(receipt, "No answer yet."),
            receipt,
            due_in=policy.poll(lease, receipt.retry_after),
            counted=False,
        )
    else:
        since = f"No result since {lease.accepted_at}." if policy.overdue(lease) else ""
        settlement = _not_confirmed(receipt, since or "No clear answer came.", lead=since)
    return _with_pause(settlement, pause)


def _never_taken(lease: Lease, answer: Unknown) -> Settlement:
    """The endpoint promises that it never took the key and never will."""
    receipt = Receipt(Outcome.UNSENT, message=answer.message)
    if lease.accepted:
        words = "xConnector accepted this and now does not know it."
        return _not_confirmed(Receipt(Outcome.NOT_UNDERSTOOD, message=words), words)
    return Settlement(State.FAILED, f"{answer.message}: it never arrived.", receipt, counted=False)


# -- parts --------------------------------------------------------------------------------------


def _given_up(lease: Lease, receipt: Receipt, *, ambiguous: bool) -> Settlement:
    words = _words(receipt, "No attempt succeeded.")
    if ambiguous:
        return _not_confirmed(receipt, words)
    return Settlement(State.FAILED, words, receipt)


def _not_confirmed(receipt: Receipt, otherwise: str, *, lead: str = "") -> Settlement:
    words = " ".join(part for part in (lead, receipt.message) if part)
    return Settlement(
        State.NOT_CONFIRMED, (words or otherwise)[:_REASON_CHARACTERS], receipt, ambiguous=True
    )


def _with_pause(settlement: Settlement, pause: str) -> Settlement:
    return Settlement(
        settlement.state,
        settlement.reason,
        settlement.receipt,
        due_in=settlement.due_in,
        pause=pause,
        ambiguous=settlement.ambiguous,
        counted=settlement.counted,
    )


def _cause(receipt: Receipt) -> str:
    """The courier's own sentence, which names the place; ours when it said nothing."""
    return (receipt.message or f"{_CAUSES[receipt.outcome]}.")[:_REASON_CHARACTERS]


def _words(receipt: Receipt, otherwise: str) -> str:
    """The server's own sentence with its details, or ours when it said nothing."""
    said = " ".join(part for part in (receipt.message, "; ".join(receipt.details)) if part)
    return (said or otherwise)[:_REASON_CHARACTERS]
