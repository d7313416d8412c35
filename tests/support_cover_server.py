"""A real web server on loopback that gives pictures, and everything that is none."""

from __future__ import annotations

import io
import struct
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image

Answer = tuple[int, Mapping[str, str], bytes]


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 450), colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A small PNG that claims to unpack to very many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    rows = zlib.compress(bytes(1_000))
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@dataclass
class CoverServer:
    """``answers`` can be changed while it runs; ``asked`` counts requests by path. A body longer
    than its Content-Length header says, or shorter, is sent as it is."""

    url: str
    answers: dict[str, Answer]
    asked: Counter[str] = field(default_factory=Counter)
    hold: threading.Event | None = None

    def give(self, path: str, data: bytes, status: int = 200, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, data)
        return self.url + path


def _handler(known: Callable[[], CoverServer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server = known()
            server.asked[self.path] += 1
            if server.hold is not None:
                server.hold.wait(20)
            status, headers, data = server.answers.get(self.path, (404, {}, b"no such file"))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(data))} | dict(headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Handler


class _Web(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def cover_server() -> Iterator[CoverServer]:
    made: list[CoverServer] = []
    web = _Web(("127.0.0.1", 0), _handler(lambda: made[0]))
    made.append(CoverServer(f"http://127.0.0.1:{web.server_port}", {}))
    thread = threading.Thread(target=web.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield made[0]
    finally:
        if made[0].hold is not None:
            made[0].hold.set()
        web.shutdown()
        thread.join()
        web.server_close()
