"""Texts over the contract, and destinations that are folders: whole files, never half of one."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support_gateway import event, finished, post, running_gateway, write_config

FLOWS = (
    '[[flows]]\nname = "items"\nformat = "item-csv"\nfolder = "out/items"\n'
    '[[flows]]\nname = "people"\npurpose = 6\nformat = "contributor-vcard"\nfolder = "out/people"\n'
    '[[flows]]\nname = "table"\nformat = "item-csv"\n'
)
CARD = 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann "A" Núñez\r\nEND:VCARD\r\n'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    config = write_config(tmp_path, flows=FLOWS)
    with running_gateway(config) as running, running.client() as made:
        yield made


def sent(
    client: httpx.Client, flow: str, subject: str, text: str, kind: str, **members: Any
) -> dict[str, Any]:
    made = event(
        subject,
        text,  # type: ignore[arg-type]
        flow=flow,
        datacontenttype=kind,
        payloadsha256=hashlib.sha256(text.encode()).hexdigest(),
        **members,
    )
    return finished(client, post(client, made))


def test_a_text_is_kept_byte_for_byte_in_a_file_of_its_own(
    client: httpx.Client, tmp_path: Path
) -> None:
    run = sent(client, "people", "contact:7", CARD, "text/vcard")
    assert run["state"] == "succeeded"
    assert (tmp_path / "out/people/contact-7.vcf").read_bytes() == CARD.encode()
    later = CARD.replace("Ann", "Anna")
    sent(client, "people", "contact:7", later, "text/vcard")
    assert (tmp_path / "out/people/contact-7.vcf").read_bytes() == later.encode()
    assert [each.name for each in (tmp_path / "out/people").iterdir()] == ["contact-7.vcf"]


def test_a_hash_over_quotes_and_escapes_is_refused(client: httpx.Client) -> None:
    made = event("contact:7", CARD, flow="people", datacontenttype="text/vcard")  # type: ignore[arg-type]
    answer = post(client, made)
    assert (answer.status_code, answer.json()["type"]) == (
        422,
        "urn:colophon:problem:payload-hash",
    )


@pytest.mark.parametrize(
    ("data", "kind"), [({"a": "b"}, "text/csv"), ("a", "application/json"), ("a", "nonsense")]
)
def test_data_and_its_kind_have_to_agree(client: httpx.Client, data: Any, kind: str) -> None:
    answer = post(client, event("product:1", data, flow="items", datacontenttype=kind))
    assert answer.status_code == 422


@pytest.mark.parametrize("columns", ["", "id\r\nname", 7, None, ["id"], "x" * 16_385])
def test_columns_are_one_line_of_text(client: httpx.Client, columns: Any) -> None:
    answer = post(client, event("product:1", flow="items", columns=columns))
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:colophon:problem:not-an-event")
    assert [each["path"] for each in answer.json()["errors"]] == ["/columns"]


def test_rows_that_name_their_columns_stand_below_these_names(
    client: httpx.Client, tmp_path: Path
) -> None:
    for subject, row, columns in (
        ("product:1", "1,one\r\n", "id,shelf,until"),
        ("product:2", "2,two,2027-01-01\r\n", "id,shelf,until"),
        ("product:3", "two,3,again\r\n", "shelf,id,shelf"),
    ):
        run = sent(client, "items", subject, row, "text/csv", columns=columns)
        assert run["state"] == "succeeded"
    [file] = (tmp_path / "out/items").glob("*.csv")
    assert file.read_bytes().decode().split("\r\n") == [
        "id,shelf,until,shelf", "1,one,,", "2,two,2027-01-01,", "3,two,,again", "",
    ]  # fmt: skip


def test_rows_of_csv_become_one_whole_file_with_its_header(
    client: httpx.Client, tmp_path: Path
) -> None:
    rows = {"product:10": '10,"Ten, or more"\r\n', "product:9": "9,Nine\r\n"}
    for subject, row in rows.items():
        assert sent(client, "items", subject, row, "text/csv")["state"] == "succeeded"
    assert sent(client, "items", "product:9", "9,Neuf\r\n", "text/csv")["state"] == "succeeded"
    [file] = (tmp_path / "out/items").glob("*.csv")
    with file.open(encoding="utf-8", newline="") as opened:
        header, *found = csv.reader(opened)
    assert header[:2] == ["id", "isbn13"]
    assert found == [["9", "Neuf"], ["10", "Ten, or more"]]
