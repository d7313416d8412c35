"""Plans made by hand, a ledger on a real file, and couriers that answer as they are told."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from desktop_app.engine import Engine, Policy, lanes
from desktop_app.records import instant
from desktop_app.records.flow import Flow, Style
from desktop_app.records.job import Lease
from desktop_app.records.parcel import Outcome, Parcel, Receipt, Unknown
from desktop_app.records.payload import Payload, Row
from desktop_app.records.plan import Action, Plan, PlanItem
from desktop_app.records.state import State
from desktop_app.store.db import Database
from desktop_app.store.ledger import Ledger
from desktop_app.store.ledger_clock import LedgerClock

GARDNERS = Flow("gardners", 1, "Gardners", "item-json")
LAUNCH = Flow("launch", 7, "Launch planning", "milestone-event")
FINANCE = Flow("finance", 4, "Finance", "item-json")
HOOK = Flow("hook", 1, "Hook", "item-json", style=Style.WEBHOOK, url="http://127.0.0.1:1/")
FLOWS = (GARDNERS, LAUNCH, FINANCE, HOOK)
SOON = Policy(delays=(0.02, 0.02, 0.02, 0.02, 0.02), shortest=0.01, chance=lambda: 1.0)
"""Retries without long waits."""


def payload(subject: str, flow: str, price: str) -> Payload:
    """A small item payload; ``price`` is what differs between two of one subject."""
    number = subject.rsplit(":", 1)[-1]
    data = json.dumps(
        {"title": f"Title {number}", "price": price}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    rows = (
        Row("title", f"Title {number}", "fullTitle", "copy"),
        Row("prices[GBP-02-05].amount", price, "prices.amount", "copy"),
    )
    sha256 = hashlib.sha256(data).hexdigest()
    return Payload(subject, flow, "item-json", "1", "application/json", data, sha256, rows)


def plan_item(
    subject: str, flow: str = "gardners", price: str = "12.99", state: State = State.PREPARED
) -> PlanItem:
    return PlanItem(
        subject=subject,
        flow=flow,
        titles=(f"product:{subject.rsplit(':', 1)[-1]}",),
        state=state,
        action=Action.UPDATE if state in (State.PREPARED, State.HELD) else None,
        reason="",
        payload=payload(subject, flow, price),
    )


def plan_of(name: str, items: Iterable[PlanItem]) -> Plan:
    kept = tuple(items)
    return Plan(
        id=name,
        created=instant.now(),
        titles=tuple(dict.fromkeys(title for each in kept for title in each.titles)),
        flows=tuple(dict.fromkeys(each.flow for each in kept)),
        items=kept,
    )


def many(name: str, number: int, flow: str = "gardners", price: str = "12.99") -> Plan:
    """A plan for the products 1 to ``number``."""
    return plan_of(name, (plan_item(f"product:{n}", flow, price) for n in range(1, number + 1)))


@asynccontextmanager
async def open_ledger(
    folder: Path, clock: LedgerClock | None = None, *, durable: bool = False
) -> AsyncIterator[Ledger]:
    db = Database(folder / "ledger.sqlite", "ledger", durable=durable)
    try:
        yield Ledger(db, clock)
    finally:
        db.close()


async def submitted(ledger: Ledger, plan: Plan, **options: object) -> int:
    """The number of the job that a plan became."""
    await ledger.save_plan(plan)
    return await ledger.submit(plan.id, **options)  # type: ignore[arg-type]


def wrap(lease: Lease, now: str) -> bytes:
    """An envelope that tells when it was made."""
    return f"{lease.key} {now} ".encode() + lease.payload


Answer = Receipt | Unknown
Behaviour = Callable[["Far", Parcel], Answer]


class Far:
    """A far end in this process: it keeps what it took, and answers as a behaviour says.

    ``taken`` counts effects per key, ``held`` is the last body per subject, ``log`` every call.
    """

    def __init__(self, deliver: Behaviour | None = None, ask: Behaviour | None = None) -> None:
        self.taken: dict[str, int] = {}
        self.held: dict[str, bytes] = {}
        self.order: list[tuple[str, bytes]] = []
        self.bodies: dict[str, set[bytes]] = {}
        self.log: list[tuple[str, str]] = []
        self.most_at_once = 0
        self.closed = 0
        self._at_once = 0
        self._deliver = deliver or take
        self._ask = ask or tell

    def wrap(self, lease: Lease, now: str) -> bytes:
        return wrap(lease, now)

    async def deliver(self, parcel: Parcel) -> Receipt:
        self.log.append(("deliver", parcel.key))
        self.bodies.setdefault(parcel.key, set()).add(parcel.body)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await asyncio.sleep(0)
        self._at_once -= 1
        answer = self._deliver(self, parcel)
        assert isinstance(answer, Receipt)
        return answer

    async def ask(self, parcel: Parcel) -> Answer:
        self.log.append(("ask", parcel.key))
        await asyncio.sleep(0)
        return self._ask(self, parcel)

    async def aclose(self) -> None:
        self.closed += 1

    def apply(self, parcel: Parcel) -> None:
        if parcel.key not in self.taken:
            self.order.append((parcel.subject, parcel.body))
            self.held[parcel.subject] = parcel.body
            self.taken[parcel.key] = 0
        self.taken[parcel.key] += 1

    async def open(self, flow: Flow) -> Far:
        """The factory of an engine."""
        return self


def take(far: Far, parcel: Parcel) -> Answer:
    far.apply(parcel)
    return Receipt(Outcome.DELIVERED, 200, run=f"run_{parcel.key[:8]}")


def tell(far: Far, parcel: Parcel) -> Answer:
    return Receipt(Outcome.DELIVERED, 200) if parcel.key in far.taken else Unknown()


def answers(*each: Answer) -> Behaviour:
    """These answers in turn, the last one for ever; nothing is taken."""
    left = list(each)

    def behaviour(far: Far, parcel: Parcel) -> Answer:
        return left.pop(0) if len(left) > 1 else left[0]

    return behaviour


@asynccontextmanager
async def running(
    ledger: Ledger, far: Far, flows: Sequence[Flow] = FLOWS, policy: Policy = SOON
) -> AsyncIterator[Engine]:
    engine = Engine(ledger, far.open, lanes(flows), policy)
    engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def until(condition: Callable[[], object], ledger: Ledger) -> None:
    """Wait for a condition: looked at after each commit of the ledger, and now and then."""
    moved = asyncio.Event()
    loop = asyncio.get_running_loop()
    end = ledger.subscribe(lambda: loop.call_soon_threadsafe(moved.set))
    try:
        async with asyncio.timeout(60):
            while True:
                moved.clear()
                result = condition()
                if asyncio.iscoroutine(result):
                    result = await result
                if result:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(moved.wait(), 0.1)
    finally:
        end()


async def ended(ledger: Ledger, job: int, *allowed: State) -> dict[str, int]:
    """The account of a job once nothing of it moves by itself any more."""
    moving = {State.WAITING, State.SENDING, State.RETRYING, State.ACCEPTED} - set(allowed)

    async def still() -> bool:
        account = (await ledger.job(job)).account
        return not any(account.get(state.value, 0) for state in moving)

    await until(still, ledger)
    return dict((await ledger.job(job)).account)
