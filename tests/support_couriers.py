"""Couriers at work: leases and parcels, and servers that answer exactly what a test wants."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import struct
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from desktop_app.records.job import Lease
from desktop_app.records.parcel import Parcel
from desktop_app.xconnector.contract import ContractCourier

NOW = "2026-11-24T15:04:05.123Z"
LEDGER = "3f1c9a52-7d0e-4b61-9f3a-2b8f4f0c6d11"
TOKEN = "a-token-that-nobody-may-read"


def lease(
    subject: str = "product:1042",
    data: Mapping[str, Any] | None = None,
    *,
    flow: str = "gardners",
    key: str = "",
    content_type: str = "application/json",
    payload: bytes = b"",
) -> Lease:
    """The right to send one payload; canonical JSON unless ``payload`` says otherwise."""
    shown = {"isbn13": "9780306406157", "title": "Čapek, “Sále”"} if data is None else data
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    payload = payload or text.encode()
    return Lease(
        item=1,
        job=7,
        flow=flow,
        subject=subject,
        key=key or hashlib.sha256(uuid.uuid4().bytes).hexdigest(),
        fence=1,
        attempt=1,
        content_type=content_type,
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        envelope=b"",
        ambiguous=False,
        accepted=False,
        status_url="",
        run="",
    )


def parcel(courier: Any, of: Lease | None = None, **more: str) -> Parcel:
    """What the engine would hand to a courier for a lease."""
    of = of or lease()
    return Parcel(
        of.key,
        of.flow,
        of.subject,
        of.content_type,
        courier.wrap(of, NOW),
        correlation=str(of.job),
        **more,
    )


def run_document(of: Parcel, state: Any = "succeeded", status: str = "00", **more: Any) -> bytes:
    """A run of the contract about a parcel; ``more`` replaces members."""
    record = {
        "key": of.key,
        "subject": of.subject,
        "record_status": status,
        "remote_id": f"shop/{of.subject}",
        "details": [],
    }
    told = {
        "run": "run_1",
        "key": of.key,
        "flow": of.flow,
        "subject": of.subject,
        "state": state,
        "updated_at": NOW,
        "duplicate": False,
        "records": [record] if status else [],
        **more,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def http(
    status: int, body: bytes = b"", kind: str = "application/json", *extra: str, length: int = -1
) -> bytes:
    """One answer as bytes; ``length`` replaces the true Content-Length."""
    head = [
        f"HTTP/1.1 {status} Said",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body) if length < 0 else length}",
        *extra,
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@dataclass
class Asked:
    """A request as the raw server read it."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class RawServer:
    """A TCP server on loopback with an answer of the test's own."""

    port: int
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Reply = Callable[[Asked], bytes]


@asynccontextmanager
async def raw_server(
    reply: Reply | None = None, *, talk: Talk | None = None, ssl: Any = None
) -> AsyncIterator[RawServer]:
    """Answers each request with the bytes of ``reply`` and closes, or lets ``talk`` have it all."""
    server = RawServer(0)
    open_tasks: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_tasks.add(task)
        server.connections += 1
        try:
            if talk is not None:
                await talk(reader, writer)
                return
            asked = await read_request(reader)
            server.asked.append(asked)
            assert reply is not None
            writer.write(reply(asked))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return  # the other side went first, or the test is over
        finally:
            open_tasks.discard(task)
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=ssl)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in list(open_tasks):
            task.cancel()
        await asyncio.gather(*open_tasks, return_exceptions=True)


async def read_request(reader: asyncio.StreamReader) -> Asked:
    """One whole request with Content-Length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (each.partition(":") for each in head[1:])
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(head[0], headers, body)


def reset(writer: asyncio.StreamWriter) -> None:
    """End the connection with RST instead of FIN."""
    writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    writer.transport.abort()


@asynccontextmanager
async def contract_at(url: str, **options: Any) -> AsyncIterator[ContractCourier]:
    """A contract courier with a small deadline, closed afterwards."""
    courier = ContractCourier(url, TOKEN, **{"ledger": LEDGER, "deadline": 5.0, **options})
    try:
        yield courier
    finally:
        await courier.aclose()
