"""Who may call, and what do they get when they may not or when something breaks?"""

from __future__ import annotations

import hmac
import logging

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from sqlalchemy.exc import SQLAlchemyError

from desktop_app.companions.gateway import problems
from desktop_app.companions.gateway.problems import Problem

log = logging.getLogger("colophon.gateway")

OPEN_PATHS = frozenset({"/v1/health"})


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


def token_middleware(token: str) -> Middleware:
    """Every path but health needs the bearer token, compared in constant time."""
    expected = token.encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path not in OPEN_PATHS:
            scheme, _, given = request.headers.get("Authorization", "").partition(" ")
            sent = given.strip().encode("utf-8", "surrogateescape")
            if scheme.lower() != "bearer" or not hmac.compare_digest(sent, expected):
                raise problems.sign_in("The token is missing or not the one of this xConnector.")
        return await handler(request)

    return check


def _of_http(error: web.HTTPException) -> Problem:
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
    if error.status == 404:
        return Problem(404, "no-such-path", "Nothing here", "The contract has no such path.")
    return Problem(error.status, "http", error.reason, f"{error.reason}.", headers=headers)
