"""One sound product of ONIX, changes of its bytes, and the rows of a payload set against them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from desktop_app import rules
from desktop_app.records.flow import Audience, Flow
from desktop_app.records.onix import RELEASES, OnixSettings, Tags
from desktop_app.records.onix_tags import REFERENCE_NAMES
from desktop_app.records.payload import Facts, Payload, Problem
from desktop_app.records.title import Record
from desktop_app.rules.checks.case import Case
from desktop_app.rules.onix.judge import judge
from tests.support_records import document, facts, record

SETTINGS = OnixSettings(
    sender="Harbour & Sons",
    email="onix@example.org",
    addressee="Gardners",
    publisher="Harbour & Sons",
    supplier="Central Books",
    supplier_role="01",
    language="eng",
)
ONIX = Flow("trade", 1, "Gardners", "onix-3.0", audience=Audience.TRADE, onix=SETTINGS)
STYLES = [(form, tags) for form in RELEASES for tags in Tags]

CONSTANTS = frozenset(
    {
        "CollectionIDType", "CollectionSequenceType", "CollectionType", "ContentDateRole",
        "ExtentType", "ExtentUnit", "IDTypeName", "LanguageRole", "MeasureType",
        "MeasureUnitCode", "NameIDType", "PriceDateRole", "ProductComposition", "ProductIDType",
        "PublishingDateRole", "PublishingRole", "ResourceContentType", "ResourceFeatureType",
        "ResourceForm", "ResourceMode", "ResourceVersionFeatureType", "SalesRightsType",
        "SubjectSchemeIdentifier", "TaxType", "TitleElementLevel", "TitleType", "WorkIDType",
        "WorkRelationCode",
    }
)  # fmt: skip
"""Elements that say what their neighbours are: no row tells their value, a key does."""

_KEYS = re.compile(r"\[[^\]]*\]")


def styled(form: str, tags: Tags, flow: Flow = ONIX) -> Flow:
    return replace(flow, format=form, onix=replace(flow.onix, tags=tags))


def sound() -> Record:
    """A title without a fault, for sale in Great Britain and elsewhere."""
    made = document()
    made["work"]["subjectCodes"] = [
        {"scheme": "THEMA", "code": "RGV", "description": "Cartography", "main": True},
        {"scheme": "THEMA", "code": "1DDU", "description": "Great Britain", "main": False},
        {"scheme": "BISAC", "code": "TEC048000", "description": "Maps", "main": True},
    ]
    return record(made)


def built(given: Record, flow: Flow = ONIX) -> Payload:
    return rules.build(given, flow, given.id)


def with_bytes(payload: Payload, *changes: tuple[str, str]) -> Payload:
    """The payload with some of its text replaced, each time exactly once or more."""
    text = payload.data.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return replace(payload, data=text.encode())


def judged(
    payload: Payload, given: Record | None = None, flow: Flow = ONIX, known: Facts | None = None
) -> list[Problem]:
    return list(judge(Case(given or sound(), flow, payload, known or facts())))


def leaves(payload: Payload) -> Iterator[tuple[str, str]]:
    """Every value in the bytes with its path by reference names, in order; attributes too."""
    yield from _leaves(etree.fromstring(payload.data), "")


def _leaves(element: Any, above: str) -> Iterator[tuple[str, str]]:
    for each in element:
        tag = str(each.tag).rpartition("}")[2]
        path = f"{above}{REFERENCE_NAMES.get(tag, tag)}"
        name = path.rpartition(".")[2]
        if name in ("Text", "BiographicalNote"):
            yield path, _inner(each)
        elif len(each):
            yield from _leaves(each, f"{path}.")
        else:
            yield path, each.text or "true"
        if "language" in each.attrib:
            yield f"{path}@language", each.attrib["language"]


def _inner(element: Any) -> str:
    """What is written inside an element, without namespaces."""
    whole = etree.tostring(element, encoding="unicode", with_tail=False)
    inner = whole.partition(">")[2].rpartition("</")[0]
    return re.sub(r'\sxmlns(?::\w+)?="[^"]*"', "", inner)


def targets(payload: Payload) -> list[tuple[str, str]]:
    """The rows of a payload as ``leaves`` gives the bytes."""
    return [(_KEYS.sub("", row.target), row.value) for row in payload.rows]
