"""What one exchange means for its item: decided by the engine, written by the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop_app.records.job import Lease
from desktop_app.records.parcel import Receipt
from desktop_app.records.state import State


@dataclass(frozen=True, slots=True)
class Settlement:
    """The next state of an item.

    ``due_in`` is the number of seconds until the engine looks again (retrying and accepted
    only). ``pause`` is the cause that stops the whole flow, or "". ``ambiguous`` says that the
    item may have arrived, so that it is asked for before it is sent again. ``counted`` is
    False when the exchange does not use up one of the item's tries.
    """

    state: State
    reason: str
    receipt: Receipt
    due_in: float = 0.0
    pause: str = ""
    ambiguous: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Settled:
    """A lease with what came of it. ``started`` and ``ended`` are ISO instants."""

    lease: Lease
    settlement: Settlement
    ended: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change table: ``kind`` is item, job, flow, confirmation or cover.

    ``flow``, ``subject`` and ``titles`` say what an item is about and are empty for the rest.
    """

    seq: int
    kind: str
    id: str
    flow: str = ""
    subject: str = ""
    titles: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """What the start after a crash found. ``words`` is "" when there was nothing to do."""

    words: str
    asked_again: int = 0
    not_confirmed: int = 0


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Whether history still says what it said. ``broken_at`` is the first row that does not."""

    ok: bool
    rows: int
    words: str
    broken_at: int | None = None


@dataclass(frozen=True, slots=True)
class FlowPause:
    """A flow that waits for a person; ``cause`` is a plain sentence."""

    flow: str
    cause: str
    since: str


@dataclass(frozen=True, slots=True)
class ItemContent:
    """The exact bytes of one item: payload, envelope ("" before the first attempt), and the
    last answer as it came, cut at 64 KiB."""

    payload: bytes
    envelope: bytes
    response: bytes
    content_type: str
