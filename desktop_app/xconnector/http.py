"""How does one exchange go over the wire? The only module of this room with httpx.

A fault is a value here, not an exception. Whether the body had begun to leave decides between
*provably unsent* and *it may have arrived*: the library's exception alone does not say. Answers
are read raw and inflated under a cap, redirects are never followed, cookies are never kept.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import BinaryIO

import httpx

from desktop_app.records import wire
from desktop_app.records.parcel import Outcome
from desktop_app.xconnector import faults
from desktop_app.xconnector.addresses import Endpoint
from desktop_app.xconnector.faults import Fault
from desktop_app.xconnector.killpoint import FileMoment, passed

CAP = 8 * 1024 * 1024
"""Most bytes of one answer after decompression."""
DEADLINE = 30.0
"""Seconds for one whole exchange; a server may hold its answer for ten of them."""
SLOWEST = 32 * 1024
"""Bytes a second for which a file may take longer than that."""
_PIECE = 256 * 1024
_AGENT = "Colophon"

# They would write the address of every request, and a webhook's address is a secret.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``flaw`` says why the body is not whole, or is "".

    ``headers`` have lower-case names.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    flaw: str = ""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")

    @property
    def is_page(self) -> bool:
        return wire.is_page(self.content_type, self.body)

    @property
    def retry_after(self) -> float | None:
        return wire.retry_after(self.headers.get("retry-after", ""))


class Line:
    """The connections to one endpoint, kept alive and shared by many tasks of one loop.

    ``deadline`` is in seconds and covers one whole exchange: a server that drips bytes would
    satisfy every time-out of a single read. ``concurrency`` is the most exchanges at once.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        token: str = "",
        verify: ssl.SSLContext | bool = True,
        concurrency: int = 32,
        deadline: float = DEADLINE,
        cap: int = CAP,
    ) -> None:
        self._endpoint = endpoint
        self._deadline = deadline
        self._cap = cap
        self._refusal = endpoint.fault or _token_fault(token, endpoint.name)
        self._headers = _standing_headers(token)
        timeout = httpx.Timeout(deadline, connect=min(10.0, deadline))
        self._extensions = {"timeout": timeout.as_dict()}
        self._wires = _Wires(endpoint, verify, concurrency)

    async def post(
        self, url: str, headers: Sequence[tuple[str, str]], body: bytes
    ) -> Answer | Fault:
        """Send ``body`` once. Never repeats it."""
        outgoing = _Outgoing(body)
        named = [*self._headers, *headers, ("Content-Length", str(len(body)))]
        return await self._exchange("POST", url, named, outgoing)

    async def put(
        self, url: str, headers: Sequence[tuple[str, str]], body: FileBody
    ) -> Answer | Fault:
        """Send a file once, a piece at a time; a large one may take longer."""
        longer = body.size / SLOWEST
        return await self._exchange("PUT", url, [*self._headers, *headers], body, longer)

    async def head(self, url: str) -> Answer | Fault:
        """Ask once for an answer without a body."""
        return await self._exchange("HEAD", url, self._headers, None)

    async def get(self, url: str) -> Answer | Fault:
        """Ask once."""
        return await self._exchange("GET", url, self._headers, None)

    async def aclose(self) -> None:
        """Close the sockets; a later exchange would open new ones."""
        await self._wires.aclose()

    async def _exchange(
        self,
        method: str,
        url: str,
        headers: Sequence[tuple[str, str]],
        outgoing: _Outgoing | FileBody | None,
        longer: float = 0.0,
    ) -> Answer | Fault:
        if self._refusal is not None:
            return self._refusal
        reading = _Reading(self._cap)
        try:
            request = httpx.Request(
                method, url, headers=headers, content=outgoing, extensions=self._extensions
            )
            async with asyncio.timeout(self._deadline + longer), self._wires.one() as client:
                await _stream(client, request, reading)
        except _RedirectedError as redirect:
            return Answer(redirect.status, redirect.headers, b"")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as fault:
            # The status says more than a body that broke off after it.
            if reading.status:
                return reading.answer("the connection broke off before it was whole")
            return self._explain(fault, outgoing, self._deadline + longer)
        return reading.answer()

    def _explain(
        self, fault: Exception, outgoing: _Outgoing | FileBody | None, deadline: float
    ) -> Fault:
        begun = outgoing is None or outgoing.begun
        return faults.explain(fault, self._endpoint.name, begun=begun, deadline=deadline)


async def _stream(client: httpx.AsyncClient, request: httpx.Request, reading: _Reading) -> None:
    response = await client.send(request, stream=True)
    try:
        reading.begin(response)
        async for chunk in response.aiter_raw():
            if not reading.feed(chunk):
                break
    finally:
        await response.aclose()


class _Wires:
    """One client with one connection for each exchange at once, made when first needed.

    A shared pool looks at all its connections twice for each request, which with twenty of them
    took a third of the time of a send. The one that was used last is used next.
    """

    def __init__(self, endpoint: Endpoint, verify: ssl.SSLContext | bool, most: int) -> None:
        self._endpoint = endpoint
        self._verify = verify
        self._room = asyncio.Semaphore(most)
        self._free: list[httpx.AsyncClient] = []
        self._all: list[httpx.AsyncClient] = []

    @asynccontextmanager
    async def one(self) -> AsyncIterator[httpx.AsyncClient]:
        async with self._room:
            client = self._free.pop() if self._free else self._make()
            try:
                yield client
            finally:
                if not client.is_closed:
                    self._free.append(client)

    async def aclose(self) -> None:
        clients, self._all, self._free = self._all, [], []
        for client in clients:
            await client.aclose()

    def _make(self) -> httpx.AsyncClient:
        made = httpx.AsyncClient(
            verify=self._context(),
            follow_redirects=False,
            # Loopback must not go through the proxy that the environment names.
            trust_env=not self._endpoint.loopback,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            event_hooks={"response": [_stop_at_redirects]},
        )
        self._all.append(made)
        return made

    def _context(self) -> ssl.SSLContext:
        """One for all: reading the certificate authorities takes its time."""
        if isinstance(self._verify, bool):
            if self._endpoint.plain:
                self._verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            else:
                self._verify = httpx.create_ssl_context(self._verify)
        return self._verify


class _Outgoing:
    """A body that knows whether it has begun to leave."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self.begun = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.begun = True
        yield self._body


class FileBody:
    """An open file as a body. Its last piece leaves only when the whole had the hash that was
    promised: a file that is written over meanwhile breaks off and is never another one there.
    """

    def __init__(self, file: BinaryIO, size: int, sha256: str) -> None:
        self._file = file
        self._sha256 = sha256
        self.size = size
        self.begun = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.begun = True
        digest, held = hashlib.sha256(), b""
        try:
            while piece := await asyncio.to_thread(self._file.read, _PIECE):
                digest.update(piece)
                if held:
                    yield held
                    passed(FileMoment.PIECE_SENT)
                held = piece
        except OSError as fault:
            raise httpx.WriteError("the file cannot be read") from fault
        if digest.hexdigest() != self._sha256:
            raise httpx.WriteError("the file has changed")
        yield held


class _RedirectedError(Exception):
    """Another address was named. Raised before the library looks at it."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.status_code)
        self.status = response.status_code
        self.headers = _lowered(response)


async def _stop_at_redirects(response: httpx.Response) -> None:
    if 300 <= response.status_code < 400:
        raise _RedirectedError(response)


@dataclass(slots=True)
class _Reading:
    """An answer as it comes in."""

    cap: int
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    flaw: str = ""
    _parts: list[bytes] = field(default_factory=list)
    _size: int = 0
    _inflate: zlib._Decompress | None = None

    def begin(self, response: httpx.Response) -> None:
        self.status, self.headers = response.status_code, _lowered(response)
        coding = self.headers.get("content-encoding", "").strip().lower()
        if coding in {"gzip", "x-gzip"}:
            self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        elif coding not in {"", "identity"}:
            self.flaw = f"it is packed as {wire.plain(coding, 30)}, which was not asked for"

    def feed(self, chunk: bytes) -> bool:
        """Take the next raw bytes; False when no more of them can be of use."""
        if self._inflate is None:
            self._keep(chunk)
        while self._inflate is not None and chunk and not self.flaw:
            try:
                self._keep(self._inflate.decompress(chunk, 1024 * 1024))
            except zlib.error:
                self.flaw = "it is packed wrongly"
            chunk = self._inflate.unconsumed_tail
        return not self.flaw

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self.cap:
            self.flaw = f"it is larger than {self.cap // 1048576} MB"
            return
        self._parts.append(data)

    def answer(self, flaw: str = "") -> Answer:
        """The whole answer. A gzip stream without its end is a cut answer, not a short one."""
        flaw = self.flaw or flaw
        if self._inflate is not None and not self._inflate.eof and not flaw:
            flaw = "it ends too early"
        return Answer(self.status, self.headers, b"".join(self._parts), flaw)


def _lowered(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _standing_headers(token: str) -> list[tuple[str, str]]:
    headers = [
        ("Accept", "application/json, application/problem+json"),
        ("Accept-Encoding", "gzip"),
        ("User-Agent", _AGENT),
    ]
    if token:
        headers.append(("Authorization", f"Bearer {token}"))
    return headers


def _token_fault(token: str, place: str) -> Fault | None:
    if token.isascii() and " " not in token and (not token or token.isprintable()):
        return None
    return Fault(
        Outcome.SIGN_IN,
        f"The token for {place} holds characters that no token has, so nothing was sent. "
        "Enter it again in Connect, without spaces or line breaks.",
    )
