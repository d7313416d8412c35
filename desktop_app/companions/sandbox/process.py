"""How does the sandbox run as a process of its own, and how does it end?"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import secrets
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from desktop_app.companions.faults import FaultSpecError, parse
from desktop_app.companions.loopback import bind, interruption, listen
from desktop_app.companions.sandbox.answer import Answerer
from desktop_app.companions.sandbox.covers import Covers
from desktop_app.companions.sandbox.gateway_child import GatewayChild
from desktop_app.companions.sandbox.mutations import Drift
from desktop_app.companions.sandbox.opening import open_house
from desktop_app.companions.sandbox.patches import Patches
from desktop_app.companions.sandbox.place import Place
from desktop_app.companions.sandbox.schema import EXTENDED, REST4, executable, schema_drift
from desktop_app.companions.sandbox.web import Double
from desktop_app.records.errors import ColophonError, UsageError

log = logging.getLogger("colophon.sandbox")
_MOST_TITLES = 500_000


def run(argv: Sequence[str] | None = None) -> int:
    """Parse arguments, serve until interrupted, return the exit code."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s"
    )
    if os.name == "posix":
        os.umask(0o077)
    try:
        schema = schema_drift(arguments.schema)
        _check_faults(arguments.faults)
        place = Place.find(arguments.home)
        place.hold()
    except ColophonError as error:
        return _told(error)
    try:
        return asyncio.run(_Sandbox(place, arguments, schema).serve())
    except ColophonError as error:
        return _told(error)
    finally:
        place.release()


def _told(error: ColophonError) -> int:
    print(error.sentence(), file=sys.stderr)  # noqa: T201 - words go to stderr
    return error.exit_code


def _check_faults(spec: str) -> None:
    try:
        parse(spec)
    except FaultSpecError as error:
        raise UsageError(
            str(error),
            not_done="The sandbox was not started.",
            next_step="Write for example --faults 'latency=0.5,status=503@every 7'.",
        ) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="colophon sandbox", description="A double of Consonance and the embedded xConnector."
    )
    parser.add_argument("--home", metavar="DIR", help="where its files lie")
    parser.add_argument("--consonance-port", type=_port, default=0, metavar="N")
    parser.add_argument("--xconnector-port", type=_port, default=0, metavar="N")
    parser.add_argument("--titles", type=_titles, metavar="PRODUCTS")
    parser.add_argument("--seed", type=int, metavar="N")
    parser.add_argument("--faults", default="", metavar="SPEC")
    parser.add_argument(
        "--schema",
        default="public",
        metavar="public|extended|rest4|FILE",
        help="public+lack:Work.season,dark and the like for drifted servers",
    )
    parser.add_argument(
        "--exit-with-stdin", action="store_true", help="end when standard input closes"
    )
    # What every command of the program takes; it says nothing here.
    parser.add_argument("--profile", help=argparse.SUPPRESS)
    for each in ("--json", "--jsonl", "--quiet"):
        parser.add_argument(each, action="store_true", help=argparse.SUPPRESS)
    return parser


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def _titles(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_TITLES:
        raise argparse.ArgumentTypeError(f"a number from 1 to {_MOST_TITLES}")
    return number


class _Sandbox:
    """One run: the double in this process, the gateway in another."""

    def __init__(self, place: Place, arguments: argparse.Namespace, schema: Drift) -> None:
        self._place = place
        self._arguments = arguments
        self._schema = schema
        self._plan = place.plan(arguments.seed, arguments.titles)
        self._key = secrets.token_hex(16)
        self._token = secrets.token_urlsafe(24)
        self._instance = secrets.token_hex(8)

    async def serve(self) -> int:
        """Until interrupted, or until the gateway ends by itself."""
        asked = interruption(with_stdin=self._arguments.exit_with_stdin)
        gateway = GatewayChild(
            self._place.gateway_config, self._place.destinations, self._token,
            self._arguments.xconnector_port,
        )  # fmt: skip
        try:
            return await self._serve_beside(gateway, asked)
        finally:
            self._place.runtime_file.unlink(missing_ok=True)
            await gateway.stop()

    async def _serve_beside(self, gateway: GatewayChild, asked: asyncio.Event) -> int:
        bound = _bound(self._arguments.consonance_port, self._plan.port)
        port = int(bound.getsockname()[1])
        if port != self._plan.port:
            self._place.keep(replace(self._plan, port=port))
        double = await asyncio.to_thread(self._double, f"http://127.0.0.1:{port}")
        double.forward = gateway.set_faults
        runner = web.AppRunner(double.application(), access_log=None, shutdown_timeout=2)
        try:
            await gateway.ready()
            await double.set_spec(self._arguments.faults)
            await listen(runner, bound)
            self._announce(port, gateway.url)
            return await _until_ended(gateway, asked)
        finally:
            await runner.cleanup()
            double.close()

    def _double(self, address: str) -> Double:
        plan = self._plan
        house = open_house(
            plan.seed,
            plan.titles,
            plan.day,
            f"{address}/covers",
            extended=self._arguments.schema.partition("+")[0] == EXTENDED,
        )
        house.files_url = f"{address}/files"
        schema = executable(
            self._schema.text, house, named=self._arguments.schema, drifted=self._schema
        )
        patches = Patches(house, schema, self._place.patches_file(plan))
        patches.replay()
        answerer = Answerer(schema, dark=self._schema.dark)
        return Double(
            self._key,
            self._instance,
            None if self._arguments.schema == REST4 else answerer,
            patches,
            Covers(house),
            house,
        )

    def _announce(self, port: int, xconnector: str) -> None:
        address = f"http://127.0.0.1:{port}"
        first_line: dict[str, Any] = {
            "consonance": {
                "url": f"{address}/graphql",
                "key": self._key,
                "admin": f"{address}/admin",
            },
            "xconnector": {"url": xconnector, "token": self._token},
            "destinations": {"sql": f"sqlite:///{self._place.destinations}"},
        }
        self._place.announce(
            {**first_line, "pid": os.getpid(), "instance": self._instance,
             "health": f"{address}/health"}
        )  # fmt: skip
        sys.stdout.write(json.dumps(first_line) + "\n")
        sys.stdout.flush()


async def _until_ended(gateway: GatewayChild, asked: asyncio.Event) -> int:
    waiting = asyncio.ensure_future(asked.wait())
    gone = asyncio.ensure_future(gateway.ended())
    await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
    if asked.is_set():
        return 0
    waiting.cancel()
    raise ColophonError(
        f"The embedded xConnector ended by itself (exit code {gone.result()}).",
        not_done="The sandbox has ended too.",
        next_step="Start it again; what it had taken is kept.",
    )


def _bound(asked: int, kept: int) -> socket.socket:
    """The port that was asked for, else the kept one, else a free one."""
    try:
        return bind(asked or kept)
    except OSError as error:
        if not asked:
            return bind()
        raise ColophonError(
            f"The port {asked} cannot be used: {error.strerror or error}.",
            not_done="The sandbox was not started.",
            next_step="Name another port, or none for a free one.",
        ) from error
