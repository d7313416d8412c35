"""A title never sent, whose files nobody has fetched, is not wrong: it stands as *never*."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from desktop_app.records.flow import Audience, Flow
from desktop_app.records.state import State
from desktop_app.records.title import Verdict
from tests.support_desk import desk, title
from tests.support_sandbox import running_sandbox
from tests.support_sync import shelf

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


async def test_files_are_asked_for_with_the_length_that_is_told(tmp_path: Path) -> None:
    """A file of another length is an older one of its address, and must not go for the new one."""
    asked: dict[str, int] = {}

    def remember(told: Mapping[str, int]) -> dict[str, str]:
        asked.update(told)
        return {}

    with running_sandbox(tmp_path / "house", "--titles", "60", "--schema", "extended") as sandbox:
        url, key = sandbox.consonance["url"], sandbox.consonance["key"]
        async with shelf(tmp_path / "read", url, key) as read:
            await read.read(full=True)
            ids = await read.catalogue.title_ids()
            records = [each.record() for each in await read.catalogue.stored(ids)]
    async with desk(tmp_path / "desk", flows=(DAM,), hashes=remember) as opened:
        await opened.put(*records)
        await opened.standing.refresh()
    files = [
        each
        for record in records
        for holder in (record.document, record.document["work"])
        for each in holder.get("productionFiles") or ()
        if each.get("downloadUrl") and each.get("fileSize")
    ]
    assert len(files) > 20
    assert {each["downloadUrl"]: int(each["fileSize"]) for each in files}.items() <= asked.items()
