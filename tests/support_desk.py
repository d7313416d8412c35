"""One profile's services on real files, without a window, a network or a clock of its own."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop_app.records.flow import Environment, Flow
from desktop_app.records.plan import Plan
from desktop_app.records.state import State
from desktop_app.records.title import Record
from desktop_app.services.facts import Hashes
from desktop_app.services.review import Review
from desktop_app.services.standing import StandingService
from desktop_app.settings.profiles import Profile
from desktop_app.store.catalogue import Catalogue
from desktop_app.store.db import Database
from desktop_app.store.standing import StandingTable
from tests.support_ledger import LedgerParts as Ledger
from tests.support_records import DOCUMENT, ERP, GARDNERS, LAUNCH, record

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FLOWS = (GARDNERS, ERP, LAUNCH)


class Desk:
    """``now`` can be set: the clock of review and standing stands still otherwise."""

    def __init__(
        self,
        folder: Path,
        flows: Sequence[Flow] = FLOWS,
        environment: Environment = Environment.DEMO,
        hashes: Hashes | None = None,
    ) -> None:
        self.now = NOON
        self.hashes = hashes
        self.catalogue_db = Database(folder / "catalogue.sqlite", "catalogue", durable=False)
        self.ledger_db = Database(folder / "ledger.sqlite", "ledger", durable=False)
        self.catalogue = Catalogue(self.catalogue_db)
        self.table = StandingTable(self.catalogue_db)
        self.ledger = Ledger(self.ledger_db)
        self.use(flows, environment)

    def use(self, flows: Sequence[Flow], environment: Environment = Environment.DEMO) -> None:
        """Open the services on another set of flows, as after a change of settings."""
        self.profile = Profile("test", environment, flows=tuple(flows))
        known = (self.catalogue, self.ledger, self.profile)
        self.review = Review(*known, now=lambda: self.now, hashes=self.hashes)
        self.standing = StandingService(
            self.catalogue, self.table, self.ledger, self.profile, now=lambda: self.now,
            hashes=self.hashes,
        )  # fmt: skip

    async def put(self, *records: Record) -> None:
        await self.catalogue.put_page(records)

    def close(self) -> None:
        self.catalogue_db.close()
        self.ledger_db.close()

    async def send(self, plan: Plan, outcome: State = State.DELIVERED) -> None:
        """Submit a plan and bring every item that may go to this state."""
        await self.ledger.settle_all(plan, outcome)


@asynccontextmanager
async def desk(folder: Path, **options: Any) -> AsyncIterator[Desk]:
    opened = Desk(folder, **options)
    try:
        yield opened
    finally:
        await opened.standing.stop()
        opened.close()


def title(number: int, **changes: Any) -> Record:
    """A sound product of its own: number, ISBN and links are its own."""
    made = copy.deepcopy(dict(DOCUMENT))
    made["id"] = str(number)
    made["isbn"] = {"isbn13": isbn(number)}
    made["fullTitle"] = f"Title {number}"
    for each in [
        *made["contributions"],
        *made["marketingTexts"],
        *made["shortDescription"],
        *made["work"]["supportingResources"][:1],
    ]:
        each["productIds"] = [str(number)]
    made["work"]["id"] = str(number)
    work = changes.pop("work", {})
    made["work"] |= work
    return record(made | changes)


def isbn(number: int) -> str:
    from desktop_app.records.isbn import check_digit_13

    body = f"9781911{number:05d}"
    return body + check_digit_13(body)
