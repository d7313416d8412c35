"""Which request to the double gets which answer?"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

from aiohttp import web
from aiohttp.typedefs import Middleware

from desktop_app.companions.faults import FaultBox, FaultSpecError, fault_middleware, parse
from desktop_app.companions.loopback import Handler, bearer, local_only, same
from desktop_app.companions.sandbox import rest4
from desktop_app.companions.sandbox.answer import Answerer
from desktop_app.companions.sandbox.covers import Covers
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.patches import (
    KINDS,
    PatchError,
    Patches,
    UnknownObjectError,
    read_json,
)
from desktop_app.companions.sandbox.production_files import ProductionFiles

log = logging.getLogger("colophon.sandbox")
Made = TypeVar("Made")
Forward = Callable[[str], Awaitable[None]]
_SPARED = ("/admin", "/health", "/covers")
_LOGGED = 500
_BODY = 4 << 20


class ForwardError(Exception):
    """The gateway did not take what was passed on to it."""


class Double:
    """The handlers. ``forward`` passes a SPEC on to the gateway's faults. Without an ``answerer``
    there is no GraphQL, only the older interface."""

    def __init__(
        self,
        key: str,
        instance: str,
        answerer: Answerer | None,
        patches: Patches,
        covers: Covers,
        house: House,
    ) -> None:
        self._key = key
        self._instance = instance
        self._answerer = answerer
        self._patches = patches
        self._covers = covers
        self._files = ProductionFiles(house)
        self._house = house
        self._box = FaultBox()
        self._log: deque[dict[str, Any]] = deque(maxlen=_LOGGED)
        # One thread reads and changes the house, so that no answer shows half a patch.
        self._work = ThreadPoolExecutor(1, "house")
        self._draw = ThreadPoolExecutor(2, "covers")
        self.forward: Forward = _nowhere

    def application(self) -> web.Application:
        """The routes behind the guards."""
        shown: Any = fault_middleware(self._box, spared=_SPARED)
        app = web.Application(
            client_max_size=_BODY, middlewares=[local_only, self._noting(), _in_words, shown]
        )
        app.add_routes(
            [
                web.get("/health", self.health),
                *([web.post("/graphql", self.graphql)] if self._answerer else []),
                web.get("/api/v4/products.json", self.products),
                web.get("/covers/{name}", self.cover),
                web.get("/files/{name}", self.file),
                web.patch("/admin/{kind:products|works}/{id:[0-9]{1,9}}", self.patch),
                web.delete("/admin/{kind:products|works}/{id:[0-9]{1,9}}", self.remove),
                web.post("/admin/faults", self.set_faults),
                web.get("/admin/log", self.seen),
            ]
        )
        return app

    def close(self) -> None:
        """Let what is at hand end."""
        self._work.shutdown()
        self._draw.shutdown(cancel_futures=True)

    async def set_spec(self, spec: str) -> None:
        """Put faults in force, here and in the gateway. Raises FaultSpecError and ForwardError."""
        _, others = parse(spec)
        await self.forward(others)
        self._box.set(spec)

    # ------------------------------------------------------------------ handlers

    async def health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "instance": self._instance})

    async def graphql(self, request: web.Request) -> web.Response:
        self._signed_in(request)
        if request.content_type != "application/json":
            raise _Refusal(415, "The body must be application/json")
        try:
            body = json.loads(await request.text())
        except (ValueError, RecursionError):
            raise _Refusal(400, "The body is not JSON") from None
        request["operation"] = body.get("operationName") if isinstance(body, dict) else None
        answerer = self._answerer
        assert answerer is not None  # else there is no route to here
        answer = await self._in(self._work, lambda: answerer.answer(body))
        return web.Response(body=answer, content_type="application/json", charset="utf-8")

    async def products(self, request: web.Request) -> web.Response:
        """REST v4, with its own way of carrying the key."""
        token = request.headers.get("Authorization", "").removeprefix("Token token=").strip('"')
        if not same(token, self._key):
            raise _Refusal(401, "HTTP Token: Access denied.")
        query, url = dict(request.query), str(request.url.with_query(None))
        answer = await self._in(self._work, lambda: rest4.answer(self._house, query, url))
        return web.Response(body=answer, content_type="application/json", charset="utf-8")

    async def cover(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        return await self._in(self._draw, lambda: self._covers.answer(name))

    async def file(self, request: web.Request) -> web.Response:
        name, headers = request.match_info["name"], request.headers
        asked, only_of = headers.get("Range", ""), headers.get("If-Range", "")
        return await self._in(self._draw, lambda: self._files.answer(name, asked, only_of))

    async def patch(self, request: web.Request) -> web.Response:
        self._signed_in(request)
        kind, number = request.match_info["kind"], int(request.match_info["id"])
        try:
            fields = read_json(await request.text())
            today = datetime.now(UTC).date()
            await self._in(self._work, lambda: self._patches.patch(kind, number, fields, today))
        except UnknownObjectError as error:
            raise _Refusal(404, str(error)) from None
        except PatchError as error:
            raise _Refusal(422, str(error)) from None
        return web.json_response({KINDS[kind]: number, "patched": sorted(fields)})

    async def remove(self, request: web.Request) -> web.Response:
        self._signed_in(request)
        kind, number = request.match_info["kind"], int(request.match_info["id"])
        today = datetime.now(UTC).date()
        try:
            await self._in(self._work, lambda: self._patches.remove(kind, number, today))
        except UnknownObjectError as error:
            raise _Refusal(404, str(error)) from None
        return web.json_response({KINDS[kind]: number, "removed": True})

    async def set_faults(self, request: web.Request) -> web.Response:
        self._signed_in(request)
        spec = await request.text()
        if request.content_type == "application/json":
            parsed = read_json(spec or '""')
            spec = str(parsed.get("faults", "") if isinstance(parsed, dict) else parsed)
        try:
            await self.set_spec(spec)
        except FaultSpecError as error:
            raise _Refusal(422, str(error)) from None
        except ForwardError as error:
            raise _Refusal(502, str(error)) from None
        return web.json_response({"faults": spec})

    async def seen(self, request: web.Request) -> web.Response:
        self._signed_in(request)
        return web.json_response({"items": list(self._log), "total": len(self._log)})

    # ------------------------------------------------------------------ around them

    def _signed_in(self, request: web.Request) -> None:
        if not same(bearer(request), self._key):
            raise _Refusal(401, "The key is missing, or it is not one of this server")

    async def _in(self, pool: ThreadPoolExecutor, job: Callable[[], Made]) -> Made:
        return await asyncio.get_running_loop().run_in_executor(pool, job)

    def _noting(self) -> Middleware:
        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            began, status = time.monotonic(), 0
            try:
                answer = await handler(request)
                status = answer.status
                return answer
            finally:
                self._log.append(
                    {
                        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                        "method": request.method,
                        "path": request.path_qs,
                        "status": status,
                        "seconds": round(time.monotonic() - began, 4),
                        "authorization": _masked(request.headers.get("Authorization", "")),
                        "operation": request.get("operation"),
                    }
                )

        return note


class _Refusal(Exception):  # noqa: N818 - an answer, not a fault of this program
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@web.middleware
async def _in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal and fault as a GraphQL server words it."""
    try:
        return await handler(request)
    except _Refusal as refusal:
        return _errors(refusal.status, str(refusal))
    except PatchError as error:
        return _errors(400, str(error))
    except web.HTTPException as error:
        return _errors(error.status, error.reason)


def _errors(status: int, message: str) -> web.Response:
    return web.json_response({"errors": [{"message": message}]}, status=status)


def _masked(header: str) -> str:
    scheme, _, secret = header.partition(" ")
    return f"{scheme} …{len(secret)} characters" if secret else ""


async def _nowhere(spec: str) -> None:
    if spec:
        raise ForwardError("There is no gateway to pass the faults on to.")
