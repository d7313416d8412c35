"""Files that come ahead of their events: kept by hash, whole or not at all, laid in a folder."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support_gateway import TOKEN, event, finished, post, running_gateway, write_config

FLOWS = (
    '[[flows]]\nname = "archive"\npurpose = 3\nformat = "asset-package"\nfolder = "out"\n'
    '[[flows]]\nname = "gardners"\n'
)
COVER = b"\xff\xd8" + os.urandom(700_000)
LIMIT = 1 << 20


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_config(tmp_path, flows=FLOWS, max_asset=LIMIT)


@pytest.fixture
def client(place: Path) -> Iterator[httpx.Client]:
    with running_gateway(place) as running, running.client() as made:
        yield made


def put(client: httpx.Client, data: bytes, as_: bytes | None = None) -> httpx.Response:
    promised = data if as_ is None else as_
    return client.put(
        f"/v1/assets/{sha(promised)}",
        content=data,
        headers={"Repr-Digest": digest(promised), "Content-Type": "application/octet-stream"},
    )


def lying(folder: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file() and not each.name.startswith(".index")
    }


def manifest(*files: tuple[str, bytes], cover: tuple[str, bytes] | None = None) -> dict[str, Any]:
    def entry(filename: str, data: bytes) -> dict[str, Any]:
        return {"filename": filename, "bytes": len(data), "sha256": sha(data)}

    return {
        "format": "asset-package.v1",
        "isbn13": "9780306406157",
        "cover": entry(*cover) if cover else None,
        "files": [entry(*each) for each in files],
    }


def told(client: httpx.Client, data: dict[str, Any], subject: str = "product:7") -> dict[str, Any]:
    return finished(client, post(client, event(subject, data, flow="archive")))


def test_a_file_is_asked_for_sent_and_there(client: httpx.Client, tmp_path: Path) -> None:
    address = f"/v1/assets/{sha(COVER)}"
    assert client.head(address).status_code == 404
    first = put(client, COVER)
    assert (first.status_code, first.json()) == (201, {"sha256": sha(COVER), "bytes": len(COVER)})
    found = client.head(address)
    assert found.status_code == 200
    assert found.headers["Content-Length"] == str(len(COVER))
    assert found.headers["Repr-Digest"] == digest(COVER)
    assert put(client, COVER).status_code == 200
    assert lying(tmp_path / "assets") == {f"{sha(COVER)[:2]}/{sha(COVER)}": COVER}


def test_other_bytes_are_refused_and_not_kept(client: httpx.Client, tmp_path: Path) -> None:
    answer = put(client, b"another file", as_=COVER)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:colophon:problem:asset-hash"
    assert client.head(f"/v1/assets/{sha(COVER)}").status_code == 404
    assert lying(tmp_path / "assets") == {}


def test_a_file_above_the_limit_is_not_read(client: httpx.Client, tmp_path: Path) -> None:
    answer = put(client, b"0" * (LIMIT + 1))
    assert answer.status_code == 413
    assert str(LIMIT) in answer.json()["detail"]
    assert put(client, b"0" * LIMIT).status_code == 201


@pytest.mark.parametrize("name", ["..%2f..%2fgateway.toml", "A" * 64, "abc"])
def test_an_address_without_a_hash_is_refused(client: httpx.Client, name: str) -> None:
    answer = client.put(f"/v1/assets/{name}", content=b"x", headers={"Repr-Digest": digest(b"x")})
    assert answer.status_code in (400, 404)


def test_without_its_digest_or_token_nothing_is_kept(client: httpx.Client, tmp_path: Path) -> None:
    address = f"/v1/assets/{sha(b'x')}"
    assert client.put(address, content=b"x").status_code == 400
    signed = {"Repr-Digest": digest(b"x"), "Authorization": "Bearer no-token-of-this-gateway"}
    assert client.put(address, content=b"x", headers=signed).status_code == 401
    unmeasured = client.put(address, content=iter([b"x"]), headers={"Repr-Digest": digest(b"x")})
    assert unmeasured.status_code == 411
    assert not (tmp_path / "assets").exists()


def test_an_upload_that_is_cut_off_leaves_nothing(place: Path, tmp_path: Path) -> None:
    with running_gateway(place) as running, running.client() as client:
        head = (
            f"PUT /v1/assets/{sha(COVER)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {TOKEN}\r\nRepr-Digest: {digest(COVER)}\r\n"
            f"Content-Length: {len(COVER)}\r\n\r\n"
        ).encode()
        port = httpx.URL(running.url).port
        assert port is not None
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(head + COVER[: len(COVER) // 2])
        assert client.head(f"/v1/assets/{sha(COVER)}").status_code == 404
        assert put(client, COVER).status_code == 201
        running.stop()
    assert lying(tmp_path / "assets") == {f"{sha(COVER)[:2]}/{sha(COVER)}": COVER}


def test_a_file_outlives_a_kill_of_the_gateway(place: Path) -> None:
    with running_gateway(place) as running, running.client() as client:
        assert put(client, COVER).status_code == 201
        running.kill()
    with running_gateway(place) as running, running.client() as client:
        assert client.head(f"/v1/assets/{sha(COVER)}").status_code == 200


def test_a_package_is_laid_in_a_folder_of_its_own(client: httpx.Client, tmp_path: Path) -> None:
    text = b"%PDF-1.7 text"
    for data in (COVER, text):
        put(client, data)
    run = told(client, manifest(("Sélection.pdf", text), cover=("cover.jpg", COVER)))
    assert (run["state"], run["records"][0]["details"]) == ("succeeded", [])
    told(client, manifest(cover=("cover.jpg", text)), "product:8")
    found = lying(tmp_path / "out")
    assert found.pop("product-7/cover.jpg") == COVER
    assert found.pop("product-7/Sélection.pdf") == text
    assert found.pop("product-8/cover.jpg") == text
    assert sorted(found) == ["product-7.json", "product-8.json"]


def test_what_a_newer_manifest_names_no_more_is_taken_away(
    client: httpx.Client, tmp_path: Path
) -> None:
    for data in (COVER, b"old"):
        put(client, data)
    told(client, manifest(("old.pdf", b"old"), cover=("cover.jpg", COVER)))
    (tmp_path / "out/product-7/note of a person.txt").write_text("mine")
    told(client, manifest(cover=("front.jpg", COVER)))
    assert sorted(lying(tmp_path / "out/product-7")) == ["front.jpg", "note of a person.txt"]


def test_a_name_that_leads_elsewhere_gives_way_to_the_hash(
    client: httpx.Client, tmp_path: Path
) -> None:
    files = {
        "../../escape.pdf": b"1",
        "/etc/passwd": b"2",
        "con.txt": b"3",
        ".hidden": b"4",
        "Same.pdf": b"5",
        "same.PDF": b"6",
        "": b"7",
    }
    for data in files.values():
        put(client, data)
    told(client, manifest(*files.items()))
    assert sorted(lying(tmp_path / "out/product-7").values()) == sorted(files.values())
    assert sorted(lying(tmp_path / "out/product-7")) == sorted(
        [
            f"{sha(b'1')}.pdf", sha(b"2"), f"{sha(b'3')}.txt", sha(b"4"), "Same.pdf",
            f"{sha(b'6')}.PDF", sha(b"7"),
        ]
    )  # fmt: skip
    assert sorted(each.name for each in tmp_path.iterdir() if each.suffix == ".pdf") == []


def test_a_manifest_whose_files_are_not_there_says_which(
    client: httpx.Client, tmp_path: Path
) -> None:
    run = told(client, manifest(cover=("cover.jpg", COVER)))
    [record] = run["records"]
    assert (run["state"], record["record_status"]) == ("partially_succeeded", "01")
    [detail] = record["details"]
    assert (detail["code"], detail["path"]) == ("file-missing", "/cover/sha256")
    assert sorted(lying(tmp_path / "out")) == ["product-7.json"]


def test_a_file_that_was_damaged_on_the_disk_is_not_laid_out(
    client: httpx.Client, tmp_path: Path
) -> None:
    put(client, COVER)
    (tmp_path / "assets" / sha(COVER)[:2] / sha(COVER)).write_bytes(b"damaged")
    run = told(client, manifest(cover=("cover.jpg", COVER)))
    assert run["records"][0]["record_status"] == "01"
    assert client.head(f"/v1/assets/{sha(COVER)}").status_code == 404
