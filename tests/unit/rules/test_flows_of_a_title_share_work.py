"""What flows of one title share is what each of them finds alone, whatever the document."""

from __future__ import annotations

import copy
from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop_app import rules
from desktop_app.records.flow import FORMATS, Audience, Flow
from desktop_app.records.payload import Baseline, BaselineKind, Facts
from desktop_app.records.title import Record, SourceKind
from desktop_app.rules.checks import check as checks
from tests.support_onix import SETTINGS
from tests.support_records import GARDNERS, facts, record
from tests.support_spoilt import spoilt
from tests.unit.rules.test_every_format_holds_for_any_document import RICH

_FORMS = tuple(
    Flow(form, FORMATS[form][0], "", form, audience=audience, market=market, onix=SETTINGS)
    for form in FORMATS
    for audience, market in product(Audience, ("UK", "WORLD"))
)
_FLOWS = tuple(
    replace(each, name=f"{each.name}-{number}-{place}", destination=place)
    for place in ("Gardners", "Nielsen")
    for number, each in enumerate(_FORMS)
)


def _restricted() -> dict[str, Any]:
    """What may be told nobody and sold nowhere near: rules name the destination that gets none."""
    made = copy.deepcopy(dict(RICH)) | {
        "isForSaleWorldwide": False,
        "forSaleCountryCodes": ["FR"],
        "notForSaleCountryCodes": [],
        "prices": [RICH["prices"][0] | {"currencyCode": "USD"}],
        "tradeAnnouncementDate": "2099-01-01",
    }
    for each in (*made["shortDescription"], *made["marketingTexts"]):
        each["onixContentAudienceCodes"] = ["01"]
    for each in made["work"]["supportingResources"]:
        each["onixContentAudienceCode"] = "01"
    return made


@example(_restricted(), [_FLOWS[0], _FLOWS[1], _FLOWS[2], _FLOWS[3]], False)
@example(_restricted(), [_FLOWS[2], _FLOWS[2 + len(_FORMS)]], False)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt(RICH), st.lists(st.sampled_from(_FLOWS), min_size=2, max_size=8), st.booleans())
def test_shared_equals_alone(made: dict[str, Any], flows: list[Flow], taken: bool) -> None:
    one = Record("product:12", "work:9", SourceKind.CONSONANCE, made, "hash")
    shared = rules.Shared(one)
    for number, flow in enumerate(flows):
        assert shared.subjects(flow) == (rules.candidates(one, flow), rules.subjects(one, flow))
        for subject in rules.candidates(one, flow):
            alone = rules.build(one, flow, subject, None, {})
            assert shared.build(flow, subject, None, {}) == alone
            known = _facts(flow, subject, alone.sha256 if number % 2 else "", taken)
            assert shared.check(flow, alone, known) == rules.check(one, flow, alone, known)


def _facts(flow: Flow, subject: str, sha256: str, taken: bool) -> Facts:
    before = Baseline(subject, flow.name, BaselineKind.CONFIRMED, "2026-01-01", sha256, "v")
    owners = {"9781911390220": ("product:12", "product:13")}
    overrides = {"9": flow.name}
    return facts(baseline=before if taken else None, isbn_owners=owners, overrides=overrides)


def test_a_rule_that_reads_the_destination_is_asked_for_each(monkeypatch: Any) -> None:
    asked: list[str] = []
    real = checks.RULES["10"]

    def counted(case: Any) -> Any:
        asked.append(case.flow.destination)
        return real(case)

    monkeypatch.setattr(checks, "RULES", {**checks.RULES, "10": counted})
    monkeypatch.setattr("desktop_app.rules.together.RULES", checks.RULES)
    shared = rules.Shared(record())
    for destination in ("Gardners", "Nielsen", "Gardners"):
        flow = replace(GARDNERS, name=f"to {destination}", destination=destination)
        shared.check(flow, shared.build(flow, "product:12", None, {}), facts())
    assert asked == ["Gardners", "Nielsen"]
