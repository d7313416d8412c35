"""Durable sends over loopback, against a bare httpx loop that posts the same bytes.

Both go to one receiver, a process that answers at once and keeps nothing, with the same number
on their way at a time. Ours commits each intent before a byte leaves and each result after it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx

from desktop_app.engine import Engine, lanes
from desktop_app.engine.courier import Courier
from desktop_app.engine.lane import WIDTH
from desktop_app.records.flow import Environment, Flow, SafeMode
from desktop_app.services.review import Review
from desktop_app.services.send import Send
from desktop_app.settings.profiles import Profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.ledger import Ledger
from desktop_app.xconnector.contract import ContractCourier
from tests.benchmarks.report import Finding
from tests.support_desk import title
from tests.support_records import GARDNERS

_TOKEN = "benchmark-token-of-nobody"
_ROUNDS = 3


def run(folder: Path, items: int) -> list[Finding]:
    """Items a second, ours and the bare loop's, in turns."""
    ours, bare = [], []
    with _receiver() as url:
        for number in range(_ROUNDS):
            rate, bodies = asyncio.run(_ours(folder / f"send-{number}", url, items))
            ours.append(rate)
            bare.append(asyncio.run(_bare(url, bodies)))
    return [
        Finding(
            f"durable send, {items} items, {WIDTH} at once",
            median(ours), "/s", 0.4, median(bare), at_least=True,
        )
    ]  # fmt: skip


@contextmanager
def _receiver() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.benchmarks.answering"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
    finally:
        process.terminate()
        process.wait(20)


async def _ours(folder: Path, url: str, items: int) -> tuple[float, list[tuple[str, bytes]]]:
    folder.mkdir(parents=True)
    cache = Database(folder / "catalogue.sqlite", "catalogue", durable=False)
    book = Database(folder / "ledger.sqlite", "ledger", durable=True)
    try:
        catalogue, ledger = Catalogue(cache), Ledger(book)
        profile = Profile("bench", Environment.DEMO, safe_mode=SafeMode.DIRECT, flows=(GARDNERS,))
        review = Review(catalogue, ledger, profile)
        records = [title(each, work={"id": str(each)}) for each in range(1, items + 1)]
        await catalogue.put_page(records)

        async def courier(flow: Flow) -> Courier:
            return ContractCourier(url, _TOKEN, ledger=ledger.id)

        engine = Engine(ledger, courier, lanes(profile.flows))
        send = Send(ledger, engine, review, profile)
        plan = await review.plan([each.id for each in records], [GARDNERS.name])
        assert plan.account == {"selected": items, "prepared": items}, plan.account
        job = await send.submit(plan.id, confirm=items)
        started = time.perf_counter()
        engine.start()
        done = await send.wait(job.number, 300)
        elapsed = time.perf_counter() - started
        await engine.stop()
        assert done.account == {"selected": items, "delivered": items}, done.account
        sent = await ledger.items(job.number, limit=items)
        bodies = [(each.key, (await ledger.content(each.id)).envelope) for each in sent]
        return items / elapsed, bodies
    finally:
        book.close()
        cache.close()


async def _bare(url: str, bodies: Sequence[tuple[str, bytes]]) -> float:
    waiting = iter(bodies)
    limits = httpx.Limits(max_connections=WIDTH, max_keepalive_connections=WIDTH)
    async with httpx.AsyncClient(trust_env=False, limits=limits) as client:

        async def carry() -> None:
            for key, body in waiting:
                answer = await client.post(
                    f"{url}/v1/events",
                    content=body,
                    headers={
                        "Authorization": f"Bearer {_TOKEN}",
                        "Content-Type": "application/cloudevents+json; charset=utf-8",
                        "Idempotency-Key": f'"{key}"',
                    },
                )
                assert answer.json()["key"] == key

        started = time.perf_counter()
        await asyncio.gather(*(carry() for _ in range(WIDTH)))
        return len(bodies) / (time.perf_counter() - started)
