"""Connect tries both ends a step at a time: what works, what does not, and what to do then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.flow import Acknowledgement, Flow, Style
from desktop_app.services.connect import Connect, Step
from tests.support_graphql import KEY, Consonance, consonance, schema_text, works
from tests.support_records import GARDNERS
from tests.support_sandbox import Sandbox, running_sandbox
from tests.support_tls import trusted


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("home"), "--titles", "150") as started:
        yield started


async def tried(sandbox: Sandbox, **changes: Any) -> dict[str, Step]:
    ends = {
        "consonance_url": sandbox.consonance["url"],
        "key": sandbox.consonance["key"],
        "xconnector_url": sandbox.first_line["xconnector"]["url"],
        "token": sandbox.first_line["xconnector"]["token"],
    }
    made = [each async for each in Connect(deadline=10).steps(**(ends | changes))]
    assert all(each.words for each in made)
    return {each.name: each for each in made}


async def test_every_step_works_with_the_sandbox(sandbox: Sandbox) -> None:
    made = await tried(sandbox)
    assert list(made) == [
        "address",
        "sign-in",
        "schema",
        "titles",
        "clock",
        "xConnector address",
        "xConnector",
        "xConnector sign-in",
        "xConnector clock",
    ]
    assert {each.ok for each in made.values()} == {True}


async def test_a_wrong_key_fails_its_own_step_and_the_rest_waits(sandbox: Sandbox) -> None:
    made = await tried(sandbox, key="not-the-key-not-the-key", token="nor-this-one")
    assert made["address"].ok is True
    assert made["sign-in"].ok is False
    assert "did not accept the key (401). Enter the key again" in made["sign-in"].words
    assert {made[each].ok for each in ("schema", "titles", "clock")} == {None}
    assert made["xConnector"].ok is True
    assert made["xConnector sign-in"].ok is False
    assert not any("not-the-key" in each.words for each in made.values())


async def test_a_wrong_address_is_told_before_the_key_is_used(sandbox: Sandbox) -> None:
    made = await tried(
        sandbox, consonance_url="https://no-such-host.invalid/graphql", xconnector_url=""
    )
    assert made["address"].ok is False
    assert made["address"].words.startswith("No server is known by the name no-such-host.invalid.")
    assert made["sign-in"] == Step("sign-in", None, "Not tried, because an earlier step failed.")
    assert made["xConnector"].ok is None
    made = await tried(sandbox, consonance_url="http://example.org/graphql")
    assert made["address"].words == (
        "The address of Consonance, example.org, is not encrypted. Use the address that begins "
        "with https://."
    )
    elsewhere = sandbox.consonance["url"].replace("/graphql", "/covers/1.jpg")
    assert (await tried(sandbox, consonance_url=elsewhere))["sign-in"].ok is False


async def test_a_flow_is_tried_alone_and_nothing_is_sent(sandbox: Sandbox) -> None:
    made = await tried(sandbox, flow=GARDNERS)
    assert made["flow"] == Step(
        "flow", True, "xConnector takes item-json for gardners. Nothing was sent."
    )
    assert "address" not in made
    made = await tried(sandbox, flow=replace(GARDNERS, name="nobody"))
    assert made["flow"].ok is False
    assert "This xConnector has no flow named nobody." in made["flow"].words
    made = await tried(sandbox, flow=replace(GARDNERS, format="milestone-event"))
    assert "takes item-json there, not milestone-event" in made["flow"].words
    made = await tried(sandbox, flow=GARDNERS, token="wrong")
    assert (made["flow"].ok, "did not accept the key" in made["flow"].words) == (False, True)
    made = await tried(sandbox, flow=GARDNERS, xconnector_url="")
    assert made["flow"].ok is False
    hook = replace(
        GARDNERS,
        style=Style.WEBHOOK,
        acknowledgement=Acknowledgement.NONE,
        url=sandbox.first_line["xconnector"]["url"] + "/secret-path",
    )
    made = await tried(sandbox, flow=hook)
    assert list(made) == ["flow"]
    assert made["flow"].ok is True
    assert "secret-path" not in made["flow"].words


async def steps(server: Consonance, **options: Any) -> dict[str, Step]:
    made = [each async for each in Connect(deadline=5, **options).steps(server.url, KEY)]
    return {each.name: each for each in made}


async def test_connect_tells_a_bad_certificate_at_the_address(tmp_path: Path) -> None:
    tls, trusting = trusted(tmp_path)
    async with consonance(works(1), tls=tls) as server:
        made = await steps(server)
        assert made["address"].ok is False
        assert "its certificate is not acceptable" in made["address"].words
        assert "Ask who runs the server for a proper certificate" in made["address"].words
        made = await steps(server, verify=trusting)
        assert made["address"].words.endswith("answers and has proved who it is.")
        assert made["titles"].words == "The first answer holds 1 title; Title 10 was read whole."
        hook = Flow("hook", 1, "Hook", "item-json", style=Style.WEBHOOK, url=f"{server.url}?s=1")
        found = [each async for each in Connect().steps("", "", flow=hook)]
        assert [(each.name, each.ok) for each in found] == [("flow", False)]
        assert "its certificate is not acceptable" in found[0].words


@pytest.mark.parametrize(
    ("hours", "words"),
    [(3, "is 3 hours ahead of that of Consonance"), (-0.1, "is 6 minutes behind that of")],
)
async def test_connect_tells_clocks_that_lie_apart(hours: float, words: str) -> None:
    async with consonance(works(1)) as server:
        made = await steps(server, now=lambda: datetime.now(UTC) + timedelta(hours=hours))
        assert made["clock"].ok is False
        assert words in made["clock"].words


async def test_connect_tells_drift_in_words_and_a_lack_that_stops(tmp_path: Path) -> None:
    async with consonance(works(1), schema=schema_text(["Work.season"])) as server:
        made = await steps(server)
        assert made["schema"].ok is True
        assert made["schema"].words.startswith("This Consonance does not have Work.season.")
        assert "fields that Colophon does not use." in made["schema"].words
        server.schema = schema_text(["Work.products"])
        made = await steps(server)
        assert (made["sign-in"].ok, made["schema"].ok, made["titles"].ok) == (True, False, None)
        assert "This Consonance does not have Work.products" in made["schema"].words
        server.schema = schema_text()
        server.works.clear()
        made = await steps(server)
        assert made["titles"].words == (
            "Reading works, but there are no titles in this Consonance."
        )


async def test_connect_never_shows_the_key_that_a_server_repeats() -> None:
    echo = {"errors": [{"message": f"the key {KEY} is tired"}]}
    async with consonance(works(1), answer=lambda _: echo) as server:
        made = await steps(server)
        assert made["sign-in"].ok is False
        assert "the key … is tired" in made["sign-in"].words
        assert not any(KEY in each.words for each in made.values())
