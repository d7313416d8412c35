"""What both companions need of a server that only this computer may reach."""

from __future__ import annotations

import asyncio
import hmac
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def bearer(request: web.Request) -> str:
    """The token of the request, or ""."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode(), wanted.encode())


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a Host that is not this computer, and any web page's Origin."""
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname or ""
    if host not in _NAMES:
        return web.json_response({"title": "This host is not served here"}, status=421)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).hostname not in _NAMES:
        return web.json_response({"title": "Web pages may not call this"}, status=403)
    return await handler(request)


async def listen(runner: web.AppRunner, port: int = 0) -> int:
    """Serve on a loopback port, a free one for 0; another one when it is taken."""
    await runner.setup()
    try:
        bound = _bind(port)
    except OSError:
        bound = _bind(0)
    await web.SockSite(runner, bound).start()
    return int(bound.getsockname()[1])


def _bind(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError:
        made.close()
        raise
    return made


async def until_interrupted(*, with_stdin: bool) -> None:
    """Wait for a signal or, if asked, for the end of standing input: the parent is gone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    if with_stdin:
        loop.add_reader(sys.stdin.fileno(), _at_end(stop, loop))
    await stop.wait()


def _at_end(stop: asyncio.Event, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
    def read() -> None:
        if not os.read(sys.stdin.fileno(), 4096):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    return read
