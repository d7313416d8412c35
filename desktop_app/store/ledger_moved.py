"""Which items wait with bytes that may not hold any more? Marked with the reason, they stay here.

What may have left is never touched: neither an item with an attempt that nobody can tell about,
nor one that is accepted or not confirmed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence

from desktop_app.records.job import Unsent
from desktop_app.records.state import State
from desktop_app.store import ledger_codec as codec
from desktop_app.store import ledger_line as line

AS_REVIEWED = "the title is again as it was reviewed; let it go, or cancel it"

_SELECT = """
SELECT item.*, plan.overrides, plan.ways, lineage.data AS lineage
FROM item
JOIN job ON job.number = item.job
JOIN lineage ON lineage.sha256 = item.lineage_sha256
LEFT JOIN plan ON plan.id = job.plan
WHERE item.key <> '' AND item.ambiguous = 0
"""
# The first list is that of the index ``item_open``.
_OPEN = f"""{_SELECT}
    AND item.state IN ('held', 'waiting', 'sending', 'retrying', 'accepted', 'not_confirmed')
    AND item.state IN ('held', 'waiting', 'sending', 'retrying')
ORDER BY item.id
"""
_OF_JOB = f"""{_SELECT}
    AND item.job = :job AND item.state IN ('held', 'waiting', 'retrying', 'failed')
    AND (:all OR item.id IN (SELECT value FROM json_each(:items)))
ORDER BY item.id
"""  # noqa: S608 - a constant
_NOW = "SELECT state, lead, moved, ambiguous, flow FROM item WHERE id = ?"
_STOP = """
UPDATE item SET state = 'held', held_by = 'person', reason = :why, moved = :why, due_at = '',
    fence = fence + 1, updated_at = :now WHERE id = :id
"""
_NOTE = "UPDATE item SET moved = :why, updated_at = :now WHERE id = :id"
_SAY = "UPDATE item SET moved = :why, reason = :reason, updated_at = :now WHERE id = :id"
_TIMED = """
UPDATE item SET state = 'held', held_by = 'paused', reason = ?, due_at = '', fence = fence + 1,
    updated_at = ? WHERE flow = ? AND state = 'held' AND held_by IN ('undo', 'until')
"""


def waiting(conn: sqlite3.Connection) -> list[Unsent]:
    """Every open item of which no byte has left, as far as anybody can tell."""
    return [_unsent(row) for row in conn.execute(_OPEN)]


def waiting_of(conn: sqlite3.Connection, job: int, items: Sequence[int]) -> list[Unsent]:
    """The same of one job, with what failed; no ``items`` means all of it."""
    wanted = {"job": job, "all": not items, "items": json.dumps(list(items))}
    return [_unsent(row) for row in conn.execute(_OF_JOB, wanted)]


def _unsent(row: sqlite3.Row) -> Unsent:
    return Unsent(
        id=row["id"],
        flow=row["flow"],
        subject=row["subject"],
        titles=codec.strings(row["titles"]),
        payload_sha256=row["payload_sha256"],
        mapping_version=row["mapping_version"],
        lineage=row["lineage"],
        overrides=codec.mapping(row["overrides"]) if row["overrides"] else {},
        ways=codec.mapping(row["ways"]) if row["ways"] else {},
        resent=row["resend_of"] is not None,
        failed=row["state"] == State.FAILED,
        moved=row["moved"],
    )


def mark(conn: sqlite3.Connection, words: Mapping[int, str], now: str) -> int:
    """Hold each item with its reason; "" takes an earlier reason back, and lets nothing go.

    Returns how many were held that were not before.
    """
    return sum(_mark(conn, item, why, now) for item, why in words.items())


def _mark(conn: sqlite3.Connection, item: int, why: str, now: str) -> bool:
    row = conn.execute(_NOW, (item,)).fetchone()
    if row is None or row["ambiguous"] or row["moved"] == why:
        return False
    values = {"id": item, "why": why, "now": now}
    state = State(row["state"])
    if state in (State.SENDING, State.FAILED):
        # Come back unsent it is held then; what failed does not go on.
        conn.execute(_NOTE, values)
    elif state is State.HELD and not (why and row["lead"]):
        reason = why or (AS_REVIEWED if row["lead"] else line.EARLIER)
        conn.execute(_SAY, values | {"reason": reason})
    elif why and state in (State.HELD, State.WAITING, State.RETRYING):
        conn.execute(_STOP, values)
    else:
        return False
    return bool(why) and not row["moved"]


def follow_settings(
    conn: sqlite3.Connection, absent: Mapping[str, str], known: Collection[str], now: str
) -> None:
    """Hold what waits for flows that the settings do not have, and let go what they have again.

    ``absent`` maps flows with open items to the reason; ``known`` are the flows that may send.
    """
    for flow, cause in absent.items():
        line.hold_paused(conn, flow, cause, now)
        conn.execute(
            "UPDATE flow_pause SET by_settings = 1 WHERE flow = ? AND cause = ?", (flow, cause)
        )
        conn.execute(_TIMED, (line.pause_cause(conn, flow), now, flow))
    stopped = conn.execute("SELECT flow FROM flow_pause WHERE by_settings = 1").fetchall()
    for row in stopped:
        if row["flow"] in known:
            line.resume(conn, row["flow"], now)


def open_flows(conn: sqlite3.Connection) -> list[str]:
    """The flows that have something open."""
    rows = conn.execute(
        "SELECT DISTINCT flow FROM item WHERE key <> ''"
        " AND state IN ('held', 'waiting', 'sending', 'retrying', 'accepted', 'not_confirmed')"
    )
    return [row["flow"] for row in rows]
