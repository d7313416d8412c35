"""No record makes the writer or a rule of ONIX raise, and what is written is always XML."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from desktop_app import rules
from desktop_app.records.flow import Audience
from desktop_app.records.onix import RELEASES, OnixSettings, Tags, TitleStyle
from desktop_app.records.title import Record, SourceKind
from desktop_app.rules.onix.lineage import everything
from desktop_app.rules.onix.recipients import recipients
from desktop_app.rules.onix.xhtml import markup
from tests.support_any_record import TEXT, any_house
from tests.support_onix import CONSTANTS, ONIX, SETTINGS, built, leaves, targets
from tests.support_records import facts
from tests.unit.rules.test_rules_hold_for_any_document import as_record, documents

_PIECES = (
    "<p>", "</p>", "<ul>", "</ul>", "<li>", "</li>", "<em>", "</em>", "<b>", "<br>", "</b>", "<ol>",
    "</ol>", "<div>", "</div>", "<script>", "</script>", "&", "&lt;", "<!", "<p",
)  # fmt: skip
FLOWS = st.builds(
    lambda form, tags, title, recipient, audience, market: replace(
        ONIX,
        format=form,
        audience=audience,
        market=market,
        onix=replace(SETTINGS, tags=tags, title=title, recipient=recipient),
    ),
    st.sampled_from(sorted(RELEASES)),
    st.sampled_from(list(Tags)),
    st.sampled_from(list(TitleStyle)),
    st.sampled_from(["", *sorted(recipients())]),
    st.sampled_from(list(Audience)),
    st.sampled_from(["UK", "US", "EU", "AU", "WORLD"]),
)


def looked_at(record: Record, flow: Any) -> None:
    payload = built(record, flow)
    etree.fromstring(payload.data)
    assert payload == built(record, flow)
    rules.check(record, flow, payload, facts())
    assert rules.in_words(rules.compare(payload, None)) is not None
    assert all(row.rule for row in everything(payload))
    written = [each for each in leaves(payload) if each[0].rpartition(".")[2] not in CONSTANTS]
    assert [path for path, _ in written] == [path for path, _ in targets(payload)]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(), FLOWS)
def test_any_document_is_written_as_xml(made: dict[str, Any], flow: Any) -> None:
    looked_at(as_record(made), flow)


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(any_house(), FLOWS)
def test_any_record_of_the_schema_is_written_as_xml(
    house: dict[int, dict[str, Any]], flow: Any
) -> None:
    for work in house.values():
        for product in work["products"]:
            plain = {name: value for name, value in work.items() if name != "products"}
            made = {**product, "id": str(product["id"]), "work": {**plain, "id": str(work["id"])}}
            looked_at(Record(f"product:{made['id']}", "", SourceKind.CONSONANCE, made, ""), flow)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(_PIECES) | TEXT,
        max_size=14,
    ).map("".join)
)
def test_any_html_becomes_well_formed_xhtml_that_the_schema_takes(given_html: str) -> None:
    made, html = markup(given_html)
    clean = made.encode("utf-8", "replace").decode()
    element = etree.fromstring(f"<Text>{clean}</Text>")
    assert html == bool(len(element)) or not clean
    for each in element.iter():
        above = each.getparent()
        if each.tag in ("p", "ul", "ol") and above is not None:
            assert above.tag in ("Text", "li")
        if each.tag == "li":
            assert above is not None
            assert above.tag in ("ul", "ol")
    words = "".join(element.itertext())
    assert "<script" not in clean
    assert not (html and len(words) > len(given_html) * 2 + 10)


def test_settings_of_no_words_are_no_fault_of_the_writer() -> None:
    looked_at(
        Record("product:1", "", SourceKind.CONSONANCE, {}, ""), replace(ONIX, onix=OnixSettings())
    )
