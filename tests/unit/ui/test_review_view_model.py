"""What the review sheet says about a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.records.flow import Flow
from desktop_app.records.payload import (
    Change,
    Difference,
    FieldDifference,
    Payload,
    Problem,
    Severity,
)
from desktop_app.records.plan import Action, Plan, PlanItem
from desktop_app.records.state import State
from desktop_app.records.title import Title
from desktop_app.services.changes import without_echoes
from desktop_app.services.pages import work_page
from desktop_app.ui.review.row_words import Help, Kind
from desktop_app.ui.review.view_model import (
    counts_words,
    moved_words,
    primary_words,
    review_view,
)

FLOWS = (
    Flow("gardners", 1, "Gardners", "item-json"),
    Flow("nielsen", 1, "Nielsen", "item-json"),
    Flow("erp", 1, "ERP", "item-json"),
)
HOST = "https://web.consonance.app/graphql"
GRID = ("uuu", "bbn", "nnn", "sss", "hss", "ssu", "bnn", "uus")
PRICE = FieldDifference("prices[GBP-02-05].amount", "12.99", "14.99", Change.CHANGED)
DATE = FieldDifference("publication_date", "2027-09-21", "2027-10-12", Change.CHANGED)
WEIGHT = FieldDifference("weight", "300", "310", Change.CHANGED)
NO_PRICE = Problem("6", Severity.BLOCKER, "prices", "No GBP price", "Add one", "editorial", True)
NO_WORD = Problem("2", Severity.UNKNOWN, "approval", "Not in this file", "Say so", "you", True)


def _title(number: int) -> Title:
    return Title(
        f"product:{number}", f"work:{number}", f"978000000000{number}", f"Title {number}", "", "",
        "", "", "BC", "Paperback", "04", "Active", date(2027, 1, 1),
    )  # fmt: skip


def _item(number: int, flow: str, kind: str, problem: Problem = NO_PRICE) -> PlanItem:
    state = {"b": State.BLOCKED, "s": State.UNCHANGED, "h": State.HELD}.get(kind, State.PREPARED)
    action = {"u": Action.UPDATE, "n": Action.NEW}.get(kind)
    subject = f"product:{number}"
    fields = (PRICE, DATE) if number == 0 else (WEIGHT,)
    payload = Payload(subject, flow, "item-json", "1", "application/json", b"{}", "a" * 64, ())
    return PlanItem(
        subject,
        flow,
        (subject,),
        state,
        action,
        "not confirmed since 14:02, check first" if kind == "h" else "",
        payload,
        (problem,) if kind == "b" else (),
        Difference(True, fields) if kind == "u" else None,
    )


def _plan(grid: tuple[str, ...] = GRID, problem: Problem = NO_PRICE) -> Plan:
    items = tuple(
        _item(number, flow.name, kind, problem)
        for number, row in enumerate(grid)
        for flow, kind in zip(FLOWS, row, strict=False)
    )
    titles = tuple(f"product:{number}" for number in range(len(grid)))
    return Plan("plan", "2027-01-01T00:00:00.000Z", titles, tuple(f.name for f in FLOWS), items)


TITLES = {f"product:{number}": _title(number) for number in range(len(GRID))}


def test_the_account_of_the_picture_adds_up() -> None:
    view = review_view(_plan(), TITLES, FLOWS)
    assert view.sentence == "8 titles × 3 destinations = 24"
    assert {chip.kind: chip.count for chip in view.chips} == {
        Kind.UPDATE: 6,
        Kind.NEW: 6,
        Kind.SKIP: 8,
        Kind.BLOCKED: 3,
        Kind.HELD: 1,
    }
    assert sum(chip.count for chip in view.chips) == view.selected == 24
    assert view.sendable == 12


def test_a_row_with_nothing_to_send_has_no_tick_and_is_counted() -> None:
    view = review_view(_plan(), TITLES, FLOWS)
    row = view.rows[3]
    assert (row.sendable, row.ticked, row.words) == (0, False, "nothing changed")


def test_unticking_a_row_takes_its_items_out_of_the_account() -> None:
    view = review_view(_plan(), TITLES, FLOWS, unticked={"product:0"})
    assert view.sentence == "7 titles × 3 destinations = 21"
    assert view.sendable == 9
    assert sum(chip.count for chip in view.chips) == 21
    assert not view.rows[0].ticked


def test_an_item_of_two_titles_stays_while_one_of_them_is_ticked() -> None:
    shared = _item(0, "gardners", "n")
    shared = PlanItem(
        shared.subject, shared.flow, ("product:0", "product:1"), shared.state, shared.action,
        "", shared.payload,
    )  # fmt: skip
    plan = Plan("p", "", ("product:0", "product:1"), ("gardners",), (shared,))
    assert review_view(plan, TITLES, FLOWS[:1], unticked={"product:0"}).sendable == 1
    assert review_view(plan, TITLES, FLOWS[:1], unticked={"product:0", "product:1"}).sendable == 0


def test_several_subjects_a_title_are_counted_without_a_product_that_lies() -> None:
    items = tuple(
        PlanItem(
            f"milestone:product:0:{name}", "launch", ("product:0",), State.PREPARED, Action.NEW,
            "", _item(0, "launch", "n").payload,
        )
        for name in ("approval", "status")
    )  # fmt: skip
    flow = Flow("launch", 7, "Launch planning", "milestone-event")
    view = review_view(Plan("p", "", ("product:0",), ("launch",), items), TITLES, (flow,))
    assert view.sentence == "1 title, 1 destination: 2 items"
    cell = view.rows[0].cells[0]
    assert cell is not None
    assert cell.look.word == "2 new"


def test_the_largest_change_is_a_price_before_a_date_before_the_rest() -> None:
    view = review_view(_plan(), TITLES, FLOWS)
    assert view.largest_title == "Title 0"
    assert view.largest_words == "price GBP +15 % and publication date 3 weeks later"


def test_what_is_in_the_way_comes_before_what_changes() -> None:
    row = review_view(_plan(), TITLES, FLOWS, consonance_url=HOST).rows[1]
    assert row.words == "No GBP price, first time at ERP"
    assert row.action is not None
    assert row.action.url == "https://web.consonance.app/works/1"


def test_a_held_row_offers_to_ask_the_destination() -> None:
    row = review_view(_plan(), TITLES, FLOWS, consonance_url=HOST).rows[4]
    assert row.words.startswith("Gardners: not confirmed")
    assert row.action is not None
    assert row.action.help is Help.CHECK


def test_one_destination_of_several_is_named() -> None:
    assert review_view(_plan(), TITLES, FLOWS).rows[5].words == "ERP: weight changed"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_destinations_are_named_in_the_order_of_their_columns(order: tuple[int, ...]) -> None:
    items = _plan(("snn",)).items
    plan = Plan("p", "", ("product:0",), (), tuple(items[place] for place in order))
    assert review_view(plan, TITLES, FLOWS).rows[0].words == "first time at Nielsen, ERP"


def test_reasons_that_differ_name_their_destinations_and_a_common_one_does_not() -> None:
    rights = replace(NO_PRICE, message="No rights.")
    plan = _plan(("bbb",))
    items = tuple(replace(item, problems=(rights,)) for item in plan.items[:2]) + plan.items[2:]
    mixed = review_view(replace(plan, items=items), TITLES, FLOWS)
    assert mixed.rows[0].words == "Gardners, Nielsen: No rights. ERP: No GBP price"
    assert review_view(plan, TITLES, FLOWS).rows[0].words == "No GBP price"


def test_a_rule_nobody_could_look_at_is_one_question_for_each_destination() -> None:
    view = review_view(_plan(problem=NO_WORD), TITLES, FLOWS)
    assert [(q.flow, q.rule, q.items) for q in view.questions] == [
        ("gardners", "2", 2),
        ("nielsen", "2", 1),
    ]
    assert view.unanswered == 3
    row = review_view(_plan(problem=NO_WORD), TITLES, FLOWS, consonance_url=HOST).rows[1]
    assert row.action is not None
    assert row.action.help is Help.PROBLEMS


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("send", "Send 12 to SANDBOX"),
        ("dry_run", "Dry run of 24"),
        ("hold", "Hold 12 for SANDBOX until 09:00"),
    ],
)
def test_the_primary_button_names_verb_count_and_target(mode: str, words: str) -> None:
    view = review_view(_plan(), TITLES, FLOWS)
    assert primary_words(view, mode, "SANDBOX", "09:00") == words


def test_no_product_is_told_where_it_only_happens_to_come_out() -> None:
    plan = _plan(("u", "u"))
    other = replace(plan.items[0], subject="milestone:product:0:status")
    plan = replace(plan, items=(plan.items[0], other))
    view = review_view(plan, TITLES, FLOWS[:1])
    assert view.sentence == "2 titles, 1 destination: 2 items"


@pytest.mark.parametrize(
    ("grid", "mode", "words"),
    [
        (("un", "bs", "hs"), "send", "2 of 6 items go; 4 stay: 2 unchanged, 1 blocked, 1 held."),
        (("ss", "us"), "hold", "1 of 4 items goes; 3 stay: 3 unchanged."),
        (("us",), "send", "1 of 2 items goes; 1 stays: 1 unchanged."),
        (("uu",), "send", "2 of 2 items go."),
        (
            ("un", "bs"),
            "dry_run",
            "A dry run looks at all 4 and sends nothing: 2 of 4 items would go; "
            "2 would stay: 1 unchanged, 1 blocked.",
        ),
    ],
)
def test_the_footer_says_what_the_buttons_count(
    grid: tuple[str, ...], mode: str, words: str
) -> None:
    view = review_view(_plan(grid), TITLES, FLOWS[:2])
    assert counts_words(view, mode) == words


def test_the_footer_says_when_nothing_is_ticked() -> None:
    view = review_view(_plan(("u",)), TITLES, FLOWS[:1], unticked=["product:0"])
    assert counts_words(view, "send") == "Nothing is ticked that could go."


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "ftp://host/x",
        "nonsense",
        "http://web.consonance.app/graphql",
        "https://host:port/x",
        "https://[::1",
        "http://10.0.0.1",
    ],
)
def test_only_safe_web_addresses_become_links(url: str) -> None:
    assert work_page("work:7", url) == ""


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (HOST, "https://web.consonance.app/works/7"),
        ("https://house.example:8443/x/graphql?y#z", "https://house.example:8443/works/7"),
        ("https://user:secret@house.example/graphql", "https://house.example/works/7"),
        ("http://127.0.0.1:5000/graphql", "http://127.0.0.1:5000/works/7"),
        ("http://[::1]:5000/graphql", "http://[::1]:5000/works/7"),
        ("http://localhost/graphql", "http://localhost/works/7"),
    ],
)
def test_the_page_of_a_work_stands_beside_the_address_that_is_read(url: str, page: str) -> None:
    assert work_page("work:7", url) == page


@pytest.mark.parametrize("work", ["", "work:7/../admin", "onix:ABC", "work:"])
def test_only_a_number_becomes_part_of_a_link(work: str) -> None:
    assert work_page(work, HOST) == ""


def test_what_moved_since_the_person_looked_is_named() -> None:
    before, after = _plan(), _plan(("uuu", "bbn", "nnn", "ssu", "hss", "ssu", "bnn", "uus"))
    assert moved_words(before, before, TITLES) == ""
    assert "Title 3" in moved_words(before, after, TITLES)


def test_a_change_that_two_flows_call_otherwise_is_told_once() -> None:
    said = ("price GBP +15 %", "publication date 3 weeks later", "date 3 weeks later")
    assert without_echoes(said) == said[:2]
    assert without_echoes(said[2:]) == said[2:], "alone it is all there is to say"
