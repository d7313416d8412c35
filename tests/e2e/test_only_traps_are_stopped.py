"""An invented house of the extended schema: what is spoiled on purpose is stopped, by the rule that
is meant, and nothing else is. Every payload is held against a validator that did not write it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from icalendar.cal.component import Component
from jsonschema import Draft202012Validator
from lxml import etree

from desktop_app.companions.sandbox.gateway_child import FLOWS as AT_THE_GATEWAY
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.opening import open_house
from desktop_app.companions.sandbox.place import SEED
from desktop_app.records.flow import Audience, Flow, usual_audience
from desktop_app.records.onix import RELEASES
from desktop_app.records.resources import resource_text
from desktop_app.rules.mapping.table import table
from desktop_app.rules.onix import schema
from desktop_app.services.review import Preview
from desktop_app.services.sync import Sync
from desktop_app.settings.profiles import DEMO_FLOWS
from desktop_app.sources import Source
from desktop_app.sources.consonance import ConsonanceSource
from tests.support_desk import desk
from tests.support_onix import STYLES, styled
from tests.support_sandbox import running_sandbox

TITLES = 420
FLOWS = (
    *DEMO_FLOWS,
    *(
        Flow(
            each["name"], each["purpose"], each["destination"], each["format"],
            audience=usual_audience(each["format"]),
        )
        for each in AT_THE_GATEWAY
        if each["name"] not in {flow.name for flow in DEMO_FLOWS}
    ),
    *(
        styled(form, tags, Flow(f"{form}-{tags.value}", 1, "Trade", form, audience=Audience.TRADE))
        for form, tags in STYLES
    ),
)  # fmt: skip
"""The demo's flows, those that its gateway waits for, and those of ONIX."""

PRINTED = {"printer", "warehouse"}
TRADED = {"gardners", "erp", "ingram", "stock"} | {
    flow.name for flow in FLOWS if flow.format in RELEASES
}
ONIX = {flow.name for flow in FLOWS if flow.format in RELEASES}
ALL_BUT_INSIDE = TRADED - {"erp"}
NUMBERED = TRADED | {"archive"}
STOPS: Mapping[str, tuple[str, set[str]]] = {
    "unapproved": ("2", TRADED),
    "one of four approved": ("2", TRADED),
    "cancelled": ("3", TRADED),
    "postponed with a date": ("3", TRADED),
    "temporarily withdrawn": ("3", TRADED),
    "without status and form": ("3", TRADED),
    "forthcoming without a date": ("4", TRADED),
    "date that is none": ("4", TRADED),
    "rights empty": ("8", TRADED),
    "rights only excluded": ("8", TRADED),
    "rights in both lists": ("8", TRADED),
    "without ISBN": ("1", NUMBERED),
    "ISBN in words": ("1", NUMBERED),
    "ISBN-10 only": ("1", NUMBERED),
    "ISBN with a wrong digit": ("1", NUMBERED),
    "one ISBN on two products": ("1", NUMBERED),
    "without price": ("6", TRADED),
    "prices overlap": ("6", TRADED),
    "price of nothing": ("6", TRADED),
    "price below nothing": ("6", TRADED),
    "price only later": ("6", TRADED),
    "title that stands in": ("11", TRADED),
    "author stands in": ("11", TRADED),
    "text under embargo": ("9", ALL_BUT_INSIDE),
    "announced to nobody yet": ("9", ALL_BUT_INSIDE | {"archive"}),
    "two covers": ("12", NUMBERED),
    "two approved covers": ("12", NUMBERED),
    "cover in process": ("12", {"archive"}),
    "cover of no product": ("12", {"archive"}),
    "cover restricted": ("12", {"archive"}),
    "no cover": ("12", {"archive"}),
    "cover not approved": ("12", {"archive"}),
    "cover without address": ("format", {"archive"}),
    "title without words": ("format", {"archive"}),
    "interior not approved": ("17", {"archive"}),
    "contract ended": ("5", {"royalties", "payments"}),
    "contract not signed": ("5", {"royalties", "payments"}),
}
"""The sandbox's traps that stop a title, each with the rule that is meant and the flows."""
ALSO: Sequence[tuple[str, str, set[str]]] = (
    ("title without words", "format", {"stock"}),
    ("title without words", "onix-title", ONIX),
    ("title without end", "format", {"stock"}),
    ("no imprint", "onix-blocks", ONIX),
    ("announced to nobody yet", "9", {"calendar"}),
)
"""What a format cannot do without, or is told to others beside the trade."""


def fetched(urls: Sequence[str]) -> dict[str, str]:
    return {each: hashlib.sha256(each.encode()).hexdigest() for each in urls}


def without_dollars(house: House) -> set[str]:
    """A market whose currency a title has no price in is none that it is sold in."""
    return {
        f"product:{number}"
        for number, each in house.products.items()
        if not any(one["currencyCode"] == "USD" for one in each["prices"])
    }


@pytest.mark.timeout(900)
async def test_what_is_spoiled_is_stopped_and_nothing_else(tmp_path: Path) -> None:
    today = datetime.now(UTC)
    house = open_house(SEED, TITLES, today.date(), "http://127.0.0.1:1/covers", extended=True)
    trap_of = {f"product:{n}": name for name, ids in house.traps.items() for n in ids}
    assert set(STOPS) <= set(house.traps)
    stopped: dict[str, dict[str, set[str]]] = defaultdict(dict)
    went: dict[str, int] = {}
    options = ("--titles", str(TITLES), "--schema", "extended")
    with running_sandbox(tmp_path / "home", *options) as sandbox:

        async def source() -> Source:
            return ConsonanceSource(sandbox.consonance["url"], sandbox.consonance["key"])

        async with desk(tmp_path, flows=FLOWS, hashes=fetched) as opened:
            opened.now = today
            await Sync(opened.catalogue, source, opened.table).run()
            titles = await opened.catalogue.title_ids()
            assert set(titles) == {f"product:{number}" for number in house.products}
            for flow in FLOWS:
                found = await opened.review.check(titles, [flow.name])
                for each in found:
                    rules = {one.rule for one in each.problems if one.stops}
                    if rules:
                        stopped[flow.name][each.title] = rules
                    else:
                        went[flow.name] = went.get(flow.name, 0) + 1
                        valid(flow, each)
    wrong = list(differences(stopped, trap_of, without_dollars(house)))
    assert not wrong, "\n".join(wrong)
    empty = {flow.name for flow in FLOWS} - set(went)
    assert empty == {"vendors"}, "the invented house has no supplier numbers"
    assert_printed(stopped, house, today.date(), trap_of)


def differences(
    stopped: Mapping[str, Mapping[str, set[str]]], trap_of: Mapping[str, str], no_dollars: set[str]
) -> Any:
    """Sentences on titles that are stopped and should not be, or the other way round."""
    spoiled = defaultdict(list)
    for title, name in trap_of.items():
        spoiled[name].append(title)
    wanted = [*((name, *each) for name, each in STOPS.items()), *ALSO]
    for flow in FLOWS:
        if flow.name in PRINTED:
            continue
        told = stopped.get(flow.name, {})
        meant = {(name, rule) for name, rule, flows in wanted if flow.name in flows}
        for title, rules in told.items():
            name = trap_of.get(title, "")
            if not {(name, rule) for rule in rules} & meant and not (
                flow.name == "ingram" and title in no_dollars and rules == {"6"}
            ):
                yield f"{flow.name}: {title} ({name or 'sound'}) is stopped by {sorted(rules)}"
        for name, _ in meant:
            if not any(title in told for title in spoiled[name]):
                yield f"{flow.name}: {name} is not stopped"


def assert_printed(
    stopped: Mapping[str, Mapping[str, set[str]]],
    house: House,
    today: date,
    trap_of: Mapping[str, str],
) -> None:
    """A run that was delivered, or whose files are not made yet, is none to be ordered now."""
    for title, rules in stopped["printer"].items():
        if title in trap_of:
            continue
        work = house.products[int(title.partition(":")[2])]["work"]
        past = any(run["deliveryDate"] <= today.isoformat() for run in work["productionRuns"])
        unmade = not work["productionFiles"] or not all(
            each["doneDate"] for each in work["toDos"][:8]
        )
        assert rules <= ({"14"} if past else set()) | ({"16", "17"} if unmade else set()), title


def valid(flow: Flow, each: Preview) -> None:
    """By the schema of its format, the XSD of ONIX, or a library that did not write it."""
    data = each.payload.data
    if flow.format in RELEASES:
        known = schema.schema(RELEASES[flow.format], flow.onix.tags.value)
        assert known is not None
        assert known.validate(etree.fromstring(data)), known.error_log
        return
    kind = table(flow.format, flow.audience).writes
    if kind == "json":
        name = f"{flow.format.replace('-', '_')}.v1.schema.json"
        validator = Draft202012Validator(json.loads(resource_text("formats", name)))
        assert list(validator.iter_errors(json.loads(data))) == [], each.subject
    elif kind == "vcard":
        assert str(Component.from_ical(data.decode())["UID"]) == each.subject
    elif kind == "icalendar":
        assert len(Calendar.from_ical(data.decode()).walk("VEVENT")) == 1
