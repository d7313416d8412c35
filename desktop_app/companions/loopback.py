"""What both companions need of a server that only this computer may reach."""

from __future__ import annotations

import asyncio
import hmac
import os
import signal
import socket
import threading
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


def bind(port: int = 0) -> socket.socket:
    """A loopback socket on that port, a free one for 0. Raises OSError when it is taken."""
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        # On Windows the same option would let two servers share a port.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(("127.0.0.1", port))
    except OSError:
        made.close()
        raise
    return made


async def listen(runner: web.AppRunner, bound: socket.socket) -> None:
    """Serve on a bound socket until the runner is cleaned up."""
    await runner.setup()
    await web.SockSite(runner, bound).start()


def interruption(*, with_stdin: bool) -> asyncio.Event:
    """An event that a signal sets and, if asked, the end of standard input: the parent is gone.

    Ask for it before anything is told to others, or a quick signal ends the process unprepared.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(each, stop.set)
        except NotImplementedError:  # Windows: the signal itself reaches the loop
            signal.signal(each, lambda *_: loop.call_soon_threadsafe(stop.set))
    if with_stdin:
        _watch_stdin(loop, stop)
    return stop


def _watch_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """A parent that dies, however it dies, closes the pipe."""

    def watch() -> None:
        while os.read(0, 4096):
            continue
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, name="stdin", daemon=True).start()
