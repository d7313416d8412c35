"""A person's word on a rule that cannot be checked: in the plan, the envelope, history, export."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from desktop_app.engine import Engine, lanes
from desktop_app.records.flow import Environment
from desktop_app.records.job import Lease
from desktop_app.records.state import State
from desktop_app.services.history import History
from desktop_app.services.send import Send
from desktop_app.xconnector import envelope
from tests.support_contract import against
from tests.support_desk import Desk, title
from tests.support_sending import SOON, Far

WORD = {"9": "announced in spring.", "12": "covers seen on 3 May"}


class Wrapping(Far):
    """A far end that is sent real events."""

    def wrap(self, lease: Lease, now: str) -> bytes:
        return envelope.wrap(lease, now, "here")


async def test_the_reason_goes_with_the_item_and_stays_with_it(tmp_path: Path) -> None:
    here = Desk(tmp_path, environment=Environment.STAGING)
    far, history = Wrapping(), History(here.ledger)
    engine = Engine(here.ledger, far.open, lanes(here.profile.flows), SOON)
    send = Send(here.ledger, engine, here.review, here.profile)
    try:
        await here.put(title(1), title(2))
        blocked = await here.review.plan(["product:1"], ["gardners"])
        assert [each.state for each in blocked.items] == [State.BLOCKED]
        plan = await here.review.plan(["product:1", "product:2"], ["gardners"], overrides=WORD)
        told = [each.confirmed for each in plan.items[0].problems if each.starred]
        assert told == list(WORD.values())
        job = await send.submit(plan.id)
        engine.start()
        await send.wait(job.number, 20)
        items = await history.items(job.number)
        assert [each.state for each in items] == [State.DELIVERED] * 2

        found = await history.override_reasons([each.id for each in items])
        assert found == {each.id: WORD for each in items}
        event = json.loads((await history.content(items[0].id)).envelope)
        words = "rule 9: announced in spring; rule 12: covers seen on 3 May"
        assert event["overrides"] == words
        assert against({"$ref": "#/components/schemas/Event"}, event, "event") == []
        rows = list(csv.DictReader(io.StringIO((await history.export(job.number)).decode())))
        assert [row["overrides"] for row in rows if row["row"] == "item"] == [words] * 2
    finally:
        await engine.stop()
        await here.standing.stop()
        here.close()


async def test_a_reason_that_was_kept_counts_for_what_goes_later(tmp_path: Path) -> None:
    here = Desk(tmp_path, environment=Environment.STAGING)
    history = History(here.ledger)
    try:
        await here.put(title(1), title(2))
        await here.review.plan(["product:1"], ["gardners"], overrides=WORD)
        later = await here.review.plan(["product:2"], ["gardners"])
        assert later.overrides == {}
        job = await here.ledger.submit(later.id)
        items = await history.items(job)
        assert await history.override_reasons([items[0].id]) == {items[0].id: WORD}
        assert await history.override_reasons([]) == {}
    finally:
        await here.standing.stop()
        here.close()
