"""Rule 9 on the day before which nobody may sell: who gets the title is told, or gets nothing."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from desktop_app import rules
from desktop_app.records.flow import FORMATS, Audience, Flow, OwnMapping
from desktop_app.records.onix import RELEASES, Tags
from desktop_app.records.payload import Payload, Problem, Severity
from desktop_app.rules.mapping.table import FILES, MappingError, table
from desktop_app.rules.mapping.writers import columns
from tests.support_onix import SETTINGS, STYLES, styled
from tests.support_records import ERP, GARDNERS, LAUNCH, SHOP, TODAY, document, facts, record

UNTIL = "2027-05-03"
AHEAD = date(2027, 5, 3)
KNOWN: dict[str, Any] = {"tradeAnnouncementDate": None, "publicAnnouncementDate": None}
TOLD_IN = ("item-json", "item-csv", "asset-package", "milestone-event", "milestone-calendar")
ALL = tuple(
    Flow(f"{form}-{each.value}", FORMATS[form][0], "Someone", form, audience=each, onix=SETTINGS)
    for form in (*TOLD_IN, *RELEASES)
    for each in Audience
)
OUTSIDE = [each for each in ALL if each.audience is Audience.TRADE]


def under(until: Any = UNTIL, **changes: Any) -> dict[str, Any]:
    return document(**KNOWN, salesEmbargoDate=until, **changes)


def built(given: dict[str, Any], flow: Flow) -> Payload:
    subject = "product:12"
    if FORMATS[flow.format][1] == "milestone":
        subject = "milestone:product:12:publication_date"
    return rules.build(record(given), flow, subject)


def found(given: dict[str, Any], flow: Flow, today: date = TODAY, **known: Any) -> list[Problem]:
    payload = built(given, flow)
    problems = rules.check(record(given), flow, payload, facts(today=today, **known))
    return [each for each in problems if each.rule == "9"]


def tells(payload: Payload) -> list[str]:
    return [row.value for row in payload.rows if row.source == "salesEmbargoDate"]


@pytest.mark.parametrize("flow", ALL, ids=lambda each: each.name)
def test_every_format_tells_it_and_the_trade_may_have_it(flow: Flow) -> None:
    payload = built(under(), flow)
    assert tells(payload) in (["2027-05-03"], ["20270503"])
    assert b"2027-05-03" in payload.data or b"20270503" in payload.data
    stopped = [each for each in found(under(), flow) if each.stops]
    assert bool(stopped) is (flow.audience is Audience.PUBLIC)


@pytest.mark.parametrize("flow", ALL, ids=lambda each: each.name)
def test_a_title_without_it_is_sent_as_before(flow: Flow) -> None:
    """A source that has learnt to tell it changes nothing where there is nothing to tell."""
    before = document(**KNOWN)
    del before["salesEmbargoDate"]
    none = built(under(None), flow)
    assert none.data == built(before, flow).data
    assert none.rows == built(before, flow).rows
    assert b"embargo_date" not in none.data


@pytest.mark.parametrize("flow", OUTSIDE, ids=lambda each: each.name)
@pytest.mark.parametrize("until", ["2027-02-31", "spring 2027", "2027-05"])
def test_a_day_that_cannot_be_told_holds_the_title(flow: Flow, until: str) -> None:
    [stopped] = found(under(until), flow)
    assert stopped.severity is Severity.BLOCKER
    assert stopped.field == "salesEmbargoDate"
    assert until in stopped.message
    assert "what would go does not say so" in stopped.message
    assert "whole date" in stopped.fix
    assert not tells(built(under(until), flow))


def test_the_public_waits_until_the_day_itself() -> None:
    [stopped] = found(under(), SHOP, AHEAD - timedelta(days=1))
    assert (stopped.severity, stopped.owner, stopped.stops) == (
        Severity.BLOCKER, "Marketing", True,
    )  # fmt: skip
    assert stopped.message == (
        "The title may not be sold before 3 May 2027, and what the public sees may sell it at once."
    )
    assert "Send on that day" in stopped.fix
    assert found(under(), SHOP, AHEAD) == []
    confirmed = found(under(), SHOP, overrides={"9": "I know better"})
    assert [(each.stops, each.confirmed) for each in confirmed] == [(True, "")]


def test_it_ends_on_a_day_on_which_the_title_is_looked_at_again() -> None:
    soon = under(
        "2026-11-25", publicationDate="2019-01-01", marketingTexts=[], shortDescription=[],
        prices=[],
    )  # fmt: skip
    assert rules.valid_until(record(soon), TODAY) == date(2026, 11, 25)


def test_a_source_that_cannot_tell_it_says_so_once() -> None:
    def said(*gone: str, flow: Flow = GARDNERS) -> list[str]:
        given = under(None)
        for each in gone:
            del given[each]
        problems = found(given, flow)
        assert {each.severity for each in problems} <= {Severity.UNKNOWN}
        return [each.message.partition(",")[0] for each in problems]

    both = "This source gives no announcement and sales embargo dates"
    assert said() == []
    assert said("salesEmbargoDate") == ["This source gives no sales embargo dates"]
    assert said("tradeAnnouncementDate") == ["This source gives no announcement dates"]
    assert said("tradeAnnouncementDate", "salesEmbargoDate") == [both]
    assert said("tradeAnnouncementDate", "salesEmbargoDate", flow=ERP) == [both]
    given = under(None)
    del given["salesEmbargoDate"]
    [confirmed] = found(given, GARDNERS, overrides={"9": "none of ours is under embargo"})
    assert not confirmed.stops


@pytest.mark.parametrize("flow", [GARDNERS, ERP, LAUNCH], ids=lambda each: each.name)
def test_an_own_mapping_that_keeps_it_back_holds_the_title(flow: Flow) -> None:
    own = OwnMapping.of({"format": flow.format, "remove": ["sales_embargo_date"]})
    silent = replace(flow, own=own)
    [stopped] = found(under(), silent)
    assert stopped.stops
    assert "own mapping" in stopped.fix
    assert found(under(), silent, AHEAD) == []
    renamed = {"to": "not_before", "from": "salesEmbargoDate", "rule": "date"}
    told = OwnMapping.of(
        {"format": flow.format, "remove": ["sales_embargo_date"], "rows": [renamed]}
    )
    assert found(under(), replace(flow, own=told)) == []


def test_findings_are_not_shared_with_a_mapping_that_keeps_it_back() -> None:
    """Flows that only differ in their own mapping are judged each for itself."""
    own = OwnMapping.of({"format": "item-json", "remove": ["sales_embargo_date"]})
    shared = rules.Shared(record(under()))
    for flow, stops in ((GARDNERS, False), (replace(GARDNERS, own=own), True), (GARDNERS, False)):
        payload = shared.build(flow, "product:12", None, {})
        problems = shared.check(flow, payload, facts())
        assert any(each.rule == "9" and each.stops for each in problems) is stops


def test_onix_that_cannot_hold_a_date_holds_the_title() -> None:
    """Without an imprint or a publisher the schema takes no block that has dates."""
    flow = next(each for each in OUTSIDE if each.format == "onix-3.0")
    bare = replace(flow, onix=replace(SETTINGS, publisher=""))
    [stopped] = found(under(work={"imprint": None}), bare)
    assert stopped.stops
    assert "imprint" in stopped.fix


@pytest.mark.parametrize(("form", "tags"), STYLES)
def test_onix_says_it_as_list_163_does(form: str, tags: Tags) -> None:
    data = built(under(), styled(form, tags)).data.decode()
    date_, role = ("PublishingDate", "PublishingDateRole") if tags is not Tags.SHORT else (
        "publishingdate", "x448")  # fmt: skip
    assert [part.partition(f"</{role}>")[0].rpartition(">")[2]
            for part in data.split(f"<{date_}>")[1:]] == ["01", "02"]  # fmt: skip
    assert not [
        each
        for each in rules.check(
            record(under()), styled(form, tags), built(under(), styled(form, tags)), facts()
        )
        if each.rule == "onix-schema"
    ]


def test_a_row_of_csv_ends_with_it_or_before_it() -> None:
    flow = next(each for each in OUTSIDE if each.format == "item-csv")
    names = columns(table("item-csv", Audience.TRADE))

    def cells(until: Any, by: Flow = flow) -> list[str]:
        text = built(under(until), by).data.decode()
        return next(csv.reader(io.StringIO(text, newline="")))

    assert names[-1] == "sales_embargo_date"
    assert dict(zip(names, cells(UNTIL), strict=True))["sales_embargo_date"] == UNTIL
    assert len(cells(None)) == len(names) - 1
    # A publisher's own columns stay where they were.
    row = {"to": "house_title", "from": "work.title", "rule": "text"}
    own = replace(flow, own=OwnMapping.of({"format": "item-csv", "rows": [row]}))
    assert cells(None, own)[len(names) - 1 :] == ["The Harbour Atlas"]
    assert cells(UNTIL, own)[len(names) - 1 :] == ["The Harbour Atlas", UNTIL]


def test_a_calendar_says_it_beside_the_date() -> None:
    flow = next(each for each in OUTSIDE if each.format == "milestone-calendar")

    def description(until: Any) -> str:
        calendar = Calendar.from_ical(built(under(until), flow).data.decode())
        return str(calendar.walk("VEVENT")[0]["DESCRIPTION"])

    assert description(UNTIL) == "ISBN 9781911390220\nNot on sale before 2027-05-03"
    assert description(None) == "ISBN 9781911390220"


def test_a_step_of_a_work_has_no_embargo_of_its_own() -> None:
    flow = Flow("steps", 7, "Planning", "milestone-calendar", audience=Audience.INTERNAL)
    to_do = {"id": "5", "name": "Files to press", "dueDate": "2027-01-04", "doneDate": None,
             "productIds": ["12"]}  # fmt: skip
    given = under(work={"toDos": [to_do]})
    payload = rules.build(record(given), flow, "milestone:work:9:5")
    assert b"Files to press" in payload.data
    problems = rules.check(record(given), flow, payload, facts())
    assert [each for each in problems if each.rule == "9"] == []


def test_what_is_left_out_is_left_out_of_json_only_where_it_says_so() -> None:
    told = json.loads(built(under(None), GARDNERS).data)
    assert told["publication_date"] == "2027-10-12"
    assert "sales_embargo_date" not in told
    none = json.loads(built(under(None, publicationDate=None), GARDNERS).data)
    assert none["publication_date"] is None
    assert set(TOLD_IN) <= set(FILES)
    bad = OwnMapping.of({"format": "item-json", "rows": [
        {"to": "x", "from": "work.title", "rule": "text", "whenset": True}]})  # fmt: skip
    with pytest.raises(MappingError, match="did you mean when_set"):
        table("item-json", Audience.TRADE, bad)
