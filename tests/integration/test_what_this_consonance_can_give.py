"""The account of what a Consonance can give follows from handshake, tables and rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from graphql import build_schema

from desktop_app.companions.sandbox.schema import schema_drift
from desktop_app.records.flow import Audience, Flow
from desktop_app.rules.reads import reads, rule_words
from desktop_app.services.capabilities import (
    Account,
    Capabilities,
    Capability,
    Extent,
    account,
    group_of,
)
from desktop_app.services.handshakes import HandshakeFile
from desktop_app.settings.profiles import DEMO_FLOWS, Profile
from desktop_app.sources import Source
from desktop_app.sources.consonance import ConsonanceSource
from desktop_app.sources.consonance.asked import learn
from desktop_app.sources.rest4 import Rest4Source
from tests.support_graphql import KEY, consonance, schema_text, works
from tests.support_rest4 import double
from tests.support_sandbox import colophon, running_sandbox
from tests.support_sync import QUICK


def told(spec: str, flows: tuple[Flow, ...] = DEMO_FLOWS) -> Account:
    return account(learn(build_schema(schema_drift(spec).text)).handshake, flows)


def one(of: Account, name: str) -> Capability:
    return next(each for each in of.items if each.name == name)


def test_the_public_schema_gives_all_but_what_it_never_had() -> None:
    found = told("public")
    none = {each.name for each in found.items if each.extent is Extent.NONE}
    assert none == {
        "Announcement dates and embargo",
        "Approval of covers",
        "Availability",
        "Contracts",
        "Languages",
        "Production files",
        "To-dos",
    }
    part = {each.name for each in found.items if each.extent is Extent.PART}
    assert part == {"ISBN and other numbers"}
    assert [each.path for each in one(found, "ISBN and other numbers").lost] == ["gtin"]


def test_the_extended_schema_gives_every_group() -> None:
    assert [each.name for each in told("extended").items if each.extent is Extent.NONE] == []


def test_a_loss_touches_the_flows_and_rules_that_read_it_and_no_others() -> None:
    prices = one(told("public+lack:Price.effectiveTo"), "Prices")
    assert prices.extent is Extent.PART
    assert [each.flow for each in prices.flows] == ["gardners", "erp", "ingram"]
    assert "prices.effective_to" in prices.flows[0].targets
    assert [each.rule for each in prices.rules] == ["6", "7"]
    assert prices.rules[0].words.startswith("A price per currency")
    approval = one(told("public+lack:Product.allowOnixExports"), "Approval for ONIX")
    assert approval.extent is Extent.NONE
    assert "launch" in {each.flow for each in approval.flows}
    assert [each.rule for each in approval.rules] == ["2", "milestone"]
    quiet = one(told("public+lack:Price.ean5"), "Prices")
    assert (quiet.flows, quiet.rules) == ((), ())


def test_what_only_an_internal_flow_reads_touches_no_other() -> None:
    labels = one(told("public+lack:Work.season"), "Workflow labels")
    assert {each.flow for each in labels.flows} == {"erp", "dashboard"}


def test_a_flow_that_is_switched_off_is_not_touched() -> None:
    off = tuple(replace(each, enabled=False) for each in DEMO_FLOWS)
    prices = one(told("public+type:Price", off), "Prices")
    assert (prices.flows, prices.rules) == ((), ())


@pytest.mark.parametrize("audience", list(Audience))
def test_all_that_tables_and_rules_read_is_asked_for_by_the_handshake(audience: Audience) -> None:
    asked = learn(build_schema(schema_drift("extended").text)).handshake.told
    optional = {"onixContentAudienceCode", "onixContentAudienceCodes", "url", "filename"}
    for flow in DEMO_FLOWS:
        known = reads(replace(flow, audience=audience))
        for path in {*known.rows, *(each for paths in known.rules.values() for each in paths)}:
            fits = any(each == path or each.startswith(f"{path}.") for each in asked)
            assert fits or path.rpartition(".")[2] in optional, path


def test_every_rule_has_words_and_every_place_a_group() -> None:
    for flow in DEMO_FLOWS:
        for rule in reads(flow).rules:
            assert len(rule_words(rule)) > 20
            assert not rule_words(rule).startswith("Rule")
    assert group_of("work.supportingResources.status") == "Approval of covers"
    assert group_of("work.supportingResources.url") == "Covers and other files"
    assert group_of("somethingNew") == "Other fields of products"
    assert group_of("work.somethingNew") == "Other fields of works"


async def test_rest_is_told_on_the_same_page(tmp_path: Path) -> None:
    async with double(tmp_path, graphql=False) as served:

        async def source() -> Source:
            return Rest4Source(served.url, KEY)

        kept = HandshakeFile(tmp_path / "none")
        found = await Capabilities(Profile("x", flows=DEMO_FLOWS), source, kept).ask()
    assert found.interface == "REST v4"
    assert one(found, "Approval for ONIX").extent is Extent.NONE
    assert [each.rule for each in one(found, "Approval for ONIX").rules] == ["2", "milestone"]
    assert one(found, "Prices").extent is Extent.PART
    assert one(found, "Workflow labels").extent is Extent.WHOLE
    assert one(found, "What changed since a day").extent is Extent.NONE


async def test_when_consonance_is_away_the_last_account_is_shown_with_the_reason(
    tmp_path: Path,
) -> None:
    memory = HandshakeFile(tmp_path / "handshake.json")
    address = [""]

    async def source() -> Source:
        return ConsonanceSource(address[0], KEY, memory=memory, **QUICK)

    service = Capabilities(Profile("x", flows=DEMO_FLOWS), source, memory)
    assert service.remembered() is None
    async with consonance(works(1), schema=schema_text(["Work.season"])) as server:
        address[0] = server.url
        before = await service.ask()
    after = await service.ask()
    assert after.items == before.items
    assert after.stale
    assert after.learned


def test_the_command_tells_the_same_of_a_real_server(tmp_path: Path) -> None:
    spec = "extended+lack:Product.allowOnixExports,dark"
    with running_sandbox(tmp_path, "--titles", "60", "--schema", spec):
        document = colophon(tmp_path, "profile", "capabilities", codes=(0,))
    items = {each["name"]: each for each in document["items"]}
    assert document["interface"] == "GraphQL"
    assert items["Approval for ONIX"]["extent"] == "none"
    assert items["Approval for ONIX"]["lost"] == [
        {
            "path": "allowOnixExports",
            "field": "Product.allowOnixExports",
            "unusable": False,
            "partly": False,
        }
    ]
    assert items["To-dos"]["extent"] == "whole"
    assert items["Describes itself"]["extent"] == "none"


def test_a_real_server_with_the_older_interface_alone_is_synced(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, "--titles", "60", "--schema", "rest4"):
        report = colophon(tmp_path, "sync")
        assert (report["read"], report["complete"]) == (60, True)
        document = colophon(tmp_path, "profile", "capabilities", codes=(0,))
    assert document["interface"] == "REST v4"
