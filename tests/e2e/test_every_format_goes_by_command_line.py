"""A flow of every format as a script would run it: added, looked at, sent through the gateway and
to a webhook, and taken byte for byte; what titles share goes once."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.flow import FORMATS, INTERNAL_ONLY
from desktop_app.records.subject import title_of
from desktop_app.rules.mapping.table import FILES, table
from tests.e2e.test_onix_goes_by_command_line import hook
from tests.support_command_line import call
from tests.support_staging import in_house, staging_house

SENT = tuple(FILES)
WITH_FILES = ("asset-package", "print-order")
FOLDERS = {"item-csv", "contributor-vcard", "milestone-calendar"}
TRUST = [each for rule in ("2", "9", "12", "17") for each in ("--override", f"{rule}=a test")]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A home with a profile for staging, and the folder of its gateway."""
    home, far = (tmp_path_factory.mktemp(name) for name in ("home", "far"))
    flows = "".join(
        f'[[flows]]\nname = "{form}"\npurpose = {FORMATS[form][0]}\nformat = "{form}"\n'
        + (f'folder = "out/{form}"\n' if form in FOLDERS else "")
        for form in SENT
    )
    with staging_house(home, far, flows, "--titles", "40", "--schema", "extended"):
        for form in SENT:
            add(home, form, form)
        yield home, far


def add(home: Path, name: str, form: str, *more: str) -> Any:
    audience = ("--audience", "internal") if form != "item-csv" else ()
    style = () if "--style" in more else ("--style", "contract")
    return in_house(
        home, "flows", "add", name, "--purpose", str(FORMATS[form][0]), "--format", form,
        "--destination", name, *audience, *style, *more,
    )  # fmt: skip


def ids_of(home: Path) -> list[str]:
    return [each["id"] for each in in_house(home, "titles", "search", "--limit", "40")["items"]]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("form", SENT)
def test_it_goes_to_the_gateway_and_is_kept_there(places: tuple[Path, Path], form: str) -> None:
    home, far = places
    ids = ids_of(home)
    if form in WITH_FILES:
        fetched(home, form, ids)
    seen = in_house(home, "preview", "--flow", form, *ids)
    payloads = {each["subject"]: each["payload"] for each in seen["items"]}
    assert len(payloads) == len(seen["items"])
    done = in_house(
        home, "send", "--flow", form, "--apply", "--wait", "--confirm", str(len(ids)), *TRUST, *ids
    )
    account = done["account"]
    assert account["selected"] == len(payloads)
    went = {each["subject"] for each in done["items"] if each["state"] == "delivered"}
    assert went
    assert account["selected"] == account["delivered"] + account.get("blocked", 0)
    with sqlite3.connect(far / "destinations.sqlite") as client:
        name = form.replace("-", "_")
        kept = dict(client.execute(f"SELECT subject, payload FROM {name}"))
    assert kept == {subject: payloads[subject] for subject in went}
    if form in FOLDERS:
        in_folder(far / "out" / form, form, kept)
    # What titles share stands the same with each of them, and there is nothing more to send.
    again = in_house(
        home, "send", "--flow", form, "--apply", "--wait", "--confirm", str(len(ids)), *TRUST, *ids
    )
    assert again["account"].get("unchanged") == len(went)


def fetched(home: Path, form: str, ids: list[str]) -> None:
    """A checksum is known of what was fetched; until then what names it is blocked."""
    told = json.dumps(in_house(home, "check", "--flow", form, *ids))
    # What goes to the printer was fetched for the package already, if that was sent before.
    assert form == "print-order" or "never fetched" in told
    # Some covers of the invented house cannot be had.
    call(home, "--profile", "house", "assets", "fetch", *ids, "--to", str(home / "files"))
    told = json.dumps(in_house(home, "check", "--flow", form, *ids))
    assert form == "asset-package" or "never fetched" not in told


def in_folder(folder: Path, form: str, kept: dict[str, str]) -> None:
    files = sorted(folder.iterdir())
    if form != "item-csv":
        assert sorted(each.read_bytes().decode() for each in files) == sorted(kept.values())
        return
    [file] = files
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert {f"product:{row['id']}" for row in rows} == set(kept)
    assert all(row["full_title"] and row["isbn13"] for row in rows)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("form", ["item-csv", "print-order", "contributor-vcard"])
def test_it_goes_to_a_plain_webhook(places: tuple[Path, Path], form: str) -> None:
    home, _ = places
    with hook() as (url, kept):
        name = f"hook-{form}"
        if form in WITH_FILES:
            in_house(home, "assets", "fetch", *ids_of(home), "--to", str(home / "files"))
        add(home, name, form, "--style", "webhook", "--url", url)
        done = in_house(
            home,
            "send",
            "--flow",
            name,
            "--apply",
            "--wait",
            "--confirm",
            "40",
            *TRUST,
            *ids_of(home),
        )
    over = {each["subject"] for each in done["items"] if each["state"] == "handed_over"}
    assert over
    assert {each["subject"] for each in kept} == over
    wanted = table(form, "internal").content_type  # type: ignore[arg-type]
    for each in kept:
        assert each["datacontenttype"] == wanted
        data = each["data"]
        assert isinstance(data, dict if wanted == "application/json" else str)


def test_fourteen_titles_lead_to_their_contacts_once(places: tuple[Path, Path]) -> None:
    home, _ = places
    ids = ids_of(home)[:14]
    planned = in_house(home, "plan", "--flow", "contributor-json", *ids)
    subjects = [each["subject"] for each in planned["items"]]
    assert len(subjects) == len(set(subjects))
    assert any(len(each["ids"]) > 1 for each in planned["items"])
    assert all(title_of(each) == each for each in subjects)
    titles = {each for item in planned["items"] for each in item["ids"]}
    assert titles <= set(ids)


def test_a_title_without_a_run_has_no_subject(places: tuple[Path, Path]) -> None:
    home, _ = places
    found = in_house(home, "titles", "search", "form:E*", "--limit", "40")["items"]
    ebook = next((each for each in found if "E-book" in json.dumps(each)), None) or next(
        each
        for each in in_house(home, "titles", "search", "--limit", "40")["items"]
        if not in_house(home, "preview", "--flow", "print-order", each["id"]).get("subject")
    )
    done = call(home, "--profile", "house", "--json", "preview", "--flow", "print-order",
                ebook["id"])  # fmt: skip
    assert done.code == 0
    assert json.loads(done.out) == {"items": [], "total": 0}
    assert "print-order" not in in_house(home, "titles", "show", ebook["id"])["standing"]


@pytest.mark.parametrize("form", sorted(INTERNAL_ONLY))
def test_what_only_the_house_may_know_goes_to_the_house(
    places: tuple[Path, Path], form: str
) -> None:
    home, _ = places
    done = call(
        home, "--profile", "house", "flows", "add", "bad", "--purpose", str(FORMATS[form][0]),
        "--style", "contract", "--format", form, "--audience", "trade",
    )  # fmt: skip
    assert done.code == 2
    assert "only the house itself may know" in done.err
