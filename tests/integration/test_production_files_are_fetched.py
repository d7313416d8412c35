"""Production files come whole, are what their names say, and are kept under their hash."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.companions.sandbox.production_files import made
from desktop_app.records.asset import AssetFacts
from desktop_app.services.fetched_files import AllFetched, FetchedFiles, Kept, production_files
from desktop_app.services.production_files import ProductionFiles
from desktop_app.sources.arriving import Arriving
from desktop_app.sources.assets import Downloader
from desktop_app.sources.print_files import measure
from tests.integration.test_broken_downloads_go_on import Server, server
from tests.support_cover_server import picture

__all__ = ["server"]
PDF = made(7, "PDF", 3_000_000)
OTHER = made(8, "PDF", 3_000_000)
EPUB = made(9, "EPUB", 200_000)
CUT = 1_700_000


@pytest.fixture
def files(tmp_path: Path) -> Iterator[ProductionFiles]:
    opened = ProductionFiles(tmp_path / "files", loopback_allowed=True)
    yield opened
    opened.close()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def got(files: ProductionFiles, url: str, name: str = "7.pdf", told: int = 0) -> AssetFacts:
    return files.fetch("product:7", url, name, told).result(60)


def seen(data: bytes, name: str = "", told: int = 0) -> AssetFacts:
    came = Arriving(io.BytesIO())
    came.write(data)
    return measure(came, name, told)


def test_what_breaks_off_goes_on_and_is_kept_once_it_is_whole(
    server: Server, files: ProductionFiles, tmp_path: Path
) -> None:
    server.data, server.cut = PDF, CUT
    assert "broke before the file was whole" in got(files, server.url).problem
    assert files.known(server.url) is None
    assert got(files, server.url, told=len(PDF)) == AssetFacts(
        len(PDF), sha256=sha(PDF), content_type="application/pdf"
    )
    assert server.seen[-1]["range"] == f"bytes={CUT}-"
    with files.open(sha(PDF)) as opened:
        assert opened.read() == PDF
    assert list((tmp_path / "files").rglob(".new-*")) == []
    assert list((tmp_path / "files").rglob("*.part")) == []
    assert list(production_files(tmp_path / "files").news().values()) == ["product:7"]
    for each in (tmp_path / "files").rglob("*"):
        assert each.is_dir() or each.stat().st_mode & 0o077 == 0


def test_nothing_that_names_a_person_goes_to_a_foreign_host(
    server: Server, files: ProductionFiles
) -> None:
    server.data, server.location = PDF, server.url
    host = server.url.rpartition("/")[0]
    assert got(files, f"{host}/away").sha256 == sha(PDF)
    assert all("authorization" not in each and "cookie" not in each for each in server.seen)


def test_an_address_in_here_is_for_a_consonance_in_here_only(
    server: Server, tmp_path: Path
) -> None:
    closed = ProductionFiles(tmp_path / "closed", loopback_allowed=False)
    assert "leads to this computer" in got(closed, server.url).problem
    assert server.seen == []
    closed.close()
    opened = ProductionFiles(tmp_path / "open", loopback_allowed=True)
    assert "private network" in got(opened, "http://10.0.0.1/1.pdf").problem
    opened.close()


def test_a_file_that_is_too_large_is_not_taken(server: Server, tmp_path: Path) -> None:
    server.data = PDF
    line = Downloader(loopback_allowed=True, cap=1024 * 1024)
    with io.BytesIO() as file:
        assert "larger than 1 MB" in line.fetch_into(server.url, file, measure).problem
        assert file.getvalue() == b""
    line.close()


def test_another_length_than_consonance_tells_is_said_and_not_kept(
    server: Server, files: ProductionFiles
) -> None:
    server.data = PDF
    told = got(files, server.url, told=len(PDF) + 1)
    assert f"has {len(PDF) + 1} bytes; its server gave {len(PDF)}" in told.problem
    assert files.known(server.url) is None


def test_asked_for_twice_at_once_it_is_fetched_once(server: Server, files: ProductionFiles) -> None:
    server.data = PDF
    first, second = (files.fetch("product:7", server.url, "7.pdf") for _ in range(2))
    assert first.result(60) == second.result(60)
    assert got(files, server.url) == first.result()
    assert len(server.seen) == 1, "a moment ago is now"


def test_a_damaged_file_is_fetched_again(
    server: Server, files: ProductionFiles, tmp_path: Path
) -> None:
    server.data = PDF
    got(files, server.url)
    [place] = (tmp_path / "files" / "whole").rglob(sha(PDF))
    place.write_bytes(OTHER)
    assert got(files, server.url).sha256 == sha(PDF)
    assert len(server.seen) == 2
    assert place.read_bytes() == PDF


@pytest.mark.parametrize(
    ("data", "name", "kind", "problem"),
    [
        (PDF, "a.pdf", "application/pdf", ""),
        (EPUB, "a.epub", "application/epub+zip", ""),
        (picture(), "a.jpg", "image/jpeg", ""),
        (b"ID3" + bytes(99), "a.mp3", "audio/mpeg", ""),
        (b"II*\x00" + bytes(99), "A.TIF", "image/tiff", ""),
        (b"anything", "a.indd", "application/octet-stream", ""),
        (b"", "a.pdf", "application/octet-stream", "The file is empty"),
        (b"<!DOCTYPE html><p>Sign in", "a.pdf", "text/html", "A web page came"),
        (picture(), "a.pdf", "image/jpeg", "is no PDF"),
        (PDF[:-200], "a.pdf", "application/pdf", "is cut off"),
        (EPUB[:-200], "a.epub", "application/epub+zip", "is cut off"),
        (EPUB, "a.zip", "application/epub+zip", "is no ZIP archive"),
    ],
)
def test_a_file_is_what_its_bytes_are(data: bytes, name: str, kind: str, problem: str) -> None:
    found = seen(data, name)
    assert (found.content_type, found.bytes, found.sha256) == (kind, len(data), sha(data))
    assert found.problem.find(problem) >= 0 if problem else found.problem == ""


def test_the_double_serves_files_that_are_what_it_tells() -> None:
    for size in (8_104_729, 9_999_999, 10_000_400):
        assert len(made(1, "PDF", size)) == size
    assert made(1, "PDF", 90_000) != made(2, "PDF", 90_000)
    with zipfile.ZipFile(io.BytesIO(EPUB)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.testzip() is None


def test_two_folders_are_one_and_what_is_damaged_is_told(tmp_path: Path) -> None:
    covers, whole = FetchedFiles(tmp_path / "a"), production_files(tmp_path / "b")
    both = AllFetched(covers, whole)
    with whole.incoming() as file:
        file.write(PDF)
        whole.adopt("http://c/7.pdf", file, Kept(seen(PDF), 1.0), "product:7")
    told = {"http://c/7.pdf": 0, "http://c/8.pdf": 0}
    assert both.hashes(told) == {"http://c/7.pdf": sha(PDF)}
    assert both.hashes({"http://c/7.pdf": len(PDF)}) == {"http://c/7.pdf": sha(PDF)}
    assert both.hashes({"http://c/7.pdf": len(PDF) + 1}) == {}, "it was replaced at its address"
    with both.open(sha(PDF)) as opened:
        assert opened.read(5) == b"%PDF-"
    news = both.news()
    both.forget_news(news)
    assert list(news.values()) == ["product:7"]
    assert both.news() == {}
    [place] = (tmp_path / "b").rglob(sha(PDF))
    place.write_bytes(b"others")
    with pytest.raises(Exception, match="as it was previewed"):
        both.open(sha(PDF))
