"""The files of an asset package go ahead of its manifest, once, and are those that were previewed.

Over loopback, with the real gateway."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.engine import Engine, lanes
from desktop_app.engine.courier import Courier
from desktop_app.records.flow import Flow
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.services.fetched_files import FetchedFiles
from desktop_app.store.ledger import Ledger
from desktop_app.xconnector.contract import ContractCourier
from tests.support_couriers import http, lease, parcel, raw_server
from tests.support_files import (
    ARCHIVE,
    archive_config,
    kept,
    manifest,
    package_item,
    relay,
    sha,
)
from tests.support_gateway import TOKEN, Receiver, running_gateway
from tests.support_sending import SOON, ended, open_ledger, plan_of, submitted

COVER = b"\xff\xd8" + os.urandom(900_000)
TEXT = b"%PDF-1.7" + os.urandom(5_000)
FILES = {"cover.jpg": COVER, "inside.pdf": TEXT}
LIMIT = 1 << 20


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "far").mkdir()
    return archive_config(tmp_path / "far", max_asset=LIMIT)


@pytest.fixture
def gateway(config: Path) -> Iterator[Receiver]:
    with running_gateway(config) as running:
        yield running


@pytest.fixture
def files(tmp_path: Path) -> FetchedFiles:
    made = FetchedFiles(tmp_path / "covers")
    for name, data in FILES.items():
        kept(made, f"http://c/{name}", data)
    return made


def picture(tmp_path: Path, data: bytes) -> Path:
    return tmp_path / "covers/pictures" / sha(data)[:2] / sha(data)


def out(tmp_path: Path) -> dict[str, bytes]:
    folder = tmp_path / "far/out"
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file() and each.parent != folder
    }


async def delivered(
    url: str, files: FetchedFiles | None, named: dict[str, bytes] | None = None
) -> Receipt:
    """One attempt of a courier for one manifest."""
    of = lease("product:7", manifest(FILES if named is None else named), flow="archive")
    courier = ContractCourier(url, TOKEN, files=files, deadline=5.0)
    try:
        return await courier.deliver(parcel(courier, of))
    finally:
        await courier.aclose()


def engine_of(ledger: Ledger, url: str, files: FetchedFiles) -> Engine:
    async def open_courier(flow: Flow) -> Courier:
        return ContractCourier(url, TOKEN, ledger=ledger.id, files=files, deadline=5.0)

    return Engine(ledger, open_courier, lanes((ARCHIVE,)), SOON)


async def test_the_files_are_there_before_the_manifest(
    gateway: Receiver, files: FetchedFiles, tmp_path: Path
) -> None:
    async with relay(gateway.url) as line:
        receipt = await delivered(line.url, files)
    assert receipt.outcome is Outcome.DELIVERED, receipt
    assert out(tmp_path) == {f"product-7/{name}": data for name, data in FILES.items()}
    asked = [(method, path.rsplit("/", 1)[-1][:8]) for method, path in line.seen]
    assert asked == [
        ("HEAD", sha(COVER)[:8]), ("PUT", sha(COVER)[:8]),
        ("HEAD", sha(TEXT)[:8]), ("PUT", sha(TEXT)[:8]), ("POST", "events"),
    ]  # fmt: skip


async def test_what_is_there_already_is_asked_for_and_not_sent(
    gateway: Receiver, files: FetchedFiles, tmp_path: Path
) -> None:
    assert (await delivered(gateway.url, files)).outcome is Outcome.DELIVERED
    for data in FILES.values():
        picture(tmp_path, data).unlink()  # nor is it needed here any more
    async with relay(gateway.url) as line:
        assert (await delivered(line.url, files)).outcome is Outcome.DELIVERED
    assert (line.count("HEAD"), line.count("PUT"), line.count("POST")) == (2, 0, 1)


async def test_many_manifests_that_name_one_file_send_it_once(
    gateway: Receiver, files: FetchedFiles, tmp_path: Path
) -> None:
    async with open_ledger(tmp_path) as ledger, relay(gateway.url) as line:
        engine = engine_of(ledger, line.url, files)
        engine.start()
        items = [package_item(number, {"cover.jpg": COVER}) for number in range(1, 31)]
        job = await submitted(ledger, plan_of("p", items))
        assert await ended(ledger, job) == {"selected": 30, "delivered": 30}
        await engine.stop()
    assert (line.count("PUT"), line.count("POST")) == (1, 30)


@pytest.mark.parametrize("harm", ["gone", "other", "shorter"])
async def test_a_file_that_is_not_as_previewed_holds_its_item_and_no_other(
    gateway: Receiver, files: FetchedFiles, tmp_path: Path, harm: str
) -> None:
    place = picture(tmp_path, TEXT)
    if harm == "gone":
        place.unlink()
    else:
        place.write_bytes(b"another" if harm == "other" else TEXT[:-1])
    async with open_ledger(tmp_path) as ledger, relay(gateway.url) as line:
        engine = engine_of(ledger, line.url, files)
        engine.start()
        items = [package_item(1, FILES), package_item(2, {"cover.jpg": COVER})]
        job = await submitted(ledger, plan_of("p", items))
        assert await ended(ledger, job) == {"selected": 2, "delivered": 1, "held": 1}
        [held] = [each for each in await ledger.items(job) if each.state == "held"]
        assert held.subject == "product:1"
        assert "inside.pdf" in held.reason
        assert "was not sent, nor was another" in held.reason
        assert await ledger.pauses() == []
        assert line.count("PUT", f"/v1/assets/{sha(TEXT)}") == 0
        # The same bytes are fetched again, and a person lets it go.
        kept(files, "http://c/inside.pdf", TEXT)
        await ledger.release(job, ())
        engine.wake()
        assert await ended(ledger, job) == {"selected": 2, "delivered": 2}
        await engine.stop()
    assert out(tmp_path)["product-1/inside.pdf"] == TEXT


async def test_a_file_that_is_written_over_while_it_leaves_is_never_another_there(
    gateway: Receiver, files: FetchedFiles, tmp_path: Path
) -> None:
    class WrittenOver:
        """Hands the file out as it was, then it is written over in place."""

        def open(self, sha256: str):  # type: ignore[no-untyped-def]
            opened = files.open(sha256)
            with picture(tmp_path, COVER).open("r+b") as file:
                file.seek(800_000)
                file.write(b"something else")
            return opened

    receipt = await delivered(gateway.url, WrittenOver(), {"cover.jpg": COVER})  # type: ignore[arg-type]
    assert receipt.outcome is Outcome.UNSENT, receipt
    with gateway.client() as client:
        assert client.head(f"/v1/assets/{sha(COVER)}").status_code == 404
    again = await delivered(gateway.url, files, {"cover.jpg": COVER})
    assert again.outcome is Outcome.NO_FILE


async def test_a_connection_cut_in_the_upload_is_mended_by_the_next_attempt(
    gateway: Receiver, files: FetchedFiles, tmp_path: Path
) -> None:
    async with open_ledger(tmp_path) as ledger, relay(gateway.url) as line:
        line.cut_after = 300_000
        engine = engine_of(ledger, line.url, files)
        engine.start()
        job = await submitted(ledger, plan_of("p", [package_item(7, FILES)]))
        assert await ended(ledger, job) == {"selected": 1, "delivered": 1}
        [item] = await ledger.items(job)
        first, second = await ledger.attempts(item.id)
        await engine.stop()
    assert (first.outcome, second.outcome) == ("unsent", "delivered")
    assert "cover.jpg" in first.message
    assert "The manifest was not sent." in first.message
    assert line.count("POST") == 1
    assert out(tmp_path) == {f"product-7/{name}": data for name, data in FILES.items()}


async def test_a_file_above_the_limit_there_is_refused_with_the_number(
    gateway: Receiver, files: FetchedFiles
) -> None:
    large = b"0" * (LIMIT + 1)
    kept(files, "http://c/large.tif", large)
    receipt = await delivered(gateway.url, files, {"large.tif": large})
    assert receipt.outcome is Outcome.TOO_LARGE
    assert "large.tif" in receipt.message
    assert str(LIMIT) in receipt.message


async def test_a_gateway_that_restarts_in_between_needs_no_second_upload(
    config: Path, files: FetchedFiles, tmp_path: Path
) -> None:
    """It is killed after the first file; the address is the line's, so it stays."""
    async with open_ledger(tmp_path) as ledger, relay("http://127.0.0.1:1") as line:
        with running_gateway(config) as running:
            line.target = running.url
            picture(tmp_path, TEXT).rename(tmp_path / "aside")
            receipt = await delivered(line.url, files)
            assert receipt.outcome is Outcome.NO_FILE
            running.kill()
        assert (await delivered(line.url, files)).outcome is Outcome.UNSENT
        (tmp_path / "aside").rename(picture(tmp_path, TEXT))
        with running_gateway(config) as running:
            line.target = running.url
            engine = engine_of(ledger, line.url, files)
            engine.start()
            job = await submitted(ledger, plan_of("p", [package_item(7, FILES)]))
            assert await ended(ledger, job) == {"selected": 1, "delivered": 1}
            await engine.stop()
    assert line.count("PUT", f"/v1/assets/{sha(COVER)}") == 1
    assert out(tmp_path) == {f"product-7/{name}": data for name, data in FILES.items()}


async def test_without_files_at_hand_a_manifest_goes_alone_and_says_so(gateway: Receiver) -> None:
    receipt = await delivered(gateway.url, None)
    assert receipt.outcome is Outcome.DELIVERED_WITH_ERRORS
    assert any("inside.pdf is not here" in each for each in receipt.details)


_PAGE = http(200, b"<!DOCTYPE html><title>Sign in</title>", "text/html")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (http(401), Outcome.SIGN_IN),
        (http(403), Outcome.SIGN_IN),
        (http(404), Outcome.FLOW_GONE),
        (http(409), Outcome.REFUSED),
        (http(413), Outcome.TOO_LARGE),
        (http(422), Outcome.REFUSED),
        (http(429, b"", "text/plain", "Retry-After: 7"), Outcome.BUSY),
        (http(503), Outcome.BUSY),
        (http(500), Outcome.UNSENT),
        (http(502), Outcome.UNSENT),
        (http(302, b"", "text/plain", "Location: https://elsewhere.test/"), Outcome.REDIRECTED),
        (http(200, b"{}"), Outcome.UNSENT),
        (http(201, b'{"sha256":"' + b"0" * 64 + b'"}'), Outcome.UNSENT),
        (_PAGE, Outcome.FLOW_GONE),
        (b"", Outcome.UNSENT),
    ],
)
async def test_an_answer_to_an_upload_has_its_row_and_the_manifest_stays(
    files: FetchedFiles, answer: bytes, outcome: Outcome
) -> None:
    async with raw_server(
        lambda asked: http(404) if asked.line.startswith("HEAD") else answer
    ) as server:
        receipt = await delivered(server.url, files)
    assert receipt.outcome is outcome, receipt
    assert "cover.jpg" in receipt.message
    assert "may have arrived" not in receipt.message
    assert [each.line.split()[0] for each in server.asked] == ["HEAD", "PUT"]
    sent = server.asked[1]
    assert sent.body == COVER
    assert sent.headers["content-length"] == str(len(COVER))
    assert "transfer-encoding" not in sent.headers


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_a_question_that_is_turned_down_sends_nothing(
    files: FetchedFiles, status: int
) -> None:
    async with raw_server(lambda _: http(status)) as server:
        receipt = await delivered(server.url, files)
    assert receipt.outcome in (Outcome.SIGN_IN, Outcome.BUSY, Outcome.UNSENT)
    assert [each.line.split()[0] for each in server.asked] == ["HEAD"]


async def test_a_large_file_is_never_held_whole(tmp_path: Path) -> None:
    size = 40 * 1024 * 1024
    large = bytes(size)
    files = FetchedFiles(tmp_path / "covers")
    kept(files, "http://c/large.tif", large)
    with running_gateway(archive_config(tmp_path)) as running:
        tracemalloc.start()
        receipt = await delivered(running.url, files, {"large.tif": large})
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert receipt.outcome is Outcome.DELIVERED, receipt
    assert (tmp_path / "out/product-7/large.tif").stat().st_size == size
    assert peak < 8 * 1024 * 1024, peak
