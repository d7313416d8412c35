"""How does the gateway run as a process of its own, and how does it end?"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Middleware

from desktop_app.companions.faults import FaultBox, fault_middleware
from desktop_app.companions.gateway.config import Config, load
from desktop_app.companions.gateway.connection import listen
from desktop_app.companions.gateway.guard import (
    faults_route,
    host_middleware,
    problem_middleware,
    token_middleware,
)
from desktop_app.companions.gateway.store import Store
from desktop_app.companions.gateway.web import Gateway
from desktop_app.records.errors import ColophonError

log = logging.getLogger("colophon.gateway")


def run(argv: Sequence[str] | None = None) -> int:
    """Parse arguments, serve until interrupted, return the exit code."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    # It quotes bytes of requests it could not read.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    if os.name == "posix":
        os.umask(0o077)
    try:
        config = load(arguments.config, listen=arguments.listen, database=arguments.database)
        store = Store(config.database)
    except ColophonError as error:
        print(error.sentence(), file=sys.stderr)  # noqa: T201 - words go to stderr
        return error.exit_code
    try:
        return asyncio.run(_serve(config, store, exit_with_stdin=arguments.exit_with_stdin))
    except ColophonError as error:
        print(error.sentence(), file=sys.stderr)  # noqa: T201
        return error.exit_code
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="colophon gateway", description="The embedded xConnector alone, for a server."
    )
    parser.add_argument("--config", type=Path, required=True, metavar="FILE")
    parser.add_argument("--listen", default="", metavar="HOST:PORT")
    parser.add_argument("--database", default="", metavar="URL")
    parser.add_argument(
        "--exit-with-stdin", action="store_true", help="end when standard input closes"
    )
    return parser


def application(config: Config, gateway: Gateway) -> web.Application:
    """The routes behind the guards."""
    box = FaultBox()
    app = web.Application(
        client_max_size=config.max_body,
        middlewares=[
            cast(Middleware, fault_middleware(box)),
            problem_middleware(),
            host_middleware(config.host, config.hosts),
            token_middleware(config.token),
        ],
    )
    app.add_routes([*gateway.routes(), faults_route(box)])
    return app


async def _serve(config: Config, store: Store, *, exit_with_stdin: bool) -> int:
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()
    _end_on_signals(loop, ending.set)
    if exit_with_stdin:
        _end_with_stdin(loop, ending.set)
    gateway = Gateway(config, store, loop)
    runner = web.AppRunner(application(config, gateway), shutdown_timeout=5)
    await runner.setup()
    gateway.start()
    server: asyncio.Server | None = None
    try:
        server = await _listen(runner, config)
        sys.stdout.write(json.dumps({"xconnector": {"url": _address(server)}}) + "\n")
        sys.stdout.flush()
        await ending.wait()
    finally:
        if server is not None:
            server.close()
        await runner.cleanup()
        await asyncio.to_thread(gateway.close)
    return 0


async def _listen(runner: web.AppRunner, config: Config) -> asyncio.Server:
    try:
        return await listen(runner, config.host, config.port)
    except OSError as error:
        raise ColophonError(
            f"The gateway cannot listen on {config.host}:{config.port} ({error.strerror}).",
            not_done="It was not started.",
            next_step="Name another address with --listen, or port 0 for a free one.",
        ) from error


def _address(server: asyncio.Server) -> str:
    host, port = server.sockets[0].getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _end_on_signals(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, end)
        except NotImplementedError:  # Windows: the signal itself ends the loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(end))


def _end_with_stdin(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    """A parent that dies, however it dies, closes the pipe."""

    def watch() -> None:
        while os.read(0, 4096):
            continue
        loop.call_soon_threadsafe(end)

    threading.Thread(target=watch, name="gateway-stdin", daemon=True).start()
