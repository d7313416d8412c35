"""From `assets fetch` to equal files in the folder of a repository, by command line."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_onix_goes_by_command_line import hook
from tests.support_command_line import call, document
from tests.support_files import archive_config
from tests.support_gateway import TOKEN, running_gateway
from tests.support_sandbox import running_sandbox

TRUST = [each for rule in ("2", "9", "12", "17") for each in ("--override", f"{rule}=a test")]


@pytest.fixture
def places(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A home with a profile for staging, and the folder of its gateway."""
    home, far = tmp_path / "home", tmp_path / "far"
    far.mkdir()
    with (
        running_sandbox(home / "sandbox", "--titles", "12", "--schema", "extended") as sandbox,
        running_gateway(archive_config(far)) as gateway,
        pytest.MonkeyPatch.context() as around,
    ):
        around.setenv("COLOPHON_CONSONANCE_KEY", sandbox.consonance["key"])
        around.setenv("COLOPHON_XCONNECTOR_TOKEN", TOKEN)
        document(
            home, "profile", "add", "house", "--environment", "staging",
            "--consonance", sandbox.consonance["url"], "--xconnector", gateway.url,
        )  # fmt: skip
        add(home, "archive", "--style", "contract")
        in_house(home, "sync")
        yield home, far


def in_house(home: Path, *arguments: str, codes: tuple[int, ...] = (0, 1)) -> Any:
    return document(home, "--profile", "house", *arguments, codes=codes)


def add(home: Path, name: str, *more: str) -> None:
    in_house(
        home, "flows", "add", name, "--purpose", "3", "--format", "asset-package",
        "--destination", name, "--audience", "internal", *more,
    )  # fmt: skip


def sent(home: Path, *ids: str, codes: tuple[int, ...] = (0, 1)) -> Any:
    return in_house(home, "send", "--flow", "archive", "--apply", *TRUST, "--confirm",
                    str(len(ids)), *ids, codes=codes)  # fmt: skip


def standing(home: Path, title: str) -> str:
    shown: str = in_house(home, "titles", "show", title)["standing"]["archive"]["state"]
    return shown


def judged(home: Path, title: str) -> str:
    """The hash of the payload by which the lists say how the title stands."""
    with closing(sqlite3.connect(home / "profiles" / "house" / "catalogue.sqlite")) as catalogue:
        [[found]] = catalogue.execute(
            "SELECT payload_sha256 FROM standing JOIN title USING (pid) WHERE id = ?", (title,)
        )
    return str(found)


def with_cover(home: Path) -> tuple[str, dict[str, Any]]:
    """A title whose package holds a cover and is stopped by nothing but the file that lacks."""
    found = in_house(home, "titles", "search", "--limit", "12")["items"]
    ids = [each["id"] for each in found]
    for seen in in_house(home, "preview", "--flow", "archive", *ids)["items"]:
        stops = [p for p in seen["problems"] if p["stops"] and p["severity"] == "blocker"]
        if seen["files"] and all("never fetched" in p["message"] for p in stops):
            return seen["subject"], seen
    raise AssertionError("the invented house has no such title")


def lying(folder: Path) -> dict[str, str]:
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in folder.rglob("*")
        if each.is_file() and each.parent != folder
    }


def test_the_files_that_were_fetched_arrive(places: tuple[Path, Path]) -> None:
    home, far = places
    title, _ = with_cover(home)
    assert standing(home, title) == "never", "only its files are to be fetched"
    assert sent(home, title)["account"] == {"selected": 1, "blocked": 1}
    fetched = in_house(home, "assets", "fetch", title, "--to", str(home / "files"))["items"]

    done = sent(home, title)
    assert done["account"] == {"selected": 1, "delivered": 1}, done
    named = {each["filename"]: each["sha256"] for each in done["items"][0]["files"]}
    by_hash = {name: sha256 for name, sha256 in named.items() if sha256}
    assert by_hash
    assert lying(far / "out") == by_hash
    assert set(by_hash.values()) <= {each["sha256"] for each in fetched}

    shown = in_house(home, "jobs", "show", str(done["job"]))
    assert shown["items"][0]["files"] == done["items"][0]["files"]
    words = call(home, "--profile", "house", "jobs", "show", str(done["job"])).text
    for sha256 in by_hash.values():
        assert f"sha-256 {sha256}" in words
    assert standing(home, title) == "same"


def test_a_fetched_file_moves_the_standing_of_its_title(places: tuple[Path, Path]) -> None:
    home, _ = places
    title, _ = with_cover(home)
    in_house(home, "plan", "--flow", "archive", title, *TRUST)
    # What cannot be checked is confirmed by now, and that touched all titles; the file lacks.
    before = judged(home, title)
    in_house(home, "assets", "fetch", title, "--to", str(home / "files"))
    # Any command that writes brings the standing up to date when it ends.
    in_house(home, "plan", "--flow", "archive", title)
    now = in_house(home, "preview", "--flow", "archive", title)["payload_sha256"]
    assert judged(home, title) == now != before


def test_a_file_that_went_missing_holds_until_the_same_bytes_are_back(
    places: tuple[Path, Path],
) -> None:
    home, far = places
    title, _ = with_cover(home)
    in_house(home, "assets", "fetch", title, "--to", str(home / "files"))
    for each in home.rglob("pictures/*/*"):
        each.unlink()
    done = sent(home, title, codes=(5, 75, 0, 1, 3, 6))
    assert done["account"] == {"selected": 1, "held": 1}
    assert "is not on this computer any more" in done["items"][0]["reason"]
    assert lying(far / "out") == {}
    in_house(home, "assets", "fetch", title, "--to", str(home / "files"))
    again = in_house(home, "jobs", "retry", str(done["job"]))
    assert again["account"] == {"selected": 1, "delivered": 1}
    assert lying(far / "out")


def test_a_plain_webhook_gets_the_manifest_with_addresses_only(
    places: tuple[Path, Path],
) -> None:
    home, _ = places
    title, _ = with_cover(home)
    in_house(home, "assets", "fetch", title, "--to", str(home / "files"))
    with hook() as (url, kept):
        add(home, "hook", "--style", "webhook", "--url", url)
        seen = call(home, "--profile", "house", "preview", "--flow", "hook", title)
        assert "A plain webhook gets the manifest with names and checksums" in seen.err
        in_house(home, "send", "--flow", "hook", "--apply", *TRUST, "--confirm", "1", title)
    [event] = kept
    assert event["data"]["cover"]["url"]
    assert json.dumps(event["data"]).startswith('{"format"')
