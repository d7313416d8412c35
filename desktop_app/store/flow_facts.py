"""What does the ledger know of many subjects at once? Read for judging, never for sending.

Functions of a reader's connection.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from desktop_app.records.line import Line
from desktop_app.records.payload import Baseline, BaselineKind
from desktop_app.records.state import OPEN, State

_OPEN = ", ".join(f"'{each.value}'" for each in State if each in OPEN)
_LAST = """
SELECT subject, state, payload_sha256 FROM item
WHERE id IN (
    SELECT max(id) FROM item
    WHERE flow = :flow AND key <> '' AND subject IN (SELECT value FROM json_each(:subjects))
    GROUP BY subject
)
"""
_OPEN_ITEMS = f"""
SELECT subject, state, payload_sha256, updated_at, ambiguous FROM item
WHERE flow = :flow AND subject IN (SELECT value FROM json_each(:subjects)) AND state IN ({_OPEN})
    AND key <> ''
ORDER BY lead, id DESC
"""  # noqa: S608 - names of states
_HEADS = """
SELECT subject, kind, taken_at, payload_sha256, mapping_version FROM baseline
WHERE flow = :flow AND subject IN (SELECT value FROM json_each(:subjects))
"""
_LINEAGES = """
SELECT subject, payload_sha256, lineage.data FROM baseline
JOIN lineage ON lineage.sha256 = lineage_sha256
WHERE flow = :flow AND kind <> 'unknown'
    AND subject IN (SELECT value FROM json_each(:subjects))
"""


_UNSENT = frozenset({State.HELD, State.WAITING})


def lines(conn: sqlite3.Connection, flow: str, subjects: Sequence[str]) -> dict[str, Line]:
    """For each subject that ever went: what is open, and what was refused."""
    wanted = {"flow": flow, "subjects": json.dumps(list(subjects))}
    found: dict[str, Line] = {}
    for row in conn.execute(_LAST, wanted):
        if row["state"] == State.REFUSED:
            found[row["subject"]] = Line(refused_sha256=row["payload_sha256"])
    newest: dict[str, str] = {}
    for row in conn.execute(_OPEN_ITEMS, wanted):  # newest first, the one that leads last
        state = State(row["state"])
        found[row["subject"]] = Line(
            open=state,
            open_sha256=newest.setdefault(row["subject"], row["payload_sha256"]),
            left=state not in _UNSENT or bool(row["ambiguous"]),
            since=row["updated_at"],
        )
    return found


def heads(conn: sqlite3.Connection, flow: str, subjects: Sequence[str]) -> dict[str, Baseline]:
    """The baselines of these subjects without their rows; ``sha256`` is "" while unknown."""
    wanted = {"flow": flow, "subjects": json.dumps(list(subjects))}
    found = {}
    for row in conn.execute(_HEADS, wanted):
        kind = BaselineKind(row["kind"])
        found[row["subject"]] = Baseline(
            subject=row["subject"],
            flow=flow,
            kind=kind,
            taken_at=row["taken_at"],
            sha256="" if kind is BaselineKind.UNKNOWN else row["payload_sha256"],
            mapping_version=row["mapping_version"],
        )
    return found


def lineages(
    conn: sqlite3.Connection, flow: str, subjects: Sequence[str]
) -> dict[str, tuple[str, bytes]]:
    """For each subject what was taken and is known: its hash, and its rows as they are kept."""
    wanted = {"flow": flow, "subjects": json.dumps(list(subjects))}
    return {row[0]: (row[1], row[2]) for row in conn.execute(_LINEAGES, wanted)}


def confirmations(conn: sqlite3.Connection) -> dict[tuple[str, str, str], str]:
    """(flow, rule, kind of source) to the reason that a person gave."""
    rows = conn.execute("SELECT flow, rule, source_kind, reason FROM confirmation")
    return {(row["flow"], row["rule"], row["source_kind"]): row["reason"] for row in rows}


def last_change(conn: sqlite3.Connection) -> int:
    """The sequence of the newest change, 0 when there was none."""
    row = conn.execute("SELECT max(seq) FROM change").fetchone()
    return int(row[0] or 0)


_TAKEN = """
SELECT subject, baseline.kind, taken_at, payload.data, lineage.data AS lineage FROM baseline
JOIN payload ON payload.sha256 = payload_sha256
JOIN lineage ON lineage.sha256 = lineage_sha256
WHERE flow = :flow AND subject IN (SELECT value FROM json_each(:subjects))
"""


def taken(
    conn: sqlite3.Connection, flow: str, subjects: Sequence[str]
) -> dict[str, tuple[BaselineKind, str, bytes, bytes]]:
    """What was last taken of each subject: how sure, when, the bytes, and the rows as kept."""
    wanted = {"flow": flow, "subjects": json.dumps(list(subjects))}
    return {row[0]: (BaselineKind(row[1]), *row[2:]) for row in conn.execute(_TAKEN, wanted)}


def ever_taken(conn: sqlite3.Connection, flow: str) -> list[str]:
    """Every subject that the destination has, or may have, taken."""
    rows = conn.execute("SELECT subject FROM baseline WHERE flow = ? ORDER BY subject", (flow,))
    return [row[0] for row in rows]
