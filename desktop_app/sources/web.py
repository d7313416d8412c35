"""How is a server asked, and what do its faults mean? The only module of this room with httpx.

Replies are read raw and decompressed here under a cap: the library would inflate a small
hostile reply to any size. Redirects are never followed, because the key would travel along.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from desktop_app.records import strict_json, wire
from desktop_app.records.errors import (
    SourceAnswerError,
    SourceError,
    SourceSignInError,
    SourceUnreachableError,
)
from desktop_app.sources import addresses, faults, waiting

CAP = 64 * 1024 * 1024
"""Most bytes of one reply after decompression."""
_RETRIED = frozenset({429, 500, 502, 503, 504})
_ABSENT = frozenset({404, 410})
_QUESTIONED = frozenset({400, 422})
_OK = 200
_LONGEST_WAIT = 30.0
_AGENT = "Colophon"


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply. ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether this is a web page, whatever it calls itself."""
        return wire.is_page(self.content_type, self.body)

    @property
    def retry_after(self) -> float | None:
        """Seconds the server asks to wait, if it says so."""
        return wire.retry_after(self.headers.get("retry-after", ""))


class _RetryableError(Exception):
    """A fault that may pass by itself: carries what to say if it does not."""

    def __init__(self, error: SourceError, wait: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait


class TooLargeError(SourceAnswerError):
    """The reply is larger than the cap: a narrower question may be answered."""


Parse = Callable[[bytes], Awaitable[Any]]


async def _parsed(body: bytes) -> Any:
    return await asyncio.to_thread(strict_json.parse, body, bounded=False)


class Connection:
    """One endpoint that speaks JSON. Cookies and sockets live and die with it.

    ``deadline`` is in seconds and covers one whole exchange: a server that drips bytes would
    satisfy every time-out of a single read. ``pause`` is the first pause between attempts;
    ``scheme`` is what stands before the key in its header.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        service: str = "Consonance",
        scheme: str = "Bearer ",
        verify: ssl.SSLContext | bool = True,
        deadline: float = 120.0,
        attempts: int = 4,
        pause: float = 0.25,
        cap: int = CAP,
    ) -> None:
        self.place = addresses.endpoint(url, service, secret=bool(key))
        self._url = url
        self._service = service
        self._deadline = deadline
        self._attempts = attempts
        self._pause = pause
        self._cap = cap
        self._client = httpx.AsyncClient(
            headers=_headers(key, self.place.name, service, scheme),
            verify=verify,
            follow_redirects=False,
            trust_env=not self.place.loopback,
            timeout=httpx.Timeout(30.0, connect=10.0),
            limits=httpx.Limits(max_connections=8),
        )

    async def ask(
        self, body: Mapping[str, Any] | None = None, path: str = "", parse: Parse = _parsed
    ) -> Any:
        """Exchange JSON: POST with a body, GET without. Reads only, so faults are retried.

        ``parse`` makes something of the bytes of a sound reply; it may raise NotJsonError.
        Raises a SourceError whose sentence names the host and the cause.
        """
        return (await self.ask_with_headers(body, path, parse))[0]

    async def ask_with_headers(
        self, body: Mapping[str, Any] | None = None, path: str = "", parse: Parse = _parsed
    ) -> tuple[Any, Mapping[str, str]]:
        """The same, with the headers of the reply, for those who compare clocks."""
        attempt = 1
        while True:
            try:
                reply = await self._exchange(body, path)
                sound = parse if reply.status == _OK else _parsed
                return await self._understand(reply, sound), reply.headers
            except _RetryableError as fault:
                wait = fault.wait if fault.wait is not None else self._backoff(attempt)
                if attempt >= self._attempts or wait > _LONGEST_WAIT:
                    raise fault.error from fault
                attempt += 1
                if fault.wait:
                    waiting.tell(self._service, wait)
                await asyncio.sleep(wait)

    def _backoff(self, attempt: int) -> float:
        return self._pause * 2.0 ** (attempt - 1) * random.uniform(0.5, 1.5)

    async def _exchange(self, body: Mapping[str, Any] | None, path: str) -> Reply:
        try:
            async with asyncio.timeout(self._deadline):
                return await self._stream(body, path)
        except TimeoutError as fault:
            raise faults.too_slow(self.place.name, self._deadline) from fault
        except httpx.HTTPError as fault:
            error = faults.explain(fault, self.place.name, self._service)
            if isinstance(fault, httpx.ReadError | httpx.RemoteProtocolError | httpx.ReadTimeout):
                raise _RetryableError(error) from fault
            raise error from fault

    async def _stream(self, body: Mapping[str, Any] | None, path: str) -> Reply:
        url = self._url.rstrip("/") + path if path else self._url
        method = "GET" if body is None else "POST"
        async with self._client.stream(method, url, json=body) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            inflate = Inflater(headers.get("content-encoding", ""), self._cap, self.place.name)
            async for chunk in response.aiter_raw():
                inflate.feed(chunk)
            # A broken body of an error reply must not hide the status, which says more.
            whole = inflate.finish(strict=response.status_code < 300)
            return Reply(response.status_code, headers, whole)

    async def _understand(self, reply: Reply, parse: Parse) -> Any:
        place = self.place.name
        if reply.status in _RETRIED:
            wait = reply.retry_after
            long = wait if wait and wait > _LONGEST_WAIT else None
            raise _RetryableError(faults.busy(place, reply.status, self._service, long), wait)
        if reply.status in {401, 403, 407}:
            raise faults.sign_in(place, reply.status, self._service)
        if 300 <= reply.status < 400:
            raise faults.redirected(place, reply.headers.get("location", ""), self._service)
        if reply.is_page:
            raise faults.web_page(place, self._service, absent=reply.status in _ABSENT)
        if reply.status in _ABSENT:
            raise faults.nothing_there(place, reply.status, self._service)
        _check_charset(reply.headers.get("content-type", ""), place)
        try:
            parsed = await parse(reply.body)
        except strict_json.NotJsonError as fault:
            error = faults.not_json(place, fault.cause, self._service)
            if fault.cut:
                raise _RetryableError(error) from fault
            raise error from fault
        if reply.status in _QUESTIONED and _is_graphql(parsed):
            return parsed  # some servers answer a question they do not understand like this
        if reply.status >= 400:
            raise faults.refused(place, reply.status, parsed, self._service)
        return parsed

    async def aclose(self) -> None:
        """Close the sockets."""
        await self._client.aclose()


class Inflater:
    """Collects a reply chunk by chunk; raises SourceAnswerError beyond the cap or when broken."""

    def __init__(self, encoding: str, cap: int, place: str) -> None:
        coding = encoding.strip().lower()
        if coding not in {"", "identity", "gzip", "x-gzip"}:
            raise SourceAnswerError(
                f"{place} packed its answer as {encoding[:30]!r}, which was not asked for.",
                not_done="Nothing of it was taken.",
                next_step="Try again; if it stays so, ask who runs the server.",
            )
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in coding else None
        self._parts: list[bytes] = []
        self._size = 0
        self._cap = cap
        self._place = place
        self._broken = False

    def feed(self, chunk: bytes) -> None:
        """Take the next raw bytes."""
        if self._inflate is None:
            self._keep(chunk)
            return
        while chunk and not self._broken:
            try:
                self._keep(self._inflate.decompress(chunk, 1024 * 1024))
            except zlib.error:
                self._broken = True
            chunk = self._inflate.unconsumed_tail

    def finish(self, *, strict: bool = True) -> bytes:
        """The whole body. A gzip stream without its end is a cut reply, not a short one."""
        if self._inflate is not None and (self._broken or not self._inflate.eof) and strict:
            raise _RetryableError(faults.cut(self._place))
        return b"".join(self._parts)

    def _keep(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > self._cap:
            raise TooLargeError(
                f"The answer of {self._place} is larger than {self._cap // 1048576} MB.",
                not_done="It was not read to the end, and nothing of it was taken.",
                next_step="Ask who runs the server: one page of titles is never that large.",
            )
        self._parts.append(data)


def open_download(verify: ssl.SSLContext | bool, *, direct: bool) -> httpx.Client:
    """A client for files that nobody signs in for: no key, no redirects, no cookies kept."""
    return httpx.Client(
        headers={"Accept-Encoding": "identity", "User-Agent": _AGENT, "Accept": "image/*, */*"},
        verify=verify,
        follow_redirects=False,
        trust_env=not direct,
        timeout=httpx.Timeout(15.0, connect=10.0),
    )


TransportFault = (httpx.HTTPError, httpx.InvalidURL)
"""What a download may raise, for those who do not know the library."""


def _headers(key: str, place: str, service: str, scheme: str) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": _AGENT,
    }
    if key:
        if not key.isascii() or not key.isprintable() or " " in key:
            raise SourceSignInError(
                f"The key for {place} holds characters that no key has.",
                not_done=f"{service} was not asked.",
                next_step="Copy the key again, without spaces or line breaks.",
            )
        headers["Authorization"] = f"{scheme}{key}"
    return headers


def _is_graphql(parsed: Any) -> bool:
    errors = parsed.get("errors") if isinstance(parsed, Mapping) else None
    return isinstance(errors, list) and all(
        isinstance(each, Mapping) and "locations" in each for each in errors
    )


def _check_charset(content_type: str, place: str) -> None:
    if not wire.is_utf8(content_type):
        raise SourceAnswerError(
            f"{place} answered as {wire.plain(content_type, 60)}; only UTF-8 is read.",
            not_done="Nothing of it was taken.",
            next_step="Ask who runs the server.",
        )


__all__ = [
    "CAP",
    "Connection",
    "Inflater",
    "Reply",
    "SourceUnreachableError",
    "TooLargeError",
    "TransportFault",
    "open_download",
]
