"""Receipts: only a run document that matches the parcel in every name counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.records.parcel import Outcome, Parcel
from desktop_app.xconnector.answers import KEPT, Ear
from desktop_app.xconnector.http import Answer
from desktop_app.xconnector.receipt import UnreadableError, read_run
from tests.support_couriers import run_document

PARCEL = Parcel("k1", "gardners", "product:1", "application/json", b"{}")
EAR = Ear("xConnector (shop)", ("a-secret-token",))
JSON = {"content-type": "application/json; charset=utf-8"}


def answer(body: bytes, headers: dict[str, str] | None = None, flaw: str = "") -> Answer:
    return Answer(200, headers or JSON, body, flaw)


@pytest.mark.parametrize(
    ("state", "status", "outcome"),
    [
        ("queued", "", Outcome.ACCEPTED),
        ("running", "", Outcome.ACCEPTED),
        ("succeeded", "00", Outcome.DELIVERED),
        ("succeeded", "01", Outcome.DELIVERED_WITH_ERRORS),
        ("partially_succeeded", "00", Outcome.DELIVERED),
        ("partially_succeeded", "02", Outcome.DELIVERED_WITH_ERRORS),
        ("partially_succeeded", "03", Outcome.REFUSED),
        ("rejected", "03", Outcome.REFUSED),
        ("rejected", "", Outcome.REFUSED),
        ("failed", "", Outcome.REFUSED),
        ("cancelled", "", Outcome.REFUSED),
    ],
)
def test_state_and_record_together_say_the_outcome(
    state: str, status: str, outcome: Outcome
) -> None:
    told = read_run(answer(run_document(PARCEL, state, status)), PARCEL, EAR)
    assert told.outcome is outcome
    assert told.run == "run_1"
    assert told.message


@pytest.mark.parametrize(
    "body",
    {
        "another key": run_document(PARCEL, key="k2"),
        "another flow": run_document(PARCEL, flow="launch"),
        "another subject": run_document(PARCEL, subject="product:2"),
        "no run": run_document(PARCEL, run=""),
        "a run that leads up": run_document(PARCEL, run=".."),
        "a run with a slash": run_document(PARCEL, run="a/b"),
        "a run that is a number": run_document(PARCEL, run=7),
        "unknown state": run_document(PARCEL, "done"),
        "state is a list": run_document(PARCEL, ["queued"], ""),
        "unknown record status": run_document(PARCEL, "succeeded", "07"),
        "succeeded without a record": run_document(PARCEL, "succeeded", ""),
        "succeeded and refused": run_document(PARCEL, "succeeded", "03"),
        "rejected and applied": run_document(PARCEL, "rejected", "00"),
        "records are text": run_document(PARCEL, records="00"),
        "record of another key": run_document(
            PARCEL, records=[{"key": "k2", "subject": "product:1", "record_status": "00"}]
        ),
        "record of another subject": run_document(
            PARCEL, records=[{"key": "k1", "subject": "product:2", "record_status": "00"}]
        ),
        "cut in the middle": run_document(PARCEL)[:90],
        "empty": b"",
        "a list": b"[]",
        "null": b"null",
        "UTF-16": run_document(PARCEL).decode().encode("utf-16"),
        "Latin-1": run_document(PARCEL, "\xe9").decode().encode("latin-1"),
        "repeated member": run_document(PARCEL)[:-1] + b',"key":"k1"}',
        "NaN": run_document(PARCEL)[:-1] + b',"n":NaN}',
        "depth bomb": b"[" * 100_000,
    }.items(),
    ids=lambda each: each[0],
)
def test_what_does_not_match_or_cannot_be_read_is_no_receipt(body: tuple[str, bytes]) -> None:
    with pytest.raises(UnreadableError) as told:
        read_run(answer(body[1]), PARCEL, EAR)
    assert str(told.value)


def test_a_receipt_for_another_run_than_the_known_one_is_none() -> None:
    known = replace(PARCEL, run="run_2")
    with pytest.raises(UnreadableError, match="another run"):
        read_run(answer(run_document(PARCEL)), known, EAR)


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {},
        {"content-type": "application/json; charset=utf-16"},
    ],
)
def test_only_json_in_utf8_is_read(headers: dict[str, str]) -> None:
    with pytest.raises(UnreadableError):
        read_run(Answer(200, headers, run_document(PARCEL)), PARCEL, EAR)


def test_a_body_that_is_not_whole_is_not_read_even_if_it_parses() -> None:
    with pytest.raises(UnreadableError, match="larger"):
        read_run(answer(run_document(PARCEL), flaw="it is larger than 8 MB"), PARCEL, EAR)


def _details(*entries: Any) -> bytes:
    record = {
        "key": "k1",
        "subject": "product:1",
        "record_status": "03",
        "remote_id": "r",
        "details": list(entries),
    }
    return run_document(PARCEL, "rejected", records=[record])


def test_details_are_kept_by_field() -> None:
    body = _details(
        {"severity": "I", "code": "note", "path": "/title", "message": "Looks fine."},
        {"severity": "F", "code": "missing", "path": "/isbn13", "message": "The isbn is missing."},
    )
    told = read_run(answer(body), PARCEL, EAR)
    assert told.details == ("/title: Looks fine.", "/isbn13: The isbn is missing.")
    assert told.remote_id == "r"


def test_foreign_words_are_plain_cut_and_without_our_secrets() -> None:
    body = _details(
        {"severity": "F", "path": "/a", "message": "line\nline\x00 a-secret-token " + "x" * 5000},
        "no object",
        {"severity": "F", "message": 7},
    )
    told = read_run(answer(body), PARCEL, EAR)
    first = told.details[0]
    assert "\n" not in first
    assert "\x00" not in first
    assert len(first) < 520
    assert b"a-secret-token" not in told.response
    assert "a-secret-token" not in f"{told}"
    assert len(told.details) == 2


def test_no_more_of_an_answer_is_kept_than_history_holds() -> None:
    body = run_document(PARCEL)[:-1] + b',"more":"' + b"x" * 200_000 + b'"}'
    told = read_run(answer(body), PARCEL, EAR)
    assert told.outcome is Outcome.DELIVERED
    assert len(told.response) == KEPT


def test_many_details_are_cut_rather_than_kept_by_the_thousand() -> None:
    body = _details(*({"severity": "W", "path": "", "message": f"m{n}"} for n in range(5000)))
    assert len(read_run(answer(body), PARCEL, EAR).details) == 200
