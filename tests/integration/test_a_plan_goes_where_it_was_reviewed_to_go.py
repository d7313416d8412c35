"""A plan is refused when its flow leads elsewhere by now, and what moved is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.records.errors import PlanStaleError
from desktop_app.records.flow import Acknowledgement, Flow, Style
from desktop_app.services.send import Send
from tests.e2e.test_onix_goes_by_command_line import hook
from tests.integration.test_what_moved_does_not_go import LATER, office
from tests.support_command_line import call, document

HOOK = Flow(
    "hook", 1, "Their system", "item-json", style=Style.WEBHOOK,
    url="https://hooks.example.org/in/s3cret-one", acknowledgement=Acknowledgement.NONE,
)  # fmt: skip
CONTRACT = Flow("gardners", 1, "Gardners", "item-json")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "https://elsewhere.example.com/in/s3cret-one",
            "from a webhook at hooks.example.org to a webhook at elsewhere.example.com.",
        ),
        ("https://hooks.example.org:8443/in", "to a webhook at hooks.example.org:8443."),
        ("https://hooks.example.org/in/s3cret-two", "within a webhook at hooks.example.org."),
    ],
)
async def test_another_address_of_a_webhook_is_named(tmp_path: Path, url: str, words: str) -> None:
    async with office(tmp_path) as made:
        send = made.on((HOOK,))
        plan = await made.here.review.plan(["product:1"], ["hook"])
        send = made.on((replace(HOOK, url=url),))
        with pytest.raises(PlanStaleError, match="The address of hook has changed") as caught:
            await send.submit(plan.id)
        assert words in str(caught.value)
        assert "s3cret" not in str(caught.value)
        assert await made.here.ledger.jobs() == []
        # As it was reviewed it goes, and so does a plan of now.
        again = await made.here.review.plan(["product:1"], ["hook"])
        assert (await send.submit(again.id)).account["waiting"] == 1


async def test_the_same_address_goes_after_a_new_start(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.on((HOOK,))
        plan = await made.here.review.plan(["product:1"], ["hook"])
        stored = await made.here.ledger.plan(plan.id)
        assert stored.ways == plan.ways
        assert "s3cret" not in str(stored.ways), "an address may be as good as a password"
        send = made.on((replace(HOOK, destination="The same under another name"),))
        assert (await send.submit(plan.id)).account["waiting"] == 1


async def test_another_xconnector_is_named_too(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.on((CONTRACT,))
        plan = await made.here.review.plan(["product:1"], ["gardners"])
        moved = replace(made.here.profile, xconnector_url="https://other.example.com")
        made.here.review.use(moved)
        send = Send(made.here.ledger, made.engine, made.here.review, moved)
        with pytest.raises(PlanStaleError, match=r"from xConnector to xConnector at other\."):
            await send.submit(plan.id)


async def test_a_plan_from_before_this_was_kept_goes(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        send = made.on((HOOK,))
        plan = await made.here.review.plan(["product:1"], ["hook"])
        made.here.ledger_db.write(
            lambda conn: conn.execute("UPDATE plan SET ways = '{}'") and None
        ).result(10)
        send = made.on((replace(HOOK, url="https://elsewhere.example.com/in"),))
        assert (await send.submit(plan.id)).account["waiting"] == 1


async def test_what_waits_is_held_once_its_flow_leads_elsewhere(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        made.on((HOOK, CONTRACT))
        job = await made.submitted(1, flow="hook", not_before=LATER)
        other = await made.submitted(1, flow="gardners", not_before=LATER)
        send = made.on((replace(HOOK, url="https://elsewhere.example.com/in/s3cret-two"), CONTRACT))
        assert "1 item that waited is held: its title or its address" in await send.hold_outdated()
        item = await made.item(job)
        assert item.reason == (
            "the address of hook has changed since it was reviewed, from a webhook at "
            "hooks.example.org to a webhook at elsewhere.example.com"
        )
        with pytest.raises(PlanStaleError, match="the address of hook has changed"):
            await send.release(job.number)
        assert not (await made.item(other)).reason.startswith("the address")
        # Led back, it may go on; reviewed again, the new plan takes its place.
        send = made.on((HOOK, CONTRACT))
        assert await send.hold_outdated() == ""
        assert "as it was reviewed" in (await made.item(job)).reason


def test_by_command_line_nothing_reaches_either_address(tmp_path: Path) -> None:
    document(tmp_path, "sync")
    title = document(tmp_path, "titles", "search", "--limit", "1")["items"][0]["id"]
    with hook() as (first, at_first), hook() as (second, at_second):

        def point(url: str) -> None:
            document(
                tmp_path, "flows", "add", "hook", "--purpose", "2", "--format", "status-snapshot",
                "--style", "webhook", "--url", url, "--destination", "Dashboard",
                "--audience", "internal",
            )  # fmt: skip

        point(first)
        plan = document(tmp_path, "plan", "--flow", "hook", title)["plan"]
        document(tmp_path, "flows", "remove", "hook")
        point(second)
        done = call(tmp_path, "--json", "send", "--plan", plan, "--apply")
        assert done.code == 1
        assert "The address of hook has changed" in done.document["error"]["message"]
        assert (at_first, at_second) == ([], [])
