"""From the files of a print run in Consonance to equal files in the printer's folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.support_command_line import call, document
from tests.support_sandbox import Sandbox, running_sandbox

TRUST = [each for rule in ("2", "9", "12", "17") for each in ("--override", f"{rule}=a test")]


@dataclass
class House:
    home: Path
    sandbox: Sandbox

    def run(self, *arguments: str, codes: tuple[int, ...] = (0, 1)) -> Any:
        return document(self.home, "--profile", "house", *arguments, codes=codes)

    def send(self, title: str, codes: tuple[int, ...] = (0, 1)) -> Any:
        return self.run(
            "send", "--flow", "printer", "--apply", "--wait", "--confirm", "1", *TRUST, title,
            codes=codes,
        )  # fmt: skip

    def preview(self, title: str) -> Any:
        return self.run("preview", "--flow", "printer", title)

    @property
    def laid(self) -> dict[str, bytes]:
        """What lies in the folders beside the orders, by name."""
        [folder] = self.home.rglob("out/printer")
        return {
            each.name: each.read_bytes()
            for each in folder.rglob("*")
            if each.is_file() and each.parent != folder
        }

    def order(self) -> str:
        """A title whose order is stopped by nothing but the files that lack."""
        for each in self.run("titles", "search", "--limit", "80")["items"]:
            seen = self.preview(each["id"])
            stops = [p for p in seen.get("problems", ()) if p["stops"]]
            hard = [p for p in stops if p["severity"] == "blocker"]
            if hard and all("never fetched" in p["message"] for p in hard):
                return str(each["id"])
        raise AssertionError("nothing of the invented house is to be printed")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("home")
    with (
        running_sandbox(home / "sandbox", "--titles", "80", "--schema", "extended") as sandbox,
        pytest.MonkeyPatch.context() as around,
    ):
        around.setenv("COLOPHON_CONSONANCE_KEY", sandbox.consonance["key"])
        around.setenv("COLOPHON_XCONNECTOR_TOKEN", sandbox.first_line["xconnector"]["token"])
        document(
            home, "profile", "add", "house", "--environment", "staging",
            "--consonance", sandbox.consonance["url"],
            "--xconnector", sandbox.first_line["xconnector"]["url"],
        )  # fmt: skip
        made = House(home, sandbox)
        made.run("flows", "add", "printer", "--purpose", "5", "--format", "print-order",
                 "--destination", "Printer", "--audience", "internal",
                 "--style", "contract")  # fmt: skip
        made.run("sync")
        yield made


def listed(house: House, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.run("assets", "list", title)["items"]
    return found


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.timeout(300)
def test_the_printer_gets_the_very_files_of_consonance(house: House) -> None:
    title = house.order()
    listed = house.run("assets", "list", title)["items"]
    files = [each for each in listed if each["kind"] == "production file"]
    assert {each["variant"] for each in files} >= {"INTERIOR", "COVER"}
    assert all(not each["fetched"] and not each["sha256"] and each["bytes"] for each in files)
    words = call(house.home, "--profile", "house", "assets", "list", title).text
    assert "not fetched yet, Approved" in words

    to = house.home / "files"
    fetched = house.run("assets", "fetch", title, "--to", str(to))["items"]
    fetched = [each for each in fetched if each["kind"] == "production file"]
    at_consonance = {}
    for each in fetched:
        with urlopen(each["url"]) as answer:
            at_consonance[each["filename"]] = answer.read()
    for each in fetched:
        data = at_consonance[each["filename"]]
        assert (each["sha256"], each["bytes"]) == (sha(data), len(data))
        assert Path(each["file"]).read_bytes() == data
        assert each["content_type"] == "application/pdf"
        assert each["file"].endswith(f"{each['sha256']}.pdf")

    done = house.send(title)
    assert done["account"] == {"selected": 1, "delivered": 1}, done
    named = done["items"][0]["files"]
    assert {each["filename"]: (each["sha256"], each["bytes"]) for each in named} == {
        name: (sha(data), len(data)) for name, data in at_consonance.items()
    }
    assert house.laid == at_consonance
    shown = house.run("jobs", "show", str(done["job"]))
    assert shown["items"][0]["files"] == named


@pytest.mark.timeout(300)
def test_a_file_that_is_not_as_consonance_tells_is_not_kept(house: House) -> None:
    title = next(
        each["id"]
        for each in house.run("titles", "search", "--limit", "80")["items"]
        if sum(one["kind"] == "production file" for one in listed(house, each["id"])) > 1
    )
    work = house.run("titles", "show", title)["work"].removeprefix("work:")
    number = title.removeprefix("product:")
    told = house.sandbox.product(
        number,
        "productionFiles { id filename fileFormat fileVariant fileSize approvalStatus "
        "allowDistribution exists createdAt productIds }",
    )["productionFiles"]
    gone = [{**each, "exists": False} if n == 0 else each for n, each in enumerate(told)]
    house.sandbox.patch_work(work, {"productionFiles": gone})
    house.run("sync")
    fetched = house.run("assets", "fetch", title, "--to", str(house.home / "files"), codes=(3,))
    problems = {each["filename"]: each["problem"] for each in fetched["items"]}
    assert problems[told[0]["filename"]] == "Consonance gives no address for this file."
    assert problems[told[1]["filename"]] == ""
    assert not next(each["sha256"] for each in fetched["items"] if problems[each["filename"]])
