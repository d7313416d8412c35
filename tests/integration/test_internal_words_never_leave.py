"""A canary in everything internal: read, shown and marked, and in no payload, plan or search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_app.records.flow import FORMATS, Audience, Flow
from desktop_app.records.query import Query
from desktop_app.rules.mapping.table import FILES
from desktop_app.services.source_view import view
from desktop_app.services.sync import Sync
from desktop_app.sources import Source
from desktop_app.sources.consonance import ConsonanceSource
from tests.support_desk import Desk, desk
from tests.support_graphql import KEY, Consonance, consonance, product, work
from tests.support_lineage import PRODUCT, WORK
from tests.support_sync import QUICK

CANARY = "CANARYBIRD"
OVERRIDES = {str(number): "a test" for number in range(1, 20)}
FLOWS = tuple(
    Flow(
        f"{form}-{audience.value}", FORMATS[form][0], "Someone", form,
        audience=audience, market="WORLD",
    )
    for form in FILES
    for audience in Audience
)  # fmt: skip
PERSON = {
    "__typename": "Person",
    "id": 5,
    "name": "Ana Núñez",
    "gender": CANARY,
    "genderClarification": CANARY,
    "notes": [{"noteText": CANARY}],
    "emails": [{"email": f"{CANARY}@example.org"}],
    "phones": [{"phoneNumber": CANARY, "phoneType": "Home"}],
    "addresses": [{"addressLine1": CANARY}],
    "contactTags": [],
    "contributorPlaceRelationships": [],
    "webLinks": [],
    "professionalAffiliations": [],
}


def house(canary: str = CANARY) -> dict[int, dict[str, Any]]:
    """One rich title with the canary wherever something is internal."""
    text = {
        "id": 1,
        "externalText": "<p>For all to read.</p>",
        "internalText": f"<b>{canary}</b>",
        "alternateExternalText": "",
        "onixContentAudienceCodes": ["_00"],
        "onixContentAudiences": [],
        "productIds": [10],
    }
    role = {"code": "A01", "description": "By (author)"}
    contribution = {
        "id": 3,
        "sequenceNumber": 1,
        "onixContributorRoleCode": "A01",
        "onixContributorRole": role,
        "productIds": [10],
        "contributor": PERSON | {"notes": [{"noteText": canary}]},
    }
    simple = ("publicationDate", "plannedPublicationDate", "subtitle", "onixPublishingStatusCode")
    made = product(
        10,
        marketingTexts=[text],
        contributions=[contribution],
        **{each: PRODUCT[each] for each in simple},
    )
    plain = {each: WORK[each] for each in ("season", "projectStage") if each in WORK}
    return {1: work(1, made, marketingTexts=[text], contributions=[contribution], **plain)}


async def read(server: Consonance, opened: Desk) -> None:
    async def source() -> Source:
        return ConsonanceSource(server.url, KEY, **QUICK)

    report = await Sync(opened.catalogue, source, opened.table).run()
    assert report.complete
    assert report.skipped == ()


async def test_what_is_internal_is_shown_and_marked_and_never_leaves(tmp_path: Path) -> None:
    async with consonance(house()) as server, desk(tmp_path, flows=FLOWS) as opened:
        await read(server, opened)
        whole = await opened.catalogue.whole("product:10")
        holding = [row for row in view(whole).rows() if CANARY in row.value and not row.rows]
        assert {row.path.rpartition(".")[2] for row in holding} == {
            "internalText", "gender", "genderClarification", "noteText", "email", "phoneNumber",
            "addressLine1",
        }  # fmt: skip
        assert {row.mark for row in holding} == {"internal"}

        assert CANARY not in repr(await opened.catalogue.records(["product:10"]))
        assert (await opened.catalogue.search(Query(text=CANARY))).total == 0
        plan = await opened.review.plan(
            ["product:10"], [each.name for each in FLOWS], overrides=OVERRIDES
        )
        # The house has neither runs, contracts nor suppliers, and only itself sees milestones of
        # the work: flows of these have no subject.
        assert {each.format for each in FLOWS} - {
            opened.profile.flow(item.flow).format for item in plan.items
        } == {"contract-terms", "payment-milestones", "print-order", "vendor-json",
              "warehouse-notice"}  # fmt: skip
        for item in plan.items:
            assert item.payload.data
            assert CANARY.encode() not in item.payload.data
            assert CANARY not in repr(item)


async def test_a_change_of_what_is_internal_is_seen_and_changes_nothing_at_a_destination(
    tmp_path: Path,
) -> None:
    async with consonance(house()) as server, desk(tmp_path, flows=FLOWS) as opened:
        await read(server, opened)
        names = [each.name for each in FLOWS]
        plan = await opened.review.plan(["product:10"], names, overrides=OVERRIDES)
        before = {(item.subject, item.flow): item.payload.sha256 for item in plan.items}
        record = await opened.catalogue.record("product:10")
        changes = await opened.catalogue.changes()

        server.works.clear()
        server.works.update(house("another bird"))
        await read(server, opened)

        told = view(await opened.catalogue.whole("product:10"))
        assert any(row.value == "another bird" for row in told.rows())
        again = await opened.review.plan(["product:10"], names, overrides=OVERRIDES)
        assert {(i.subject, i.flow): i.payload.sha256 for i in again.items} == before
        assert (await opened.catalogue.record("product:10")) == record
        news = await opened.catalogue.changes(changes[-1][0])
        assert [(kind, title) for _, kind, title in news] == [("title", "product:10")]
