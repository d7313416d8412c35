"""Who may send what now? Leases, each with a fence, made in the commit before the first byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.job import Lease
from desktop_app.records.state import State
from desktop_app.store import ledger_line as line
from desktop_app.store import ledger_words
from desktop_app.store.ledger_clock import LedgerClock

Wrap = Callable[[Lease, str], bytes]

# A crash while an accepted item is asked about leaves it alone for so long, or until recovery.
_ASKING_SECONDS = 120.0

_SELECT = """
SELECT item.*, payload.data, payload.content_type, envelope.data AS envelope,
    mapping_columns.columns
FROM item
JOIN payload ON payload.sha256 = item.payload_sha256
LEFT JOIN envelope ON envelope.item = item.id
LEFT JOIN mapping_columns ON mapping_columns.mapping_version = item.mapping_version
"""
_DUE = f"""{_SELECT}
WHERE flow = :flow AND state IN ('waiting', 'retrying', 'accepted')
    AND (due_at <= :due OR state = 'waiting')
ORDER BY due_at, item.id LIMIT :n
"""
_DUE_OF_JOB = f"""{_SELECT}
WHERE job = :job AND flow = :flow AND item.id > :after
    AND state IN ('waiting', 'retrying', 'accepted') AND (due_at <= :due OR state = 'waiting')
ORDER BY item.id LIMIT :n
"""
_HELD_DUE = """
SELECT id, job, subject FROM item
WHERE flow = :flow AND state = 'held' AND lead = 1
    AND ((held_by = 'undo' AND due_at <= :due) OR (held_by = 'until' AND due_at <= :now))
"""
_LEASE = """
UPDATE item SET state = :state, held_by = '', due_at = :due_at, attempts = attempts + 1,
    fence = fence + 1, updated_at = :now WHERE id = :id
"""
_ATTEMPT = "INSERT INTO attempt (item, number, fence, started) VALUES (?, ?, ?, ?)"


def claim(
    conn: sqlite3.Connection,
    clock: LedgerClock,
    flow: str,
    n: int,
    wrap: Wrap,
    *,
    job: int = 0,
    after: int = 0,
) -> list[Lease]:
    """Up to ``n`` leases of what is due for a flow, none while it is paused.

    With ``job`` only items of that job with an id above ``after``. ``wrap`` makes the envelope of
    an item that has none yet; it is stored by the same commit.
    """
    let_go(conn, clock, flow)
    if n <= 0 or line.pause_cause(conn, flow):
        return []
    now, due = clock.now(), clock.due()
    wanted = {"flow": flow, "due": due, "n": n, "job": job, "after": after}
    rows = conn.execute(_DUE_OF_JOB if job else _DUE, wanted).fetchall()
    return [_lease(conn, clock, row, now, due, wrap) for row in rows]


def let_go(conn: sqlite3.Connection, clock: LedgerClock, flow: str) -> None:
    """What was held for the undo time, or until a time set, waits when that time has come."""
    now = clock.now()
    for row in conn.execute(_HELD_DUE, {"flow": flow, "now": now, "due": clock.due()}).fetchall():
        line.enter(conn, row["id"], flow, "", now)


def claim_check(conn: sqlite3.Connection, clock: LedgerClock, item: int) -> Lease:
    """The right to ask about one item that is accepted or not confirmed; nothing is sent by it.

    Raises NotFoundError, and UsageError when there is nothing to ask about.
    """
    row = conn.execute(f"{_SELECT} WHERE item.id = ?", (item,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no item {item}.")
    if row["state"] not in (State.ACCEPTED, State.NOT_CONFIRMED):
        raise UsageError(
            f"Item {item} is not waiting for an answer.", not_done="The destination was not asked."
        )
    now, due = clock.now(), clock.due()
    return _lease(conn, clock, row, now, due, _never, check=True)


def _never(lease: Lease, now: str) -> bytes:
    raise UsageError(
        f"Nothing of item {lease.item} has left this computer.",
        not_done="The destination was not asked.",
    )


def _lease(
    conn: sqlite3.Connection,
    clock: LedgerClock,
    row: sqlite3.Row,
    now: str,
    due: str,
    wrap: Wrap,
    *,
    check: bool = False,
) -> Lease:
    asks = check or row["state"] == State.ACCEPTED
    lease = Lease(
        item=row["id"],
        job=row["job"],
        flow=row["flow"],
        subject=row["subject"],
        key=row["key"],
        fence=row["fence"] + 1,
        attempt=row["attempts"] + 1,
        content_type=row["content_type"],
        payload=row["data"],
        payload_sha256=row["payload_sha256"],
        envelope=row["envelope"] or b"",
        ambiguous=bool(row["ambiguous"]),
        accepted=row["state"] == State.ACCEPTED,
        status_url=row["status_url"],
        run=row["run"],
        accepted_at=row["accepted_at"],
        tries=row["tries"] + 1,
        check=check,
        started=due,
        overrides="" if row["envelope"] else _overrides(conn, row["id"]),
        columns=row["columns"] or "",
    )
    if not lease.envelope:
        lease = _wrapped(conn, lease, wrap(lease, now))
    conn.execute(
        _LEASE,
        {
            "id": lease.item,
            "state": row["state"] if asks else State.SENDING,
            "due_at": _asking_until(clock, row) if asks else "",
            "now": now,
        },
    )
    conn.execute(_ATTEMPT, (lease.item, lease.attempt, lease.fence, now))
    return lease


def _asking_until(clock: LedgerClock, row: sqlite3.Row) -> str:
    return clock.due(_ASKING_SECONDS) if row["state"] == State.ACCEPTED else ""


def _wrapped(conn: sqlite3.Connection, lease: Lease, envelope: bytes) -> Lease:
    conn.execute("INSERT INTO envelope (item, data) VALUES (?, ?)", (lease.item, envelope))
    # ``replace`` of dataclasses costs as much as the statement above.
    return Lease(
        lease.item, lease.job, lease.flow, lease.subject, lease.key, lease.fence, lease.attempt,
        lease.content_type, lease.payload, lease.payload_sha256, envelope, lease.ambiguous,
        lease.accepted, lease.status_url, lease.run, lease.accepted_at, lease.tries, lease.check,
        lease.started,
    )  # fmt: skip


def _overrides(conn: sqlite3.Connection, item: int) -> str:
    return ledger_words.told(ledger_words.reasons(conn, [item]).get(item, {}))


def next_due(conn: sqlite3.Connection, clock: LedgerClock, flow: str) -> float | None:
    """Seconds until something of a flow is due (0 when it is), None while nothing will be."""
    if line.pause_cause(conn, flow):
        return None
    soonest = [
        clock.until(row["due_at"], by_wall=row["held_by"] == "until") if row["due_at"] else 0.0
        for row in _first_due(conn, flow)
    ]
    return max(0.0, min(soonest)) if soonest else None


def _first_due(conn: sqlite3.Connection, flow: str) -> Sequence[sqlite3.Row]:
    found: list[sqlite3.Row] = conn.execute(
        "SELECT '' AS due_at, '' AS held_by FROM item WHERE flow = ? AND state = 'waiting'"
        " AND state IN ('waiting', 'retrying', 'accepted') LIMIT 1",
        (flow,),
    ).fetchall()
    if found:
        return found
    found = conn.execute(
        "SELECT due_at, '' AS held_by FROM item"
        " WHERE flow = ? AND state IN ('waiting', 'retrying', 'accepted')"
        " ORDER BY due_at, id LIMIT 1",
        (flow,),
    ).fetchall()
    held = conn.execute(
        "SELECT min(due_at) AS due_at, held_by FROM item"
        " WHERE flow = ? AND state = 'held' AND due_at <> '' AND held_by IN ('undo', 'until')"
        " GROUP BY held_by",
        (flow,),
    ).fetchall()
    return found + held
