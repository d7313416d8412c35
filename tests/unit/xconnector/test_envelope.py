"""The envelope: one event, the same bytes for the same lease and instant."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.records.errors import SecretError
from desktop_app.xconnector import envelope
from desktop_app.xconnector.headers import Signer
from tests.support_contract import against, contract
from tests.support_couriers import LEDGER, NOW, lease

EVENT = {"$ref": "#/components/schemas/Event"}


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("product:1042", "app.colophon.title.updated.v1"),
        ("milestone:product:1042:publication_date", "app.colophon.milestone.updated.v1"),
        ("onix:com.example.1", "app.colophon.title.updated.v1"),
        ("work:7", "app.colophon.work.updated.v1"),
        ("contact:7", "app.colophon.contact.updated.v1"),
    ],
)
def test_an_event_fits_the_contract_and_is_named_after_its_subject(subject: str, kind: str) -> None:
    of = lease(subject)
    told = json.loads(envelope.wrap(of, NOW, LEDGER))
    assert against(EVENT, told, "event") == []
    assert told["type"] == kind
    assert told["id"] == of.key
    assert told["source"] == f"urn:colophon:{LEDGER}"
    assert told["time"] == NOW


def test_columns_stand_in_the_event_only_where_a_mapping_made_its_own() -> None:
    assert "columns" not in json.loads(envelope.wrap(lease(), NOW, LEDGER))
    of = replace(lease(), columns='id,"a, b"')
    whole = envelope.wrap(of, NOW, LEDGER)
    assert against(EVENT, json.loads(whole), "event") == []
    attributes, payload = envelope.open_binary(whole)
    assert attributes["columns"] == of.columns
    assert payload == of.payload


def test_a_persons_word_stands_in_the_event_only_where_there_is_one() -> None:
    assert "overrides" not in json.loads(envelope.wrap(lease(), NOW, LEDGER))
    of = replace(lease(), overrides='rule 12: “seen”, said A. "Núñez"')
    whole = envelope.wrap(of, NOW, LEDGER)
    assert against(EVENT, json.loads(whole), "event") == []
    attributes, payload = envelope.open_binary(whole)
    assert attributes["overrides"] == of.overrides
    assert payload == of.payload


def test_equal_leases_and_instants_give_equal_bytes() -> None:
    of = lease()
    assert envelope.wrap(of, NOW, LEDGER) == envelope.wrap(of, NOW, LEDGER)
    later = envelope.wrap(of, "2026-11-24T15:04:06.000Z", LEDGER)
    assert later != envelope.wrap(of, NOW, LEDGER)


def test_the_payload_stands_in_the_event_byte_for_byte_under_its_hash() -> None:
    of = lease(data={"title": 'A "quoted" \\ é\t', "n": 1})
    whole = envelope.wrap(of, NOW, LEDGER)
    assert b',"data":' + of.payload + b"}" in whole
    assert json.loads(whole)["payloadsha256"] == hashlib.sha256(of.payload).hexdigest()


@given(st.text(min_size=1, max_size=60).filter(str.isprintable), st.text(max_size=60))
def test_binary_mode_gets_back_the_exact_payload_whatever_the_texts_say(
    subject: str, title: str
) -> None:
    tricky = f'{title},"data":{{"'
    of = lease(f"product:{subject}", {"title": tricky.encode("utf-8", "replace").decode()})
    attributes, payload = envelope.open_binary(envelope.wrap(of, NOW, LEDGER))
    assert payload == of.payload
    assert attributes["subject"] == of.subject


def test_a_payload_that_is_no_json_travels_as_text_and_comes_back_whole() -> None:
    xml = "<Product><Title>Č &amp; “x”</Title></Product>".encode()
    of = lease(content_type="application/xml; charset=utf-8", payload=xml)
    whole = envelope.wrap(of, NOW, LEDGER)
    assert json.loads(whole)["data"] == xml.decode()
    attributes, payload = envelope.open_binary(whole)
    assert (attributes["datacontenttype"], payload) == ("application/xml", xml)


def test_a_signature_is_what_standard_webhooks_says() -> None:
    raw = b"0123456789abcdef01234567"
    secret = "whsec_" + base64.b64encode(raw).decode()
    [(name, value)] = Signer(secret).headers("key", "1795532645", b'{"a":1}')
    digest = hmac.new(raw, b'key.1795532645.{"a":1}', hashlib.sha256).digest()
    assert (name, value) == ("webhook-signature", f"v1,{base64.b64encode(digest).decode()}")


def test_without_a_secret_nothing_is_signed() -> None:
    assert Signer("").headers("key", "1", b"") == []


def test_a_secret_that_cannot_be_read_is_said_without_showing_it() -> None:
    with pytest.raises(SecretError) as told:
        Signer("whsec_not base64!")
    assert "not base64" not in told.value.sentence()
    assert contract()["openapi"] == "3.1.0"
