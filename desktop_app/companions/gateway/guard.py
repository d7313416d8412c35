"""Who may call, and what do they get when they may not or when something breaks?"""

from __future__ import annotations

import hmac
import json
import logging
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.companions.faults import FaultBox, FaultSpecError
from desktop_app.companions.gateway import problems
from desktop_app.companions.gateway.problems import Problem

log = logging.getLogger("colophon.gateway")

_OPEN_PATHS = frozenset({"/v1/health"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def problem_middleware() -> Middleware:
    """Turn every refusal and fault into problem+json and one log line without the payload."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Problem as problem:
            log.info("%d %s %s", problem.status, request.method, problem.kind)
            return problem.response()
        except web.HTTPException as error:
            log.info("%d %s", error.status, request.method)
            return _of_http(error).response()
        except SQLAlchemyError as error:
            log.error("the gateway's store cannot be read (%s)", type(error).__name__)
            return problems.unavailable("The gateway's store cannot be read now.").response()

    return answer


def host_middleware(listening: str, configured: tuple[str, ...]) -> Middleware:
    """Only the names this gateway goes by, and no web page of another origin.

    A page that a browser shows can reach loopback addresses, and a name can be made to resolve to
    one; neither knows the token, and neither gets as far as the token.
    """
    names = _LOOPBACK | {listening.lower()} | {name.lower() for name in configured}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _host_of(f"//{request.headers.get('Host', '')}") not in names:
            raise Problem(
                421, "misdirected", "Not this host", "This gateway does not go by that host name."
            )
        origin = request.headers.get("Origin")
        if origin is not None and _host_of(origin) not in names:
            raise Problem(
                403, "forbidden", "Not from there", "Web pages may not call this address."
            )
        return await handler(request)

    return check


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return ""


def token_middleware(token: str) -> Middleware:
    """Every path but health needs the bearer token, compared in constant time."""
    expected = token.encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path not in _OPEN_PATHS:
            scheme, _, given = request.headers.get("Authorization", "").partition(" ")
            sent = given.strip().encode("utf-8", "surrogateescape")
            if scheme.lower() != "bearer" or not hmac.compare_digest(sent, expected):
                raise problems.sign_in("The token is missing or not the one of this xConnector.")
        return await handler(request)

    return check


def faults_route(box: FaultBox) -> web.RouteDef:
    """`POST /admin/faults`: a SPEC as plain text or as a JSON text; empty clears."""

    async def set_faults(request: web.Request) -> web.Response:
        spec = await request.text()
        try:
            if request.content_type == "application/json":
                spec = str(json.loads(spec or '""'))
            box.set(spec)
        except (FaultSpecError, ValueError) as error:
            raise problems.malformed(str(error)) from error
        return web.json_response({"faults": spec})

    return web.post("/admin/faults", set_faults)


def _of_http(error: web.HTTPException) -> Problem:
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    if error.status == 404:
        return Problem(404, "no-such-path", "Nothing here", "The contract has no such path.")
    return Problem(error.status, "http", error.reason, f"{error.reason}.", headers=headers)
