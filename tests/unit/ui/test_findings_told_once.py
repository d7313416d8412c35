"""A finding that all milestones of a title have in common is one thing to mend: said once."""

from __future__ import annotations

from desktop_app.records.payload import Payload, Problem, Severity
from desktop_app.records.plan import PlanItem
from desktop_app.records.state import State
from desktop_app.ui.findings import once
from desktop_app.ui.inspector import fields
from desktop_app.ui.review.detail import problem_text

EMBARGO = Problem("9", Severity.UNKNOWN, "publicationDate", "No embargo.", "Confirm it.", "You")
REACHED = Problem("milestone", Severity.BLOCKER, "approval", "Not reached.", "Wait.", "You")
NAMES = ("publication_date", "approval", "status")


def found(*names: str) -> list[tuple[str, tuple[Problem, ...]]]:
    """The three milestones of a title; those named have not been reached either."""
    return [
        (f"milestone:product:7:{name}", (EMBARGO, REACHED) if name in names else (EMBARGO,))
        for name in NAMES
    ]


def test_what_all_of_them_have_is_said_once_with_their_number() -> None:
    assert dict(once(found())) == {EMBARGO: "for 3 milestones"}


def test_what_only_some_have_says_which_or_how_many() -> None:
    assert once(found("publication_date"))[REACHED] == "for the milestone publication date"
    assert once(found("approval", "status"))[REACHED] == "for 2 of 3 milestones"


def test_a_title_that_is_one_subject_needs_no_number() -> None:
    assert dict(once([("product:7", (EMBARGO, EMBARGO))])) == {EMBARGO: ""}


def test_other_subjects_have_their_own_noun() -> None:
    shared = [("contact:1", (EMBARGO,)), ("contact:2", (EMBARGO,))]
    assert once(shared)[EMBARGO] == "for 2 contacts"


def test_the_line_its_speech_and_the_mail_say_for_how_many() -> None:
    places = once(found())
    (line,) = fields.problem_lines(list(places), places)
    assert "For 3 milestones." in line.spoken
    assert any("For 3 milestones." in run.text for run in line.cells[0].paragraphs[0])
    mail = fields.problems_for_mail("Book", "978", list(places), "", places)
    assert mail.count("No embargo.") == 1
    assert "No embargo. For 3 milestones. Confirm it." in mail


def test_the_review_sheet_tells_a_destination_once() -> None:
    items = [_item(subject, problems) for subject, problems in found("approval")]
    text = problem_text(items)
    assert text.count("No embargo.") == 1
    assert "For 3 milestones." in text
    assert "For the milestone approval." in text


def _item(subject: str, problems: tuple[Problem, ...]) -> PlanItem:
    payload = Payload(subject, "launch", "event", "1", "application/json", b"{}", "a" * 64, ())
    return PlanItem(subject, "launch", ("product:7",), State.BLOCKED, None, "", payload, problems)
