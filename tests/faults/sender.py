"""One process that sends a plan of items to a real gateway, to be killed at a boundary.

``python -m tests.faults.sender FOLDER URL FIRST COUNT ENGINE`` sends products FIRST … to the
gateway, or goes on where a killed process stopped, and prints the account as JSON. ENGINE is
``right``, or one of two that are wrong on purpose: ``early`` writes the result before it sends,
``rekeyed`` makes a new key for each attempt.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from desktop_app.engine import Engine, Lane, lanes
from desktop_app.engine.courier import Courier
from desktop_app.engine.exchange import exchange
from desktop_app.engine.killpoint import Boundary, passed
from desktop_app.engine.lane import Runner
from desktop_app.engine.table import decide
from desktop_app.records.errors import NotFoundError
from desktop_app.records.flow import Flow
from desktop_app.records.job import Lease
from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.settlement import Settled
from desktop_app.store.ledger import Ledger
from desktop_app.xconnector.contract import ContractCourier
from tests.support_gateway import TOKEN
from tests.support_sending import GARDNERS, SOON, ended, open_ledger, plan_item, plan_of, submitted

_JOB = 1


class EarlyRunner(Runner):
    """Wrong: the result is on disk before the bytes have left."""

    async def _carry(self, courier: Courier, lease: Lease) -> None:
        passed(Boundary.INTENT_STORED)
        hoped = Receipt(Outcome.DELIVERED, 200)
        settlement = decide(self._lane.flow, lease, hoped, self._policy)
        await self._book.settle([Settled(lease, settlement, self._book.now())])
        passed(Boundary.RESULT_STORED)
        await exchange(courier, self._lane.flow, lease)
        passed(Boundary.ANSWER_READ)


class RekeyedRunner(Runner):
    """Wrong: each attempt is a new intent, so nobody can be asked about the one before."""

    async def _carry(self, courier: Courier, lease: Lease) -> None:
        fresh = replace(lease, key=uuid.uuid4().hex, envelope=b"", ambiguous=False)
        fresh = replace(fresh, envelope=courier.wrap(fresh, self._book.now()))
        passed(Boundary.INTENT_STORED)
        answer = await exchange(courier, self._lane.flow, fresh)
        passed(Boundary.ANSWER_READ)
        settlement = decide(self._lane.flow, lease, answer, self._policy)
        self._finished.append(Settled(lease, settlement, self._book.now()))


RUNNERS: dict[str, type[Runner]] = {
    "right": Runner,
    "early": EarlyRunner,
    "rekeyed": RekeyedRunner,
}


def engine_of(kind: str, ledger: Ledger, url: str) -> Engine:
    async def open_courier(flow: Flow) -> Courier:
        return ContractCourier(url, TOKEN, ledger=ledger.id)

    class Chosen(Engine):
        def _runner(self, lane: Lane, job: int = 0) -> Runner:
            return RUNNERS[kind](
                self._book, lane, self._couriers, self._policy, self.recover, job=job
            )

    return Chosen(ledger, open_courier, lanes((GARDNERS,)), SOON)


def die_when_bytes_are_sent() -> None:
    """Pass the boundary when the last byte of a hand-off went to the socket, before any answer."""
    send = httpx.AsyncClient.send

    async def trace(event: str, _info: Any) -> None:
        if event == "http11.send_request_body.complete":
            passed(Boundary.BYTES_SENT)

    async def traced(
        self: httpx.AsyncClient, request: httpx.Request, **options: Any
    ) -> httpx.Response:
        if request.method == "POST":
            request.extensions = {**request.extensions, "trace": trace}
        return await send(self, request, **options)

    httpx.AsyncClient.send = traced  # type: ignore[method-assign, assignment]


async def main(folder: Path, url: str, first: int, count: int, kind: str) -> None:
    async with open_ledger(folder, durable=True) as ledger:
        try:
            await ledger.job(_JOB)
        except NotFoundError:
            items = (plan_item(f"product:{n}") for n in range(first, first + count))
            assert await submitted(ledger, plan_of("plan", items)) == _JOB
        engine = engine_of(kind, ledger, url)
        report = await engine.recover()
        engine.start()
        account = await ended(ledger, _JOB)
        await engine.stop()
    print(json.dumps({"account": account, "asked": report.asked_again}))


if __name__ == "__main__":
    if os.environ.get("COLOPHON_KILL_AT", "").startswith(Boundary.BYTES_SENT):
        die_when_bytes_are_sent()
    arguments = sys.argv[1:]
    asyncio.run(
        main(Path(arguments[0]), arguments[1], int(arguments[2]), int(arguments[3]), arguments[4])
    )
