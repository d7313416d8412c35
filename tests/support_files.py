"""Manifests with their files: a shelf of real files, a gateway for them, a line that can be cut."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from desktop_app.records.asset import AssetFacts
from desktop_app.records.flow import Flow
from desktop_app.records.payload import Payload, Row
from desktop_app.records.plan import Action, PlanItem
from desktop_app.records.state import State
from desktop_app.services.fetched_files import FetchedFiles, Kept
from tests.support_gateway import write_config

ARCHIVE = Flow("archive", 3, "Archive", "asset-package")
_FLOWS = (
    '[[flows]]\nname = "archive"\npurpose = 3\nformat = "asset-package"\nfolder = "out"\n'
    '[[flows]]\nname = "gardners"\n'
)
_REQUEST = re.compile(rb"(HEAD|PUT|POST|GET) (/v1/[^ ]*) HTTP/1\.1\r\n")


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def archive_config(folder: Path, **entries: Any) -> Path:
    """A gateway that lays packages into ``out``."""
    return write_config(folder, flows=_FLOWS, **entries)


def kept(files: FetchedFiles, url: str, data: bytes) -> str:
    """Put a file where downloads are kept; its hash."""
    facts = AssetFacts(len(data), 1, 1, sha(data), "image/jpeg")
    files.keep(url, data, Kept(facts, 0.0))
    return facts.sha256


def manifest(named: Mapping[str, bytes], number: int = 7) -> dict[str, Any]:
    """The manifest of a product whose first file is its cover."""
    entries = [
        {"filename": name, "bytes": len(data), "sha256": sha(data), "url": f"http://c/{name}"}
        for name, data in named.items()
    ]
    return {
        "format": "asset-package.v1",
        "id": str(number),
        "isbn13": "9780306406157",
        "cover": entries[0] if entries else None,
        "files": entries[1:],
    }


def package_item(number: int, named: Mapping[str, bytes]) -> PlanItem:
    """An item of a plan whose payload is such a manifest."""
    data = json.dumps(manifest(named, number), ensure_ascii=False, separators=(",", ":")).encode()
    subject = f"product:{number}"
    payload = Payload(
        subject, "archive", "asset-package", "1", "application/json", data, sha(data),
        (Row("id", str(number), "id", "reference"),),
    )  # fmt: skip
    return PlanItem(
        subject=subject,
        flow="archive",
        titles=(subject,),
        state=State.PREPARED,
        action=Action.NEW,
        reason="",
        payload=payload,
    )


@dataclass
class Relay:
    """A line to a gateway that writes down requests, and can be cut once in an upload."""

    target: str
    url: str = ""
    cut_after: int = 0
    seen: list[tuple[str, str]] = field(default_factory=list)

    def count(self, method: str, path: str = "") -> int:
        return sum(1 for m, p in self.seen if m == method and p.startswith(path or "/v1/"))


@asynccontextmanager
async def relay(target: str) -> AsyncIterator[Relay]:
    """Before a gateway; ``target`` may be replaced while it runs."""
    made = Relay(target)
    tasks: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        aim = urlsplit(made.target)
        back: asyncio.Task[None] | None = None
        try:
            far_reader, far_writer = await asyncio.open_connection(aim.hostname, aim.port)
            back = asyncio.create_task(_pump(far_reader, writer))
            await _forward(reader, far_writer, writer, made)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the other side went first, or the test is over
        finally:
            tasks.discard(task)
            if back is not None:
                back.cancel()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
        writer.close()


async def _forward(
    reader: asyncio.StreamReader,
    far: asyncio.StreamWriter,
    near: asyncio.StreamWriter,
    made: Relay,
) -> None:
    uploaded = 0
    while piece := await reader.read(65_536):
        found = [(m.decode(), p.decode()) for m, p in _REQUEST.findall(piece)]
        made.seen += found
        uploading = bool(uploaded) or any(m == "PUT" for m, _ in found)
        uploaded += len(piece) if uploading else 0
        if made.cut_after and uploaded > made.cut_after:
            made.cut_after = 0
            far.transport.abort()
            near.transport.abort()
            return
        far.write(piece)
        await far.drain()
    far.close()
