"""Findings of many titles: gathered by rule and field, said by owner, with the pages that mend."""

from __future__ import annotations

from desktop_app import rules
from desktop_app.records.line import FREE
from desktop_app.records.payload import Problem, Severity
from desktop_app.records.stored import Stored
from desktop_app.records.title import Title
from desktop_app.services.findings import Findings, Tally, findings_of
from desktop_app.services.judged import Judged
from desktop_app.ui.titles.found import Group, for_mail, groups, owners, to_name, totals
from tests.support_records import ERP, GARDNERS, document, facts, record

PEOPLE = document()["contributions"]
GIVEN = {
    "product:1": document(id="1", work={"subjectCodes": [], "bics": [], "bisacs": []}),
    "product:2": document(id="2", work={"subjectCodes": [], "bics": [], "bisacs": []}),
    "product:3": document(id="3", allowOnixExports=False, prices=[]),
}
HOST = "https://house.example/graphql"


def found_here() -> Findings:
    tally = Tally(GIVEN)
    tally.meet(GIVEN)
    for name, given in GIVEN.items():
        one = record(given, name)
        stored = Stored(name, one.work, one.source, one.content_hash, "", "{}", None)
        for flow in (GARDNERS, ERP):
            payload = rules.build(one, flow, name)
            problems = rules.check(one, flow, payload, facts(overrides={"9": "told"}))
            judged = Judged(stored, flow, name, payload, problems, None, FREE, "")
            for part in findings_of([judged]):
                tally.add(part)
    return tally.told()


def titles() -> dict[str, Title]:
    return {
        name: Title(
            name, f"work:{name[-1]}", f"978000000000{name[-1]}", f"Book {name[-1]}", "", "", "",
            "", "BC", "Paperback", "04", "Active", None,
        )
        for name in GIVEN
    }  # fmt: skip


def test_one_line_a_rule_and_field_with_the_titles_behind_it() -> None:
    found = groups(found_here())
    lacks = next(each for each in found if each.heading == "There is no subject code.")
    assert (lacks.titles, lacks.flows) == (("product:1", "product:2"), ("gardners", "erp"))
    assert (lacks.severity, lacks.rule) == (Severity.WARNING, "10")
    assert lacks.for_example == ""
    order = [each.severity for each in found]
    assert order == sorted(order, key=list(order).index)
    assert order[0] is Severity.BLOCKER
    assert "9" not in {each.rule for each in found}  # confirmed is answered
    assert totals(found) == "1 title blocked, 3 titles with warnings"


def test_findings_that_differ_are_headed_by_what_the_rule_asks_for() -> None:
    prices = next(each for each in groups(found_here()) if each.rule == "6")
    # Gardners wants a GBP price, the ERP any.
    assert not prices.alike
    assert prices.heading.startswith("Wanted: a price per currency of the market")
    assert prices.for_example == "For example: There is no GBP price."


def test_the_mail_names_owner_destinations_titles_and_their_pages() -> None:
    found = groups(found_here())
    text = for_mail(found, titles(), str.capitalize, HOST)
    blocks = text.strip().split("\n\n")
    assert [each.partition(":")[0] for each in blocks] == list(owners(found))
    editorial = next(each for each in blocks if each.startswith("Editorial:"))
    assert "- Warning, 2 titles, for Gardners, Erp: There is no subject code." in editorial
    assert "    Book 1 (9780000000001) https://house.example/works/1" in editorial
    only = for_mail(found, titles(), str.capitalize, HOST, "Editorial")
    assert only.strip() == editorial
    plain = for_mail(found, {}, str.capitalize)
    assert "    product:1" in plain
    assert "https" not in plain


def test_a_mail_names_some_of_thousands_and_counts_the_rest() -> None:
    problem = Problem("10", Severity.WARNING, "subjects", "No subject.", "Add one.", "Editorial")
    ids = tuple(f"product:{number}" for number in range(1, 513))
    group = Group(Severity.WARNING, "10", problem, ids, ("gardners",))
    assert to_name([group], "Editorial") == list(ids[:200])
    assert to_name([group], "Sales") == []
    lines = for_mail([group], {}, str.capitalize).strip().splitlines()
    assert lines[1] == "- Warning, 512 titles, for Gardners: No subject."
    assert lines[-2:] == ["    product:200", "    and 312 more titles"]
