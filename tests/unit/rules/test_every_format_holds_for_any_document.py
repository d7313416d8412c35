"""Properties of all formats: nothing in a document makes one raise, and what is written is one
whole JSON text, one record of CSV, one vCard, one calendar."""

from __future__ import annotations

import copy
import csv
import io
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from icalendar import Calendar
from icalendar.cal.component import Component

from desktop_app import rules
from desktop_app.records.flow import FORMATS, Audience, Flow
from desktop_app.records.onix import RELEASES
from desktop_app.records.payload import Payload
from desktop_app.records.title import Record, SourceKind
from desktop_app.rules.mapping.table import FILES, table
from desktop_app.rules.mapping.writers import canonical
from tests.support_lineage_parts import ORGANISATION, PARTS, PERSON, SELF
from tests.support_records import DOCUMENT, TODAY, facts
from tests.support_spoilt import spoilt

FLOWS = tuple(
    Flow(f"{form}-{audience.value}", FORMATS[form][0], "Someone", form, audience=audience)
    for form in FILES
    for audience in (Audience.INTERNAL, Audience.PUBLIC)
)


def _text(given: Any) -> Any:
    """The shape of a document: numbers of things are texts."""
    if isinstance(given, dict):
        return {name: _number(name, each) for name, each in given.items()}
    return [_text(each) for each in given] if isinstance(given, list) else given


def _number(name: str, given: Any) -> Any:
    if given == SELF or given == [SELF]:
        return "12" if given == SELF else ["12"]
    return str(given) if name == "id" else _text(given)


RICH = copy.deepcopy(dict(DOCUMENT))
RICH["productionFiles"] = _text(PARTS["productionFiles"])
RICH["work"] |= _text(dict(PARTS))
RICH["work"]["contributions"] = [
    {
        "id": "1",
        "productIds": ["12"],
        "contributor": _text({"__typename": "Person", "id": 5, "name": "A, B; C", **PERSON}),
    },
    {
        "id": "2",
        "productIds": ["12"],
        "contributor": _text({"__typename": "Organisation", "id": 6, "name": "O", **ORGANISATION}),
    },
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt(RICH))
def test_nothing_in_a_document_makes_a_format_raise(made: dict[str, Any]) -> None:
    record = Record("product:12", "work:9", SourceKind.CONSONANCE, made, "hash")
    rules.valid_until(record, TODAY)
    for flow in FLOWS:
        assert set(rules.subjects(record, flow)) <= set(rules.candidates(record, flow))
        for subject in rules.candidates(record, flow):
            payload = rules.build(record, flow, subject)
            assert payload == rules.build(record, flow, subject)
            targets = [row.target for row in payload.rows]
            assert len(targets) == len(set(targets))
            whole(payload, flow)
            rules.check(record, flow, payload, facts())


def whole(payload: Payload, flow: Flow) -> None:
    known = table(flow.format, flow.audience)
    text = payload.data.decode()
    if known.writes == "json":
        assert canonical(json.loads(text)) == payload.data
    elif known.writes == "csv":
        [cells] = csv.reader(io.StringIO(text, newline=""))
        assert len(cells) == len(known.columns)
    elif known.writes == "vcard":
        assert Component.from_ical(text).name == "VCARD"
    else:
        assert len(Calendar.from_ical(text).walk("VEVENT")) == 1


def test_the_rich_document_leads_to_every_kind_of_subject() -> None:
    record = Record("product:12", "work:9", SourceKind.CONSONANCE, RICH, "hash")
    for flow in FLOWS:
        if flow.audience is Audience.INTERNAL:
            assert rules.subjects(record, flow), flow.format


def test_what_is_not_for_an_audience_has_no_subject_for_it() -> None:
    record = Record("product:12", "work:9", SourceKind.CONSONANCE, RICH, "hash")
    public = {flow.format: flow for flow in FLOWS if flow.audience is Audience.PUBLIC}
    for form in ("contract-terms", "payment-milestones", "vendor-json"):
        assert rules.candidates(record, public[form]) == ()
    card = rules.build(record, public["contributor-vcard"], "contact:5")
    assert b"S-7" not in card.data
    assert b"C-7" not in card.data


def test_every_format_is_looked_at_here_or_with_onix() -> None:
    assert {flow.format for flow in FLOWS} | set(RELEASES) == set(FORMATS)
