"""How do files come in ahead of their events? Asked for by hash, then sent once."""

from __future__ import annotations

import asyncio
import base64
import json
import logging

from aiohttp import ClientPayloadError, web

from desktop_app.companions.gateway import problems
from desktop_app.companions.gateway.problems import Problem
from desktop_app.companions.gateway.shelf import SHA256, Incoming, OtherBytesError, Shelf

log = logging.getLogger("colophon.gateway")

PATH = "/v1/assets/{sha256}"
_CHUNK = 1 << 18
_PATIENCE = 8.0
"""Seconds for which an upload may stand still."""
_SLOWEST = 16 * 1024
"""Bytes a second below which an upload is ended, whatever it drips."""


class FileRoutes:
    """The handlers of `/v1/assets`. ``limit`` is the most bytes of one file."""

    def __init__(self, shelf: Shelf, limit: int) -> None:
        self._shelf = shelf
        self._limit = limit

    def routes(self) -> list[web.RouteDef]:
        return [web.head(PATH, self.head), web.put(PATH, self.put)]

    async def head(self, request: web.Request) -> web.StreamResponse:
        sha256 = _asked(request)
        size = await asyncio.to_thread(self._shelf.size, sha256)
        if size is None:
            raise Problem(404, "asset-unknown", "Not here", "No file of that hash is here.")
        headers = {"Repr-Digest": digest(sha256), "Content-Length": str(size)}
        return web.Response(headers=headers, content_type="application/octet-stream")

    async def put(self, request: web.Request) -> web.Response:
        sha256 = _asked(request)
        length = self._length(request, sha256)
        try:
            new = await self._take(request, sha256, length)
        except OtherBytesError:
            raise _other_bytes() from None
        except TimeoutError:
            raise problems.too_slow(_PATIENCE) from None
        except (ConnectionError, ClientPayloadError):
            raise problems.malformed("The file did not come whole.") from None
        except OSError as error:
            log.warning("a file could not be kept (%s)", error.strerror)
            raise problems.unavailable("Files cannot be kept at the moment.") from None
        log.info("file %s, %d bytes, %s", sha256[:12], length, "kept" if new else "known")
        body = json.dumps({"sha256": sha256, "bytes": length}).encode()
        return web.Response(body=body, status=201 if new else 200, content_type="application/json")

    def _length(self, request: web.Request, sha256: str) -> int:
        """How many bytes will come. Raises Problem when they cannot be taken."""
        if request.headers.get("Repr-Digest", "").strip() != digest(sha256):
            raise problems.malformed(
                "The header Repr-Digest is missing or not the hash in the address.",
                ("Repr-Digest", "must be the SHA-256 of the address as RFC 9530 writes it"),
            )
        length = request.content_length
        if length is None:
            raise Problem(411, "length", "Length needed", "A file needs its Content-Length.")
        if request.headers.get("Content-Encoding"):
            raise Problem(415, "content-type", "Not encoded", "Files are taken as they are.")
        if length > self._limit:
            raise Problem(
                413,
                "too-large",
                "File too large",
                f"Files of up to {self._limit} bytes are taken.",
                headers={"Connection": "close"},
            )
        return length

    async def _take(self, request: web.Request, sha256: str, length: int) -> bool:
        incoming = await asyncio.to_thread(self._shelf.begin)
        try:
            async with asyncio.timeout(_PATIENCE + length / _SLOWEST):
                await _fill(incoming, request)
            if incoming.size != length:
                raise OtherBytesError
            return await asyncio.to_thread(incoming.keep, sha256)
        finally:
            await asyncio.to_thread(incoming.discard)


async def _fill(incoming: Incoming, request: web.Request) -> None:
    pieces = request.content.iter_chunked(_CHUNK)
    while True:
        try:
            async with asyncio.timeout(_PATIENCE):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        await asyncio.to_thread(incoming.write, piece)


def digest(sha256: str) -> str:
    """A hash in hexadecimal as a header of RFC 9530."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def _asked(request: web.Request) -> str:
    sha256 = request.match_info["sha256"]
    if not SHA256.fullmatch(sha256):
        raise problems.malformed(
            "The address names no SHA-256.", ("sha256", "must be 64 lowercase hexadecimal digits")
        )
    return sha256


def _other_bytes() -> Problem:
    return Problem(
        422, "asset-hash", "Other bytes", "The SHA-256 of what came is not the one in the address."
    )
