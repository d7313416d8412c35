"""ONIX samples that others ship go in, out and in again; the guide lists every difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import onixcheck
import pytest

from desktop_app.records.errors import SourceFileError
from desktop_app.records.flow import Flow
from desktop_app.records.onix import OnixSettings, Tags
from desktop_app.records.progress import silent
from desktop_app.records.resources import resource_text
from desktop_app.records.title import Record
from desktop_app.rules import build
from desktop_app.rules.onix.message import Envelope, message
from desktop_app.sources.onix.reader import read
from tests.support_lineage import leaves
from tests.support_onix import STYLES

SHIPPED = Path(onixcheck.__file__).parent / "data"
OWN = Path(__file__).parents[1] / "fixtures" / "onix"
EMPTY = ([None], [[]])


def read_all(path: Path) -> tuple[list[Record], set[str]]:
    """The titles of a file, and the elements that were left out of them."""
    source = read(path, silent)
    found = list(source)
    return found, set(source.left_out)


def samples() -> Iterator[Path]:
    """Those that Colophon reads; that others are refused with a reason is tested elsewhere."""
    for path in sorted((*SHIPPED.glob("*.xml"), *OWN.glob("*.xml"))):
        try:
            read_all(path)
        except SourceFileError:
            continue
        yield path


SAMPLES = tuple(samples())
CHANGED = "Not quite the same afterwards"
FORM = "onix21ProductFormCode"


def listed(heading: str) -> set[str]:
    """The elements in the table below a heading of the guide's page."""
    text = resource_text("guide", "onix-there-and-back.md")
    part = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    firsts = re.findall(r"^\| (`[^|]*) \|", part, re.MULTILINE)
    return {name for each in firsts for name in re.findall(r"`([\w.]+)`", each)}


def back(path: Path, folder: Path, form: str, tags: Tags) -> tuple[list[Record], set[str]]:
    """The titles of a file after they were written as ONIX and read again."""
    flow = Flow("there", 1, "X", form, market="WORLD", onix=OnixSettings(sender="S", tags=tags))
    file = folder / "again.xml"
    products = (build(each, flow, each.id).data for each in read_all(path)[0])
    with file.open("wb") as opened:
        opened.writelines(message(products, flow, Envelope("2026-11-24T15:04:05Z", 1)))
    return read_all(file)


@pytest.mark.parametrize(("form", "tags"), STYLES)
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_titles_come_back_as_they_were(path: Path, tmp_path: Path, form: str, tags: Tags) -> None:
    before, _ = read_all(path)
    after, left = back(path, tmp_path, form, tags)
    assert [each.id for each in after] == [each.id for each in before]
    for one, other in zip(before, after, strict=True):
        was, now = leaves(one.document), leaves(other.document)
        moved = {name for name in {*was, *now} if was.get(name) != now.get(name)}
        notice = "fullTitle" not in was
        told = {name for name in moved if notice and was.get(name) is None and now[name] in EMPTY}
        other_ways = {name for name in moved if name.partition("[")[0] in listed(CHANGED)}
        assert moved - told - other_ways <= ({FORM} if notice else set()), one.id
    assert left <= listed("Said when it is written") | listed("Left behind when a file is read")


def test_the_page_lists_what_is_left_behind_and_nothing_else() -> None:
    left = {name for path in SAMPLES for name in read_all(path)[1]}
    assert left == listed("Left behind when a file is read")


def test_the_page_lists_no_field_that_comes_back_the_same(tmp_path: Path) -> None:
    moved = set()
    for path in OWN.glob("onix30-reference.xml"):
        after, _ = back(path, tmp_path, "onix-3.0", Tags.REFERENCE)
        for one, other in zip(read_all(path)[0], after, strict=True):
            was, now = leaves(one.document), leaves(other.document)
            moved |= {n.partition("[")[0] for n in {*was, *now} if was.get(n) != now.get(n)}
    assert moved == listed(CHANGED)


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 8
    assert sum(len(read_all(path)[0]) for path in SAMPLES) >= 10
