"""Which request gets which answer?"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

import desktop_app
from desktop_app.companions.gateway import problems
from desktop_app.companions.gateway.config import Config, GatewayFlow, flow_facts
from desktop_app.companions.gateway.dispatcher import Dispatcher
from desktop_app.companions.gateway.event import (
    CONTENT_TYPE,
    KEY,
    Event,
    check_signature,
    read_event,
    read_key,
    wait_seconds,
)
from desktop_app.companions.gateway.files import FileRoutes
from desktop_app.companions.gateway.problems import Problem
from desktop_app.companions.gateway.shelf import Shelf
from desktop_app.companions.gateway.store import Run, Store, Taken
from desktop_app.companions.gateway.waiting import Waiters
from desktop_app.records.errors import StoreError

log = logging.getLogger("colophon.gateway")

BODY_SECONDS = 8.0
_ASK_AGAIN = {"Retry-After": "1"}
_BASELINES = 500
_SINCE = re.compile(r"[0-9]{1,15}")


class Gateway:
    """The handlers of `/v1`, on one event loop."""

    def __init__(self, config: Config, store: Store, loop: asyncio.AbstractEventLoop) -> None:
        self._config = config
        self._store = store
        self._waiters = Waiters(loop)
        self._shelf = Shelf(config.assets)
        self._files = FileRoutes(self._shelf, config.max_asset)
        self._dispatcher = Dispatcher(
            store, config.flows.values(), self._waiters.settled, self._shelf
        )

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/health", self.health),
            web.get("/v1/flows", self.flows),
            web.get("/v1/flows/{flow}/baselines", self.baselines),
            web.post("/v1/events", self.events),
            web.get("/v1/runs", self.run_of_key),
            web.get("/v1/runs/{run}", self.run),
            *self._files.routes(),
        ]

    def start(self) -> None:
        """Begin to apply, first what an earlier process left queued."""
        if self._store.waiting:
            log.info("%d events of an earlier run are applied now", self._store.waiting)
        self._shelf.tidy()
        self._dispatcher.start()

    def close(self) -> None:
        """Stop applying. Blocks until the batches at hand are recorded."""
        self._dispatcher.close()

    async def health(self, _: web.Request) -> web.Response:
        return _json({"status": "ok", "version": desktop_app.__version__})

    async def flows(self, _: web.Request) -> web.Response:
        items = flow_facts([flow for flow in self._config.flows.values() if flow.active])
        return _json({"items": items, "total": len(items)})

    async def baselines(self, request: web.Request) -> web.Response:
        flow = self._flow(request.match_info["flow"])
        since = request.query.get("since", "0")
        if not _SINCE.fullmatch(since):
            raise problems.malformed(
                "since must be a whole number.", ("since", "must be a whole number from 0")
            )
        items = await self._read(self._store.baselines, flow.name, int(since), _BASELINES + 1)
        more = len(items) > _BASELINES
        items = items[:_BASELINES]
        return _json({"items": items, "next": items[-1]["sequence"] if more else None})

    async def run(self, request: web.Request) -> web.Response:
        run = await self._read(self._store.run_by_id, request.match_info["run"])
        if run is None:
            raise problems.run_unknown("This xConnector has no run of that id.")
        return self._run_answer(run)

    async def run_of_key(self, request: web.Request) -> web.Response:
        key = request.query.get("key", "")
        if not KEY.fullmatch(key):
            raise problems.malformed(
                "The query needs a key of 1 to 128 letters, digits and . _ ~ : -",
                ("key", "must be a key without quotes"),
            )
        run = await self._read(self._store.run_by_key, key)
        if run is None:
            raise problems.run_unknown("This key was never taken.")
        return self._run_answer(run)

    async def events(self, request: web.Request) -> web.Response:
        event = await self._event(request)
        self._flow(event.flow)
        if self._store.waiting >= self._config.max_waiting:
            raise Problem(
                429,
                "busy",
                "Too many requests",
                "More events are waiting here than this endpoint takes at once.",
                headers={"Retry-After": "5"},
            )
        wait = wait_seconds(request.headers.getall("Prefer", []))
        with self._waiters.expect(event.key) as final:
            taken = await self._take(event)
            if taken.known:
                return self._known(event, taken.run)
            self._dispatcher.wake(event.flow)
            run = taken.run
            if wait:
                done, _ = await asyncio.wait({final}, timeout=wait)
                run = final.result() if done else run
        if run.final:
            return _json(run.document(), headers={"Preference-Applied": "wait"})
        headers = {"Location": f"/v1/runs/{run.run}", **_ASK_AGAIN}
        return _json(run.document(), status=202, headers=headers)

    async def _event(self, request: web.Request) -> Event:
        """Read and check the request. Raises Problem."""
        limit = self._config.max_body
        if (request.content_length or 0) > limit:
            raise problems.too_large(limit)
        if request.content_type != CONTENT_TYPE or request.headers.get("Content-Encoding"):
            raise _unsupported()
        if (request.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
            raise _unsupported()
        key = read_key(request.headers)
        correlation = request.headers.get("X-Correlation-Id", "")
        if not correlation.isascii() or not correlation.isprintable():
            raise problems.malformed(
                "The header X-Correlation-Id has characters that are not visible ASCII.",
                ("X-Correlation-Id", "must be visible ASCII"),
            )
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            raise problems.too_slow(BODY_SECONDS) from None
        except web.HTTPRequestEntityTooLarge:
            raise problems.too_large(limit) from None
        if self._config.signing_secret:
            check_signature(request.headers, body, self._config.signing_secret, time.time())
        return read_event(body, key, correlation)

    async def _take(self, event: Event) -> Taken:
        try:
            return await asyncio.wrap_future(self._store.take(event))
        except StoreError as error:
            raise problems.unavailable(error.message) from None

    def _known(self, event: Event, run: Run) -> web.Response:
        if run.body_sha256 != event.body_sha256:
            log.warning("a key was used again with another body (run %s)", run.run)
            raise problems.conflict(run.run)
        return self._run_answer(run, duplicate=True)

    def _flow(self, name: str) -> GatewayFlow:
        flow = self._config.flows.get(name)
        if flow is None:
            raise problems.flow_unknown(name[:64])
        if not flow.active:
            raise problems.flow_off(name)
        return flow

    async def _read(self, read: Any, *arguments: Any) -> Any:
        return await asyncio.to_thread(read, *arguments)

    def _run_answer(self, run: Run, *, duplicate: bool = False) -> web.Response:
        document = run.document(duplicate=duplicate)
        if not run.final and self._dispatcher.running(run.flow, run.run):
            document["state"] = "running"
        return _json(document, headers={} if run.final else _ASK_AGAIN)


def _unsupported() -> Problem:
    return Problem(
        415,
        "content-type",
        "Content type not understood",
        f"Events are taken as {CONTENT_TYPE} in UTF-8, not encoded.",
    )


def _json(
    document: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    return web.Response(
        body=json.dumps(document, ensure_ascii=False).encode(),
        status=status,
        content_type="application/json",
        headers=headers,
    )
