"""A contact or a run that several titles lead to: sent once, and standing alike with each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_app.records.flow import Audience, Flow
from desktop_app.records.state import State
from desktop_app.records.title import Record, Verdict
from tests.support_desk import Desk, desk, title

CRM = Flow("crm", 6, "CRM", "contributor-json", audience=Audience.INTERNAL)
PRINTER = Flow("printer", 5, "Printer", "print-order", audience=Audience.INTERNAL)
TRUST = dict.fromkeys(("2", "9", "12", "17"), "a test")


def contributor(number: int, name: str, *products: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "productIds": [str(each) for each in products],
        "contributor": {"__typename": "Person", "id": str(number), "name": name},
    }


def house(name: str = "Ana Núñez") -> list[Record]:
    """Two titles by one author, one of them illustrated, and one by nobody."""
    return [
        title(1, work={"contributions": [contributor(5, name, 1)], "productionRuns": []}),
        title(
            2,
            work={"contributions": [contributor(5, name, 2), contributor(6, "B. Okafor", 2)]},
        ),
        title(3, work={"contributions": []}),
    ]


async def verdicts(opened: Desk) -> dict[str, Verdict]:
    rows = await opened.table.all_rows()
    await opened.standing.from_scratch()
    assert await opened.table.all_rows() == rows
    return {f"{row.subject} of {row.title}": row.verdict for row in rows}


async def test_one_send_and_both_titles_stand_as_it_does(tmp_path: Path) -> None:
    async with desk(tmp_path, flows=(CRM, PRINTER)) as opened:
        await opened.put(*house())
        await opened.standing.refresh()
        assert await verdicts(opened) == {
            "contact:5 of product:1": Verdict.NEVER,
            "contact:5 of product:2": Verdict.NEVER,
            "contact:6 of product:2": Verdict.NEVER,
        }
        plan = await opened.review.plan(["product:1", "product:2", "product:3"], ["crm"])
        assert [(each.subject, each.titles) for each in plan.items] == [
            ("contact:5", ("product:1", "product:2")),
            ("contact:6", ("product:2",)),
        ]
        assert [
            each.payload.sha256 for each in await opened.review.preview("product:1", "crm")
        ] == [plan.items[0].payload.sha256]

        only = await opened.review.plan(["product:1"], ["crm"])
        await opened.send(only, State.DELIVERED)
        await opened.standing.refresh()
        assert await verdicts(opened) == {
            "contact:5 of product:1": Verdict.SAME,
            "contact:5 of product:2": Verdict.SAME,
            "contact:6 of product:2": Verdict.NEVER,
        }
        again = await opened.review.plan(["product:2"], ["crm"])
        assert [each.state for each in again.items] == [State.UNCHANGED, State.PREPARED]

        await opened.put(*house("Ana M. Núñez"))
        await opened.standing.refresh()
        found = await verdicts(opened)
        assert found["contact:5 of product:1"] is found["contact:5 of product:2"]
        assert found["contact:5 of product:1"] is Verdict.CHANGED


async def test_a_title_without_a_subject_has_no_cell(tmp_path: Path) -> None:
    async with desk(tmp_path, flows=(CRM, PRINTER)) as opened:
        await opened.put(*house())
        await opened.standing.refresh()
        told = await opened.table.for_titles(["product:1", "product:3"])
        assert set(told) == {"product:1"}
        assert set(told["product:1"]) == {"crm"}
        assert await opened.review.preview("product:3", "crm") == ()
        assert await opened.review.preview("product:1", "printer") == ()


async def test_what_stops_one_title_of_a_run_stops_the_run(tmp_path: Path) -> None:
    run = {
        "id": "7",
        "productIds": ["1", "2"],
        "deliveryDate": "2027-09-01",
        "quantities": [{"id": "1", "name": "Warehouse", "quantity": 10, "productId": "1"}],
        "interiors": [{"id": "1", "productIds": ["1", "2"]}],
        "covers": [{"id": "1", "productIds": ["1", "2"]}],
        "bindings": [{"id": "1", "productIds": ["1", "2"]}],
    }
    signed = [{"id": "9", "signedDate": "2026-01-02", "terminatedDate": None}]
    work = {"id": "1", "productionRuns": [run], "contracts": signed, "toDos": []}
    sound, wrong = title(1, work=work), title(2, work=work, onixPublishingStatusCode="01")
    async with desk(tmp_path, flows=(PRINTER,)) as opened:
        await opened.put(sound, wrong)
        alone = await opened.review.plan(["product:1"], ["printer"], overrides=TRUST)
        assert [(each.subject, each.state) for each in alone.items] == [
            ("run:7", State.PREPARED)
        ], alone.items[0].reason
        both = await opened.review.plan(["product:1", "product:2"], ["printer"], overrides=TRUST)
        assert [(each.subject, each.state, each.titles) for each in both.items] == [
            ("run:7", State.BLOCKED, ("product:1", "product:2"))
        ]


async def test_a_contact_told_otherwise_by_a_work_read_later_goes_as_it_was_reviewed(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path, flows=(CRM,)) as opened:
        for number, name in ((1, "Ana Núñez"), (2, "Ana M. Núñez")):
            own = contributor(10 + number, "B. Okafor", number)
            listed = [contributor(5, name, number), own]
            await opened.put(title(number, work={"contributions": listed}))
        plan = await opened.review.plan(["product:1", "product:2"], ["crm"])
        assert plan.items[0].titles == ("product:1", "product:2")
        both = await opened.review.plan(["product:2"], ["crm"])
        assert both.items[0].payload.sha256 != plan.items[0].payload.sha256
        assert await opened.review.moved(plan) == ()
        assert await opened.review.moved(both) == ()
