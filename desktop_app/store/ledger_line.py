"""Who is next for a subject and flow? Entering, leaving and queueing behind an open item.

At most one item of a subject and flow leads (the unique index ``item_leads``). A newer one waits
behind it as held; when the leading one ends, the newer one takes its place in the same commit.
What has no key is a dry run's record of what would have been: it is in no line.
"""

from __future__ import annotations

import sqlite3

from desktop_app.records.payload import BaselineKind
from desktop_app.records.state import State
from desktop_app.store import ledger_chain as chain

EARLIER = "an earlier item is open"
_OPEN = "('held', 'waiting', 'sending', 'retrying', 'accepted', 'not_confirmed')"


def pause_cause(conn: sqlite3.Connection, flow: str) -> str:
    """Why the flow is paused, or ""."""
    row = conn.execute("SELECT cause FROM flow_pause WHERE flow = ?", (flow,)).fetchone()
    return str(row["cause"]) if row else ""


def stopped_by_settings(conn: sqlite3.Connection, flow: str) -> bool:
    """Whether the flow waits for the settings, not for a person."""
    row = conn.execute("SELECT by_settings FROM flow_pause WHERE flow = ?", (flow,)).fetchone()
    return bool(row and row["by_settings"])


def clear_way(conn: sqlite3.Connection, flow: str, subject: str, job: int, now: str) -> bool:
    """Supersede older items whose bytes have not left. True when none is left in the way."""
    free = True
    older = conn.execute(
        "SELECT id, state, ambiguous FROM item WHERE flow = ? AND subject = ? AND key <> ''"  # noqa: S608
        f" AND state IN {_OPEN}",
        (flow, subject),
    ).fetchall()
    for row in older:
        if row["state"] in (State.HELD, State.WAITING) and not row["ambiguous"]:
            end(conn, row["id"], State.SUPERSEDED, f"newer data went in job {job}", now)
        else:
            free = False
    return free


def end(conn: sqlite3.Connection, item: int, state: State, reason: str, now: str) -> None:
    """Move an item to a final state and chain it. The next one is released by ``release``."""
    conn.execute(
        "UPDATE item SET state = ?, reason = ?, lead = 0, held_by = '', due_at = '', ambiguous = 0,"
        " fence = fence + 1, updated_at = ? WHERE id = ?",
        (state, reason, now, item),
    )
    chain.append(conn, item)


def release(conn: sqlite3.Connection, flow: str, subject: str, now: str) -> None:
    """Let the item that waited behind an ended one take the lead."""
    taken = conn.execute(
        "SELECT 1 FROM item WHERE flow = ? AND subject = ? AND lead = 1", (flow, subject)
    ).fetchone()
    if taken:
        return
    row = conn.execute(
        "SELECT * FROM item WHERE flow = ? AND subject = ? AND state = 'held'"
        " AND held_by = 'earlier' AND key <> '' ORDER BY id LIMIT 1",
        (flow, subject),
    ).fetchone()
    if row is None:
        return
    if row["resend_of"] is None and _taken_meanwhile(conn, row):
        end(conn, row["id"], State.UNCHANGED, "the destination took the same meanwhile", now)
        release(conn, flow, subject, now)
        return
    enter(conn, row["id"], flow, row["not_before"], now)


def _taken_meanwhile(conn: sqlite3.Connection, row: sqlite3.Row) -> bool:
    found = conn.execute(
        "SELECT kind, payload_sha256 FROM baseline WHERE flow = ? AND subject = ?",
        (row["flow"], row["subject"]),
    ).fetchone()
    if found is None or found["kind"] != BaselineKind.CONFIRMED:
        return False
    return bool(found["payload_sha256"] == row["payload_sha256"])


def enter(conn: sqlite3.Connection, item: int, flow: str, not_before: str, now: str) -> None:
    """Put an item that may lead where it belongs: held by time or by a pause, or waiting.

    What has moved since it was reviewed is held for a person, however it came here.
    """
    cause = pause_cause(conn, flow)
    moved = conn.execute("SELECT moved FROM item WHERE id = ?", (item,)).fetchone()["moved"]
    if moved:
        place = (State.HELD, "person", moved, "")
    elif not_before > now:
        place = (State.HELD, "until", "waits until the time set", not_before)
    elif cause:
        place = (State.HELD, "paused", cause, "")
    else:
        place = (State.WAITING, "", "", now)
    conn.execute(
        "UPDATE item SET state = ?, held_by = ?, reason = ?, due_at = ?, lead = 1,"
        " fence = fence + 1, updated_at = ? WHERE id = ?",
        (*place, now, item),
    )


def hold_paused(conn: sqlite3.Connection, flow: str, cause: str, now: str) -> None:
    """Pause a flow: what would go out by itself is held, once, with the cause."""
    conn.execute(
        "INSERT INTO flow_pause (flow, cause, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (flow, cause, now),
    )
    conn.execute(
        "UPDATE item SET state = 'held', held_by = 'paused', reason = ?, due_at = '',"
        " fence = fence + 1, updated_at = ?"
        " WHERE flow = ? AND state IN ('waiting', 'retrying')",
        (cause, now, flow),
    )


def resume(conn: sqlite3.Connection, flow: str, now: str) -> None:
    """Let a paused flow go on, with everything that was held by the pause."""
    conn.execute("DELETE FROM flow_pause WHERE flow = ?", (flow,))
    held = conn.execute(
        "SELECT id, not_before FROM item WHERE flow = ? AND state = 'held' AND held_by = 'paused'",
        (flow,),
    ).fetchall()
    for row in held:
        enter(conn, row["id"], flow, row["not_before"], now)
