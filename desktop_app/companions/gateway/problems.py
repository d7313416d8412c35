"""How does the gateway say no?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """An answer of 4xx or 5xx. ``errors`` are pairs of a JSON Pointer and a half sentence."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        run: str = "",
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})
        self.run = run

    def response(self) -> web.Response:
        """The problem as `application/problem+json`."""
        document: dict[str, Any] = {
            "type": f"urn:colophon:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.run:
            document["run"] = self.run
        if self.errors:
            document["errors"] = [{"path": p, "message": m} for p, m in self.errors]
        return web.Response(
            status=self.status,
            body=json.dumps(document).encode(),
            headers={**self.headers, "Content-Type": CONTENT_TYPE},
        )


def sign_in(detail: str) -> Problem:
    return Problem(401, "sign-in", "Sign-in needed", detail, headers={"WWW-Authenticate": "Bearer"})


def malformed(detail: str, *errors: tuple[str, str]) -> Problem:
    return Problem(400, "malformed", "The request cannot be read", detail, errors=errors)


def too_slow(seconds: float) -> Problem:
    return Problem(
        408,
        "too-slow",
        "Request too slow",
        f"The body did not arrive within {seconds:g} seconds.",
        headers={"Connection": "close"},
    )


def too_large(limit: int) -> Problem:
    return Problem(
        413,
        "too-large",
        "Body too large",
        f"Bodies of up to {limit} bytes are taken.",
        headers={"Connection": "close"},
    )


def unavailable(detail: str, seconds: int = 5) -> Problem:
    return Problem(
        503, "unavailable", "Not available now", detail, headers={"Retry-After": str(seconds)}
    )


def flow_unknown(name: str) -> Problem:
    return Problem(
        404, "flow-unknown", "Unknown flow", f"This xConnector has no flow named {name}."
    )


def flow_off(name: str) -> Problem:
    return Problem(410, "flow-off", "Flow switched off", f"The flow {name} is switched off here.")


def run_unknown(detail: str) -> Problem:
    return Problem(404, "run-unknown", "Unknown run", detail)


def conflict(run: str) -> Problem:
    return Problem(
        409,
        "key-conflict",
        "Same key, other body",
        "This key was taken before with a different body.",
        run=run,
    )
