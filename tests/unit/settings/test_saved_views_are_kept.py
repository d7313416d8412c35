"""Searches that were kept survive, in order, and a broken file is never written over."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from desktop_app.records.errors import NotFoundError, SettingsError, UsageError
from desktop_app.records.saved_view import SavedView
from desktop_app.settings.views import ViewsFile

SPRING = SavedView(
    "Spring list", "pub:2027-03 -\u0141\u00f3d\u017a", {"imprint": ("Quay & Sons",)}, ("never",),
    "price", descending=False,
)  # fmt: skip
BLOCKED = SavedView("Blocked", "blocked:any")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profiles" / "demo" / "views.json"


def names(file: ViewsFile) -> list[str]:
    return [each.name for each in file.read()]


def test_there_are_none_at_first_and_nothing_is_written(path: Path) -> None:
    assert ViewsFile(path).read() == ()
    assert not path.exists()


def test_what_is_kept_is_read_back_the_same_by_its_owner_only(path: Path) -> None:
    ViewsFile(path).put(SPRING)
    assert ViewsFile(path).read() == (SPRING,)
    assert ViewsFile(path).get("spring LIST") == SPRING
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_name_replaces_in_place_and_moves_keep_all(path: Path) -> None:
    file = ViewsFile(path)
    for each in (SPRING, BLOCKED, SavedView("Third")):
        file.put(each)
    file.put(SavedView("spring list", "salt"))
    assert names(file) == ["spring list", "Blocked", "Third"]
    file.move("Third", -1)
    file.move("spring list", -1)
    assert names(file) == ["spring list", "Third", "Blocked"]
    file.move("spring list", 5)
    assert names(file) == ["Third", "Blocked", "spring list"]
    file.rename("blocked", "Held up")
    file.remove("Third")
    assert names(file) == ["Held up", "spring list"]
    assert file.get("Held up").text == "blocked:any"


@pytest.mark.parametrize("name", ["", "  ", " x", "two\nlines", "x" * 61])
def test_a_view_needs_a_name_of_one_line(path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        ViewsFile(path).put(SavedView(name))
    assert not path.exists()


def test_two_views_never_have_one_name(path: Path) -> None:
    file = ViewsFile(path)
    file.put(SPRING)
    file.put(BLOCKED)
    with pytest.raises(UsageError, match="already"):
        file.rename("Blocked", "SPRING LIST")
    with pytest.raises(NotFoundError, match="no saved view Autumn"):
        file.remove("Autumn")
    assert file.read() == (SPRING, BLOCKED)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"version": 1}', '{"version": 1, "views": [{"name": 3}]}', "\x00",
     '{"version": 9, "views": []}',
     json.dumps({"version": 1, "views": [{"name": "x", "search": "", "filters": {"form": "BC"},
                                          "standing": [], "sort": "title", "descending": True}]})],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_left_as_it_is(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"views\.json"):
        ViewsFile(path).read()
    with pytest.raises(SettingsError):
        ViewsFile(path).put(SPRING)
    assert path.read_text(encoding="utf-8") == text


def test_a_write_that_fails_leaves_the_old_file_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = ViewsFile(path)
    file.put(SPRING)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        file.put(BLOCKED)
    assert file.read() == (SPRING,)
