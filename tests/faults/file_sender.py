"""One process that sends manifests with their files to a real gateway, to be killed at a moment.

``python -m tests.faults.file_sender FOLDER URL COUNT`` sends COUNT products, each with a cover of
its own and one that all share, or goes on where a killed process stopped.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from pathlib import Path

from desktop_app.engine import Engine, lanes
from desktop_app.engine.courier import Courier
from desktop_app.records.errors import NotFoundError
from desktop_app.records.flow import Flow
from desktop_app.services.fetched_files import FetchedFiles
from desktop_app.xconnector.contract import ContractCourier
from tests.support_files import ARCHIVE, kept, package_item
from tests.support_gateway import TOKEN
from tests.support_sending import SOON, ended, open_ledger, plan_of, submitted

_JOB = 1
_BYTES = 900_000


def files_of(number: int) -> dict[str, bytes]:
    """The same bytes for a number in every process."""
    return {
        "cover.jpg": random.Random(number).randbytes(_BYTES),
        "shared.jpg": random.Random(0).randbytes(_BYTES),
    }


async def main(folder: Path, url: str, count: int) -> None:
    shelf = FetchedFiles(folder / "covers")

    async def open_courier(flow: Flow) -> Courier:
        return ContractCourier(url, TOKEN, ledger=ledger.id, files=shelf)

    async with open_ledger(folder, durable=True) as ledger:
        try:
            await ledger.job(_JOB)
        except NotFoundError:
            items = []
            for number in range(1, count + 1):
                named = files_of(number)
                for name, data in named.items():
                    kept(shelf, f"http://c/{number}/{name}", data)
                items.append(package_item(number, named))
            assert await submitted(ledger, plan_of("plan", items)) == _JOB
        engine = Engine(ledger, open_courier, lanes((ARCHIVE,)), SOON)
        await engine.recover()
        engine.start()
        account = await ended(ledger, _JOB)
        await engine.stop()
    print(json.dumps(account))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
