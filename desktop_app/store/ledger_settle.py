"""How does an answer become the state of its item? In one commit with all that follows from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import replace

from desktop_app.records.parcel import Outcome, Receipt
from desktop_app.records.settlement import RecoveryReport, Settled, Settlement
from desktop_app.records.state import OPEN, State
from desktop_app.store import ledger_baseline as baselines
from desktop_app.store import ledger_line as line
from desktop_app.store.ledger_clock import LedgerClock
from desktop_app.store.ledger_codec import to_json

_ITEM = """
SELECT id, flow, subject, state, fence, held_by, moved, accepted_at FROM item WHERE id = ?
"""
_END_ATTEMPT = """
UPDATE attempt SET ended = ?, http_status = ?, outcome = ?, message = ?, details = ?, response = ?
WHERE item = ? AND number = ? AND fence = ?
"""
_NEWS = """
UPDATE item SET tries = tries + :counted, accepted_at = :accepted_at,
    run = CASE :run WHEN '' THEN run ELSE :run END,
    receipt = CASE :receipt WHEN '' THEN receipt ELSE :receipt END,
    status_url = CASE :status_url WHEN '' THEN status_url ELSE :status_url END
WHERE id = :id
"""
_STAY = """
UPDATE item SET state = :state, reason = :reason, held_by = :held_by, due_at = :due_at,
    ambiguous = :ambiguous, fence = fence + 1, updated_at = :now WHERE id = :id
"""
_STOPPED = "stopped by a person"
_CUT_OFF = "Colophon stopped before the answer was kept."
# No wait is longer by the retry policy; a due time further off comes from a clock set back since.
_LONGEST_WAIT = 3600.0


def settle(conn: sqlite3.Connection, clock: LedgerClock, done: Iterable[Settled]) -> list[bool]:
    """Write what came of leases. False for a lease whose item has moved on since: ignored."""
    return [_settle(conn, clock, each) for each in done]


def _settle(conn: sqlite3.Connection, clock: LedgerClock, done: Settled) -> bool:
    lease = done.lease
    row = conn.execute(_ITEM, (lease.item,)).fetchone()
    if row is None or row["fence"] != lease.fence:
        return False
    settlement = _as_wished(row["held_by"], done.settlement, row["moved"])
    _end_attempt(conn, done)
    _keep_news(conn, clock, row, settlement)
    now = clock.now()
    if settlement.state in OPEN:
        _stay(conn, clock, row["id"], settlement, now)
    else:
        line.end(conn, row["id"], settlement.state, settlement.reason, now)
    follow(conn, row["id"], row["flow"], row["subject"], settlement.state, now)
    if settlement.pause:
        line.hold_paused(conn, lease.flow, settlement.pause, now)
    return True


def _as_wished(wish: str, settlement: Settlement, moved: str = "") -> Settlement:
    """A person stopped or paused the item while it was on its way, or its title moved."""
    if settlement.state not in (State.RETRYING, State.HELD):
        return settlement
    if moved and wish != "stop" and not settlement.ambiguous:
        return replace(settlement, state=State.HELD, reason=moved)
    if not wish:
        return settlement
    if wish == "person":
        return replace(settlement, state=State.HELD, reason="paused by a person")
    if settlement.ambiguous:
        words = f"{_STOPPED}; an earlier attempt may have arrived"
        return replace(settlement, state=State.NOT_CONFIRMED, reason=words)
    return replace(settlement, state=State.CANCELLED, reason=_STOPPED)


def _end_attempt(conn: sqlite3.Connection, done: Settled) -> None:
    receipt, lease = done.settlement.receipt, done.lease
    conn.execute(
        _END_ATTEMPT,
        (
            done.ended,
            receipt.http_status,
            receipt.outcome,
            receipt.message,
            to_json(receipt.details),
            receipt.response,
            lease.item,
            lease.attempt,
            lease.fence,
        ),
    )


def _keep_news(
    conn: sqlite3.Connection, clock: LedgerClock, row: sqlite3.Row, settlement: Settlement
) -> None:
    accepted_at = row["accepted_at"]
    if settlement.state is State.ACCEPTED and row["state"] != State.ACCEPTED:
        accepted_at = clock.due()
    receipt = settlement.receipt
    conn.execute(
        _NEWS,
        {
            "id": row["id"],
            "counted": int(settlement.counted),
            "accepted_at": accepted_at,
            "run": receipt.run,
            "receipt": receipt.remote_id,
            "status_url": receipt.status_url,
        },
    )


def _stay(
    conn: sqlite3.Connection, clock: LedgerClock, item: int, settlement: Settlement, now: str
) -> None:
    state = settlement.state
    waits = state in (State.RETRYING, State.ACCEPTED)
    held_by = ""
    if state is State.HELD:
        held_by = "paused" if settlement.pause else "person"
    conn.execute(
        _STAY,
        {
            "id": item,
            "state": state,
            "reason": settlement.reason,
            "held_by": held_by,
            "due_at": clock.due(settlement.due_in) if waits else "",
            "ambiguous": int(settlement.ambiguous),
            "now": now,
        },
    )


def follow(
    conn: sqlite3.Connection, item: int, flow: str, subject: str, state: State, now: str
) -> None:
    """What a new state of an item means for the baseline and for the item that waits behind it."""
    baselines.move(conn, item, state, now)
    if state in (State.REFUSED, State.FAILED, State.CANCELLED):
        baselines.remember(conn, flow, subject)
    if state not in OPEN:
        line.release(conn, flow, subject, now)


def recover(
    conn: sqlite3.Connection, clock: LedgerClock, resent_alone: Collection[str]
) -> RecoveryReport:
    """Take up what a process that died left on its way. Call it before the first claim.

    What was being sent may have arrived: for the flows in ``resent_alone`` it is asked for, then
    finished; for others it waits for a person.
    """
    now = clock.now()
    conn.execute(
        "UPDATE attempt SET ended = ?, outcome = ?, message = ? WHERE ended = '' AND item IN"
        " (SELECT id FROM item WHERE state IN"
        " ('held', 'waiting', 'sending', 'retrying', 'accepted', 'not_confirmed'))",
        (now, Outcome.AMBIGUOUS, _CUT_OFF),
    )
    asked = lost = 0
    left = conn.execute("SELECT id, flow, held_by FROM item WHERE state = 'sending'").fetchall()
    for row in left:
        settlement = _left_behind(conn, row, row["flow"] in resent_alone)
        _stay(conn, clock, row["id"], settlement, now)
        baselines.move(conn, row["id"], settlement.state, now)
        doubtful = settlement.state is State.NOT_CONFIRMED
        asked, lost = asked + (not doubtful), lost + doubtful
    due = clock.due()
    conn.execute(
        "UPDATE item SET due_at = ? WHERE (state = 'accepted' AND due_at > ?)"
        " OR (state = 'retrying' AND due_at > ?)",
        (due, due, clock.due(_LONGEST_WAIT)),
    )
    return RecoveryReport(_words(asked, lost), asked, lost)


def _left_behind(conn: sqlite3.Connection, row: sqlite3.Row, asks: bool) -> Settlement:
    """What was on its way is asked for where that can be done, as far as nobody stopped it."""
    if not asks:
        return _cut_off(State.NOT_CONFIRMED)
    cause = line.pause_cause(conn, row["flow"])
    settlement = _cut_off(State.HELD if cause else State.RETRYING)
    if cause:
        settlement = replace(settlement, reason=cause, pause=cause)
    return _as_wished(row["held_by"], settlement)


def _cut_off(state: State) -> Settlement:
    return Settlement(state, _CUT_OFF, Receipt(Outcome.AMBIGUOUS), ambiguous=True)


def _words(asked: int, lost: int) -> str:
    parts = []
    if asked:
        them = "1 item" if asked == 1 else f"{asked} items"
        parts.append(f"xConnector is asked what became of {them}; what is missing is finished.")
    if lost:
        them = "1 item waits" if lost == 1 else f"{lost} items wait"
        parts.append(f"{them} for a person: no machine can find out whether it arrived.")
    return " ".join(["Colophon stopped in the middle of a send.", *parts]) if parts else ""
