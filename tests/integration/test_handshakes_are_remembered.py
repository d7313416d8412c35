"""What a server told of itself is kept for a day and tried before use; hidden schemas are found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.errors import SourceAnswerError, SourceSchemaError
from desktop_app.services.handshakes import HandshakeFile
from desktop_app.sources import Ability, Handshake
from desktop_app.sources.consonance import ConsonanceSource
from desktop_app.sources.consonance.answers import Fault
from desktop_app.sources.consonance.observe import Lacks, assumed, observe
from tests.support_drift import drifting
from tests.support_graphql import KEY, Consonance, consonance, schema_text, works
from tests.support_sync import QUICK


async def shaken(server: Consonance, memory: HandshakeFile) -> Handshake:
    source = ConsonanceSource(server.url, KEY, memory=memory, **QUICK)
    try:
        return await source.handshake()
    finally:
        await source.aclose()


def looked(server: Consonance) -> int:
    return sum("__schema" in each["query"] for each in server.asked)


async def test_a_second_handshake_asks_one_small_question(tmp_path: Path) -> None:
    memory = HandshakeFile(tmp_path / "deep" / "handshake.json")
    async with consonance(works(1, 2), schema=schema_text(["Work.season"])) as server:
        first = await shaken(server, memory)
        assert looked(server) == 1
        server.asked.clear()
        second = await shaken(server, memory)
        assert looked(server) == 0
        assert len(server.asked) == 1
    assert (second.missing, second.losses, second.words) == (
        first.missing,
        first.losses,
        first.words,
    )
    assert (second.told, second.abilities, second.question) == (
        first.told,
        first.abilities,
        first.question,
    )
    assert second.learned
    assert not first.learned


async def test_a_server_that_lost_a_field_since_is_asked_anew(tmp_path: Path) -> None:
    memory = HandshakeFile(tmp_path / "handshake.json")
    async with consonance(works(1, 2)) as server:
        await shaken(server, memory)
        server.schema = schema_text(["Work.season"])
        again = await shaken(server, memory)
        assert looked(server) == 2
    assert "work.season" in again.missing


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda _: "{",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"ours": "', '"ours": "x'),
        lambda text: json.dumps(json.loads(text) | {"learned": "2020-01-01T00:00:00+00:00"}),
        lambda text: json.dumps(json.loads(text) | {"learned": "2090-01-01T00:00:00+00:00"}),
        lambda text: json.dumps(json.loads(text) | {"server": "another"}),
        lambda text: json.dumps(json.loads(text) | {"asked": {}}),
    ],
)
async def test_a_memory_that_is_old_torn_or_of_another_server_counts_for_nothing(
    tmp_path: Path, spoil: Any
) -> None:
    file = tmp_path / "handshake.json"
    async with consonance(works(1)) as server:
        await shaken(server, HandshakeFile(file))
        file.write_text(spoil(file.read_text()))
        await shaken(server, HandshakeFile(file))
        assert looked(server) == 2


async def test_a_memory_that_cannot_be_kept_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with consonance(works(1)) as server:
        handshake = await shaken(server, HandshakeFile(tmp_path / "file" / "handshake.json"))
    assert Ability.DESCRIBES_ITSELF in handshake.abilities


async def test_a_hidden_schema_is_remembered_too(tmp_path: Path) -> None:
    memory = HandshakeFile(tmp_path / "handshake.json")
    spec = "public+dark,lack:Work.season,need:Price.amount,union:Product,lack:Contact.isni"
    async with drifting(spec) as (server, _):
        first = await shaken(server, memory)
        asked = len(server.asked)
        second = await shaken(server, memory)
        assert len(server.asked) == asked + 1
    assert first.missing == second.missing
    gone = {each.field for each in first.losses}
    assert {"Work.season", "Price.amount", "Contact.isni"} <= gone
    assert next(each for each in first.losses if each.field == "Price.amount").unusable


async def test_a_hidden_schema_without_an_essential_field_is_named(tmp_path: Path) -> None:
    async with drifting("public+dark,lack:Work.products") as (server, _):
        with pytest.raises(SourceSchemaError, match=r"does not have Work\.products"):
            await shaken(server, HandshakeFile(tmp_path / "handshake.json"))


async def test_a_refusal_that_says_nothing_ends_in_a_sentence(tmp_path: Path) -> None:
    def sulking(_: Mapping[str, Any]) -> Any:
        return {"errors": [{"message": "No."}]}

    async with consonance(works(1), answer=sulking) as server:
        with pytest.raises(SourceAnswerError, match=r"could not answer the question. It says: No"):
            await shaken(server, HandshakeFile(tmp_path / "handshake.json"))
        assert len(server.asked) < 5


async def test_a_server_that_answers_bad_questions_with_400_is_understood() -> None:
    from aiohttp import web

    from desktop_app.companions.sandbox.answer import Answerer
    from desktop_app.companions.sandbox.schema import executable, schema_drift
    from tests.support_drift import house

    drifted = schema_drift("public+dark,lack:Work.season,value:ProductMeasurementUnit.MM")
    answerer = Answerer(executable(drifted.text, house(extended=False)), dark=True)

    async def handle(request: web.Request) -> web.Response:
        made = answerer.answer(await request.json())
        status = 400 if b'"data"' not in made else 200
        return web.Response(body=made, status=status, content_type="application/json")

    app = web.Application()
    app.add_routes([web.post("/graphql", handle)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        source = ConsonanceSource(f"http://127.0.0.1:{runner.addresses[0][1]}/graphql", KEY)
        handshake = await source.handshake()
        await source.aclose()
    finally:
        await runner.cleanup()
    assert {"work.season", "productHeight"} <= set(handshake.missing)


@pytest.mark.parametrize(
    ("message", "place", "lacks"),
    [
        ("Field 'b' doesn't exist on type 'Work'", None, {"fields": {("Work", "b")}}),
        ('Cannot query field "b" on type "Work". Did you mean "a"?', None,
         {"fields": {("Work", "b")}}),
        ("Value 'MM' does not exist in 'ProductMeasurementUnit' enum.", None,
         {"values": {("ProductMeasurementUnit", "MM")}}),
        ("No such type Person, so it can't be a fragment condition", None, {"types": {"Person"}}),
        ("Unknown type 'Person'.", None, {"types": {"Person"}}),
        ("Variable '$search' got invalid value {}; Field 'after' is not defined by type "
         "'WorkSearchAttributes'.", None, {"fields": {("WorkSearchAttributes", "after")}}),
        ("Variable $search of type WorkSearchAttributes was provided invalid value for after "
         "(Field is not defined on WorkSearchAttributes)", None,
         {"fields": {("WorkSearchAttributes", "after")}}),
        ("Selections can't be made directly on unions (see selections on Product)", None,
         {"unions": {"Product"}}),
        ("Field 'season' is missing required arguments: year", (1, 11),
         {"unfit": {("Work", "season")}}),
        ("Field 'title' must not have a selection", (1, 18), {"unfit": {("Work", "title")}}),
    ],
)  # fmt: skip
def test_refusals_are_understood_in_the_words_of_several_servers(
    message: str, place: tuple[int, int] | None, lacks: dict[str, set[Any]]
) -> None:
    found = Lacks()
    fault = Fault((), message, (place,) if place else ())
    assert observe("{ works { season title bics } }", [fault], found)
    told = {name: getattr(found, name) for name in lacks}
    assert told == lacks
    assert assumed(found).query_type is not None
    assert not observe("{ works { season title bics } }", [fault], found)
