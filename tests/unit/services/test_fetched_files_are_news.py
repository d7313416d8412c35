"""A file that came, or is another now, is told until somebody has followed it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from desktop_app.records.asset import AssetFacts
from desktop_app.records.manifest import NoFileError
from desktop_app.services.fetched_files import FetchedFiles, Kept

URL = "http://c/cover.jpg"


def keep(files: FetchedFiles, data: bytes, url: str = URL) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    files.keep(url, data, Kept(AssetFacts(len(data), 1, 1, sha256, "image/jpeg"), 0.0))
    return sha256


def test_the_same_bytes_again_are_no_news(tmp_path: Path) -> None:
    files = FetchedFiles(tmp_path)
    assert files.news() == {}
    keep(files, b"one")
    told = files.news()
    assert list(told.values()) == [URL]
    files.forget_news(told)
    keep(files, b"one")
    assert files.news() == {}


def test_what_comes_while_one_looks_is_not_forgotten_with_the_rest(tmp_path: Path) -> None:
    files = FetchedFiles(tmp_path)
    keep(files, b"one")
    told = files.news()
    keep(files, b"two")
    files.forget_news(told)
    assert list(FetchedFiles(tmp_path).news().values()) == [URL]


def test_a_file_is_opened_by_its_hash_only_while_it_is_those_bytes(tmp_path: Path) -> None:
    files = FetchedFiles(tmp_path)
    sha256 = keep(files, b"one")
    with files.open(sha256) as opened:
        assert opened.read() == b"one"
    # Other bytes at the same address lie elsewhere and take nobody's place.
    keep(files, b"two")
    with files.open(sha256) as opened:
        assert opened.read() == b"one"
    (tmp_path / "pictures" / sha256[:2] / sha256).write_bytes(b"oNe")
    with pytest.raises(NoFileError, match="as it was previewed"):
        files.open(sha256)
    (tmp_path / "pictures" / sha256[:2] / sha256).unlink()
    with pytest.raises(NoFileError, match="any more"):
        files.open(sha256)
