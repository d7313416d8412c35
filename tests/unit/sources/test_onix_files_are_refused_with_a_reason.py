"""Does a file that cannot be trusted give a sentence, and no other exception ever?"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.records.errors import SourceFileError
from desktop_app.records.progress import silent
from desktop_app.records.title import Record
from desktop_app.sources import onix

FILES = Path(__file__).parents[2] / "fixtures" / "onix"
WHOLE = (FILES / "onix30-reference.xml").read_bytes()
SHORT = (FILES / "onix30-short.xml").read_bytes()
NS = 'xmlns="http://ns.editeur.org/onix/3.0/reference"'
PRODUCT = "<Product><RecordReference>r</RecordReference>{}</Product>"


def refused(path: Path) -> str:
    with pytest.raises(SourceFileError) as caught:
        list(onix.read(path, silent))
    error = caught.value
    assert error.message
    assert error.not_done == "Nothing of it was taken."
    assert error.next_step
    return error.message


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("cut.xml", "cut off"),
        ("not-xml.xml", "not an XML file"),
        ("onix21.xml", "is ONIX 2.1"),
        ("with-entities.xml", "entities"),
    ],
)
def test_broken_samples_are_refused(name: str, says: str) -> None:
    assert says in refused(FILES / name)


def message(inside: str, head: str = "", attributes: str = f'release="3.0" {NS}') -> bytes:
    return f"{head}<ONIXMessage {attributes}>{inside}</ONIXMessage>".encode()


ENTITY = '<!DOCTYPE ONIXMessage [<!ENTITY a "b">]>'
LAUGHS = (
    "<!DOCTYPE ONIXMessage [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 or str()};' * 10}'>" for n in range(1, 9))
    + "]>"
)
CASES = {
    "empty": (b"", "0 bytes"),
    "blank": (b" \n", "not an XML file"),
    "gzip": (gzip.compress(WHOLE), "compressed"),
    "zip": (b"PK\x03\x04" + bytes(40), "ZIP"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "xhtml": (b'<?xml version="1.0"?><html xmlns="x"/>', "web page"),
    "other": (b"<feed/>", "begins with <feed>"),
    "entity": (message(PRODUCT.format(""), ENTITY), "entities"),
    "laughs": (message("&a8;", LAUGHS), "entities"),
    "nbsp": (message(PRODUCT.format("<X>&nbsp;</X>")), "entities (line 1)"),
    "dtd": (
        message(PRODUCT.format("<X>&nbsp;</X>"), '<!DOCTYPE ONIXMessage SYSTEM "file:///x.dtd">'),
        "entities",
    ),
    "no release": (message(PRODUCT.format(""), attributes=""), "2.1 or older"),
    "release 4": (message(PRODUCT.format(""), attributes='release="4.0"'), "ONIX 4.0"),
    "old namespace": (
        message("", attributes='xmlns="http://www.editeur.org/onix/2.1/reference"'),
        "2.1",
    ),
    "namespace": (message("", attributes='release="3.0" xmlns="urn:x"'), "namespace urn:x"),
    "no product": (message("<Header/>"), "0 products"),
    "mixed": (message("<product><a001>r</a001></product>"), "mixes"),
    "mixed inside": (message("<Product><a001>r</a001></Product>"), "mixes"),
    "not utf-8": (message(PRODUCT.format("<X>\u00e9</X>")).replace(b"\xc3\xa9", b"\xe9"), "encod"),
    "unknown encoding": (
        message(PRODUCT.format(""), '<?xml version="1.0" encoding="klingon"?>'),
        "encod",
    ),
    "blank line": (b"\n" + WHOLE, "before its XML declaration"),
    "two messages": (
        message(PRODUCT.format("")) + message(PRODUCT.format("")),
        "after the end of its message",
    ),
    "two declared": (WHOLE + WHOLE, "before its XML declaration"),
    "control": (message(PRODUCT.format("<X>&#1;</X>")), "line 1"),
    "crossed": (message("<Product><A></B></Product>"), "not sound XML (line 1)"),
    "deep": (message("<Product>" + "<A>" * 400 + "</A>" * 400 + "</Product>"), "not sound XML"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_bad_file_gets_its_sentence(tmp_path: Path, case: str) -> None:
    data, says = CASES[case]
    path = tmp_path / "bad.xml"
    path.write_bytes(data)
    assert says in refused(path)


def test_what_is_not_a_readable_file_is_named(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "missing.xml")
    assert "is a folder" in refused(tmp_path)
    assert "file's name" in refused(tmp_path / "a\0b")
    os.mkfifo(tmp_path / "pipe.xml")
    assert "not an ordinary file" in refused(tmp_path / "pipe.xml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "locked.xml"
    path.write_bytes(WHOLE)
    path.chmod(0)
    assert "may not be read" in refused(path)


def test_a_text_of_ten_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    path.write_bytes(message(PRODUCT.format(f"<X>{'a' * 11_000_000}</X>")))
    assert "not sound XML" in refused(path)


def test_a_product_that_never_ends_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "endless.xml"
    path.write_bytes(message(PRODUCT.format("<X>abcdefgh</X>" * 2_500_000)))
    assert "more than 32 MB" in refused(path)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + message(PRODUCT.format("")),
        message(PRODUCT.format("")).decode().encode("utf-16"),
        message(PRODUCT.format(""), attributes='release="3.1"'),
        message(PRODUCT.format(""), '<!DOCTYPE ONIXMessage SYSTEM "http://127.0.0.1:1/x.dtd">'),
        f'<o:ONIXMessage release="3.0" {NS.replace("xmlns", "xmlns:o")}><o:Product>'
        "<o:RecordReference>r</o:RecordReference></o:Product></o:ONIXMessage>".encode(),
    ],
    ids=["byte order mark", "utf-16", "no namespace", "dtd outside", "prefix"],
)
def test_unusual_but_sound_files_are_read(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "sound.xml"
    path.write_bytes(data)
    assert [each.id for each in onix.read(path, silent)] == ["onix:r"]


def outcome(path: Path) -> None:
    """Records or a SourceFileError, and nothing else."""
    try:
        for each in onix.read(path, silent):
            assert isinstance(each, Record)
    except SourceFileError as error:
        said = error.sentence()
    else:
        said = "records"
    assert said


robust = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@robust
@given(data=st.binary(max_size=400))
def test_any_bytes_give_records_or_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.xml"
    path.write_bytes(data)
    outcome(path)


@robust
@given(
    whole=st.sampled_from([WHOLE, SHORT]),
    where=st.integers(0, len(SHORT) - 1),
    drop=st.integers(0, 60),
    put=st.one_of(st.binary(max_size=8), st.sampled_from([b"<", b">", b"&x;", b"]]>", b"<!--"])),
)
def test_a_damaged_file_gives_records_or_a_sentence(
    tmp_path: Path, whole: bytes, where: int, drop: int, put: bytes
) -> None:
    path = tmp_path / "damaged.xml"
    path.write_bytes(whole[:where] + put + whole[where + drop :])
    outcome(path)


@robust
@given(where=st.integers(0, len(WHOLE) - 8))
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, where: int) -> None:
    path = tmp_path / "cut.xml"
    path.write_bytes(WHOLE[:where])
    refused(path)
