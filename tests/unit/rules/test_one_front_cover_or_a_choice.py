"""Rule 12 where a title has several front covers: never the first, one by a choice that holds."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

import pytest

from desktop_app import rules
from desktop_app.records.cover import CoverCandidate, CoverChoice
from desktop_app.records.flow import Flow
from desktop_app.records.payload import Problem, Severity
from tests.support_records import ERP, GARDNERS, SHOP, document, facts, record

OLD = {
    **document()["work"]["supportingResources"][0],
    "id": 55,
    "filename": "old.jpg",
    "status": "Approved",
}
NEW = OLD | {
    "id": 57,
    "filename": "new.jpg",
    "url": "https://img.example.org/57.jpg",
    "createdAt": "2026-11-01T10:00:00Z",
    "fileSize": 90_000,
}
ASSETS = Flow("assets", 3, "Asset archive", "item-json")
PRINT = Flow("print", 5, "Printer", "item-json")


def candidate(entry: dict[str, Any], sha256: str) -> CoverCandidate:
    return CoverCandidate(
        str(entry["id"]), entry["url"], entry["filename"], entry["createdAt"], entry["fileSize"],
        sha256=sha256,
    )  # fmt: skip


CHOICE = CoverChoice(
    1, "product:12", "57", (candidate(OLD, "aa"), candidate(NEW, "bb")),
    "the new series look", "ada", "2026-11-20T09:00:00.000Z",
)  # fmt: skip


def seen(
    *entries: dict[str, Any], flow: Flow = GARDNERS, choice: CoverChoice | None = None
) -> tuple[Any, list[Problem]]:
    """What goes as the cover, and what rule 12 says of it."""
    made = record(document(work={"supportingResources": list(entries)}))
    payload = rules.build(made, flow, made.id, choice)
    found = rules.check(made, flow, payload, facts(cover=choice))
    return json.loads(payload.data)["cover"], [each for each in found if each.rule == "12"]


def test_one_approved_front_cover_is_the_cover_wherever_it_stands() -> None:
    draft = NEW | {"status": "Draft"}
    back = NEW | {"id": 58, "resourceVariant": "BACK_COVER"}
    for order in itertools.permutations([OLD, draft, back]):
        cover, problems = seen(*order)
        assert (cover["id"], problems) == ("55", [])


@pytest.mark.parametrize("flow", [GARDNERS, ERP, SHOP, ASSETS, PRINT], ids=lambda each: each.name)
def test_two_stop_every_purpose_that_has_the_rule_and_none_goes(flow: Flow) -> None:
    for order in ([OLD, NEW], [NEW, OLD]):
        cover, (problem,) = seen(*order, flow=flow)
        assert cover is None
        assert (problem.stops, problem.starred, problem.fix) == (True, True, "Choose the cover.")
        assert problem.message.startswith("2 approved front covers are linked to this product")


def test_two_that_nobody_says_are_approved_stop_as_well() -> None:
    plain = [{**each, "status": None} for each in (OLD, NEW)]
    cover, (problem,) = seen(*plain)
    assert (cover, problem.stops) == (None, True)
    assert problem.message.startswith("2 front covers are linked")


def test_none_is_a_problem_with_its_cause_and_nothing_goes() -> None:
    drafts = [each | {"status": "Draft"} for each in (OLD, NEW)]
    cover, (problem,) = seen(*drafts)
    assert cover is None
    assert problem.message == (
        "None of the 2 front covers of this product is approved in Consonance: old.jpg and new.jpg."
    )
    assert seen(flow=ASSETS)[1][0].severity is Severity.BLOCKER
    assert seen(flow=GARDNERS)[1][0].severity is Severity.WARNING


def test_the_chosen_one_goes_and_its_rows_say_who_when_and_why() -> None:
    for order in ([OLD, NEW], [NEW, OLD]):
        cover, (note,) = seen(*order, choice=CHOICE)
        assert cover["id"] == "57"
        assert (note.severity, note.stops) == (Severity.NOTE, False)
        assert note.message == (
            "Of 2 front covers new.jpg is sent, chosen by ada on 20 Nov 2026: the new series look."
        )
    made = record(document(work={"supportingResources": [OLD, NEW]}))
    rows = {
        each.target: each.rule
        for each in rules.build(made, GARDNERS, made.id, CHOICE).rows
        if each.target.startswith("cover.")
    }
    assert rows["cover.id"].endswith("; chosen by ada on 20 Nov 2026: the new series look")
    assert not any("chosen" in rule for target, rule in rows.items() if target != "cover.id")


THIRD = NEW | {"id": 60, "filename": "third.jpg"}
ENDS: dict[str, tuple[list[dict[str, Any]], dict[str, tuple[str, str]], str]] = {
    "one more": ([OLD, NEW, THIRD], {}, "third.jpg was added"),
    "another in its place": (
        [THIRD, NEW], {}, "third.jpg was added and old.jpg is not among them any more"
    ),
    "another date": ([OLD | {"createdAt": "2026-11-21T00:00:00Z"}, NEW], {}, "another date"),
    "another size": ([OLD, NEW | {"fileSize": 1}], {}, "new.jpg is another file"),
    "other bytes": ([OLD, NEW], {"57": (NEW["url"], "cc")}, "new.jpg is another file"),
    "other bytes of the other": ([OLD, NEW], {"55": (OLD["url"], "cc")}, "old.jpg is another"),
    "another address": ([OLD, NEW | {"url": "https://x.example.org/57.jpg"}], {}, "another addr"),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_a_choice_ends_when_the_set_is_another_and_says_what_moved(name: str) -> None:
    entries, measured, words = ENDS[name]
    cover, (problem,) = seen(*entries, choice=replace(CHOICE, seen=measured))
    assert (cover, problem.stops, problem.fix) == (None, True, "Choose the cover.")
    assert "The choice of new.jpg does not hold any more:" in problem.message
    assert words in problem.message


@pytest.mark.parametrize(
    ("entries", "measured"),
    [
        ([OLD, NEW], {"57": (NEW["url"], "bb"), "55": (OLD["url"], "aa")}),
        ([OLD, NEW | {"url": NEW["url"] + "?signed=2"}], {}),
        (
            [OLD, NEW | {"url": "https://x.example.org/57.jpg"}],
            {"57": ("https://x.example.org/57.jpg?signed=3", "bb")},
        ),
    ],
)
def test_a_choice_holds_while_only_what_is_no_file_moves(
    entries: list[dict[str, Any]], measured: dict[str, tuple[str, str]]
) -> None:
    cover, (note,) = seen(*entries, choice=replace(CHOICE, seen=measured))
    assert (cover["id"], note.severity) == ("57", Severity.NOTE)


def test_a_choice_never_brings_back_what_may_not_go() -> None:
    cover, (problem,) = seen(OLD | {"status": "Draft"}, NEW | {"status": "Draft"}, choice=CHOICE)
    assert cover is None
    assert "None of the 2 front covers" in problem.message
    cover, problems = seen(OLD, NEW | {"isProcessing": True}, choice=CHOICE, flow=ASSETS)
    finding, note = problems
    assert cover is None
    assert note.severity is Severity.NOTE
    assert "still being processed" in finding.message
    gone = OLD | {"status": "Draft"}
    cover, problems = seen(gone, NEW, choice=replace(CHOICE, resource="55"))
    assert (cover["id"], problems) == ("57", [])
