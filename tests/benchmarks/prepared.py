"""A Consonance that answers with bytes it gave before: its own cost hides nobody else's.

    python -m tests.benchmarks.prepared FOLDER             answers what FOLDER holds
    python -m tests.benchmarks.prepared FOLDER --from URL  asks URL, and keeps every answer

An answer belongs to the exact bytes of its question, and is replayed as it came over the wire.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
from pathlib import Path

import aiohttp
from aiohttp import web

_KEPT = ("Content-Type", "Content-Encoding")


class Answers:
    """Questions in their order, and the answer to each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._order = folder / "order.jsonl"

    def keep(self, question: bytes, answer: bytes, headers: dict[str, str]) -> None:
        name = _name(question)
        (self._folder / name).write_bytes(answer)
        with self._order.open("a") as file:
            asked = {"name": name, "question": question.decode(), "headers": headers}
            file.write(json.dumps(asked) + "\n")

    def questions(self) -> list[bytes]:
        return [each["question"].encode() for each in self._lines()]

    def headers(self) -> dict[str, dict[str, str]]:
        return {each["name"]: each["headers"] for each in self._lines()}

    def answer(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def _lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._order.read_text().splitlines()]


def _name(question: bytes) -> str:
    return hashlib.sha256(question).hexdigest()


def replaying(answers: Answers) -> web.Application:
    known = answers.headers()

    async def take(request: web.Request) -> web.Response:
        name = _name(await request.read())
        if name not in known:
            return web.Response(status=404, text="never asked before")
        return web.Response(body=answers.answer(name), headers=known[name])

    return _served(take)


def recording(answers: Answers, url: str) -> web.Application:
    async def take(request: web.Request) -> web.Response:
        question = await request.read()
        passed = {
            name: request.headers[name]
            for name in ("Authorization", "Content-Type", "Accept", "Accept-Encoding")
            if name in request.headers
        }
        async with (
            aiohttp.ClientSession(auto_decompress=False) as session,
            session.post(url, data=question, headers=passed) as reply,
        ):
            body = await reply.read()
            headers = {name: reply.headers[name] for name in _KEPT if name in reply.headers}
            if reply.status == 200:
                answers.keep(question, body, headers)
            return web.Response(status=reply.status, body=body, headers=headers)

    return _served(take)


def _served(take: object) -> web.Application:
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/graphql", take)  # type: ignore[arg-type]
    return app


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--from", dest="url", default="")
    given = parser.parse_args()
    answers = Answers(given.folder)
    app = recording(answers, given.url) if given.url else replaying(answers)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
