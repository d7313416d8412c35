"""Do covers arrive whole, once, and with the truth about what came instead?"""

from __future__ import annotations

import hashlib
import io
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import as_completed, wait
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop_app.services.assets import Assets
from desktop_app.services.cover_workers import Workers
from desktop_app.services.covers import Covers
from desktop_app.services.fetched_files import FetchedFiles, Kept
from desktop_app.services.look_up import LookUp
from desktop_app.services.production_files import ProductionFiles
from desktop_app.sources import assets
from desktop_app.sources.assets import AssetFacts, Downloader
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingTable
from tests.support_cover_server import CoverServer, bomb, cover_server, picture
from tests.support_records import document, record

BOX = (60, 90)


@pytest.fixture
def server() -> Iterator[CoverServer]:
    with cover_server() as found:
        yield found


class Clock:
    """Seconds since the epoch that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1_790_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def covers(tmp_path: Path, clock: Clock) -> Iterator[Covers]:
    made = Covers(tmp_path / "covers", loopback_allowed=True, now=clock)
    yield made
    made.close()


def facts(covers: Covers, url: str) -> AssetFacts:
    return covers.facts(url).result(30)


def thumbnail(covers: Covers, url: str) -> bytes | None:
    return covers.thumbnail(url, BOX).result(30)


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/gif"),
        ("WEBP", "image/webp"), ("TIFF", "image/tiff"),
    ],
)  # fmt: skip
def test_facts_come_from_the_bytes_and_not_from_the_headers(
    server: CoverServer, covers: Covers, kind: str, content_type: str
) -> None:
    data = picture(kind)
    url = server.give("/cover", data, Content_Type="application/octet-stream")
    assert facts(covers, url) == AssetFacts(
        bytes=len(data),
        width=300,
        height=450,
        sha256=hashlib.sha256(data).hexdigest(),
        content_type=content_type,
    )


def test_a_thumbnail_fits_its_box_and_keeps_its_shape(server: CoverServer, covers: Covers) -> None:
    data = thumbnail(covers, server.give("/wide", picture(size=(1_200, 600))))
    assert data is not None
    assert Image.open(io.BytesIO(data)).size == (60, 30)


def test_a_picture_that_its_camera_turned_is_shown_upright(
    server: CoverServer, covers: Covers
) -> None:
    out = io.BytesIO()
    turned = Image.new("CMYK", (400, 200))
    note = turned.getexif()
    note[0x0112] = 6
    turned.save(out, "JPEG", exif=note)
    url = server.give("/turned", out.getvalue())
    found = facts(covers, url)
    assert (found.width, found.height) == (200, 400)
    small = thumbnail(covers, url)
    assert small is not None
    shown = Image.open(io.BytesIO(small))
    assert (shown.size, shown.mode) == ((45, 90), "RGB")


def test_a_transparent_picture_stays_transparent(server: CoverServer, covers: Covers) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    small = thumbnail(covers, server.give("/clear", out.getvalue()))
    assert small is not None
    assert Image.open(io.BytesIO(small)).getpixel((5, 5)) == (0, 0, 0, 0)


PAGE = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
BAD: dict[str, tuple[bytes, int, dict[str, str], str]] = {
    "/404": (b"gone", 404, {}, "no file at its address any more (404)"),
    "/403": (b"", 403, {}, "without a sign-in (403)"),
    "/500": (b"", 500, {}, "a fault of its own (500)"),
    "/429": (b"", 429, {}, "asked too often"),
    "/page": (PAGE, 200, {"Content_Type": "image/jpeg"}, "A web page came instead"),
    "/empty": (b"", 200, {}, "empty (0 bytes)"),
    "/cut": (picture()[:500], 200, {"Content_Length": "9000"}, "broke before the file was whole"),
    "/cut-inside": (picture(size=(900, 900))[:-900], 200, {}, "cut off or damaged"),
    "/bomb": (bomb(10_400, 10_400), 200, {}, "10400 × 10400 pixels"),
    "/huge-bomb": (bomb(60_000, 60_000), 200, {}, "pixels"),
    "/words": (b"just words, many of them", 200, {}, "not an image of a known kind"),
    "/pdf": (b"%PDF-1.7 ...", 200, {}, "a PDF document"),
    "/eps.jpg": (b"%!PS-Adobe-3.0 EPSF-3.0\n", 200, {}, "PostScript"),
    "/svg": (b'<svg xmlns="x"><script/></svg>', 200, {}, "SVG"),
    "/packed": (picture(), 200, {"Content_Encoding": "gzip"}, "packed the file"),
    "/loop": (b"", 302, {"Location": "/loop"}, "without end"),
    "/nowhere": (b"", 302, {}, "without saying where"),
    "/inside": (b"", 302, {"Location": "http://169.254.169.254/latest"}, "private network"),
    "/file": (b"", 302, {"Location": "file:///etc/passwd"}, "does not begin with https://"),
}  # fmt: skip


@pytest.mark.parametrize("path", BAD)
def test_what_is_no_cover_gets_a_sentence_and_no_picture(
    server: CoverServer, covers: Covers, path: str
) -> None:
    data, status, headers, says = BAD[path]
    url = server.give(path, data, status, **headers)
    found = facts(covers, url)
    assert says in found.problem
    assert found.problem.endswith(".")
    assert (found.width, found.height) == (0, 0)
    assert thumbnail(covers, url) is None


def test_a_redirect_on_the_same_server_is_followed(server: CoverServer, covers: Covers) -> None:
    server.give("/there", picture())
    url = server.give("/here", b"", 301, Location="/there")
    assert facts(covers, url).problem == ""


def test_a_file_that_is_too_large_is_not_read_to_its_end(server: CoverServer) -> None:
    url = server.give("/large", bytes(3_000_000))
    downloader = Downloader(loopback_allowed=True, cap=1024 * 1024)
    assert "larger than 1 MB" in downloader.fetch(url).facts.problem
    downloader.close()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/x.jpg", "http://localhost:1/x.jpg", "http://[::1]:1/x.jpg",
        "http://127.1/x.jpg", "http://2130706433/x.jpg", "http://0x7f.1/x.jpg", "http://0/x.jpg",
        "http://[::ffff:127.0.0.1]/x.jpg", "http://[64:ff9b::7f00:1]/x.jpg", "http://10.0.0.1/x",
        "http://192.168.1.1/x.jpg", "http://169.254.169.254/latest", "http://224.0.0.1/x.jpg",
        "http://u:p@127.0.0.1/x.jpg", "http://good\\@127.0.0.1/x.jpg", "file:///etc/passwd",
        "ftp://127.0.0.1/x.jpg", "javascript:alert(1)", "", "http://", "http://[/x", "\0",
        "http://no-such-host.invalid/x.jpg", "http://127.0.0.1:99999/x.jpg",
    ],
)  # fmt: skip
def test_private_and_absurd_addresses_are_not_asked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    downloader = Downloader(loopback_allowed=False)
    got = downloader.fetch(url)
    assert got.facts.problem
    assert got.data == b""
    downloader.close()


def test_loopback_is_asked_only_where_consonance_runs_here(
    server: CoverServer, tmp_path: Path
) -> None:
    url = server.give("/cover", picture())
    elsewhere = Covers(tmp_path / "covers", loopback_allowed=False)
    assert "leads to this computer" in facts(elsewhere, url).problem
    assert server.asked["/cover"] == 0
    elsewhere.close()


def test_a_server_that_is_away_gets_a_sentence(covers: Covers) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "could not be reached" in facts(covers, f"http://127.0.0.1:{port}/x.jpg").problem


# -- what is kept --------------------------------------------------------------------------------


def kept_pictures(folder: Path) -> list[Path]:
    return [each for each in (folder / "covers" / "pictures").rglob("*") if each.is_file()]


def test_a_kept_picture_is_not_fetched_again(
    server: CoverServer, covers: Covers, clock: Clock, tmp_path: Path
) -> None:
    url = server.give("/cover", picture())
    assert thumbnail(covers, url) == thumbnail(covers, url)
    again = Covers(tmp_path / "covers", loopback_allowed=True, now=clock)
    assert thumbnail(again, url) is not None
    again.close()
    assert server.asked["/cover"] == 1
    (kept,) = kept_pictures(tmp_path)
    assert kept.name == hashlib.sha256(picture()).hexdigest()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_damaged_picture_is_fetched_again(
    server: CoverServer, covers: Covers, tmp_path: Path
) -> None:
    url = server.give("/cover", picture())
    assert thumbnail(covers, url)
    (kept,) = kept_pictures(tmp_path)
    kept.write_bytes(b"not what it was")
    assert thumbnail(covers, url)
    assert kept.read_bytes() == picture()
    for note in (tmp_path / "covers" / "addresses").rglob("*.json"):
        note.write_text("{}")
    assert thumbnail(covers, url)
    assert server.asked["/cover"] == 3


def test_facts_are_measured_anew_and_pictures_outlive_their_server(
    server: CoverServer, covers: Covers, clock: Clock
) -> None:
    url = server.give("/cover", picture(colour="navy"))
    before = facts(covers, url)
    assert facts(covers, url) == before
    assert server.asked["/cover"] == 1
    server.give("/cover", picture(colour="red"))
    clock.seconds += 3_600
    assert facts(covers, url).sha256 != before.sha256
    server.answers.clear()
    clock.seconds += 30 * 86_400
    assert "404" in facts(covers, url).problem
    assert thumbnail(covers, url) is not None


def test_what_could_not_be_had_is_not_asked_for_at_once_again(
    server: CoverServer, covers: Covers, clock: Clock
) -> None:
    url = server.url + "/later"
    assert thumbnail(covers, url) is None
    assert thumbnail(covers, url) is None
    assert server.asked["/later"] == 1
    server.give("/later", picture())
    clock.seconds += 301
    assert thumbnail(covers, url) is not None


def test_many_requests_for_one_address_ask_its_server_once(
    server: CoverServer, covers: Covers
) -> None:
    url = server.give("/cover", picture())
    server.hold = threading.Event()
    asked = [covers.thumbnail(url, BOX) for _ in range(8)]
    server.hold.set()
    assert all(each.result(30) for each in asked)
    assert server.asked["/cover"] == 1


def test_the_folder_stays_within_its_cap(tmp_path: Path) -> None:
    files = FetchedFiles(tmp_path / "covers", cap=10_000)
    for number in range(30):
        data = bytes([number]) * 1_000
        files.keep(f"https://x/{number}", data, Kept(assets.measure(data), float(number)))
    held = sum(each.stat().st_size for each in kept_pictures(tmp_path))
    assert 0 < held <= 10_000


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_cache(
    server: CoverServer, tmp_path: Path
) -> None:
    (tmp_path / "covers").write_text("a file stands here")
    covers = Covers(tmp_path / "covers", loopback_allowed=True)
    assert thumbnail(covers, server.give("/cover", picture())) is not None
    covers.close()


# -- threads -------------------------------------------------------------------------------------


def test_closing_cancels_what_waits_and_leaves_no_thread(
    server: CoverServer, tmp_path: Path
) -> None:
    covers = Covers(tmp_path / "covers", loopback_allowed=True)
    server.hold = threading.Event()
    asked = [covers.thumbnail(server.give(f"/{n}", picture()), BOX) for n in range(20)]
    closing = threading.Thread(target=covers.close)
    closing.start()
    cancelled = next(each for each in as_completed(asked, 10) if each.cancelled())
    assert cancelled.done()
    server.hold.set()
    closing.join(10)
    wait(asked, 10)
    assert sum(each.cancelled() for each in asked) >= 16
    assert not [each for each in threading.enumerate() if each.name.startswith("cover ")]
    assert covers.thumbnail(server.url, BOX).cancelled()


def test_the_newest_request_is_served_first_and_the_oldest_pushed_out() -> None:
    workers = Workers("test", threads=1, waiting=3)
    go, order = threading.Event(), list[int]()
    busy = threading.Event()
    first = workers.submit(lambda: (busy.set(), go.wait(10)))
    assert busy.wait(10)
    asked = [workers.submit(lambda n=n: order.append(n)) for n in range(5)]
    go.set()
    first.result(10)
    asked[2].result(10)
    assert order == [4, 3, 2]
    assert [each.cancelled() for each in asked] == [True, True, False, False, False]
    workers.close()


# -- the assets of a title -----------------------------------------------------------------------


async def test_assets_of_a_title_are_measured_and_failures_named(
    server: CoverServer, covers: Covers, tmp_path: Path
) -> None:
    good, bad = server.give("/good.jpg", picture()), server.url + "/bad.jpg"
    listed = [
        {"id": "1", "url": good, "filename": "good.jpg", "productIds": [12]},
        {"id": "2", "url": bad, "filename": "bad.jpg", "productIds": ["12"]},
        {"id": "3", "url": server.url + "/other.jpg", "productIds": ["99"]},
    ]
    db = Database(tmp_path / "catalogue.sqlite", "catalogue", durable=False)
    try:
        catalogue = Catalogue(db)
        look_up = LookUp(catalogue, StandingTable(db), ())
        kept = ProductionFiles(tmp_path / "files", loopback_allowed=True)
        found = Assets(look_up, covers, lambda: kept)
        await catalogue.put_page([record(document(work={"supportingResources": listed}))])
        assert [each.linked for each in await found.resources("product:12")] == [True, True, False]
        first, second = await found.facts("product:12")
        assert (first.facts.width, first.facts.problem) == (300, "")
        assert "404" in second.facts.problem
        assert "Consonance does not say" in first.approval
        await catalogue.put_page([record(document(id="r"), title="onix:r")])
        assert "the ONIX file does not say" in (await found.resources("onix:r"))[0].approval
    finally:
        db.close()


@settings(max_examples=200, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.tuples(
            st.sampled_from([picture(k, (40, 60)) for k in ("JPEG", "PNG", "GIF", "WEBP", "TIFF")]),
            st.integers(0, 1_000),
            st.binary(max_size=6),
        ).map(lambda each: each[0][: each[1]] + each[2] + each[0][each[1] + len(each[2]) :]),
    )
)
def test_any_bytes_are_measured_without_an_exception(data: bytes) -> None:
    found = assets.measure(data)
    assert found.bytes == len(data)
    assert bool(found.problem) != bool(found.width)
