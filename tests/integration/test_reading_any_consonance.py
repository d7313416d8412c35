"""Servers that lack, repeat, spoil or hide something: a sentence, and nothing lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop_app.records.errors import (
    ColophonError,
    SourceAnswerError,
    SourceSchemaError,
    SourceSignInError,
    SourceTlsError,
    SourceUnreachableError,
)
from tests.support_graphql import (
    KEY,
    WISHES,
    Consonance,
    product,
    schema_text,
    work,
    works,
)
from tests.support_sync import reading
from tests.support_tls import trusted

PARTIAL = (
    "Consonance left parts out: what it gave is here, and nothing was taken off the list. "
    "Refresh again later."
)


async def test_pages_are_read_until_one_is_empty(tmp_path: Path) -> None:
    async with reading(tmp_path, works(*range(1, 8)), cap=3) as (server, opened):
        report = await opened.read()
        assert (report.read, report.new, report.complete) == (7, 7, True)
        assert [each.get("after") for each in server.pages_asked()] == [None, 3, 6, 7]


async def test_one_answer_is_given_in_slices_that_can_be_resumed(tmp_path: Path) -> None:
    async with reading(tmp_path, works(*range(1, 251)), cap=1000) as (_, opened):
        source = opened.source()
        pages = [each async for each in source.pages()]
        await source.aclose()
        assert [len(each.records) for each in pages] == [100, 100, 50]
        assert [each.cursor for each in pages] == [100, 200, 250]


async def test_works_in_no_order_are_read_but_not_trusted_to_be_all(tmp_path: Path) -> None:
    house = {each: work(each) for each in (5, 2, 9, 1, 7, 3)}
    async with reading(tmp_path, house, cap=4, sorted=False) as (_, opened):
        report = await opened.read()
        assert report.complete is True, "all after the highest were given: nothing was passed over"
    house = {each: work(each) for each in (5, 2, 1, 9, 7, 3)}
    async with reading(tmp_path, house, cap=2, sorted=False) as (_, opened):
        report = await opened.read()
        assert report.complete is False
        assert (
            "This Consonance gave works in no order of their numbers, so some may have been "
            "passed over." in report.words
        )


async def test_a_server_that_ignores_after_does_not_keep_us_for_ever(tmp_path: Path) -> None:
    def forgetful(body: Mapping[str, Any]) -> Any:
        if "search" in body.get("variables", {}):
            return served[0].execute({**body, "variables": {"search": {}}})
        return None

    served: list[Consonance] = []
    async with reading(tmp_path, works(1, 2, 3), answer=forgetful) as (server, opened):
        served.append(server)
        report = await opened.read()
        assert (report.read, report.complete) == (3, False)
        assert report.words == (
            "This Consonance gave the same works again instead of the next ones, so it is not "
            "certain that these are all.",
            PARTIAL,
        )


async def test_a_server_without_after_is_asked_once(tmp_path: Path) -> None:
    schema = schema_text(["WorkSearchAttributes.after"])
    async with reading(tmp_path, works(1, 2, 3), schema=schema) as (server, opened):
        report = await opened.read()
        assert (report.read, report.complete) == (3, True)
        assert len(server.pages_asked()) == 1
        assert report.words[0].startswith("This Consonance cannot be read in parts")


async def test_a_title_that_comes_twice_counts_once(tmp_path: Path) -> None:
    house = {1: work(1, product(10), product(11)), 2: work(2, product(11), product(20))}
    async with reading(tmp_path, house, cap=1) as (_, opened):
        report = await opened.read()
        assert (report.read, report.new) == (3, 3)
        assert (await opened.catalogue.record("product:11")).work == "work:1"


async def test_a_field_the_server_lacks_is_unknown_in_every_record(tmp_path: Path) -> None:
    schema = schema_text(["Work.season", "Product.allowOnixExports"])
    async with reading(tmp_path, works(1, 2), schema=schema) as (_, opened):
        report = await opened.read()
        assert report.complete
        assert set(report.left_out) == {"allowOnixExports", "work.season"} | WISHES
        assert report.words == (
            "This Consonance does not have Product.allowOnixExports, Work.season. What comes from "
            "there is unknown and cannot be checked here.",
        )
        document = await opened.document("product:10")
        assert "allowOnixExports" not in document
        assert "season" not in document["work"]


async def test_when_the_server_learns_a_field_all_is_read_anew(tmp_path: Path) -> None:
    async with reading(tmp_path, works(1, 2)) as (server, opened):
        whole = server.schema
        server.schema = schema_text(["Work.season"])
        await opened.read()
        server.schema = whole
        report = await opened.read()
        assert (report.read, report.changed) == (2, 2)
        assert (await opened.document("product:10"))["work"]["season"] == "Autumn 2027"


async def test_without_an_essential_field_nothing_is_read_and_the_field_is_named(
    tmp_path: Path,
) -> None:
    async with reading(tmp_path, works(1, 2)) as (server, opened):
        await opened.read()
        before = await opened.contents()
        server.schema = schema_text(["Product.fullTitle"])
        with pytest.raises(SourceSchemaError) as raised:
            await opened.read(full=True)
        assert raised.value.sentence() == (
            "This Consonance does not have Product.fullTitle, and titles cannot be read without "
            "it. Nothing was read; the titles on this computer stay as they are. Check that the "
            "key may read titles, look for a newer Colophon, or ask Consonance's support."
        )
        assert await opened.contents() == before


async def test_a_server_that_does_not_describe_itself_is_asked_as_the_public_schema_says(
    tmp_path: Path,
) -> None:
    def shy(body: Mapping[str, Any]) -> Any:
        if "__schema" in body["query"]:
            return {"errors": [{"message": "Introspection is off"}]}
        return None

    async with reading(tmp_path, works(1), answer=shy) as (_, opened):
        report = await opened.read()
        assert report.read == 1
        assert report.words[0].startswith("This Consonance does not describe what it can be asked")


async def test_one_record_that_spoils_a_page_is_left_out_alone(tmp_path: Path) -> None:
    house = works(1, 3) | {2: work(2, product(20), product(21, fullTitle=None))}
    async with reading(tmp_path, house, cap=2) as (_, opened):
        report = await opened.read()
        assert (report.read, report.complete) == (3, True)
        assert [(each.id, each.reason) for each in report.skipped] == [
            (
                "product:21",
                "Consonance has no fullTitle for it, which every record needs.",
            )
        ]
        assert await opened.count() == 3


async def test_a_fault_in_what_only_source_shows_costs_only_that(tmp_path: Path) -> None:
    extra = {"id": 1, "assigned": None}
    house = works(1, 3) | {2: work(2, product(20), product(21), ancillaryContents=[extra])}
    async with reading(tmp_path, house) as (_, opened):
        report = await opened.read()
        assert (report.read, report.skipped, report.complete) == (4, (), True)
        assert (await opened.catalogue.whole("product:20")).aside is None
        assert (await opened.catalogue.whole("product:10")).aside is not None
        again = await opened.read(full=True)
        assert (again.new, again.changed) == (0, 0)


async def test_a_spoilt_record_that_was_sound_before_is_kept_as_it_was(tmp_path: Path) -> None:
    async with reading(tmp_path, works(1, 2, 3)) as (server, opened):
        await opened.read()
        before = await opened.contents()
        server.works[2]["products"][0]["fullTitle"] = None
        report = await opened.read(full=True)
        assert [each.id for each in report.skipped] == ["product:20"]
        assert report.gone == 0
        assert await opened.contents() == before


async def test_absurd_fields_leave_out_their_record_only(tmp_path: Path) -> None:
    def absurd(body: Mapping[str, Any]) -> Any:
        made = server.execute(body)
        for each in (made.get("data") or {}).get("works", ()):
            for one in each["products"]:
                if one["id"] == 20:
                    one["prices"][0]["amount"] = "cheap"
                if one["id"] == 30:
                    del one["id"]
        return made

    async with reading(tmp_path, works(1, 2, 3)) as (server, opened):
        await opened.read()
        before = await opened.contents()
        server.answer = absurd
        report = await opened.read(full=True)
        assert [(each.id, each.reason) for each in report.skipped] == [
            ("product:20", "prices[1].amount is not an amount of money (cheap)."),
            ("work:3", "id is missing."),
        ]
        assert (report.complete, report.gone) == (False, 0)
        assert await opened.contents() == before


async def test_a_number_beyond_all_measure_is_a_fault_of_its_record(tmp_path: Path) -> None:
    def huge(body: Mapping[str, Any]) -> Any:
        text = json.dumps(server.execute(body))
        return text.replace('"amount": 12.99', '"amount": 1e999999999', 1).encode()

    async with reading(tmp_path, works(1, 2)) as (server, opened):
        server.answer = huge
        report = await opened.read()
        assert [each.id for each in report.skipped] == ["product:10"]
        assert "prices[1].amount is not an amount of money" in report.skipped[0].reason
        assert report.read == 1


async def test_what_a_fault_struck_keeps_its_last_values(tmp_path: Path) -> None:
    def partial(body: Mapping[str, Any]) -> Any:
        made = server.execute(body)
        found = (made.get("data") or {}).get("works")
        if found:
            found[0]["season"] = None
            made["errors"] = [{"message": "season timed out", "path": ["works", 0, "season"]}]
        return made

    async with reading(tmp_path, works(1, 2)) as (server, opened):
        await opened.read()
        before = await opened.contents()
        server.answer = partial
        report = await opened.read(full=True)
        assert report.complete is False
        assert report.words == (
            "Consonance could not give everything; what it could not give was left as it was.",
            PARTIAL,
        )
        assert [(each.id, each.reason) for each in report.skipped] == [
            ("product:10", "Consonance could not give its season: season timed out")
        ]
        assert await opened.contents() == before


async def test_a_warning_beside_the_data_makes_the_page_incomplete(tmp_path: Path) -> None:
    def warned(body: Mapping[str, Any]) -> Any:
        made = server.execute(body)
        return made | {"errors": [{"message": "some works were too slow"}]}

    async with reading(tmp_path, works(1, 2)) as (server, opened):
        await opened.read()
        del server.works[2]
        server.answer = warned
        report = await opened.read(full=True)
        assert (report.complete, report.gone) == (False, 0)
        assert report.words == (
            "Consonance left something out. It says: some works were too slow",
            PARTIAL,
        )
        assert await opened.count() == 2


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (
            {"errors": [{"message": "Field 'works' is under maintenance"}]},
            SourceAnswerError,
            "could not answer the question. It says: Field 'works' is under maintenance",
        ),
        (
            {"data": None, "errors": [{"message": "Unauthorized"}]},
            SourceSignInError,
            "did not accept the key. It says: Unauthorized",
        ),
        (["not", "GraphQL"], SourceAnswerError, "answers, but not as a Consonance does."),
        ({"data": {"works": 7}}, SourceAnswerError, "could not answer the question."),
        (b"{\"data\": {\"works\": [", SourceAnswerError, "cannot be read: it ends too early."),
        (b"{\"data\": NaN}", SourceAnswerError, "it holds NaN, which is not a number."),
        (b"<html>Sign in to the hotel</html>", SourceAnswerError, "A web page answered at"),
        (b"\xff\xfe", SourceAnswerError, "cannot be read: it is not UTF-8 text (byte 0)."),
        (b'{"data":' + b"[" * 100_000, SourceAnswerError, "it is nested too deeply."),
    ],
)  # fmt: skip
async def test_an_answer_that_is_none_gets_a_sentence_and_loses_nothing(
    tmp_path: Path, answer: Any, kind: type[ColophonError], sentence: str
) -> None:
    async with reading(tmp_path, works(1, 2, 3)) as (server, opened):
        await opened.read()
        before = await opened.contents()
        server.answer = lambda body: answer if "fullTitle" in body["query"] else None
        with pytest.raises(kind) as raised:
            await opened.read(full=True)
        assert sentence in raised.value.message
        assert raised.value.not_done
        assert raised.value.next_step
        assert await opened.contents() == before
        server.answer = None
        assert (await opened.read()).complete is True


async def test_something_else_than_graphql_is_told_at_the_handshake(tmp_path: Path) -> None:
    async with reading(tmp_path, {}, answer=lambda _: {"data": {"__schema": 1}}) as (_, opened):
        with pytest.raises(SourceAnswerError, match="its description of itself cannot be"):
            await opened.read()


async def test_a_reply_beyond_the_cap_is_asked_for_in_parts(tmp_path: Path) -> None:
    house = {each: work(each, season="x" * 12_000) for each in range(1, 61)}
    async with reading(tmp_path, house, {"cap": 500_000}, cap=1000) as (server, opened):
        report = await opened.read()
        assert (report.read, report.complete) == (60, True)
        assert sum("Several" in each["query"] for each in server.asked) == 3


async def test_single_titles_are_read_again(tmp_path: Path) -> None:
    house = works(1, 2) | {3: work(3, product(30, fullTitle=None))}
    async with reading(tmp_path, house) as (_, opened):
        source = opened.source()
        page = await source.fetch(
            ["product:20", "onix:X", "product:99", "product:30", "product:20"]
        )
        await source.aclose()
        assert [each.id for each in page.records] == ["product:20"]
        assert [each.id for each in page.skipped] == ["product:30"]
        await opened.read()
        assert page.records[0].content_hash == (await opened.contents())["product:20"]


async def test_a_server_that_cannot_be_asked_for_one_title_says_so(tmp_path: Path) -> None:
    schema = schema_text(["ProductSearchAttributes.idEq"])
    async with reading(tmp_path, works(1), schema=schema) as (_, opened):
        assert (await opened.read()).read == 1
        source = opened.source()
        with pytest.raises(SourceSchemaError, match="cannot be asked for a single title"):
            await source.fetch(["product:10"])
        await source.aclose()


async def test_wrong_host_refused_port_and_wrong_key_each_get_a_sentence(tmp_path: Path) -> None:
    async with reading(tmp_path, works(1, 2)) as (server, opened):
        await opened.read()
        before = await opened.contents()
        right = server.url
        opened.key = "x" * 32
        with pytest.raises(SourceSignInError, match=r"did not accept the key \(401\)"):
            await opened.read()
        opened.key = KEY
        opened.url = "https://no-such-host.invalid/graphql"
        with pytest.raises(SourceUnreachableError, match="No server is known by the name"):
            await opened.read()
        opened.url = right.replace("/graphql", "/elsewhere")
        with pytest.raises(SourceAnswerError, match="there is no Consonance at this address"):
            await opened.read()
        opened.url = right
        assert await opened.contents() == before


# -- TLS and keys ---------------------------------------------------------------------


async def test_a_certificate_that_nobody_vouches_for_stops_before_the_key(tmp_path: Path) -> None:
    tls, trusting = trusted(tmp_path)
    async with reading(tmp_path, works(1, 2), {"verify": trusting}, tls=tls) as (server, opened):
        assert (await opened.read()).read == 2
        before = await opened.contents()
        server.asked.clear()
        opened.options["verify"] = True
        with pytest.raises(SourceTlsError) as raised:
            await opened.read()
        assert "could not prove who it is: its certificate is not acceptable (self" in str(
            raised.value
        )
        assert raised.value.not_done == "The key was not sent and nothing was read."
        assert server.asked == []
        assert await opened.contents() == before


async def test_plain_http_where_tls_is_meant_is_told(tmp_path: Path) -> None:
    async with reading(tmp_path, works(1)) as (server, opened):
        opened.url = server.url.replace("http:", "https:")
        with pytest.raises(SourceTlsError, match="no encrypted connection came about"):
            await opened.read()


async def test_a_key_never_travels_unencrypted(tmp_path: Path) -> None:
    async with reading(tmp_path, works(1)) as (_, opened):
        opened.url = "http://consonance.example.org/graphql"
        with pytest.raises(SourceTlsError, match=r"consonance\.example\.org, is not encrypted"):
            await opened.read()
