"""What became of one parcel, as a run document tells it? Nothing counts that does not match it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.records import strict_json
from desktop_app.records.parcel import Outcome, Parcel, Receipt
from desktop_app.records.wire import is_utf8
from desktop_app.xconnector.answers import MOST_DETAILS, Ear
from desktop_app.xconnector.http import Answer

_RUN = re.compile(r"(?!\.+$)[A-Za-z0-9._~-]{1,128}")
"""A run's id as it may stand in an address; dots alone would lead up."""
_OPEN = frozenset({"queued", "running"})
_APPLIED = frozenset({"succeeded", "partially_succeeded"})
_ENDED_WITHOUT = {
    "rejected": "{place} passed on a refusal.",
    "failed": "{place} took it, but gave up and applied nothing.",
    "cancelled": "It was stopped at {place}; nothing was applied.",
}
_BY_RECORD = {
    "00": Outcome.DELIVERED,
    "01": Outcome.DELIVERED_WITH_ERRORS,
    "02": Outcome.DELIVERED_WITH_ERRORS,
    "03": Outcome.REFUSED,
}


class UnreadableError(ValueError):
    """The answer is no receipt for this parcel; the text continues *its answer* as a sentence.

    ``whole`` says that it is a whole document, only not one of this kind.
    """

    def __init__(self, cause: str, *, whole: bool = False) -> None:
        super().__init__(cause)
        self.whole = whole


@dataclass(frozen=True, slots=True)
class Result:
    """What a run tells of one record."""

    outcome: Outcome
    remote_id: str
    details: tuple[str, ...]


def document(answer: Answer) -> Mapping[str, Any]:
    """The JSON object in an answer; raises UnreadableError."""
    if answer.flaw:
        raise UnreadableError(f"cannot be read: {answer.flaw}")
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise UnreadableError("is not JSON", whole=True)
    if not is_utf8(answer.content_type):
        raise UnreadableError("is not UTF-8")
    try:
        told = strict_json.parse(answer.body)
    except strict_json.NotJsonError as fault:
        raise UnreadableError(f"cannot be read: {fault.cause}") from fault
    if not isinstance(told, Mapping):
        raise UnreadableError("is JSON, but no receipt", whole=True)
    return told


def run_id(told: Mapping[str, Any], *names: str) -> str:
    """The id of the run under the first of ``names`` that is there; raises UnreadableError."""
    value = next((told[name] for name in names if told.get(name)), None)
    if not isinstance(value, str) or not _RUN.fullmatch(value):
        raise UnreadableError("names no run", whole=True)
    return value


def state_of(told: Mapping[str, Any], default: str = "") -> str:
    """The run's state as text, ``default`` if there is none."""
    state = told.get("state")
    return state if isinstance(state, str) else default


def is_run(text: str) -> bool:
    """Whether a text can be the id of a run in an address."""
    return _RUN.fullmatch(text) is not None


def read_run(answer: Answer, parcel: Parcel, ear: Ear) -> Receipt:
    """The receipt in a run document of the contract.

    Raises UnreadableError unless run, key, flow and subject are those of the parcel.
    """
    told = document(answer)
    run = run_id(told, "run")
    _match(told, {"key": parcel.key, "flow": parcel.flow, "subject": parcel.subject})
    if parcel.run and parcel.run != run:
        raise UnreadableError("is about another run")
    state = state_of(told)
    if state in _OPEN:
        return ear.receipt(Outcome.ACCEPTED, answer, f"{ear.place} took it: {state}.", run=run)
    result = record_of(told, parcel, ear)
    if state in _APPLIED:
        return _applied(state, result, run, answer, ear)
    if state in _ENDED_WITHOUT:
        return refused(state, result, run, answer, ear)
    raise UnreadableError("names no state that the contract has", whole=True)


def record_of(told: Mapping[str, Any], parcel: Parcel, ear: Ear) -> Result | None:
    """What the document tells of the parcel's own record, or None; raises UnreadableError."""
    records = told.get("records")
    for record in records if isinstance(records, list) else []:
        if not isinstance(record, Mapping) or record.get("key") != parcel.key:
            continue
        if record.get("subject", parcel.subject) != parcel.subject:
            raise UnreadableError("is about another record")
        outcome = _BY_RECORD.get(str(record.get("record_status")))
        if outcome is None:
            raise UnreadableError("gives the record no status that the contract has")
        return _result(outcome, record, ear)
    return None


def refused(state: str, result: Result | None, run: str, answer: Answer, ear: Ear) -> Receipt:
    """A run that ended with nothing applied; raises UnreadableError when it says otherwise too."""
    if result is not None and result.outcome is not Outcome.REFUSED:
        raise UnreadableError(f"contradicts itself: {state}, but the record was applied")
    words = _ENDED_WITHOUT[state].format(place=ear.place)
    if result is None:
        return ear.receipt(Outcome.REFUSED, answer, words, run=run)
    return _with(result, answer, ear, words, run)


def _applied(state: str, result: Result | None, run: str, answer: Answer, ear: Ear) -> Receipt:
    if result is None:
        raise UnreadableError(f"says {state}, but nothing of this record")
    if result.outcome is Outcome.REFUSED and state == "succeeded":
        raise UnreadableError("contradicts itself: succeeded, but the record was refused")
    return delivered(result, run, answer, ear)


def delivered(result: Result, run: str, answer: Answer, ear: Ear) -> Receipt:
    """What the record's own status says."""
    count = len(result.details)
    words = {
        Outcome.DELIVERED: "The destination applied it.",
        Outcome.DELIVERED_WITH_ERRORS: f"The destination applied it with errors ({count}).",
        Outcome.REFUSED: "The destination refused it.",
    }[result.outcome]
    return _with(result, answer, ear, words, run)


def _with(result: Result, answer: Answer, ear: Ear, message: str, run: str) -> Receipt:
    return ear.receipt(
        result.outcome,
        answer,
        message,
        run=run,
        remote_id=result.remote_id,
        details=result.details,
    )


def _match(told: Mapping[str, Any], wanted: Mapping[str, str]) -> None:
    for name, value in wanted.items():
        if told.get(name) != value:
            raise UnreadableError(f"is about another {name}")


def _result(outcome: Outcome, record: Mapping[str, Any], ear: Ear) -> Result:
    listed = record.get("details")
    entries = (
        [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    )
    details = tuple(
        f"{ear.quote(each.get('path', ''), 200)}: {ear.quote(each.get('message', ''))}"
        for each in entries[:MOST_DETAILS]
    )
    remote = record.get("remote_id")
    return Result(outcome, ear.quote(remote, 512) if isinstance(remote, str) else "", details)
