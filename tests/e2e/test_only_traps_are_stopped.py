"""An invented house of the extended schema: what is spoiled on purpose is stopped, by the rule that
is meant, and nothing else is. Every payload is held against a validator that did not write it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import onixcheck
import pytest
from icalendar import Calendar
from icalendar.cal.component import Component
from jsonschema import Draft202012Validator

from desktop_app.companions.sandbox.gateway_child import FLOWS as AT_THE_GATEWAY
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.opening import open_house
from desktop_app.companions.sandbox.place import SEED
from desktop_app.records.flow import Audience, Flow, usual_audience
from desktop_app.records.onix import RELEASES, OnixSettings
from desktop_app.records.resources import resource_text
from desktop_app.rules.mapping.table import table
from desktop_app.rules.onix.message import Envelope, message
from desktop_app.services.review import Preview
from desktop_app.services.sync import Sync
from desktop_app.settings.profiles import DEMO_FLOWS
from desktop_app.sources import Source
from desktop_app.sources.consonance import ConsonanceSource
from tests.support_desk import desk
from tests.support_onix import STYLES, styled
from tests.support_sandbox import running_sandbox

SENDER = OnixSettings(sender="Estuary Group")
SHOPS = (
    Flow("shop", 1, "Web shop", "item-json", audience=Audience.PUBLIC),
    Flow("site", 3, "Web site", "asset-package", audience=Audience.PUBLIC, market="WORLD"),
    Flow("campaign", 7, "Campaign", "milestone-event", audience=Audience.PUBLIC),
)
"""What the public sees."""
TITLES = 420
"""As few as hold every trap and sound titles of every kind. The demo has 800."""
FLOWS = (
    *DEMO_FLOWS,
    *SHOPS,
    *(
        Flow(
            each["name"], each["purpose"], each["destination"], each["format"],
            audience=usual_audience(each["format"]),
        )
        for each in AT_THE_GATEWAY
        if each["name"] not in {flow.name for flow in DEMO_FLOWS}
    ),
    *(
        styled(
            form, tags,
            Flow(f"{form}-{tags.value}", 1, "Trade", form, audience=Audience.TRADE, onix=SENDER),
        )
        for form, tags in STYLES
    ),
)  # fmt: skip
"""The demo's flows, some for the public, those that its gateway waits for, and those of ONIX."""

PRINTED = {"printer", "warehouse"}
PUBLIC = {each.name for each in SHOPS}
TRADED = {"gardners", "erp", "ingram", "stock", "shop"} | {
    flow.name for flow in FLOWS if flow.format in RELEASES
}
ONIX = {flow.name for flow in FLOWS if flow.format in RELEASES}
ALL_BUT_INSIDE = TRADED - {"erp"}
PACKED = {"dam", "site"}
NUMBERED = TRADED | PACKED
LAUNCHED = {"launch", "calendar", "campaign"}
TELLING = NUMBERED | LAUNCHED
"""Those that rule 9 looks at."""
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
    "announced to nobody yet": ("9", ALL_BUT_INSIDE | PACKED),
    "announced to the trade only": ("9", PUBLIC),
    "under a sales embargo": ("9", PUBLIC),
    "sales embargo without a day": ("9", NUMBERED | LAUNCHED),
    "two covers": ("12", NUMBERED),
    "two approved covers": ("12", NUMBERED),
    "cover in process": ("12", PACKED),
    "cover of no product": ("12", PACKED),
    "cover restricted": ("12", PACKED),
    "no cover": ("12", PACKED),
    "cover not approved": ("12", PACKED),
    "cover without address": ("format", PACKED),
    "title without words": ("format", PACKED),
    "interior not approved": ("17", PACKED),
    "contract ended": ("5", {"royalties", "payments"} | PRINTED),
    "contract not signed": ("5", {"royalties", "payments"}),
    "run after publication": ("14", PRINTED),
    "reprint without copies": ("14", PRINTED),
    "reprint without quantities": ("14", PRINTED),
    "reprint without a date": ("14", PRINTED),
    "reprint that is overdue": ("14", PRINTED),
    "reprint received in part": ("14", PRINTED),
    "reprint entered twice": ("14", PRINTED),
    "reprint without an interior": ("14", PRINTED),
    "reprint without a cover": ("14", PRINTED),
    "reprint without a binding": ("14", PRINTED),
    "reprint without a spine": ("15", PRINTED),
    "reprint not decided": ("16", PRINTED),
    "reprint without files": ("17", PRINTED),
}
"""The sandbox's traps that stop a title, each with the rule that is meant and the flows."""
ALSO: Sequence[tuple[str, str, set[str]]] = (
    ("title without words", "format", {"stock"}),
    ("title without words", "onix-title", ONIX),
    ("title without end", "format", {"stock"}),
    ("no imprint", "onix-blocks", ONIX),
    ("announced to nobody yet", "9", {"calendar", "campaign"}),
    ("interior not approved", "17", PRINTED),
)
"""What a format cannot do without, or is told to others beside the trade."""
WHERE_A_RUN_IS_TO_COME = (
    ("without ISBN", "1"), ("ISBN in words", "1"), ("ISBN-10 only", "1"),
    ("ISBN with a wrong digit", "1"), ("one ISBN on two products", "1"), ("cancelled", "3"),
    ("postponed with a date", "3"), ("temporarily withdrawn", "3"), ("absurd extents", "15"),
    ("without status and form", "3"), ("contract not signed", "5"), ("no contract", "5"),
)  # fmt: skip
"""What also stops an order or a notice of a run, if the title has one that is not received."""
GOES = {"reprint", "run over two forms"}
"""Traps for a person's eye: nothing is wrong with these runs, and they go."""
TOLD = "under a sales embargo"
"""As sound as they come: it goes to all but the public, with the day before which none is sold."""


def fetched(urls: Sequence[str]) -> dict[str, str]:
    return {each: hashlib.sha256(each.encode()).hexdigest() for each in urls}


def under_embargo(house: House, today: date) -> dict[str, str]:
    """Sound titles too may not be sold yet: the public has to wait, all others are told the day."""
    return {
        f"product:{number}": day
        for number, each in house.products.items()
        if (day := each["salesEmbargoDate"]) and day > today.isoformat()
    }


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
    embargoed = under_embargo(house, today.date())
    stopped: dict[str, dict[str, set[str]]] = defaultdict(dict)
    sent: dict[str, list[bytes]] = defaultdict(list)
    gone: dict[str, set[str]] = defaultdict(set)
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
                        gone[flow.name].add(each.title)
                        sent[flow.name].append(each.payload.data)
                        valid(flow, each)
                        if flow.name in TELLING:
                            assert told_day(each) == embargoed.get(each.title, told_day(each))
    wrong = list(differences(stopped, trap_of, without_dollars(house), set(embargoed)))
    assert not wrong, "\n".join(wrong)
    assert {flow.name for flow in FLOWS} == set(sent), "every flow has titles that may go"
    for flow in FLOWS:
        if flow.format in RELEASES:
            valid_file(flow, sent[flow.name], tmp_path / f"{flow.name}.xml")
    for name in PRINTED:
        assert {trap for trap in GOES if gone[name] & titles_of(house, trap)} == GOES
        assert gone[name] - set(trap_of), "first printings of sound books"
    for name in TELLING:
        assert bool(titles_of(house, TOLD) & gone[name]) is (name not in PUBLIC), name
        assert not embargoed.keys() & gone[name] or name not in PUBLIC


def differences(
    stopped: Mapping[str, Mapping[str, set[str]]],
    trap_of: Mapping[str, str],
    no_dollars: set[str],
    embargoed: set[str],
) -> Any:
    """Sentences on titles that are stopped and should not be, or the other way round."""
    spoiled = defaultdict(list)
    for title, name in trap_of.items():
        spoiled[name].append(title)
    wanted = [*((name, *each) for name, each in STOPS.items()), *ALSO]
    for flow in FLOWS:
        told = stopped.get(flow.name, {})
        must = {(name, rule) for name, rule, flows in wanted if flow.name in flows}
        meant = must | (set(WHERE_A_RUN_IS_TO_COME) if flow.name in PRINTED else set())
        for title, rules in told.items():
            name = trap_of.get(title, "")
            if not {(name, rule) for rule in rules} & meant and not (
                (flow.name == "ingram" and title in no_dollars and rules == {"6"})
                or (flow.name in PUBLIC and title in embargoed and rules == {"9"})
            ):
                yield f"{flow.name}: {title} ({name or 'sound'}) is stopped by {sorted(rules)}"
        for name, _ in must:
            if not any(title in told for title in spoiled[name]):
                yield f"{flow.name}: {name} is not stopped"


def told_day(each: Preview) -> str:
    """The sales embargo that goes, as ISO writes it."""
    said = next((row.value for row in each.payload.rows if row.source == "salesEmbargoDate"), "")
    return f"{said[:4]}-{said[4:6]}-{said[6:]}" if said.isdigit() else said


def titles_of(house: House, trap: str) -> set[str]:
    return {f"product:{number}" for number in house.traps[trap]}


@cache
def validator(form: str) -> Draft202012Validator:
    name = f"{form.replace('-', '_')}.v1.schema.json"
    return Draft202012Validator(json.loads(resource_text("formats", name)))


def valid_file(flow: Flow, products: Sequence[bytes], file: Path) -> None:
    """All that may go to a recipient of ONIX as one file, by the validator of another house."""
    file.write_bytes(b"".join(message(products, flow, Envelope("2026-11-24T12:00:00Z", 1))))
    assert onixcheck.validate(str(file)) == []


def valid(flow: Flow, each: Preview) -> None:
    """By the schema of its format, or a library that did not write it. ONIX goes as files."""
    data = each.payload.data
    if flow.format in RELEASES:
        return
    kind = table(flow.format, flow.audience).writes
    if kind == "json":
        assert list(validator(flow.format).iter_errors(json.loads(data))) == [], each.subject
    elif kind == "vcard":
        assert str(Component.from_ical(data.decode())["UID"]) == each.subject
    elif kind == "icalendar":
        assert len(Calendar.from_ical(data.decode()).walk("VEVENT")) == 1
