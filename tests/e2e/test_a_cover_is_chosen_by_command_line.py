"""Two front covers: nothing goes until a person has said which, and why; it is kept and shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support_command_line import Done, call, document
from tests.support_sandbox import Sandbox, running_sandbox

RULE = "12"


class House:
    """A demo that reads the running sandbox, and its title with two front covers."""

    def __init__(self, home: Path, sandbox: Sandbox) -> None:
        self.home, self.sandbox = home, sandbox
        document(home, "sync")
        blocked = document(home, "titles", "search", "--filter", "standing=blocked",
                           "--limit", "300")["items"]  # fmt: skip
        ids = [each["id"] for each in blocked]
        found = self.ask("check", "--flow", "gardners", *ids)["items"]
        self.title = next(
            each["subject"] for each in found
            if any(one["rule"] == RULE and one["severity"] == "blocker" for one in each["problems"])
        )  # fmt: skip

    def ask(self, *arguments: str) -> Any:
        return document(self.home, *arguments, codes=(0, 1))

    def call(self, *arguments: str) -> Done:
        return call(self.home, "--json", *arguments)

    def rule(self, flow: str = "gardners") -> list[dict[str, Any]]:
        seen = self.ask("check", "--flow", flow, self.title)
        return [each for each in seen["problems"] if each["rule"] == RULE]

    def choose(self, *arguments: str) -> Done:
        return self.call("assets", "choose", self.title, *arguments)

    def covers(self) -> list[dict[str, Any]]:
        listed = self.ask("assets", "list", self.title)["items"]
        return [each for each in listed if each["candidate"]]

    def add_third(self) -> None:
        """Somebody links one more front cover in Consonance."""
        fields = (
            "id url filename fileSize height imageContentType isProcessing createdAt "
            "onixContentAudienceCode resourceVariant productIds"
        )
        number = self.title.partition(":")[2]
        work = self.sandbox.product(number, f"work {{ id supportingResources {{ {fields} }} }}")
        given = work["work"]["supportingResources"]
        gone = given[0]["url"].replace(".jpg", "9999.jpg")
        third = given[0] | {"id": 999_999, "filename": "third.jpg", "url": gone}
        self.sandbox.patch_work(work["work"]["id"], {"supportingResources": [*given, third]})
        self.ask("sync")

    def payload(self) -> Any:
        done = self.call("preview", "--flow", "gardners", "--as", "payload", self.title)
        seen = json.loads(done.out)
        given = seen["payload"]
        return json.loads(given) if isinstance(given, str) else given


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("home")
    with running_sandbox(home, "--titles", "250") as sandbox:
        yield House(home, sandbox)


def test_a_choice_goes_with_its_reason_and_ends_when_the_set_is_another(house: House) -> None:
    # nothing is chosen: the send stops and says what helps
    (problem,) = [each for each in house.rule() if each["severity"] == "blocker"]
    assert problem["fix"] == "Choose the cover."
    assert house.payload()["cover"] is None
    first, second = house.covers()
    assert [first["used"], second["used"], first["choice"]] == [False, False, None]

    # what cannot be chosen
    assert house.choose("--use", second["resource"]).code == 2, "a reason is needed"
    assert house.choose().code == 2
    assert house.choose("--clear").code == 2, "there is nothing to take back"
    assert house.choose("--use", "4711", "--reason", "no such").code == 2
    whole = [each for each in house.rule() if each["severity"] == "blocker"]
    assert whole, "none of that chose"

    # the second one, by its hash
    done = house.choose("--use", second["sha256"][:16], "--reason", "The new series look")
    assert done.code == 0, done.text
    told = done.document
    assert told["used"] == second["resource"]
    assert told["choice"]["reason"] == "The new series look"
    assert told["choice"]["sha256"] == second["sha256"]
    assert told["choice"]["others"] == [first["resource"]]
    assert told["choice"]["at"]
    assert not [each for each in house.rule() if each["severity"] == "blocker"]
    assert any("The new series look" in each["message"] for each in house.rule())
    assert house.payload()["cover"]["id"] == second["resource"]
    assert [each["used"] for each in house.covers()] == [False, True]

    # it goes, and the item keeps who, when and why
    sent = house.call("send", "--flow", "gardners", house.title, "--apply", "--wait")
    assert sent.code in (0, 1), sent.text
    job = sent.document["job"]
    number = job["number"] if isinstance(job, dict) else job
    (item,) = house.ask("jobs", "show", str(number))["items"]
    assert "The new series look" in item["cover"]
    exported = house.call("jobs", "export", str(number), "--to", "-").document["csv"]
    assert "The new series look" in exported

    # a third one ends it, and the problem says so
    house.add_third()
    (again,) = [each for each in house.rule() if each["severity"] == "blocker"]
    assert "does not hold any more" in again["message"]
    assert "was added" in again["message"]
    assert house.payload()["cover"] is None

    # chosen again, then taken back
    assert house.choose("--use", "999999", "--reason", "The last word").code == 2, "no file"
    again = house.choose("--use", first["resource"], "--reason", "The old look after all")
    assert again.document["used"] == first["resource"]
    taken = house.choose("--clear", "--reason", "Not sure")
    assert (taken.code, taken.document["used"], taken.document["choice"]) == (0, None, None)
    assert [each for each in house.rule() if each["severity"] == "blocker"]
