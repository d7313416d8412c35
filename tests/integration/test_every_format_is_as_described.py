"""Every payload of an invented house, in every format: as its schema says, and as standards say."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from icalendar import Calendar
from icalendar.cal.component import Component
from jsonschema import Draft202012Validator

from desktop_app.records.flow import FORMATS, Audience, Flow
from desktop_app.records.resources import resource, resource_text
from desktop_app.rules.mapping.table import FILES, table
from desktop_app.services.review import Preview
from desktop_app.services.sync import Sync
from desktop_app.sources import Source
from desktop_app.sources.consonance import ConsonanceSource
from tests.support_desk import Desk, desk
from tests.support_sandbox import running_sandbox

ROOT = Path(__file__).parents[2]
FLOWS = tuple(
    Flow(
        f"{form}-{audience.value}", FORMATS[form][0], "Someone", form, audience=audience,
        market="UK",
    )
    for form in FILES
    for audience in Audience
)  # fmt: skip
EXTENDED_ONLY = {"contract-terms", "payment-milestones"}


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("formats", ROOT / "packaging" / "formats.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@asynccontextmanager
async def house(folder: Path, schema: str) -> AsyncIterator[Desk]:
    with running_sandbox(folder / "home", "--titles", "120", "--schema", schema) as sandbox:

        async def source() -> Source:
            return ConsonanceSource(sandbox.consonance["url"], sandbox.consonance["key"])

        async with desk(folder, flows=FLOWS) as opened:
            await Sync(opened.catalogue, source, opened.table).run()
            yield opened


def test_the_schemas_are_what_the_mappings_can_write(maker: ModuleType) -> None:
    made = maker.schema_files()
    assert {path.name for path in made} <= {each.name for each in resource("formats").iterdir()}
    for path, text in made.items():
        assert resource_text("formats", path.name) == text
        if path.name.endswith(".schema.json"):
            Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.timeout(300)
def test_the_examples_of_the_guide_are_what_the_program_makes(maker: ModuleType) -> None:
    made = maker.examples()
    assert {path.stem for path in made} == set(FILES)
    for path, text in made.items():
        assert resource("guide", "formats", path.name).read_bytes().decode() == text


@pytest.mark.timeout(600)
@pytest.mark.parametrize("schema", ["public", "extended"])
async def test_every_title_is_written_as_described(tmp_path: Path, schema: str) -> None:
    async with house(tmp_path, schema) as opened:
        titles = await opened.catalogue.title_ids()
        for form in FILES:
            found: list[Preview] = []
            for audience in Audience:
                found += await opened.review.check(titles, [f"{form}-{audience.value}"])
            absent = schema == "public" and form in EXTENDED_ONLY
            assert bool(found) is not absent, form
            _CHECKS[table(form, Audience.INTERNAL).writes](form, found)


def as_json(form: str, found: list[Preview]) -> None:
    name = f"{form.replace('-', '_')}.v1.schema.json"
    validator = Draft202012Validator(json.loads(resource_text("formats", name)))
    for each in found:
        faults = [fault.message for fault in validator.iter_errors(json.loads(each.payload.data))]
        # What the format cannot do without is what stops it, and nothing else is amiss.
        assert bool(faults) is lacks(each), (each.subject, faults)


def as_csv(form: str, found: list[Preview]) -> None:
    described = json.loads(resource_text("formats", f"{form.replace('-', '_')}.v1.table.json"))
    for each in found:
        text = each.payload.data.decode()
        assert text.endswith("\r\n")
        [cells] = list(csv.reader(io.StringIO(text, newline="")))
        # The last column is there where there is a sales embargo to tell.
        embargoed = any(row.target == "sales_embargo_date" for row in each.payload.rows)
        assert len(cells) == len(described["fields"]) - (not embargoed)
        for field, cell in zip(described["fields"], cells, strict=False):
            limits = field.get("constraints", {})
            if not lacks(each):
                assert cell or not limits.get("required"), field
                assert len(cell) <= limits.get("maxLength", 1_000_000), field


def as_vcard(_: str, found: list[Preview]) -> None:
    for each in found:
        card = Component.from_ical(each.payload.data.decode())
        values = {row.target: row.value for row in each.payload.rows}
        assert card.name == "VCARD"
        assert (str(card["VERSION"]), str(card["UID"])) == ("4.0", each.subject)
        assert told(card["FN"]) == values["formatted_name"]
        if values.get("name.family"):
            assert card["N"].fields.family == values["name.family"]
        lines = each.payload.data.split(b"\r\n")
        assert all(len(line) <= 75 for line in lines)
        assert lines[:2] == [b"BEGIN:VCARD", b"VERSION:4.0"]


def as_calendar(_: str, found: list[Preview]) -> None:
    uids = set()
    for each in found:
        calendar = Calendar.from_ical(each.payload.data.decode())
        [event] = calendar.walk("VEVENT")
        values = {row.target: row.value for row in each.payload.rows}
        assert event["UID"] == f"{each.subject}@colophon"
        if values.get("date"):
            assert event["DTSTART"].dt.isoformat() == values["date"]
            assert event["STATUS"] == "CONFIRMED"
            assert str(event["SUMMARY"]).startswith(values["name"])
        else:
            assert event["STATUS"] == "CANCELLED"
        assert calendar["VERSION"] == "2.0"
        assert all(len(line) <= 75 for line in each.payload.data.split(b"\r\n"))
        uids.add(event["UID"])
    assert len(uids) == len({each.subject for each in found})


def told(value: Any) -> str:
    """The text of a value that the parser does not know as text."""
    plain = str(value)
    for sign in (",", ";", "\\"):
        plain = plain.replace(f"\\{sign}", sign)
    return plain


def lacks(preview: Preview) -> bool:
    return any(each.rule == "format" for each in preview.problems)


_CHECKS = {"json": as_json, "csv": as_csv, "vcard": as_vcard, "icalendar": as_calendar}
