"""What an xConnector offers is kept; only metadata and milestones are switched on by themselves."""

from __future__ import annotations

from pathlib import Path

from desktop_app.records.flow import Environment
from desktop_app.services.profiles import ConnectForm, Profiles
from desktop_app.settings.paths import Home
from desktop_app.settings.profiles import Settings
from tests.support_sandbox import colophon, run, running_sandbox


async def test_an_endpoint_that_offers_print_orders_does_not_get_them_by_that(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path / "home")
    home.make()
    with running_sandbox(tmp_path / "house") as sandbox:
        form = ConnectForm(
            name="house",
            environment=Environment.SANDBOX,
            consonance_url=sandbox.consonance["url"],
            consonance_key=sandbox.consonance["key"],
            xconnector_url=sandbox.first_line["xconnector"]["url"],
            xconnector_token=sandbox.first_line["xconnector"]["token"],
        )
        offered = await Profiles(Settings.load(home)).offered_flows(form)
    on = {flow.name for flow in offered if flow.enabled}
    assert {flow.purpose for flow in offered} == {1, 2, 3, 4, 5, 6, 7}
    assert {flow.purpose for flow in offered if flow.enabled} == {1, 7}
    assert {"gardners", "launch"} <= on
    assert not {"printer", "royalties", "crm"} & on


def test_a_flow_is_switched_off_and_on_in_its_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    colophon(home, "sync")
    names = [each["name"] for each in colophon(home, "flows", "list")["items"]]
    off = colophon(home, "flows", "disable", "erp")
    assert (off["name"], off["enabled"]) == ("erp", False)
    title = colophon(home, "titles", "search", "--limit", "1")["items"][0]["id"]
    refused = run(home, "plan", "--flow", "erp", title)
    assert refused.returncode == 2
    assert "The flow erp is switched off." in refused.stderr
    assert "colophon flows enable erp" in refused.stderr
    assert colophon(home, "flows", "enable", "erp")["enabled"] is True
    assert [each["name"] for each in colophon(home, "flows", "list")["items"]] == names
