"""What may a person do with items? Stop, hold, let go, try again, or say what became of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from desktop_app.records.errors import NotFoundError, UsageError
from desktop_app.records.settlement import FlowPause
from desktop_app.records.state import State
from desktop_app.store import ledger_chain as chain
from desktop_app.store import ledger_line as line
from desktop_app.store.ledger_settle import follow

_BY_A_PERSON = "stopped by a person"
_MAY_HAVE_ARRIVED = "stopped by a person; an earlier attempt may have arrived"
_PAUSED = "paused by a person"
_WISH = "UPDATE item SET held_by = ? WHERE job = ? AND state = 'sending'"
_HOLD = """
UPDATE item SET state = 'held', held_by = 'person', reason = ?, due_at = '', fence = fence + 1,
    updated_at = ? WHERE job = ? AND lead = 1 AND state IN ('held', 'waiting', 'retrying')
"""
_LET_GO = """
SELECT id, flow, held_by, not_before FROM item
WHERE job = ? AND state = 'held' AND held_by <> 'earlier' AND lead = 1
"""
_LOOK_NOW = """
UPDATE item SET due_at = ?, updated_at = ? WHERE id = ? AND state IN ('retrying', 'accepted')
"""
_GOES_ON = """
UPDATE item SET state = 'waiting', reason = '', held_by = '', due_at = ?, tries = 0, lead = 1,
    fence = fence + 1, updated_at = ? WHERE id = ?
"""


def cancel(conn: sqlite3.Connection, job: int, now: str) -> None:
    """Stop a job: what has not left is cancelled, what may have left becomes not confirmed.

    What is on its way is finished, but not tried again. Raises NotFoundError.
    """
    must_be(conn, job)
    rows = conn.execute(
        "SELECT id, flow, subject, ambiguous, lead FROM item"
        " WHERE job = ? AND key <> '' AND state IN ('held', 'waiting', 'retrying')"
        " ORDER BY lead, id",
        (job,),
    ).fetchall()
    for row in rows:
        state = State.NOT_CONFIRMED if row["ambiguous"] else State.CANCELLED
        if row["ambiguous"]:
            conn.execute(
                "UPDATE item SET state = 'not_confirmed', reason = ?, held_by = '', due_at = '',"
                " fence = fence + 1, updated_at = ? WHERE id = ?",
                (_MAY_HAVE_ARRIVED, now, row["id"]),
            )
        else:
            line.end(conn, row["id"], state, _BY_A_PERSON, now)
        # What only waited behind another item says nothing about what became of that one.
        if row["lead"]:
            follow(conn, row["id"], row["flow"], row["subject"], state, now)
    conn.execute(_WISH, ("stop", job))


def pause(conn: sqlite3.Connection, job: int, now: str) -> None:
    """Hold what waits of a job until it is released. Raises NotFoundError."""
    must_be(conn, job)
    conn.execute(_HOLD, (_PAUSED, now, job))
    conn.execute(_WISH, ("person", job))


def release(conn: sqlite3.Connection, job: int, now: str, items: Sequence[int] = ()) -> None:
    """Let held items go now, before their time too; a flow that was paused goes on as a whole.

    What a person has paused keeps the time that was set for it, and what is held because an
    earlier item is open stays held. Raises NotFoundError.
    """
    must_be(conn, job)
    conn.execute("UPDATE item SET held_by = '' WHERE job = ? AND state = 'sending'", (job,))
    rows = [
        row for row in conn.execute(_LET_GO, (job,)).fetchall() if not items or row["id"] in items
    ]
    for flow in {row["flow"] for row in rows}:
        resume_flow(conn, flow, now)
    for row in rows:
        held = conn.execute("SELECT state FROM item WHERE id = ?", (row["id"],)).fetchone()
        if held["state"] == State.HELD:
            until = row["not_before"] if row["held_by"] == "person" else ""
            line.enter(conn, row["id"], row["flow"], until, now)


def retry(
    conn: sqlite3.Connection, job: int, now: str, due: str, items: Sequence[int] = ()
) -> None:
    """Look again now at what waits for a retry, is held, or failed. Raises NotFoundError.

    A failed item goes on with its key, unless newer data for its subject was sent since.
    """
    release(conn, job, now, items)
    rows = conn.execute(
        "SELECT id, flow, subject, state, moved FROM item"
        " WHERE job = ? AND state IN ('retrying', 'accepted', 'failed') ORDER BY id",
        (job,),
    ).fetchall()
    for row in rows:
        if items and row["id"] not in items:
            continue
        if row["state"] == State.FAILED:
            if not row["moved"]:
                _go_on(conn, row, now)
        else:
            conn.execute(_LOOK_NOW, (due, now, row["id"]))


def _go_on(conn: sqlite3.Connection, row: sqlite3.Row, now: str) -> None:
    newer = conn.execute(
        "SELECT 1 FROM item WHERE flow = ? AND subject = ? AND key <> ''"
        " AND (lead = 1 OR (id > ? AND state NOT IN ('cancelled', 'failed')))",
        (row["flow"], row["subject"], row["id"]),
    ).fetchone()
    if newer is None:
        conn.execute(_GOES_ON, (now, now, row["id"]))
        chain.append(conn, row["id"], "reopened")
        if line.pause_cause(conn, row["flow"]):
            line.enter(conn, row["id"], row["flow"], "", now)


def confirm(conn: sqlite3.Connection, item: int, *, arrived: bool, note: str, now: str) -> None:
    """A person's word on an item that no machine can find out about.

    Arrived: handed over, the baseline is assumed. Not: failed, what was known before holds.
    Raises NotFoundError, and UsageError for an item that nobody has doubts about.
    """
    row = conn.execute("SELECT flow, subject, state FROM item WHERE id = ?", (item,)).fetchone()
    if row is None:
        raise NotFoundError(f"There is no item {item}.")
    state = State(row["state"])
    if state is not State.NOT_CONFIRMED and not (state is State.HANDED_OVER and arrived):
        raise UsageError(
            f"Item {item} is {state.value.replace('_', ' ')}; nobody needs to confirm it.",
            not_done="Nothing was changed.",
        )
    said = "a person says that it arrived" if arrived else "a person says that it did not arrive"
    became = State.HANDED_OVER if arrived else State.FAILED
    line.end(conn, item, became, f"{said}: {note.strip()}" if note.strip() else said, now)
    if state is State.NOT_CONFIRMED:
        follow(conn, item, row["flow"], row["subject"], became, now)


def pause_flow(conn: sqlite3.Connection, flow: str, cause: str, now: str) -> None:
    """Stop a whole flow; the first cause is the one that is shown."""
    line.hold_paused(conn, flow, cause, now)


def resume_flow(conn: sqlite3.Connection, flow: str, now: str) -> None:
    """Let a paused flow go on, with everything that was held by the pause.

    One that the settings do not have, or have switched off, goes on when they have it again.
    """
    if not line.stopped_by_settings(conn, flow):
        line.resume(conn, flow, now)


def pauses(conn: sqlite3.Connection) -> list[FlowPause]:
    """The flows that wait for a person."""
    rows = conn.execute("SELECT flow, cause, since FROM flow_pause ORDER BY flow")
    return [FlowPause(row["flow"], row["cause"], row["since"]) for row in rows]


def confirm_rule(
    conn: sqlite3.Connection, flow: str, rule: str, source_kind: str, reason: str, now: str
) -> None:
    """Keep a person's word on a rule that cannot be checked for a kind of source."""
    conn.execute(
        "INSERT OR REPLACE INTO confirmation (flow, rule, source_kind, reason, at)"
        " VALUES (?, ?, ?, ?, ?)",
        (flow, rule, source_kind, reason, now),
    )


def must_be(conn: sqlite3.Connection, job: int) -> None:
    """Raise NotFoundError unless there is a job of that number."""
    if conn.execute("SELECT 1 FROM job WHERE number = ?", (job,)).fetchone() is None:
        raise NotFoundError(f"There is no job {job}.", next_step="See the list of jobs.")
