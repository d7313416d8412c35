"""What did a destination last take, as far as we know? Moved by the commit that settles an item."""

from __future__ import annotations

import sqlite3

from desktop_app.records.payload import Baseline, BaselineKind
from desktop_app.records.state import State
from desktop_app.store import ledger_codec as codec

_MOVES = {
    State.DELIVERED: BaselineKind.CONFIRMED,
    State.DELIVERED_WITH_ERRORS: BaselineKind.CONFIRMED,
    State.HANDED_OVER: BaselineKind.ASSUMED,
}

_TAKE = """
INSERT INTO baseline (flow, subject, kind, before, taken_at, payload_sha256, lineage_sha256,
    mapping_version, item)
SELECT flow, subject, ?, '', ?, payload_sha256, lineage_sha256, mapping_version, id
FROM item WHERE id = ?
ON CONFLICT (flow, subject) DO UPDATE SET kind = excluded.kind, before = '',
    taken_at = excluded.taken_at, payload_sha256 = excluded.payload_sha256,
    lineage_sha256 = excluded.lineage_sha256, mapping_version = excluded.mapping_version,
    item = excluded.item
"""

_FORGET = """
INSERT INTO baseline (flow, subject, kind, before, taken_at, payload_sha256, lineage_sha256,
    mapping_version, item)
SELECT flow, subject, 'unknown', '', ?, payload_sha256, lineage_sha256, mapping_version, id
FROM item WHERE id = ?
ON CONFLICT (flow, subject) DO UPDATE SET
    before = CASE kind WHEN 'unknown' THEN before ELSE kind END, kind = 'unknown'
"""

_SELECT = """
SELECT baseline.*, lineage.data AS lineage FROM baseline
JOIN lineage ON lineage.sha256 = lineage_sha256 WHERE flow = ? AND subject = ?
"""


def move(conn: sqlite3.Connection, item: int, state: State, now: str) -> None:
    """Let the baseline follow an item that just got this state."""
    kind = _MOVES.get(state)
    if kind is not None:
        conn.execute(_TAKE, (kind, now, item))
    elif state is State.NOT_CONFIRMED:
        conn.execute(_FORGET, (now, item))


def remember(conn: sqlite3.Connection, flow: str, subject: str) -> None:
    """It did not arrive after all: what was known before the doubt holds again."""
    conn.execute(
        "DELETE FROM baseline WHERE flow = ? AND subject = ? AND kind = 'unknown' AND before = ''",
        (flow, subject),
    )
    conn.execute(
        "UPDATE baseline SET kind = before, before = ''"
        " WHERE flow = ? AND subject = ? AND kind = 'unknown'",
        (flow, subject),
    )


def baseline(conn: sqlite3.Connection, subject: str, flow: str) -> Baseline | None:
    """The baseline with its rows; None when the destination never took the subject.

    While it is unknown, ``sha256`` is "" and there are no rows.
    """
    row = conn.execute(_SELECT, (flow, subject)).fetchone()
    if row is None:
        return None
    kind = BaselineKind(row["kind"])
    known = kind is not BaselineKind.UNKNOWN
    return Baseline(
        subject=row["subject"],
        flow=row["flow"],
        kind=kind,
        taken_at=row["taken_at"],
        sha256=row["payload_sha256"] if known else "",
        mapping_version=row["mapping_version"],
        rows=codec.unpack_rows(row["lineage"]) if known else (),
    )
