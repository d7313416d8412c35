"""Faults that a test or a person asks a companion to show, and nothing else ever does.

A SPEC is a list like ``latency=0.5,status=503@every 7,reset,truncate,html,expired-key``. A fault
without a bound strikes every request; ``@every n`` each n-th; ``@first n`` the first n.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

NAMES = ("latency", "status", "reset", "truncate", "html", "expired-key")
_PREFIX = "xconnector."
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FaultSpecError(ValueError):
    """The SPEC cannot be understood; the text says which part."""


@dataclass
class Fault:
    """One fault with its bound and how many requests it has seen."""

    name: str
    value: str = ""
    every: int = 1
    first: int = 0
    seen: int = 0

    def strikes(self) -> bool:
        """Count one request; whether the fault shows on it."""
        self.seen += 1
        if self.first:
            return self.seen <= self.first
        return self.seen % self.every == 0


def parse(spec: str) -> tuple[list[Fault], str]:
    """The faults without prefix, and the rest (for xConnector) as a SPEC of its own.

    Raises FaultSpecError.
    """
    own: list[Fault] = []
    others: list[str] = []
    for part in (each.strip() for each in spec.split(",")):
        if part.startswith(_PREFIX):
            _fault(part.removeprefix(_PREFIX))
            others.append(part.removeprefix(_PREFIX))
        elif part:
            own.append(_fault(part))
    return own, ",".join(others)


def _fault(text: str) -> Fault:
    head, _, bound = text.partition("@")
    name, _, value = head.strip().partition("=")
    if name not in NAMES:
        raise FaultSpecError(f"There is no fault named {name!r}; there are {', '.join(NAMES)}.")
    fault = Fault(name, value)
    try:
        if name == "latency":
            float(value)
        if name == "status":
            int(value)
        if bound:
            kind, number = bound.split()
            if kind not in ("every", "first") or int(number) < 1:
                raise FaultSpecError(f"{bound!r} is not 'every n' or 'first n'.")
            setattr(fault, kind, int(number))
    except ValueError as error:
        raise FaultSpecError(f"{text!r} is not a fault: {error}") from error
    return fault


@dataclass
class FaultBox:
    """The faults in force; a new SPEC replaces them, an empty one clears them."""

    faults: list[Fault] = field(default_factory=list)

    def set(self, spec: str) -> None:
        """Take the unprefixed part of a SPEC; raises FaultSpecError."""
        self.faults = parse(spec)[0]

    def striking(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.strikes()]


def fault_middleware(box: FaultBox, *, spared: tuple[str, ...] = ("/admin",)) -> object:
    """Shows the faults on every request whose path does not begin with a spared one."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(spared):
            return await handler(request)
        for fault in box.striking():
            answer = await _show(fault, request, handler)
            if answer is not None:
                return answer
        return await handler(request)

    return middleware


async def _show(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse | None:
    if fault.name == "latency":
        await asyncio.sleep(float(fault.value))
        return None
    if fault.name == "status":
        return _status(int(fault.value))
    if fault.name == "html":
        return web.Response(text="<html><body>Sign in to the network</body></html>",
                            content_type="text/html")  # fmt: skip
    if fault.name == "expired-key":
        return web.json_response({"errors": [{"message": "The key has expired"}]}, status=401)
    if fault.name == "reset":
        return _reset(request)
    return await _truncated(request, handler)


def _status(status: int) -> web.Response:
    headers = {"Retry-After": "1"} if status in (429, 503) else {}
    return web.json_response({"title": f"Asked to answer {status}"}, status=status, headers=headers)


def _reset(request: web.Request) -> web.Response:
    """Break the connection after the request was read: the sender cannot know what became of it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def _truncated(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Do the work, then send half of the answer and close."""
    whole = await handler(request)
    body = whole.body if isinstance(whole, web.Response) else b""
    data = bytes(body) if isinstance(body, bytes | bytearray) else b"{}"
    half = web.StreamResponse(status=whole.status)
    half.content_type = whole.content_type
    half.content_length = len(data)
    await half.prepare(request)
    await half.write(data[: len(data) // 2])
    if request.transport is not None:
        request.transport.close()
    return half
