"""A distributor's file made by another tool: what somebody changed in it is found, nothing else."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop_app.records.onix_tags import SHORT_TAGS
from tests.support_command_line import call
from tests.support_staging import in_house, staging_house

FLOWS = (
    '[[flows]]\nname = "trade"\nformat = "onix-3.0"\nrequires = ["isbn13", "title"]\n'
    '[[flows]]\nname = "items"\nformat = "item-json"\n'
)
SET = ("--set", "supplier=Central Books", "--set", "publisher=Tern", "--set", "language=eng")
XHTML = frozenset({"p", "br", "em", "strong", "b", "i", "ul", "ol", "li", "sub", "sup"})


@dataclass(frozen=True)
class Sent:
    """A home that has sent its titles, and what went, by ISBN."""

    home: Path
    titles: dict[str, dict[str, Any]]
    payloads: dict[str, bytes]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    home, far = (tmp_path_factory.mktemp(name) for name in ("home", "far"))
    with staging_house(home, far, FLOWS, "--titles", "60"):
        add = ("flows", "add", "--purpose", "1", "--style", "contract", "--destination", "Gardners")
        in_house(home, *add, "trade", "--format", "onix-3.0", *SET)
        in_house(home, *add, "items", "--format", "item-json")
        ids = [each["id"] for each in in_house(home, "titles", "search", "--limit", "60")["items"]]
        went = in_house(
            home, "send", "--flow", "trade", "--apply", "--wait", "--override", "a test", *ids
        )
        gone = [each["id"] for each in went["items"] if each["state"] == "delivered"]
        assert len(gone) > 30
        shown = in_house(home, "titles", "show", *gone)["items"]
        kept = in_house(home, "jobs", "last", "--flow", "trade", *gone)["items"]
        by_id = {each["id"]: each["payload"].encode() for each in kept}
        titles = {each["isbn"]: each for each in shown}
        yield Sent(home, titles, {isbn: by_id[each["id"]] for isbn, each in titles.items()})


# -- another tool's style --------------------------------------------------------------------------


def local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def restyled(payload: bytes, dice: random.Random) -> Any:
    """The same product with short tags, no namespace, and everything free done otherwise."""
    return _restyled(etree.fromstring(payload), dice)


def _restyled(element: Any, dice: random.Random) -> Any:
    name = local(element)
    made = etree.Element(SHORT_TAGS.get(name, name))
    made.attrib.update({str(key): str(value) for key, value in element.attrib.items()})
    if name in ("Text", "BiographicalNote") and len(element):
        inner = etree.tostring(element, encoding="unicode", with_tail=False)
        inner = inner.partition(">")[2].rpartition("</")[0]
        made.text = etree.CDATA(
            inner.replace("<p>", '<p class="x">\n  ').replace("</p>", " </p>\n")
        )
        made.set("textformat", "02")
        return made
    children = list(element)
    groups: dict[str, list[Any]] = {}
    for each in children:
        groups.setdefault(local(each), []).append(each)
    for kind, group in groups.items():
        if kind != "Contributor":
            dice.shuffle(group)
        for each in group:
            made.append(_restyled(each, dice))
    if not children:
        made.text = _spelled(name, element.text or "", dice)
    if name == "Date":
        del made.attrib["dateformat"]
    elif name == "Price":
        made.remove(next(each for each in made if each.tag == "j152"))  # said in the header
    elif name == "PublishingDate":
        etree.SubElement(made, "j260").text = "00"
    made.append(etree.Comment(" exported "))
    return made if children else _no_comment(made)


def _no_comment(made: Any) -> Any:
    del made[:]
    return made


def _spelled(name: str, text: str, dice: random.Random) -> str | None:
    if not text:
        return None
    if name in ("CountriesIncluded", "CountriesExcluded"):
        parts = text.split()
        dice.shuffle(parts)
        return "\n   ".join(parts)
    if name == "PriceAmount" and text.endswith("0"):
        return text[:-1]
    if name == "Measurement":
        return f"{text}.0" if "." not in text else f"{text}0"
    if name == "IDValue" and text.startswith("978") and len(text) == 13:
        return f"{text[:3]}-{text[3:4]}-{text[4:]}"
    return f"\n      {text.replace(' ', '  ', 1)}\n    "


def written(path: Path, products: list[Any]) -> Path:
    root = etree.Element("ONIXmessage", release="3.0")
    header = etree.SubElement(root, "header")
    etree.SubElement(header, "m186").text = "GBP"
    for each in products:
        root.append(each)
    etree.indent(root, "\t")
    path.write_bytes(etree.tostring(root, encoding="us-ascii", xml_declaration=True))
    return path


def theirs(sent: Sent, seed: int = 5) -> dict[str, Any]:
    """Their products by ISBN, in an order of theirs."""
    dice = random.Random(seed)
    order = list(sent.payloads)
    dice.shuffle(order)
    return {isbn: restyled(sent.payloads[isbn], dice) for isbn in order}


def compared(sent: Sent, path: Path, *more: str, flow: str = "trade") -> Any:
    return in_house(sent.home, "compare", str(path), "--flow", flow, *more)


# -- twenty places ---------------------------------------------------------------------------------


def first(product: Any, tag: str, where: str = "") -> Any:
    for each in product.iter(tag):
        if not where or where in "".join(map(str, each.getparent().itertext())):
            return each
    return None


def put(tag: str, text: str, where: str = "") -> Callable[[Any], str | None]:
    """Write another value into the first element of that tag; what stands there then."""

    def edit(product: Any) -> str | None:
        found = first(product, tag, where)
        if found is None:
            return None
        found.text = text
        return text

    return edit


def drop(tag: str) -> Callable[[Any], str | None]:
    def edit(product: Any) -> str | None:
        found = first(product, tag)
        if found is None:
            return None
        found.getparent().remove(found)
        return ""

    return edit


def more(parent: str, tag: str, text: str) -> Callable[[Any], str | None]:
    def edit(product: Any) -> str | None:
        found = first(product, parent)
        if found is None or first(product, tag) is not None:
            return None
        made = etree.SubElement(found, tag)
        made.text = text
        return text

    return edit


def swap_words(product: Any) -> str | None:
    found = first(product, "d104")
    if found is None or not found.text:
        return None
    found.text = etree.CDATA("<p>Other <em>words</em> by them.</p>")
    found.set("textformat", "02")
    return "Other words by them."


EDITS: list[Callable[[Any], str | None]] = [
    put("j151", "1.23"), put("b306", "2031-01-02"), put("b203", "Another title"),
    put("b031", "Another title without"), put("b030", "An"), put("b029", "Another subtitle"),
    put("b036", "Someone Else"), put("b037", "Else, Someone"), put("b079", "Another imprint"),
    put("b081", "Another publisher"), put("b394", "09"), put("b012", "XX"),
    put("c094", "12.25"), put("b057", "77"), put("b069", "ZZZ"),
    put("x450", "ROW"), drop("b049"), drop("measure"),
    more("descriptivedetail", "b207", "For readers of maps"), swap_words,
]  # fmt: skip


def test_twenty_edits_are_found_and_nothing_else(sent: Sent, tmp_path: Path) -> None:
    products = theirs(sent)
    expected: dict[str, str] = {}
    free = list(products)
    for edit in EDITS:
        for isbn in free:
            if (said := edit(products[isbn])) is not None:
                expected[isbn] = said
                free.remove(isbn)
                break
        else:
            pytest.fail(f"no title for {edit}")
    assert len(expected) == 20
    found = compared(sent, written(tmp_path / "theirs.xml", list(products.values())))
    differing = {each["isbn"]: each for each in found["items"] if each["state"] == "differs"}
    told = {isbn: [one["theirs"] for one in each["fields"]] for isbn, each in differing.items()}
    assert told == {isbn: [said] for isbn, said in expected.items()}
    assert found["counts"] == {
        "same": len(products) - 20, "differs": 20, "missing_there": 0, "unknown_here": 0,
    }  # fmt: skip
    for each in differing.values():
        (one,) = each["fields"]
        assert one["ours"] == one["sent"] != one["theirs"]
        assert each["as_sent"] is False


def test_an_untouched_file_of_another_tool_is_the_same(sent: Sent, tmp_path: Path) -> None:
    for seed in (1, 2, 3):
        path = written(tmp_path / f"{seed}.xml", list(theirs(sent, seed).values()))
        found = compared(sent, path)
        assert found["counts"]["same"] == found["read"] == len(sent.payloads)
        assert not found["not_compared"]


def test_what_they_lack_and_what_nobody_here_knows(sent: Sent, tmp_path: Path) -> None:
    products = theirs(sent)
    lacking, stranger, twice, notice = list(products)[:4]
    again = restyled(sent.payloads[twice], random.Random(1))
    gone = products.pop(lacking)
    for each in products[stranger].iter("b244"):
        each.text = "9780306406157"
    products[notice].find("a002").text = "05"
    path = written(tmp_path / "theirs.xml", [*products.values(), again])
    found = compared(sent, path)
    states = {each["isbn"]: each["state"] for each in found["items"] if each["state"] != "same"}
    # Where they carry a title under another number, they lack ours.
    assert states == {
        lacking: "missing_there", stranger: "missing_there", notice: "missing_there",
        "9780306406157": "unknown_here",
    }  # fmt: skip
    reasons = [each["reason"] for each in found["not_compared"]]
    assert any("twice" in each for each in reasons)
    assert any("notification type 05" in each for each in reasons)
    assert found["read"] == len(products) + 1
    assert gone is not None


def test_what_was_sent_stands_beside_what_would_go(sent: Sent, tmp_path: Path) -> None:
    """The flow's publisher changes: they hold what was sent, and ours has moved."""
    path = written(tmp_path / "theirs.xml", list(theirs(sent).values()))
    add = ("--purpose", "1", "--style", "contract", "--destination", "Gardners")
    in_house(sent.home, "flows", "remove", "trade")
    in_house(
        sent.home, "flows", "add", "trade", *add, "--format", "onix-3.0",
        "--set", "supplier=Central Books", "--set", "publisher=Heron", "--set", "language=eng",
    )  # fmt: skip
    try:
        found = compared(sent, path)
        assert found["counts"]["differs"] == len(sent.payloads)
        assert found["fields"] == {"publisher": len(sent.payloads)}
        for each in found["items"]:
            assert each["as_sent"] is True
            assert [(one["theirs"], one["ours"], one["sent"]) for one in each["fields"]] == [
                ("Tern", "Heron", "Tern")
            ]
    finally:
        in_house(sent.home, "flows", "remove", "trade")
        in_house(sent.home, "flows", "add", "trade", *add, "--format", "onix-3.0", *SET)


def test_a_flow_of_items_is_compared_by_what_the_file_can_tell(sent: Sent, tmp_path: Path) -> None:
    products = theirs(sent)
    name = next(isbn for isbn, each in products.items() if first(each, "j151") is not None)
    put("j151", "1.23")(products[name])
    for each in products.values():
        each.find("a002").text = "03"
    found = compared(sent, written(tmp_path / "t.xml", list(products.values())), flow="items")
    assert found["fields"] == {"price GBP": 1}
    (one,) = (each for each in found["items"] if each["state"] == "differs")
    assert one["isbn"] == name
    assert [(each["theirs"], each["sent"]) for each in one["fields"]] == [("1.23", None)]
    assert any(each.startswith("work title") for each in found["not_read"])


# -- tables ----------------------------------------------------------------------------------------


def table(sent: Sent, path: Path, **changed: dict[str, str]) -> Path:
    text = io.StringIO(newline="")
    rows = csv.writer(text, delimiter=";")
    rows.writerow(["EAN", "Product title", "RRP (GBP)", "Pub. Date", "Discount class"])
    for isbn, title in sent.titles.items():
        gbp = [each for each in title["prices"] if each["currency"] == "GBP"]
        cells = {
            "isbn": f"{isbn[:3]}-{isbn[3:]}",
            "title": title["title"],
            "price": f"£{gbp[0]['amount'].rstrip('0')}" if gbp else "",
            "date": "/".join(reversed((title["publication_date"] or "").split("-"))),
        } | changed.get(f"i{isbn}", {})
        rows.writerow([*cells.values(), "B"])
    path.write_bytes(text.getvalue().encode("cp1252", "replace"))
    return path


def test_a_table_is_read_by_headings_that_are_known(sent: Sent, tmp_path: Path) -> None:
    plain = [isbn for isbn, each in sent.titles.items() if each["title"].isascii()]
    priced = [isbn for isbn in plain if sent.payloads[isbn].count(b"<Price>") == 1]
    path = table(
        sent,
        tmp_path / "theirs.csv",
        **{f"i{priced[0]}": {"price": "0.5"}, f"i{priced[1]}": {"title": "Not this"}},
    )
    found = compared(sent, path)
    assert found["columns"] == {
        "EAN": "isbn", "Product title": "title", "RRP (GBP)": "price GBP",
        "Pub. Date": "publication date",
    }  # fmt: skip
    assert "Discount class" in found["not_read"]
    by_isbn = {each["isbn"]: each for each in found["items"]}
    assert [one["theirs"] for one in by_isbn[priced[0]]["fields"]] == ["0.5"]
    assert [one["theirs"] for one in by_isbn[priced[1]]["fields"]] == ["Not this"]
    others = [by_isbn[isbn] for isbn in priced[2:]]
    assert {each["state"] for each in others} == {"same"}, others


def test_a_table_without_isbns_is_refused(sent: Sent, tmp_path: Path) -> None:
    path = tmp_path / "no.csv"
    path.write_text("Name,Price GBP\nA,1\n")
    done = call(sent.home, "--profile", "house", "--json", "compare", str(path), "--flow", "trade")
    assert done.code == 2
    assert "no column of ISBNs" in done.document["error"]["message"]


def test_the_comparison_leaves_as_a_table_that_no_spreadsheet_runs(
    sent: Sent, tmp_path: Path
) -> None:
    products = theirs(sent)
    isbn = next(isbn for isbn, each in products.items() if first(each, "b203") is not None)
    put("b203", "=1+1")(products[isbn])
    path, to = written(tmp_path / "t.xml", list(products.values())), tmp_path / "out.csv"
    found = compared(sent, path, "--to", str(to))
    rows = list(csv.DictReader(io.StringIO(to.read_text("utf-8-sig"))))
    assert len(rows) == len(found["items"])
    (row,) = (each for each in rows if each["state"] == "differs")
    assert row["theirs"] == "'=1+1"
    assert row["last_sent"] == row["ours_now"]
