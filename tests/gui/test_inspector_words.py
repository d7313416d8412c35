"""What the inspector says and offers, from payloads that the real rules made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app import rules
from desktop_app.records.flow import Environment, Flow, SafeMode
from desktop_app.records.payload import Baseline, BaselineKind, Problem, Severity
from desktop_app.records.title import Standing, Verdict
from desktop_app.services.review import Preview
from desktop_app.settings.profiles import Profile, demo_profile
from desktop_app.ui.inspector import fields
from desktop_app.ui.inspector.offer import Way, offer
from desktop_app.ui.inspector.pages import ProblemsPage, problem_words
from desktop_app.ui.inspector.since import change_words
from tests.support_records import DOCUMENT, GARDNERS, document, record

TAKEN = "2026-11-12T14:02:00.000Z"
WARNING = Problem("12", Severity.WARNING, "subjects", "Thema is missing.", "Add one.", "Editorial")
BLOCKER = Problem("6", Severity.BLOCKER, "prices", "No GBP price.", "Add a price.", "Sales")


def preview(
    *,
    before: dict[str, object] | None = None,
    kind: BaselineKind = BaselineKind.CONFIRMED,
    problems: tuple[Problem, ...] = (),
    flow: Flow = GARDNERS,
) -> Preview:
    """What would go now; ``before`` is the document that the destination took."""
    title = record(DOCUMENT)
    subject = rules.subjects(title, flow)[0]
    payload = rules.build(title, flow, subject)
    baseline = None
    if before is not None:
        old = rules.build(record(before), flow, subject)
        rows = () if kind is BaselineKind.UNKNOWN else old.rows
        baseline = Baseline(subject, flow.name, kind, TAKEN, old.sha256, "1", rows)
    difference = rules.compare(payload, baseline)
    return Preview(subject, flow.name, payload, problems, difference, baseline)


CHANGED = document(fullTitle="The Harbor Atlas", publicationDate="2027-09-21")


def made(
    shown: Preview,
    *,
    profile: Profile | None = None,
    standing: Standing | None = None,
    ticked: int = 0,
) -> tuple[Way, str, str]:
    found = offer(profile or demo_profile(), GARDNERS, [shown], standing, ticked)
    return found.way, found.button, found.words


def test_a_routine_send_is_one_button() -> None:
    way, button, words = made(preview(before=CHANGED))
    assert (way, button) == (Way.SEND, "Send 1 to Gardners")
    assert words.startswith("2 changes since 12 Nov")


def test_a_first_send_is_routine_too() -> None:
    assert made(preview())[::2] == (Way.SEND, "Never sent to Gardners.")


def test_nothing_changed_offers_no_send() -> None:
    way, _, words = made(preview(before=dict(DOCUMENT)))
    assert way is Way.REVIEW
    assert words.startswith("Nothing has changed since 12 Nov")


@pytest.mark.parametrize(
    ("problem", "words"),
    [(WARNING, "1 warning: look before it goes."), (BLOCKER, "1 problem in the way of a send.")],
)
def test_a_problem_leads_to_the_review(problem: Problem, words: str) -> None:
    assert made(preview(before=CHANGED, problems=(problem,)))[::2] == (Way.REVIEW, words)


@pytest.mark.parametrize(
    ("environment", "mode", "way"),
    [
        (Environment.PRODUCTION, SafeMode.CONFIRM, Way.REVIEW),
        (Environment.PRODUCTION, SafeMode.DIRECT, Way.SEND),
        (Environment.SANDBOX, SafeMode.CONFIRM, Way.SEND),
        (Environment.SANDBOX, SafeMode.CONFIRM_AND_TYPE, Way.REVIEW),
        (Environment.DEMO, SafeMode.READ_ONLY, Way.REVIEW),
    ],
)
def test_the_safe_mode_decides_about_one_click(
    environment: Environment, mode: SafeMode, way: Way
) -> None:
    profile = replace(demo_profile(), environment=environment, safe_mode=mode)
    assert made(preview(before=CHANGED), profile=profile)[0] is way


def test_ticked_titles_take_the_primary_button_away() -> None:
    assert made(preview(before=CHANGED), ticked=3)[0] is Way.REVIEW


@pytest.mark.parametrize("verdict", [Verdict.IN_FLIGHT, Verdict.NOT_CONFIRMED])
def test_what_may_be_on_its_way_is_not_sent_again(verdict: Verdict) -> None:
    assert made(preview(before=CHANGED), standing=Standing(verdict))[0] is Way.REVIEW


def test_finance_and_print_never_go_with_one_click() -> None:
    flow = replace(GARDNERS, purpose=5)
    found = offer(demo_profile(), flow, [preview(before=CHANGED)], None, 0)
    assert found.way is Way.REVIEW


def test_every_row_of_the_payload_is_shown_with_source_and_rule() -> None:
    shown = preview()
    lines = fields.preview_lines([shown])
    assert len(lines) == len(shown.payload.rows)
    isbn = next(line for line in lines if line.value == "9781911390220")
    assert "isbn" in isbn.copy
    assert "from " in isbn.spoken


def test_only_what_changed_is_shown_unless_all_is_wanted() -> None:
    shown = preview(before=CHANGED)
    changes = fields.change_lines([shown], only_changes=True)
    assert len(changes) == shown.difference.count == 2
    every = fields.change_lines([shown], only_changes=False)
    assert len(every) == len(shown.difference.fields)
    dates = next(line for line in changes if "12 Oct 2027" in str(line.cells))
    assert "3 weeks later" in str(dates.cells)


def test_the_summary_counts_and_is_honest_about_what_is_not_known() -> None:
    assert change_words([preview()], GARDNERS)[0] == "Never sent to Gardners."
    strong, quiet = change_words([preview(before=CHANGED)], GARDNERS)
    assert strong.startswith("2 changes since Gardners took this on 12 Nov")
    assert "other fields are the same" in quiet
    assumed = change_words([preview(before=CHANGED, kind=BaselineKind.ASSUMED)], GARDNERS)
    assert "as far as this computer knows" in assumed[1]
    unknown = change_words([preview(before=CHANGED, kind=BaselineKind.UNKNOWN)], GARDNERS)
    assert unknown[0] == "What Gardners holds is not known."
    same, _ = change_words([preview(before=dict(DOCUMENT))], GARDNERS)
    assert same.startswith("Nothing has changed since 12 Nov")


def test_only_the_words_that_differ_are_marked_in_long_text() -> None:
    from desktop_app.records.payload import Change, FieldDifference

    before = "In the winter of 1953 a whole street wakes to find that the maps do not agree at all"
    after = before.replace("street", "town").replace(" at all", "")
    old, new = fields.sides(FieldDifference("texts", before, after, Change.CHANGED))
    assert [run.text for run in old if run.pair] == [" street", " at all"] or [
        run.text.strip() for run in old if run.pair
    ] == ["street", "at all"]
    assert [run.text.strip() for run in new if run.pair] == ["town"]


def test_problems_are_copied_for_a_mail_by_owner(qtbot: QtBot, qapp: QApplication) -> None:
    text = fields.problems_for_mail("The Harbour Atlas", "9781911390220", [BLOCKER, WARNING])
    assert text == (
        "The Harbour Atlas (9781911390220)\n\n"
        "Sales:\n- Blocker, prices: No GBP price. Add a price.\n\n"
        "Editorial:\n- Warning, subjects: Thema is missing. Add one.\n"
    )


UNSEEN = Problem("9", Severity.UNKNOWN, "embargo", "Not told.", "Ask.", "Marketing", starred=True)


@pytest.mark.parametrize(
    ("problems", "strong", "quiet"),
    [
        ((BLOCKER, WARNING), "1 problem in the way of a send.", "1 warning to look at."),
        ((UNSEEN,), "1 problem in the way of a send.", ""),
        (
            (replace(UNSEEN, confirmed="None here."),) * 2,
            "Nothing is in the way of a send.",
            "2 checks not made here are confirmed.",
        ),
        (
            (replace(UNSEEN, starred=False),),
            "Nothing is in the way of a send.",
            "1 check cannot be made here.",
        ),
    ],
)
def test_the_problems_begin_with_whether_it_may_go(
    problems: tuple[Problem, ...], strong: str, quiet: str
) -> None:
    assert problem_words(problems) == (strong, quiet)


def test_no_problems_is_said(qtbot: QtBot, light: object) -> None:
    from desktop_app.records.title import Title

    page = ProblemsPage()
    qtbot.addWidget(page)
    title = Title("product:1", "", "", "x", "", "", "", "", "", "", "", "", None)
    page.show_problems(title, [])
    assert "No problems found." in page.none.accessibleName()
