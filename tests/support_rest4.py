"""The double with its older interface, in the test's loop, with or without GraphQL beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aiohttp import web

from desktop_app.companions.sandbox.answer import Answerer
from desktop_app.companions.sandbox.covers import Covers
from desktop_app.companions.sandbox.house import House
from desktop_app.companions.sandbox.opening import open_house
from desktop_app.companions.sandbox.patches import Patches
from desktop_app.companions.sandbox.schema import executable, schema_text
from desktop_app.companions.sandbox.web import Double
from tests.support_graphql import KEY

ANCHOR = date(2026, 11, 3)


@dataclass
class Served:
    """``seen`` are the paths that were asked for, with their queries."""

    url: str
    house: House
    seen: list[str]


@asynccontextmanager
async def double(folder: Path, *, graphql: bool, titles: int = 260) -> AsyncIterator[Served]:
    """Serve a house on a free port of loopback."""
    house = open_house(7, titles, ANCHOR, "http://127.0.0.1:1/covers")
    schema = executable(schema_text("public"), house)
    patches = Patches(house, schema, folder / "patches.jsonl")
    answerer = Answerer(schema) if graphql else None
    made = Double(KEY, "test", answerer, patches, Covers(house), house)
    seen: list[str] = []
    app = made.application()

    async def note(request: web.Request, _: web.StreamResponse) -> None:
        seen.append(request.path_qs)

    app.on_response_prepare.append(note)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield Served(f"http://127.0.0.1:{runner.addresses[0][1]}/graphql", house, seen)
    finally:
        await runner.cleanup()
        made.close()
