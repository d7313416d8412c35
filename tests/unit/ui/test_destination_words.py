"""Destinations in words, their settings as fields, and what is not saved yet. No Qt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.records.flow import Acknowledgement, Audience, Environment, Flow, Style
from desktop_app.records.onix import OnixSettings, Tags
from desktop_app.services.flow_settings import MappingInForce, Taken, onix_tables
from desktop_app.services.severities import of_format, weighed
from desktop_app.settings.profiles import Profile, demo_profile
from desktop_app.ui.flows import form_model, mapping_words, words
from desktop_app.ui.flows.drafts import Drafts

ITEM = Flow("trade", 1, "Gardners", "item-json")
ONIX = Flow("nielsen", 1, "Nielsen", "onix-3.0", onix=OnixSettings(recipient="nielsen"))
HOOK = Flow(
    "hook", 2, "Workflow", "workflow-event", Style.WEBHOOK, Audience.INTERNAL,
    acknowledgement=Acknowledgement.NONE, url="https://n8n.example:8443/hook/s3cret?key=1",
)  # fmt: skip
HOUSE = Profile("house", Environment.PRODUCTION, xconnector_url="https://x.example/base")


def fields(flow: Flow) -> dict[str, form_model.Field]:
    tables = onix_tables()
    made = form_model.groups(flow, tables.recipients, tables.availability)
    return {each.key: each for group in made for each in group.fields}


def drafts() -> Drafts:
    made = Drafts()
    made.tables = onix_tables()
    return made


# -- words -----------------------------------------------------------------------------------------


def test_destinations_stand_by_purpose_and_say_whether_they_are_on() -> None:
    off = replace(HOOK, enabled=False)
    lines = words.flow_lines([off, ONIX, ITEM], {"trade"})
    assert [each.key for each in lines] == ["nielsen", "trade", "hook"]
    assert [each.spoken for each in lines] == [
        "Nielsen, Title metadata · ONIX 3.0, on",
        "Gardners, Title metadata · item JSON, on, not saved yet",
        "Workflow, Workflow status · workflow events, off",
    ]


@pytest.mark.parametrize(
    ("flow", "fault", "told"),
    [
        (ITEM, "", "On: 1,204 titles on the list are judged for it."),
        (ITEM, "it was altered since", "Off: your own mapping of item JSON cannot be used: it was"),
        (replace(ITEM, enabled=False, offered=True), "", "Off: xConnector offers it. Nobody gets"),
        (replace(ITEM, enabled=False), "", "Off: it was switched off."),
    ],
)
def test_a_flow_says_why_it_is_off(flow: Flow, fault: str, told: str) -> None:
    assert words.state_words(flow, fault, 1204).startswith(told)


def test_switching_on_names_how_many_titles_and_that_nothing_is_sent() -> None:
    assert words.question(ITEM, 1) == (
        "1 title would newly be judged for Gardners · item JSON. Nothing is sent by it. "
        "Switch it on?"
    )


def test_the_route_is_told_without_what_may_be_secret() -> None:
    assert words.route_words(HOOK, HOUSE, {}) == "Webhook at n8n.example: it confirms nothing."
    assert words.route_words(ITEM, HOUSE, {}) == "By xConnector at x.example, as flow trade."
    ends = {"trade": ("table", "folder")}
    assert words.route_words(ITEM, HOUSE, ends).endswith(
        "as flow trade, which ends in a table and files in a folder."
    )
    nowhere = replace(HOUSE, xconnector_url="")
    assert "no address yet" in words.route_words(ITEM, nowhere, {})
    assert "the demo's own xConnector" in words.route_words(ITEM, demo_profile(), {})


def test_an_address_that_was_typed_is_still_to_be_saved_after_something_else_was() -> None:
    made = drafts()
    made.type("hook", {"url": "https://n8n.example/new"})
    made.saved(replace(HOOK, enabled=False))
    assert made.typed("hook") == {"url": "https://n8n.example/new"}
    assert made.edited == {"hook"}
    made.saved(replace(HOOK, url="https://n8n.example/new"))
    assert not made.edited


# -- rules -----------------------------------------------------------------------------------------


def test_starred_rules_say_that_they_cannot_be_changed() -> None:
    rules = {each.rule: each for each in weighed(ITEM)}
    assert rules["1"].starred
    assert "★ Rule 1 cannot be changed here" in words.fixed_sentence(rules["1"])
    assert "weighs the same everywhere" in words.fixed_sentence(rules["18"])
    assert words.fixed_sentence(rules["13"]) == ""
    assert words.weights(rules["13"]) == [
        ("usual", "Warning (usual)"),
        ("blocker", "Blocker"),
        ("note", "Note"),
        ("off", "Off"),
    ]
    heavier = {each.rule: each for each in weighed(replace(ITEM, severities=(("13", "blocker"),)))}
    assert "usually a warning" in words.rule_line(heavier["13"]).spoken


def test_rules_of_onix_and_of_the_recipient_can_weigh_otherwise() -> None:
    rules = {each.rule: each for each in of_format(ONIX)}
    assert "onix-schema" in rules
    assert rules["recipient-isbn"].words.startswith("Nielsen needs")
    assert of_format(ITEM) == ()
    said = replace(ONIX.onix, severities=(("onix-schema", "note"),))
    now = {each.rule: each.now for each in of_format(replace(ONIX, onix=said))}
    assert now["onix-schema"] == "note"


# -- fields ----------------------------------------------------------------------------------------


def test_a_flow_has_the_fields_of_its_format() -> None:
    assert set(fields(ITEM)) == {"destination", "format", "audience", "market"}
    assert {"url", "acknowledgement"} <= set(fields(HOOK))
    onix = fields(ONIX)
    assert {"onix.tags", "onix.sender", "onix.supplier", "onix.language"} <= set(onix)
    assert onix["availability.04"].usual == "20"
    assert onix["availability.04"].label == "04 Active"
    assert ("nielsen", "Nielsen") in onix["onix.recipient"].choices
    assert "must never change" in onix["onix.reference"].fixed


def test_an_address_is_never_shown_again_and_stays_when_nothing_is_typed() -> None:
    assert fields(HOOK)["url"].value == ""
    assert form_model.with_values(HOOK, {"url": ""}) == (HOOK, {})
    made, faults = form_model.with_values(HOOK, {"url": "https://other.example/"})
    assert (made.url, faults) == ("https://other.example/", {})


def test_an_internal_format_has_no_other_audience() -> None:
    assert fields(HOOK)["audience"].fixed.startswith("The house itself")


def test_what_is_typed_makes_a_flow() -> None:
    values = {
        "destination": "Nielsen BookData",
        "market": "US",
        "onix.tags": "short",
        "onix.language": "eng",
        "onix.supplier": "Gardners",
        "availability.04": "21",
    }
    made, faults = form_model.with_values(ONIX, values)
    assert faults == {}
    assert (made.destination, made.market, made.onix.tags) == ("Nielsen BookData", "US", Tags.SHORT)
    assert made.onix.availability == (("04", "21"),)
    back, _ = form_model.with_values(made, {"availability.04": ""})
    assert back.onix.availability == ()


def test_every_fault_stands_at_its_own_field() -> None:
    values = {
        "destination": "",
        "onix.language": "English",
        "onix.supplier_role": "1",
        "availability.04": "available",
        "onix.sender": "Aurora House",
    }
    made, faults = form_model.with_values(ONIX, values)
    assert set(faults) == {
        "destination", "onix.language", "onix.supplier_role", "availability.04",
    }  # fmt: skip
    assert "three small letters" in faults["onix.language"]
    assert made.onix.sender == "Aurora House"
    assert made.onix.language == ""


# -- what is not saved -----------------------------------------------------------------------------


def test_what_is_typed_and_taken_back_is_nothing_to_save() -> None:
    kept = drafts()
    kept.type("trade", {"market": "US"})
    assert kept.edited == {"trade"}
    kept.type("trade", {})
    kept.weigh(ITEM, "13=note")
    assert kept.edited == {"trade"}
    kept.weigh(ITEM, "13=usual")
    assert kept.edited == frozenset()


def test_fields_and_rules_are_saved_together() -> None:
    kept = drafts()
    kept.type("trade", {"market": "US"})
    kept.weigh(ITEM, "13=note")
    kept.weigh(ITEM, "7=off")
    made, faults = kept.made(ITEM)
    assert faults == {}
    assert made == replace(ITEM, market="US", severities=(("7", "off"), ("13", "note")))
    assert {each.rule: each.now for each in kept.rules(ITEM)}["13"] == "note"
    kept.saved(made)
    assert kept.edited == frozenset()


def test_switching_saves_nothing_else() -> None:
    kept = drafts()
    kept.type("trade", {"market": "US"})
    kept.saved(kept.switched(ITEM, on=False))
    assert kept.edited == {"trade"}
    assert kept.typed("trade") == {"market": "US"}


# -- mappings --------------------------------------------------------------------------------------


def test_what_was_taken_into_use_says_what_is_kept_where(tmp_path: Path) -> None:
    kept = tmp_path / "item-json-1.json"
    assert mapping_words.taken_words(Taken("item-json", own=False, kept=kept, held="")) == (
        f"item JSON is as it comes again. The mapping in use before is kept in {kept}."
    )
    first = mapping_words.taken_words(Taken("item-json", own=True, kept=None, held="1 is held."))
    assert first == "Your own mapping of item JSON is in use. 1 is held."


def test_a_mapping_that_cannot_be_used_says_so() -> None:
    found = MappingInForce("item-json", "item-json.v1", (), None, "it was altered since")
    assert mapping_words.in_force_words(found).startswith(
        "Your own mapping of item JSON cannot be used: it was altered since."
    )


def test_no_remedy_sends_a_person_from_the_window_to_the_command_line() -> None:
    from desktop_app.rules.mapping import own_check

    remedies = [remedy for _, remedy in own_check._REMEDIES] + [own_check._ELSE]
    remedies.append(own_check.findings({"format": "onix-3.0"})[0].remedy)
    assert any("colophon " in each for each in remedies)
    assert not any("colophon " in mapping_words.in_window(each) for each in remedies)
