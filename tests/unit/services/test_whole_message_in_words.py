"""All that an ONIX message says has an origin in words, and codes stand with what they mean."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from desktop_app import rules
from desktop_app.records.flow import Flow
from desktop_app.records.onix import OnixSettings
from desktop_app.records.payload import Payload, Row
from desktop_app.rules.onix.lineage import everything
from desktop_app.rules.onix.message import Envelope, message
from desktop_app.services.changes import field_label
from desktop_app.services.said import NOTHING, STATED, said
from desktop_app.services.whole_message import no_value, origin, parts
from tests.support_onix import ONIX, SETTINGS, built, sound
from tests.support_records import GARDNERS, document, record


def header(flow: Flow) -> dict[str, Row]:
    first, *_ = parts(built(sound(), flow), flow)
    return {row.target: row for row in first.rows}


def test_the_header_in_the_preview_is_the_one_that_is_written() -> None:
    for settings in (SETTINGS, replace(SETTINGS, contact="Ana"), OnixSettings(sender="House")):
        flow = replace(ONIX, onix=settings)
        text = b"".join(message([], flow, Envelope("2026-11-24T15:04:05Z"))).decode()
        for target, row in header(flow).items():
            name = target.rpartition(".")[2]
            written = f"<{name}>{row.value.replace('&', '&amp;')}</{name}>" in text
            assert written == bool(row.value), row
            assert (f"<{name}>" in text) == (bool(row.value) or no_value(row) == "set when sent")


def test_each_value_of_the_header_says_where_it_comes_from() -> None:
    found = header(ONIX)
    assert origin(found["Header.Sender.SenderName"]) == ("", "setting of the flow: sender")
    assert no_value(found["Header.Sender.ContactName"]) == "not set"
    assert no_value(found["Header.SentDateTime"]) == "set when sent"
    assert no_value(found["Header.MessageNumber"]) == "left out"
    nameless = header(replace(ONIX, onix=OnixSettings()))["Header.Sender.SenderName"]
    assert "no message can be written" in nameless.rule


def test_what_the_flow_decides_is_told_set_or_not() -> None:
    own = replace(SETTINGS, availability=(("02", "11"),), language="")
    _, settings, *_ = parts(built(sound()), replace(ONIX, onix=own))
    told = {row.target: row for row in settings.rows}
    assert told["supplier"].value == "Central Books"
    assert told["market"].value == ONIX.market
    assert told["availability.02"].value == "11"
    assert (told["language"].value, no_value(told["language"])) == ("", "not set")
    assert "availability" not in told
    plain = {row.target: row for row in parts(built(sound()), ONIX)[1].rows}
    assert no_value(plain["availability"]) == "not set"


def test_every_other_format_is_its_rows() -> None:
    payload = rules.build(sound(), GARDNERS, "product:12")
    [only] = parts(payload, GARDNERS)
    assert (only.heading, only.rows) == ("", payload.rows)


def test_bytes_that_are_no_xml_still_show_their_rows() -> None:
    broken = replace(built(sound()), data=b"<Product>")
    assert [row for part in parts(broken, ONIX) for row in part.rows if row in broken.rows]


@pytest.mark.parametrize(
    ("target", "value", "wanted"),
    [
        ("DescriptiveDetail.ProductForm", "BC", "BC · Paperback / softback"),
        ("DescriptiveDetail.Contributor[1].ContributorRole[A01]", "A01", "A01 · By (author)"),
        ("ProductSupply.SupplyDetail.ProductAvailability", "10", "10 · Not yet available"),
        ("ProductSupply.Market.Territory.CountriesIncluded", "GB", "GB · United Kingdom"),
        ("PublishingDetail.PublishingDate[publication].Date", "20271012", "2027-10-12"),
        ("ProductSupply.SupplyDetail.Price[GBP-02-05].PriceAmount", "14.99", "GBP 14.99"),
        ("DescriptiveDetail.NoContributor", "true", STATED),
        ("DescriptiveDetail.NoCollection", "yes", STATED),
        ("DescriptiveDetail.Subject[93-RGV].MainSubject", "true", STATED),
        ("DescriptiveDetail.ProductForm", "QQ", "QQ"),
        ("DescriptiveDetail.TitleDetail.TitleElement.TitleText", "true", "true"),
    ],
)
def test_a_value_of_onix_in_words(target: str, value: str, wanted: str) -> None:
    assert said(target, value, NOTHING) == wanted


def test_an_empty_element_is_called_what_it_says() -> None:
    bare = document(contributions=[], titlePrefix=None)
    bare["work"]["seriesMemberships"] = []
    shown = {
        field_label(row.target): said(row.target, row.value, NOTHING)
        for row in built(record(bare)).rows
    }
    for name in ("no contributor", "no series", "no title prefix", "main subject Thema RGV"):
        assert shown[name] == STATED
    assert "true" not in shown.values()


def test_every_coded_element_that_is_written_has_its_words() -> None:
    payload: Payload = built(sound())
    for row in everything(payload):
        leaf = row.target.rpartition(".")[2].partition("[")[0]
        coded = leaf.endswith(("Type", "Role", "Code", "Unit", "Level", "Availability"))
        if coded and leaf != "SubjectCode":
            assert " · " in said(row.target, row.value, NOTHING), row


def test_a_window_that_starts_reads_no_schema() -> None:
    code = "import sys, desktop_app.services.said; assert 'lxml' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
