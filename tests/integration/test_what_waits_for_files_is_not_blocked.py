"""A title never sent, whose files nobody has fetched, is not wrong: it stands as *never*."""

from __future__ import annotations

from pathlib import Path

from desktop_app.records.flow import Audience, Flow
from desktop_app.records.state import State
from desktop_app.records.title import Verdict
from tests.support_desk import desk, title

DAM = Flow("dam", 3, "DAM", "asset-package", audience=Audience.INTERNAL)
TRUST = dict.fromkeys(("9", "12", "17"), "a test")
COVER = {
    "id": "5", "url": "https://example.org/5.jpg", "filename": "5.jpg", "productIds": ["1", "2"],
    "imageContentType": "image/jpeg", "isProcessing": False, "status": "Approved",
}  # fmt: skip
FILED = {"work": {"id": "1", "supportingResources": [COVER]}, "productionFiles": []}
NOWHERE = {"work": {"id": "2", "supportingResources": [COVER | {"url": None}]}}
ANNOUNCED = {"tradeAnnouncementDate": "2020-01-01", "publicAnnouncementDate": "2020-01-01"}


async def test_it_stands_as_never_and_a_plan_still_asks_for_the_files(tmp_path: Path) -> None:
    async with desk(tmp_path, flows=(DAM,), hashes=lambda _: {}) as opened:
        sound = title(1, **FILED, **ANNOUNCED)
        lost = title(2, **NOWHERE, **ANNOUNCED, productionFiles=[])
        await opened.put(sound, lost)
        await opened.standing.refresh()
        rows = {row.title: row.verdict for row in await opened.table.all_rows()}
        assert rows == {"product:1": Verdict.NEVER, "product:2": Verdict.BLOCKED}
        plan = await opened.review.plan(["product:1"], ["dam"], overrides=TRUST)
        [item] = plan.items
        assert item.state is State.BLOCKED
        assert "never fetched" in item.reason
