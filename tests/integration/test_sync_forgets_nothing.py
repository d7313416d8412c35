"""Gone, half gone, broken off and resumed: the catalogue never loses a title by accident."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.errors import SourceAnswerError
from tests.support_graphql import work, works
from tests.support_sync import reading


async def test_a_title_that_is_no_longer_there_is_hidden_by_a_full_reading(tmp_path: Path) -> None:
    async with reading(tmp_path, works(1, 2, 3)) as (server, opened):
        await opened.read()
        del server.works[2]
        assert (await opened.read()).gone == 0, "what changed does not tell what is gone"
        report = await opened.read(full=True)
        assert (report.gone, report.vanished) == (1, 0)
        assert set(await opened.contents()) == {"product:10", "product:30"}
        assert (await opened.catalogue.record("product:20")).id == "product:20"
        server.works[2] = work(2)
        report = await opened.read(full=True)
        assert (report.new + report.changed, report.gone) == (1, 0)
        assert await opened.count() == 3


async def test_when_more_than_half_vanish_a_person_has_to_agree(tmp_path: Path) -> None:
    async with reading(tmp_path, works(*range(1, 8))) as (server, opened):
        await opened.read()
        for each in range(1, 5):
            del server.works[each]
        report = await opened.read(full=True)
        assert (report.gone, report.vanished, report.complete) == (0, 4, True)
        assert report.words == (
            "4 of 7 titles are no longer in Consonance. That is more than half, so they were "
            "kept; remove them if this is right.",
        )
        assert await opened.count() == 7
        assert await opened.sync.remove_vanished() == 4
        assert await opened.count() == 3


async def test_agreeing_later_hides_only_what_vanished_then(tmp_path: Path) -> None:
    async with reading(tmp_path, works(*range(1, 8))) as (server, opened):
        await opened.read()
        for each in range(1, 5):
            del server.works[each]
        await opened.read(full=True)
        server.answer = lambda body: (
            {"data": {"works": []}} if "changedSince" in str(body["variables"]) else None
        )
        assert (await opened.read()).read == 0
        assert await opened.sync.remove_vanished() == 4
        assert set(await opened.contents()) == {"product:50", "product:60", "product:70"}
        assert await opened.sync.remove_vanished() == 0


async def test_nobody_can_agree_while_a_full_reading_is_half_done(tmp_path: Path) -> None:
    async with reading(tmp_path, works(*range(1, 8)), cap=2) as (server, opened):
        await opened.read()
        server.answer = lambda body: b"{" if "after" in str(body["variables"]) else None
        with pytest.raises(SourceAnswerError):
            await opened.read(full=True)
        assert await opened.sync.remove_vanished() == 0
        assert await opened.count() == 7


async def test_an_empty_consonance_does_not_empty_the_catalogue(tmp_path: Path) -> None:
    async with reading(tmp_path, works(1, 2)) as (server, opened):
        await opened.read()
        server.works.clear()
        report = await opened.read(full=True)
        assert (report.vanished, report.gone, await opened.count()) == (2, 0, 2)


async def test_a_reading_that_broke_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def tired(body: Mapping[str, Any]) -> Any:
        after = body["variables"].get("search", {}).get("after", 0)
        return b'{"data": {"wor' if after >= 4 else None

    async with reading(tmp_path, works(*range(1, 9)), cap=2) as (server, opened):
        server.answer = tired
        with pytest.raises(SourceAnswerError, match="it ends too early"):
            await opened.read()
        assert await opened.count() == 4
        server.answer = None
        server.asked.clear()
        report = await opened.read()
        assert [each.get("after") for each in server.pages_asked()] == [4, 6, 8]
        assert (report.read, report.new, report.complete) == (8, 8, True)


async def test_a_title_met_before_the_break_is_not_taken_for_gone(tmp_path: Path) -> None:
    async with reading(tmp_path, works(*range(1, 9)), cap=2) as (server, opened):
        await opened.read()
        server.answer = lambda body: (
            b"{" if body["variables"].get("search", {}).get("after", 0) >= 4 else None
        )
        with pytest.raises(SourceAnswerError):
            await opened.read(full=True)
        server.answer = None
        del server.works[7]
        report = await opened.read(full=True)
        assert (report.gone, report.complete, await opened.count()) == (1, True, 7)
