"""What the history room and the jobs dock say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.records.flow import Flow, Style
from desktop_app.records.job import Attempt, Item, Job
from desktop_app.records.state import JobState, State, account
from desktop_app.ui.history.item_words import Act, acts_for, item_view
from desktop_app.ui.history.view_model import (
    account_spoken,
    account_tags,
    attempt_row,
    copy_text,
    item_row,
    job_row,
    milestone_words,
)
from desktop_app.ui.inspector.sends import _line
from desktop_app.ui.jobs.view_model import JobAct, dock_jobs, dock_row

CONTRACT = Flow("gardners", 1, "Gardners", "item-json")
WEBHOOK = Flow("launch", 7, "Launch", "milestone-event", style=Style.WEBHOOK, url="https://x.test")
FLOWS = {flow.name: flow for flow in (CONTRACT, WEBHOOK)}


def _when(instant: str) -> str:
    return instant[11:16]


def _item(state: State, *, flow: str = "gardners", reason: str = "", attempts: int = 1) -> Item:
    return Item(
        id=5, job=7, subject="product:1", flow=flow, titles=("product:1",), state=state,
        action="update", reason=reason, key="k" * 64, revision=1, payload_sha256="a" * 64,
        attempts=attempts, due_at="", run="", receipt="5f2a0011", title="Salt Roads",
        updated_at="2026-11-24T14:02:11.000Z", isbn="9781911390725",
    )  # fmt: skip


def _job(*states: State, state: JobState, dry_run: bool = False) -> Job:
    return Job(
        7, "plan", "2026-11-24T14:01:00.000Z", "", ("gardners",), len(states),
        account(states), state, dry_run,
    )  # fmt: skip


def test_the_account_is_said_with_what_needs_a_person_first() -> None:
    counts = account([State.DELIVERED] * 37 + [State.NOT_CONFIRMED])
    assert [tag.look.word for tag in account_tags(counts)] == ["1 not confirmed", "37 delivered"]
    assert account_spoken(counts) == "38 = 1 not confirmed + 37 delivered"


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_sentence_and_every_word_of_it_is_filled(state: State) -> None:
    view = item_view(_item(state, reason="the server said no"), FLOWS, _when)
    assert view.strong
    assert "{" not in view.strong + view.sentence
    assert "  " not in view.sentence


def test_a_machine_is_asked_before_a_person() -> None:
    assert acts_for(_item(State.NOT_CONFIRMED), CONTRACT)[0] is Act.CHECK
    assert acts_for(_item(State.NOT_CONFIRMED), WEBHOOK) == (Act.ARRIVED, Act.RESEND_LOST)
    assert "cannot be asked" in item_view(
        _item(State.NOT_CONFIRMED, flow="launch"), FLOWS, _when
    ).sentence  # fmt: skip


def test_a_dry_run_offers_nothing_to_do() -> None:
    assert item_view(_item(State.PREPARED), FLOWS, _when, dry_run=True).acts == ()


def test_a_reason_with_braces_and_markup_stays_as_it_is() -> None:
    sentence = item_view(_item(State.REFUSED, reason="<b>{place}</b> {0}"), FLOWS, _when).sentence
    assert "<b>{place}</b> {0}." in sentence


def test_a_row_in_a_job_of_several_destinations_names_its_own() -> None:
    row = item_row(_item(State.DELIVERED), FLOWS, _when, several=True)
    assert row.second == "9781911390725 · Gardners"


def test_a_settled_row_says_when_and_the_receipt_is_in_the_copied_details() -> None:
    item = _item(State.DELIVERED)
    assert item_row(item, FLOWS, _when, several=False).note == "14:02"
    assert "Receipt: 5f2a0011" in copy_text(item, FLOWS, ())


def test_a_running_job_says_how_far_it_is() -> None:
    job = _job(*[State.DELIVERED] * 14, *[State.SENDING] * 6, state=JobState.RUNNING)
    assert [tag.look.word for tag in job_row(job, FLOWS, _when).tags] == ["Sending 14 of 20", "14"]


def test_an_attempt_shows_the_status_where_it_says_more_than_the_word() -> None:
    busy = Attempt(1, "2026-11-24T14:01:40Z", "2026-11-24T14:01:41Z", 503, "busy", "wait 1 s")
    assert attempt_row(busy, _when).look.word == "Busy (503)"
    under_way = Attempt(2, "2026-11-24T14:01:41Z", "", None, "", "")
    assert attempt_row(under_way, _when).look.word == "Under way"


def test_copied_details_hold_what_a_colleague_needs() -> None:
    text = copy_text(_item(State.REFUSED, reason="no GBP price"), FLOWS, ())
    for part in ("Salt Roads", "Gardners", "job 7", "no GBP price", "k" * 64, "a" * 64):
        assert part in text


def test_the_dock_shows_what_moves_what_needs_a_person_and_what_was_sent_here() -> None:
    moving = _job(State.SENDING, state=JobState.RUNNING)
    lost = _job(State.NOT_CONFIRMED, state=JobState.COMPLETED_WITH_ERRORS)
    done = _job(State.DELIVERED, state=JobState.COMPLETED)
    assert dock_jobs([moving, lost, done], (), ()) == [moving, lost]
    assert dock_jobs([done], (7,), ()) == [done]
    assert dock_jobs([done], (7,), (7,)) == []


def test_undo_is_offered_only_while_nothing_has_left() -> None:
    held = _job(State.HELD, State.HELD, state=JobState.HELD)
    assert dock_row(held, FLOWS, _when, undo_left=4).acts == (JobAct.UNDO,)
    assert dock_row(held, FLOWS, _when).acts == (JobAct.RESUME, JobAct.STOP)
    going = _job(State.SENDING, state=JobState.RUNNING)
    assert JobAct.UNDO not in dock_row(going, FLOWS, _when, undo_left=4).acts


def test_a_job_that_may_have_arrived_offers_a_check_and_no_retry() -> None:
    lost = _job(State.NOT_CONFIRMED, State.DELIVERED, state=JobState.COMPLETED_WITH_ERRORS)
    row = dock_row(lost, FLOWS, _when)
    assert row.acts == (JobAct.CHECK, JobAct.SHOW)
    assert row.look.word == "1 not confirmed"
    assert row.aside == "1 delivered"


def test_a_milestone_is_named_before_the_isbn_that_its_neighbours_share() -> None:
    item = replace(_item(State.DELIVERED), subject="milestone:product:1:publication_date")
    row = item_row(item, FLOWS, _when, several=False)
    assert row.second == "Publication date · 9781911390725"


def test_what_arrived_is_said_once_and_a_persons_note_is_kept() -> None:
    said = "The destination applied it."
    plain = item_view(_item(State.DELIVERED, reason=said), FLOWS, _when).sentence
    assert said not in plain
    assert "applied this" in plain
    noted = item_view(_item(State.DELIVERED, reason="Seen there"), FLOWS, _when).sentence
    assert noted.endswith("Seen there.")


def test_a_milestone_is_named_in_the_history_of_its_title() -> None:
    assert milestone_words("milestone:product:7:publication_date") == "Publication date"
    assert milestone_words("product:7") == ""
    item = replace(_item(State.DELIVERED), subject="milestone:product:7:approval")
    line = _line(item, "Launch planning")
    assert line.cells[0].paragraphs[0][0].text == "Launch planning · Approval"
    assert line.spoken.startswith("Launch planning · Approval, Delivered")
