"""Flows and mappings of an open profile are changed: written whole, followed at once, undone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_app.app import App
from desktop_app.records.errors import ConfirmationError, SettingsError, UsageError
from desktop_app.records.flow import Flow
from desktop_app.records.progress import Progress
from desktop_app.records.query import Query
from desktop_app.records.standing import StandingRow
from desktop_app.records.state import State
from desktop_app.records.title import Title
from desktop_app.services.own_mappings import Candidate
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Profile, Settings, demo_profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from tests.gui.support_shelf import generated
from tests.support_gateway import TOKEN, running_gateway, write_config

TITLES = 120
OWN: dict[str, Any] = {
    "format": "item-json",
    "rows": [{"to": "house_title", "from": "work.title", "rule": "text"}],
}


@asynccontextmanager
async def opened(folder: Path, *more: Flow) -> AsyncIterator[App]:
    """The demo profile with titles and these flows beside its own; it sends nothing by itself."""
    home = Home(folder)
    home.make()
    db = Database(home.catalogue("demo"), "catalogue", durable=False)
    await Catalogue(db).put_page(generated(TITLES))
    db.close()
    settings = Settings.load(home)
    demo = demo_profile()
    settings.put(replace(demo, flows=(*demo.flows, *more)))
    app = App.open(home, settings, "demo")
    try:
        await app.standing.refresh()
        yield app
    finally:
        await app.aclose()


async def rows(app: App) -> list[StandingRow]:
    return await app._table.all_rows()


async def fresh(app: App) -> list[StandingRow]:
    """As if everything were judged from nothing."""
    await app.standing.from_scratch()
    return await rows(app)


async def cells(app: App) -> Counter[str]:
    found: list[Title] = (await app.look_up.search(Query(), limit=TITLES)).titles  # type: ignore[assignment]
    return Counter(flow for title in found for flow in title.standing)


async def test_a_flow_is_switched_off_and_on_and_the_list_follows(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        assert (await cells(app))["erp"] == TITLES
        erp = app.profile.flow("erp")
        off = await app.flow_settings.put(replace(erp, enabled=False))
        assert "erp" not in await cells(app)
        await app.standing.refresh()
        assert {"gardners", "launch"} <= (there := {each.flow for each in await rows(app)})
        assert "erp" not in there
        # Another process reads the same from the file.
        assert not Settings.load(app.home).profile("demo").flow("erp").enabled
        await app.flow_settings.put_back(off)
        assert await app.standing.refresh() == TITLES
        assert (await cells(app))["erp"] == TITLES
        assert await rows(app) == await fresh(app)


async def test_a_refresh_by_settings_that_are_others_meanwhile_ends_early_and_counts_for_nothing(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as app:
        before, uk = await rows(app), app.profile
        await app.flow_settings.put(replace(uk.flow("gardners"), market="US"))

        def back(_: Progress) -> None:
            app.standing.use(uk)

        assert await app.standing.refresh(report=back) < TITLES
        assert await rows(app) != before
        assert await app.standing.refresh() == TITLES
        assert await rows(app) == before == await fresh(app)


async def test_what_waits_for_a_flow_that_is_switched_off_is_held_and_goes_on(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as app:
        ids = [each.title for each in await rows(app) if each.flow == "erp"][:4]
        plan = await app.review.plan(ids, ["erp"], overrides={})
        going = [each for each in plan.items if each.state is State.PREPARED]
        assert going, [each.reason for each in plan.items]
        job = await app.send.submit(plan.id)
        off = await app.flow_settings.put(replace(app.profile.flow("erp"), enabled=False))
        held = (await app.send._ledger.job(job.number)).account
        assert held["held"] == len(going)
        await app.flow_settings.put_back(off)
        again = (await app.send._ledger.job(job.number)).account
        assert again.get("held", 0) == 0
        assert again["waiting"] == len(going)


async def test_what_waits_and_is_written_otherwise_now_is_held(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        ids = [each.title for each in await rows(app) if each.flow == "erp"][:3]
        plan = await app.review.plan(ids, ["erp"])
        job = await app.send.submit(plan.id)
        given = Candidate("item-json", OWN)
        change = await app.mapping_changes.change(given)
        assert change.titles == len(change.moved) == TITLES
        taken = await app.flow_settings.take(change, given, None)
        assert "held: their titles are not as reviewed any more" in taken.held
        assert (await app.send._ledger.job(job.number)).account["held"] == 3
        assert app.profile.flow("erp").own is not None


async def test_a_mapping_is_taken_into_use_dropped_and_brought_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        plainly = await rows(app)
        settings, given = app.flow_settings, Candidate("item-json", OWN)
        taken = await settings.take(await app.mapping_changes.change(given), given, None)
        assert taken.kept is None
        assert await app.standing.refresh() == TITLES
        mine = await rows(app)
        assert mine != plainly
        assert mine == await fresh(app)
        assert [each.target for each in settings.mapping("item-json").rows if each.own] == [
            "house_title"
        ]

        file = app.home.own_mappings("demo") / "item-json.json"
        whole = file.read_bytes()
        none = app.mapping_changes.may_drop("item-json")
        dropped = await settings.take(await app.mapping_changes.change(none), none, None)
        assert not file.exists()
        assert dropped.kept is not None
        assert dropped.kept.read_bytes() == whole
        await app.standing.refresh()
        assert await rows(app) == plainly

        await settings.take_back(dropped)
        assert file.read_bytes() == whole
        await app.standing.refresh()
        assert await rows(app) == mine
        # The first change is undone, too: there was none before it.
        await settings.take_back(taken)
        assert not file.exists()
        assert app.profile.flow("gardners").own is None


async def test_what_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        before = app.home.settings_file.read_bytes()
        flow = app.profile.flow("gardners")
        blocked = app.home.settings_file.with_suffix(".new")
        blocked.mkdir()
        with pytest.raises(SettingsError, match="settings cannot be written"):
            await app.flow_settings.put(replace(flow, market="US"))
        blocked.rmdir()
        assert app.home.settings_file.read_bytes() == before
        assert app.flow_settings.flows() == app.profile.flows
        with pytest.raises(UsageError, match="no market named MOON"):
            await app.flow_settings.put(replace(flow, market="MOON"))
        assert app.profile.flow("gardners").market == "UK"


async def test_a_wrong_count_takes_no_mapping_into_use(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        given = Candidate("item-json", OWN)
        change = await app.mapping_changes.change(given)
        with pytest.raises(ConfirmationError, match=f"it is {TITLES}"):
            await app.flow_settings.take(change, given, TITLES - 1)
        assert not app.home.own_mappings("demo").exists()


async def test_a_file_is_examined_for_the_format_of_its_destination(tmp_path: Path) -> None:
    async with opened(tmp_path) as app:
        file = tmp_path / "mine.json"
        file.write_text(json.dumps(OWN), encoding="utf-8")
        found = app.flow_settings.examine(file, "item-json")[1]
        assert [each.fatal for each in found] == [False]
        (other,) = app.flow_settings.examine(file, "item-csv")[1]
        assert other.fatal
        assert "item-json" in other.message
        wrong = OWN | {"rows": [{"to": "x", "from": "work.title", "rule": "txet"}]}
        file.write_text(json.dumps(wrong), encoding="utf-8")
        (typo,) = app.flow_settings.examine(file, "item-json")[1]
        assert (typo.row, typo.fatal) == ("x", True)
        assert typo.remedy


async def test_an_offered_flow_is_an_offer_until_a_person_decides(tmp_path: Path) -> None:
    offer = Flow("prints", 5, "Printer", "print-order", enabled=False, offered=True)
    async with opened(tmp_path, offer) as app:
        assert Settings.load(app.home).profile("demo").flow("prints").offered
        on = await app.flow_settings.put(replace(app.profile.flow("prints"), enabled=True))
        assert not Settings.load(app.home).profile("demo").flow("prints").offered
        off = await app.flow_settings.put(replace(on.after, enabled=False))
        assert not off.after.offered
        await app.flow_settings.put_back(on)
        assert Settings.load(app.home).profile("demo").flow("prints").offered


async def test_xconnector_says_where_its_flows_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flows = (
        '[[flows]]\nname = "trade"\nformat = "item-json"\nfolder = "out"\n'
        '[[flows]]\nname = "shop"\nformat = "item-json"\n'
    )
    far = tmp_path / "far"
    far.mkdir()
    home = Home(tmp_path / "home")
    home.make()
    settings = Settings.load(home)
    mine = (Flow("trade", 1, "Gardners", "item-json"), Flow("shop", 1, "Shop", "item-json"))
    monkeypatch.setenv("COLOPHON_XCONNECTOR_TOKEN", TOKEN)
    with running_gateway(write_config(far, flows=flows)) as gateway:
        settings.put(
            Profile("house", xconnector_url=gateway.url, flows=mine, secrets="environment")
        )
        app = App.open(home, settings, "house")
        try:
            # Nobody is asked for a key only to read settings.
            assert await app.flow_settings.ends() == {}
            await app.network.ready(mine)
            assert await app.flow_settings.ends() == {
                "trade": ("table", "folder"),
                "shop": ("table",),
            }
        finally:
            await app.aclose()
