"""A cover whose connection breaks goes on where it broke, and never becomes two halves of two."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from desktop_app.services.covers import Covers
from desktop_app.services.fetched_files import FetchedFiles, Kept
from desktop_app.sources import assets
from desktop_app.sources.arriving import Arriving
from desktop_app.sources.assets import Downloader
from desktop_app.sources.partial import Partials
from tests.support_cover_server import picture

WHOLE = picture(size=(900, 1_200), colour="navy") + bytes(40_000)
OTHER = picture(size=(900, 1_200), colour="red") + bytes(40_000)
CUT = 9_000


@dataclass
class Server:
    """Cuts the next body after ``cut`` bytes. ``ranges`` says how it takes a Range header."""

    url: str = ""
    data: bytes = WHOLE
    tag: str = '"one"'
    cut: int = 0
    ranges: str = "known"
    digest: str = ""
    location: str = ""
    seen: list[dict[str, str]] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.seen.append({name.lower(): value for name, value in handler.headers.items()})
        if self.location and handler.path == "/away":
            handler.send_response(302)
            handler.send_header("Location", self.location)
            handler.send_header("Set-Cookie", "who=me; Path=/")
            handler.end_headers()
            return
        start, status = self._start(), 200
        if start is not None:
            status = 206
        body = self.data[start or 0 :]
        handler.send_response(416 if self.ranges == "refused" and start is not None else status)
        if status == 206:
            first = (start or 0) + (100 if self.ranges == "shifted" else 0)
            last, length = len(self.data) - 1, len(self.data)
            handler.send_header("Content-Range", f"bytes {first}-{last}/{length}")
        if self.tag:
            handler.send_header("ETag", self.tag)
        if self.digest:
            handler.send_header("Repr-Digest", f"sha-256=:{self.digest}:")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: self.cut] if self.cut else body)
        handler.wfile.flush()
        self.cut = 0
        handler.close_connection = True

    def _start(self) -> int | None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.seen[-1].get("range", ""))
        if asked is None or self.ranges == "ignored":
            return None
        same = self.seen[-1].get("if-range") == self.tag
        return int(asked[1]) if same or self.ranges == "careless" else None


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.answer(self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web.daemon_threads = True
    made.url = f"http://127.0.0.1:{web.server_port}/cover.jpg"
    thread = threading.Thread(target=web.serve_forever, args=(0.05,))
    thread.start()
    yield made
    web.shutdown()
    thread.join()
    web.server_close()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Downloader]:
    made = Downloader(loopback_allowed=True, partials=Partials(tmp_path / "parts"))
    yield made
    made.close()


def broken(server: Server, line: Downloader) -> None:
    server.cut = CUT
    got = line.fetch(server.url)
    assert got.data == b""
    assert "broke before the file was whole" in got.facts.problem


def came(data: bytes) -> Arriving:
    made = Arriving(io.BytesIO())
    made.write(data)
    return made


def parts(folder: Path) -> list[Path]:
    return list((folder / "parts").glob("*.part"))


def test_the_rest_is_asked_for_and_makes_the_whole(
    server: Server, line: Downloader, tmp_path: Path
) -> None:
    broken(server, line)
    (kept,) = parts(tmp_path)
    assert kept.stat().st_mode & 0o077 == 0
    got = line.fetch(server.url)
    assert got.data == WHOLE
    assert got.facts.sha256 == hashlib.sha256(WHOLE).hexdigest()
    assert server.seen[-1]["range"] == f"bytes={CUT}-"
    assert server.seen[-1]["if-range"] == '"one"'
    assert len(server.seen) == 2
    assert parts(tmp_path) == []


def test_it_goes_on_after_a_second_break_and_in_another_process(
    server: Server, line: Downloader, tmp_path: Path
) -> None:
    broken(server, line)
    broken(server, line)
    again = Downloader(loopback_allowed=True, partials=Partials(tmp_path / "parts"))
    assert again.fetch(server.url).data == WHOLE
    assert server.seen[-1]["range"] == f"bytes={2 * CUT}-"
    again.close()


def test_another_file_at_the_address_comes_whole(server: Server, line: Downloader) -> None:
    broken(server, line)
    server.data, server.tag = OTHER, '"two"'
    assert line.fetch(server.url).data == OTHER
    assert len(server.seen) == 2


@pytest.mark.parametrize("ranges", ["ignored", "shifted", "refused"])
def test_a_server_that_does_not_keep_to_ranges_gives_all_of_it(
    server: Server, line: Downloader, tmp_path: Path, ranges: str
) -> None:
    broken(server, line)
    server.ranges = ranges
    assert line.fetch(server.url).data == WHOLE
    assert "range" not in server.seen[-1] or ranges == "ignored"
    assert parts(tmp_path) == []


def test_a_server_that_mixes_two_files_is_found_out(server: Server, line: Downloader) -> None:
    broken(server, line)
    server.data, server.tag, server.ranges = OTHER, '"two"', "careless"
    assert line.fetch(server.url).data == OTHER
    # the same without an honest tag: only the digest of the whole can tell
    broken(server, line)
    server.data, server.digest = WHOLE, base64.b64encode(hashlib.sha256(WHOLE).digest()).decode()
    assert line.fetch(server.url).data == WHOLE
    server.digest = base64.b64encode(hashlib.sha256(OTHER).digest()).decode()
    assert "not the one that its server describes" in line.fetch(server.url).facts.problem


def test_two_halves_that_make_no_picture_are_fetched_anew(
    server: Server, line: Downloader, tmp_path: Path
) -> None:
    # the server's file is whole, what was kept of it is not its beginning
    Partials(tmp_path / "parts").keep(server.url, came(bytes(CUT)), '"one"', len(WHOLE))
    assert line.fetch(server.url).data == WHOLE
    assert [each.get("range") for each in server.seen] == [f"bytes={CUT}-", None]


@pytest.mark.parametrize("tag", ["", 'W/"weak"'])
def test_without_a_strong_tag_nothing_is_kept(
    server: Server, line: Downloader, tmp_path: Path, tag: str
) -> None:
    server.tag = tag
    broken(server, line)
    assert parts(tmp_path) == []
    assert line.fetch(server.url).data == WHOLE


def test_a_damaged_part_is_none(server: Server, line: Downloader, tmp_path: Path) -> None:
    broken(server, line)
    (kept,) = parts(tmp_path)
    kept.write_bytes(kept.read_bytes()[:-1])
    assert line.fetch(server.url).data == WHOLE
    assert "range" not in server.seen[-1]


def test_unfinished_files_stay_within_their_cap(tmp_path: Path) -> None:
    held = Partials(tmp_path / "parts", cap=5_000)
    for number in range(12):
        held.keep(f"https://x.example/{number}", came(bytes(1_000)), '"t"')
    assert 0 < sum(each.stat().st_size for each in parts(tmp_path)) <= 5_000


def test_covers_keep_what_broke_off_beside_their_pictures(server: Server, tmp_path: Path) -> None:
    covers = Covers(tmp_path / "covers", loopback_allowed=True)
    server.cut = CUT
    assert covers.facts(server.url).result(30).problem
    assert list((tmp_path / "covers" / "unfinished").glob("*.part"))
    covers.close()
    again = Covers(tmp_path / "covers", loopback_allowed=True)
    assert again.facts(server.url).result(30).sha256 == hashlib.sha256(WHOLE).hexdigest()
    assert server.seen[-1]["range"] == f"bytes={CUT}-"
    again.close()


# -- what the list of promises names besides ----------------------------------------------------


def test_the_picture_that_was_used_last_outlives_those_that_were_not(tmp_path: Path) -> None:
    files = FetchedFiles(tmp_path, cap=10_000)
    for number in range(9):
        data = bytes([number]) * 1_000
        kept = Kept(assets.measure(data), float(number))
        files.keep(f"https://x.example/{number}", data, kept)
        place = tmp_path / "pictures" / kept.facts.sha256[:2] / kept.facts.sha256
        stamp = 1_000_000 + number
        os.utime(place, (stamp, stamp))
    first = files.find("https://x.example/0")
    assert first is not None
    assert files.read(first)
    data = b"x" * 2_500
    files.keep("https://x.example/new", data, Kept(assets.measure(data), 99.0))
    assert files.read(first), "it was looked at last"
    second = files.find("https://x.example/1")
    assert second is not None
    assert files.read(second) == b"", "it was not looked at for longest"


def test_nothing_that_signs_anybody_in_travels(server: Server, line: Downloader) -> None:
    host = server.url.rpartition("/")[0]
    server.location = server.url
    assert line.fetch(f"{host}/away").data == WHOLE
    assert line.fetch(f"{host}/away").data == WHOLE
    for asked in server.seen:
        assert not {"authorization", "cookie", "proxy-authorization"} & set(asked)


@pytest.mark.parametrize(
    "found", [["10.0.0.7"], ["93.184.216.34", "192.168.0.9"], ["127.0.0.1"], ["fd00::1"]]
)
def test_a_name_that_leads_into_a_private_network_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
    line = Downloader(loopback_allowed=True)
    got = line.fetch("http://covers.example.org/1.jpg")
    assert "leads into a private network" in got.facts.problem
    line.close()
