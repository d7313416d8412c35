"""Titles of the sandbox as ONIX: they fit the schema, and read back they are the same titles."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop_app import rules
from desktop_app.records.onix import RELEASES, Tags
from desktop_app.records.payload import Severity
from desktop_app.records.progress import silent
from desktop_app.records.title import Record
from desktop_app.rules.mapping.transforms import money, plain_text
from desktop_app.rules.onix import schema
from desktop_app.rules.onix.message import Envelope, message
from desktop_app.sources.onix.reader import read
from tests.support_onix import CONSTANTS, ONIX, STYLES, built, leaves, styled, targets
from tests.support_records import facts
from tests.support_sandbox import running_sandbox
from tests.support_sync import shelf

WORLD = replace(ONIX, market="WORLD")
SAMPLE = 60


@pytest.fixture(scope="module")
def titles() -> list[Record]:
    return records(SAMPLE)


@cache
def records(number: int) -> list[Record]:
    """The first titles of a fresh sandbox, with its traps among them."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with running_sandbox(home / "home", "--titles", str(number)) as sandbox:
            return asyncio.run(_read(home, sandbox.consonance))


async def _read(folder: Path, consonance: Mapping[str, str]) -> list[Record]:
    async with shelf(folder, consonance["url"], consonance["key"]) as opened:
        await opened.read()
        return await opened.catalogue.records(await opened.catalogue.title_ids())


def unfit(given: list[Record], form: str, tags: Tags) -> Iterator[Record]:
    """Titles whose record the schema refuses."""
    flow, known = styled(form, tags), schema.schema(RELEASES[form], tags.value)
    assert known is not None
    for each in given:
        if not known.validate(etree.fromstring(built(each, flow).data)):
            yield each


@pytest.mark.parametrize(("form", "tags"), STYLES)
def test_what_the_schema_refuses_is_blocked_for_a_reason_of_its_own(
    titles: list[Record], form: str, tags: Tags
) -> None:
    flow = styled(form, tags)
    refused = list(unfit(titles, form, tags))
    assert len(refused) < len(titles) / 10
    for each in refused:
        found = rules.check(each, flow, built(each, flow), facts())
        reasons = {one.rule for one in found if one.severity is Severity.BLOCKER}
        assert reasons - {"onix-schema"}, each.id


def test_every_value_of_every_title_has_a_row(titles: list[Record]) -> None:
    for each in titles:
        payload = built(each)
        written = [one for one in leaves(payload) if one[0].rpartition(".")[2] not in CONSTANTS]
        assert written == targets(payload)
        names = [row.target for row in payload.rows]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(("form", "tags"), STYLES)
def test_what_goes_out_comes_in_as_the_same_titles(
    titles: list[Record], tmp_path: Path, form: str, tags: Tags
) -> None:
    flow = styled(form, tags, WORLD)
    sound = [each for each in titles if each.document["fullTitle"].strip()]
    file = tmp_path / "out.xml"
    products = (built(each, flow).data for each in sound)
    with file.open("wb") as opened:
        opened.writelines(message(products, flow, Envelope("2026-11-24T15:04:05Z", 1)))
    source = read(file, silent)
    back = {each.document["id"]: each for each in source}
    assert source.skipped == []
    assert len(back) == len(sound)
    for each in sound:
        reference = f"app.consonance.web.product.{each.document['id']}"
        assert facts_of(back[reference].document) == facts_of(each.document), each.id


def facts_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a title is, whichever way it came in."""
    work = document["work"]
    world = document.get("isForSaleWorldwide") is True
    plain = ("subtitle", "onixPublishingStatusCode", "publicationDate", "onix21ProductFormCode")
    sizes = ("productHeight", "productWidth", "productThickness", "mainContentPageCount")
    return {
        **{name: document.get(name) or None for name in (*plain, *sizes)},
        "isbn": document["isbn"]["isbn13"] if document.get("isbn") else None,
        "title": document["fullTitle"],
        "imprint": (work.get("imprint") or {}).get("name"),
        "edition": work.get("editionNumber"),
        "audience": (work.get("audience") or {}).get("description"),
        "people": _people(document),
        "prices": sorted(
            (*(str(each.get(name) or "") for name in _PRICE), str(money(each["amount"])))
            for each in document.get("prices") or ()
        ),
        "sold": sorted(document.get("forSaleCountryCodes") or ()) if not world else "world",
        "not sold": sorted(document.get("notForSaleCountryCodes") or ()),
        "subjects": sorted(
            (each["scheme"], each["code"], bool(each["main"]))
            for each in work["subjectCodes"]
            if not each["code"][:1].isdigit()
        ),
        "series": sorted(
            (each["series"]["name"], str(each.get("partNumber") or ""))
            for each in work["seriesMemberships"]
        ),
        "prizes": sorted(
            (each["prizeName"], each["prizeYear"]) for each in _linked(document, "prizes", work)
        ),
        "short": [
            _words(each["externalText"]) for each in _linked(document, "shortDescription", document)
        ],
        "texts": sorted(
            {_words(each["externalText"]) for each in _linked(document, "marketingTexts", document)}
        ),
    }


_PRICE = (
    "currencyCode", "onixPriceTypeCode", "onixPriceTypeQualifierCode", "effectiveFrom",
    "effectiveTo",
)  # fmt: skip


def _words(text: str) -> str:
    return " ".join(str(plain_text(text)).split())


def _linked(document: Mapping[str, Any], name: str, owner: Mapping[str, Any]) -> list[Any]:
    return [
        each
        for each in owner.get(name) or ()
        if document["id"] in each.get("productIds", [document["id"]])
        and each.get("externalText", "x").strip()
        and set(each.get("onixContentAudienceCodes", ["00"])) - {"01"}
    ]


def _people(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed = _linked(document, "contributions", document)
    ordered = sorted(listed, key=lambda each: each["sequenceNumber"])
    return sorted(
        (each["contributor"]["name"], each["onixContributorRoleCode"]) for each in ordered
    )
